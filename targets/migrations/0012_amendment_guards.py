"""The door in the freeze: an amendment, in the transaction that approves it, and for what its lines say only."""

from django.db import migrations

from agencies.guards import Withhold, append_only, demand_event

AMENDMENTS = """
CREATE FUNCTION public.guard_amendment() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'An amendment begins as one that waits.'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Insert it first, decide on it then.';
        END IF;
        NEW.proposed_in := pg_current_xact_id()::text::bigint;
        NEW.approved_in := NULL;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'proposed'
        -- Everything but the decision: a column added later is fixed until somebody says otherwise here.
        OR to_jsonb(OLD) - '{state,decided_by_id,decided_at,decision_reason,approved_in}'::text[]
            IS DISTINCT FROM to_jsonb(NEW) - '{state,decided_by_id,decided_at,decision_reason,approved_in}'::text[]
    THEN
        RAISE EXCEPTION 'An amendment is decided on once, and otherwise never changed.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Propose another amendment.';
    END IF;
    NEW.approved_in := CASE WHEN NEW.state = 'approved' THEN pg_current_xact_id()::text::bigint END;
    RETURN NEW;
END
$body$;
CREATE TRIGGER amendment_guarded BEFORE INSERT OR UPDATE ON public.targets_amendment
    FOR EACH ROW EXECUTE FUNCTION public.guard_amendment();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.targets_amendment
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- What the deputy reads is what was proposed: lines come with their amendment or never.
CREATE FUNCTION public.guard_amendment_line() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.targets_amendment
        WHERE id = NEW.amendment_id AND state = 'proposed' AND proposed_in = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'This amendment has all its lines already.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Propose another amendment.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER line_guarded BEFORE INSERT ON public.targets_amendmentline
    FOR EACH ROW EXECUTE FUNCTION public.guard_amendment_line();

CREATE FUNCTION public.demand_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM public.targets_mastertable WHERE amendment_id = NEW.id) THEN
        RAISE EXCEPTION 'An approved amendment makes a version of the master table.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Approve it through the application.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER version_demanded AFTER UPDATE ON public.targets_amendment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'approved') EXECUTE FUNCTION public.demand_version();
"""

# A line of an amendment that is being approved in this very transaction.
APPROVED_NOW = """
    SELECT FROM public.targets_amendmentline AS line
        JOIN public.targets_amendment AS amendment ON amendment.id = line.amendment_id
    WHERE amendment.approved_in = pg_current_xact_id()::text::bigint
"""

# A later version says what the one before said, but for the lines of its amendment.
VERSIONS = """
CREATE FUNCTION public.guard_version() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.version > 1 AND NOT EXISTS (
        SELECT FROM public.targets_amendment
        WHERE id = NEW.amendment_id AND plan_year_id = NEW.plan_year_id
            AND approved_in = pg_current_xact_id()::text::bigint
    ) THEN
        PERFORM public.refuse_frozen('version');
    END IF;
    IF NEW.version <> 1 + (SELECT count(*) FROM public.targets_mastertable WHERE plan_year_id = NEW.plan_year_id) THEN
        RAISE EXCEPTION 'The versions of a year are numbered without a gap.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER version_guarded BEFORE INSERT ON public.targets_mastertable
    FOR EACH ROW EXECUTE FUNCTION public.guard_version();

CREATE FUNCTION public.compare_versions() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    place CONSTANT text[] := '{id,master_table_id,position}';
    figures CONSTANT text[] := '{value,numerator,denominator,lower_bound,upper_bound,weight,trajectory}';
BEGIN
    IF EXISTS (
        SELECT
        FROM (SELECT frozen AS said, target_id FROM public.targets_mastertablerow AS frozen
                WHERE master_table_id = NEW.id) AS after
            FULL JOIN (SELECT frozen AS said, target_id FROM public.targets_mastertablerow AS frozen
                WHERE master_table_id = (
                    SELECT id FROM public.targets_mastertable
                    WHERE plan_year_id = NEW.plan_year_id AND version = NEW.version - 1
                )) AS before USING (target_id)
            JOIN public.targets_target AS target ON target.id = target_id
            JOIN public.projects_project AS project ON project.id = target.project_id
        WHERE to_jsonb(before.said) - place IS DISTINCT FROM to_jsonb(after.said) - place
            AND NOT EXISTS (
                SELECT FROM public.targets_amendmentline AS line
                WHERE line.amendment_id = NEW.amendment_id AND CASE line.kind
                    WHEN 'figures' THEN line.target_id = target.id
                        AND to_jsonb(before.said) - place - figures = to_jsonb(after.said) - place - figures
                        AND ((after.said).value, (after.said).numerator, (after.said).denominator,
                            (after.said).lower_bound, (after.said).upper_bound, (after.said).weight,
                            (after.said).trajectory)
                            IS NOT DISTINCT FROM (line.value, line.numerator, line.denominator,
                            line.lower_bound, line.upper_bound, line.weight, line.trajectory)
                    WHEN 'drop' THEN line.project_id = project.id AND (after.said).id IS NULL
                    ELSE line.program_id = project.program_id AND (before.said).id IS NULL
                END
            )
    ) THEN
        PERFORM public.refuse_frozen('row');
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER amended_only AFTER INSERT ON public.targets_mastertable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION public.compare_versions();
"""

PROJECTS = """
CREATE OR REPLACE FUNCTION public.guard_frozen_project() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = 'dropped'
        AND (OLD.id, OLD.uuid, OLD.code, OLD.program_id, OLD.sector_id, OLD.weight)
            IS NOT DISTINCT FROM (NEW.id, NEW.uuid, NEW.code, NEW.program_id, NEW.sector_id, NEW.weight)
        AND EXISTS ({approved_now} AND line.kind = 'drop' AND line.project_id = NEW.id)
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        IF public.program_is_frozen(OLD.program_id) THEN
            PERFORM public.refuse_frozen('project');
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF public.program_is_frozen(NEW.program_id) THEN
            PERFORM public.refuse_frozen('project');
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$body$;
"""
PROJECTS_BEFORE = """
CREATE OR REPLACE FUNCTION public.guard_frozen_project() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF public.program_is_frozen(OLD.program_id) THEN
            PERFORM public.refuse_frozen('project');
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF public.program_is_frozen(NEW.program_id) THEN
            PERFORM public.refuse_frozen('project');
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$body$;
"""

# The agreed offer is the amendment's own, and what else the row froze of the target is what the line says.
TARGETS = """
CREATE FUNCTION public.guard_frozen_target() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    amended CONSTANT text[] := '{accepted_offer_id,trajectory,lower_bound,upper_bound,weight}';
BEGIN
    IF to_jsonb(OLD) - (amended || '{position,baseline_source,means_of_verification}'::text[])
            IS NOT DISTINCT FROM to_jsonb(NEW) - (amended || '{position,baseline_source,means_of_verification}'::text[])
        AND EXISTS ({approved_now} AND line.kind = 'figures' AND line.target_id = NEW.id
            AND (NEW.lower_bound, NEW.upper_bound, NEW.weight, NEW.trajectory)
                IS NOT DISTINCT FROM (line.lower_bound, line.upper_bound, line.weight, line.trajectory)
            AND EXISTS (
                SELECT FROM public.targets_offer AS offer
                WHERE offer.id = NEW.accepted_offer_id AND offer.target_id = NEW.id AND offer.side = 'amendment'
                    AND (offer.value, offer.numerator, offer.denominator)
                        IS NOT DISTINCT FROM (line.value, line.numerator, line.denominator)
            ))
    THEN
        RETURN NEW;
    END IF;
    IF public.program_is_frozen(public.program_of(OLD.project_id))
        OR public.program_is_frozen(public.program_of(NEW.project_id))
    THEN
        PERFORM public.refuse_frozen('target');
    END IF;
    RETURN NEW;
END
$body$;
DROP TRIGGER frozen_change ON public.targets_target;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_target FOR EACH ROW
    WHEN (to_jsonb(OLD) - '{position,baseline_source,means_of_verification}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{position,baseline_source,means_of_verification}'::text[])
    EXECUTE FUNCTION public.guard_frozen_target();
"""
TARGETS_BEFORE = """
DROP TRIGGER frozen_change ON public.targets_target;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_target FOR EACH ROW
    WHEN (to_jsonb(OLD) - '{position,baseline_source,means_of_verification}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{position,baseline_source,means_of_verification}'::text[])
    EXECUTE FUNCTION public.guard_frozen_part();
DROP FUNCTION public.guard_frozen_target();
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0011_amendments"), ("agencies", "0002_history"), ("projects", "0002_guards")]

    operations = [
        demand_event("targets_amendment"),
        demand_event("targets_amendmentline"),
        *append_only("targets_amendmentline"),
        Withhold("targets_amendment", "DELETE, TRUNCATE"),
        migrations.RunSQL(
            AMENDMENTS,
            """
            DROP TRIGGER amendment_guarded ON public.targets_amendment;
            DROP TRIGGER removal_refused ON public.targets_amendment;
            DROP TRIGGER version_demanded ON public.targets_amendment;
            DROP TRIGGER line_guarded ON public.targets_amendmentline;
            DROP FUNCTION public.guard_amendment();
            DROP FUNCTION public.guard_amendment_line();
            DROP FUNCTION public.demand_version();
            """,
        ),
        migrations.RunSQL(
            VERSIONS,
            """
            DROP TRIGGER version_guarded ON public.targets_mastertable;
            DROP TRIGGER amended_only ON public.targets_mastertable;
            DROP FUNCTION public.guard_version();
            DROP FUNCTION public.compare_versions();
            """,
        ),
        migrations.RunSQL(PROJECTS.replace("{approved_now}", APPROVED_NOW), PROJECTS_BEFORE),
        migrations.RunSQL(TARGETS.replace("{approved_now}", APPROVED_NOW), TARGETS_BEFORE),
    ]
