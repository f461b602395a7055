"""Two versions of a master table held against each other, cell by cell."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.history import as_text
from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.numbers import format_number
from targets.models import MasterTable, MasterTableRow, Target

# The cells of a row in the order of its canonical text (targets.freeze.SHEET), as people call them.
CELLS: dict[str, str | Promise] = {
    "program_id_frozen": _("Program (UUID)"),
    "program_code": _("Program code"),
    "program_title": _("Program"),
    "project_code": _("Project code"),
    "project_title": _("Project"),
    "project_weight": _("Weight of the project"),
    "axis_code": _("Axis"),
    "sector_code": _("Sector"),
    "indicator_code": _("Indicator"),
    "unit_code": _("Unit"),
    "direction": _("Direction"),
    "kind": _("Kind"),
    "aggregation": _("Aggregation"),
    "achievement_from": _("Achievement rate"),
    "macro_target_id_frozen": _("Macro target"),
    "feeds": _("How it counts"),
    "county_code": _("County"),
    "baseline": _("Baseline"),
    "baseline_on": _("Date of the baseline"),
    "value": _("Agreed"),
    "numerator": _("Numerator"),
    "denominator": _("Denominator"),
    "lower_bound": _("Lower bound"),
    "upper_bound": _("Upper bound"),
    "weight": _("Weight in the project"),
}
ACTIONS = _("Required actions")


class Cell(NamedTuple):
    """One cell that differs: how it is called, what stood in it and what stands there."""

    label: str | Promise
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """A row that differs: `before` is None for one that came in, `after` for one that went."""

    before: MasterTableRow | None
    after: MasterTableRow | None
    cells: list[Cell] = field(default_factory=list)

    @property
    def row(self) -> MasterTableRow:
        return self.after or self.before  # type: ignore[return-value]

    @property
    def shown(self) -> list[Cell]:
        """The cells in the words of the page."""
        return [Cell(cell.label, shown(cell.before), shown(cell.after)) for cell in self.cells]


def differences(
    before: MasterTable, after: MasterTable, *, targets: QuerySet[Target] | None = None
) -> list[Difference]:
    """The rows that differ between two versions of a year, of those in `targets`, in the order of the table."""
    old, new = (_rows(table, targets) for table in (before, after))
    periods = [period.name for period in after.plan_year.periods.regular()]
    found = []
    for target in [*new, *(target for target in old if target not in new)]:
        stood, stands = old.get(target), new.get(target)
        cells = list(_cells(stood, stands, periods)) if stood and stands else []
        if stood is None or stands is None or cells:
            found.append(Difference(stood, stands, cells))
    return sorted(found, key=lambda each: (each.row.project_code, each.row.position))


def _rows(table: MasterTable, targets: QuerySet[Target] | None) -> dict[int, MasterTableRow]:
    rows = table.rows.select_related("agency", "target__indicator__unit", "target__county").order_by("position")
    rows = rows if targets is None else rows.filter(target__in=targets.values("pk"))
    return {row.target_id: row for row in rows}


def _cells(before: MasterTableRow, after: MasterTableRow, periods: Sequence[str]) -> Iterator[Cell]:
    """What differs; the place in the table is none of it."""
    for name, label in CELLS.items():
        old, new = getattr(before, name), getattr(after, name)
        if as_text(old) != as_text(new):
            yield Cell(label, old, new)
    for place in range(max(len(before.trajectory), len(after.trajectory))):
        old, new = (row.trajectory[place] if place < len(row.trajectory) else None for row in (before, after))
        if as_text(old) != as_text(new):
            # Of a year whose reporting is by other periods than the row's: which point it is.
            name = periods[place] if place < len(periods) else format_number(place + 1)
            yield Cell(format_lazy("{}: {}", _("Trajectory"), name), old, new)
    if before.actions != after.actions:
        yield Cell(ACTIONS, *("؛ ".join(action["title"] or "" for action in row.actions) for row in (before, after)))


def provenance(table: MasterTable) -> str:
    """Number, day and hash of the version, as they stand on everything that is printed of it."""
    return _t("version %(version)s of %(day)s, SHA-256 %(hash)s") % {
        "version": format_number(table.version),
        "day": format_date(table.frozen_on),
        "hash": table.content_hash,
    }


def shown(value: Any) -> str:
    """What stands in a cell, in the words of the page; "—" for nothing."""
    match value:
        case None | "":
            return "—"
        case Decimal():
            return format_number(value)
        case datetime.date():
            return format_date(value)
        case _:
            return localise_digits(str(value))
