"""The sheet that a head signs on paper: the whole text that waits, with the code of that text."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.tables.history import name_of, value_of
from config.persian.calendar import month_name, tehran_date
from config.persian.numbers import format_number
from projects.comparison import Thing, things_of
from projects.enums import ProgramStatus
from projects.models import Program
from projects.signed import reads_what_was_signed
from reports.words import Words
from targets.enums import ReportStatus
from targets.letters import code_of
from targets.lines import lines_of
from targets.models import ProgressReport
from targets.permissions import user_sees_corrections
from targets.returns import sheet_of
from targets.signing import lines_to_sign

Cell = SafeString | str
MONTHS = 12
# How the points of a trajectory are called in a text: with their number behind.
_POINT = "trajectory "
# What stands in a table of its own under its project, with the columns that are read there.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "targets.target": ("county", "baseline", "value"),
    "projects.action": ("responsible", "starts_on", "ends_on", "weight"),
    "projects.funding_line": ("approved", "allocated", "spent"),
    "projects.challenge": ("category", "level", "owner", "due_on"),
}


@dataclass
class Grid:
    """A table: what is in its first column, the heads of the others, the rows; each with what else is said of it."""

    first: Promise | str
    heads: list[str]
    rows: list[tuple[list[Cell], list[tuple[str, Cell]]]] = field(default_factory=list)

    def columns(self) -> list[tuple[str, bool]]:
        """The heads, each with whether figures stand under it."""
        return [
            (head, any("class=j-num" in cells[place] for cells, _rest in self.rows))
            for place, head in enumerate(self.heads, 1)
        ]


@dataclass
class Part:
    """A project, or the program itself: what is said of it, and the tables under it."""

    title: str
    code: str
    facts: list[tuple[str, Cell]]
    grids: list[Grid] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """What is printed: whose it is, under which code, and all that it says."""

    kind: Promise
    title: str
    agency: str
    url: str
    code: str
    sent_by: User | None
    sent_on: datetime.date | None
    parts: list[Part]
    on_behalf: bool = False
    returned: Sequence[Any] = ()


def paper_for(user: User, what: str, key: uuid.UUID) -> Program | ProgressReport | Paper | None:
    """The sheet; the thing itself where it does not wait for a signature; None where the person may not know of it."""
    if what == "program":
        program = Program.objects.visible_to(user).select_related("agency", "plan_year").filter(uuid=key).first()
        if program is None or reads_what_was_signed(user, program):
            return None
        return _of_program(program) if program.status == ProgramStatus.AWAITING_HEAD else program
    if what != "return":
        return None
    reports = ProgressReport.objects.visible_to(user).select_related("agency", "period__plan_year", "sent_by")
    report = reports.filter(uuid=key).first()
    if report is None or not user_sees_corrections(user, report):
        return None
    return _of_return(report) if report.status == ReportStatus.AWAITING_HEAD else report


def _of_program(program: Program) -> Paper:
    revision = program.revisions.select_related("submitted_by").latest("number")
    return Paper(
        kind=_("Program"),
        title=revision.content["program"]["title"],
        agency=str(program.agency),
        url=program.get_absolute_url(),
        code=code_of(revision.content_hash),
        sent_by=revision.submitted_by,
        sent_on=tehran_date(revision.submitted_at),
        parts=_parts(revision.content, Words()),
        on_behalf=program.on_behalf_by_id is not None,
    )


def _parts(content: Mapping[str, Any], words: Words) -> list[Part]:
    """The program and its projects; a target stands under its project, though the text has all of them at its end."""
    parts: dict[str, Part] = {}
    for thing in things_of(content):
        if thing.kind in _COLUMNS:
            _add_row(parts[thing.key.partition(" ")[0]], thing, words)
        else:
            parts[thing.key] = Part(thing.title, thing.key, list(_facts(thing, words)))
    return list(parts.values())


# What the sheet says otherwise: in headings, or in the first column.
_KNOWN_ALREADY = frozenset({"title", "code", "program", "source"})


def _facts(thing: Thing, words: Words) -> Iterable[tuple[str, Cell]]:
    for name, value in thing.fields.items():
        if value and name not in _KNOWN_ALREADY:
            yield name_of(thing.kind, name), words.value(thing.kind, name, value)


def _add_row(part: Part, thing: Thing, words: Words) -> None:
    columns = _COLUMNS[thing.kind]
    first = words.kind(thing.kind)
    grid = next((grid for grid in part.grids if grid.first == first), None)
    if grid is None:
        grid = Grid(first, [name_of(thing.kind, name) for name in columns])
        part.grids.append(grid)
    title: Cell = words.title(thing.kind, thing.title)
    fields = dict(thing.fields)
    if thing.kind == "targets.target":
        title = f"{title} ({words.unit(thing.title)})"
        # By the county one target is told from another: it stands in the key.
        fields["county"] = thing.key.rpartition(" ")[2]
    elif thing.kind == "projects.funding_line":
        title = value_of(thing.kind, "source", str(thing.fields["source"] or ""))
    cells = [title, *(words.value(thing.kind, name, fields.get(name)) for name in columns)]
    points = {name: value for name, value in fields.items() if name.startswith(_POINT)}
    rest = {name: value for name, value in fields.items() if name not in columns and name not in points}
    grid.rows.append((cells, list(_facts(Thing(thing.kind, thing.key, thing.title, rest), words))))
    if points:
        whose = f"{title} · {strip_tags(cells[1])}" if fields["county"] else str(title)
        _add_trajectory(part, whose, thing.kind, points)


def _add_trajectory(part: Part, title: str, kind: str, points: Mapping[str, Any]) -> None:
    """The way to the year-end target, a row for each month or quarter, beside those of the project's other targets."""
    first = _t("Trajectory")
    grid = next((grid for grid in part.grids if grid.first == first and len(grid.rows) == len(points)), None)
    if grid is None:
        by_months = len(points) == MONTHS
        grid = Grid(first, [])
        for place in range(1, len(points) + 1):
            quarter = _t("quarter %(number)s") % {"number": format_number(place)}
            grid.rows.append(([month_name(place) if by_months else quarter], []))
        part.grids.append(grid)
    grid.heads.append(title)
    for (cells, _rest), point in zip(grid.rows, points.values(), strict=True):
        cells.append(value_of(kind, "value", point))


def _of_return(report: ProgressReport) -> Paper:
    return Paper(
        kind=_("Return for a period"),
        title=str(report.period),
        agency=str(report.agency),
        url=report.get_absolute_url(),
        code=code_of(report.content_hash),
        sent_by=report.sent_by,
        sent_on=report.sent_on,
        parts=[],
        on_behalf=report.on_behalf_by_id is not None,
        returned=lines_to_sign(sheet_of(report, lines_of(report))),
    )
