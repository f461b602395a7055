"""A workbook written row by row: openpyxl makes everything around the rows, and these go straight into the zip.

openpyxl holds an object for each cell; here a row is a string before the next one is read. `./run bench` holds it
against XlsxWriter.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters in a cell
LONGEST_NAME = 31  # of a sheet

Value = str | int | Decimal | datetime.date | None

# A file tells nothing of when it was made: the same rows make the same bytes.
STILL = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 -- the file format knows no zone
# Day 0 of a spreadsheet, so that its day 61 is 1 March 1900.
DAY_0 = datetime.date(1899, 12, 30)
DAY_SECONDS = 86_400
# Larger files, written in half of the time that the usual 6 takes.
COMPRESSION = 1
ROWS_AT_ONCE = 200

_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


class Row(NamedTuple):
    """Cells, and the name of each one's style; a row of `level` 1 folds under the one of level 0 before it.

    `height` in points, None for one line: not every program finds out how much room wrapped text takes.
    """

    values: Sequence[Value]
    styles: Sequence[str]
    level: int = 0
    height: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet: `set_up` says how it looks and prints, `rows` are read once, while they are written."""

    name: str
    set_up: Callable[[Worksheet], None]
    rows: Iterable[Row]


def sheet_name(title: str) -> str:
    """The title as far as a sheet may be called so."""
    return "".join(letter for letter in title if letter not in r"[]:*?/\'")[:LONGEST_NAME] or "1"


def write_workbook(
    file: IO[bytes],
    sheets: Sequence[Sheet],
    *,
    styles: Iterable[NamedStyle],
    title: str,
    creator: str = "",
    description: str = "",
) -> None:
    """Write the workbook to the open file, which need not be one that can be read or sought in."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator, book.properties.description = title, creator, description
    book.properties.created = book.properties.modified = STILL
    pages = [book.create_sheet(sheet_name(sheet.name)) for sheet in sheets]
    for sheet, page in zip(sheets, pages, strict=True):
        sheet.set_up(page)
    numbers = _numbers_of(styles, pages[0])
    for page in pages:
        # Cells that settings have made on the way: the rows come from elsewhere.
        page._cells.clear()
    skeleton = io.BytesIO()
    # The library's own save() would stamp the time of day.
    ExcelWriter(book, ZipFile(skeleton, "w")).save()
    rows_of = {f"xl/worksheets/sheet{place}.xml": sheet.rows for place, sheet in enumerate(sheets, start=1)}
    with ZipFile(skeleton) as parts, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name in parts.namelist():
            content = parts.read(name)
            # Opened by name, a member is dated 1980 whatever the clock says.
            with archive.open(name, "w") as part:
                if name not in rows_of:
                    part.write(content)
                    continue
                # What is written while it is read has no dimension yet; one that is false loses rows in some readers.
                before, after = _ROWS.split(_DIMENSION.sub(b"", content, count=1), maxsplit=1)
                part.write(before + b"<sheetData>")
                for chunk in _chunks(rows_of[name], numbers):
                    part.write(chunk)
                part.write(b"</sheetData>" + after)


def _numbers_of(styles: Iterable[NamedStyle], page: Worksheet) -> dict[str, int]:
    """What each style is called in a cell."""
    numbers = {}
    for style in styles:
        page.parent.add_named_style(style)
        cell = page.cell(1, 1)
        cell.style = style.name
        numbers[style.name] = cell.style_id
    return numbers


def _chunks(rows: Iterable[Row], numbers: dict[str, int]) -> Iterator[bytes]:
    waiting: list[str] = []
    frames: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for number, (values, styles, level, height) in enumerate(rows, start=1):
        key = tuple(styles)
        frame = frames.get(key)
        if frame is None:
            frame = [(f'<c r="{get_column_letter(place)}', numbers[name]) for place, name in enumerate(key, start=1)]
            frames[key] = frame
        fold = f' outlineLevel="{level}"' if level else ""
        tall = f' ht="{height}" customHeight="1"' if height else ""
        waiting.append(f'<row r="{number}"{fold}{tall}>')
        for value, (cell, style) in zip(values, frame, strict=True):
            if value is None:
                waiting.append(f'{cell}{number}" s="{style}"/>')
            elif isinstance(value, str):
                # Typed as text: what begins with = + - @ stays what somebody wrote.
                text = written_text(value)
                waiting.append(
                    f'{cell}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
                )
            else:
                waiting.append(f'{cell}{number}" s="{style}"><v>{written_figure(value)}</v></c>')
        waiting.append("</row>")
        if not number % ROWS_AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def written_text(value: str) -> str:
    """As it stands in the XML of a cell, as much as a cell holds."""
    if len(value) > LONGEST_TEXT:
        value = value[:LONGEST_TEXT]
    return value if _SPECIAL.search(value) is None else _SPECIAL.sub(_written, value)


def _written(found: re.Match[str]) -> str:
    """Marks of XML as entities; what no workbook may hold is left out; what a spreadsheet would decode is kept."""
    special = found.group()
    return "_x005F" + special if special[0] == "_" else _ENTITIES.get(special, "")


def written_figure(value: int | Decimal | datetime.date) -> str:
    """A number, a day or a moment as it stands in the XML of a cell."""
    if isinstance(value, datetime.datetime):
        value = timezone.make_naive(value) if timezone.is_aware(value) else value
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return f"{(value.date() - DAY_0).days + seconds / DAY_SECONDS:.10f}"
    if isinstance(value, datetime.date):
        return str((value - DAY_0).days)
    text = str(value)
    return text if "E" not in text else f"{value:f}"
