"""The agency workbook written out: the agency's year on four sheets, to be filled in Excel and sent back.

Beside what people see, a hidden sheet says what the file is and what stood in each row, so that the way back can tell
what somebody changed in Excel from what somebody else changed meanwhile.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from agencies.models import Agency
from config.clock import today
from config.persian.calendar import format_date
from config.persian.errors import Unreadable
from config.persian.numbers import format_number, read_decimal
from config.workbooks import fit
from projects.enums import EDITABLE, ProgramStatus
from projects.models import PlanYear, Program
from reports.workbooks.due import DueLines
from reports.workbooks.layout import (
    A_PROGRAM,
    A_PROJECT,
    FORMAT,
    HEADING_ROW,
    KEY,
    MEMORY,
    TODO,
    Heading,
    Page,
    pages,
)
from targets.forms.progress import NOTHING_MARK
from targets.forms.year_grid import YearGrid
from targets.models import ProgressReport

# Programs that are no longer part of the agency's year.
ENDED = (ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN)
# Rows that stand ready for what is new, and up to where choices are offered.
BLANK_ROWS = 60
LISTS = "lists"
# Excel keeps fifteen digits of a number; a longer one is written as text, so that none is lost.
EXACT_DIGITS = 15
_LONGEST_TEXT = 32_767
_PIECE = 30_000
# Before it stand what to do, and the row's identifier.
FIRST_COLUMN = 3

FONT = "Vazirmatn"
INK, SOFT, LINE, HEAD, FIXED, NEW = "14212F", "4B5B6D", "D9E0E8", "0D2545", "EDF1F6", "FFFBEB"
_THIN = Side(style="thin", color=LINE)


@dataclass
class _Line:
    """A row as it is written: for which part, about what, its texts, and the columns that nobody writes in."""

    part: str
    key: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    is_locked: bool = False


def file_name(agency: Agency, plan_year: PlanYear) -> str:
    return f"jahesh-{agency.code}-{plan_year.year}.xlsx"


def agency_workbook(
    *,
    agency: Agency,
    plan_year: PlanYear,
    programs: QuerySet[Program] | None = None,
    returns: QuerySet[ProgressReport] | None = None,
) -> bytes:
    """The workbook of the agency's year, in the active language.

    `programs` and `returns` narrow it to what somebody may know of; without them it holds all that the agency has.
    """
    found = Program.objects.all() if programs is None else programs
    drafts = YearGrid(agency=agency, plan_year=plan_year, among=found.filter(status__in=EDITABLE))
    sent = YearGrid(agency=agency, plan_year=plan_year, among=found.exclude(status__in=[*EDITABLE, *ENDED]))
    due = DueLines(agency=agency, plan_year=plan_year, among=returns)
    book = Workbook()
    book.properties.title = f"{agency} – {plan_year}"
    book.properties.creator = settings.HEADQUARTERS_NAME
    laid_out = pages(drafts.sheets)
    lines = {page.name: list(_lines(page, drafts, sent, due)) for page in laid_out}
    _write_cover(book.active, agency, plan_year, laid_out, lines)
    choices = _write_lists(book, drafts)
    for page in laid_out:
        _write_page(book.create_sheet(str(page.label)), page, lines[page.name], choices)
    _write_memory(book, agency, plan_year, [line for page in laid_out for line in lines[page.name]])
    # The lists stand behind what people fill.
    book.move_sheet(LISTS, len(laid_out))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- what stands in the rows ----------------------------------------------------------------------


def _lines(page: Page, drafts: YearGrid, sent: YearGrid, due: DueLines) -> Iterable[_Line]:
    if page.name == "progress":
        for one in due.lines:
            has = due.fields_of(one)
            names = frozenset(heading.name for heading in page.headings if not heading.is_fixed)
            yield _Line("progress", str(one.line.uuid), one.texts | one.beside, names - has)
        return
    for grid in (drafts, sent):
        yield from _lines_of_year(page, grid, is_locked=grid is sent)


def _lines_of_year(page: Page, grid: YearGrid, *, is_locked: bool) -> Iterable[_Line]:
    if page.name == "plan":
        for program in grid.programs:
            yield _line_of(page, grid, "programs", program.row.key, is_locked, type=str(A_PROGRAM))
            for project in program.projects:
                yield _line_of(page, grid, "projects", project.row.key, is_locked, type=str(A_PROJECT))
        return
    (part,) = page.parts
    for key in grid.stored(part):
        yield _line_of(page, grid, part, key, is_locked)


def _line_of(page: Page, grid: YearGrid, part: str, key: str, is_locked: bool, **more: str) -> _Line:
    thing, row, _program = grid.stored(part)[key]
    texts = stored_texts(grid, part, key) | more
    if part in ("programs", "projects"):
        texts["code"] = thing.code
    elif part == "targets":
        texts["unit"] = " · ".join(row.hints)
    has = {heading.name for heading in page.headings if part in heading.parts}
    names = frozenset(heading.name for heading in page.headings if not heading.is_fixed)
    return _Line(part, key, texts, (names - has) | {"type"}, is_locked)


def stored_texts(grid: YearGrid, part: str, key: str) -> dict[str, str]:
    """The cells of a stored row as people would type them; texts of several lines keep their lines."""
    thing, row, _program = grid.stored(part)[key]
    texts = dict(row.texts)
    for column in grid.sheets[part].columns:
        value = getattr(thing, column.name, None)
        if column.kind == "text" and isinstance(value, str):
            texts[column.name] = value
    return texts


# --- how they are written ---------------------------------------------------------------------------


def _write_page(sheet: Worksheet, page: Page, lines: Sequence[_Line], choices: Mapping[str, str]) -> None:
    _set_up(sheet)
    title = _put(sheet.cell(1, FIRST_COLUMN), str(page.label))
    title.font = Font(name=FONT, bold=True, size=15, color=INK)
    hint = _put(sheet.cell(2, FIRST_COLUMN), str(page.hint))
    hint.font = Font(name=FONT, size=10, color=SOFT)
    hint.alignment = _aligned()
    for column, text in enumerate((str(TODO), KEY, *(str(heading.label) for heading in page.headings)), 1):
        _write_heading(sheet.cell(HEADING_ROW, column), text, is_fixed=column < FIRST_COLUMN)
    sheet.row_dimensions[HEADING_ROW].height = 34
    for place, heading in enumerate(page.headings, FIRST_COLUMN):
        sheet.column_dimensions[get_column_letter(place)].width = heading.width
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["A"].hidden = sheet.column_dimensions["B"].hidden = True
    blank = [] if page.name == "progress" else [_Line("")] * BLANK_ROWS
    for number, line in enumerate([*lines, *blank], HEADING_ROW + 1):
        _write_line(sheet, number, page, line)
    last = HEADING_ROW + len(lines) + len(blank)
    _offer_choices(sheet, page, choices, last)
    sheet.freeze_panes = f"{get_column_letter(FIRST_COLUMN + page.pinned)}{HEADING_ROW + 1}"
    last_column = get_column_letter(FIRST_COLUMN + len(page.headings) - 1)
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{last_column}{last}"
    widths = [heading.width for heading in page.headings]
    fit(sheet, widths, heading_row=HEADING_ROW, kept_columns=page.pinned, first_column=FIRST_COLUMN)


def _set_up(sheet: Worksheet) -> None:
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.protection.sheet = True
    # Protected without a password, against mistakes only; columns may be made wider and rows looked for.
    for name in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, name, False)


def _write_heading(cell: Cell, text: str, *, is_fixed: bool = False) -> None:
    _put(cell, text)
    cell.font = Font(name=FONT, bold=True, color="FFFFFF", size=10)
    cell.fill = PatternFill("solid", fgColor=SOFT if is_fixed else HEAD)
    cell.alignment = _aligned(vertical="center", wrap_text=True)
    cell.border = Border(left=_THIN, right=_THIN)


def _write_line(sheet: Worksheet, number: int, page: Page, line: _Line) -> None:
    _put(sheet.cell(number, 2), line.key)
    is_new = not line.part
    for place, heading in enumerate(page.headings, FIRST_COLUMN):
        cell = sheet.cell(number, place)
        is_locked = heading.is_fixed or line.is_locked or heading.name in line.locked
        write_value(cell, heading, line.texts.get(heading.name, ""))
        cell.font = Font(name=FONT, size=10, color=SOFT if is_locked else INK)
        cell.alignment = _aligned(vertical="top", wrap_text=heading.kind != "number")
        cell.border = Border(bottom=_THIN, left=_THIN, right=_THIN)
        cell.protection = Protection(locked=is_locked)
        if is_locked:
            cell.fill = PatternFill("solid", fgColor=FIXED)
        elif is_new:
            cell.fill = PatternFill("solid", fgColor=NEW)


def write_value(cell: Cell, heading: Heading, text: str) -> None:
    """A number as a number, everything else as text: a day too, so that Excel makes no other day of it."""
    if heading.kind != "number":
        _put(cell, text)
        cell.number_format = "@"
        return
    value = _number(text)
    if value is None or len(value.as_tuple().digits) > EXACT_DIGITS:
        _put(cell, text)
        return
    cell.value = value
    whole = value == value.to_integral_value()
    cell.number_format = "#,##0" if whole else "#,##0.0###"


def _number(text: str) -> Decimal | None:
    try:
        return read_decimal(text)
    except Unreadable:
        return None


def _aligned(**how: Any) -> Alignment:
    """In the language's direction, so that the marks at the end of a sentence stand at its end."""
    return Alignment(readingOrder=2 if get_language_bidi() else 1, **how)


def _put(cell: Cell, text: str) -> Cell:
    """Whatever the text begins with, it is text."""
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_TEXT]
        cell.data_type = "s"
    return cell


# --- choices, cover, memory -------------------------------------------------------------------------


def _write_lists(book: Workbook, grid: YearGrid) -> dict[str, str]:
    """The lists that cells are chosen from, on a sheet of their own; returns by list the range that holds it."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    sheet.sheet_view.rightToLeft = get_language_bidi()
    programs = [program.row.texts["title"] for program in grid.programs]
    projects = [project.row.texts["title"] for program in grid.programs for project in program.projects]
    lists = grid.lists.shown() | {
        "types": [str(A_PROGRAM), str(A_PROJECT)],
        "programs": programs,
        "projects": projects,
        "nothing": [NOTHING_MARK],
    }
    ranges = {}
    for column, (name, entries) in enumerate(lists.items(), 1):
        for number, entry in enumerate([name, *entries], 1):
            _put(sheet.cell(number, column), entry)
        letter = get_column_letter(column)
        ranges[name] = f"'{LISTS}'!${letter}$2:${letter}${max(2, len(entries) + 1)}"
        book.defined_names[f"list_{name}"] = DefinedName(f"list_{name}", attr_text=ranges[name])
    return ranges


def _offer_choices(sheet: Worksheet, page: Page, choices: Mapping[str, str], last: int) -> None:
    for place, heading in enumerate(page.headings, FIRST_COLUMN):
        if heading.is_fixed or heading.names not in choices:
            continue
        offered = DataValidation(type="list", formula1=f"={choices[heading.names]}", allow_blank=True)
        # What is not on the list is said when the file comes back: projects that are new are not on it yet.
        offered.showErrorMessage = False
        letter = get_column_letter(place)
        offered.add(f"{letter}{HEADING_ROW + 1}:{letter}{max(last, HEADING_ROW + 1)}")
        sheet.add_data_validation(offered)


def _write_cover(
    sheet: Worksheet, agency: Agency, plan_year: PlanYear, laid_out: Sequence[Page], lines: Mapping[str, list[_Line]]
) -> None:
    _set_up(sheet)
    sheet.title = _("Guide")
    sheet.page_setup.orientation = "portrait"
    sheet.column_dimensions["A"].width = 5
    sheet.column_dimensions["B"].width = 96
    _put(sheet["B1"], str(agency)).font = Font(name=FONT, bold=True, size=18, color=HEAD)
    said = _("Plan year %(year)s · written out on %(day)s") % {"year": plan_year, "day": format_date(today(), "long")}
    _put(sheet["B2"], said).font = Font(name=FONT, color=SOFT)
    for number, text in enumerate(_guide(), 1):
        mark, cell = sheet.cell(number + 3, 1), sheet.cell(number + 3, 2)
        _put(mark, format_number(number))
        mark.font = Font(name=FONT, bold=True, color=SOFT)
        mark.alignment = Alignment(vertical="top", horizontal="center")
        _put(cell, text).font = Font(name=FONT, size=11, color=INK)
        cell.alignment = _aligned(vertical="top", wrap_text=True)
        sheet.row_dimensions[number + 3].height = 36
    row = len(_guide()) + 5
    for page in laid_out:
        counted = _("%(sheet)s: %(count)s rows") % {"sheet": page.label, "count": format_number(len(lines[page.name]))}
        _put(sheet.cell(row, 2), counted).font = Font(name=FONT, size=10, color=SOFT)
        row += 1


def _guide() -> list[str]:
    return [
        _("This file holds your agency's year. Fill it in Excel, and hand it in where you got it."),
        _("White cells are yours. Grey ones cannot be changed here: sent already, or only there to be read."),
        _("Add what is new in the pale yellow rows below: a program first, then its projects, targets and actions."),
        _("Projects, targets and actions say by its title what they belong to. Choices are offered in the cells."),
        _("Write numbers as numbers. Write dates as solar dates with four digits of the year, like %(example)s.")
        % {"example": format_date(today())},
        _("Trajectories left wholly empty go in even steps; weights of actions left empty share what is left."),
        _("Rows may be filtered. Do not delete sheets, headings or the hidden columns: by them it is read."),
        _("A row that you delete here stays in the system. Remove it there."),
        _("When you hand it in you see first what would change. Nothing is stored until you press the button."),
        _("Where somebody changed the same cell meanwhile, both texts stand side by side, and you choose."),
    ]


def _write_memory(book: Workbook, agency: Agency, plan_year: PlanYear, lines: Iterable[_Line]) -> None:
    """What the file is, and what stood in its rows: each as JSON, in as many cells as it takes."""
    sheet = book.create_sheet(MEMORY)
    sheet.sheet_state = "veryHidden"
    about = {
        "format": FORMAT,
        "agency": agency.code,
        "year": plan_year.year,
        "language": get_language(),
        "on": today().isoformat(),
    }
    _remember(sheet, 1, "about", "", about)
    for number, line in enumerate(lines, 2):
        _remember(sheet, number, line.part, line.key, dict(line.texts))


def _remember(sheet: Worksheet, number: int, part: str, key: str, said: Mapping[str, Any]) -> None:
    text = json.dumps(said, ensure_ascii=False)
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    for column, piece in enumerate((part, key, *pieces), 1):
        _put(sheet.cell(number, column), piece)
