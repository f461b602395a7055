CREATE FUNCTION public.guard_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    signatures CONSTANT text[] :=
        '{signed_by_id,signed_at,signed_seat_id,tracking_code,signed_letter_id,accepted_by_id,accepted_at,approved_by_id,approved_at}';
BEGIN
    IF NEW.accepted_by_id = ANY (NEW.contributor_ids) OR NEW.approved_by_id = ANY (NEW.contributor_ids) THEN
        RAISE EXCEPTION 'Whoever contributed to a program neither accepts nor approves it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    IF NEW.signed_letter_id IS NOT NULL THEN
        PERFORM public.check_letter(
            NEW.signed_letter_id,
            NEW.signed_seat_id,
            NEW.content_hash,
            ARRAY[NEW.accepted_by_id, NEW.approved_by_id]::bigint[]
        );
    END IF;
    IF NEW.signed_by_id IS NOT NULL THEN
        IF TG_OP = 'INSERT' OR OLD.signed_by_id IS NULL THEN
            PERFORM public.check_signature(
                NEW.signed_seat_id,
                NEW.signed_by_id,
                (SELECT agency_id FROM public.projects_program WHERE id = NEW.program_id),
                NEW.contributor_ids
            );
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - signatures IS DISTINCT FROM to_jsonb(NEW) - signatures
            OR OLD.signed_by_id IS NOT NULL
                AND (OLD.signed_by_id, OLD.signed_at, OLD.signed_seat_id, OLD.tracking_code, OLD.signed_letter_id)
                    IS DISTINCT FROM (NEW.signed_by_id, NEW.signed_at, NEW.signed_seat_id, NEW.tracking_code, NEW.signed_letter_id)
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

CREATE FUNCTION public.guard_signed_letter() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    seat public.agencies_membership%ROWTYPE;
BEGIN
    SELECT * INTO seat FROM public.agencies_membership WHERE id = NEW.seat_id;
    IF seat.role <> 'agency_head' OR seat.agency_id <> NEW.agency_id OR seat.valid_from > NEW.dated_on
        OR seat.valid_until < NEW.dated_on OR seat.revoked_on <= NEW.dated_on
    THEN
        RAISE EXCEPTION 'A letter is signed in a seat of the head that was held on its day.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Name the seat of who signed it.';
    END IF;
    IF seat.user_id = NEW.registered_by_id THEN
        RAISE EXCEPTION 'Nobody registers their own signature.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else register the letter.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER letter_guarded BEFORE INSERT ON public.projects_signedletter
FOR EACH ROW EXECUTE FUNCTION public.guard_signed_letter();

CREATE FUNCTION public.check_letter(letter_id bigint, of_seat bigint, of_text text, decider bigint[]) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    letter public.projects_signedletter%ROWTYPE;
BEGIN
    SELECT * INTO letter FROM public.projects_signedletter WHERE id = letter_id;
    IF letter.seat_id IS DISTINCT FROM of_seat OR letter.text_hash <> of_text THEN
        RAISE EXCEPTION 'The letter is that of another signer, or of another text.'
            USING ERRCODE = '23J04', HINT = 'Register the letter under this text.';
    END IF;
    IF letter.registered_by_id = ANY (decider) THEN
        RAISE EXCEPTION 'Whoever registered the letter of a signature neither accepts nor approves what it signs.'
            USING ERRCODE = '23J04', HINT = 'Let somebody else decide.';
    END IF;
END
$body$;

CREATE FUNCTION public.guard_exemption() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    decision CONSTANT text[] := '{state,decided_by_id,decided_at,reason}';
    withdrawal CONSTANT text[] := '{state,withdrawn_by_id,withdrawn_at,withdrawal_reason}';
    decider CONSTANT bigint := CASE WHEN NEW.state = 'withdrawn' AND NEW.decided_by_id IS NOT NULL THEN NEW.withdrawn_by_id ELSE NEW.decided_by_id END;
BEGIN
    IF decider IS NOT NULL AND (
        EXISTS (
            SELECT FROM public.projects_program_contributors
            WHERE program_id = NEW.program_id AND user_id = decider
        ) OR EXISTS (
            SELECT FROM public.projects_revision
            WHERE program_id = NEW.program_id AND submitted_by_id = decider
        )
    ) THEN
        RAISE EXCEPTION 'Whoever has a part in a program does not decide on its exceptions.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'withdrawn' AND OLD.state IN ('asked', 'granted')
        AND to_jsonb(OLD) - withdrawal IS NOT DISTINCT FROM to_jsonb(NEW) - withdrawal
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.state <> 'asked' OR to_jsonb(OLD) - decision IS DISTINCT FROM to_jsonb(NEW) - decision
    ) THEN
        RAISE EXCEPTION 'An exception is decided once and stays as it was asked for.'
            USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Ask for another one.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER exemption_guarded BEFORE INSERT OR UPDATE ON public.projects_exemption
FOR EACH ROW EXECUTE FUNCTION public.guard_exemption();

CREATE FUNCTION public.guard_submission() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.projects_exemption
        WHERE program_id = NEW.program_id AND decided_by_id = NEW.submitted_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever decided on an exception for a program does not submit it.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else submit it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER submission_guarded BEFORE INSERT ON public.projects_revision
FOR EACH ROW EXECUTE FUNCTION public.guard_submission();

CREATE FUNCTION public.guard_review() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.projects_project project
        LEFT JOIN public.projects_program_contributors contributor
            ON contributor.program_id = project.program_id AND contributor.user_id = NEW.made_by_id
        WHERE project.id = NEW.project_id
            AND (contributor.id IS NOT NULL OR project.grade_decided_by_id = NEW.made_by_id)
    ) THEN
        RAISE EXCEPTION 'Whoever wrote in a program or decided on a grade does not score its projects.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else score it.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER review_guarded BEFORE INSERT ON public.projects_review
FOR EACH ROW EXECUTE FUNCTION public.guard_review();

CREATE FUNCTION public.guard_grade() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM public.projects_review WHERE project_id = NEW.id AND made_by_id = NEW.grade_decided_by_id
    ) OR EXISTS (
        SELECT FROM public.projects_program_contributors
        WHERE program_id = NEW.program_id AND user_id = NEW.grade_decided_by_id
    ) THEN
        RAISE EXCEPTION 'Whoever scored a project or wrote in its program does not decide on its grade.'
            USING ERRCODE = '23J04', TABLE = TG_TABLE_NAME, HINT = 'Let somebody else decide.';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER grade_guarded BEFORE INSERT OR UPDATE OF grade_decided_by_id, scope_level_decided, tier_decided
ON public.projects_project FOR EACH ROW WHEN (NEW.grade_decided_by_id IS NOT NULL)
EXECUTE FUNCTION public.guard_grade();

CREATE FUNCTION public.demand_challenge_step() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.projects_challengestep
        WHERE challenge_id = NEW.id AND version = NEW.version AND desk = NEW.desk AND state = NEW.state
    ) THEN
        RAISE EXCEPTION 'A challenge goes to another desk or state by a step that says why.'
            USING ERRCODE = '23J02', TABLE = TG_TABLE_NAME, HINT = 'Use the operations about challenges.';
    END IF;
    RETURN NULL;
END
$body$;
CREATE CONSTRAINT TRIGGER step_demanded AFTER UPDATE ON public.projects_challenge
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN ((OLD.desk, OLD.state) IS DISTINCT FROM (NEW.desk, NEW.state))
EXECUTE FUNCTION public.demand_challenge_step();

CREATE TRIGGER removal_refused BEFORE DELETE ON public.projects_revision
FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.projects_exemption
FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
