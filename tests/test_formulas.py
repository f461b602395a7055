"""Whatever somebody writes, what is taken away has no formula in it, and −5 stays a number.

Every module that writes workbooks, documents or separated text is here; one that is missing fails.
"""

from __future__ import annotations

import ast
import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import override_settings
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from agencies.models import Agency, County
from config.clock import today
from config.launch.places import ROOT
from config.workbooks import Value, list_workbook, write_csv
from projects.models import PlanYear
from reports import excel
from reports.ministry_forms.filling import fill
from reports.minutes import Minutes, Table
from reports.papers.content import Paper, Prose
from reports.papers.writing import paper_in_word
from reports.word import minutes_document
from reports.workbooks import Problem, marking, returned, template
from reports.workbooks.layout import pages
from reports.year_end import Cell as Written
from reports.year_end import Column as LaidOut
from reports.year_end import Kind
from reports.year_end import Sheet as Tabled
from targets import version_workbook as version_workbook_module
from targets.excel import columns, master_table_csv, master_table_workbook
from targets.forms.sheets import written
from targets.forms.year_rows import sheets_of
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
MINUS_FIVE = Decimal("-5")
DAY = datetime.date(2020, 9, 21)


# --- what is written ----------------------------------------------------------------------------
# One file of each kind, with a row (or a heading, a group, a sheet) for each start: all of its texts begin with it.


def plain_list() -> bytes:
    rows: list[list[Value]] = [[*([text] * len(STARTS)), MINUS_FIVE] for text in STARTS]
    return list_workbook("1", [*STARTS, "n"], rows, provenance=STARTS[0])


def separated() -> bytes:
    return b"".join(write_csv([*STARTS, "n"], [[*([text] * len(STARTS)), MINUS_FIVE] for text in STARTS]))


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


def with_texts(content: MasterTableContent) -> MasterTableContent:
    """A group and a row for each start, which stands in everything that somebody wrote: its own names too."""
    names = names_of(content.plan_year)
    for kind in ("agencies", "sectors", "axes", "counties", "indicators", "macro_targets"):
        setattr(names, kind, {text: Agency(name_fa=text, name_en=text) for text in STARTS})
    [group, *_rest] = content.groups
    [row, *_others] = group.rows
    forecasts = dict.fromkeys(range(len(STARTS)), content.forecasts[row.planned.target_id])
    groups = []
    for number, text in enumerate(STARTS):
        planned = row.planned
        measure = planned.sheet.measure
        unit = deepcopy(measure.unit)
        unit.name_fa = unit.name_en = text
        keys: dict[str, Any] = dict.fromkeys(
            ("agency_id", "sector", "axis", "county", "indicator", "macro_target", "project_code", "project_title"),
            text,
        )
        sheet = replace(planned.sheet, baseline=MINUS_FIVE, measure=replace(measure, unit=unit))
        own = replace(planned, target_id=number, program_title=text, sheet=sheet, **keys)
        groups.append(replace(group, heading=text, rows=[replace(row, planned=own)], forecasts=forecasts))
    return replace(content, groups=groups, names=names, forecasts=forecasts)


def step(text: str) -> RequiredAction:
    return RequiredAction(title=text, responsible=text, starts_on=None, ends_on=None, weight=None)


def version(number: int) -> MasterTable:
    year = PlanYear(year=1399, slogan_fa=STARTS[0], slogan_en=STARTS[0])
    return MasterTable(plan_year=year, version=number, frozen_on=DAY, content_hash="ab" * 32)


def row(text: str) -> MasterTableRow:
    target = Target(
        indicator=Indicator(code="x", name_fa=text, name_en=text), county=County(name_fa=text, name_en=text)
    )
    agency = Agency(code="X", name_fa=text, name_en=text)
    return MasterTableRow(
        target=target, agency=agency, project_code=text, project_title=text, value=MINUS_FIVE, baseline=MINUS_FIVE
    )


def comparison() -> bytes:
    found = []
    for text in STARTS:
        cells = [Cell(text, text, text), Cell("n", MINUS_FIVE, MINUS_FIVE)]
        found += [Difference(row(text), row(text), cells), Difference(None, row(text))]
    return comparison_workbook(version(1), version(2), found)


def year_end() -> bytes:
    book, styles = Workbook(write_only=True), excel.Styles()
    for text in STARTS:
        columns = [LaidOut(text, Kind.CODE, missing=text), LaidOut(text, Kind.AMOUNT), LaidOut(text, Kind.WORDS)]
        rows = [
            [Written(text), Written(MINUS_FIVE), Written(text)],
            [Written(None), Written(MINUS_FIVE), Written(text)],
        ]
        excel._write_table(book.create_sheet(), Tabled("1", text, columns, rows, text), "ab" * 32, styles)
        page = book.create_sheet()
        # Every text of the cover is written by this.
        page.append([excel._text(page, styles, text)])
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ministry_form() -> bytes:
    form = list_workbook(sheet := "1", ["1", "2", "3"], [])
    rows = [{"project": text, "program": text, "target": MINUS_FIVE} for text in STARTS]
    return fill(form, sheet, under=1, columns={1: "project", 2: "program", 3: "target"}, rows=rows)


def given_back() -> bytes:
    """The list of what is to be done, where their workbook cannot be marked."""
    # Its only numbers are those of the rows.
    return returned._list_of([Problem(text, -5, "A", text, text) for text in STARTS])


def marked() -> bytes:
    """Their own workbook, with what is to be done in a column before theirs."""
    theirs = list_workbook("1", ["A", "B", "C"], [[text, text, MINUS_FIVE] for text in STARTS])
    problems = [["1", number, "A", text] for number, text in enumerate(STARTS, 2)]
    # On the other lines nothing but the text stands before the colon.
    problems += [["1", number, "", text] for number, text in enumerate(STARTS, 2 + len(STARTS))]
    return marking.marked(theirs, {"problems": problems, "headings": ["-"]})


def agency_book() -> bytes:
    """All of its sheets: of each kind of row one whose every cell begins with that, and one whose numbers are −5."""
    book = Workbook()
    laid_out = pages(sheets_of([]))
    lines = {}
    for page in laid_out:
        names = {heading.name: written(MINUS_FIVE) for heading in page.headings if heading.kind == "number"}
        others = [heading.name for heading in page.headings if heading.name not in names]
        texts = [dict.fromkeys(others, text) for text in STARTS]
        part = page.parts[0]
        lines[page.name] = [template._Line(part, text[others[0]], text) for text in texts]
        lines[page.name].append(template._Line(part, "1", names, is_locked=True))
        template._write_page(book.create_sheet(page.name), page, lines[page.name], {})
    for number, text in enumerate(STARTS, 1):
        # The agency's name on the cover, and what is chosen from.
        template._put(book.active.cell(number, 1), text)
    kept = [line for of_page in lines.values() for line in of_page]
    template._write_memory(book, Agency(code="X"), PlanYear(year=1399), kept)
    return saved(book)


def session_paper() -> bytes:
    tables = [Table(text, [(text, False)], [[text]]) for text in STARTS]
    matters = [Prose(text, text, text) for text in STARTS]
    facts = [(text, text) for text in STARTS]
    return paper_in_word(Paper(STARTS[0], STARTS[0], facts, before=tables, matters=matters, signers=STARTS))


def minutes() -> bytes:
    tables = [Table(text, [(text, False), (text, True)], [[text, "-5"]]) for text in STARTS]
    facts = [(text, text) for text in STARTS]
    return minutes_document(Minutes(STARTS[0], STARTS[0], facts, tables, STARTS[0], STARTS))


# The modules that write files, and what is made with them; or why there is nothing to try.
WRITERS: dict[str, Callable[[], bytes] | str] = {
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
    "reports.workbooks.marking": marked,
    "reports.workbooks.returned": given_back,
    "reports.workbooks.template": agency_book,
    "targets.excel": "tried below, with a year of its own",
    "targets.excel.sheets": "the same",
    "targets.excel.styles": "how cells look",
    "targets.version_workbook": comparison,
}


# --- what is in it ------------------------------------------------------------------------------


def check(body: bytes) -> None:
    """No formula; each start stands in as many cells as any other; where there is a −5, it is a number."""
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
    assert_all_alike(cell.value for cell in cells if cell.data_type == "s")
    assert "-5" not in {cell.value for cell in cells}
    assert -5 in {cell.value for cell in cells if cell.data_type == "n"}


def check_separated(body: bytes) -> None:
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert "-5" in {cell[:2] for cell in cells}
    # An apostrophe before what a spreadsheet would reckon.
    assert_all_alike(cell if cell in STARTS else cell.removeprefix("'") for cell in cells)
    for cell in cells:
        is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
        seen = cell.lstrip(" \t\r\n\u200c\u200f\u00a0")
        assert is_number or (seen[:1] not in tuple("=+-@|%＝＋－＠−") and cell[:1] not in ("\t", "\r", "\n"))


def assert_all_alike(texts: Iterable[str]) -> None:
    """Each start as often as any other: none lost, and none in fewer fields."""
    found = Counter(text.strip() for text in texts)
    asked = Counter(start.strip() for start in STARTS)
    [times] = {found[start] / starts for start, starts in asked.items()}
    assert times >= 1


@pytest.mark.parametrize("name", [name for name, made in WRITERS.items() if not isinstance(made, str)])
def test_no_text_becomes_a_formula(name: str) -> None:
    with override("en"):
        check(WRITERS[name]())


def test_no_text_of_the_master_table_becomes_a_formula(content, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {number: [step(text), step(text)] for number, text in enumerate(STARTS)}
    monkeypatch.setattr(columns, "actions_of", lambda plan, table: steps)
    with override("en"):
        told = with_texts(content)
        check(master_table_workbook(told))
        check_separated(b"".join(master_table_csv(told)))


def test_no_text_of_a_version_becomes_a_formula(content, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows are frozen: the texts are put in on the way from the database."""
    facts_of = version_workbook_module.facts_of

    def facts(*asked: Any) -> Iterator[tuple[Any, ...]]:
        first = next(facts_of(*asked))
        for text in STARTS:
            yield tuple({str: text, Decimal: MINUS_FIVE}.get(type(value), value) for value in first)

    monkeypatch.setattr(version_workbook_module, "facts_of", facts)
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
