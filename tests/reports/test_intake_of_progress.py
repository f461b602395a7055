"""The sheet of the figures that are due, and workbooks that a worker reads."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from agencies.models import Event
from reports import operations
from reports.enums import IntakeState
from reports.intakes import plan_of
from reports.models import Intake
from reports.operations import apply_intake, read_waiting_workbook
from reports.operations import intakes as operations_of_intakes
from targets.models import ProgressReport
from tests.cast import Cast
from tests.reports.workbooks import FIRST_ROW, edited, handed_in, place, put, written_out
from tests.targets.returns import CROPS, IN_ORDIBEHESHT, LAND, RATE, World, line_of, make_world

pytestmark = pytest.mark.usefixtures("module_db")
SHEET = "Progress that is due"


@pytest.fixture(scope="module")
def world(module_db) -> World:
    """Farvardin's return is due, and nothing is entered."""
    world = make_world(Cast())
    world.opened()
    return world


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    settings.TODAY = IN_ORDIBEHESHT
    with translation.override("en"):
        yield


def row_of(sheet, beginning: str) -> int:
    column = place(sheet, "Line")
    return next(
        row
        for row in range(FIRST_ROW, sheet.max_row + 1)
        if str(sheet.cell(row, column).value or "").startswith(beginning)
    )


def test_figures_are_entered_in_the_return(cast, world):
    report = ProgressReport.objects.get(agency=world.jahad)
    crops, rate, land = (str(line_of(report, about)) for about in (CROPS, RATE, LAND))

    def fill(book):
        sheet = book[SHEET]
        put(sheet, row_of(sheet, crops), This_period=100)
        put(sheet, row_of(sheet, rate), Numerator=85, Denominator="۱٬۰۰۰")
        put(sheet, row_of(sheet, land), This_period="40%", Note="طبق برنامه")

    intake = handed_in(cast, edited(written_out(world.year, world.jahad), fill), world.year, world.jahad)
    assert (intake.problems, intake.counts["changed"]) == ([], 3)
    before = Event.objects.count()
    apply_intake(by=cast.jahad_editor, intake=intake, fingerprint=plan_of(intake, cast.jahad_editor).fingerprint)
    assert Event.objects.count() == before + 1
    assert line_of(report, CROPS).reported == 100
    assert line_of(report, RATE).reported == Decimal("8.5")
    assert (line_of(report, LAND).reported, line_of(report, LAND).note) == (40, "طبق برنامه")


def test_a_figure_that_cannot_be_is_refused_in_its_place(cast, world):
    report = ProgressReport.objects.get(agency=world.jahad)
    crops, land = (str(line_of(report, about)) for about in (CROPS, LAND))

    def fill(book):
        sheet = book[SHEET]
        put(sheet, row_of(sheet, land), This_period=140)
        put(sheet, row_of(sheet, crops), Numerator=5)

    intake = handed_in(cast, edited(written_out(world.year, world.jahad), fill), world.year, world.jahad)
    problems = plan_of(intake, cast.jahad_editor).problems
    assert sorted(problem.heading for problem in problems) == ["Numerator", "This period"]


def test_a_large_workbook_is_read_by_a_worker(cast, world, monkeypatch):
    monkeypatch.setattr(operations_of_intakes, "READ_AT_ONCE", 0)
    intake = handed_in(cast, written_out(world.year, world.jahad), world.year, world.jahad)
    assert intake.state == IntakeState.WAITING
    read_waiting_workbook(intake_id=intake.pk)
    intake.refresh_from_db()
    assert (intake.state, intake.progress, intake.counts["changed"]) == (IntakeState.PREVIEWED, 100, 0)
    strange = handed_in(cast, b"PK\x03\x04 no workbook", world.year, world.jahad)
    read_waiting_workbook(intake_id=strange.pk)
    strange.refresh_from_db()
    assert (strange.state, bool(strange.reason)) == (IntakeState.REFUSED, True)


def test_what_a_dead_worker_was_reading_is_taken_up_again(cast, world, monkeypatch):
    monkeypatch.setattr(operations_of_intakes, "READ_AT_ONCE", 0)
    intake = handed_in(cast, b"PK\x03\x04 no workbook", world.year, world.jahad)
    for attempt in range(1, operations_of_intakes.ATTEMPTS + 1):
        long_ago = {"state": IntakeState.READING, "attempts": attempt, "heartbeat_at": "2020-01-01T00:00:00Z"}
        Intake.objects.filter(pk=intake.pk).update(**long_ago)
        operations.give_back_stopped_workbooks()
        intake.refresh_from_db()
        last = attempt == operations_of_intakes.ATTEMPTS
        assert intake.state == (IntakeState.REFUSED if last else IntakeState.WAITING)
