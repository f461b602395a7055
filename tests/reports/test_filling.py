"""A form of a ministry filled: what is under its headings, and that all else stays as it was."""

from __future__ import annotations

import io
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from reports.ministry_forms.filling import NoForm, fill
from tests.reports.ministry_forms import EMPTY_LINES, HEADING_ROW, form_of_a_ministry

COLUMNS = {1: "ordinal", 2: "project", 5: "target", 7: "achievement"}


def rows(count: int) -> list[dict]:
    return [
        {"ordinal": n, "project": f"=پروژه {n}", "target": Decimal(1000 * n), "achievement": Decimal("12.5")}
        for n in range(1, count + 1)
    ]


def filled(count: int, content: bytes | None = None):
    body = fill(
        content or form_of_a_ministry(),
        "فرم",
        under=HEADING_ROW,
        columns=COLUMNS,
        rows=rows(count),
        per_hundred={"achievement"},
    )
    return load_workbook(io.BytesIO(body)).active


@pytest.mark.parametrize("count", [1, EMPTY_LINES, EMPTY_LINES + 5])
def test_lines_stand_under_the_headings_in_the_form_s_own_looks(count: int) -> None:
    page = filled(count)
    for n in range(1, count + 1):
        row = HEADING_ROW + n
        assert [page.cell(row, column).value for column in COLUMNS] == [n, f"=پروژه {n}", 1000 * n, 0.125]
        # Whatever it begins with, it is text; a number is one.
        assert [page.cell(row, column).data_type for column in COLUMNS] == ["n", "s", "n", "n"]
        assert page.cell(row, 2).font.b and page.cell(row, 7).number_format == "0.0%"
        assert page.cell(row, 9).value == f"=E{row}*2"
        assert page.row_dimensions[row].height == 30


def test_what_follows_moves_down_and_its_formulas_with_it() -> None:
    page = filled(EMPTY_LINES + 5)
    last = HEADING_ROW + EMPTY_LINES + 5
    assert page.cell(last + 1, 2).value == "جمع"
    assert page.cell(last + 1, 5).value == f"=SUM(E{HEADING_ROW + 1}:E{last})"
    assert page.cell(last + 2, 2).value == "امضای مدیر کل"
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:I1", f"B{last + 2}:D{last + 2}"}
    assert page.print_area.endswith(f"$A$1:$I${last + 2}")


def test_fewer_lines_leave_the_rest_empty() -> None:
    page = filled(1)
    assert page.cell(HEADING_ROW + EMPTY_LINES + 1, 2).value == "جمع"
    assert page.cell(HEADING_ROW + 2, 2).value is None


def test_all_else_is_the_same_byte_for_byte() -> None:
    given = form_of_a_ministry()
    body = fill(given, "فرم", under=HEADING_ROW, columns=COLUMNS, rows=rows(9))
    before, after = ZipFile(io.BytesIO(given)), ZipFile(io.BytesIO(body))
    assert before.namelist() == after.namelist()
    touched = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert touched == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert b"fullCalcOnLoad" in after.read("xl/workbook.xml")


def test_an_unprefixed_and_a_prefixed_sheet_are_filled_alike() -> None:
    """Some programs write x:row instead of row."""
    given = ZipFile(io.BytesIO(form_of_a_ministry()))
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in given.namelist():
            body = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = body.decode().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
                body = text.replace("xmlns=", "xmlns:x=").encode()
            archive.writestr(name, body)
    assert [cell.value for cell in filled(3, buffer.getvalue())[6]] == [cell.value for cell in filled(3)[6]]


def test_a_sheet_that_is_not_there_is_no_form() -> None:
    with pytest.raises(NoForm):
        fill(form_of_a_ministry(), "دیگر", under=3, columns=COLUMNS, rows=rows(1))
