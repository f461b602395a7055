"""What the database refuses in targets, the bargaining over them, versions and returns, whatever the way in."""

from pathlib import Path

from django.db import migrations

from agencies.guards import Withhold, append_only, demand_event

GUARDS = Path(__file__).with_suffix(".sql")
# A commit that changes their rows records an event.
EVENTS = [
    "targets_unit",
    "targets_indicator",
    "targets_macrotarget",
    "targets_macroobservation",
    "targets_target",
    "targets_offer",
    "targets_mastertable",
    "targets_mastertablerow",
    "targets_progressreport",
    "targets_narrative",
    "targets_reportline",
    "targets_measurement",
    "targets_actionprogress",
    "targets_evidence",
    "targets_macrotargetproposal",
    "targets_agencyshare",
    "targets_pastvalue",
    "targets_returnsignature",
    "targets_amendment",
    "targets_amendmentline",
    "targets_offeranswer",
    "targets_sharedobject",
    "targets_target_shared_objects",
    "targets_doublecount",
    "targets_doublecount_replaces",
    "targets_doublecountshare",
    "targets_challengecost",
    "targets_returnstay",
    "targets_correction",
    "targets_fieldvisit",
    "targets_visitphoto",
    "targets_periodclosing",
    "targets_periodexception",
]


class Migration(migrations.Migration):
    # What these were before the tables were set down in one piece.
    replaces = [
        ("targets", "0002_guards"),
        ("targets", "0003_search"),
        ("targets", "0004_edited_on_screen"),
        ("targets", "0005_macro_proposals"),
        ("targets", "0006_macro_guards"),
        ("targets", "0007_receipts"),
        ("targets", "0008_signed_letter"),
        ("targets", "0009_on_behalf"),
        ("targets", "0010_indicator_sheet"),
        ("targets", "0011_amendments"),
        ("targets", "0012_amendment_guards"),
        ("targets", "0013_bargaining"),
        ("targets", "0014_bargaining_guards"),
        ("targets", "0015_amended_offer"),
        ("targets", "0016_double_counts"),
        ("targets", "0017_working_value"),
        ("targets", "0018_challenge_cost"),
        ("targets", "0019_return_stay"),
        ("targets", "0020_correction"),
        ("targets", "0021_verification"),
        ("targets", "0022_days_of_the_rules"),
        ("targets", "0023_periods"),
        ("targets", "0024_answers_by_letter"),
    ]

    dependencies = [("targets", "0001_initial"), ("projects", "0002_guarded")]

    operations = [
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8")),
        *append_only("targets_offer"),
        *append_only("targets_measurement"),
        *append_only("targets_actionprogress"),
        *append_only("targets_evidence"),
        *append_only("targets_mastertable"),
        *append_only("targets_mastertablerow"),
        *append_only("targets_agencyshare"),
        *append_only("targets_macroobservation"),
        *append_only("targets_pastvalue"),
        *append_only("targets_returnsignature"),
        *append_only("targets_amendmentline"),
        *append_only("targets_offeranswer"),
        *append_only("targets_doublecount"),
        *append_only("targets_doublecount_replaces"),
        *append_only("targets_doublecountshare"),
        *append_only("targets_returnstay"),
        *append_only("targets_correction"),
        *append_only("targets_fieldvisit"),
        *append_only("targets_visitphoto"),
        *append_only("targets_periodclosing"),
        Withhold("targets_macrotargetproposal", "DELETE, TRUNCATE"),
        Withhold("targets_amendment", "DELETE, TRUNCATE"),
        *map(demand_event, EVENTS),
    ]
