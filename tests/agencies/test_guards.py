"""What the database demands of every commit."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agencies.guards import Sqlstate
from agencies.models import Sector, User
from tests.agencies.recording import load_sector, record_loading, sqlstate

# The history cannot demand itself, nor the database what it notes of changes; everything else in the four apps does.
WITHOUT_EVENT = {"agencies_event", "agencies_eventseal", "agencies_historyhead", "agencies_lastchange"}
# What somebody is still typing or reckons with, workbooks until they are applied, the claims of forms that were sent,
# what is left to do of a report: none says anything about the province.
NOT_SAID_YET = {
    *("projects_draft", "agencies_sentform", "targets_workingvalue", "reports_intake", "reports_workbookbatch"),
    "reports_reportpart",
}
# Computed as it is added; who writes in it is recorded.
COMPUTED = {"reports_sectiontext"}


def tables_of_the_four_apps() -> set[str]:
    return {
        model._meta.db_table
        for label in ("agencies", "projects", "targets", "reports")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def tables_with_trigger(name: str, *, deferred: bool) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE tgname = %s AND tginitdeferred = %s AND tgenabled = 'O'
            """,
            [name, deferred],
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("trigger", ["event_demanded", "event_demanded_on_change"])
def test_every_table_demands_an_event_or_is_named_here(db, trigger):
    expected = tables_of_the_four_apps() - WITHOUT_EVENT - NOT_SAID_YET
    assert tables_with_trigger(trigger, deferred=True) == expected - (
        COMPUTED if trigger == "event_demanded" else set()
    )


def test_no_table_can_be_truncated(db):
    assert (
        tables_with_trigger("truncate_refused", deferred=False) == tables_of_the_four_apps() - NOT_SAID_YET - COMPUTED
    )


def test_a_commit_without_event_is_refused(committed_db):
    with pytest.raises(IntegrityError) as refused:
        Sector.objects.create(code="test", name_fa="صنعت", name_en="Industry")
    assert sqlstate(refused.value) == Sqlstate.NOT_RECORDED
    assert not Sector.objects.filter(code="test").exists()


def test_a_commit_with_event_is_stored(committed_db):
    load_sector("test")
    assert Sector.objects.filter(code="test").count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(position=5),
        lambda rows: Sector.objects.bulk_update([Sector(pk=rows.get().pk, position=5)], ["position"]),
        lambda rows: rows.delete(),
        lambda rows: connection.cursor().execute("UPDATE agencies_sector SET position = 5 WHERE code = 'test'"),
    ],
    ids=["update", "bulk_update", "delete", "raw SQL"],
)
def test_a_change_without_event_is_refused(committed_db, write):
    load_sector("test")
    with pytest.raises(IntegrityError) as refused:
        write(Sector.objects.filter(code="test"))
    assert sqlstate(refused.value) == Sqlstate.NOT_RECORDED
    assert Sector.objects.get(code="test").position == 0


def test_a_row_written_as_it_was_needs_no_event(committed_db):
    sector = load_sector("test")
    sector.save()
    assert Sector.objects.get(code="test") == sector


def test_an_event_of_an_earlier_transaction_does_not_count(committed_db):
    with transaction.atomic():
        record_loading()
    with pytest.raises(IntegrityError):
        Sector.objects.create(code="test", name_fa="صنعت", name_en="Industry")


def test_an_event_of_a_savepoint_rolled_back_does_not_count(committed_db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sector.objects.create(code="test", name_fa="صنعت", name_en="Industry")
        with transaction.atomic():
            record_loading()
            transaction.set_rollback(True)
    assert not Sector.objects.filter(code="test").exists()


def test_an_event_is_found_at_once_in_a_transaction_of_many(db):
    """The guard asks once a changed row: reading all the transaction's events each time made large imports crawl."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO agencies_event
                (at, transaction, role, act, object_kind, label, changes, note, file_hashes, origin)
            SELECT now(), 0, '', 'created', 'agencies.sector', '', '{}', '', '{}', '' FROM generate_series(1, 1000)
            """
        )
        cursor.execute(
            """
            EXPLAIN SELECT FROM agencies_event
            WHERE transaction = pg_current_xact_id()::text::bigint AND at = transaction_timestamp()
            """
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index" in plan and "Bitmap" not in plan


def test_the_demand_is_met_at_the_check_of_a_test_case(db):
    Sector.objects.create(code="test", name_fa="صنعت", name_en="Industry")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        connection.check_constraints()
    assert sqlstate(refused.value) == Sqlstate.NOT_RECORDED
    record_loading()
    connection.check_constraints()


def test_signing_in_is_no_change(committed_db):
    with transaction.atomic():
        user = User.objects.create_user("planner", "demo", full_name="کارشناس سازمان")
        record_loading()
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    with pytest.raises(IntegrityError):
        User.objects.update(is_active=False)
