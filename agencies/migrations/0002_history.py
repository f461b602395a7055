"""The history guards itself: the database stamps events, seals them at commit into a chain, and refuses what has no event.

Why it is built this way: docs/decisions. The chain is verified by `agencies.chain`, which computes it a second time.
"""

from django.db import migrations

from agencies.guards import Withhold, append_only, demand_event

REFUSE_CHANGE = """
CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% on % is refused: its rows are added and never changed or removed.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '23J01', TABLE = TG_TABLE_NAME, HINT = 'Add a new row that says what is different.';
END
$body$;
"""

STAMP = """
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
"""

# Method 1. Each value is its length in bytes, a colon and its text; "-" stands for NULL; commas between them.
SEAL = """
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
INSERT INTO public.agencies_historyhead (id, number, hash) VALUES (1, 0, repeat('0', 64));
"""

# An event counts only if it is of this very transaction: its number alone could return after a restore elsewhere.
DEMAND = """
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
"""

KEEP = """
CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_event
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_eventseal
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER truncate_refused BEFORE TRUNCATE ON public.agencies_historyhead
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER removal_refused BEFORE DELETE ON public.agencies_historyhead
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION public.refuse_change();"),
        migrations.RunSQL(
            STAMP, "DROP TRIGGER event_stamped ON public.agencies_event; DROP FUNCTION public.stamp_event();"
        ),
        migrations.RunSQL(
            SEAL,
            """
            DROP TRIGGER event_sealed ON public.agencies_event;
            DROP FUNCTION public.seal_event();
            DROP FUNCTION public.event_text(public.agencies_event);
            DELETE FROM public.agencies_historyhead;
            """,
        ),
        migrations.RunSQL(DEMAND, "DROP FUNCTION public.demand_event();"),
        migrations.RunSQL(
            KEEP,
            """
            DROP TRIGGER truncate_refused ON public.agencies_event;
            DROP TRIGGER truncate_refused ON public.agencies_eventseal;
            DROP TRIGGER truncate_refused ON public.agencies_historyhead;
            DROP TRIGGER removal_refused ON public.agencies_historyhead;
            """,
        ),
        *append_only("agencies_event"),
        *append_only("agencies_eventseal"),
        Withhold("agencies_eventseal", "INSERT"),
        Withhold("agencies_historyhead", "INSERT, UPDATE, DELETE, TRUNCATE"),
        *map(demand_event, ["agencies_sector", "agencies_county", "agencies_agency", "agencies_membership"]),
        # Signing in stamps the day and may renew the password's hash; neither is an act on anything.
        demand_event(
            "agencies_user",
            on_update="to_jsonb(OLD) - '{last_login,password}'::text[]"
            " IS DISTINCT FROM to_jsonb(NEW) - '{last_login,password}'::text[]",
        ),
    ]
