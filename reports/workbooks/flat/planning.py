"""What a table would change: its rows beside what is stored, as entries for the operation and as a preview for people.

Rows are matched by the project's code, else by the titles of program and project within the agency's year; a target by
its indicator, and by its county where the table has one row for each. What a cell leaves empty stays as it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import County
from config.persian.errors import quoted
from config.persian.numbers import format_number
from projects.enums import EDITABLE, FundingSource
from projects.models import PlanYear, Program, Project
from reports.workbooks.flat.columns import BY_KEY
from reports.workbooks.flat.differing import (
    Change,
    actions_of,
    changes,
    differing,
    key_of_title,
    lines_of,
    money_text,
    obstacles_of,
)
from reports.workbooks.flat.laying_out import trajectory_of
from reports.workbooks.flat.outcomes import Outcome, Plan, State, Stored
from reports.workbooks.flat.rows import Fault, ReadRow, ReadTable
from reports.workbooks.flat.wanting import wanting
from targets.forms.sheets import written
from targets.models import Indicator
from targets.operations.year import ProgramEntry, ProjectEntry, TargetEntry


@dataclass
class _Group:
    """A project of the table with the rows that are about it."""

    program: _Whole
    title: str
    project: Project | None = None
    rows: list[ReadRow] = field(default_factory=list)


@dataclass
class _Whole:
    """A program of the table."""

    title: str
    program: Program | None = None
    groups: list[_Group] = field(default_factory=list)
    rows: list[ReadRow] = field(default_factory=list)


def plan_of(table: ReadTable, stored: Stored, *, plan_year: PlanYear, periods: int, source: str | None = None) -> Plan:
    """What the table changes. `source` is that of money whose row names none, where somebody has said it."""
    return _Planner(table, stored, plan_year, periods, source).plan()


class _Planner:
    def __init__(self, table: ReadTable, stored: Stored, plan_year: PlanYear, periods: int, source: str | None) -> None:
        self.table = table
        self.stored = stored
        self.plan_year = plan_year
        self.periods = periods
        self.source = source or FundingSource.UNNAMED
        self.made = Plan(faults=list(table.faults))
        self.bad = {fault.row for fault in self.made.faults}
        self.wholes: dict[str, _Whole] = {}
        self.groups: dict[tuple[str, str], _Group] = {}
        self.by_code = {
            key_of_title(project.code).upper(): (program, project)
            for program in stored.programs
            for project in stored.projects.get(program.pk, ())
        }
        self.program_titles: dict[str, list[Program]] = {}
        for program in stored.programs:
            self.program_titles.setdefault(key_of_title(program.title), []).append(program)

    def plan(self) -> Plan:
        for row in self.table.rows:
            outcome = Outcome(row.number, row.get("project") or row.get("code") or "", _name(row.get("indicator")))
            self.made.outcomes.append(outcome)
            # What cannot be read is put right first; whether it fits the other rows is asked then.
            if row.number not in self.bad and (group := self._group(row, outcome)) is not None:
                group.rows.append(row)
        outcomes = {outcome.row: outcome for outcome in self.made.outcomes}
        for whole in self.wholes.values():
            self._write(whole, outcomes)
        self.bad = {fault.row for fault in self.made.faults}
        for outcome in self.made.outcomes:
            if outcome.row in self.bad:
                outcome.state = State.REFUSED
        if self.made.faults:
            self.made.entries = []
        return self.made

    def _fault(self, row: ReadRow, value: str, message: str) -> None:
        self.made.faults.append(Fault(row.number, 0, value, message))

    # --- which project a row is about --------------------------------------------------------------

    def _group(self, row: ReadRow, outcome: Outcome) -> _Group | None:
        code, title = row.get("code"), row.get("project")
        if code and code in self.by_code:
            program, project = self.by_code[code]
            return self._known(row, program, project)
        if code and code.startswith(self._own_codes) and code.removeprefix(self._own_codes)[:1].isdigit():
            self._fault(row, code, _("There is no project of yours with this code. Leave it empty for a new project."))
            return None
        if not title:
            self._fault(row, code or "", _("Write the title of the project."))
            return None
        if code:
            outcome.note = _("Your code %(code)s is not one of here; a new project is given its own.") % {"code": code}
        whole = self._whole(row)
        if whole is None:
            return None
        key = (key_of_title(whole.title), key_of_title(title))
        if key not in self.groups:
            found = [each for each in self._projects_of(whole) if key_of_title(each.title) == key[1]]
            if len(found) > 1:
                message = _("There is more than one project “%(title)s” in this program; write its code.")
                self._fault(row, title, message % {"title": quoted(title)})
                return None
            self.groups[key] = _Group(whole, title, found[0] if found else None)
            whole.groups.append(self.groups[key])
        return self.groups[key]

    @property
    def _own_codes(self) -> str:
        agency = self.stored.programs[0].agency.code if self.stored.programs else ""
        return f"{self.plan_year.year % 100:02d}-{agency}-".upper() if agency else "\0"

    def _known(self, row: ReadRow, program: Program, project: Project) -> _Group | None:
        said = row.get("program")
        if said and key_of_title(said) != key_of_title(program.title):
            message = _("Project %(code)s belongs to the program “%(program)s”, not to “%(other)s”.")
            values = {"code": project.code, "program": program.title, "other": quoted(said)}
            self._fault(row, said, message % values)
            return None
        whole = self.wholes.setdefault(key_of_title(program.title), _Whole(program.title, program))
        key = (key_of_title(program.title), key_of_title(project.title))
        if key not in self.groups or self.groups[key].project != project:
            key = (key[0], project.code)
        if key not in self.groups:
            self.groups[key] = _Group(whole, row.get("project") or project.title, project)
            self.groups.setdefault((key[0], key_of_title(project.title)), self.groups[key])
            whole.groups.append(self.groups[key])
        return self.groups[key]

    def _whole(self, row: ReadRow) -> _Whole | None:
        title = row.get("program") or _("Production leap %(year)s") % {"year": self.plan_year}
        key = key_of_title(title)
        if key not in self.wholes:
            found = self.program_titles.get(key, [])
            found = [program for program in found if program.status in EDITABLE] or found
            if len(found) > 1:
                message = _("There is more than one program “%(title)s”; write the codes of its projects.")
                self._fault(row, title, message % {"title": quoted(title)})
                return None
            self.wholes[key] = _Whole(title, found[0] if found else None)
        return self.wholes[key]

    def _projects_of(self, whole: _Whole) -> list[Project]:
        return self.stored.projects.get(whole.program.pk, []) if whole.program is not None else []

    # --- what of it differs ------------------------------------------------------------------------

    def _write(self, whole: _Whole, outcomes: Mapping[int, Outcome]) -> None:
        whole.rows = [row for group in whole.groups for row in group.rows]
        program = whole.program
        values: dict[str, Any] = {}
        for row in whole.rows:
            self._agree(row, values, "axis", "axis")
            for clause in row.get("policy_clauses") or ():
                values.setdefault("policy_clauses", {})[clause] = None
            for core in row.get("key_cores") or ():
                values.setdefault("key_cores", {})[core] = None
        fields = {name: list(value) if isinstance(value, dict) else value for name, value in values.items()}
        if program is None:
            entry = ProgramEntry(
                f"row-{whole.rows[0].number}" if whole.rows else "", fields={"title": whole.title} | fields
            )
        else:
            changed = differing(program, fields)
            entry = ProgramEntry(f"row-{whole.rows[0].number}", program, program.version, changed)
            outcomes[whole.rows[0].number].differs(changes(program, changed))
        for group in whole.groups:
            project = self._project(group, outcomes)
            if project.project is None or project.says_something or project.targets:
                entry.projects.append(project)
        if program is not None and not (entry.fields or entry.projects):
            self._lacks(whole, outcomes)
            return
        if program is not None and program.pk not in self.stored.writable:
            for row in whole.rows:
                if outcomes[row.number].state != State.SAME:
                    self._fault(row, "", _closed(program))
            return
        self.made.entries.append(entry)
        self._lacks(whole, outcomes)

    def _agree(self, row: ReadRow, values: dict[str, Any], key: str, name: str) -> None:
        """Take the row's value for the whole; another one than that of a row above is a contradiction."""
        said = row.get(key)
        if said is None or values.setdefault(name, said) == said:
            return
        message = _("Another row of the same project or program says “%(other)s” in “%(column)s”: say the same in all.")
        label = BY_KEY[key].label if key in BY_KEY else key
        self._fault(row, written(said), message % {"other": written(values[name]), "column": label})

    def _project(self, group: _Group, outcomes: Mapping[int, Outcome]) -> ProjectEntry:
        project = group.project
        values: dict[str, Any] = {}
        for row in group.rows:
            for key, name in _PROJECT_FIELDS:
                self._agree(row, values, key, name)
            if "no_obstacle" in row.values:
                values["has_no_obstacles"] = True
        by_county = self._rows_by_county(group)
        for name in ("counties", "partners"):
            listed = dict.fromkeys(each for row in group.rows for each in row.get(name) or ())
            if listed:
                values[name] = list(listed)
        remarks = "\n".join(dict.fromkeys(row.get("remarks") for row in group.rows if row.get("remarks")))
        if remarks:
            values["description"] = remarks
        if any(row.get("funding") for row in group.rows):
            values["needs_money"] = True
        first = group.rows[0]
        entry = ProjectEntry(f"row-{first.number}", project)
        if project is None:
            entry.fields = values | {"title": group.title}
            outcomes[first.number].state = State.NEW
        else:
            if "title" in values and key_of_title(values["title"]) == key_of_title(project.title):
                del values["title"]
            entry.fields = differing(project, values)
            outcomes[first.number].differs(changes(project, entry.fields))
        self._add_lists(group, entry, outcomes[first.number])
        for row in group.rows:
            if row.get("indicator") is not None:
                self._add_target(group, row, by_county, entry, outcomes[row.number])
            elif project is None:
                outcomes[row.number].state = State.NEW
        return entry

    def _add_lists(self, group: _Group, entry: ProjectEntry, outcome: Outcome) -> None:
        project = group.project
        actions, told = actions_of(group.rows, project)
        if actions is not None:
            entry.actions = actions
            outcome.differs(told)
        funding = self._funding(group)
        if funding is not None:
            entry.funding = funding
            if project is not None:
                label = str(BY_KEY["credit"].label)
                outcome.differs([Change(label, money_text(lines_of(project)), money_text(funding))])
        obstacles = obstacles_of(group.rows, project)
        if obstacles is not None:
            entry.challenges = obstacles
            if project is not None:
                label = str(BY_KEY["obstacles"].label)
                outcome.differs(
                    [Change(label, "", written([each["title"] for each in obstacles if "uuid" not in each]))]
                )

    def _funding(self, group: _Group) -> list[dict[str, Any]] | None:
        """The project's money by source, laid over what is stored; None where nothing differs."""
        said: dict[str, Any] = {}
        for row in group.rows:
            for source, rials in row.get("funding") or ():
                source = source or row.get("funding_source") or self.source
                if said.setdefault(source, rials) != rials:
                    message = _("Another row of the project says another amount for the same source: write it once.")
                    self._fault(row, written(rials), message)
        lines = {line["source"]: line for line in lines_of(group.project)}
        merged = dict(lines)
        for source, rials in said.items():
            merged[source] = {
                **lines.get(source, {"source": source, "allocated": None, "spent": None}),
                "approved": rials,
            }
        return list(merged.values()) if merged != lines else None

    def _rows_by_county(self, group: _Group) -> dict[int, County]:
        """Of an indicator that the project has in several rows each with a county of its own: the county, by row."""
        measured: dict[Indicator, list[ReadRow]] = {}
        for row in group.rows:
            if row.get("indicator") is not None:
                measured.setdefault(row.get("indicator"), []).append(row)
        found: dict[int, County] = {}
        stored = self.stored.targets.get(group.project.pk, []) if group.project is not None else []
        for indicator, rows in measured.items():
            counties = [tuple(row.get("counties") or ()) for row in rows]
            has_own = any(each.indicator_id == indicator.pk and each.county_id for each in stored)
            if (len(rows) > 1 or has_own) and all(len(each) == 1 for each in counties):
                found |= {row.number: each[0] for row, each in zip(rows, counties, strict=True)}
        return found

    def _add_target(
        self, group: _Group, row: ReadRow, by_county: Mapping[int, County], entry: ProjectEntry, outcome: Outcome
    ) -> None:
        indicator, county = row.get("indicator"), by_county.get(row.number)
        for other in entry.targets:
            if (other.fields.get("indicator"), other.fields.get("county")) == (indicator, county) or (
                other.target is not None and (other.target.indicator, other.target.county) == (indicator, county)
            ):
                message = _("Row %(row)s has the same target already: one row for each target of a project.")
                self._fault(
                    row, str(indicator), message % {"row": format_number(int(other.place.removeprefix("row-")))}
                )
                return
        stored = self.stored.targets.get(group.project.pk, []) if group.project is not None else []
        target = next((each for each in stored if each.indicator_id == indicator.pk and each.county == county), None)
        values = {name: row.values[key] for key, name in _TARGET_FIELDS if key in row.values}
        # What the agency proposes is its own figure; what was decided elsewhere stands beside it.
        if "proposed" in row.values or "target" in row.values:
            values["value"] = row.values.get("proposed", row.values.get("target"))
        try:
            trajectory = trajectory_of(row, indicator, values, target, self.periods)
        except ValueError as error:
            self._fault(row, "", str(error))
            return
        if trajectory is not None:
            values["trajectory"] = trajectory
        place = f"row-{row.number}"
        if target is None:
            outcome.state = State.NEW
            entry.targets.append(TargetEntry(place, None, {"indicator": indicator, "county": county} | values))
            return
        changed = differing(target, values)
        if changed:
            entry.targets.append(TargetEntry(place, target, changed))
            outcome.differs(changes(target, changed))

    def _lacks(self, whole: _Whole, outcomes: Mapping[int, Outcome]) -> None:
        for group in whole.groups:
            stored = self.stored.targets.get(group.project.pk, []) if group.project is not None else []
            for row in group.rows:
                target = next((each for each in stored if each.indicator == row.get("indicator")), None)
                is_first = row is group.rows[0]
                lacks = wanting(row, group.rows, group.project, target, whole.program, is_first)
                is_named = self.source != FundingSource.UNNAMED
                outcomes[row.number].lacks = [key for key in lacks if not (is_named and key == "source")]


_PROJECT_FIELDS = (
    ("project", "title"),
    ("sector", "sector"),
    ("industry", "priority_industry"),
    ("level", "scope_level"),
    ("tier", "tier"),
    ("jobs_direct", "jobs_direct"),
    ("jobs_indirect", "jobs_indirect"),
    ("justification", "justification"),
    ("weight", "weight"),
)
_TARGET_FIELDS = (
    ("baseline", "baseline"),
    ("baseline_on", "baseline_on"),
    ("baseline_source", "baseline_source"),
    ("verification", "means_of_verification"),
)


def _name(thing: Any) -> str:
    return "" if thing is None else str(thing)


def _closed(program: Program) -> str:
    if program.status in EDITABLE:
        message = _("The program “%(program)s” is being written by the agency itself; only its own people change it.")
    else:
        message = _("The program “%(program)s” has been sent; it can be edited when it is back with the agency.")
    return message % {"program": program}
