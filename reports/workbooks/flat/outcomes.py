"""What becomes of the rows of a table: for the operation that writes, and for people who look at it before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from projects.models import Program, Project
from reports.workbooks.flat.differing import Change
from reports.workbooks.flat.rows import Fault
from targets.models import Target
from targets.operations.year import ProgramEntry


class State(TextChoices):
    """What becomes of a row."""

    NEW = "new", pgettext_lazy("row of a table", "New")
    CHANGED = "changed", pgettext_lazy("row of a table", "Changed")
    SAME = "same", pgettext_lazy("row of a table", "As it is stored")
    REFUSED = "refused", pgettext_lazy("row of a table", "Refused")


@dataclass
class Outcome:
    """What becomes of a row, and what it still lacks."""

    row: int
    title: str
    target: str = ""
    state: State = State.SAME
    changes: list[Change] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    # The code that is given to a new project is known once it is stored; what the table called it stands here.
    note: str = ""

    def differs(self, changes: Iterable[Change]) -> None:
        self.changes += changes
        if self.changes and self.state == State.SAME:
            self.state = State.CHANGED


@dataclass
class Stored:
    """What is stored of the agency's year, as far as the person may write in it or read it."""

    programs: list[Program] = field(default_factory=list)
    # Projects by the key of their program, targets by the key of their project.
    projects: dict[int, list[Project]] = field(default_factory=dict)
    targets: dict[int, list[Target]] = field(default_factory=dict)
    # Keys of the programs in which the person may write now.
    writable: set[int] = field(default_factory=set)


@dataclass
class Plan:
    entries: list[ProgramEntry] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def count(self, state: State) -> int:
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def counts(self) -> dict[str, int]:
        return {state.value: self.count(state) for state in State}
