"""Agency workbooks as people send them back: opened, written in, saved."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from agencies.models import Agency, User
from projects.enums import YearState
from projects.models import PlanYear
from reports.models import Intake
from reports.operations import hand_in_workbook, import_workbook
from reports.workbooks import Cell, CellKind, read_workbook
from reports.workbooks.layout import HEADING_ROW
from reports.workbooks.template import agency_workbook
from targets.freeze import SHEET, content_hash
from targets.models import MasterTable, MasterTableRow
from targets.version_workbook import version_workbook
from tests.cast import Cast

FIRST_ROW = HEADING_ROW + 1


def written_out(plan_year: PlanYear, agency: Any) -> bytes:
    return agency_workbook(agency=agency, plan_year=plan_year)


def edited(content: bytes, edit: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def place(sheet: Worksheet, heading: str) -> int:
    """The column under that heading."""
    return next(cell.column for cell in sheet[HEADING_ROW] if cell.value == heading)


def put(sheet: Worksheet, row: int, **texts: Any) -> None:
    """Write under headings, named with underscores for spaces."""
    for heading, text in texts.items():
        sheet.cell(row, place(sheet, heading.replace("_", " "))).value = text


def handed_in(cast: Cast, content: bytes, plan_year: PlanYear, agency: Any, *, by: User | None = None) -> Intake:
    return hand_in_workbook(
        by=by or cast.jahad_editor, agency=agency, plan_year=plan_year, name="برنامه.xlsx", content=content
    )


# --- the way out and in -----------------------------------------------------------------------------


def assert_workbooks_come_back_unchanged(agencies: Iterable[Agency]) -> int:
    """Of each agency in each year that is not closed: taken away, handed in as it is, no change; returns how many."""
    years = PlanYear.objects.exclude(state=YearState.CLOSED)
    tried = [(agency, plan_year) for agency in agencies for plan_year in years]
    for agency, plan_year in tried:
        editor = User.objects.get(username=f"{agency.code.lower()}.editor")
        content = agency_workbook(agency=agency, plan_year=plan_year)
        _intake, plan = import_workbook(
            by=editor, agency=agency, plan_year=plan_year, name="a.xlsx", content=content, dry_run=True
        )
        told = (plan.has_changes, plan.problems, plan.counts["conflict"])
        assert told == (False, [], 0), (agency.code, plan_year)
    return len(tried)


def assert_master_tables_come_back_unchanged() -> int:
    """Every row and cell of each version, written out and read as whatever is handed in; returns how many rows."""
    tables = MasterTable.objects.select_related("plan_year")
    for table in tables:
        found = list(rows_of_copy(version_workbook(table)))
        assert (len(found), content_hash(found)) == (table.row_count, table.content_hash)
    return sum(table.row_count for table in tables)


def rows_of_copy(content: bytes) -> Iterator[MasterTableRow]:
    """The rows that the exact copy of a version says, as they would be stored."""
    (sheet,) = read_workbook("a.xlsx", content).sheets
    head, *lines = sheet.rows
    for line in lines:
        cells = [_said_in(line.cells.get(column)) for column in range(1, max(head.cells) + 1)]
        position, said, (*way, actions, target, agency) = cells[0], cells[1 : len(SHEET) + 1], cells[len(SHEET) + 1 :]
        row = MasterTableRow(position=position, target_id=target, agency_id=agency, actions=json.loads(actions))
        for name, value in zip(SHEET, said, strict=True):
            is_empty_text = value is None and not MasterTableRow._meta.get_field(name).null
            setattr(row, name, "" if is_empty_text else value)
        row.trajectory = [point for point in way if point is not None]
        yield row


def _said_in(cell: Cell | None) -> Any:
    if cell is None:
        return None
    if cell.kind == CellKind.NUMBER:
        return Decimal(cell.text)
    return datetime.date.fromisoformat(cell.text) if cell.kind == CellKind.DATE else cell.text
