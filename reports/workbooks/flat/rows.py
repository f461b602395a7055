"""The rows of a flat table as they were understood, and what a reader of them needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from agencies.models import Agency
from reports.workbooks.flat.cells import Asked, MoneyUnit
from reports.workbooks.flat.names import Names


@dataclass
class Lists:
    """What the cells of a table are chosen from, and whose table it is."""

    agency: Agency
    agencies: Names
    axes: Names
    clauses: Names
    cores: Names
    sectors: Names
    industries: Names
    counties: Names
    indicators: Names
    units: Names


class Fault(NamedTuple):
    """What is wrong in a cell, for the list of problems: the row, the column of the sheet (0 for none), what stood
    there and why it cannot be taken."""

    row: int
    column: int
    value: str
    message: str


@dataclass
class ReadRow:
    """A row as it was understood. Fields that it leaves empty are not among the values."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    # Whether the row above says which project it is about.
    goes_on: bool = False

    def get(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class ReadTable:
    """All rows of a table, what has to be asked before it can be taken, and what was passed over."""

    rows: list[ReadRow] = field(default_factory=list)
    asked: Asked = field(default_factory=Asked)
    # Numbers of rows that are sums or repeat the headings, and rows with a single text beside the table.
    sums: list[int] = field(default_factory=list)
    asides: list[tuple[int, str]] = field(default_factory=list)
    # In which unit the heading says that money is counted.
    money: MoneyUnit | None = None

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.rows for fault in row.faults]
