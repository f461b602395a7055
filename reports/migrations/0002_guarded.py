"""What the database refuses in reports, sessions and what is sent out, whatever the way in."""

from pathlib import Path

from django.db import migrations

from agencies.guards import append_only, demand_event

GUARDS = Path(__file__).with_suffix(".sql")
# A commit that changes their rows records an event.
EVENTS = [
    "reports_savedview",
    "reports_round",
    "reports_publication",
    "reports_hqsession",
    "reports_attendee",
    "reports_agendaitem",
    "reports_resolution",
    "reports_resolution_cooperating",
    "reports_followup",
    "reports_followupfile",
    "reports_tablehabit",
    "reports_ministryform",
    "reports_messagefile",
]


class Migration(migrations.Migration):
    # What these were before the tables were set down in one piece.
    replaces = [
        ("reports", "0002_guards"),
        ("reports", "0003_saved_view"),
        ("reports", "0004_outbox"),
        ("reports", "0005_intake"),
        ("reports", "0006_year_end_report"),
        ("reports", "0007_sessions"),
        ("reports", "0008_session_guards"),
        ("reports", "0009_flat_tables"),
        ("reports", "0010_ministry_form"),
        ("reports", "0011_message_file"),
    ]

    dependencies = [("reports", "0001_initial"), ("targets", "0002_guarded")]

    operations = [
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8")),
        *append_only("reports_followup"),
        *append_only("reports_followupfile"),
        *append_only("reports_messagefile"),
        *map(demand_event, EVENTS),
        demand_event(
            "reports_reportjob",
            on_update="NEW.state IN ('done', 'failed', 'cancelled') AND OLD.* IS DISTINCT FROM NEW.*",
        ),
        demand_event(
            "reports_notice", on_update="to_jsonb(OLD) - 'read_at' IS DISTINCT FROM to_jsonb(NEW) - 'read_at'"
        ),
        demand_event(
            "reports_message",
            on_update="to_jsonb(OLD) - '{state,attempts,next_at,leased_until,last_error,sent_at}'::text[]"
            " IS DISTINCT FROM to_jsonb(NEW) - '{state,attempts,next_at,leased_until,last_error,sent_at}'::text[]",
        ),
    ]
