"""An earlier register of sessions and resolutions as one table in Excel: its columns, and what stands in its rows.

A row is a resolution, or a session that resolved nothing; what is said of the session stands in each of its rows and is
the same in all of them. What is read is shown first; `reports.operations.taking_over` writes all of it, or nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from agencies.choices import get_list
from agencies.models import Agency
from config.persian.calendar import read_date
from config.persian.digits import localise_digits
from config.persian.errors import Unreadable
from config.persian.letters import normalise, search_key
from config.persian.numbers import read_decimal
from config.workbooks import Value, list_workbook
from reports.enums import ResolutionState
from reports.models import HqSession
from reports.workbooks import Problem, Row, Sheet, Workbook, letters_of, text_of

# So long a preview may be applied.
KEPT_SECONDS = 24 * 3600
_SALT = "reports.register"
LONGEST = 4000

# The columns in their order: what each is called in the code, in the heading, and how its text is read.
COLUMNS: tuple[tuple[str, Promise, str], ...] = (
    ("session", gettext_lazy("Number of the session"), "number"),
    ("held_on", gettext_lazy("Day of the session"), "date"),
    ("place", gettext_lazy("Place of the session"), "text"),
    ("chair", gettext_lazy("Chair"), "text"),
    ("number", gettext_lazy("Number of the resolution"), "number"),
    ("text", gettext_lazy("Text of the resolution"), "text"),
    ("agency", gettext_lazy("Responsible agency"), "text"),
    ("cooperating", gettext_lazy("Cooperating agencies"), "text"),
    ("due_on", pgettext_lazy("resolution", "Deadline"), "date"),
    ("state", gettext_lazy("Status"), "text"),
    ("percent", gettext_lazy("Percent"), "number"),
    ("letter_number", gettext_lazy("Number of the letter of notification"), "text"),
    ("letter_on", gettext_lazy("Date of the letter of notification"), "date"),
)
_NEEDED = ("session", "held_on", "text", "agency")


@dataclass
class TakenResolution:
    """A resolution as the register has it; agencies by their codes, days in ISO form."""

    number: int
    text: str
    agency: str
    cooperating: list[str] = field(default_factory=list)
    due_on: str = ""
    state: str = ResolutionState.NOT_IMPLEMENTED.value
    percent: int | None = None
    letter_number: str = ""
    letter_on: str = ""


@dataclass
class TakenSession:
    number: int
    held_on: str
    place: str = ""
    chair: str = ""
    resolutions: list[TakenResolution] = field(default_factory=list)


@dataclass
class Register:
    """What the table holds; where there are problems, nothing of it is taken over."""

    sessions: list[TakenSession]
    problems: list[Problem]

    @property
    def resolutions(self) -> int:
        return sum(len(session.resolutions) for session in self.sessions)

    def sealed(self, digest: str) -> str:
        """As text that only this site can have written, for the form that applies what was shown."""
        return signing.dumps([digest, [asdict(each) for each in self.sessions]], salt=_SALT, compress=True)


def unsealed(text: str) -> tuple[str, list[TakenSession]] | None:
    """The hash of the file and what was shown of it; None where the text is none of ours, or too old."""
    try:
        digest, rows = signing.loads(text, salt=_SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return digest, [
        TakenSession(**row | {"resolutions": [TakenResolution(**each) for each in row["resolutions"]]}) for row in rows
    ]


def empty_register() -> bytes:
    """A workbook with the headings, and one row that shows how it is filled."""
    example: list[Value] = [
        1,
        _("1399/02/20"),
        "",
        "",
        1,
        _("What was resolved"),
        "JAHAD",
        "",
        _("1399/04/31"),
        "",
        40,
        "",
        "",
    ]
    example[9] = str(ResolutionState.IN_PROGRESS.label)
    return list_workbook(_("Register of the headquarters"), [str(heading) for _n, heading, _k in COLUMNS], [example])


def read_register(workbook: Workbook) -> Register:
    """The first sheet that has the columns; a constant number of queries."""
    for sheet in workbook.sheets:
        for row in sheet.rows[:20]:
            places = _headings(row)
            if not set(_NEEDED) - set(places):
                return _Reader(sheet, places, row.number).read()
    missing = [str(heading) for name, heading, _kind in COLUMNS if name in _NEEDED]
    message = _("No sheet has the columns %(columns)s. Take the empty table and fill it in.")
    name = workbook.sheets[0].name if workbook.sheets else ""
    return Register([], [Problem(name, 1, "", "", message % {"columns": "، ".join(missing)})])


def _headings(row: Row) -> dict[str, int]:
    """In which column each of ours stands, called in either language."""
    known: dict[str, str] = {}
    for language in ("fa", "en"):
        with override(language):
            known |= {search_key(str(heading)): name for name, heading, _kind in COLUMNS}
    found: dict[str, int] = {}
    for place in row.cells:
        name = known.get(search_key(row.text(place)))
        if name:
            found.setdefault(name, place)
    return found


class _Reader:
    """Reads the rows under the headings; what is wrong it says of each cell, and goes on."""

    def __init__(self, sheet: Sheet, places: dict[str, int], heading_row: int) -> None:
        self.sheet, self.places, self.heading_row = sheet, places, heading_row
        self.problems: list[Problem] = []
        self.sessions: dict[int, TakenSession] = {}
        offered = get_list("agency")
        options = [offered.option(row) for row in Agency.objects.all()] if offered else []
        self.agencies = {name: option.key for option in options for name in option.names}
        self.states: dict[str, str] = {}
        for language in ("fa", "en"):
            with override(language):
                self.states |= {search_key(str(state.label)): state.value for state in ResolutionState}
        self.taken = set(HqSession.objects.values_list("number", flat=True))

    def read(self) -> Register:
        for row in self.sheet.rows:
            if row.number > self.heading_row and any(row.text(place) for place in self.places.values()):
                self._read_row(row)
        if not self.sessions and not self.problems:
            nothing = _("There is no row under the headings.")
            self.problems.append(Problem(self.sheet.name, self.heading_row, "", "", nothing))
        return Register(sorted(self.sessions.values(), key=lambda each: each.number), self.problems)

    def _read_row(self, row: Row) -> None:
        before = len(self.problems)
        read = self._value
        number, held_on = read(row, "session", _whole), read(row, "held_on", _iso)
        for name, value in (("session", number), ("held_on", held_on)):
            if value in (None, "") and len(self.problems) == before:
                self._refuse(row, name, _("This is needed in every row."))
        if number in self.taken:
            self._refuse(row, "session", _("There is a session of this number already."))
        if len(self.problems) > before or number is None:
            return
        session = self.sessions.setdefault(
            number, TakenSession(number, held_on, read(row, "place", _short) or "", read(row, "chair", _short) or "")
        )
        if session.held_on != held_on:
            self._refuse(row, "held_on", _("Another row has another day for the same session."))
        text = read(row, "text", str)
        if not text:
            return
        resolution = TakenResolution(
            number=read(row, "number", _whole) or len(session.resolutions) + 1,
            text=text[:LONGEST],
            agency=read(row, "agency", self._agency) or "",
            cooperating=read(row, "cooperating", self._agencies) or [],
            due_on=read(row, "due_on", _iso) or "",
            state=read(row, "state", self._state) or ResolutionState.NOT_IMPLEMENTED.value,
            percent=read(row, "percent", _percent),
            letter_number=read(row, "letter_number", _reference) or "",
            letter_on=read(row, "letter_on", _iso) or "",
        )
        if not resolution.agency and len(self.problems) == before:
            self._refuse(row, "agency", _("A resolution has a responsible agency."))
        if resolution.agency in resolution.cooperating:
            self._refuse(row, "cooperating", _("The responsible agency does not cooperate with itself."))
        if bool(resolution.letter_number) != bool(resolution.letter_on):
            self._refuse(row, "letter_number", _("A letter has a number and a date."))
        if any(other.number == resolution.number for other in session.resolutions):
            self._refuse(row, "number", _("Another row has the same number in this session."))
        session.resolutions.append(resolution)

    def _value(self, row: Row, name: str, reads: Callable[[str], Any]) -> Any:
        """What stands in the column; None for nothing, and for what is wrong, which is noted."""
        place = self.places.get(name)
        if place is None:
            return None
        kind = next(kind for column, _heading, kind in COLUMNS if column == name)
        try:
            text = normalise(text_of(row.cells.get(place), kind)).strip()
            return reads(text) if text else None
        except Unreadable as unreadable:
            self._refuse(row, name, str(unreadable))
            return None

    def _refuse(self, row: Row, name: str, message: str) -> None:
        place = self.places.get(name)
        heading = next(str(heading) for column, heading, _kind in COLUMNS if column == name)
        letters = letters_of(place) if place else ""
        self.problems.append(
            Problem(self.sheet.name, row.number, letters, row.text(place)[:80] if place else "", message, heading)
        )

    def _agency(self, text: str) -> str:
        code = self.agencies.get(search_key(text))
        if code is None:
            message = _("No agency is called “%(name)s”. Write its name as in the list of agencies, or its code.")
            raise Unreadable(message % {"name": text[:60]})
        return code

    def _agencies(self, text: str) -> list[str]:
        return list(dict.fromkeys(self._agency(part) for part in _parts(text)))

    def _state(self, text: str) -> str:
        state = self.states.get(search_key(text))
        if state is None:
            known = "، ".join(str(each.label) for each in ResolutionState)
            raise Unreadable(_("“%(text)s” is none of these: %(known)s.") % {"text": text[:40], "known": known})
        return state


def _parts(text: str) -> Iterator[str]:
    for part in text.replace("؛", "،").replace(";", "،").replace("\n", "،").split("،"):
        if part.strip():
            yield part.strip()


def _whole(text: str) -> int:
    number = read_decimal(text, places=0)
    if not 0 < number < 100_000:
        raise Unreadable(_("Write a whole number above zero."))
    return int(number)


def _percent(text: str) -> int:
    number = read_decimal(text.removesuffix("%").strip(), places=0)
    if not 0 <= number <= 100:
        raise Unreadable(_("A percentage lies between 0 and 100."))
    return int(number)


def _iso(text: str) -> str:
    return read_date(text).isoformat()


def _short(text: str) -> str:
    return text[:150]


def _reference(text: str) -> str:
    return text[:60]


def shown_days(sessions: Sequence[TakenSession]) -> list[tuple[str, datetime.date, TakenSession]]:
    """The sessions as a preview shows them: number in the digits of the page, the day, and the rest."""
    return [(localise_digits(str(each.number)), datetime.date.fromisoformat(each.held_on), each) for each in sessions]
