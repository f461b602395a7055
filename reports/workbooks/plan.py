"""What a workbook would change: its rows laid over what is stored now, cell by cell.

Each cell is compared three ways: what stood there when the file was written out (`base`), what the file says now, what
is stored now. What only one side changed is taken; what both changed otherwise is a conflict, which somebody decides.
The rows are then read by the forms of the grids, so that what the grids refuse is refused here.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from agencies.models import Agency
from config.persian.calendar import read_date
from config.persian.digits import to_latin
from config.persian.errors import Unreadable, quoted
from config.persian.letters import normalise, search_key
from config.persian.numbers import read_decimal
from projects.models import PlanYear, Program
from reports.workbooks.due import COLUMNS as DUE_COLUMNS
from reports.workbooks.due import DueLines
from reports.workbooks.problems import Problem
from reports.workbooks.tables import Table, TableRow
from reports.workbooks.template import stored_texts
from targets.forms.sheets import Column
from targets.forms.year_grid import YearGrid
from targets.models import ProgressReport
from targets.operations.progress import Entry
from targets.operations.year import ProgramEntry


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


MINE, THEIRS = "mine", "theirs"


@dataclass
class PlannedCell:
    """A cell that the file changes. In a conflict somebody else changed it too; `decided` says whose text stands."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    is_conflict: bool = False
    decided: str = ""

    @property
    def is_open(self) -> bool:
        return self.is_conflict and not self.decided


@dataclass
class PlannedRow:
    """A row of the file with what becomes of it."""

    part: str
    sheet: str
    number: int
    title: str
    key: str = ""
    cells: list[PlannedCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        if self.problems:
            return Verdict.REFUSED
        if any(cell.is_open for cell in self.cells):
            return Verdict.CONFLICT
        if not self.key:
            return Verdict.NEW
        return Verdict.CHANGED if any(_changes(cell) for cell in self.cells) else Verdict.UNCHANGED


def _changes(cell: PlannedCell) -> bool:
    return not cell.is_conflict or cell.decided == MINE


def name_of_decision(row: PlannedRow, cell: PlannedCell) -> str:
    """Under which the decision about a cell is kept and posted."""
    return f"{row.key}.{cell.name}"


class Plan:
    """The rows of a file against what is stored now. It is worked out in one go and writes nothing.

    `programs` and `returns` are those that the person who applies it may write in.
    """

    # The workbook of the system says all that its reader has to know.
    is_asking = False

    def __init__(
        self,
        tables: Iterable[Table],
        *,
        agency: Agency,
        plan_year: PlanYear,
        programs: QuerySet[Program],
        returns: QuerySet[ProgressReport],
        problems: Iterable[Problem] = (),
        decisions: Mapping[str, str] | None = None,
    ) -> None:
        self.decisions = dict(decisions or {})
        self.grid = YearGrid(agency=agency, plan_year=plan_year, among=programs)
        self.due = DueLines(agency=agency, plan_year=plan_year, among=returns)
        self.rows: list[PlannedRow] = []
        # Of problems those of cells that could not even be read, by sheet and row.
        self._unread: dict[tuple[str, int], list[Problem]] = {}
        for problem in problems:
            self._unread.setdefault((problem.sheet, problem.row), []).append(problem)
        self._names = {part: self._columns(part) for part in (*self.grid.sheets, "progress")}
        self._canonical = _Canonical(self.grid)
        self._data = QueryDict(mutable=True)
        self._placed: dict[str, tuple[Table, TableRow, PlannedRow]] = {}
        self._typed_lines: dict[str, dict[str, str]] = {}
        for table in tables:
            self._lay_out(table)
        self._read_grid()
        self._read_returns()
        self._keep_what_was_unread()

    def _columns(self, part: str) -> Sequence[Column]:
        return DUE_COLUMNS if part == "progress" else self.grid.sheets[part].columns

    def questions(self) -> list[str]:
        """What is asked before anything can be said."""
        return []

    # comparing

    def _stored(self, part: str, key: str) -> dict[str, str] | None:
        """The cells as they are stored now; None where nothing of that key may be written in now."""
        if part == "progress":
            due = self.due.by_key.get(key)
            return due.texts if due else None
        return stored_texts(self.grid, part, key) if key in self.grid.stored(part) else None

    def _lay_out(self, table: Table) -> None:
        for place, row in enumerate(table.rows):
            planned = PlannedRow(table.part, table.sheet, row.number, _title_of(row), row.key)
            planned.problems += self._unread.pop((table.sheet, row.number), [])
            self.rows.append(planned)
            stored = self._stored(table.part, row.key) if row.key else {}
            if stored is None:
                self._leave_alone(table, row, planned)
                continue
            texts = self._merge(table.part, row, stored, planned)
            if row.key and not planned.cells and not planned.problems:
                continue
            if table.part == "progress":
                self._typed_lines[row.key] = texts
                self._placed[f"progress-{row.key}"] = (table, row, planned)
            else:
                name = f"{table.part}-{place}"
                cells = [texts[column.name].replace("\t", " ") for column in self._names[table.part]]
                self._data[name] = "\t".join([row.key, *cells])
                self._placed[name] = (table, row, planned)

    def _leave_alone(self, table: Table, row: TableRow, planned: PlannedRow) -> None:
        """Nobody may write in it now. Where the file changes nothing of it, nothing is wrong."""
        base = row.base or {}

        def is_touched(column: Column) -> bool:
            return self._differ(column, row.texts.get(column.name), base.get(column.name))

        touched = [column for column in self._names[table.part] if is_touched(column)]
        if touched:
            told = _("What stood here is not open to you any more: it was sent, withdrawn or removed meanwhile.")
            planned.problems.append(self._problem(table, row, touched[0].name, told))

    def _differ(self, column: Column, one: str | None, other: str | None) -> bool:
        """Whether two cells say different things; a cell that is not there says nothing of its own."""
        if one is None or other is None:
            return False
        return self._canonical.of(column, one) != self._canonical.of(column, other)

    def _merge(self, part: str, row: TableRow, stored: Mapping[str, str], planned: PlannedRow) -> dict[str, str]:
        """The row as it shall be read: the file's text where the file changed something, else what is stored."""
        merged = {}
        for column in self._names[part]:
            now, mine = stored.get(column.name, ""), row.texts.get(column.name)
            merged[column.name] = now
            if mine is None or column.name in row.refused:
                continue
            if not row.key:
                merged[column.name] = mine
                if mine:
                    planned.cells.append(PlannedCell(column.name, str(column.label), "", mine, ""))
                continue
            cell = self._compare(column, row, mine, now)
            if cell is None:
                continue
            if cell.is_conflict:
                cell.decided = self.decisions.get(name_of_decision(planned, cell), "")
            planned.cells.append(cell)
            if _changes(cell):
                merged[column.name] = mine
        return merged

    def _compare(self, column: Column, row: TableRow, mine: str, now: str) -> PlannedCell | None:
        """What the file changes in the cell; None where it says what is stored, or what stood there before."""
        if not self._differ(column, mine, now):
            return None
        if row.base is None:
            return PlannedCell(column.name, str(column.label), now, mine, now) if mine else None
        base = row.base.get(column.name, "")
        if not self._differ(column, mine, base):
            return None
        is_conflict = self._differ(column, now, base)
        return PlannedCell(column.name, str(column.label), base, mine, now, is_conflict)

    # reading

    def _read_grid(self) -> None:
        self.grid.lay_over(self._data)
        self.grid.is_valid()
        for name, row in self.grid.typed_rows().items():
            table, read, planned = self._placed[name]
            for column, messages in row.errors.items():
                if column not in read.refused:
                    planned.problems += [self._problem(table, read, column, str(message)) for message in messages]

    def _read_returns(self) -> None:
        self._forms = list(self.due.forms(self._typed_lines))
        for _report, form in self._forms:
            for name, messages in form.errors.items():
                column, _dash, key = name.partition("-")
                table, row, planned = self._placed[f"progress-{key}"]
                if column not in row.refused:
                    planned.problems += [self._problem(table, row, column, str(message)) for message in messages]
        for key, texts in self._typed_lines.items():
            table, row, planned = self._placed[f"progress-{key}"]
            has = self.due.fields_of(self.due.by_key[key])
            for name in sorted(texts.keys() - has):
                if texts[name]:
                    told = _("Nothing can be written in this cell.")
                    planned.problems.append(self._problem(table, row, name, told))

    def _problem(self, table: Table, row: TableRow, column: str, message: str) -> Problem:
        label = next((str(each.label) for each in self._names[table.part] if each.name == column), "")
        value = row.texts.get(column, "")
        return Problem(table.sheet, row.number, table.places.get(column, ""), quoted(value), message, label)

    def _keep_what_was_unread(self) -> None:
        """Rows of which nothing could be read stand there too, with what is wrong."""
        for (sheet, number), problems in self._unread.items():
            self.rows.append(PlannedRow("", sheet, number, "", problems=problems))

    # what comes of it

    @cached_property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows have each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict.value: found[verdict] for verdict in Verdict}

    @property
    def has_changes(self) -> bool:
        return bool(self.counts[Verdict.NEW] or self.counts[Verdict.CHANGED])

    @property
    def can_be_applied(self) -> bool:
        return self.has_changes and not self.counts[Verdict.REFUSED] and not self.counts[Verdict.CONFLICT]

    def with_verdict(self, *verdicts: Verdict) -> Iterator[PlannedRow]:
        return (row for row in self.rows if row.verdict in verdicts)

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as the same would happen: whoever presses the button names what they saw."""
        said = [
            [row.part, row.key, row.number, row.verdict, [[c.name, c.mine, c.theirs, c.decided] for c in row.cells]]
            for row in self.rows
            if row.verdict != Verdict.UNCHANGED
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def entries(self) -> list[ProgramEntry]:
        """What `targets.operations.year.save_year` writes."""
        return self.grid.entries()

    def returns(self) -> Iterator[tuple[ProgressReport, dict[uuid.UUID, Entry]]]:
        """What `targets.operations.progress.save_lines` writes, by return."""
        for report, form in self._forms:
            yield report, form.entries()

    def refuse_at(self, place: str, message: str) -> None:
        """Note a refusal of an operation at the row that it is about."""
        if place in self._placed:
            table, row, planned = self._placed[place]
            planned.problems.append(self._problem(table, row, "", message))
        elif self.rows:
            first = next(self.with_verdict(Verdict.NEW, Verdict.CHANGED), self.rows[0])
            first.problems.append(Problem(first.sheet, first.number, "", "", message))
        for name in ("problems", "counts", "fingerprint"):
            self.__dict__.pop(name, None)


def _title_of(row: TableRow) -> str:
    """What the row is called on the preview."""
    known = (row.texts, row.base or {})
    names = ("title", "indicator")
    return next((texts[name] for name in names for texts in known if texts.get(name)), "")


class _Canonical:
    """A cell as it is compared: two ways of writing the same are the same."""

    def __init__(self, grid: YearGrid) -> None:
        self.names = grid.lists.names

    def of(self, column: Column, text: str) -> object:
        text = normalise(text)
        if not text:
            return ""
        try:
            if column.kind == "number":
                return read_decimal(text, percent=True)
            if column.kind == "date":
                return read_date(text)
            if column.name == "policy_clauses":
                return frozenset(part.strip() for part in re.split(r"[,،;؛]", to_latin(text)) if part.strip())
            if column.names in self.names:
                found = self.names[column.names].find(text)
                return getattr(found, "pk", found)
        except (Unreadable, ValidationError):
            return text
        return search_key(text) if column.kind == "choice" else text
