"""The workbook and the document that are made of one data set."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook

from config.launch.places import ROOT
from reports import excel, pdf, word_report, year_end
from tests.reports.data_sets import year_1399

HASH = "0123456789abcdef" * 4
WRITERS = [excel.workbook, pdf.document, word_report.document]


def report_of(data: dict[str, Any]) -> year_end.Report:
    return year_end.whole(data, HASH)


def opened(language: str, data: dict[str, Any] | None = None) -> Workbook:
    with translation.override(language):
        return load_workbook(io.BytesIO(excel.workbook(report_of(data or year_1399()))))


def text_of(language: str, data: dict[str, Any] | None = None) -> str:
    """The document's text; Persian digits and letters stand in it as they are drawn."""
    with translation.override(language):
        document = pypdf.PdfReader(io.BytesIO(pdf.document(report_of(data or year_1399()))))
    return "\n".join(page.extract_text() for page in document.pages)


# --- both ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("write", WRITERS)
def test_same_data_make_the_same_bytes(write: Callable[[year_end.Report], bytes], language: str) -> None:
    with translation.override(language):
        assert write(report_of(year_1399())) == write(report_of(copy.deepcopy(year_1399())))


@pytest.mark.parametrize("write", WRITERS)
def test_other_data_make_other_bytes(write: Callable[[year_end.Report], bytes]) -> None:
    other = year_1399()
    other["macro_targets"][0]["reported"] = "123.6"

    assert write(report_of(year_1399())) != write(report_of(other))


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from reports import excel, pdf, word_report, year_end\n"
        "from tests.reports.data_sets import year_1399\n"
        f"report = year_end.whole(year_1399(), '{HASH}')\n"
        "writers = (excel.workbook, pdf.document, word_report.document)\n"
        "print([hashlib.sha256(write(report)).hexdigest() for write in writers])"
    )
    there = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    here = [hashlib.sha256(write(report_of(year_1399()))).hexdigest() for write in WRITERS]
    assert there.strip() == str(here)


# --- the workbook -------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "right_to_left"), [("fa", True), ("en", False)])
def test_sheets_run_as_the_language_does(language: str, right_to_left: bool) -> None:
    book = opened(language)

    assert len(book.sheetnames) == len(set(book.sheetnames)) == 30
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {right_to_left}


def test_amounts_are_numbers_with_the_decimals_they_need() -> None:
    sheet = opened("en")["Macro targets"]
    headings = {cell.value: place for place, cell in enumerate(sheet[2])}
    exports, idle = sheet[3], sheet[4]

    found = {name: exports[headings[name]] for name in ("Needed", "Agreed", "Verified", "Achievement")}
    assert {name: cell.value for name, cell in found.items()} == {
        "Needed": 250.5,
        "Agreed": 240.25,
        "Verified": 100,
        "Achievement": pytest.approx(0.416233),
    }
    assert {name: cell.number_format for name, cell in found.items()} == {
        "Needed": "#,##0.00",
        "Agreed": "#,##0.00",
        "Verified": "#,##0.00",
        "Achievement": "0.0%",
    }
    assert idle[headings["Needed"]].value == -30


def test_what_was_not_reported_is_neither_zero_nor_empty() -> None:
    sheet = opened("en")["Macro targets"]
    headings = {cell.value: place for place, cell in enumerate(sheet[2])}

    assert [sheet[4][headings[name]].value for name in ("Reported", "Verified", "Achievement")] == [
        "not reported",
        "not verified",
        "not computable",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_text_never_turns_into_a_formula(start: str) -> None:
    data = year_1399()
    data["targets"][0]["program"] = {"code": "x", "title": f"{start}1+1"}

    cell = opened("en", data)["Targets"]["B3"]

    assert (cell.data_type, cell.value) == ("s", f"{start}1+1")


def test_days_are_written_in_the_calendar_of_the_reader() -> None:
    assert opened("en")["Actions"]["E3"].value == "2020-04-03"
    assert opened("fa").worksheets[-2]["E3"].value == "۱۳۹۹/۰۱/۱۵"


def test_cover_names_the_hash_and_the_illustration() -> None:
    values = [cell.value for row in opened("en")["Report"] for cell in row]

    assert HASH in values
    assert "Illustrative data: the figures here are not real." in values


# --- the document -------------------------------------------------------------------------------


def test_document_is_tagged_and_names_its_language() -> None:
    with translation.override("fa"):
        document = pypdf.PdfReader(io.BytesIO(pdf.document(report_of(year_1399()))))
    root: Any = document.root_object

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fa"
    assert document.metadata is not None
    assert document.metadata.creation_date is None


def test_document_shows_the_figures_of_the_data_set() -> None:
    text = text_of("en")

    for shown in ("250.50", "240.25", "123.50", "100.00", "41.6%", "1,310.4", "-30", "not reported", "not computable"):
        assert shown in text
    assert HASH in text
    assert "Page 1 of " in text


def test_persian_document_has_persian_digits_only() -> None:
    text = text_of("fa").replace(HASH, "").replace(HASH[:12], "").replace("ab" * 32, "").replace("SHA-256", "")
    # What people wrote stays as they wrote it.
    text = text.replace("HYPERLINK)1(", "").replace("HYPERLINK(1)", "")

    assert not set(text) & set("0123456789")


def test_real_year_carries_no_warning() -> None:
    data = year_1399()
    data["plan_year"]["is_illustrative"] = False

    assert "Illustrative" not in text_of("en", data)


def test_long_table_goes_on_with_its_head_on_the_next_page() -> None:
    data = year_1399()
    data["agencies"] = [row | {"code": f"{row['code']}{number}"} for row in data["agencies"] for number in range(30)]
    data["targets"] = []
    with translation.override("en"):
        document = pypdf.PdfReader(io.BytesIO(pdf.document(report_of(data))))

    heads = [page for page in document.pages if "Returns due" in page.extract_text()]
    assert len(heads) > 1


def test_no_note_heading_or_page_stands_alone() -> None:
    data = year_1399()
    names = ("agencies", "targets", "projects", "challenges")
    for name in names:
        data[name] = [row for row in data[name] for _time in range(12)]
    with translation.override("en"):
        report = report_of(data)
        document = pypdf.PdfReader(io.BytesIO(pdf.document(report)))
    notes = {sheet.note[:30] for part in report.parts for sheet in part.sheets if sheet.rows and sheet.note}
    # The appendix on the method says some of it once more.
    notes -= {paragraph[:30] for part in report.parts for paragraph in part.draft}
    titles = {sheet.title for part in report.parts for sheet in part.sheets}
    # Between the page's head and its foot.
    pages = [page.extract_text().splitlines() for page in document.pages[2:]]

    bodies = [lines[1:-1] for lines in pages]
    assert len(bodies) > 15
    assert [lines[0] for lines in bodies if lines[0][:30] in notes] == []
    assert [lines[-1] for lines in bodies if lines[-1] in titles or lines[-1][:30] in notes] == []
    assert min(map(len, bodies)) > 8


def test_contents_and_bookmarks_name_the_fourteen_sections() -> None:
    with translation.override("en"):
        report = report_of(year_1399())
        document = pypdf.PdfReader(io.BytesIO(pdf.document(report)))

    bookmarks = [str(entry["/Title"]) for entry in document.outline if not isinstance(entry, list)]
    assert bookmarks[:14] == [f"{number}. {section.title}" for number, section in enumerate(report.sections, 1)]
    contents = document.pages[1].extract_text()
    assert all(section.title in contents for section in report.sections)


def test_empty_table_keeps_its_heading() -> None:
    assert "Sessions of the headquarters" in text_of("en")


# --- for the secretariat's own hand -------------------------------------------------------------------


def test_document_for_word_runs_from_right_to_left() -> None:
    with translation.override("fa"):
        report = report_of(year_1399())
        document = Document(io.BytesIO(word_report.document(report)))

    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert [f"{section.title}" in heading for section, heading in zip(report.sections, headings, strict=False)] == [
        True
    ] * 14
    assert all(each._element.pPr.find(qn("w:bidi")) is not None for each in document.paragraphs if each.text)
    assert all(table._element.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described
    assert all(described)


# --- what somebody wrote --------------------------------------------------------------------------------


def test_what_is_written_of_a_section_stands_in_place_of_its_draft() -> None:
    with translation.override("en"):
        report = year_end.whole(year_1399(), HASH, {"money": "First.\n\nSecond."})

    money = next(section for section in report.sections if section.key == "money")
    assert money.draft == ["First.", "Second."]
    assert money.sheets == report_of_english("money").sheets


def report_of_english(key: str) -> year_end.Section:
    with translation.override("en"):
        return next(section for section in report_of(year_1399()).sections if section.key == key)


def test_part_comes_back_from_its_place_as_it_was_compiled() -> None:
    with translation.override("fa"):
        parts = report_of(year_1399()).parts

    assert [year_end.unpacked(json.loads(json.dumps(year_end.packed(part)))) for part in parts] == parts


def test_shortfall_is_unfunded_and_not_executed() -> None:
    sheet = report_of_english("behind").sheets[0]

    figures = {column.heading: cell.value for column, cell in zip(sheet.columns, sheet.rows[0], strict=True)}
    assert (figures["Shortfall"], figures["Unfunded"], figures["Not executed"]) == (20, 15, 5)
