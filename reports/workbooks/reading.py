"""A workbook as cells: judged and parsed in a child process with little memory and time, and without files or network.

The child knows no Django (`agencies.uploads.office`). What can go wrong with it can go wrong with one file only: a
crash, a hang or a flood of memory ends the child, and the file is refused.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from agencies.uploads import office
from agencies.uploads.office.flaws import Flaw
from reports.workbooks.guard import judge_name, refusal

logger = logging.getLogger("jahesh.workbooks")

# By the clock, where the machine is busy; of its own time the child allows itself less.
SECONDS = 90
# Of the package around it the child takes the place only, and nothing that it would import.
_PROGRAM = """
import sys, types
uploads = types.ModuleType("agencies.uploads")
uploads.__path__ = [sys.argv[2]]
sys.modules["agencies.uploads"] = uploads
sys.path.insert(0, sys.argv[1])
from agencies.uploads.office.child import main
main()
"""
_UPLOADS = Path(office.__file__).resolve().parent.parent
_ROOT = _UPLOADS.parent.parent


class CellKind(StrEnum):
    """What stands in a cell. A PERCENT's text ends in `%` and counts per hundred; a DATE's is the day in ISO form."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"


# By its name, at the pace of thousands of cells.
KINDS = {kind.value: kind for kind in CellKind}


class Cell(NamedTuple):
    """A cell that is not empty. Of a formula the text is the value that was there when the file was saved, if any.

    Numbers are written out in Latin digits, to the fifteen digits that Excel shows.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it. `number` and the columns (A is 1) count as Excel does."""

    number: int
    cells: dict[int, Cell]
    is_hidden: bool = False

    def text(self, column: int) -> str:
        """What stands in the column, whatever it is; "" for nothing."""
        cell = self.cells.get(column)
        return cell.text.strip() if cell else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its rows that are not empty, in order; merged ranges as (row, column, last row, last column)."""

    name: str
    rows: list[Row]
    is_hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Workbook:
    sheets: list[Sheet]

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    @property
    def row_count(self) -> int:
        return sum(len(sheet.rows) for sheet in self.sheets)

    def visible(self) -> Iterator[Sheet]:
        return (sheet for sheet in self.sheets if not sheet.is_hidden)


def read_workbook(name: str | None, content: bytes) -> Workbook:
    """The cells of a workbook that somebody handed in as `name`.

    Raises FileRefused, with the reason in the active language, for whatever is no honest workbook.
    """
    shown = judge_name(name, len(content))
    answer = _ask_child(content)
    if "sheets" not in answer:
        raise refusal(shown, Flaw(answer.get("flaw", Flaw.DAMAGED)))
    return workbook_of(answer["sheets"])


def _ask_child(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, str(_ROOT), str(_UPLOADS)]
    # Where the interpreter finds its own libraries, and nothing of ours.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, env=environment, cwd="/", timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"flaw": Flaw.TOO_MUCH_INSIDE}
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    logger.warning(
        "the reader of a workbook ended with %s: %s", done.returncode, done.stderr[-500:].decode("ascii", "replace")
    )
    # By a signal it was ended by its limits; else it stumbled over what no honest program writes.
    ended_by_limit = done.returncode < 0 or b"MemoryError" in done.stderr
    return {"flaw": Flaw.TOO_MUCH_INSIDE if ended_by_limit else Flaw.DAMAGED}


def workbook_of(sheets: list[dict[str, Any]]) -> Workbook:
    """The workbook that the child has read (`agencies.uploads.office.cells.workbook`)."""
    return Workbook([_sheet(sheet) for sheet in sheets])


def _sheet(found: dict[str, Any]) -> Sheet:
    layouts = [(columns, [KINDS[kind] for kind in kinds]) for columns, kinds in found["layouts"]]
    rows = []
    for number, is_hidden, layout, texts, formulas in found["rows"]:
        columns, kinds = layouts[layout]
        cells = dict(zip(columns, map(Cell, texts, kinds), strict=True))
        for column in formulas:
            cells[column] = cells[column]._replace(is_formula=True)
        rows.append(Row(number, cells, is_hidden))
    return Sheet(found["name"], rows, found["hidden"], [tuple(place) for place in found["merged"]])


def letters_of(column: int) -> str:
    """The column as Excel names it: A, …, Z, AA, …"""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
