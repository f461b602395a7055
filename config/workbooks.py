"""A plain list as an Excel workbook: real numbers and dates, text that is never a formula, right to left in Persian."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters in a cell
WIDEST = 60

Value = str | int | Decimal | datetime.date | None


def list_workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, provenance: str = ""
) -> bytes:
    """One sheet: the headings, and a line for each row. `provenance` stands at the foot of each page."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.description = provenance
    page = book.create_sheet(_sheet_name(title))
    page.sheet_view.rightToLeft = get_language_bidi()
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.oddFooter.left.text = provenance
    lines = [list(row) for row in rows]
    for place, heading in enumerate(headings):
        longest = max([len(heading), *(len(str(line[place] or "")) for line in lines)])
        page.column_dimensions[get_column_letter(place + 1)].width = min(max(longest + 2, 10), WIDEST)
    page.append([_heading(page, heading) for heading in headings])
    for line in lines:
        page.append([_cell(page, value) for value in line])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in r"[]:*?/\'")[:31] or "1"


def _heading(page: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = _cell(page, text)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="0D2545")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(page: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
    if isinstance(value, datetime.datetime):
        value = timezone.make_naive(value) if timezone.is_aware(value) else value
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)
        if isinstance(value, datetime.date):
            cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime.datetime) else "yyyy-mm-dd"
        return cell
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT])
    # Whatever it begins with, it is text.
    cell.data_type = "s"
    return cell
