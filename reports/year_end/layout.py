"""What a section of the report is made of, and how its values read: tables, charts, the narrative's draft.

Everything here comes from the data set alone, in the active language. Amounts arrive as text of exact decimals.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.persian.calendar import format_date, month_name
from config.persian.numbers import format_number, format_percent
from projects.enums import PeriodKind

Data = dict[str, Any]
BILLION = Decimal(10) ** 9


class Kind(StrEnum):
    """What a column holds, which says how it is written and aligned."""

    WORDS = "words"
    CODE = "code"
    COUNT = "count"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"


ALIGNED_RIGHT = frozenset({Kind.COUNT, Kind.AMOUNT, Kind.PERCENT})


class Cell(NamedTuple):
    """A value of its column's kind. None is not zero: it is shown by the column's word for what is missing."""

    value: str | int | Decimal | datetime.date | None
    # Decimals of an amount, as its unit has them.
    places: int = 0


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind
    # Shown where the value is None.
    missing: str = "—"
    # The width in characters in the workbook.
    width: int = 14
    in_print: bool = True


@dataclass(frozen=True)
class Sheet:
    """A table with its heading, and the sentence that says how to read it. `name` is its tab in the workbook."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    note: str = ""
    in_print: bool = True


@dataclass(frozen=True)
class Picture:
    """A chart as it is printed: its drawing, what it says in a sentence for those who do not see it, its caption."""

    title: str
    summary: str
    caption: str
    drawings: list[str]


@dataclass(frozen=True)
class Section:
    """A section: what it says in words until somebody writes it otherwise, apart from its figures."""

    key: str
    title: str
    draft: list[str]
    sheets: list[Sheet] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


# --- as JSON, for the part that keeps it -----------------------------------------------------------------


def packed(section: Section) -> Data:
    """The section as JSON."""
    found = asdict(section)
    for sheet, own in zip(found["sheets"], section.sheets, strict=True):
        sheet["rows"] = [[_packed(cell) for cell in row] for row in own.rows]
    return found


def unpacked(content: Data) -> Section:
    """The section that stands in the JSON."""
    sheets = [
        Sheet(
            **{
                **sheet,
                "columns": [Column(**{**column, "kind": Kind(column["kind"])}) for column in sheet["columns"]],
                "rows": [[_unpacked(cell) for cell in row] for row in sheet["rows"]],
            }
        )
        for sheet in content["sheets"]
    ]
    pictures = [Picture(**picture) for picture in content["pictures"]]
    return Section(content["key"], content["title"], content["draft"], sheets, pictures)


def _packed(cell: Cell) -> list[Any]:
    match cell.value:
        case Decimal() as number:
            return ["n", f"{number:f}", cell.places]
        case datetime.date() as day:
            return ["d", day.isoformat(), 0]
        case int() as count:
            return ["i", count, cell.places]
        case other:
            return ["s", other, cell.places]


def _unpacked(content: list[Any]) -> Cell:
    kind, value, places = content
    match kind:
        case "n":
            return Cell(Decimal(value), places)
        case "d":
            return Cell(datetime.date.fromisoformat(value))
    return Cell(value, places)


# --- how values read -------------------------------------------------------------------------------------


def shown(cell: Cell, column: Column) -> str:
    """The cell as text in the active language, as it is printed."""
    match cell.value:
        case None:
            return column.missing
        case datetime.date() as day:
            return format_date(day)
        case Decimal() as number if column.kind is Kind.PERCENT:
            return format_percent(number, 1)
        case Decimal() | int() as number:
            return format_number(number, cell.places)
        case text:
            return text


def name_of(names: dict[str, str]) -> str:
    return names["en"] if get_language() == "en" and names["en"] else names["fa"]


def with_part(row: Data) -> str:
    """A macro target by its indicator and, where it is for one part of the economy, that part."""
    name = name_of(row["indicator"]["name"])
    return f"{name} – {name_of(row['part'])}" if row["part"] else name


def of(part: int, whole: int) -> str:
    return _("%(reported)s of %(due)s") % {"reported": format_number(part), "due": format_number(whole)}


def coverage_of(row: Data, name: str = "coverage") -> Cell:
    """How many of the targets that were due are in the figures; None where none was due."""
    covered = row[name]
    return Cell(of(covered["reported"], covered["due"]) if covered["due"] else None)


def period_name(period: Data) -> str:
    if period["kind"] == PeriodKind.MONTH:
        return month_name(period["ordinal"])
    return f"{PeriodKind(period['kind']).label} {format_number(period['ordinal'])}"


def amounts(row: Data, *names: str) -> list[Cell]:
    """Amounts of one unit, all with as many decimals as the longest of them needs: nothing is rounded away."""
    return with_places([decimal(row[name]) for name in names])


def with_places(values: list[Decimal | None]) -> list[Cell]:
    places = max((-int(value.normalize().as_tuple().exponent) for value in values if value is not None), default=0)
    return [Cell(value, max(places, 0)) for value in values]


def percent(value: str | None) -> Cell:
    return Cell(decimal(value), 1)


def decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def day(value: str | None) -> Cell:
    return Cell(None if value is None else datetime.date.fromisoformat(value))


def total_of(values: Iterable[str | None]) -> Decimal | None:
    """The sum of what is there; None when nothing is."""
    there = [Decimal(value) for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None


def billions(*values: Decimal | None) -> list[Cell]:
    """Rials as billions of rials, as money is spoken of; to the million."""
    return with_places([None if value is None else round(value / BILLION, 3) for value in values])


def said_percent(value: str | None) -> str:
    return _("not computable") if value is None else format_percent(Decimal(value), 1)


def counted(value: int) -> str:
    return format_number(value)
