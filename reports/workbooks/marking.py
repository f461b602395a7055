"""Errors go home with the file: the workbook as it came, with red cells, comments and a first column "what to do".

It runs in a child process with little memory and time (`reports.workbooks.returned`), and imports nothing of ours: the
library that opens the file builds all of it in memory, whatever somebody has put into it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

MEMORY, SECONDS = 1024 * 1024 * 1024, 25
RED, PALE = "FFFFC7CE", "FFFDE8E8"
AUTHOR = "Jahesh"
HEADINGS_WITHIN = 20
WIDTH = 48


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    said = sys.stdin.buffer.readline()
    sys.stdout.buffer.write(marked(sys.stdin.buffer.read(), json.loads(said)))


def marked(content: bytes, said: dict[str, Any]) -> bytes:
    """`said`: "problems" as [sheet, row, column, message], and the "headings" of the first column, ours first."""
    book = load_workbook(io.BytesIO(content))
    for name in dict.fromkeys(problem[0] for problem in said["problems"]):
        if name in book.sheetnames and isinstance(book[name], Worksheet):
            _mark_sheet(book[name], [problem for problem in said["problems"] if problem[0] == name], said["headings"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _mark_sheet(sheet: Worksheet, problems: list[list[Any]], headings: list[str]) -> None:
    _forget_earlier_marks(sheet)
    shift = 0
    heading_row = next(
        (row for row in range(1, HEADINGS_WITHIN + 1) if str(sheet.cell(row, 1).value or "").strip() in headings), 0
    )
    if not heading_row:
        heading_row = max(1, min(row for _sheet, row, _column, _message in problems) - 1)
        _make_room(sheet)
        sheet.cell(heading_row, 1).value = headings[0]
        shift = 1
    else:
        for row in range(heading_row + 1, sheet.max_row + 1):
            sheet.cell(row, 1).value = None
    todo: dict[int, list[str]] = {}
    for _sheet, row, column, message in problems:
        if column:
            letter = get_column_letter(column_index_from_string(column) + shift)
            _mark_cell(sheet, row, letter, message)
            message = f"{letter}: {message}"
        todo.setdefault(row, []).append(message)
    for row, messages in todo.items():
        cell = sheet.cell(row, 1)
        cell.value = "\n".join(messages)
        cell.data_type = "s"
        cell.fill = PatternFill("solid", fgColor=PALE)
        cell.font = Font(color="FF9C0006")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.column_dimensions["A"].hidden = False
    sheet.column_dimensions["A"].width = WIDTH


def _mark_cell(sheet: Worksheet, row: int, letter: str, message: str) -> None:
    cell = sheet[f"{letter}{row}"]
    cell.fill = PatternFill("solid", fgColor=RED)
    before = f"{cell.comment.text}\n" if cell.comment and cell.comment.author == AUTHOR else ""
    cell.comment = Comment(before + message, AUTHOR, width=320, height=110)


def _forget_earlier_marks(sheet: Worksheet) -> None:
    """What stood there from the last time: only what is wrong now is to be red."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in (RED, PALE):
                cell.fill = PatternFill()


def _make_room(sheet: Worksheet) -> None:
    """A new first column; what the library leaves where it was moves along with its cells."""
    widths = {
        column_index_from_string(letter): (dimension.width, dimension.hidden)
        for letter, dimension in sheet.column_dimensions.items()
    }
    merged = [CellRange(str(place)) for place in sheet.merged_cells.ranges]
    for place in merged:
        sheet.unmerge_cells(str(place))
    sheet.insert_cols(1)
    for place in merged:
        place.shift(col_shift=1)
        sheet.merge_cells(str(place))
    for number in sorted(widths, reverse=True):
        dimension = sheet.column_dimensions[get_column_letter(number + 1)]
        dimension.width, dimension.hidden = widths[number]
    for rules in sheet.data_validations.dataValidation:
        for place in rules.sqref.ranges:
            place.shift(col_shift=1)
    sheet.auto_filter.ref = None
