"""An offer carries its trajectory: the amended one is the amendment's offer's, and what the agency proposed stays."""

from django.db import migrations

TARGETS = """
CREATE OR REPLACE FUNCTION public.guard_frozen_target() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    amended CONSTANT text[] := '{{{columns}}}';
BEGIN
    IF to_jsonb(OLD) - (amended || '{{position,baseline_source,means_of_verification}}'::text[])
            IS NOT DISTINCT FROM to_jsonb(NEW) - (amended || '{{position,baseline_source,means_of_verification}}'::text[])
        AND EXISTS (
            SELECT FROM public.targets_amendmentline AS line
                JOIN public.targets_amendment AS amendment ON amendment.id = line.amendment_id
                JOIN public.targets_offer AS offer ON offer.id = NEW.accepted_offer_id
            WHERE amendment.approved_in = pg_current_xact_id()::text::bigint
                AND line.kind = 'figures' AND line.target_id = NEW.id
                AND offer.target_id = NEW.id AND offer.side = 'amendment'
                AND (NEW.lower_bound, NEW.upper_bound, NEW.weight)
                    IS NOT DISTINCT FROM (line.lower_bound, line.upper_bound, line.weight)
                AND (offer.value, offer.numerator, offer.denominator, {trajectory})
                    IS NOT DISTINCT FROM (line.value, line.numerator, line.denominator, line.trajectory)
        )
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
"""
COLUMNS = "accepted_offer_id,lower_bound,upper_bound,weight"


class Migration(migrations.Migration):
    dependencies = [("targets", "0014_bargaining_guards")]

    operations = [
        migrations.RunSQL(
            TARGETS.format(columns=COLUMNS, trajectory="offer.trajectory"),
            TARGETS.format(columns=f"{COLUMNS},trajectory", trajectory="NEW.trajectory"),
        ),
    ]
