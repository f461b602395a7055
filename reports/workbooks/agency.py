"""The agency workbook on its way back: the rows of its sheets, with what stood in them when it was written out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Agency
from config.persian.digits import localise_digits
from config.persian.errors import Unreadable, quoted
from config.persian.letters import search_key
from config.persian.numbers import format_number
from projects.models import PlanYear
from reports.workbooks.guard import FileRefused
from reports.workbooks.layout import (
    A_PROGRAM,
    A_PROJECT,
    FORMAT,
    KEY,
    MEMORY,
    TODO,
    Heading,
    Known,
    Page,
    in_each_language,
    known_by,
    pages,
    spoken,
)
from reports.workbooks.problems import Problem
from reports.workbooks.reading import Row, Sheet, Workbook, letters_of
from reports.workbooks.tables import Reading, Table, TableRow
from reports.workbooks.values import text_of
from targets.forms.year_rows import sheets_of

# Among so many rows from the top the headings are looked for.
_HEADINGS_WITHIN = 20
# Of all its sheets together, the hidden ones too.
MOST_ROWS = 6_000


def is_agency_workbook(workbook: Workbook) -> bool:
    return workbook.sheet(MEMORY) is not None


def read_agency_workbook(workbook: Workbook, *, agency: Agency, plan_year: PlanYear) -> Reading:
    """The rows of the workbook as tables.

    Raises FileRefused where it is another agency's or another year's, or where what it is read by is gone.
    """
    memory = _Memory(workbook)
    memory.check(agency, plan_year)
    if workbook.row_count > MOST_ROWS:
        raise FileRefused(
            _("The workbook holds more than %(most)s rows. An agency's year has hundreds: remove what is not of it.")
            % {"most": format_number(MOST_ROWS)}
        )
    periods = list(plan_year.periods.regular())
    known = known_by(periods)
    reader = _Reader(memory, known)
    for page in pages(sheets_of(periods)):
        names = known[page.name].sheet
        sheet = next((sheet for sheet in workbook.sheets if search_key(sheet.name) in names), None)
        if sheet is None:
            raise FileRefused(
                _("The sheet “%(sheet)s” is not there. Download the workbook anew, and copy your rows into it.")
                % {"sheet": page.label}
            )
        reader.read(page, sheet)
    return reader.reading()


def agency_code_of(workbook: Workbook) -> str:
    """The code of the agency for which the workbook was written out, as it says itself."""
    return str(_Memory(workbook).about.get("agency", ""))


class _Memory:
    """What the file remembers of the day when it was written out. Somebody may have written in it: all is checked."""

    def __init__(self, workbook: Workbook) -> None:
        sheet = workbook.sheet(MEMORY)
        self.about: Mapping[str, Any] = {}
        self.rows: dict[str, tuple[str, dict[str, str]]] = {}
        for row in sheet.rows if sheet else ():
            part, key = row.text(1), row.text(2)
            said = self._said(row)
            if part == "about":
                self.about = said
            else:
                self.rows[key] = part, {name: str(text) for name, text in said.items()}

    def _said(self, row: Row) -> dict[str, Any]:
        pieces = [cell.text for column, cell in sorted(row.cells.items()) if column > 2]
        try:
            said = json.loads("".join(pieces))
        except (ValueError, RecursionError):
            raise self._damaged() from None
        if not isinstance(said, dict):
            raise self._damaged()
        return said

    @staticmethod
    def _damaged() -> FileRefused:
        return FileRefused(
            _("The workbook's hidden sheet was changed: it can no longer be read. Download the workbook anew.")
        )

    def check(self, agency: Agency, plan_year: PlanYear) -> None:
        if self.about.get("format") != FORMAT:
            raise FileRefused(
                _("The workbook comes from another version of the system. Download it anew, and copy your rows over.")
            )
        if self.about.get("agency") != agency.code or self.about.get("year") != plan_year.year:
            raise FileRefused(
                _("This is the workbook of %(theirs)s; the one of %(agency)s for %(year)s is asked for here.")
                % {
                    "theirs": quoted(localise_digits(f"{self.about.get('agency')} {self.about.get('year')}")),
                    "agency": agency,
                    "year": plan_year,
                }
            )


@dataclass
class _Columns:
    """Where the columns of a sheet stand, and where its rows begin."""

    below: int
    places: dict[str, int] = field(default_factory=dict)
    key: int = 0


class _Reader:
    def __init__(self, memory: _Memory, known: Mapping[str, Known]) -> None:
        self.memory = memory
        self.known = known
        self.spoken = spoken()
        self.tables: list[Table] = []
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.formulas = 0
        self.seen: set[str] = set()

    def reading(self) -> Reading:
        if self.formulas:
            told = ngettext(
                "%(count)s cell holds a formula: the value that it had when the file was saved is taken.",
                "%(count)s cells hold formulas: the values that they had when the file was saved are taken.",
                self.formulas,
            )
            self.notes.append(told % {"count": localise_digits(str(self.formulas))})
        return Reading(self.tables, self.problems, self.notes)

    def read(self, page: Page, sheet: Sheet) -> None:
        columns = self._find_columns(page, sheet)
        places = {name: letters_of(place) for name, place in columns.places.items()}
        tables = {part: Table(part, sheet.name, places) for part in page.parts}
        self.tables += tables.values()
        for row in sheet.rows:
            if row.number > columns.below:
                self._read_row(page, sheet, columns, row, tables)

    # where everything stands

    def _find_columns(self, page: Page, sheet: Sheet) -> _Columns:
        known = self.known[page.name].headings
        rows = [row for row in sheet.rows if row.number <= _HEADINGS_WITHIN]
        best = max(rows, key=lambda row: len(self._names_in(row, known)), default=None)
        if best is None or len(self._names_in(best, known)) * 2 < len(page.headings):
            raise FileRefused(
                _("The headings of the sheet “%(sheet)s” are not there. Download the workbook anew.")
                % {"sheet": sheet.name}
            )
        columns = _Columns(best.number)
        strange = []
        for place, cell in sorted(best.cells.items()):
            name = known.get(search_key(cell.text))
            if cell.text.strip() == KEY:
                columns.key = place
            elif name in columns.places:
                raise FileRefused(
                    _("The heading “%(heading)s” stands twice in the sheet “%(sheet)s”. Remove one of the columns.")
                    % {"heading": cell.text.strip(), "sheet": sheet.name}
                )
            elif name is not None:
                columns.places[name] = place
            elif search_key(cell.text) not in self._todo:
                strange.append(quoted(cell.text))
        if not columns.key:
            raise FileRefused(
                _("The hidden column of the sheet “%(sheet)s” is not there. Download the workbook anew.")
                % {"sheet": sheet.name}
            )
        missing = [str(each.label) for each in page.headings if not each.is_fixed and each.name not in columns.places]
        self._note(_("%(sheet)s: these columns are not known and were left out: %(columns)s."), sheet, strange)
        self._note(_("%(sheet)s: these columns are not there; what they held stays: %(columns)s."), sheet, missing)
        return columns

    @cached_property
    def _todo(self) -> set[str]:
        return in_each_language(TODO)

    def _names_in(self, row: Row, known: Mapping[str, str]) -> set[str]:
        return {known[key] for cell in row.cells.values() if (key := search_key(cell.text)) in known}

    def _note(self, told: str, sheet: Sheet, names: Iterable[str]) -> None:
        if names := list(names):
            self.notes.append(told % {"sheet": sheet.name, "columns": "، ".join(f"«{name}»" for name in names[:10])})

    # a row

    def _read_row(self, page: Page, sheet: Sheet, columns: _Columns, row: Row, tables: Mapping[str, Table]) -> None:
        key = row.text(columns.key)
        written = {name: place for name, place in columns.places.items() if place in row.cells}
        remembered = self.memory.rows.get(key)
        if key and (remembered is None or remembered[0] not in page.parts):
            self._refuse(sheet, row, "", _("This row is not from this workbook: its hidden identifier is not known."))
            return
        # A row that was copied with all that is hidden in it is a new one.
        if key in self.seen:
            key, remembered = "", None
        if not key and not any(name != "type" for name in self._filled(page, written, row)):
            return
        part = remembered[0] if remembered else self._part_of_new(page, sheet, columns, row)
        if part is None:
            return
        self.seen.add(key)
        read = TableRow(row.number, {}, key, self._base(page, part, remembered) if remembered else None)
        for heading in page.headings:
            if heading.name in columns.places and not heading.is_fixed and heading.name != "type":
                self._read_cell(sheet, row, heading, columns.places[heading.name], part, read)
        tables[part].rows.append(read)

    def _filled(self, page: Page, written: Mapping[str, int], row: Row) -> list[str]:
        fixed = {heading.name for heading in page.headings if heading.is_fixed}
        return [name for name, place in written.items() if name not in fixed and row.text(place)]

    def _base(self, page: Page, part: str, remembered: tuple[str, dict[str, str]]) -> dict[str, str]:
        names = {heading.name: heading for heading in page.headings if part in heading.parts and heading.name != "type"}
        return {name: self._in_words(heading, remembered[1].get(name, "")) for name, heading in names.items()}

    def _part_of_new(self, page: Page, sheet: Sheet, columns: _Columns, row: Row) -> str | None:
        if page.name == "progress":
            self._refuse(sheet, row, "", _("No row can be added here: the figures that are due stand above."))
            return None
        if page.name != "plan":
            return page.parts[0]
        place = columns.places.get("type", 0)
        said = self.spoken.get(search_key(row.text(place)), row.text(place)) if place else ""
        if not said:
            return "projects" if row.text(columns.places.get("program", 0)) else "programs"
        kinds = {str(A_PROGRAM): "programs", str(A_PROJECT): "projects"}
        if said not in kinds:
            heading = next(heading for heading in page.headings if heading.name == "type")
            told = _("Write “%(program)s” or “%(project)s” here.") % {"program": A_PROGRAM, "project": A_PROJECT}
            self._refuse(sheet, row, letters_of(place), told, value=said, heading=str(heading.label))
        return kinds.get(said)

    def _read_cell(self, sheet: Sheet, row: Row, heading: Heading, place: int, part: str, read: TableRow) -> None:
        cell = row.cells.get(place)
        if part not in heading.parts:
            if row.text(place):
                told = _("Nothing can be written in this cell.")
                read.refused.append(heading.name)
                self._refuse(sheet, row, letters_of(place), told, value=row.text(place), heading=str(heading.label))
            return
        if cell is not None and cell.is_formula and cell.text:
            self.formulas += 1
        try:
            read.texts[heading.name] = self._in_words(heading, text_of(cell, heading.kind))
        except Unreadable as error:
            read.refused.append(heading.name)
            self._refuse(sheet, row, letters_of(place), str(error), value=row.text(place), heading=str(heading.label))

    def _in_words(self, heading: Heading, text: str) -> str:
        """Words of a closed list in the language of whoever reads, whatever language the file was written in."""
        return self.spoken.get(search_key(text), text) if heading.kind == "choice" and text else text

    def _refuse(self, sheet: Sheet, row: Row, column: str, message: str, *, value: str = "", heading: str = "") -> None:
        self.problems.append(Problem(sheet.name, row.number, column, quoted(value), message, heading))
