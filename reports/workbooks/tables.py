"""What a reader makes of a workbook: rows by part of the year, each cell the text that somebody would have typed.

This is all that the rest of the way knows of a file. A part is a sheet of the grids on the screen, with the names of
its columns: `programs`, `projects`, `actions`, `targets` (`targets.forms.year_rows.sheets_of`), and `progress`, the
lines of the returns that are due (`reports.workbooks.due.COLUMNS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from reports.workbooks.problems import Problem

PARTS = ("programs", "projects", "actions", "targets", "progress")


@dataclass
class TableRow:
    """A row of the file.

    `number` is the row as Excel counts. `key` is the UUID of what it is about (of a line in `progress`), "" for what is
    new. `texts` holds the cells by name of column; a column that is not there was not in the file, and stays as it is.
    `base` holds the texts that stood there when the file was written out, None where the file does not know: then an
    empty cell changes nothing, and a filled one is a change and never a conflict. `refused` are the columns whose cell
    could not be read; its problem stands in the intake.
    """

    number: int
    texts: dict[str, str]
    key: str = ""
    base: dict[str, str] | None = None
    refused: list[str] = field(default_factory=list)


@dataclass
class Table:
    """The rows of one part. `sheet` is the sheet that they stand in, `places` the letters of its columns by name."""

    part: str
    sheet: str
    places: dict[str, str]
    rows: list[TableRow] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        rows = [[row.number, row.texts, row.key, row.base, row.refused] for row in self.rows]
        return {"part": self.part, "sheet": self.sheet, "places": self.places, "rows": rows}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Table:
        rows = [TableRow(*row) for row in stored["rows"]]
        return cls(stored["part"], stored["sheet"], stored["places"], rows)


class Kept(Protocol):
    """What a reader makes of a sheet, as `Intake.tables` keeps it."""

    def as_json(self) -> dict[str, Any]: ...


@dataclass
class Reading:
    """What a reader gives: the tables, the cells that could not be read, and in words what it understood otherwise."""

    tables: Sequence[Kept] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def stored_tables(tables: Iterable[Kept]) -> list[dict[str, Any]]:
    """As `Intake.tables` keeps them."""
    return [table.as_json() for table in tables]
