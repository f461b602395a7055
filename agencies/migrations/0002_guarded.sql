CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% on % is refused: its rows are added and never changed or removed.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Add a new row that says what is different.';
END
$body$;
CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_event
FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_eventseal
FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_historyhead
FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.agencies_historyhead
FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.stamp_event() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- In a snapshot the head of the chain may be out of date: fail always rather than now and then.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'The history is recorded under READ COMMITTED only.'
            USING ERRCODE = 'invalid_transaction_state', HINT = 'Read in the snapshot, record in a transaction of its own.';
    END IF;
    NEW.at := transaction_timestamp();
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$body$;
CREATE TRIGGER event_stamped BEFORE INSERT ON public.agencies_event
FOR EACH ROW EXECUTE FUNCTION public.stamp_event();

CREATE FUNCTION public.event_text(event public.agencies_event) RETURNS text LANGUAGE sql STABLE AS $body$
    SELECT string_agg(coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-'), ',' ORDER BY place)
    FROM unnest(ARRAY[
        event.id::text,
        to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        event.transaction::text,
        event.actor_id::text,
        event.role::text,
        event.agency_id::text,
        event.act::text,
        event.object_kind::text,
        event.object_id::text,
        event.root_id::text,
        event.label::text,
        event.changes::text,
        event.note,
        to_jsonb(event.file_hashes)::text,
        event.origin::text
    ]) WITH ORDINALITY AS field (value, place)
$body$;

-- Runs as the owner: the application's role may not write seals or the head.
CREATE FUNCTION public.seal_event() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    head public.agencies_historyhead;
    next_number bigint;
    next_hash text;
BEGIN
    -- Locked only now, at commit: writers queue for the length of a commit, not of a transaction.
    SELECT * INTO STRICT head FROM public.agencies_historyhead WHERE id = 1 FOR UPDATE;
    next_number := head.number + 1;
    next_hash := encode(
        sha256(convert_to(concat_ws('|', 'event 1', next_number, head.hash, public.event_text(NEW)), 'UTF8')), 'hex'
    );
    INSERT INTO public.agencies_eventseal (number, event_id, previous_hash, hash, method)
        VALUES (next_number, NEW.id, head.hash, next_hash, 1);
    UPDATE public.agencies_historyhead SET number = next_number, hash = next_hash WHERE id = 1;
    RETURN NULL;
END
$body$;
-- Nobody may hang the owner's function on a table of their own.
REVOKE ALL ON FUNCTION public.seal_event() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER event_sealed AFTER INSERT ON public.agencies_event
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.seal_event();

CREATE FUNCTION public.demand_event() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.agencies_event
        WHERE transaction = pg_current_xact_id()::text::bigint AND at = transaction_timestamp()
    ) THEN
        RAISE EXCEPTION '% on % was not recorded in the history.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '23J02', TABLE = TG_TABLE_NAME,
                HINT = 'Write through an operation, which calls agencies.history.record in its transaction.';
    END IF;
    RETURN NULL;
END
$body$;

CREATE FUNCTION public.guard_seat() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'A seat stays whose it was given; a delegation ends no later than it was to, and is revoked once.'
        USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'End this seat and give another one.';
END
$body$;
CREATE TRIGGER seat_kept BEFORE UPDATE ON public.agencies_membership FOR EACH ROW
WHEN ((OLD.uuid, OLD.user_id, OLD.role, OLD.agency_id, OLD.valid_from, OLD.delegated_by_id, OLD.letter_number)
        IS DISTINCT FROM
        (NEW.uuid, NEW.user_id, NEW.role, NEW.agency_id, NEW.valid_from, NEW.delegated_by_id, NEW.letter_number)
    OR OLD.delegated_by_id IS NOT NULL AND NEW.valid_until > OLD.valid_until
    OR OLD.revoked_on IS NOT NULL
        AND (OLD.revoked_by_id, OLD.revoked_on) IS DISTINCT FROM (NEW.revoked_by_id, NEW.revoked_on))
EXECUTE FUNCTION public.guard_seat();

CREATE FUNCTION public.check_signature(seat_id bigint, signer bigint, agency bigint, writers bigint[]) RETURNS void
LANGUAGE plpgsql AS $body$
DECLARE
    seat public.agencies_membership%ROWTYPE;
BEGIN
    SELECT * INTO seat FROM public.agencies_membership WHERE id = seat_id;
    IF seat.id IS NULL OR seat.user_id <> signer OR seat.role <> 'agency_head' OR seat.agency_id <> agency THEN
        RAISE EXCEPTION 'What leaves an agency is signed in a seat of its head.'
            USING ERRCODE = '23J04', HINT = 'Let the head of the agency sign.';
    END IF;
    IF seat.delegated_by_id IS NOT NULL AND signer = ANY (writers) THEN
        RAISE EXCEPTION 'Whoever signs by delegation signs what others have written.'
            USING ERRCODE = '23J04', HINT = 'Let the head sign, or somebody who did not write in it.';
    END IF;
END
$body$;

INSERT INTO public.agencies_historyhead (id, number, hash) VALUES (1, 0, repeat('0', 64));
