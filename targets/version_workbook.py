"""A version of the master table as its exact copy in Excel, and what differs between two of them.

The copy holds every cell that the version's hash is made of: read back, its rows make the same hash.
"""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db.models import F, Func, Max
from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from config.workbooks import Value, list_workbook, write_list
from targets.models import MasterTable
from targets.versions import ACTIONS, CELLS, Difference, provenance, shown

# What a spreadsheet keeps of a number to the last digit; a longer one is written as text.
EXACT_DIGITS = 15
# So many rows are asked of the database at a time.
AT_ONCE = 1000


def version_workbook(table: MasterTable) -> bytes:
    """The workbook, where it is needed as a whole."""
    buffer = io.BytesIO()
    write_version(buffer, table)
    return buffer.getvalue()


def write_version(file: IO[bytes], table: MasterTable) -> None:
    """All rows of the version: number, cells, one column for each point of the trajectory, actions, the two keys.

    They go from the database into the file a few hundred at a time, however many there are.
    """
    points = table.rows.aggregate(most=Max(Func(F("trajectory"), function="cardinality")))["most"] or 0
    headings = [_("Row"), *(str(label) for label in CELLS.values())]
    headings += [f"{_('Trajectory')} {format_number(place)}" for place in range(1, points + 1)]
    headings += [str(ACTIONS), _("Key of the target"), _("Key of the agency")]
    facts = facts_of(table, *CELLS, *_REST)
    write_list(file, _title(table), headings, (_copied(row, points) for row in facts), provenance=provenance(table))


def facts_of(table: MasterTable, *names: str) -> Iterator[tuple[Any, ...]]:
    """The position and those columns of each row, in order; never more than a few rows are held."""
    rows = table.rows.order_by("position").values_list("position", *names)
    last = -1
    while found := list(rows.filter(position__gt=last)[:AT_ONCE]):
        yield from found
        last = found[-1][0]


_REST = ("trajectory", "actions", "target_id", "agency_id")


def _copied(row: Sequence[Any], points: int) -> list[Value]:
    *cells, way, actions, target, agency = row
    steps = json.dumps(actions, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return [*map(exact, cells), *map(exact, way), *[None] * (points - len(way)), steps, target, agency]


def exact(value: Any) -> Value:
    """What stands in the cell so that nothing of it is lost."""
    if isinstance(value, Decimal):
        plain = value.normalize()
        return plain if len(plain.as_tuple().digits) <= EXACT_DIGITS else f"{plain:f}"
    return value if value is None or isinstance(value, int | datetime.date) else str(value)


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
