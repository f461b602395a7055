"""Whatever somebody writes, what is taken away has no formula in it, and −5 stays a number.

Every module that writes workbooks, documents or separated text is here; one that is missing fails.
"""

from __future__ import annotations

import ast
import csv
import datetime
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from zipfile import ZipFile

import pytest
from django.test import override_settings
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from agencies.models import Agency
from config.clock import today
from config.launch.places import ROOT
from config.workbooks import list_workbook, write_csv
from projects.models import PlanYear
from reports import excel
from reports.ministry_forms.filling import fill
from reports.minutes import Minutes, Table
from reports.papers.content import Paper, Prose
from reports.papers.writing import paper_in_word
from reports.word import minutes_document
from reports.workbooks import Problem, returned, template
from targets import version_workbook as version_workbook_module
from targets.excel import columns, master_table_csv, master_table_workbook
from targets.master_table import MasterTableContent, names_of, read_master_table
from targets.models import Indicator, MasterTable, MasterTableRow, Target
from targets.planned import RequiredAction, table_in_force
from targets.version_workbook import comparison_workbook, version_workbook
from targets.versions import Cell, Difference
from tests.cast import Cast
from tests.targets.returns import make_world

STARTS = [
    *["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "%0A=1", ";=1", ",=1"],
    *["＝1+1", "＋1", "－1", "＠a", "−1+2", " =1", "'=1", '"=1"', "\u200c=1", "\u200f+1", "\u00a0@a"],
    "=cmd|' /C calc'!A0",
]
# Every text that is asked for is another one of them.
Texts = Iterator[str]
MINUS_FIVE = Decimal("-5")
DAY = datetime.date(2020, 9, 21)


# --- what is written ----------------------------------------------------------------------------


def plain_list(texts: Texts) -> bytes:
    return list_workbook(
        next(texts), [next(texts), "n"], [[text, MINUS_FIVE] for text in STARTS], provenance=next(texts)
    )


def separated(texts: Texts) -> bytes:
    return b"".join(write_csv([next(texts), "n"], [[text, MINUS_FIVE] for text in STARTS]))


@pytest.fixture(scope="module")
def content(module_db) -> MasterTableContent:
    with override_settings(TODAY="2020-07-05"):
        world = make_world(Cast())
        world.signed(1)
        return read_master_table(
            world.year,
            table=table_in_force(world.year),
            targets=Target.objects.filter(project__program__agency=world.jahad),
            today=today(),
            names=names_of(world.year),
        )


def with_texts(content: MasterTableContent, texts: Texts) -> MasterTableContent:
    """The same with a text of theirs in everything that somebody wrote."""
    names = content.names
    for written in (names.agencies, names.sectors, names.axes, names.counties, names.indicators, names.macro_targets):
        for each in written.values():
            each.name_fa = each.name_en = next(texts)
    [group, *_rest] = content.groups
    [row, *_others] = group.rows
    rows = []
    for text in STARTS:
        sheet = replace(row.planned.sheet, baseline=MINUS_FIVE)
        planned = replace(
            row.planned, project_code=next(texts), project_title=text, program_title=next(texts), sheet=sheet
        )
        rows.append(replace(row, planned=planned))
    return replace(content, groups=[replace(group, heading=next(texts), rows=rows)])


def step(texts: Texts) -> RequiredAction:
    return RequiredAction(title=next(texts), responsible=next(texts), starts_on=DAY, ends_on=DAY, weight=None)


def version(number: int, texts: Texts) -> MasterTable:
    year = PlanYear(year=1399, slogan_fa=next(texts), slogan_en=next(texts))
    return MasterTable(plan_year=year, version=number, frozen_on=DAY, content_hash="ab" * 32)


def row(text: str, texts: Texts) -> MasterTableRow:
    indicator = Indicator(code="x", name_fa=next(texts), name_en=next(texts))
    agency = Agency(code="X", name_fa=next(texts), name_en=next(texts))
    said = {"target": Target(indicator=indicator), "agency": agency, "project_code": next(texts)}
    return MasterTableRow(**said, project_title=text, value=MINUS_FIVE)


def comparison(texts: Texts) -> bytes:
    found = []
    for text in STARTS:
        cells = [Cell(next(texts), text, next(texts)), Cell("n", MINUS_FIVE, MINUS_FIVE)]
        found.append(Difference(row(text, texts), row(text, texts), cells))
    return comparison_workbook(version(1, texts), version(2, texts), [*found, Difference(None, row("=1", texts))])


def year_end(texts: Texts) -> bytes:
    """Every text of the report's workbook is written by this."""
    book = Workbook(write_only=True)
    page = book.create_sheet("1")
    for text in STARTS:
        page.append([excel._text(page, text), MINUS_FIVE])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ministry_form(texts: Texts) -> bytes:
    form = list_workbook(sheet := "1", ["1", "2"], [])
    rows = [{"project": text, "target": MINUS_FIVE} for text in STARTS]
    return fill(form, sheet, under=1, columns={1: "project", 2: "target"}, rows=rows)


def given_back(texts: Texts) -> bytes:
    """With what stood in the cells among what is to be done."""
    problems = [Problem("1", 2, "A", text, text) for text in STARTS]
    return returned._list_of(problems)


def agency_cells(texts: Texts) -> bytes:
    """Every text of an agency's workbook is written by these."""
    book = Workbook()
    for number, text in enumerate(STARTS, start=1):
        template._put(book.active.cell(number, 1), text)
        template._write_heading(book.active.cell(number, 2), text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def session_paper(texts: Texts) -> bytes:
    table = Table(next(texts), [(next(texts), False)], [[text] for text in STARTS])
    matters = [Prose(next(texts), next(texts), text) for text in STARTS]
    return paper_in_word(Paper(next(texts), next(texts), [(next(texts), next(texts))], before=[table], matters=matters))


def minutes(texts: Texts) -> bytes:
    table = Table(next(texts), [(next(texts), False), (next(texts), True)], [[text, "-5"] for text in STARTS])
    signed = [next(texts), next(texts)]
    return minutes_document(
        Minutes(next(texts), next(texts), [(next(texts), next(texts))], [table], next(texts), signed)
    )


# The modules that write files, and what is made with them; or why there is nothing to try.
WRITERS: dict[str, Callable[[Texts], bytes] | str] = {
    "agencies.lists": plain_list,
    "config.workbooks.lists": plain_list,
    "config.workbooks.separated": separated,
    "config.workbooks": "names what is in it",
    "config.workbooks.streamed": "writes what the others hand it",
    "config.workbooks.paper": "lays sheets out",
    "reports.excel": year_end,
    "reports.ministry_forms.filling": ministry_form,
    "reports.papers.writing": session_paper,
    "reports.word_report": "Word reckons nothing but its numbers of pages",
    "reports.register": "an empty table with an example of ours",
    "reports.word": minutes,
    "reports.workbooks.marking": "writes into a workbook of theirs what `returned` hands it",
    "reports.workbooks.returned": given_back,
    "reports.workbooks.template": agency_cells,
    "targets.excel": "tried below, with a year of its own",
    "targets.excel.sheets": "the same",
    "targets.excel.styles": "how cells look",
    "targets.version_workbook": comparison,
}


# --- what is in it ------------------------------------------------------------------------------


def check(body: bytes) -> None:
    """No formula; every start is there as it was written; where there is a −5, it is a number."""
    if not body.startswith(b"PK"):
        check_separated(body)
        return
    archive = ZipFile(io.BytesIO(body))
    if "word/document.xml" in archive.namelist():
        # What Word would reckon or fetch is a field.
        parts = [archive.read(name) for name in archive.namelist()]
        assert not any(b"instrText" in part or b"fldSimple" in part for part in parts)
        return
    sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    cells = [cell for page in load_workbook(io.BytesIO(body)) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = {cell.value.strip() for cell in cells if cell.data_type == "s"}
    assert {text.strip() for text in STARTS} <= texts
    assert "-5" not in texts


def check_separated(body: bytes) -> None:
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert {"-5", *(STARTS)} <= {unmarked for cell in cells for unmarked in (cell, cell.removeprefix("'"))}
    for cell in cells:
        is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
        seen = cell.lstrip(" \t\r\n\u200c\u200f\u00a0")
        assert is_number or (seen[:1] not in tuple("=+-@|%＝＋－＠−") and cell[:1] not in ("\t", "\r", "\n"))


@pytest.mark.parametrize("name", [name for name, made in WRITERS.items() if not isinstance(made, str)])
def test_no_text_becomes_a_formula(name: str) -> None:
    with override("en"):
        check(WRITERS[name](cycle(STARTS)))


def test_no_text_of_the_master_table_becomes_a_formula(content, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = cycle(STARTS)
    with override("en"):
        monkeypatch.setattr(
            columns, "actions_of", lambda plan, table: {each.target_id: [step(texts), step(texts)] for each in plan}
        )
        told = with_texts(content, texts)
        check(master_table_workbook(told))
        check_separated(b"".join(master_table_csv(told)))


def test_no_text_of_a_version_becomes_a_formula(content, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows are frozen: the texts are put in on the way from the database."""
    texts = cycle(STARTS)
    exact = version_workbook_module.exact
    monkeypatch.setattr(
        version_workbook_module, "exact", lambda value: next(texts) if isinstance(value, str) else exact(value)
    )
    check(version_workbook(content.table))


def test_every_module_that_writes_files_is_tried() -> None:
    assert set(modules_that_write_files()) == set(WRITERS)


WRITING = re.compile(r"openpyxl|docx|csv|workbooks")


def modules_that_write_files() -> Iterator[str]:
    for app in ("config", "agencies", "projects", "targets", "reports"):
        for path in (ROOT / app).rglob("*.py"):
            if "demonstration" in path.parts:
                continue  # words of ours
            source = path.read_text(encoding="utf-8")
            if WRITING.search(source) and any(imported(ast.parse(source))):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.Module) -> Iterator[str]:
    """Libraries that write files, and our own writers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in ("csv", "openpyxl", "docx"))
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] in ("openpyxl", "docx") and node.module != "openpyxl.utils":
                yield node.module
            elif node.module.startswith("config.workbooks"):
                names = [alias.name for alias in node.names]
                yield from (
                    each for each in names if each.startswith(("write_", "written_")) or each == "list_workbook"
                )
