-- Tells what of the province was changed last: each table, and each agency's returns, get a stamp that nothing had before.
-- Written by the transaction that changes it, so that whoever sees the change sees the stamp.
CREATE FUNCTION public.stamp_change(changed text) RETURNS void LANGUAGE sql AS $body$
    INSERT INTO public.agencies_lastchange (name, part, stamp)
    VALUES (split_part(changed, ':', 1), split_part(changed, ':', 2)::bigint, gen_random_uuid())
    ON CONFLICT (name, part) DO UPDATE SET stamp = EXCLUDED.stamp;
$body$;
REVOKE ALL ON FUNCTION public.stamp_change(text) FROM PUBLIC;

CREATE FUNCTION public.is_sealing() RETURNS boolean LANGUAGE sql VOLATILE AS $body$
    SELECT EXISTS (
        SELECT FROM public.agencies_historyhead WHERE id = 1 AND xmin = pg_current_xact_id()::xid
    );
$body$;

-- Runs as the owner: the application's role may not write stamps by itself.
CREATE FUNCTION public.stamp_while_sealing(changed text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    -- Before the head of the history is ours nothing is locked that others wait for: foreign keys are still checked.
    IF public.is_sealing() THEN
        PERFORM public.stamp_change(changed);
    END IF;
END
$body$;

CREATE FUNCTION public.note_change(changed_table text, changed_part bigint) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    -- A setting for each, as a long list would be looked through once a row.
    flag text := 'jahesh.' || changed_table || '_' || changed_part;
    changed text := changed_table || ':' || changed_part;
BEGIN
    IF current_setting(flag, true) = 'noted' THEN
        RETURN;
    END IF;
    PERFORM set_config(flag, 'noted', true);
    PERFORM set_config(
        'jahesh.changed', concat_ws(' ', nullif(current_setting('jahesh.changed', true), ''), changed), true
    );
    PERFORM public.stamp_while_sealing(changed);
END
$body$;

-- As before, and with the first event of a transaction what it has noted so far gets its stamps.
CREATE OR REPLACE FUNCTION public.seal_event() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    head public.agencies_historyhead;
    next_number bigint;
    next_hash text;
    is_first boolean;
BEGIN
    -- Locked only now, at commit: writers queue for the length of a commit, not of a transaction.
    SELECT * INTO STRICT head FROM public.agencies_historyhead WHERE id = 1 FOR UPDATE;
    is_first := NOT public.is_sealing();
    next_number := head.number + 1;
    next_hash := encode(
        sha256(convert_to(concat_ws('|', 'event 1', next_number, head.hash, public.event_text(NEW)), 'UTF8')), 'hex'
    );
    INSERT INTO public.agencies_eventseal (number, event_id, previous_hash, hash, method)
        VALUES (next_number, NEW.id, head.hash, next_hash, 1);
    UPDATE public.agencies_historyhead SET number = next_number, hash = next_hash WHERE id = 1;
    IF is_first THEN
        PERFORM public.stamp_change(changed)
        FROM unnest(string_to_array(current_setting('jahesh.changed', true), ' ')) AS changed;
        PERFORM public.note_change('agencies_event', 0);
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.demand_event() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.agencies_event
        WHERE transaction = pg_current_xact_id()::text::bigint AND at = transaction_timestamp()
    ) THEN
        RAISE EXCEPTION '% on % was not recorded in the history.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '23J02', TABLE = TG_TABLE_NAME,
                HINT = 'Write through an operation, which calls agencies.history.record in its transaction.';
    END IF;
    PERFORM public.note_change(TG_TABLE_NAME, 0);
    RETURN NULL;
END
$body$;

CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_lastchange
FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
