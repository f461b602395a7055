"""Ledgers and master tables are added to and never changed; what stands in a master table is frozen where it lives, too."""

from django.db import migrations

from agencies.guards import append_only, demand_event

RECORDED = [
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
]
LEDGERS = [
    "targets_offer",
    "targets_measurement",
    "targets_actionprogress",
    "targets_evidence",
    "targets_mastertable",
    "targets_mastertablerow",
]

# The header says how many rows there are: no fewer at the commit that makes it, never more afterwards.
WHOLE_TABLES = """
CREATE FUNCTION public.refuse_more_rows() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_mastertable AS version
        WHERE version.id IN (SELECT master_table_id FROM added)
            AND version.row_count < (
                SELECT count(*) FROM public.targets_mastertablerow WHERE master_table_id = version.id
            )
    ) THEN
        RAISE EXCEPTION 'A version of the master table has all its rows already.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Make a new version by an amendment.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER rows_counted AFTER INSERT ON public.targets_mastertablerow REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_more_rows();

CREATE FUNCTION public.refuse_fewer_rows() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.row_count <> (SELECT count(*) FROM public.targets_mastertablerow WHERE master_table_id = NEW.id) THEN
        RAISE EXCEPTION 'A version of the master table has to hold as many rows as it says.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Freeze it as a whole, in one transaction.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER rows_complete AFTER INSERT ON public.targets_mastertable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse_fewer_rows();
"""

REFUSE_FROZEN = """
CREATE FUNCTION public.refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'A % that stands in the master table is frozen.', what
        USING ERRCODE = '23J03', HINT = 'After the freeze a figure changes through an approved amendment only.';
END
$body$;

-- A program is frozen with everything under it as soon as one of its targets stands in a master table, of any version.
CREATE FUNCTION public.program_is_frozen(program bigint) RETURNS boolean LANGUAGE plpgsql AS $body$
BEGIN
    -- Waits for a freeze under way, which locks its programs before it copies them.
    PERFORM FROM public.projects_program WHERE id = program FOR KEY SHARE;
    RETURN EXISTS (
        SELECT FROM public.projects_project AS project
            JOIN public.targets_target AS target ON target.project_id = project.id
            JOIN public.targets_mastertablerow AS frozen ON frozen.target_id = target.id
        WHERE project.program_id = program
    );
END
$body$;

CREATE FUNCTION public.program_of(project bigint) RETURNS bigint LANGUAGE sql STABLE AS $body$
    SELECT program_id FROM public.projects_project WHERE id = project
$body$;
"""

PROGRAMS = """
CREATE FUNCTION public.guard_frozen_program() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF public.program_is_frozen(OLD.id) THEN
        PERFORM public.refuse_frozen('program');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$body$;
CREATE TRIGGER frozen_removal BEFORE DELETE ON public.projects_program
    FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_program();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_program FOR EACH ROW
    WHEN ((OLD.id, OLD.uuid, OLD.code, OLD.plan_year_id, OLD.agency_id, OLD.axis_id)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.code, NEW.plan_year_id, NEW.agency_id, NEW.axis_id))
    EXECUTE FUNCTION public.guard_frozen_program();

CREATE FUNCTION public.guard_frozen_project() RETURNS trigger LANGUAGE plpgsql AS $body$
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
CREATE TRIGGER frozen_number BEFORE INSERT OR DELETE ON public.projects_project
    FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_project();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_project FOR EACH ROW
    WHEN ((OLD.id, OLD.uuid, OLD.code, OLD.program_id, OLD.sector_id, OLD.weight, OLD.state)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.code, NEW.program_id, NEW.sector_id, NEW.weight, NEW.state))
    EXECUTE FUNCTION public.guard_frozen_project();
"""

# One function for what hangs on a project: its actions and its targets.
PARTS = """
CREATE FUNCTION public.guard_frozen_part() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    part CONSTANT text := CASE TG_TABLE_NAME WHEN 'projects_action' THEN 'project''s action' ELSE 'target' END;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF public.program_is_frozen(public.program_of(OLD.project_id)) THEN
            PERFORM public.refuse_frozen(part);
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF public.program_is_frozen(public.program_of(NEW.project_id)) THEN
            PERFORM public.refuse_frozen(part);
        END IF;
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$body$;
CREATE TRIGGER frozen_number BEFORE INSERT OR DELETE ON public.projects_action
    FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_part();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.projects_action FOR EACH ROW
    WHEN ((OLD.id, OLD.uuid, OLD.project_id, OLD.title, OLD.starts_on, OLD.ends_on, OLD.weight)
        IS DISTINCT FROM (NEW.id, NEW.uuid, NEW.project_id, NEW.title, NEW.starts_on, NEW.ends_on, NEW.weight))
    EXECUTE FUNCTION public.guard_frozen_part();
CREATE TRIGGER frozen_number BEFORE INSERT OR DELETE ON public.targets_target
    FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_part();
-- Everything but wording and order: a column added later is frozen until somebody says otherwise here.
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_target FOR EACH ROW
    WHEN (to_jsonb(OLD) - '{position,baseline_source,means_of_verification}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{position,baseline_source,means_of_verification}'::text[])
    EXECUTE FUNCTION public.guard_frozen_part();
"""

# What a frozen figure means: its indicator's arithmetic and its unit's size.
MEASURES = """
CREATE FUNCTION public.guard_frozen_measure() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.targets_indicator AS indicator
            JOIN public.targets_target AS target ON target.indicator_id = indicator.id
            JOIN public.targets_mastertablerow AS frozen ON frozen.target_id = target.id
        WHERE CASE TG_TABLE_NAME WHEN 'targets_unit' THEN indicator.unit_id ELSE indicator.id END = OLD.id
    ) THEN
        PERFORM public.refuse_frozen(CASE TG_TABLE_NAME WHEN 'targets_unit' THEN 'unit' ELSE 'indicator' END);
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_indicator FOR EACH ROW
    WHEN ((OLD.id, OLD.code, OLD.unit_id, OLD.direction, OLD.kind, OLD.aggregation, OLD.achievement_from)
        IS DISTINCT FROM (NEW.id, NEW.code, NEW.unit_id, NEW.direction, NEW.kind, NEW.aggregation, NEW.achievement_from))
    EXECUTE FUNCTION public.guard_frozen_measure();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_unit FOR EACH ROW
    WHEN ((OLD.id, OLD.code, OLD.dimension, OLD.factor, OLD.adds_within)
        IS DISTINCT FROM (NEW.id, NEW.code, NEW.dimension, NEW.factor, NEW.adds_within))
    EXECUTE FUNCTION public.guard_frozen_measure();

CREATE FUNCTION public.guard_frozen_macro_target() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.approved_at IS NOT NULL
        AND EXISTS (SELECT FROM public.targets_mastertable WHERE plan_year_id = OLD.plan_year_id)
    THEN
        PERFORM public.refuse_frozen('macro target');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$body$;
CREATE TRIGGER frozen_removal BEFORE DELETE ON public.targets_macrotarget
    FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_macro_target();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_macrotarget FOR EACH ROW
    WHEN (to_jsonb(OLD) - '{position,source,capacity_source}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{position,source,capacity_source}'::text[])
    EXECUTE FUNCTION public.guard_frozen_macro_target();
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_initial"), ("agencies", "0002_history"), ("projects", "0002_guards")]

    operations = [
        *map(demand_event, RECORDED),
        *[operation for table in LEDGERS for operation in append_only(table)],
        migrations.RunSQL(
            WHOLE_TABLES,
            """
            DROP TRIGGER rows_counted ON public.targets_mastertablerow;
            DROP TRIGGER rows_complete ON public.targets_mastertable;
            DROP FUNCTION public.refuse_more_rows();
            DROP FUNCTION public.refuse_fewer_rows();
            """,
        ),
        migrations.RunSQL(
            REFUSE_FROZEN,
            """
            DROP FUNCTION public.refuse_frozen(text);
            DROP FUNCTION public.program_is_frozen(bigint);
            DROP FUNCTION public.program_of(bigint);
            """,
        ),
        migrations.RunSQL(
            PROGRAMS,
            """
            DROP TRIGGER frozen_removal ON public.projects_program;
            DROP TRIGGER frozen_change ON public.projects_program;
            DROP TRIGGER frozen_number ON public.projects_project;
            DROP TRIGGER frozen_change ON public.projects_project;
            DROP FUNCTION public.guard_frozen_program();
            DROP FUNCTION public.guard_frozen_project();
            """,
        ),
        migrations.RunSQL(
            PARTS,
            """
            DROP TRIGGER frozen_number ON public.projects_action;
            DROP TRIGGER frozen_change ON public.projects_action;
            DROP TRIGGER frozen_number ON public.targets_target;
            DROP TRIGGER frozen_change ON public.targets_target;
            DROP FUNCTION public.guard_frozen_part();
            """,
        ),
        migrations.RunSQL(
            MEASURES,
            """
            DROP TRIGGER frozen_change ON public.targets_indicator;
            DROP TRIGGER frozen_change ON public.targets_unit;
            DROP TRIGGER frozen_removal ON public.targets_macrotarget;
            DROP TRIGGER frozen_change ON public.targets_macrotarget;
            DROP FUNCTION public.guard_frozen_measure();
            DROP FUNCTION public.guard_frozen_macro_target();
            """,
        ),
    ]
