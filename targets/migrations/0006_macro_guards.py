"""A proposal is written once and decided on once; only an approved one is in force; frozen figures stay in force."""

from django.db import migrations

from agencies.guards import Withhold, append_only, demand_event

RECORDED = ["targets_macrotargetproposal", "targets_agencyshare", "targets_pastvalue"]
LEDGERS = ["targets_agencyshare", "targets_macroobservation", "targets_pastvalue"]

PROPOSALS = """
CREATE FUNCTION public.guard_macro_proposal() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'A proposal begins as one that waits.'
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Insert it first, decide on it then.';
        END IF;
    ELSIF OLD.state <> 'waiting'
        -- Everything but the decision: a column added later is fixed until somebody says otherwise here.
        OR to_jsonb(OLD) - '{state,decided_by_id,decided_at,decision_reason}'::text[]
            IS DISTINCT FROM to_jsonb(NEW) - '{state,decided_by_id,decided_at,decision_reason}'::text[]
    THEN
        RAISE EXCEPTION 'A proposal is decided on once, and otherwise never changed.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Write a new proposal.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER proposal_guarded BEFORE INSERT OR UPDATE ON public.targets_macrotargetproposal
    FOR EACH ROW EXECUTE FUNCTION public.guard_macro_proposal();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.targets_macrotargetproposal
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.guard_agency_share() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (SELECT state FROM public.targets_macrotargetproposal WHERE id = NEW.proposal_id) <> 'waiting' THEN
        RAISE EXCEPTION 'This proposal has been decided on with the shares that it had.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Write a new proposal.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER share_guarded BEFORE INSERT ON public.targets_agencyshare
    FOR EACH ROW EXECUTE FUNCTION public.guard_agency_share();
"""

IN_FORCE = """
CREATE FUNCTION public.guard_macro_target() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.in_force_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.targets_macrotargetproposal
        WHERE id = NEW.in_force_id AND macro_target_id = NEW.id AND state = 'approved'
    ) THEN
        RAISE EXCEPTION 'Only an approved proposal of its own is in force for a macro target.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Approve the proposal first.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER in_force_guarded BEFORE INSERT OR UPDATE ON public.targets_macrotarget
    FOR EACH ROW EXECUTE FUNCTION public.guard_macro_target();

CREATE FUNCTION public.guard_frozen_macro_target() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- Waits for a freeze under way.
    PERFORM FROM public.projects_planyear WHERE id = OLD.plan_year_id FOR SHARE;
    IF NOT EXISTS (SELECT FROM public.targets_mastertable WHERE plan_year_id = OLD.plan_year_id) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.in_force_id IS NOT NULL THEN
            PERFORM public.refuse_frozen('macro target');
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.in_force_id IS NULL AND NEW.in_force_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- Capacities, shares and sources still move; what is to be reached, from where and by when does not.
    IF to_jsonb(OLD) - '{position,in_force_id}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{position,in_force_id}'::text[]
        OR NOT EXISTS (
            SELECT FROM public.targets_macrotargetproposal AS before
                JOIN public.targets_macrotargetproposal AS after USING (baseline, value, trajectory)
            WHERE before.id = OLD.in_force_id AND after.id = NEW.in_force_id
        )
    THEN
        PERFORM public.refuse_frozen('macro target');
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER frozen_removal BEFORE DELETE ON public.targets_macrotarget
    FOR EACH ROW EXECUTE FUNCTION public.guard_frozen_macro_target();
CREATE TRIGGER frozen_change BEFORE UPDATE ON public.targets_macrotarget FOR EACH ROW
    WHEN (to_jsonb(OLD) - '{position}'::text[] IS DISTINCT FROM to_jsonb(NEW) - '{position}'::text[])
    EXECUTE FUNCTION public.guard_frozen_macro_target();
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0005_macro_proposals"), ("agencies", "0002_history")]

    operations = [
        *map(demand_event, RECORDED),
        *[operation for table in LEDGERS for operation in append_only(table)],
        Withhold("targets_macrotargetproposal", "DELETE, TRUNCATE"),
        migrations.RunSQL(
            PROPOSALS,
            """
            DROP TRIGGER proposal_guarded ON public.targets_macrotargetproposal;
            DROP TRIGGER removal_refused ON public.targets_macrotargetproposal;
            DROP TRIGGER share_guarded ON public.targets_agencyshare;
            DROP FUNCTION public.guard_macro_proposal();
            DROP FUNCTION public.guard_agency_share();
            """,
        ),
        migrations.RunSQL(
            IN_FORCE,
            """
            DROP TRIGGER in_force_guarded ON public.targets_macrotarget;
            DROP TRIGGER frozen_removal ON public.targets_macrotarget;
            DROP TRIGGER frozen_change ON public.targets_macrotarget;
            DROP FUNCTION public.guard_macro_target();
            DROP FUNCTION public.guard_frozen_macro_target();
            """,
        ),
    ]
