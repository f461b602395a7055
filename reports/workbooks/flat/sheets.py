"""The sheet of a workbook that holds the table, kept with its cells as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agencies.models import Agency
from config.persian.errors import Unreadable
from reports.workbooks.flat.headings import Head, Line, find_head
from reports.workbooks.flat.names import Names
from reports.workbooks.reading import KINDS, Cell, Sheet, Workbook
from reports.workbooks.values import text_of

PART = "flat"
# A table has at least so many columns, and a row below its headings.
NARROWEST = 2
LINES = 2
# Beyond these columns nobody writes; what stands there is left alone, and named.
WIDEST = 120


@dataclass(frozen=True)
class SheetLine(Line):
    """A row with its cells, which know what Excel has made of them."""

    cells: Mapping[int, Cell]

    def text(self, column: int, kind: str) -> str:
        return text_of(self.cells.get(column), kind)


@dataclass
class FlatSheet:
    """The sheet that is read, and the names of those that are not."""

    name: str
    lines: list[SheetLine] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    hidden_rows: int = 0

    @classmethod
    def of(cls, sheet: Sheet, others: list[str]) -> FlatSheet:
        lines = []
        for row in sheet.rows:
            cells = {column: cell for column, cell in row.cells.items() if column <= WIDEST}
            texts = {column: cell.text.strip() for column, cell in cells.items()}
            lines.append(SheetLine(row.number, texts, cells))
        return cls(sheet.name, lines, others, sum(row.is_hidden for row in sheet.rows))

    def as_json(self) -> dict[str, Any]:
        lines = [
            [line.number, [[column, cell.text, cell.kind, cell.is_formula] for column, cell in line.cells.items()]]
            for line in self.lines
        ]
        return {
            "part": PART,
            "sheet": self.name,
            "others": self.others,
            "hidden_rows": self.hidden_rows,
            "lines": lines,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> FlatSheet:
        lines = []
        for number, written in stored["lines"]:
            cells = {column: Cell(text, KINDS[kind], formula) for column, text, kind, formula in written}
            lines.append(SheetLine(number, {column: cell.text.strip() for column, cell in cells.items()}, cells))
        return cls(stored["sheet"], lines, stored["others"], stored["hidden_rows"])


def has_table(workbook: Workbook) -> bool:
    """Whether there is a sheet that could hold a table, whatever its headings say."""
    return any(_could_be_table(sheet) for sheet in workbook.visible())


def sheet_with_table(workbook: Workbook, choices: Mapping[str, str]) -> FlatSheet:
    """The sheet whose headings are understood best; where none is understood, the first that could hold a table."""
    sheets = [sheet for sheet in workbook.visible() if _could_be_table(sheet)]
    made = {sheet.name: FlatSheet.of(sheet, []) for sheet in sheets}
    best = max(sheets, key=lambda sheet: _understood(find_head(made[sheet.name].lines, choices)))
    found = made[best.name]
    found.others = [sheet.name for sheet in workbook.sheets if sheet is not best and sheet.rows]
    return found


def _could_be_table(sheet: Sheet) -> bool:
    return sum(len(row.cells) >= NARROWEST for row in sheet.rows) >= LINES


def _understood(head: Head | None) -> int:
    return 0 if head is None else len({heading.field for heading in head.headings if heading.field})


def agency_of(sheet: FlatSheet, agencies: Names) -> Agency | None:
    """Whose table it is, by what most of its rows say; None where they do not say, or name several alike."""
    head = find_head(sheet.lines)
    if head is None:
        return None
    found: Counter[Agency] = Counter()
    for line in sheet.lines[head.first :]:
        for column in head.columns("agency"):
            try:
                if text := line.texts.get(column, ""):
                    found[agencies.find(text)] += 1
            except Unreadable:
                continue
    ranked = found.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
