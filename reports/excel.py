"""The year-end report as a workbook: real numbers, text that stays text, the same bytes for the same data."""

from __future__ import annotations

import io
from decimal import Decimal
from zipfile import ZIP_DEFLATED

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
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


def workbook(report: Report) -> bytes:
    """Every table of the report in the active language, right-to-left where the language is."""
    data, data_hash = report.data, report.data_hash
    book = Workbook(write_only=True)
    book.properties.title = year_end.title(data)
    book.properties.creator = data["headquarters"]
    book.properties.created = book.properties.modified = STILL
    _write_cover(book.create_sheet(_("Report")), report)
    for section in [*report.sections, *report.appendices]:
        for sheet in section.sheets:
            _write_table(book.create_sheet(sheet.name[:LONGEST_NAME]), sheet, data_hash)
    content = io.BytesIO()
    # The library's own save() would stamp the time of day.
    with StillZip(content, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return content.getvalue()


def _write_cover(page: WriteOnlyWorksheet, report: Report) -> None:
    data, data_hash = report.data, report.data_hash
    _set_up(page, widths=[34, 70], data_hash=data_hash)
    page.append([_text(page, year_end.title(data), bold=True, size=16)])
    page.append([_text(page, data["headquarters"])])
    page.append([_text(page, year_end.subtitle(data), color=SOFT)])
    if warning := year_end.illustrative(data):
        page.append([_text(page, warning, bold=True, color="8A4D00")])
    page.append([])
    for fact in year_end.facts(data):
        page.append([_text(page, fact.label, color=SOFT), _text(page, fact.value, bold=True)])
        if fact.note:
            page.append([None, _text(page, fact.note, color=SOFT)])
    page.append([_text(page, _("Hash of the data (SHA-256)"), color=SOFT), _text(page, data_hash)])
    for title, reason in report.failed.items():
        page.append([_text(page, title, color="8A4D00"), _text(page, reason, color="8A4D00")])
    for number, section in enumerate(report.sections, 1):
        page.append([])
        page.append([_text(page, f"{format_number(number)}. {section.title}", bold=True, size=12)])
        for paragraph in section.draft:
            page.append([_text(page, paragraph)])
    page.append([])
    page.append([_text(page, _("Method"), bold=True, size=13)])
    for sentence in year_end.method(data):
        page.append([_text(page, sentence)])


def _write_table(page: WriteOnlyWorksheet, sheet: Sheet, data_hash: str) -> None:
    _set_up(page, widths=[column.width for column in sheet.columns], data_hash=data_hash)
    page.freeze_panes = "B3"
    page.print_title_rows = "2:2"
    page.auto_filter.ref = f"A2:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 2}"
    page.append([_text(page, sheet.title, bold=True, size=13)])
    page.append([_heading(page, column) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_value(page, cell, column) for cell, column in zip(row, sheet.columns, strict=True)])
    if sheet.note:
        page.append([])
        page.append([_text(page, sheet.note, color=SOFT)])


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


def _text(
    page: WriteOnlyWorksheet, value: str, *, bold: bool = False, size: int = 10, color: str = "14212F"
) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value)
    # Typed as text: what begins with = + - @ stays what somebody wrote.
    cell.data_type = "s"
    cell.font = Font(name=FONT, size=size, bold=bold, color=color)
    return cell


def _heading(page: WriteOnlyWorksheet, column: Column) -> WriteOnlyCell:
    cell = _text(page, column.heading, bold=True, color="FFFFFF")
    cell.fill = HEAD
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _value(page: WriteOnlyWorksheet, cell: Cell, column: Column) -> WriteOnlyCell:
    if cell.value is None:
        made = _text(page, column.missing, color=SOFT)
    elif isinstance(cell.value, Decimal | int):
        per_hundred = column.kind is Kind.PERCENT
        made = WriteOnlyCell(page, cell.value / 100 if per_hundred else cell.value)
        fraction = "." + "0" * cell.places if cell.places else ""
        made.number_format = f"0{fraction}%" if per_hundred else f"#,##0{fraction}"
        made.font = Font(name=FONT, size=10)
    else:
        # Dates as the reader's calendar writes them: Excel has no solar ones.
        made = _text(page, year_end.shown(cell, column))
        if column.kind is Kind.WORDS:
            made.alignment = Alignment(vertical="top", wrap_text=True)
    made.border = LINE
    return made
