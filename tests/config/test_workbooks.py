"""Workbooks written row by row, and comma-separated text: typed cells, text as it was, the same bytes each time."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.utils import translation
from openpyxl import load_workbook

from config.workbooks import list_workbook, write_csv
from config.workbooks.paper import A3, A4

DAY = datetime.date(2020, 9, 21)
MOMENT = datetime.datetime(2020, 9, 21, 12, 30, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def page_of(rows, headings=("1", "2", "3", "4", "5")):
    return load_workbook(io.BytesIO(list_workbook("List", list(headings), rows))).active


def test_cells_are_typed():
    number, text, day, moment, nothing = page_of([[Decimal("-5.25"), "-5", DAY, MOMENT, None]])[2]
    assert (number.value, number.data_type) == (-5.25, "n")
    assert (text.value, text.data_type) == ("-5", "s")
    assert (day.value, day.number_format) == (datetime.datetime(2020, 9, 21), "yyyy-mm-dd")
    # By the clock of Tehran.
    assert (moment.value, moment.number_format) == (datetime.datetime(2020, 9, 21, 16, 0), "yyyy-mm-dd hh:mm")
    assert nothing.value is None


@pytest.mark.parametrize("value", [Decimal("1E+3"), Decimal("0E-4"), Decimal("1E-7"), 10**14, Decimal("-0.0001")])
def test_numbers_stand_without_exponent(value):
    body = list_workbook("List", ["1"], [[value]])
    sheet = ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    assert "E" not in sheet.split("<v>")[1].split("</v>")[0]
    assert load_workbook(io.BytesIO(body)).active["A2"].value == pytest.approx(float(value))


def test_what_xml_may_not_hold_is_left_out_and_all_else_is_kept():
    text = "a<b> & «ج»\x0b\x1f\ud800\ufffe\r\nنیم\u200cفاصله  \t x"
    assert page_of([[text]], ["1"])["A2"].value == "a<b> & «ج»\r\nنیم\u200cفاصله  \t x"


def test_what_excel_would_decode_is_written_so_that_it_does_not():
    body = list_workbook("List", ["1"], [["_x0041_ and _x00zz_"]])
    assert b"_x005F_x0041_ and _x00zz_" in ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")


def test_a_cell_holds_no_more_than_it_may():
    assert len(page_of([["&" * 40_000]], ["1"])["A2"].value) == 32_767


def test_a_sheet_tells_no_false_size_and_no_time():
    first, second = (list_workbook("List", ["1"], [["x"]] * 450) for _time in range(2))
    assert first == second
    archive = ZipFile(io.BytesIO(first))
    assert b"<dimension" not in archive.read("xl/worksheets/sheet1.xml")
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    # All rows are read by a reader that trusts what a sheet says of its size.
    assert sum(1 for _row in load_workbook(io.BytesIO(first), read_only=True).active.iter_rows()) == 451


def test_rows_are_read_one_by_one():
    """The first few are held to know how wide the columns are."""
    asked = []

    def rows():
        for number in range(2000):
            asked.append(number)
            yield [number, str(number)]

    assert page_of(rows(), ["1", "2"]).max_row == 2001
    assert len(asked) == 2000


@pytest.mark.parametrize(("columns", "paper", "pages"), [(3, A4, 1), (20, A4, 1), (28, A3, 1), (70, A3, 3)])
def test_a_wide_list_is_printed_on_larger_paper_and_then_on_several_pages(columns, paper, pages):
    page = page_of([["x"] * columns], [str(number) for number in range(columns)])
    setup = page.page_setup
    assert (setup.orientation, int(setup.paperSize), int(setup.fitToWidth), int(setup.fitToHeight)) == (
        *("landscape", paper, pages),
        0,
    )
    assert (page.freeze_panes, page.print_title_rows) == ("A2", "$1:$1")


def test_comma_separated_text_is_what_a_spreadsheet_opens():
    body = b"".join(write_csv(["عنوان", "n"], [["=1+1", Decimal("-5.50")], ['a "b", c\nd', DAY], [None, 7]]))
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows == [["عنوان", "n"], ["'=1+1", "-5.50"], ['a "b", c\nd', "2020-09-21"], ["", "7"]]
    # A number stands bare, text in quotation marks.
    assert b'"\'=1+1",-5.50\r\n' in body
