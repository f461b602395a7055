"""What somebody with the database's password may try on the history, and how it shows."""

import contextlib
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg2
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from agencies.chain import StoredEvent, event_text
from agencies.enums import Act
from agencies.guards import Sqlstate
from agencies.history import record
from agencies.models import Event, EventSeal, HistoryHead
from tests.agencies.recording import load_sector, record_loading
from tests.databases import Database

ODD_TEXT = '«برنامه» | 1,2:3 "\\/ \t\n\x01\x7f 😀 ‌\u202e-'


def verify() -> tuple[int, list[tuple[str, int | None, int | None]]]:
    """Exit code of verify_history, and what it names: kind, record, event."""
    output = io.StringIO()
    try:
        call_command("verify_history", "--json", stdout=output)
        code = 0
    except SystemExit as ended:
        code = ended.code
    found = json.loads(output.getvalue())["breaks"]
    return code, [(each["kind"], each["record"], each.get("event")) for each in found]


@dataclass(frozen=True)
class History:
    """A database whose history ends with six events of the test; `before` numbers came with the reference data."""

    database: Database
    before: int
    events: list[int]

    def record(self, place: int) -> int:
        """The number of the seal of the test's first, second … event."""
        return self.before + place

    def event(self, place: int) -> int:
        """The key of the test's first, second … event; the seventh is one that is still to come."""
        return [*self.events, self.events[-1] + 1][place - 1]

    def sql(self, text: str) -> str:
        """Text in which r3 stands for the third record's number and e3 for its event's key."""
        return re.sub(r"\b([re])([1-7])\b", lambda m: str({"r": self.record, "e": self.event}[m[1]](int(m[2]))), text)


@pytest.fixture
def history(committed_db):
    before = HistoryHead.objects.get().number
    for number in range(1, 7):
        load_sector(f"sector-{number}")
    events = EventSeal.objects.filter(number__gt=before).order_by("number").values_list("event_id", flat=True)
    return History(committed_db, before, list(events))


def tamper(history: History, statements: str) -> None:
    """As the owner of the tables, with the triggers switched off."""
    tables = ("agencies_event", "agencies_eventseal", "agencies_historyhead")
    with psycopg2.connect(history.database.owner_url) as owner, owner.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(history.sql(statements))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    owner.close()


# --- the chain -----------------------------------------------------------------------------------


def test_the_application_is_neither_owner_nor_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute(
            """
            SELECT count(*) FROM pg_class
            WHERE pg_has_role(relowner, 'MEMBER') AND relnamespace = 'public'::regnamespace
            """
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT has_database_privilege(current_database(), 'CREATE')")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)


def test_an_untouched_history_is_intact(history):
    assert verify() == (0, [])


def test_any_text_is_sealed_alike_by_the_database_and_by_python(committed_db):
    with transaction.atomic():
        event = record(
            by=None,
            act=Act.CHANGED,
            kind="agencies.sector",
            object_id=None,
            label=ODD_TEXT,
            changes={ODD_TEXT: [None, ODD_TEXT], "b": ["", "1.50"]},
            note=ODD_TEXT,
            file_hashes=["b" * 64, "a" * 64],
        )
    assert verify() == (0, [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_text(event), changes::text FROM agencies_event AS event WHERE id = %s", [event.pk])
        canonical, changes = cursor.fetchone()
    event.refresh_from_db()
    assert canonical == event_text(
        StoredEvent(
            id=event.pk,
            at=event.at,
            transaction=event.transaction,
            actor_id=None,
            role="",
            agency_id=None,
            act="changed",
            object_kind="agencies.sector",
            object_id=None,
            root_id=None,
            label=ODD_TEXT,
            changes=changes,
            note=ODD_TEXT,
            file_hashes=["a" * 64, "b" * 64],
            origin="",
        )
    )


def test_eight_writers_at_once_make_one_chain_without_gap(committed_db):
    def write(writer: int) -> None:
        try:
            for number in range(25):
                load_sector(f"{writer}-{number}")
        finally:
            connection.close()

    before = HistoryHead.objects.get().number
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(write, range(8)))
    last = HistoryHead.objects.get().number
    assert last == before + 200
    assert list(EventSeal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, last + 1))
    assert verify() == (0, [])


def test_a_rolled_back_event_leaves_no_gap(history):
    with transaction.atomic():
        record_loading("never happened")
        transaction.set_rollback(True)
    load_sector("sector-7")
    assert HistoryHead.objects.get().number == history.record(7)
    assert verify() == (0, [])


def test_clock_and_transaction_are_the_database_s_own(history):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO agencies_event
                (at, transaction, role, act, object_kind, label, changes, note, file_hashes, origin)
            VALUES ('2001-01-01', 1, '', 'loaded', 'agencies.sector', 'back-dated', '{}', '', '{}', '')
            RETURNING at = transaction_timestamp(), transaction > 1
            """
        )
        assert cursor.fetchone() == (True, True)


def test_recording_in_a_snapshot_is_refused(committed_db):
    with pytest.raises(DatabaseError, match="READ COMMITTED"), transaction.atomic():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        record_loading()


# --- tampering, named ----------------------------------------------------------------------------

# What is done, and what verify_history names: kind, record, event.
TAMPERING = {
    "edited": (
        "UPDATE agencies_event SET label = 'another' WHERE id = e3",
        [("edited", 3, 3)],
    ),
    "back-dated": (
        "UPDATE agencies_event SET at = at - interval '1 day' WHERE id = e3",
        [("edited", 3, 3)],
    ),
    "edited and sealed again": (
        """
        UPDATE agencies_event SET label = 'another' WHERE id = e3;
        UPDATE agencies_eventseal SET hash = encode(sha256(convert_to(
            concat_ws('|', 'event 1', number, previous_hash, event_text(event)), 'UTF8')), 'hex')
        FROM agencies_event AS event WHERE event.id = event_id AND number = r3;
        """,
        [("resealed", 4, 4)],
    ),
    "deleted": (
        "DELETE FROM agencies_event WHERE id = e3",
        [("deleted", 3, 3)],
    ),
    "deleted with their seals": (
        "DELETE FROM agencies_event WHERE id IN (e3, e4); DELETE FROM agencies_eventseal WHERE number IN (r3, r4)",
        [("deleted", 3, None)],
    ),
    "deleted and closed up": (
        """
        DELETE FROM agencies_event WHERE id = e3;
        DELETE FROM agencies_eventseal WHERE number = r3;
        UPDATE agencies_eventseal SET number = number - 1 WHERE number > r3;
        UPDATE agencies_historyhead SET number = r5;
        """,
        [("edited", 3, 4), ("resealed", 3, 4), ("edited", 4, 5), ("edited", 5, 6)],
    ),
    "inserted": (
        """
        INSERT INTO agencies_event
            (at, transaction, role, act, object_kind, label, changes, note, file_hashes, origin)
        SELECT at, transaction, role, act, object_kind, 'forged', changes, note, file_hashes, origin
        FROM agencies_event WHERE id = e3
        """,
        [("inserted", None, 7)],
    ),
    "contents swapped": (
        """
        UPDATE agencies_event AS one SET label = other.label, at = other.at, transaction = other.transaction
        FROM agencies_event AS other WHERE (one.id, other.id) IN ((e2, e5), (e5, e2))
        """,
        [("swapped", 2, 2), ("swapped", 5, 5)],
    ),
    "seals swapped": (
        """
        UPDATE agencies_eventseal SET event_id = -event_id WHERE number IN (r2, r5);
        UPDATE agencies_eventseal SET event_id = e2 + e5 + event_id WHERE number IN (r2, r5);
        """,
        [("swapped", 2, 5), ("swapped", 5, 2)],
    ),
    "tail cut": (
        "DELETE FROM agencies_event WHERE id > e4; DELETE FROM agencies_eventseal WHERE number > r4",
        [("tail_cut", 5, None)],
    ),
    "tail cut and head set back": (
        """
        DELETE FROM agencies_event WHERE id > e4;
        DELETE FROM agencies_eventseal WHERE number > r4;
        UPDATE agencies_historyhead SET number = r4;
        """,
        [("head_altered", 4, None)],
    ),
    "head altered": (
        "UPDATE agencies_historyhead SET hash = repeat('0', 64)",
        [("head_altered", 6, None)],
    ),
    "head gone": (
        "DELETE FROM agencies_historyhead",
        [("head_altered", 6, None)],
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_named(history, how):
    statements, named = TAMPERING[how]
    tamper(history, statements)
    expected = [
        (kind, record and history.record(record), event and history.event(event)) for kind, record, event in named
    ]
    code, found = verify()
    assert (code, sorted(found, key=str)) == (1, sorted(expected, key=str))


# --- refused to the application ------------------------------------------------------------------

ATTEMPTS = """
    UPDATE agencies_event SET label = 'another' WHERE id = e3
    UPDATE agencies_event SET transaction = 0
    DELETE FROM agencies_event WHERE id = e3
    TRUNCATE agencies_event
    TRUNCATE agencies_event CASCADE
    INSERT INTO agencies_event SELECT * FROM agencies_event WHERE id = e3 ON CONFLICT (id) DO UPDATE SET note = 'x'
    UPDATE agencies_eventseal SET hash = repeat('0', 64)
    DELETE FROM agencies_eventseal WHERE number = r6
    TRUNCATE agencies_eventseal
    INSERT INTO agencies_eventseal VALUES (r7, e7, repeat('0', 64), repeat('0', 64), 1)
    UPDATE agencies_historyhead SET number = r3
    DELETE FROM agencies_historyhead
    TRUNCATE agencies_historyhead
    INSERT INTO agencies_historyhead VALUES (1, 0, repeat('0', 64)) ON CONFLICT (id) DO NOTHING
    SELECT * FROM agencies_historyhead FOR UPDATE
    ALTER TABLE agencies_event DISABLE TRIGGER ALL
    ALTER TABLE agencies_event DISABLE TRIGGER event_sealed
    ALTER TABLE agencies_sector DISABLE TRIGGER event_demanded
    DROP TRIGGER event_sealed ON agencies_event
    DROP TABLE agencies_event
    SET session_replication_role = replica
    CREATE OR REPLACE FUNCTION public.demand_event() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
    CREATE OR REPLACE FUNCTION public.seal_event() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
    ALTER FUNCTION public.seal_event() SECURITY INVOKER
    DROP FUNCTION public.demand_event() CASCADE
    CREATE TABLE public.agencies_shadow (LIKE agencies_event)
    CREATE TEMPORARY TABLE agencies_event (LIKE agencies_sector)
    ALTER ROLE CURRENT_USER SUPERUSER
"""


def rows() -> list[list[dict[str, object]]]:
    return [list(model.objects.order_by("pk").values()) for model in (Event, EventSeal, HistoryHead)]


def test_the_application_is_refused_in_every_way(history):
    before = rows()
    accepted = []
    for statement in ATTEMPTS.strip().splitlines():
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(history.sql(statement))
            accepted.append(statement)
    assert accepted == []
    assert rows() == before
    assert verify() == (0, [])


def test_the_application_cannot_become_the_owner(history):
    owner = psycopg2.extensions.parse_dsn(history.database.owner_url)["user"]
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{owner}"')


def test_the_owner_is_refused_while_the_triggers_stand(history):
    owner = psycopg2.connect(history.database.owner_url)
    owner.autocommit = True
    answers = {}
    with owner.cursor() as cursor:
        for statement in (
            "UPDATE agencies_event SET label = 'another' WHERE id = e3",
            "DELETE FROM agencies_event WHERE id = e3",
            "TRUNCATE agencies_event",
            "UPDATE agencies_eventseal SET hash = repeat('0', 64)",
            "DELETE FROM agencies_eventseal",
            "TRUNCATE agencies_eventseal",
            "DELETE FROM agencies_historyhead",
            "TRUNCATE agencies_historyhead",
        ):
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(history.sql(statement))
            answers[statement] = refused.value.pgcode
    owner.close()
    assert set(answers.values()) == {Sqlstate.APPEND_ONLY}
    assert verify() == (0, [])
