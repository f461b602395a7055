"""Versions of a master table: what differs between two, and the exact copy that carries its hash."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from datetime import datetime
from decimal import Decimal as D

import pytest
from django.test import override_settings
from django.utils.translation import override
from openpyxl import load_workbook

from agencies.history import as_text
from config.persian.calendar import month_name
from projects.enums import ProgramStatus
from targets.amendments import Figures
from targets.freeze import SHEET, content_hash
from targets.models import MasterTable, MasterTableRow, Target
from targets.operations.amendments import approve_amendment
from targets.version_workbook import comparison_workbook, exact, version_workbook
from targets.versions import CELLS, differences, provenance
from tests.cast import Cast
from tests.factories import make_frozen_year, make_program
from tests.targets.amending import proposed, raised, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_mehr(settings):
    settings.TODAY = "2020-10-01"
    with override("en"):
        yield


@pytest.fixture(scope="module")
def kept(module_db) -> list[MasterTable]:
    with override_settings(TODAY="2020-10-01"), override("en"):
        return make_versions(Cast())


def make_versions(cast) -> list[MasterTable]:
    """The second has another weight in its second row, another target in its third, and a program more."""
    first = make_frozen_year(cast, projects=2, targets=2)
    second, third = rows(first)[1:3]
    late = make_program(cast, plan_year=first.plan_year, title="برنامه دیررس", status=ProgramStatus.APPROVED)
    figures = {second.target.uuid: Figures(weight=D(3))} | raised([third])
    amendment = proposed(cast, first, figures=figures, programs=[late.uuid])
    return [first, approve_amendment(by=cast.deputy, amendment=amendment)]


@pytest.fixture
def versions(kept) -> list[MasterTable]:
    return deepcopy(kept)


def test_the_cells_are_those_of_the_canonical_row():
    assert tuple(CELLS) == SHEET


def test_exactly_the_amended_cells_differ(versions):
    weight, value, late = differences(*versions)
    first = rows(versions[0])
    assert [(each.row.target_id, each.before is None) for each in (weight, value)] == [
        (first[1].target_id, False),
        (first[2].target_id, False),
    ]
    assert [(str(cell.label), cell.before, cell.after) for cell in weight.cells] == [("Weight in the project", 1, 3)]
    labels = [str(cell.label) for cell in value.cells]
    assert labels == ["Agreed", *(f"Trajectory: {month_name(month)}" for month in range(1, 13))]
    assert (value.cells[0].before, value.cells[0].after) == (240, 252)
    assert (late.before, late.row.program_title) == (None, "برنامه دیررس")


def test_a_version_does_not_differ_from_itself_and_the_way_back_is_the_same_cells(versions):
    assert differences(versions[0], versions[0]) == []
    back = differences(*reversed(versions))
    assert [len(each.cells) for each in back] == [1, 13, 0]
    assert back[2].after is None


def test_only_visible_rows_are_compared(versions):
    one = differences(*versions, targets=Target.objects.filter(pk=rows(versions[0])[1].target_id))
    assert len(one) == 1


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("number", [0, 1])
def test_the_exact_copy_read_back_has_the_hash_of_the_version(versions, language, number):
    table = versions[number]
    with override(language):
        book = load_workbook(io.BytesIO(version_workbook(table)))
    with override(language):
        assert book.active.oddFooter.left.text == provenance(table)
    assert table.content_hash in book.active.oddFooter.left.text
    assert content_hash(read_back(book)) == table.content_hash


def read_back(book) -> list[MasterTableRow]:
    """The rows that the workbook says, as they would be stored."""
    found = []
    for position, *cells in book.active.iter_rows(min_row=2, values_only=True):
        said = dict(zip(SHEET, cells, strict=False))
        *way, actions, target, agency = cells[len(SHEET) :]
        row = MasterTableRow(position=position, target_id=target, agency_id=agency, actions=json.loads(actions))
        for name, value in said.items():
            setattr(row, name, as_stored(value))
        row.trajectory = [as_stored(point) for point in way if point is not None]
        found.append(row)
    return found


def as_stored(value):
    match value:
        case datetime():
            return value.date()
        case int() | float():
            return D(repr(value))
        case _:
            return value


def test_one_changed_cell_makes_another_hash(versions):
    book = load_workbook(io.BytesIO(version_workbook(versions[0])))
    found = read_back(book)
    found[0].value += 1
    assert content_hash(found) != versions[0].content_hash


def test_a_number_longer_than_excel_keeps_is_written_as_text(versions):
    table = versions[0]
    row = rows(table)[0]
    row.value = D("12345678901234567.25")
    assert exact(row.value) == "12345678901234567.25"
    assert as_text(D(exact(row.value))) == as_text(row.value)


def test_the_comparison_as_excel_has_a_line_a_cell(versions):
    with override("en"):
        page = load_workbook(io.BytesIO(comparison_workbook(*versions, differences(*versions)))).active
    lines = list(page.iter_rows(min_row=2, values_only=True))
    assert [line[0] for line in lines] == ["Changed"] * 14 + ["Came in"]
    assert lines[1][-3:] == ("Agreed", 240, 252)
    assert all(table.content_hash in page.oddFooter.left.text for table in versions)
