"""A version of the master table as its exact copy in Excel, and what differs between two of them.

The copy holds every cell that the version's hash is made of: read back, its rows make the same hash.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from config.workbooks import Value, list_workbook
from targets.models import MasterTable, MasterTableRow
from targets.versions import ACTIONS, CELLS, Difference, provenance, shown

# What a spreadsheet keeps of a number to the last digit; a longer one is written as text.
EXACT_DIGITS = 15


def version_workbook(table: MasterTable) -> bytes:
    """All rows of the version: number, cells, one column for each point of the trajectory, actions, the two keys."""
    rows = list(table.rows.order_by("position"))
    points = max((len(row.trajectory) for row in rows), default=0)
    headings = [_("Row"), *(str(label) for label in CELLS.values())]
    headings += [f"{_('Trajectory')} {format_number(place)}" for place in range(1, points + 1)]
    headings += [str(ACTIONS), _("Key of the target"), _("Key of the agency")]
    return list_workbook(_title(table), headings, (_copied(row, points) for row in rows), provenance=provenance(table))


def _copied(row: MasterTableRow, points: int) -> list[Value]:
    way = [*row.trajectory, *[None] * (points - len(row.trajectory))]
    cells = [row.position, *(exact(getattr(row, name)) for name in CELLS), *map(exact, way)]
    actions = json.dumps(row.actions, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [*cells, actions, row.target_id, row.agency_id]


def exact(value: Any) -> Value:
    """What stands in the cell so that nothing of it is lost."""
    if isinstance(value, Decimal):
        digits = value.normalize().as_tuple().digits
        return value.normalize() if len(digits) <= EXACT_DIGITS else f"{value.normalize():f}"
    return value if value is None or isinstance(value, datetime.date) else str(value)


def _title(table: MasterTable) -> str:
    return _("Master target table %(year)s, version %(version)s") % {
        "year": table.plan_year,
        "version": format_number(table.version),
    }


def comparison_workbook(before: MasterTable, after: MasterTable, found: Iterable[Difference]) -> bytes:
    """One line for each cell that differs."""
    title = _("Versions %(before)s and %(after)s of %(year)s") % {
        "before": format_number(before.version),
        "after": format_number(after.version),
        "year": after.plan_year,
    }
    headings = [_("What"), _("Project code"), _("Project"), _("Agency"), _("Indicator"), _("County")]
    headings += [_("Cell"), _("Before"), _("After")]
    return list_workbook(title, headings, _lines(found), provenance=f"{provenance(before)} ← {provenance(after)}")


def _lines(found: Iterable[Difference]) -> Iterator[list[Value]]:
    for each in found:
        row = each.row
        head: list[Value] = [row.project_code, row.project_title, str(row.agency)]
        head += [str(row.target.indicator), str(row.target.county or "")]
        if each.before is None:
            yield [_("Came in"), *head, str(CELLS["value"]), None, row.value]
        elif each.after is None:
            yield [_("Went out"), *head, str(CELLS["value"]), row.value, None]
        for cell in each.cells:
            yield [_("Changed"), *head, str(cell.label), _plain(cell.before), _plain(cell.after)]


def _plain(value: Any) -> Value:
    return value if isinstance(value, Decimal) else shown(value)
