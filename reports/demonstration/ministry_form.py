"""A form as a ministry might send it, handed in by the planning organization."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from agencies.models import User
from config.workbooks import Row, Sheet, write_workbook
from reports.models import MinistryForm
from reports.operations.ministry_forms import keep_form

TITLE = "فرم شماره ۳: پایش برنامه‌های جهش تولید"
HEADINGS = (
    *("ردیف", "نام دستگاه", "عنوان پروژه", "شاخص", "واحد سنجش", "وضع موجود"),
    *("هدف پایان سال", "عملکرد تأییدشده", "درصد تحقق", "اقدامات", "ملاحظات"),
)
WIDTHS = (6, 26, 36, 26, 14, 14, 14, 14, 10, 44, 20)
LOOKS = ("text", "text", "text", "text", "text", "number", "number", "number", "percent", "text", "text")
EMPTY_LINES = 5


def hand_in_a_form(*, by: User) -> MinistryForm:
    buffer = io.BytesIO()
    write_workbook(buffer, [Sheet("فرم ۳", _lay_out, _rows())], styles=_styles(), title=TITLE)
    return keep_form(by=by, file=SimpleUploadedFile("فرم پایش جهش تولید.xlsx", buffer.getvalue()))


def _rows() -> Iterator[Row]:
    width = len(HEADINGS)
    for words in ("وزارت امور اقتصادی و دارایی", TITLE):
        yield Row([words, *[None] * (width - 1)], ["title"] * width)
    yield Row(HEADINGS, ["head"] * width)
    for _line in range(EMPTY_LINES):
        yield Row([None] * width, LOOKS)
    yield Row([None, None, "نام و امضای رئیس سازمان", *[None] * (width - 3)], ["title"] * width)


def _lay_out(page: Worksheet) -> None:
    page.sheet_view.rightToLeft = True
    page.page_setup.orientation = "landscape"
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADINGS))
    page.merge_cells(start_row=2, end_row=2, start_column=1, end_column=len(HEADINGS))
    for column, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        page.column_dimensions[column].width = width


def _styles() -> Iterator[NamedStyle]:
    side = Side(style="thin", color="7F7F7F")
    box = Border(left=side, right=side, top=side, bottom=side)
    wrapped = Alignment(vertical="center", wrap_text=True)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    yield NamedStyle("title", font=Font(name="B Nazanin", size=13, bold=True), alignment=centred)
    fill = PatternFill("solid", fgColor="D9EAD3")
    yield NamedStyle("head", font=Font(name="B Nazanin", size=11, bold=True), fill=fill, border=box, alignment=centred)
    yield NamedStyle("text", font=Font(name="B Nazanin", size=11), border=box, alignment=wrapped)
    yield NamedStyle("number", font=Font(name="B Nazanin"), border=box, alignment=wrapped, number_format="#,##0.##")
    yield NamedStyle("percent", font=Font(name="B Nazanin"), border=box, alignment=wrapped, number_format="0.0%")
