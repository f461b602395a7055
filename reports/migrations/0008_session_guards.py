"""What a session said and resolved is fixed by the signature; where a resolution stands, its last follow-up says."""

from django.db import migrations

from agencies.guards import append_only, demand_event

FIXED = """
CREATE FUNCTION public.refuse_after_signature() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    sessions bigint[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN sessions := sessions || OLD.session_id; END IF;
    IF TG_OP <> 'DELETE' THEN sessions := sessions || NEW.session_id; END IF;
    IF EXISTS (SELECT FROM public.reports_hqsession WHERE id = ANY (sessions) AND state = 'signed') THEN
        RAISE EXCEPTION 'The minutes of this session are signed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Resolve otherwise in another session.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE FUNCTION public.refuse_other_partners() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.reports_resolution r JOIN public.reports_hqsession s ON s.id = r.session_id
        WHERE s.state = 'signed'
        AND r.id = CASE TG_OP WHEN 'DELETE' THEN OLD.resolution_id ELSE NEW.resolution_id END
    ) THEN
        RAISE EXCEPTION 'The minutes of this session are signed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Resolve otherwise in another session.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE FUNCTION public.refuse_other_session() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'The minutes of this session are signed.'
        USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Say it in another session.';
END
$body$;
CREATE TRIGGER fixed_by_signature BEFORE INSERT OR UPDATE OR DELETE ON public.reports_attendee
    FOR EACH ROW EXECUTE FUNCTION public.refuse_after_signature();
CREATE TRIGGER fixed_by_signature BEFORE INSERT OR UPDATE OR DELETE ON public.reports_agendaitem
    FOR EACH ROW EXECUTE FUNCTION public.refuse_after_signature();
CREATE TRIGGER fixed_by_signature BEFORE INSERT OR DELETE ON public.reports_resolution
    FOR EACH ROW EXECUTE FUNCTION public.refuse_after_signature();
CREATE TRIGGER words_fixed_by_signature BEFORE UPDATE ON public.reports_resolution
    FOR EACH ROW WHEN (
        (OLD.session_id, OLD.number, OLD.agenda_item_id, OLD.text, OLD.agency_id, OLD.due_on, OLD.objection_days,
         OLD.challenge_id, OLD.project_id)
        IS DISTINCT FROM
        (NEW.session_id, NEW.number, NEW.agenda_item_id, NEW.text, NEW.agency_id, NEW.due_on, NEW.objection_days,
         NEW.challenge_id, NEW.project_id)
    ) EXECUTE FUNCTION public.refuse_after_signature();
CREATE TRIGGER fixed_by_signature BEFORE INSERT OR UPDATE OR DELETE ON public.reports_resolution_cooperating
    FOR EACH ROW EXECUTE FUNCTION public.refuse_other_partners();
CREATE TRIGGER fixed_by_signature BEFORE UPDATE ON public.reports_hqsession
    FOR EACH ROW WHEN (
        OLD.state = 'signed' AND
        (OLD.number, OLD.held_on, OLD.held_at, OLD.place, OLD.chair, OLD.secretary, OLD.state, OLD.is_taken_over,
         OLD.minuted_by_id, OLD.minuted_at, OLD.signed_by_id, OLD.signed_at, OLD.sha256)
        IS DISTINCT FROM
        (NEW.number, NEW.held_on, NEW.held_at, NEW.place, NEW.chair, NEW.secretary, NEW.state, NEW.is_taken_over,
         NEW.minuted_by_id, NEW.minuted_at, NEW.signed_by_id, NEW.signed_at, NEW.sha256)
    ) EXECUTE FUNCTION public.refuse_other_session();
CREATE TRIGGER never_removed BEFORE DELETE ON public.reports_hqsession
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION public.refuse_other_session();
"""
NOT_FIXED = """
DROP TRIGGER never_removed ON public.reports_hqsession;
DROP TRIGGER fixed_by_signature ON public.reports_hqsession;
DROP TRIGGER fixed_by_signature ON public.reports_resolution_cooperating;
DROP TRIGGER words_fixed_by_signature ON public.reports_resolution;
DROP TRIGGER fixed_by_signature ON public.reports_resolution;
DROP TRIGGER fixed_by_signature ON public.reports_agendaitem;
DROP TRIGGER fixed_by_signature ON public.reports_attendee;
DROP FUNCTION public.refuse_other_session();
DROP FUNCTION public.refuse_other_partners();
DROP FUNCTION public.refuse_after_signature();
"""
FOLLOWED_UP = """
CREATE FUNCTION public.demand_follow_up() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.reports_followup
        WHERE resolution_id = NEW.id AND version = NEW.version AND state = NEW.state
    ) THEN
        RAISE EXCEPTION 'A resolution comes to another state or deadline by a follow-up that says why.'
            USING ERRCODE = '23J02', TABLE = TG_TABLE_NAME, HINT = 'Use the operations about resolutions.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER follow_up_demanded AFTER UPDATE ON public.reports_resolution
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.state, OLD.awaits, OLD.extended_until) IS DISTINCT FROM (NEW.state, NEW.awaits, NEW.extended_until))
    EXECUTE FUNCTION public.demand_follow_up();
"""
TABLES = (
    "reports_hqsession",
    "reports_attendee",
    "reports_agendaitem",
    "reports_resolution",
    "reports_resolution_cooperating",
    "reports_followup",
    "reports_followupfile",
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_sessions"), ("agencies", "0009_reach")]

    operations = [
        *map(demand_event, TABLES),
        *append_only("reports_followup"),
        *append_only("reports_followupfile"),
        migrations.RunSQL(FIXED, NOT_FIXED),
        migrations.RunSQL(
            FOLLOWED_UP,
            """
            DROP TRIGGER follow_up_demanded ON public.reports_resolution;
            DROP FUNCTION public.demand_follow_up();
            """,
        ),
    ]
