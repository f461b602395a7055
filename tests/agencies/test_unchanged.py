"""What is kept between requests holds exactly until what it was read from is changed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import unchanged
from agencies.models import LastChange, Sector, SentForm
from agencies.unchanged import at_one_look, stamped_tables, stamps_now, told, while_sources_unchanged, while_unchanged
from tests.agencies.recording import load_sector, record_loading


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    unchanged.forget()
    yield
    unchanged.forget()


def sectors() -> list[str]:
    return while_unchanged("sectors", lambda: list(Sector.objects.order_by("code").values_list("code", flat=True)))


def test_the_same_is_given_until_something_is_done(committed_db):
    before = sectors()
    assert sectors() is before
    load_sector("test")
    after = sectors()
    assert after == sorted([*before, "test"])
    assert sectors() is after


def test_inside_a_transaction_everything_is_read_anew(committed_db):
    before = sectors()
    with transaction.atomic():
        load_sector("test")
        assert sectors() == sorted([*before, "test"])
        transaction.set_rollback(True)
    assert sectors() is before


def test_what_is_done_while_it_is_read_leaves_nothing_stale(committed_db):
    def read() -> list[str]:
        found = list(Sector.objects.order_by("code").values_list("code", flat=True))
        load_sector("test")
        return found

    assert "test" not in while_unchanged("sectors", read)
    assert "test" in sectors()


def test_the_oldest_makes_room(committed_db):
    for number in range(unchanged.MOST + 1):
        while_unchanged(number, lambda number=number: number)
    assert while_unchanged(0, lambda: "read again") == "read again"
    assert while_unchanged(unchanged.MOST, lambda: "read again") == unchanged.MOST


# --- what its sources say -------------------------------------------------------------------------


def codes() -> list[str]:
    return while_sources_unchanged("codes", lambda: list(Sector.objects.values_list("code", flat=True)))


def test_it_is_kept_while_other_tables_are_changed(committed_db, cast):
    before, of_all = codes(), sectors()
    assert cast.planner
    assert codes() is before
    assert sectors() is not of_all
    load_sector("test")
    assert {*codes()} == {*before, "test"}


def test_what_asks_through_another_answer_has_its_sources_too(committed_db):
    def longest() -> str:
        return while_sources_unchanged("longest", lambda: max(codes(), key=len))

    codes()
    longest()
    load_sector("x" * 40)
    assert longest() == "x" * 40


def test_what_nobody_stamps_is_as_old_as_the_history(committed_db):
    def forms() -> list[int]:
        return while_sources_unchanged("forms", lambda: list(SentForm.objects.values_list("pk", flat=True)))

    assert SentForm._meta.db_table not in stamped_tables()
    before = forms()
    assert forms() is before
    with transaction.atomic():
        record_loading()
    assert forms() is not before


def test_an_event_without_a_change_changes_nothing(committed_db):
    before = sectors()
    with transaction.atomic():
        record_loading("somebody has signed in")
    assert sectors() is before


def test_one_question_tells_whether_it_still_holds(committed_db):
    sectors()
    with CaptureQueriesContext(connection) as queries:
        sectors()
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries, at_one_look():
        assert sectors() is sectors()
        codes()
        codes()
    assert ["agencies_lastchange" in query["sql"] for query in queries] == [True, False]
    stamp = stamps_now()[HISTORY]
    with CaptureQueriesContext(connection) as queries, at_one_look():
        told(stamp)
        assert (sectors(), codes()) == (sectors(), codes())
    assert not queries


def test_a_page_that_is_looked_at_asks_once_and_what_writes_looks_again(committed_db, cast, client):
    client.force_login(cast.administrator)
    client.get(reverse("inbox"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reference-rows", args=["sectors"]))
    assert sum("agencies_lastchange" in query["sql"] for query in queries) <= 1
    with at_one_look():
        before = sectors()
        load_sector("test")
        assert sectors() is before
    assert sectors() is not before


# --- the stamps -----------------------------------------------------------------------------------

TABLE = Sector._meta.db_table
HISTORY = unchanged.HISTORY


def changed(before: unchanged.Stamps) -> set[object]:
    after = stamps_now()
    return {name for name in after if after[name] != before.get(name)}


def test_a_commit_stamps_what_it_has_changed_and_nothing_else(committed_db):
    before = stamps_now()
    load_sector("test")
    assert changed(before) == {TABLE, HISTORY}
    before = stamps_now()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        load_sector("undone")
        raise ZeroDivisionError
    assert changed(before) == set()


@pytest.mark.parametrize("immediately", [False, True])
def test_the_order_of_event_and_rows_makes_no_difference(committed_db, immediately):
    load_sector("test")
    before = stamps_now()
    with transaction.atomic():
        if immediately:
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        record_loading("first")
        record_loading("second")
        Sector.objects.filter(code="test").update(position=7)
    assert changed(before) == {TABLE, HISTORY}


@pytest.mark.parametrize("undone", [False, True])
def test_what_was_sealed_in_a_savepoint_counts_unless_it_is_undone(committed_db, undone):
    load_sector("test")
    before = stamps_now()
    with transaction.atomic():
        with transaction.atomic():
            record_loading("first")
            connection.check_constraints()
            transaction.set_rollback(undone)
        Sector.objects.filter(code="test").update(position=7)
        if undone:
            record_loading("second")
    assert changed(before) == {TABLE, HISTORY}


def test_a_row_written_as_it_was_changes_nothing(committed_db):
    load_sector("test")
    before = stamps_now()
    with transaction.atomic():
        Sector.objects.filter(code="test").update(code="test")
        record_loading()
    assert changed(before) == {HISTORY}


def test_writers_at_once_never_leave_the_same_stamp(committed_db):
    seen: set[object] = set()

    def write(writer: int) -> None:
        try:
            for number in range(10):
                load_sector(f"{writer}-{number}")
                seen.add(stamps_now()[TABLE])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    before = stamps_now()
    assert before[TABLE] in seen
    load_sector("last")
    assert stamps_now()[TABLE] not in seen


@pytest.mark.parametrize("write", ["UPDATE agencies_lastchange SET part = 1", "DELETE FROM agencies_lastchange"])
def test_the_application_can_write_no_stamps(committed_db, write):
    load_sector("test")
    with pytest.raises(ProgrammingError, match="permission denied"):
        connection.cursor().execute(write)
    with pytest.raises(ProgrammingError, match="permission denied"):
        connection.cursor().execute("SELECT stamp_changes('agencies_sector:0')")
    before = stamps_now()
    connection.cursor().execute("SELECT note_change('agencies_sector', 0)")
    assert changed(before) == set()
    with pytest.raises(ProgrammingError, match="permission denied"):
        LastChange.objects.create(name="x", stamp="00000000-0000-0000-0000-000000000000")
