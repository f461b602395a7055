"""The agency workbook as it is laid out: which sheets, which columns, what they are called.

Written out and read by the same table. Sheets and columns are found by what they are called, in either language,
wherever they stand; rows by the identifier in a hidden column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from config.persian.letters import search_key
from projects.enums import Family, ScopeLevel
from projects.models import Period
from reports.workbooks.due import COLUMNS as DUE_COLUMNS
from targets.forms.progress import NOTHING_MARK
from targets.forms.sheets import Column, Sheet
from targets.forms.year_rows import NO_OBSTACLE, sheets_of

# The hidden sheet in which the file says what it is, and what stood in each row when it was written out.
MEMORY = "jahesh"
FORMAT = "1"
# The first columns of every sheet: what to do (empty until it comes back with errors), and the row's identifier.
TODO, KEY = _("What to do"), "jahesh-id"
# The row of the headings; above it stand the title of the sheet and a hint.
HEADING_ROW = 3

A_PROGRAM, A_PROJECT = _("Program"), _("Project")


@dataclass(frozen=True)
class Heading:
    """A column of the workbook. `parts` are the parts of the year that have it; a fixed one is only looked at."""

    name: str
    label: str | Promise
    kind: str = "text"
    names: str = ""
    width: int = 16
    parts: Sequence[str] = ()
    is_fixed: bool = False


@dataclass(frozen=True)
class Page:
    """A sheet of the workbook, for one part of the year or two."""

    name: str
    label: str | Promise
    parts: Sequence[str]
    headings: Sequence[Heading]
    hint: str | Promise = ""
    # How many of its first columns stay in sight.
    pinned: int = 1


_WIDTHS = {"title": 38, "justification": 46, "policy_clauses": 18, "baseline_source": 22, "means_of_verification": 28}
_WIDTHS |= {"indicator": 34, "project": 30, "program": 30, "responsible": 22, "axis": 24, "sector": 20}


def pages(sheets: dict[str, Sheet]) -> list[Page]:
    """The four sheets that are filled; `sheets` are those of the grid of the year (`sheets_of`)."""

    def of(part: str, *left_out: str) -> list[Heading]:
        return _headings(part, [column for column in sheets[part].columns if column.name not in left_out])

    both = ("programs", "projects")
    return [
        Page(
            "plan",
            _("Programs and projects"),
            both,
            [
                Heading("code", _("Code"), width=18, is_fixed=True),
                Heading("type", _("Kind of row"), "choice", "types", 12, both),
                Heading("title", _("Title"), width=40, parts=both),
                Heading("program", _("Program of the project"), "choice", "programs", 32, ("projects",)),
                *of("programs", "title"),
                *of("projects", "title", "program"),
            ],
            _(
                "A row is a program or a project. Of a program fill axis, family and policy clauses; of a project the"
                " program it belongs to and the columns after those."
            ),
            pinned=3,
        ),
        Page(
            "targets",
            sheets["targets"].label,
            ("targets",),
            [
                *of("targets")[:1],
                Heading("unit", _("Unit, sum or level"), width=24, is_fixed=True),
                *of("targets")[1:],
            ],
            sheets["targets"].hint,
        ),
        Page("actions", sheets["actions"].label, ("actions",), of("actions"), sheets["actions"].hint),
        Page(
            "progress",
            _("Progress that is due"),
            ("progress",),
            [
                Heading("period", _("Period"), width=16, is_fixed=True),
                Heading("project", _("Project"), width=30, is_fixed=True),
                Heading("line", _("Line"), width=34, is_fixed=True),
                Heading("unit", _("What is entered"), width=30, is_fixed=True),
                Heading("before", _("Reported before"), "number", width=14, is_fixed=True),
                Heading("expected", _("Planned to date"), "number", width=14, is_fixed=True),
                *_headings("progress", DUE_COLUMNS),
            ],
            _("One row for each figure that your agency owes now. Empty means not reported, which is not zero."),
            pinned=3,
        ),
    ]


def _headings(part: str, columns: Sequence[Column]) -> list[Heading]:
    return [
        Heading(column.name, column.label, column.kind, column.names, _width(column.name, column.kind), (part,))
        for column in columns
    ]


def _width(name: str, kind: str) -> int:
    return _WIDTHS.get(name, 14 if kind in ("number", "date") else 18)


@dataclass(frozen=True)
class Known:
    """By which search keys a sheet is known again, and its headings by theirs: in either language."""

    sheet: set[str]
    headings: dict[str, str]


def known_by(periods: Sequence[Period]) -> dict[str, Known]:
    """How the sheets are known again, by their names."""
    known: dict[str, Known] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for page in pages(sheets_of(periods)):
                one = known.setdefault(page.name, Known(set(), {}))
                one.sheet.add(search_key(str(page.label)))
                one.headings.update({search_key(str(heading.label)): heading.name for heading in page.headings})
    return known


def in_each_language(text: str | Promise) -> set[str]:
    """The search keys of a text in both languages, by which it is known again."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(search_key(str(text)))
    return found


def spoken() -> dict[str, str]:
    """The words of closed lists in either language, by their search key, in the active one."""
    words: list[str | Promise] = [A_PROGRAM, A_PROJECT, NO_OBSTACLE, NOTHING_MARK]
    words += [label for _value, label in (*Family.choices, *ScopeLevel.choices)]
    return {key: str(word) for word in words for key in in_each_language(word)}
