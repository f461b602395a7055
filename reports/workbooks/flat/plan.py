"""What a flat table would change, in the shape in which every workbook is looked at before it is applied."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, User
from config.persian.errors import quoted
from config.persian.letters import search_key
from projects.enums import FundingSource
from projects.models import PlanYear
from reports.models import TableHabit
from reports.workbooks.flat.cells import Answers, Asked, MoneyUnit, Slash
from reports.workbooks.flat.columns import BY_KEY
from reports.workbooks.flat.headings import Head, find_head, fullest_line, head_at
from reports.workbooks.flat.known import lists_for, stored_for
from reports.workbooks.flat.outcomes import Outcome, State
from reports.workbooks.flat.planning import plan_of
from reports.workbooks.flat.reading import read_table
from reports.workbooks.flat.rows import Fault, ReadTable
from reports.workbooks.flat.sheets import PART, FlatSheet
from reports.workbooks.flat.wanting import label_of
from reports.workbooks.plan import PlannedCell, PlannedRow, Verdict
from reports.workbooks.problems import Problem
from reports.workbooks.reading import letters_of
from targets.forms.sheets import written
from targets.models import ProgressReport
from targets.operations.progress import Entry
from targets.operations.year import ProgramEntry


@dataclass
class Said:
    """What somebody has said of the table, and what is known of the agency's earlier ones."""

    headings: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    money: str = ""
    source: str = ""
    slash: str = ""
    head_line: int | None = None
    usual_money: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, Any], habit: TableHabit | None) -> Said:
        """The answers about this file, laid over the habits."""
        return cls(
            headings={**(habit.headings if habit else {}), **answers.get("headings", {})},
            indicators={**(habit.indicators if habit else {}), **answers.get("indicators", {})},
            money=answers.get("money", ""),
            source=answers.get("source", habit.source if habit else ""),
            slash=answers.get("slash", ""),
            head_line=answers.get("head_line"),
            usual_money=habit.money if habit else "",
        )


class FlatPlan:
    """The rows of a flat table against what is stored now. It is worked out in one go and writes nothing."""

    def __init__(
        self,
        sheet: FlatSheet,
        said: Said,
        *,
        agency: Agency,
        plan_year: PlanYear,
        user: User,
        problems: Iterable[Problem] = (),
    ) -> None:
        self.sheet = sheet
        self.said = said
        self.agency = agency
        self.table = ReadTable()
        self.rows: list[PlannedRow] = []
        self._entries: list[ProgramEntry] = []
        self._seen: list[tuple[int, int]] = []
        self._outcomes: list[Outcome] = []
        self.unknown_indicators: list[str] = []
        self.head: Head | None = self._find_head()
        # Columns that nobody understands yet are passed over, so that everything is asked at once.
        if self.head is not None and not self.head.lacks:
            self._read(self.head, plan_year, user)
        # What only an operation has refused.
        for problem in problems:
            self.refuse_at(f"row-{problem.row}", problem.message)

    def _find_head(self) -> Head | None:
        lines, chosen = self.sheet.lines, self.said.headings
        if self.said.head_line is not None:
            return head_at(lines, self.said.head_line, chosen)
        found = find_head(lines, chosen)
        if found is None and (number := fullest_line(lines)) is not None:
            found = head_at(lines, number, chosen)
        return found

    def _read(self, head: Head, plan_year: PlanYear, user: User) -> None:
        said = self.said
        answers = Answers(
            money=MoneyUnit(said.money) if said.money else None,
            usual_money=MoneyUnit(said.usual_money) if said.usual_money else None,
            slash=Slash(said.slash) if said.slash else None,
        )
        lists = lists_for(self.agency, plan_year, said.indicators)
        self.table = read_table(self.sheet.lines, head, lists, answers)
        stored = stored_for(user, self.agency, plan_year)
        made = plan_of(
            self.table,
            stored,
            plan_year=plan_year,
            periods=plan_year.periods.regular().count(),
            source=said.source or None,
        )
        self._entries, self._outcomes = made.entries, made.outcomes
        versions = {program.pk: program.version for program in stored.programs}
        self._seen = sorted(versions.items())
        faults: dict[int, list[Fault]] = {}
        for fault in made.faults:
            faults.setdefault(fault.row, []).append(fault)
        headings = {heading.column: heading.text for heading in head.headings}
        for outcome in made.outcomes:
            problems = [self._problem(fault, headings) for fault in faults.pop(outcome.row, ())]
            self.rows.append(self._row(outcome, problems))
        columns = head.columns("indicator")
        self.unknown_indicators = list(
            dict.fromkeys(fault.value for fault in made.faults if fault.column in columns and fault.value)
        )

    def _problem(self, fault: Fault, headings: Mapping[int, str]) -> Problem:
        column = letters_of(fault.column) if fault.column else ""
        return Problem(
            self.sheet.name, fault.row, column, quoted(fault.value), fault.message, headings.get(fault.column, "")
        )

    def _row(self, outcome: Outcome, problems: list[Problem]) -> PlannedRow:
        row = PlannedRow(PART, self.sheet.name, outcome.row, outcome.title, problems=problems)
        row.key = "" if outcome.state == State.NEW else str(outcome.row)
        if outcome.target:
            row.title = f"{outcome.title} · {outcome.target}" if outcome.title else outcome.target
        row.cells = [
            PlannedCell(change.label, change.label, change.old, change.new, change.old) for change in outcome.changes
        ]
        if outcome.state == State.NEW:
            row.cells = [PlannedCell(name, name, "", text, "") for name, text in self._said_in(outcome.row)]
        return row

    def _said_in(self, number: int) -> Iterator[tuple[str, str]]:
        """Of a new row what it is about."""
        row = self._read_rows.get(number)
        for key in _TOLD:
            value = row.get(key) if row is not None else None
            if value:
                texts = [action.title for action in value] if key == "actions" else value
                yield self._labels[key], written(texts)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {key: str(BY_KEY[key].label) for key in _TOLD}

    @cached_property
    def _read_rows(self) -> dict[int, Any]:
        return {row.number: row for row in self.table.rows}

    # what is asked

    @property
    def asked(self) -> Asked:
        return self.table.asked

    @property
    def is_asking(self) -> bool:
        """Whether somebody has to say something before the table can be looked at."""
        return self.head is None or bool(self.head.unclear or self.head.lacks or self.asked)

    @property
    def money(self) -> MoneyUnit | None:
        """The unit in which amounts are read that do not name their own."""
        if self.said.money:
            return MoneyUnit(self.said.money)
        return self.table.money or (MoneyUnit(self.said.usual_money) if self.said.usual_money else None)

    @property
    def has_money(self) -> bool:
        return self.head is not None and any(self.head.columns(key) for key in ("credit", "credit_and_source"))

    @property
    def source(self) -> str:
        """The source of money whose row names none, by its name on screen."""
        return str(FundingSource(self.said.source).label) if self.said.source in FundingSource.values else ""

    def questions(self) -> list[str]:
        """What is asked, for whoever has no page to answer on."""
        found = []
        if self.head is None or self.head.lacks:
            found.append(_("Say which column holds the title of the project: without it nothing is taken."))
        unclear = self.head.unclear if self.head is not None else ()
        found += [
            _("Say what column %(column)s is: “%(heading)s”.") % {"column": each.letter, "heading": each.text}
            for each in unclear
        ]
        if self.asked.money:
            found.append(_("Say in which unit the table counts money."))
        if self.asked.slash:
            found.append(_("Say whether “%(example)s” is a decimal number.") % {"example": self.asked.slash[0]})
        return found

    # what people should know of how it was read

    @cached_property
    def lacks(self) -> list[tuple[str, int]]:
        """What rows still lack, with how many of them."""
        found = Counter(key for outcome in self._outcomes for key in outcome.lacks)
        return [(label_of(key), number) for key, number in found.most_common()]

    @property
    def notes(self) -> list[str]:
        return list(dict.fromkeys(outcome.note for outcome in self._outcomes if outcome.note))

    @property
    def elsewhere(self) -> list[str]:
        """The columns that are understood and not taken from a table of promises."""
        headings = self.head.headings if self.head is not None else ()
        return [heading.text for heading in headings if heading.field in _ELSEWHERE]

    @property
    def left_out(self) -> list[str]:
        headings = self.head.left_out if self.head is not None else ()
        return [heading.text or heading.letter for heading in headings if heading.samples]

    # what comes of it

    @cached_property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    @cached_property
    def counts(self) -> dict[str, int]:
        found = Counter(row.verdict for row in self.rows)
        return {verdict.value: found[verdict] for verdict in Verdict}

    @property
    def has_changes(self) -> bool:
        return bool(self.counts[Verdict.NEW] or self.counts[Verdict.CHANGED])

    @property
    def can_be_applied(self) -> bool:
        return self.has_changes and not self.counts[Verdict.REFUSED] and not self.is_asking

    def with_verdict(self, *verdicts: Verdict) -> Iterator[PlannedRow]:
        return (row for row in self.rows if row.verdict in verdicts)

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as the same would happen."""
        said = [
            [row.number, row.verdict, [[cell.name, cell.mine, cell.theirs] for cell in row.cells]]
            for row in self.rows
            if row.verdict != Verdict.UNCHANGED
        ]
        money = [self.said.money, self.said.source, self.said.slash, self.money]
        return hashlib.sha256(json.dumps([said, self._seen, money]).encode()).hexdigest()

    def entries(self) -> list[ProgramEntry]:
        return self._entries

    def returns(self) -> Iterator[tuple[ProgressReport, dict[uuid.UUID, Entry]]]:
        """A table of promises reports nothing."""
        return iter(())

    def refuse_at(self, place: str, message: str) -> None:
        """Note a refusal of an operation at the row that it is about."""
        number = place.removeprefix("row-")
        row = next((row for row in self.rows if str(row.number) == number), self.rows[0] if self.rows else None)
        if row is not None:
            row.problems.append(Problem(self.sheet.name, row.number, "", "", message))
        for name in ("problems", "counts", "fingerprint"):
            self.__dict__.pop(name, None)


# What is told of a new row.
_TOLD = ("program", "axis", "baseline", "target", "proposed", "actions")
_ELSEWHERE = frozenset({"previous", "progress", "actual", "achievement"})


def habit_key(name: str) -> str:
    """Under which the agency's name for an indicator is remembered."""
    return search_key(name)
