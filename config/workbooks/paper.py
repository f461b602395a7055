"""How a sheet lies on the screen and on paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from django.utils.translation import get_language_bidi
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from config.workbooks.streamed import Value

# The number that the file format has for the paper, and how many characters of our size a line on it holds across.
A4, A3 = 9, 8
ACROSS = {A4: 125, A3: 185}
# Smaller than this the print cannot be read; what is wider goes on to a page beside it.
SMALLEST = 0.6
# Points of a line of text, and the most that a row may have.
LINE, TALLEST = 15.5, 400.0
# Persian letters to the width of a digit, by which a column's width is counted.
LETTERS = 1.1


def lay_out(
    page: Worksheet,
    widths: Sequence[int],
    *,
    heading_row: int,
    kept_columns: int = 0,
    footer: str = "",
    day: str = "",
) -> None:
    """Direction, widths, what stays in sight, and the print: landscape, on A3 when A4 is too narrow for its columns.

    Headings and the first `kept_columns` are printed again on each page; `footer` says what the sheet is of.
    """
    last_kept = get_column_letter(kept_columns + 1)
    page.sheet_view.rightToLeft = get_language_bidi()
    page.sheet_view.showGridLines = False
    page.freeze_panes = f"{last_kept}{heading_row + 1}"
    fit(page, widths, heading_row=heading_row, kept_columns=kept_columns)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.5, 0.7
    page.page_margins.header = page.page_margins.footer = 0.3
    page.oddFooter.left.text = footer
    page.oddFooter.center.text = "&P / &N"
    page.oddFooter.right.text = day
    for place, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width


def fit(
    page: Worksheet, widths: Sequence[int], *, heading_row: int, kept_columns: int = 0, first_column: int = 1
) -> None:
    """The paper and how many pages of it lie side by side, so that nothing is printed too small to read.

    The columns begin at `first_column`: those before it are hidden.
    """
    page.print_title_rows = f"{heading_row}:{heading_row}"
    paper = A4 if sum(widths) * SMALLEST <= ACROSS[A4] else A3
    across = math.ceil(sum(widths) * SMALLEST / ACROSS[paper])
    if across > 1 and kept_columns:
        first, last = get_column_letter(first_column), get_column_letter(first_column + kept_columns - 1)
        page.print_title_cols = f"{first}:{last}"
        across = math.ceil((sum(widths) + (across - 1) * sum(widths[:kept_columns])) * SMALLEST / ACROSS[paper])
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = paper
    page.page_setup.fitToWidth = across
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def height_of(values: Iterable[Value], widths: Iterable[int]) -> float | None:
    """How many points a row takes whose texts are wrapped; None for one line."""
    lines = 1
    for value, width in zip(values, widths, strict=False):
        letters = width * LETTERS
        if isinstance(value, str) and (len(value) > letters or "\n" in value):
            lines = max(lines, sum(math.ceil(max(len(part), 1) / letters) for part in value.split("\n")))
    return min(lines * LINE, TALLEST) if lines > 1 else None


def text_alignment(*, wrap: bool = True, vertical: str = "top") -> Alignment:
    """Text as it is read in the active language, whatever it begins with."""
    if get_language_bidi():
        return Alignment(horizontal="right", vertical=vertical, wrap_text=wrap, readingOrder=2)
    return Alignment(horizontal="left", vertical=vertical, wrap_text=wrap)
