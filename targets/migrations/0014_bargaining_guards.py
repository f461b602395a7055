"""What is said at the table stays; nobody accepts their own offer, rules where they offered, or agrees on another target's."""

from django.db import migrations

from agencies.guards import append_only, demand_event

OFFERS = """
CREATE FUNCTION public.guard_offer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.round <> 1 + (SELECT coalesce(max(round), 0) FROM public.targets_offer WHERE target_id = NEW.target_id) THEN
        RAISE EXCEPTION 'An offer opens the round after the last one.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Answer the last offer.';
    END IF;
    IF NEW.side = 'ruling' AND EXISTS (
        SELECT FROM public.targets_offer
        WHERE target_id = NEW.target_id AND made_by_id = NEW.made_by_id AND side IN ('agency', 'province')
    ) THEN
        RAISE EXCEPTION 'Whoever made an offer for a target does not rule on it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else rule.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER offer_guarded BEFORE INSERT ON public.targets_offer
    FOR EACH ROW EXECUTE FUNCTION public.guard_offer();

CREATE FUNCTION public.guard_offer_answer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.said = 'accepted' AND EXISTS (
        SELECT FROM public.targets_offer
        WHERE id = NEW.offer_id AND (made_by_id = NEW.made_by_id OR side = NEW.side)
    ) THEN
        RAISE EXCEPTION 'An offer is accepted by the other side.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let the other side answer.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER answer_guarded BEFORE INSERT ON public.targets_offeranswer
    FOR EACH ROW EXECUTE FUNCTION public.guard_offer_answer();
"""

AGREED = """
CREATE FUNCTION public.guard_accepted_offer() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (SELECT FROM public.targets_offer WHERE id = NEW.accepted_offer_id AND target_id = NEW.id) THEN
        RAISE EXCEPTION 'A target is agreed on an offer that was made for it.'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, HINT = 'Accept an offer of this target.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER accepted_offer_guarded BEFORE INSERT OR UPDATE ON public.targets_target FOR EACH ROW
    WHEN (NEW.accepted_offer_id IS NOT NULL) EXECUTE FUNCTION public.guard_accepted_offer();
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0013_bargaining"), ("agencies", "0002_history")]

    operations = [
        demand_event("targets_offeranswer"),
        *append_only("targets_offeranswer"),
        migrations.RunSQL(
            OFFERS,
            """
            DROP TRIGGER offer_guarded ON public.targets_offer;
            DROP TRIGGER answer_guarded ON public.targets_offeranswer;
            DROP FUNCTION public.guard_offer();
            DROP FUNCTION public.guard_offer_answer();
            """,
        ),
        migrations.RunSQL(
            AGREED,
            """
            DROP TRIGGER accepted_offer_guarded ON public.targets_target;
            DROP FUNCTION public.guard_accepted_offer();
            """,
        ),
    ]
