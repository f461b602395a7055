"""The workbook and the document that are made of one data set."""

from __future__ import annotations

import copy
import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from config.launch.places import ROOT
from reports import excel, pdf
from tests.reports.data_sets import year_1399

HASH = "0123456789abcdef" * 4
WRITERS = [excel.workbook, pdf.document]


def opened(language: str, data: dict[str, Any] | None = None) -> Workbook:
    with translation.override(language):
        return load_workbook(io.BytesIO(excel.workbook(data or year_1399(), HASH)))


def text_of(language: str, data: dict[str, Any] | None = None) -> str:
    """The document's text; Persian digits and letters stand in it as they are drawn."""
    with translation.override(language):
        document = pypdf.PdfReader(io.BytesIO(pdf.document(data or year_1399(), HASH)))
    return "\n".join(page.extract_text() for page in document.pages)


# --- both ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("write", WRITERS)
def test_same_data_make_the_same_bytes(write: Callable[[dict[str, Any], str], bytes], language: str) -> None:
    with translation.override(language):
        assert write(year_1399(), HASH) == write(copy.deepcopy(year_1399()), HASH)


@pytest.mark.parametrize("write", WRITERS)
def test_other_data_make_other_bytes(write: Callable[[dict[str, Any], str], bytes]) -> None:
    other = year_1399()
    other["macro_targets"][0]["reported"] = "123.6"

    assert write(year_1399(), HASH) != write(other, HASH)


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from reports import excel, pdf\n"
        "from tests.reports.data_sets import year_1399\n"
        f"print([hashlib.sha256(write(year_1399(), '{HASH}')).hexdigest() for write in (excel.workbook, pdf.document)])"
    )
    there = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    here = [hashlib.sha256(write(year_1399(), HASH)).hexdigest() for write in (excel.workbook, pdf.document)]
    assert there.strip() == str(here)


# --- the workbook -------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "right_to_left"), [("fa", True), ("en", False)])
def test_sheets_run_as_the_language_does(language: str, right_to_left: bool) -> None:
    book = opened(language)

    assert len(book.sheetnames) == 6
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
    assert opened("fa").worksheets[-1]["E3"].value == "۱۳۹۹/۰۱/۱۵"


def test_cover_names_the_hash_and_the_illustration() -> None:
    values = [cell.value for row in opened("en")["Report"] for cell in row]

    assert HASH in values
    assert "Illustrative data: the figures here are not real." in values


# --- the document -------------------------------------------------------------------------------


def test_document_is_tagged_and_names_its_language() -> None:
    with translation.override("fa"):
        document = pypdf.PdfReader(io.BytesIO(pdf.document(year_1399(), HASH)))
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
    assert "Page 1 of 2" in text


def test_persian_document_has_persian_digits_only() -> None:
    text = text_of("fa").replace(HASH, "").replace(HASH[:12], "").replace("ab" * 32, "").replace("SHA-256", "")

    assert not set(text) & set("0123456789")


def test_real_year_carries_no_warning() -> None:
    data = year_1399()
    data["plan_year"]["is_illustrative"] = False

    assert "Illustrative" not in text_of("en", data)


def test_long_table_goes_on_with_its_head_on_the_next_page() -> None:
    data = year_1399()
    data["agencies"] *= 40
    with translation.override("en"):
        document = pypdf.PdfReader(io.BytesIO(pdf.document(data, HASH)))

    second = document.pages[1].extract_text()
    assert "Returns due" in second
    assert f"Page 2 of {len(document.pages)}" in second
