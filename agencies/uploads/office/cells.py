"""The cells of a workbook that the guard has let through: read part by part with expat, nothing taken on trust.

What a file says about itself (how many rows it has, how many texts) is not read: what is there is counted. Empty cells
and rows cost nothing. The answer is plain lists, as they go through a pipe.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any
from xml.parsers import expat

from agencies.uploads.office.flaws import Flaw, Flawed

# What a sheet can hold at all, and what of a workbook is read.
ROWS, COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
SHEETS, CELLS, TEXT, MERGED = 100, 600_000, 24_000_000, 20_000

# What stands in a cell: text, a number, a share shown in percent, a day (ISO), a truth value, an error of a formula.
TEXT_CELL, NUMBER, PERCENT, DAY, TRUTH, ERROR = "text", "number", "percent", "date", "boolean", "error"

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})(?::([A-Z]{1,3})([1-9][0-9]{0,6}))?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_FORMATS = frozenset({9, 10})
# Excel shows no more digits of a number than these; the others are noise of the arithmetic.
_AS_SHOWN = Context(prec=15)
# Of a number so far from one as no amount is, what stands there is shown as it stands.
_FARTHEST = 30
_LAST_DAY = 2_958_465


def workbook(content: bytes) -> list[dict[str, Any]]:
    """The worksheets in their order: name, whether hidden, rows as [number, is hidden, cells], merged ranges.

    A cell is [column, kind, text, is a formula]. Raises Flawed for what is no workbook or holds too much.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _Book(archive).sheets()


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _parse(
    body: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse with names without their namespaces: both dialects of the format are read."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    names: dict[str, str] = {}

    def begin(name: str, attributes: dict[str, str]) -> None:
        local = names.get(name)
        if local is None:
            local = names[name] = _local(name)
        start(local, attributes)

    parser.StartElementHandler = begin
    if end is not None:
        ended = end
        parser.EndElementHandler = lambda name: ended(names[name])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        raise Flawed(Flaw.DAMAGED) from None


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.is_1904 = False
        self.cells = CELLS
        self.text = TEXT
        self.styles: list[str] = []
        self.strings: list[str] = []

    def part(self, name: str) -> bytes | None:
        """Names of parts know no difference of case."""
        found = self.names.get(name.lower())
        return None if found is None else self.archive.read(found)

    def sheets(self) -> list[dict[str, Any]]:
        place = self._main_part()
        targets = self._relations(place)
        listed = self._list(place)
        if not listed or len(listed) > SHEETS or len({name.lower() for name, _id, _hidden in listed}) < len(listed):
            raise Flawed(Flaw.DAMAGED if len(listed) <= SHEETS else Flaw.TOO_MUCH_INSIDE)
        for kind, target in targets.values():
            if kind == "styles":
                self.styles = _styles(self.part(target) or b"<x/>")
            elif kind == "sharedStrings":
                self.strings = _Strings(self.part(target) or b"<x/>").found
        found, read = [], set()
        for name, key, is_hidden in listed:
            kind, target = targets.get(key, ("", ""))
            if kind != "worksheet":
                if kind in ("chartsheet", "dialogsheet"):
                    continue
                raise Flawed(Flaw.DAMAGED)
            body = self.part(target)
            if body is None or target.lower() in read:
                raise Flawed(Flaw.DAMAGED)
            read.add(target.lower())
            sheet = _Sheet(self, body)
            found.append({"name": name, "hidden": is_hidden, "rows": sheet.rows, "merged": sheet.merged})
        return found

    def _main_part(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officeDocument":
                return target
        return "xl/workbook.xml"

    def _relations(self, place: str) -> dict[str, tuple[str, str]]:
        """What a part is related to: the last word of the kind, and the name of the part."""
        folder, name = posixpath.split(place)
        body = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship" and attributes.get("TargetMode", "") != "External":
                target = attributes.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, posixpath.normpath(whole)

        _parse(body or b"<x/>", start)
        return found

    def _list(self, place: str) -> list[tuple[str, str, bool]]:
        body = self.part(place)
        listed: list[tuple[str, str, bool]] = []
        if body is None:
            raise Flawed(Flaw.DAMAGED)

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "sheet":
                key = next((value for name, value in attributes.items() if _local(name) == "id"), "")
                hidden = attributes.get("state", "visible") != "visible"
                listed.append((attributes.get("name", ""), key, hidden))
            elif element == "workbookPr":
                self.is_1904 = attributes.get("date1904", "0") in ("1", "true")

        _parse(body, start)
        return listed


def _styles(body: bytes) -> list[str]:
    """For each format of cells whether its numbers are days, percents or neither."""
    codes: dict[int, str] = {}
    found: list[str] = []
    inside = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if element == "cellXfs":
            inside = element
        elif element == "numFmt":
            codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif element == "xf" and inside:
            found.append(_kind_of_format(_whole(attributes.get("numFmtId", "0")), codes))

    def end(element: str) -> None:
        nonlocal inside
        if element == inside:
            inside = ""

    _parse(body, start, end)
    return found


def _whole(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1


def _kind_of_format(number: int, codes: dict[int, str]) -> str:
    if number in _DATE_FORMATS:
        return DAY
    if number in _PERCENT_FORMATS:
        return PERCENT
    code = _SAID.sub("", codes.get(number, "")[:500]).partition(";")[0].lower()
    if "%" in code:
        return PERCENT
    return DAY if any(letter in code for letter in "ymd") and "general" not in code else NUMBER


class _Strings:
    """The texts that cells point to; what tells how a text is spoken is left out."""

    def __init__(self, body: bytes) -> None:
        self.found: list[str] = []
        self.parts: list[str] = []
        self.is_text = False
        self.spoken = 0
        _parse(body, self.start, self.end, self.take)

    def start(self, element: str, _attributes: dict[str, str]) -> None:
        if element == "si":
            self.parts = []
        elif element == "rPh":
            self.spoken += 1
        elif element == "t":
            self.is_text = not self.spoken

    def end(self, element: str) -> None:
        if element == "t":
            self.is_text = False
        elif element == "rPh":
            self.spoken -= 1
        elif element == "si":
            self.found.append(unescaped("".join(self.parts)))

    def take(self, text: str) -> None:
        if self.is_text:
            self.parts.append(text)


class _Sheet:
    """One sheet. Rows and cells that do not say where they are follow the one before; none may stand twice."""

    def __init__(self, book: _Book, body: bytes) -> None:
        self.book = book
        self.rows: list[list[Any]] = []
        self.merged: list[list[int]] = []
        self.numbers: set[int] = set()
        self.row = self.column = 0
        self.cells: dict[int, list[Any]] = {}
        self.is_hidden = False
        self.kind = self.style = ""
        self.value: list[str] = []
        self.inline: list[str] = []
        self.has_value = self.is_formula = False
        self.target: list[str] | None = None
        self.spoken = 0
        _parse(body, self.start, self.end, self.take)
        self.rows.sort(key=lambda row: row[0])

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "c":
            self._begin_cell(attributes)
        elif element == "v":
            self.target, self.has_value = self.value, True
        elif element == "t":
            self.target = None if self.spoken else self.inline
        elif element == "f":
            self.is_formula, self.target = True, None
        elif element == "row":
            self._begin_row(attributes)
        elif element == "rPh":
            self.spoken += 1
        elif element == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, element: str) -> None:
        if element == "c":
            self._end_cell()
        elif element in ("v", "t", "f"):
            self.target = None
        elif element == "row":
            if self.cells:
                cells = [cell for _column, cell in sorted(self.cells.items())]
                self.rows.append([self.row, self.is_hidden, cells])
        elif element == "rPh":
            self.spoken -= 1

    def take(self, text: str) -> None:
        if self.target is not None:
            self.target.append(text)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        self.row = self.row + 1 if said is None else _whole(said)
        if not 1 <= self.row <= ROWS or self.row in self.numbers:
            raise Flawed(Flaw.DAMAGED)
        self.numbers.add(self.row)
        self.column, self.cells = 0, {}
        self.is_hidden = attributes.get("hidden", "0") in ("1", "true")

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        if said is None:
            self.column += 1
        else:
            found = _PLACE.fullmatch(said)
            if found is None or int(found[2]) != self.row:
                raise Flawed(Flaw.DAMAGED)
            self.column = column_number(found[1])
        if not 1 <= self.column <= COLUMNS or self.column in self.cells:
            raise Flawed(Flaw.DAMAGED)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.value, self.inline = [], []
        self.has_value = self.is_formula = False

    def _end_cell(self) -> None:
        kind, text = self._read()
        if not text and not self.is_formula:
            return
        self.book.cells -= 1
        self.book.text -= len(text)
        if self.book.cells < 0 or self.book.text < 0:
            raise Flawed(Flaw.TOO_MUCH_INSIDE)
        if len(text) > LONGEST_TEXT:
            raise Flawed(Flaw.DAMAGED)
        self.cells[self.column] = [self.column, kind, text, self.is_formula]

    def _read(self) -> tuple[str, str]:
        value = "".join(self.value)
        if self.kind == "inlineStr":
            return TEXT_CELL, unescaped("".join(self.inline))
        if self.kind == "s":
            return TEXT_CELL, self._shared(value.strip()) if self.has_value else ""
        if self.kind == "str":
            return TEXT_CELL, unescaped(value)
        value = value.strip()
        if not value:
            return NUMBER, ""
        if self.kind == "b":
            return TRUTH, "TRUE" if value in ("1", "true") else "FALSE"
        if self.kind == "e":
            return ERROR, value
        if self.kind == "d":
            return _written_day(value)
        if self.kind != "n":
            raise Flawed(Flaw.DAMAGED)
        return self._number(value)

    def _shared(self, value: str) -> str:
        place = _whole(value)
        if not 0 <= place < len(self.book.strings):
            raise Flawed(Flaw.DAMAGED)
        return self.book.strings[place]

    def _number(self, value: str) -> tuple[str, str]:
        if not _NUMBER.fullmatch(value):
            return ERROR, value
        number = _AS_SHOWN.plus(Decimal(value))
        if number and abs(number.adjusted()) > _FARTHEST:
            return NUMBER, value
        place = _whole(self.style or "0")
        kind = self.book.styles[place] if 0 <= place < len(self.book.styles) else NUMBER
        if kind == DAY:
            day = self._day(number)
            return (DAY, day) if day else (ERROR, value)
        if kind == PERCENT:
            return PERCENT, f"{plain(number * 100)}%"
        return NUMBER, plain(number)

    def _day(self, number: Decimal) -> str:
        """The day of a date as Excel counts them; "" for a time without a day and for the day that never was."""
        serial = int(number)
        if self.book.is_1904:
            serial += 1462
        if not 1 <= serial <= _LAST_DAY or serial == 60:
            return ""
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=serial + (serial < 60))).isoformat()

    def _merge(self, said: str) -> None:
        found = _RANGE.fullmatch(said)
        if found is None:
            raise Flawed(Flaw.DAMAGED)
        if len(self.merged) >= MERGED:
            raise Flawed(Flaw.TOO_MUCH_INSIDE)
        first, row, last, last_row = found.groups()
        self.merged.append([int(row), column_number(first), int(last_row or row), column_number(last or first)])


def _written_day(value: str) -> tuple[str, str]:
    try:
        return DAY, datetime.date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ERROR, value


def plain(number: Decimal) -> str:
    """Written out, without zeros at its end and without a minus before zero."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def unescaped(text: str) -> str:
    """What Excel writes as `_x000A_` because XML cannot hold it; what is no letter becomes the sign for that."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _letter(int(found[1], 16)), text)


def _letter(number: int) -> str:
    return "\ufffd" if number == 0 or 0xD800 <= number < 0xE000 else chr(number)
