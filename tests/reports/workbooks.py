"""Agency workbooks as people send them back: opened, written in, saved."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from agencies.models import User
from projects.models import PlanYear
from reports.models import Intake
from reports.operations import hand_in_workbook
from reports.workbooks.layout import HEADING_ROW
from reports.workbooks.template import agency_workbook
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
