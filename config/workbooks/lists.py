"""A plain list as an Excel workbook: real numbers and dates, text that is never a formula, right to left in Persian."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from config.workbooks.paper import height_of, lay_out, text_alignment
from config.workbooks.streamed import Row, Sheet, Value, write_workbook

NARROWEST, WIDEST = 10, 60
# So many rows say how wide a column must be.
MEASURED = 500


def list_workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, provenance: str = ""
) -> bytes:
    """One sheet: the headings, and a line for each row. `provenance` stands at the foot of each page."""
    buffer = io.BytesIO()
    write_list(buffer, title, headings, rows, provenance=provenance)
    return buffer.getvalue()


def write_list(
    file: IO[bytes], title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, provenance: str = ""
) -> None:
    """The same into an open file; of the rows only the first few are held."""
    waiting = iter(rows)
    first = list(islice(waiting, MEASURED))
    widths = [
        min(max(longest + 2, NARROWEST), WIDEST)
        for place, heading in enumerate(headings)
        # Headings are bold.
        for longest in [max([len(heading) * 6 // 5, *(len(str(row[place] or "")) for row in first)])]
    ]

    def set_up(page: Worksheet) -> None:
        lay_out(page, widths, heading_row=1, footer=provenance)

    lines = _rows(headings, chain(first, waiting), widths)
    write_workbook(file, [Sheet(title, set_up, lines)], styles=_styles(), title=title, description=provenance)


def _rows(headings: Sequence[str], rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> Iterator[Row]:
    yield Row(headings, ["head"] * len(headings), height=height_of(headings, widths))
    for row in rows:
        yield Row(row, [_style_of(value) for value in row], height=height_of(row, widths))


def _style_of(value: Value) -> str:
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime.datetime):
        return "moment"
    return "date" if isinstance(value, datetime.date) else "figure"


def _styles() -> Iterator[NamedStyle]:
    yield NamedStyle(
        "head",
        font=Font(bold=True, color="FFFFFF"),
        fill=PatternFill("solid", fgColor="0D2545"),
        alignment=text_alignment(vertical="center"),
    )
    yield NamedStyle("text", alignment=text_alignment())
    yield NamedStyle("figure", alignment=Alignment(vertical="top"))
    yield NamedStyle("date", number_format="yyyy-mm-dd", alignment=Alignment(vertical="top"))
    yield NamedStyle("moment", number_format="yyyy-mm-dd hh:mm", alignment=Alignment(vertical="top"))
