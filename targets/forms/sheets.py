"""Sheets: tables that are filled like a spreadsheet, and how their rows are read.

A row that may be new travels as one field, `name-number`: the UUID of what it is about (empty for what is new), its
cells, and a mark if it is struck out, separated by tabs as Excel separates them, or as so many values of the field. In
a sheet whose rows are all there (`is_by_cell`), each cell is a field, `column-UUID`. Rows that are not sent stay as
they are. What stands in a cell is read by the form field of its column and by nothing else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.letters import normalise, search_key
from config.persian.numbers import format_number

REMOVED = "-"
# More than anybody pastes at once, and few enough to be shown.
PREVIEWED_ROWS = 200


@dataclass(frozen=True)
class Column:
    """A column of a sheet. `names` is the list that its cells are chosen from; in a fixed one nobody writes."""

    name: str
    label: str | Promise
    kind: str = "text"
    names: str = ""
    is_fixed: bool = False


class Cell(NamedTuple):
    column: Column
    text: str
    errors: Sequence[str]
    is_locked: bool


@dataclass
class Row:
    """A row as it is shown: stored, or as somebody typed it."""

    columns: Sequence[Column]
    number: int
    key: str = ""
    # By what other sheets name it, where its title would not do.
    code: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    is_typed: bool = False
    is_removed: bool = False
    # Columns that this row does not have, or that are closed to whoever looks.
    locked: frozenset[str] = frozenset()
    # What stands small under the row's first cell, each by itself.
    hints: Sequence[str] = ()
    # Why it came back, in the words of whoever sent it.
    reason: str = ""
    # What the script has to know of the row, by the name of the attribute.
    facts: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
        return [
            Cell(column, self.texts.get(column.name, ""), self.errors.get(column.name, ()), column.name in self.locked)
            for column in self.columns
        ]

    def refuse(self, column: str, *messages: str) -> None:
        """Note what is wrong in a column; what has no column of its own stands in the first."""
        name = column if any(known.name == column for known in self.columns) else self.columns[0].name
        self.errors.setdefault(name, []).extend(messages)

    def take_errors_of(self, form: forms.BaseForm) -> None:
        for name, messages in form.errors.items():
            self.refuse(name, *(str(message) for message in messages))


@dataclass
class Sheet:
    """A table of rows under one heading; where it grows, rows are added at its end."""

    name: str
    label: str | Promise
    columns: Sequence[Column]
    rows: list[Row] = field(default_factory=list)
    grows: bool = True
    hint: str | Promise = ""
    is_by_cell: bool = False

    @property
    def writable(self) -> Sequence[Column]:
        return [column for column in self.columns if not column.is_fixed]

    def add(self, **row: Any) -> Row:
        self.rows.append(Row(self.columns, len(self.rows) + 1, **row))
        return self.rows[-1]

    @property
    def problems(self) -> list[tuple[Row, Column, str]]:
        """Every refused cell: the row, the column, why."""
        return [
            (row, cell.column, message)
            for row in self.rows
            if row.errors
            for cell in row.cells
            for message in cell.errors
        ]


class Posted(NamedTuple):
    name: str
    key: str
    is_removed: bool
    texts: dict[str, str]


def cell_name(row: str, column: str) -> str:
    """The field of a single cell, which overrules what its row says: chosen after a conflict."""
    return f"{row}.{column}"


def posted_rows(data: QueryDict, sheet: str, columns: Sequence[Column]) -> Iterator[Posted]:
    """The rows of the sheet that were sent, in their order; one that is new and empty is none."""
    pattern = re.compile(rf"{sheet}-([0-9]{{1,6}})")
    found = sorted((int(match[1]), name) for name in data if (match := pattern.fullmatch(name)))
    for _number, name in found:
        key, *cells = "\t".join(data.getlist(name)).split("\t")
        texts = dict(zip((column.name for column in columns), cells, strict=False))
        texts |= {column.name: str(data[cell]) for column in columns if (cell := cell_name(name, column.name)) in data}
        is_removed = cells[len(columns) :] == [REMOVED]
        if key or (not is_removed and any(text.strip() for text in texts.values())):
            yield Posted(name, key, is_removed, texts)


# --- what is chosen by its name -------------------------------------------------------------------


# To look for what may have been meant costs more than all else; who mistypes so many names has another list.
MOST_SUGGESTED = 100


class Names:
    """Things by the names that people write for them, whatever letters and spaces they use."""

    def __init__(self, things: Iterable[tuple[Any, Sequence[object]]]) -> None:
        self._suggested: dict[str, list[str]] = {}
        self._found: dict[str, list[Any]] = {}
        self._written: dict[str, str] = {}
        for thing, names in things:
            for name in dict.fromkeys(str(name) for name in names if name):
                key = search_key(name)
                known = self._found.setdefault(key, [])
                if not any(thing is other for other in known):
                    known.append(thing)
                self._written.setdefault(key, name)

    def find(self, text: str) -> Any:
        """The thing of that name. Raises ValidationError when there is none, or more than one."""
        key = search_key(text)
        found = self._found.get(key, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("There is more than one “%(text)s”; write its code instead.") % {"text": text})
        near = self._near(key)
        if near:
            message = _("“%(text)s” is not on the list. Did you mean “%(near)s”?")
            raise ValidationError(message % {"text": text, "near": self._written[near[0]]})
        raise ValidationError(_("“%(text)s” is not on the list; choose one of its entries.") % {"text": text})

    def _near(self, key: str) -> list[str]:
        """What may have been meant, for the first hundred names that are not on the list."""
        if key not in self._suggested and len(self._suggested) < MOST_SUGGESTED:
            self._suggested[key] = difflib.get_close_matches(key, self._written, n=1, cutoff=0.5)
        return self._suggested.get(key, [])


class NamedField(forms.CharField):
    """Something chosen by writing its name."""

    def __init__(self, names: Names, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = names

    def clean(self, value: Any) -> Any:
        text = normalise(super().clean(value) or "")
        return self.names.find(text) if text else None


class NamedListField(NamedField):
    """Several of them, separated by commas."""

    def clean(self, value: Any) -> Any:
        text = normalise(forms.CharField.clean(self, value) or "")
        return [self.names.find(part.strip()) for part in re.split(r"[,،;؛]", text) if part.strip()]


# --- how it is written ----------------------------------------------------------------------------


def written(value: Any) -> str:
    """A stored value as it stands in a cell, and as it is read back."""
    match value:
        case None:
            return ""
        case Decimal() | int():
            return format_number(value)
        case date():
            return format_date(value)
        case list():
            return ("، " if any(not part.isascii() for part in map(written, value)) else ", ").join(map(written, value))
        case _:
            return " ".join(str(value).split())


# --- a block before it is put in ------------------------------------------------------------------


class Read(NamedTuple):
    """A cell of a pasted block: what stands in it, how it is understood, or why it cannot be read."""

    text: str
    reading: str
    error: str


@dataclass(frozen=True)
class Preview:
    """What goes where. `skipped` says that the block's first line repeats the headings and is left out."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Read]]
    skipped: bool
    # Columns and rows of the block for which the sheet has no room.
    columns_left_out: int
    rows_left_out: int

    @property
    def shown(self) -> Sequence[Sequence[Read]]:
        return self.rows[:PREVIEWED_ROWS]

    @property
    def hidden(self) -> int:
        return len(self.rows) - len(self.shown)

    @property
    def errors(self) -> int:
        return sum(bool(cell.error) for row in self.rows for cell in row)


def lines_of_block(text: str) -> list[list[str]]:
    """The cells of a block as Excel copies it; a last line break makes no row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    return [line.split("\t") for line in lines]


def columns_from(sheet: Sheet, name: str) -> Sequence[Column]:
    """The columns to write in, from the one of that name on; none where there is no such column."""
    writable = sheet.writable
    return next((writable[place:] for place, column in enumerate(writable) if column.name == name), ())


def preview(columns: Sequence[Column], block: str, readers: Iterable[Mapping[str, forms.Field]]) -> Preview:
    """Read a block as it would go into these columns; `readers` gives the fields of each row that it meets."""
    lines = lines_of_block(block)
    headings = [search_key(str(column.label)) for column in columns]
    skipped = len(lines) > 1 and [search_key(text) for text in lines[0]][: len(headings)] == headings[: len(lines[0])]
    width = max(len(line) for line in lines)
    rows = [
        [_read(column, text, fields) for column, text in zip(columns, line, strict=False)]
        for line, fields in zip(lines[skipped:], readers, strict=False)
    ]
    return Preview(
        columns=columns[:width],
        rows=rows,
        skipped=skipped,
        columns_left_out=max(0, width - len(columns)),
        rows_left_out=len(lines) - skipped - len(rows),
    )


def _read(column: Column, text: str, fields: Mapping[str, forms.Field]) -> Read:
    reader = fields.get(column.name)
    if reader is None:
        return Read(text, "", _("Nothing can be written in this cell.") if text.strip() else "")
    if not text.strip():
        return Read("", "", "")
    try:
        value = reader.clean(text)
    except ValidationError as error:
        return Read(text, "", localise_digits(" ".join(error.messages)))
    reading = written(value)
    return Read(text, reading if reading != text.strip() else "", "")
