"""Amendments where they are committed: the database's own guards, and two decisions at once."""

from __future__ import annotations

import datetime
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from targets.amendments import FIGURES
from targets.enums import Side
from targets.models import Amendment, AmendmentLine, MasterTable, Offer
from targets.operations.amendments import approve_amendment
from targets.verification import altered_frozen_figures, altered_master_tables
from tests.agencies.recording import record_loading
from tests.factories import make_frozen_year
from tests.projects.test_races import at_once
from tests.targets.amending import proposed, raised, rows


@pytest.fixture(autouse=True)
def in_mehr(settings):
    settings.TODAY = "2020-10-01"


def intact() -> bool:
    return not [*altered_master_tables(), *altered_frozen_figures()]


def test_lines_come_with_their_amendment_or_never(committed_db, cast):
    table = make_frozen_year(cast)
    amendment = proposed(cast, table)
    line = amendment.lines.get()
    line.pk, line.position, line.target, line.kind, line.program = None, 2, None, "late", line.target.project.program
    with pytest.raises(IntegrityError, match="all its lines"), transaction.atomic():
        line.save(force_insert=True)
    for change in ({"text": "دیگر"}, {"number": 7}, {"authority_on": datetime.date(2020, 1, 1)}):
        with pytest.raises(IntegrityError, match="decided on once"), transaction.atomic():
            Amendment.objects.update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        AmendmentLine.objects.update(value=5)


def test_an_approval_past_the_operation_is_refused(committed_db, cast):
    """Approved without a version, or with one that says something else than its lines."""
    table = make_frozen_year(cast, targets=2)
    first, second = rows(table)
    amendment = proposed(cast, table, figures=raised([first]))
    decision = {"state": "approved", "decided_by": cast.deputy, "decided_at": amendment.proposed_at}
    with pytest.raises(IntegrityError, match="makes a version"), transaction.atomic():
        Amendment.objects.update(**decision)
        record_loading()

    def write(change: dict, *, on) -> None:
        with transaction.atomic():
            Amendment.objects.update(**decision)
            later = MasterTable.objects.create(
                plan_year=table.plan_year,
                version=2,
                row_count=2,
                content_hash="0" * 64,
                frozen_by=cast.deputy,
                frozen_at=amendment.proposed_at,
                amendment=amendment,
            )
            for row in rows(table):
                row.pk, row.master_table, row._state.adding = None, later, True
                if row.target_id == on.target_id:
                    for name, value in change.items():
                        setattr(row, name, value)
                row.save()
            record_loading()

    line = amendment.lines.get()
    right = {name: getattr(line, name) for name in FIGURES}
    for change, on in (
        ({"value": D(7)}, second),
        (right | {"value": line.value + 1}, first),
        (right | {"baseline": D(1)}, first),
        (right, second),
    ):
        with pytest.raises(IntegrityError, match="frozen"):
            write(change, on=on)
    write(right, on=first)


def test_two_amendments_approved_at_once_make_two_versions(committed_db, cast):
    table = make_frozen_year(cast, targets=2)
    amendments = [proposed(cast, table, figures=raised([row])) for row in rows(table)]
    deputy = cast.deputy
    acts = [lambda one=one: approve_amendment(by=deputy, amendment=one) for one in amendments]
    assert at_once(committed_db, *acts) == ["done", "done"]
    assert sorted(MasterTable.objects.values_list("version", flat=True)) == [1, 2, 3]
    assert intact()


def test_of_one_amendment_approved_twice_at_once_one_is_told(committed_db, cast):
    table = make_frozen_year(cast)
    amendment, deputy = proposed(cast, table), cast.deputy
    act = lambda: approve_amendment(by=deputy, amendment=amendment)  # noqa: E731
    assert at_once(committed_db, act, act) == ["done", "refused"]
    assert MasterTable.objects.count() == 2
    assert Offer.objects.filter(side=Side.AMENDMENT).count() == 1
