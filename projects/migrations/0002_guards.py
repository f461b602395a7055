"""What is planned is changed only together with an event, and what was submitted stays as it was."""

from django.db import migrations

from agencies.guards import Withhold, demand_event

RECORDED = [
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
]

# A signature is given once; whoever had a hand in the text neither accepts nor approves it.
REVISION = """
CREATE FUNCTION public.guard_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    signatures CONSTANT text[] :=
        '{signed_by_id,signed_at,accepted_by_id,accepted_at,approved_by_id,approved_at}';
BEGIN
    IF NEW.accepted_by_id = ANY (NEW.contributor_ids) OR NEW.approved_by_id = ANY (NEW.contributor_ids) THEN
        RAISE EXCEPTION 'Whoever contributed to a program neither accepts nor approves it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - signatures IS DISTINCT FROM to_jsonb(NEW) - signatures
            OR OLD.signed_by_id IS NOT NULL
                AND (OLD.signed_by_id, OLD.signed_at) IS DISTINCT FROM (NEW.signed_by_id, NEW.signed_at)
            OR OLD.accepted_by_id IS NOT NULL
                AND (OLD.accepted_by_id, OLD.accepted_at) IS DISTINCT FROM (NEW.accepted_by_id, NEW.accepted_at)
            OR OLD.approved_by_id IS NOT NULL
                AND (OLD.approved_by_id, OLD.approved_at) IS DISTINCT FROM (NEW.approved_by_id, NEW.approved_at)
        THEN
            RAISE EXCEPTION 'A revision stays as it was submitted; each signature is given once.'
                USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Submit a new revision.';
        END IF;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER revision_guarded BEFORE INSERT OR UPDATE ON public.projects_revision
    FOR EACH ROW EXECUTE FUNCTION public.guard_revision();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.projects_revision
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial"), ("agencies", "0002_history")]

    operations = [
        *map(demand_event, RECORDED),
        migrations.RunSQL(
            REVISION,
            """
            DROP TRIGGER revision_guarded ON public.projects_revision;
            DROP TRIGGER removal_refused ON public.projects_revision;
            DROP FUNCTION public.guard_revision();
            """,
        ),
        Withhold("projects_revision", "DELETE, TRUNCATE"),
    ]
