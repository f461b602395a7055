"""The year-end report as a workbook: real numbers, text that stays text, the same bytes for the same data."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zipfile import ZIP_DEFLATED

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from config.archives import STILL, StillZip
from config.persian.numbers import format_number
from reports import year_end
from reports.year_end import Cell, Column, Kind, Report, Sheet

HEAD = PatternFill("solid", fgColor="0D2545")
SOFT = "4B5B6D"
LINE = Border(bottom=Side(style="thin", color="D9E0E8"))
FONT = "Vazirmatn"
# The number that the file format has for the paper.
A4 = 9
LONGEST_NAME = 31
INK = "14212F"
AS_HEADING = Alignment(horizontal="center", vertical="center", wrap_text=True)
IN_LINES = Alignment(vertical="top", wrap_text=True)


@dataclass
class Styles:
    """The styles of a book, each made once: the library looks for an equal one at every single assignment."""

    made: dict[tuple[object, ...], StyleArray] = field(default_factory=dict)

    def put_on(
        self,
        cell: WriteOnlyCell,
        *,
        color: str = INK,
        bold: bool = False,
        size: int = 10,
        number: str = "General",
        head: bool = False,
        line: bool = False,
        in_lines: bool = False,
    ) -> WriteOnlyCell:
        key = (color, bold, size, number, head, line, in_lines)
        if key not in self.made:
            cell.font = Font(name=FONT, size=size, bold=bold, color=color)
            cell.number_format = number
            if head:
                cell.fill, cell.alignment = HEAD, AS_HEADING
            if line:
                cell.border = LINE
            if in_lines:
                cell.alignment = IN_LINES
            self.made[key] = cell._style
        cell._style = self.made[key]
        return cell


def workbook(report: Report) -> bytes:
    """Every table of the report in the active language, right-to-left where the language is."""
    data, data_hash = report.data, report.data_hash
    book = Workbook(write_only=True)
    book.properties.title = year_end.title(data)
    book.properties.creator = data["headquarters"]
    book.properties.created = book.properties.modified = STILL
    styles = Styles()
    _write_cover(book.create_sheet(_("Report")), report, styles)
    for section in [*report.sections, *report.appendices]:
        for sheet in section.sheets:
            _write_table(book.create_sheet(sheet.name[:LONGEST_NAME]), sheet, data_hash, styles)
    content = io.BytesIO()
    # The library's own save() would stamp the time of day.
    with StillZip(content, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return content.getvalue()


def _write_cover(page: WriteOnlyWorksheet, report: Report, styles: Styles) -> None:
    data, data_hash = report.data, report.data_hash
    _set_up(page, widths=[34, 70], data_hash=data_hash)
    page.append([_text(page, styles, year_end.title(data), bold=True, size=16)])
    page.append([_text(page, styles, data["headquarters"])])
    page.append([_text(page, styles, year_end.subtitle(data), color=SOFT)])
    if warning := year_end.illustrative(data):
        page.append([_text(page, styles, warning, bold=True, color="8A4D00")])
    page.append([])
    for fact in year_end.facts(data):
        page.append([_text(page, styles, fact.label, color=SOFT), _text(page, styles, fact.value, bold=True)])
        if fact.note:
            page.append([None, _text(page, styles, fact.note, color=SOFT)])
    page.append([_text(page, styles, _("Hash of the data (SHA-256)"), color=SOFT), _text(page, styles, data_hash)])
    for title, reason in report.failed.items():
        page.append([_text(page, styles, title, color="8A4D00"), _text(page, styles, reason, color="8A4D00")])
    for number, section in enumerate(report.sections, 1):
        page.append([])
        page.append([_text(page, styles, f"{format_number(number)}. {section.title}", bold=True, size=12)])
        for paragraph in section.draft:
            page.append([_text(page, styles, paragraph)])
    page.append([])
    page.append([_text(page, styles, _("Method"), bold=True, size=13)])
    for sentence in year_end.method(data):
        page.append([_text(page, styles, sentence)])


def _write_table(page: WriteOnlyWorksheet, sheet: Sheet, data_hash: str, styles: Styles) -> None:
    _set_up(page, widths=[column.width for column in sheet.columns], data_hash=data_hash)
    page.freeze_panes = "B3"
    page.print_title_rows = "2:2"
    page.auto_filter.ref = f"A2:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 2}"
    page.append([_text(page, styles, sheet.title, bold=True, size=13)])
    page.append([_heading(page, styles, column) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_value(page, styles, cell, column) for cell, column in zip(row, sheet.columns, strict=True)])
    if sheet.note:
        page.append([])
        page.append([_text(page, styles, sheet.note, color=SOFT)])


def _set_up(page: WriteOnlyWorksheet, *, widths: list[int], data_hash: str) -> None:
    page.sheet_view.rightToLeft = get_language_bidi()
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&P / &N"
    page.oddFooter.left.text = data_hash[:12]
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width


def _text(page: WriteOnlyWorksheet, styles: Styles, value: str, **style: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value)
    # Typed as text: what begins with = + - @ stays what somebody wrote.
    cell.data_type = "s"
    return styles.put_on(cell, **style)


def _heading(page: WriteOnlyWorksheet, styles: Styles, column: Column) -> WriteOnlyCell:
    return _text(page, styles, column.heading, bold=True, color="FFFFFF", head=True)


def _value(page: WriteOnlyWorksheet, styles: Styles, cell: Cell, column: Column) -> WriteOnlyCell:
    if cell.value is None:
        return _text(page, styles, column.missing, color=SOFT, line=True)
    if isinstance(cell.value, Decimal | int):
        per_hundred = column.kind is Kind.PERCENT
        fraction = "." + "0" * cell.places if cell.places else ""
        made = WriteOnlyCell(page, cell.value / 100 if per_hundred else cell.value)
        return styles.put_on(made, number=f"0{fraction}%" if per_hundred else f"#,##0{fraction}", line=True)
    # Dates as the reader's calendar writes them: Excel has no solar ones.
    return _text(page, styles, year_end.shown(cell, column), line=True, in_lines=column.kind is Kind.WORDS)
