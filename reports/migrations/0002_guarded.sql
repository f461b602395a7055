CREATE FUNCTION public.guard_publication() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'A published report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Publish a restatement.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER published_kept BEFORE UPDATE OR DELETE ON public.reports_publication
FOR EACH ROW EXECUTE FUNCTION public.guard_publication();

CREATE FUNCTION public.guard_published_job() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT FROM public.reports_publication WHERE job_id = OLD.id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'A published report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Publish a restatement.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER published_kept BEFORE UPDATE OR DELETE ON public.reports_reportjob
FOR EACH ROW EXECUTE FUNCTION public.guard_published_job();

CREATE FUNCTION public.guard_part_of_published() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.job_id ELSE OLD.job_id END;
BEGIN
    IF EXISTS (SELECT FROM public.reports_publication WHERE job_id = report AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'A published report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Publish a restatement.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER published_kept BEFORE INSERT OR UPDATE OR DELETE ON public.reports_reportpart
FOR EACH ROW EXECUTE FUNCTION public.guard_part_of_published();

CREATE FUNCTION public.guard_narrative() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    report bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.job_id ELSE OLD.job_id END;
BEGIN
    IF EXISTS (SELECT FROM public.reports_publication WHERE job_id = report AND stage <> 'draft') THEN
        RAISE EXCEPTION 'The narrative of a reviewed report is never changed.'
            USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Take the report back to the draft first.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$body$;
CREATE TRIGGER reviewed_kept BEFORE INSERT OR UPDATE OR DELETE ON public.reports_sectiontext
FOR EACH ROW EXECUTE FUNCTION public.guard_narrative();

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
CREATE TRIGGER fixed_by_signature BEFORE INSERT OR UPDATE OR DELETE ON public.reports_resolution_cooperating
FOR EACH ROW EXECUTE FUNCTION public.refuse_other_partners();

CREATE FUNCTION public.refuse_other_session() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'The minutes of this session are signed.'
        USING ERRCODE = '23J03', TABLE = TG_TABLE_NAME, HINT = 'Say it in another session.';
END
$body$;
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

CREATE CONSTRAINT TRIGGER event_demanded_when_applied AFTER UPDATE ON public.reports_intake
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'applied')
EXECUTE FUNCTION public.demand_event();
CREATE TRIGGER applied_intake_kept BEFORE UPDATE OR DELETE ON public.reports_intake
FOR EACH ROW WHEN (OLD.state = 'applied') EXECUTE FUNCTION public.refuse_change();
-- The draft is computed; what somebody writes is recorded.
CREATE CONSTRAINT TRIGGER event_demanded_on_change AFTER UPDATE ON public.reports_sectiontext
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION public.demand_event();
