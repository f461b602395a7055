"""A form as ministries send it: letterhead, headings, empty lines with formats and formulas, a sum, a signature."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("ردیف", "عنوان پروژه", "شاخص", "واحد سنجش", "هدف پایان سال", "عملکرد", "درصد تحقق", "ستون بی‌نام", "سهم")
HEADING_ROW, EMPTY_LINES = 3, 2


def form_of_a_ministry(*, title: str = "فرم", headings: tuple[str, ...] = HEADINGS) -> bytes:
    book = Workbook()
    page: Worksheet = book.active
    page.title = title
    page.sheet_view.rightToLeft = True
    page["A1"] = "وزارت کشور"
    page.merge_cells("A1:I1")
    for column, heading in enumerate(headings, start=1):
        page.cell(HEADING_ROW, column, heading).fill = PatternFill("solid", fgColor="FFCC00")
    first, last = HEADING_ROW + 1, HEADING_ROW + EMPTY_LINES
    for row in range(first, last + 1):
        page.cell(row, 1, row - HEADING_ROW)
        page.cell(row, 2).font = Font(bold=True)
        page.cell(row, 5).number_format = "#,##0"
        page.cell(row, 7).number_format = "0.0%"
        page.cell(row, 9, f"=E{row}*2")
        page.row_dimensions[row].height = 30
    page.cell(last + 1, 2, "جمع")
    page.cell(last + 1, 5, f"=SUM(E{first}:E{last})")
    page.cell(last + 2, 2, "امضای مدیر کل")
    page.merge_cells(start_row=last + 2, end_row=last + 2, start_column=2, end_column=4)
    page.print_area = f"A1:I{last + 2}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
