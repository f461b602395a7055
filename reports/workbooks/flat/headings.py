"""Finding the headings on a sheet, and which column each of them stands for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from openpyxl.utils import get_column_letter

from config.persian.letters import normalise
from reports.workbooks.flat.columns import BY_HEADING, BY_KEY, NEEDED
from reports.workbooks.flat.fields import bare_key_of, key_of

# Above the headings stand a title, a date, an addressee; nobody writes more lines than these.
LINES_LOOKED_AT = 40
# A line is taken for one of headings from so many that are understood on.
RECOGNISED = 3
# How like a heading another must be to be taken for it with a letter wrong.
LIKE = 0.86
SAMPLES = 3
_YEAR = r"(?:1[34][0-9]{2}|[09][0-9])$"
# What may stand beside a heading: a number before it, the year after it.
_BESIDE = (re.compile(r"^[0-9]+"), re.compile(_YEAR), re.compile(f"سال{_YEAR}"))
_LAST_NUMBER = re.compile(r"[0-9]{1,2}$")

# What somebody chose for a heading instead of a column: that it is left out.
LEFT_OUT = ""


@dataclass(frozen=True)
class Line:
    """A row of a sheet as it came: its number there, its texts by the number of the column (from 1)."""

    number: int
    texts: Mapping[int, str]

    def text(self, column: int, kind: str) -> str:
        """What stands in the column, for one of that kind: "text", "number" or "date".

        Raises Unreadable for what cannot stand there at all.
        """
        return self.texts.get(column, "")


@dataclass(frozen=True)
class Heading:
    """A column of the sheet: what stands over it, and which field it is understood as ("" for none)."""

    column: int
    text: str
    field: str
    samples: tuple[str, ...] = ()
    # Under which a choice is remembered.
    key: str = ""
    # Why somebody has to say what it is: it is not known, or another column claims to be the same.
    is_unclear: bool = False

    @property
    def letter(self) -> str:
        return str(get_column_letter(self.column))

    @property
    def label(self) -> str:
        return str(BY_KEY[self.field].label) if self.field else ""


@dataclass(frozen=True)
class Head:
    """The headings of a sheet, and the place of the first line under them."""

    headings: tuple[Heading, ...]
    first: int
    line: int

    @property
    def unclear(self) -> tuple[Heading, ...]:
        return tuple(heading for heading in self.headings if heading.is_unclear)

    @property
    def left_out(self) -> tuple[Heading, ...]:
        return tuple(heading for heading in self.headings if not heading.field)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields without which nothing can be taken."""
        found = {heading.field for heading in self.headings}
        return tuple(key for key in NEEDED if key not in found)

    def columns(self, field: str) -> list[int]:
        return [heading.column for heading in self.headings if heading.field == field]


def recognise(heading: str) -> str:
    """The key of the field that goes by this heading, exactly; "" for none."""
    for key in (key_of(heading), bare_key_of(heading)):
        for spelling in (key, *(beside.sub("", key) for beside in _BESIDE)):
            if spelling in BY_HEADING:
                return BY_HEADING[spelling]
        # «اقدام ۱», «اقدام ۲»: several columns of the same.
        numbered = BY_HEADING.get(_LAST_NUMBER.sub("", key), "")
        if numbered and BY_KEY[numbered].repeats:
            return numbered
    return ""


@lru_cache(maxsize=2048)
def guess(heading: str) -> str:
    """The same with a letter wrong or too many, where no other field is as near."""
    if found := recognise(heading):
        return found
    key = bare_key_of(heading) or key_of(heading)
    if len(key) < len("شاخص"):
        return ""
    near = difflib.get_close_matches(key, BY_HEADING, n=3, cutoff=LIKE)
    fields = {BY_HEADING[each] for each in near}
    return fields.pop() if len(fields) == 1 else ""


def find_head(lines: Sequence[Line], choices: Mapping[str, str] | None = None) -> Head | None:
    """The line or the two lines of headings that say most; None where hardly anything is understood.

    `choices` are what the agency has said of headings before: the field's key, or LEFT_OUT.
    """
    chosen = choices or {}
    best: tuple[int, int, dict[int, str]] | None = None
    score = (0, 0)
    for place in range(min(len(lines), LINES_LOOKED_AT)):
        for depth in (1, 2):
            if place + depth > len(lines):
                continue
            texts = _joined(lines[place : place + depth])
            found = len({field for text in texts.values() if (field := _known(text, chosen))})
            # Of two readings that say as much the shorter one.
            if (found, -depth) > score:
                best, score = (place, depth, texts), (found, -depth)
    if best is None or score[0] < RECOGNISED:
        return None
    place, depth, texts = best
    return _head(lines, place, depth, texts, chosen)


def head_at(lines: Sequence[Line], number: int, choices: Mapping[str, str]) -> Head | None:
    """The headings of the row that somebody pointed at."""
    place = next((place for place, line in enumerate(lines) if line.number == number), None)
    return None if place is None else _head(lines, place, 1, _joined(lines[place : place + 1]), choices)


def fullest_line(lines: Sequence[Line]) -> int | None:
    """The number of the row that looks most like headings where none is understood."""
    looked = [line for line in lines[:LINES_LOOKED_AT] if any(text.strip() for text in line.texts.values())]
    return max(looked, key=lambda line: len(line.texts), default=Line(0, {})).number or None


def _known(text: str, chosen: Mapping[str, str]) -> str:
    key = key_of(text)
    return chosen[key] if key in chosen else recognise(text)


def _joined(lines: Sequence[Line]) -> dict[int, str]:
    """The heading over each column. A heading over several columns stands in its first cell alone: it holds for those
    to the end side of it that have a heading of their own below."""
    if len(lines) == 1:
        return {column: _tidy(text) for column, text in lines[0].texts.items() if text.strip()}
    above, below = ({column: _tidy(text) for column, text in line.texts.items() if text.strip()} for line in lines)
    found: dict[int, str] = {}
    over = ""
    for column in range(1, max([*above, *below, 0]) + 1):
        if column in above:
            over = above[column]
        elif column not in below:
            over = ""
        if column in below:
            found[column] = _of_two(over, below[column])
        elif column in above:
            found[column] = above[column]
    return found


def _of_two(above: str, below: str) -> str:
    """Of a heading and the one over it the reading that is understood: both, the lower or the upper."""
    both = f"{above} {below}".strip()
    return next((text for text in (both, below, above) if recognise(text)), both)


def _tidy(text: str) -> str:
    return " ".join(normalise(text).split())


def _head(lines: Sequence[Line], place: int, depth: int, texts: Mapping[int, str], chosen: Mapping[str, str]) -> Head:
    under = lines[place + depth :]
    filled: dict[int, list[str]] = {}
    for line in under:
        for column, text in line.texts.items():
            if text.strip():
                filled.setdefault(column, []).append(text.strip())
    headings = []
    known: set[str] = set()
    for column in sorted({*texts, *filled}):
        text, values = texts.get(column, ""), filled.get(column, [])
        # Of columns under the same heading each may be something else.
        key = key_of(text)
        key = f"{key}#{get_column_letter(column)}" if not key or key in known else key
        known.add(key)
        if key in chosen:
            field, is_unclear = chosen[key], False
        else:
            field = guess(text)
            # What nobody has written in needs no explanation.
            is_unclear = not field and bool(values)
        samples = tuple(dict.fromkeys(values))[:SAMPLES]
        headings.append(Heading(column, text, field if field in BY_KEY else "", samples, key, is_unclear))
    return Head(_without_doubles(headings, under, chosen), place + depth, lines[place].number)


def _without_doubles(
    headings: Sequence[Heading], under: Sequence[Line], chosen: Mapping[str, str]
) -> tuple[Heading, ...]:
    """Of columns that claim to be the same one the first counts; another that says otherwise has to be explained."""
    first: dict[str, Heading] = {}
    found = []
    for heading in headings:
        field = BY_KEY.get(heading.field)
        other = first.setdefault(heading.field, heading) if field and not field.repeats else heading
        if other is heading:
            found.append(heading)
            continue
        differs = any(
            (text := line.texts.get(heading.column, "").strip()) and text != line.texts.get(other.column, "").strip()
            for line in under
        )
        is_unclear = differs and heading.key not in chosen
        found.append(replace(heading, field="", is_unclear=is_unclear))
    return tuple(found)
