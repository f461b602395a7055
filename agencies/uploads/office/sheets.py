"""The rows of a sheet, each place counted: what a sheet says of its own size is not read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agencies.uploads.office.flaws import Flaw, Flawed
from agencies.uploads.office.markup import Divided, parse, resolved
from agencies.uploads.office.values import DAY, ERROR, NUMBER, TEXT_CELL, TRUTH, Values, unescaped, whole

# What a sheet can hold at all, and what of a workbook is read.
ROWS, COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
CELLS, TEXT, MERGED = 600_000, 24_000_000, 20_000

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})(?::([A-Z]{1,3})([1-9][0-9]{0,6}))?")
# A row as programs write it, without its end: what its tag says, and cells without anything between them. Of a cell the
# letters and the number of its place, all up to what stands in it, that, and how it is closed; whatever else stands in
# the row is the last group of a match, so that nothing is passed over.
_PLAIN_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"([^<>]*)>')
_PLAIN_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]+)"([^<>/]*(?:/>|>(?:<v>|<is><t(?: xml:space="preserve")?>)))'
    r"(?:([^<]+)(</v>|</t></is>)</c>)?"
    r"|(<|[^<]+)"
)
# Numbers, a line each, that are written as `values.plain` would write them.
_PLAIN_NUMBERS = re.compile(r"(?:(?=[0-9.]{1,15}\n)(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?\n)*+")
# The texts of a row, and what stands for them and for its number in the form of a row: no letter of XML.
_TEXT = re.compile(">([^<]+)")
_MARK_OF_TEXT, _MARK_OF_NUMBER = "\0", "\1"
# In a longer row a text could be longer than a cell holds; a row is laid out in a few ways only.
_LONGEST_PLAIN = LONGEST_TEXT
_WAYS, _LATELY = 2_000, 8


@dataclass
class Room:
    """How much more of the workbook is read."""

    cells: int = CELLS
    text: int = TEXT

    def take(self, cells: int, text: int) -> None:
        self.cells -= cells
        self.text -= text
        if self.cells < 0 or self.text < 0:
            raise Flawed(Flaw.TOO_MUCH_INSIDE)


class Sheet:
    """One sheet. Rows and cells that do not say where they are follow the one before; none may stand twice.

    `layouts` are [columns, kinds of what stands in them], `rows` [number, is hidden, place of its layout, texts,
    columns that hold formulas].
    """

    def __init__(self, values: Values, room: Room) -> None:
        self.layouts: list[tuple[tuple[int, ...], tuple[str, ...]]] = []
        self.places: dict[tuple[tuple[int, ...], tuple[str, ...]], int] = {}
        self.values = values
        self.room = room
        self.rows: list[list[Any]] = []
        self.merged: list[list[int]] = []
        self.numbers: set[int] = set()
        self.row = self.column = 0
        self.cells: dict[int, tuple[str, str, bool]] = {}
        self.is_hidden = False
        self.kind = self.style = ""
        self.value: list[str] = []
        self.inline: list[str] = []
        self.has_value = self.is_formula = False
        self.target: list[str] | None = None
        self.spoken = 0

    def read(self, body: bytes) -> None:
        parse(body, self._start, self._end, self._take)

    def _start(self, element: str, attributes: dict[str, str]) -> None:
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

    def _end(self, element: str) -> None:
        if element == "c":
            self._end_cell()
        elif element in ("v", "t", "f"):
            self.target = None
        elif element == "row":
            self._end_row()
        elif element == "rPh":
            self.spoken -= 1

    def _take(self, text: str) -> None:
        if self.target is not None:
            self.target.append(text)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        self.row = self.row + 1 if said is None else whole(said)
        if not 1 <= self.row <= ROWS or self.row in self.numbers:
            raise Flawed(Flaw.DAMAGED)
        self.numbers.add(self.row)
        self.column, self.cells = 0, {}
        self.is_hidden = _is_hidden(attributes)

    def _end_row(self) -> None:
        if self.cells:
            columns = tuple(sorted(self.cells))
            kinds, texts, are_formulas = zip(*(self.cells[column] for column in columns), strict=True)
            formulas = [column for column, is_formula in zip(columns, are_formulas, strict=True) if is_formula]
            self.add(self.row, self.is_hidden, self.layout(columns, kinds), list(texts), formulas)

    def layout(self, columns: tuple[int, ...], kinds: tuple[str, ...]) -> int:
        """The place of the layout."""
        place = self.places.setdefault((columns, kinds), len(self.layouts))
        if place == len(self.layouts):
            self.layouts.append((columns, kinds))
        return place

    def add(self, row: int, is_hidden: bool, layout: int, texts: list[str], formulas: list[int]) -> None:
        self.rows.append([row, is_hidden, layout, texts, formulas])

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
        self.kind, self.style = _kind_and_style(attributes)
        self.value, self.inline = [], []
        self.has_value = self.is_formula = False

    def _end_cell(self) -> None:
        value = "".join(self.value) if self.has_value else None
        kind, text = self.values.read(self.kind, self.style, value, "".join(self.inline))
        if not text and not self.is_formula:
            return
        self.room.take(1, len(text))
        if len(text) > LONGEST_TEXT:
            raise Flawed(Flaw.DAMAGED)
        self.cells[self.column] = kind, text, self.is_formula

    def _merge(self, said: str) -> None:
        found = _RANGE.fullmatch(said)
        if found is None:
            raise Flawed(Flaw.DAMAGED)
        if len(self.merged) >= MERGED:
            raise Flawed(Flaw.TOO_MUCH_INSIDE)
        first, row, last, last_row = found.groups()
        self.merged.append([int(row), column_number(first), int(last_row or row), column_number(last or first)])


class _Unusual(Exception):
    """A row is not what is met thousands of times."""


class _Read(dict[str, str]):
    """The texts of cells of one kind by what stands there: days and places of texts are met again and again."""

    def __init__(self, read: Callable[[str], tuple[str, str]], kind: str) -> None:
        self.read = read
        self.kind = kind

    def __missing__(self, value: str) -> str:
        kind, text = self.read(value)
        if kind != self.kind or not text or len(text) > LONGEST_TEXT:
            raise _Unusual
        self[value] = text
        return text


@dataclass
class _Layout:
    """How the cells of a row are written, and which of its texts are said there, are numbers, or have to be read.

    `form` is the XML of the cells with marks in place of their texts and of the row's number.
    """

    place: int
    form: str
    inline: list[int]
    numbers: list[int]
    read: list[tuple[int, _Read]]


class PlainRows:
    """Takes rows of a divided sheet that are written as programs write them, and leaves the others alone."""

    def __init__(self, sheet: Sheet, divided: Divided) -> None:
        self.sheet = sheet
        self.divided = divided
        # By how their tags are written: whether rows are hidden, how their cells are laid out.
        self.tags: dict[str, bool] = {}
        self.layouts: dict[tuple[tuple[str, ...], ...], _Layout] = {}
        self.readers: dict[tuple[str, str], _Read] = {}
        self.lately: list[_Layout] = []

    def take(self, piece: str) -> int:
        """How many elements were taken with the row, at most: none where anything in it is unusual."""
        tag = _PLAIN_ROW.match(piece)
        if tag is None or len(piece) > _LONGEST_PLAIN:
            return 0
        number = int(tag[1])
        if number > ROWS or number in self.sheet.numbers:
            return 0
        try:
            is_hidden = self._is_hidden(tag[2])
            layout, texts = self._laid_out(piece[tag.end() :], tag[1])
            if self.divided.is_escaped and ("&" in piece or "_x" in piece):
                self._resolve(texts, layout.inline)
            if layout.numbers and not _PLAIN_NUMBERS.fullmatch("".join([f"{texts[at]}\n" for at in layout.numbers])):
                self._write_plainly(texts, layout.numbers)
            for at, read in layout.read:
                texts[at] = read[texts[at]]
        except _Unusual:
            return 0
        self.sheet.room.take(len(texts), sum(map(len, texts)))
        self.sheet.numbers.add(number)
        self.sheet.row = number
        if texts:
            self.sheet.add(number, is_hidden, layout.place, texts, [])
        return 1 + layout.form.count("<")

    def _laid_out(self, cells: str, number: str) -> tuple[_Layout, list[str]]:
        """Rows are mostly laid out like one of the last."""
        parts = _TEXT.split(cells)
        form = _MARK_OF_TEXT.join(parts[::2])
        for at, layout in enumerate(self.lately):
            if layout.form.replace(_MARK_OF_NUMBER, number) == form:
                if at:
                    self.lately.insert(0, self.lately.pop(at))
                return layout, parts[1::2]
        layout = self._learn(cells, number)
        if layout.form.replace(_MARK_OF_NUMBER, number) != form:
            raise _Unusual
        self.lately.insert(0, layout)
        del self.lately[_LATELY:]
        return layout, parts[1::2]

    def _resolve(self, texts: list[str], inline: list[int]) -> None:
        for at, text in enumerate(texts):
            if "&" in text:
                known = resolved(text)
                if known is None:
                    raise _Unusual
                texts[at] = known
        for at in inline:
            texts[at] = unescaped(texts[at])

    def _write_plainly(self, texts: list[str], places: list[int]) -> None:
        for at in places:
            kind, texts[at] = self.sheet.values.read("n", "", texts[at], "")
            if kind != NUMBER or not texts[at]:
                raise _Unusual

    def _learn(self, cells: str, number: str) -> _Layout:
        """How the cells are laid out; raises _Unusual for a cell that is not written plainly."""
        found = _PLAIN_CELL.findall(cells)
        if any(other or at != number for _letters, at, _said, _text, _closed, other in found):
            raise _Unusual
        way = tuple((letters, said, closed) for letters, _number, said, _text, closed, _other in found)
        if way not in self.layouts:
            if len(self.layouts) >= _WAYS:
                raise _Unusual
            self.layouts[way] = self._understood(way)
        return self.layouts[way]

    def _understood(self, way: tuple[tuple[str, ...], ...]) -> _Layout:
        columns = [column_number(letters) for letters, _said, _closed in way]
        if sorted(set(columns)) != columns or columns[-1:] > [COLUMNS]:
            raise _Unusual
        layout = _Layout(0, "", [], [], [])
        filled: list[int] = []
        kinds: list[str] = []
        for column, (letters, said, closed) in zip(columns, way, strict=True):
            tag, _mark, opened = said.partition(">")
            attributes = self.divided.attributes("c", f' r="A1"{tag.removesuffix("/")}')
            if attributes is None or closed != _CLOSED[opened] or tag.endswith("/") == bool(closed):
                raise _Unusual
            layout.form += f'<c r="{letters}{_MARK_OF_NUMBER}"{said}'
            if not closed:
                continue
            layout.form = f"{layout.form[:-1]}{_MARK_OF_TEXT}{closed}</c>"
            kind, style = _kind_and_style(attributes)
            if (kind == "inlineStr") == (opened == "<v>") or kind not in _KINDS:
                raise _Unusual
            shown_as = self.sheet.values.format_of(style) if kind == "n" else _KINDS[kind]
            if kind == "n" and shown_as == NUMBER:
                layout.numbers.append(len(filled))
            elif kind == "inlineStr":
                layout.inline.append(len(filled))
            else:
                layout.read.append((len(filled), self._reader(kind, style, shown_as)))
            filled.append(column)
            kinds.append(shown_as)
        layout.place = self.sheet.layout(tuple(filled), tuple(kinds))
        return layout

    def _reader(self, kind: str, style: str, shown_as: str) -> _Read:
        values = self.sheet.values
        reader = self.readers.get((kind, style))
        if reader is None:
            reader = _Read(lambda value: values.read(kind, style, value, ""), shown_as)
            self.readers[kind, style] = reader
            if kind == "s":
                # All at once: each is met sooner or later.
                reader.update(
                    (str(at), text) for at, text in enumerate(values.strings) if 0 < len(text) <= LONGEST_TEXT
                )
        return reader

    def _is_hidden(self, said: str) -> bool:
        """Of a row, by what its tag says."""
        if said not in self.tags:
            is_known = len(self.tags) < _WAYS and not said.endswith("/")
            attributes = self.divided.attributes("row", f' r="1"{said}') if is_known else None
            if attributes is None:
                raise _Unusual
            self.tags[said] = _is_hidden(attributes)
        return self.tags[said]


# What a plain cell may be, and what then stands in it where its numbers are no days or shares.
_KINDS = {"n": NUMBER, "s": TEXT_CELL, "inlineStr": TEXT_CELL, "str": TEXT_CELL, "d": DAY, "b": TRUTH, "e": ERROR}
_CLOSED = {"": "", "<v>": "</v>", "<is><t>": "</t></is>", '<is><t xml:space="preserve">': "</t></is>"}


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden", "0") in ("1", "true")


def _kind_and_style(attributes: dict[str, str]) -> tuple[str, str]:
    return attributes.get("t", "n"), attributes.get("s", "")


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
