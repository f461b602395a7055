"""What the database refuses in programs, projects and plan years, whatever the way in."""

from pathlib import Path

from django.db import migrations

from agencies.guards import Withhold, append_only, demand_event

GUARDS = Path(__file__).with_suffix(".sql")
# A commit that changes their rows records an event.
EVENTS = [
    "projects_planyear",
    "projects_period",
    "projects_axis",
    "projects_policyclause",
    "projects_keycore",
    "projects_topic",
    "projects_priorityindustry",
    "projects_program",
    "projects_program_policy_clauses",
    "projects_program_key_cores",
    "projects_program_topics",
    "projects_program_contributors",
    "projects_project",
    "projects_project_counties",
    "projects_project_partners",
    "projects_fundingline",
    "projects_action",
    "projects_action_depends_on",
    "projects_revision",
    "projects_remark",
    "projects_expectedagency",
    "projects_stay",
    "projects_holiday",
    "projects_signedletter",
    "projects_challenge",
    "projects_challenge_actions",
    "projects_exemption",
    "projects_criterion",
    "projects_review",
    "projects_score",
    "projects_challengestep",
    "projects_challengefile",
    "projects_chainlink",
]


class Migration(migrations.Migration):
    # What these were before the tables were set down in one piece.
    replaces = [
        ("projects", "0002_guards"),
        ("projects", "0003_search"),
        ("projects", "0004_draft"),
        ("projects", "0005_call_and_carrying_over"),
        ("projects", "0006_calendar_and_lists"),
        ("projects", "0007_receipts"),
        ("projects", "0008_copied_from"),
        ("projects", "0009_signed_letter"),
        ("projects", "0010_on_behalf"),
        ("projects", "0011_obstacles_and_exemptions"),
        ("projects", "0012_grading"),
        ("projects", "0013_challenges"),
        ("projects", "0014_exemption_withdrawn"),
        ("projects", "0015_objection_days"),
        ("projects", "0016_remark_on_a_field"),
        ("projects", "0017_days_of_the_rules"),
        ("projects", "0018_closing_of_periods"),
        ("projects", "0019_priority_industries"),
        ("projects", "0020_funding_not_named"),
    ]

    dependencies = [("projects", "0001_initial"), ("agencies", "0002_guarded")]

    operations = [
        migrations.RunSQL(GUARDS.read_text(encoding="utf-8")),
        *append_only("projects_stay"),
        *append_only("projects_signedletter"),
        *append_only("projects_review"),
        *append_only("projects_score"),
        *append_only("projects_challengestep"),
        *append_only("projects_challengefile"),
        Withhold("projects_revision", "DELETE, TRUNCATE"),
        Withhold("projects_exemption", "DELETE, TRUNCATE"),
        *map(demand_event, EVENTS),
    ]
