"""The history guards itself: the database stamps events, seals them at commit into a chain, and refuses what has no event.

Why it is built this way: docs/decisions. The chain is verified by `agencies.chain`, which computes it a second time."""

from pathlib import Path

from django.db import migrations

from agencies.guards import Withhold, append_only, demand_event

GUARDS = Path(__file__).with_suffix(".sql")
# A commit that changes their rows records an event.
EVENTS = ["agencies_sector", "agencies_county", "agencies_agency", "agencies_membership"]


class Migration(migrations.Migration):
    # What these were before the tables were set down in one piece.
    replaces = [
        ("agencies", "0002_history"),
        ("agencies", "0003_search"),
        ("agencies", "0004_sent_form"),
        ("agencies", "0005_edited_on_screen"),
        ("agencies", "0006_delegation"),
        ("agencies", "0007_event_of_a_transaction"),
        ("agencies", "0008_bargaining_acts"),
        ("agencies", "0009_reach"),
    ]

    dependencies = [("agencies", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8")),
        *append_only("agencies_event"),
        *append_only("agencies_eventseal"),
        Withhold("agencies_eventseal", "INSERT"),
        Withhold("agencies_historyhead", "INSERT, UPDATE, DELETE, TRUNCATE"),
        *map(demand_event, EVENTS),
        demand_event(
            "agencies_user",
            on_update="to_jsonb(OLD) - '{last_login,password}'::text[]"
            " IS DISTINCT FROM to_jsonb(NEW) - '{last_login,password}'::text[]",
        ),
    ]
