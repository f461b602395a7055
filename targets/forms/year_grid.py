"""What people type into the grid of an agency's year: what is stored, with what was typed laid over it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from agencies.models import Agency
from config.persian.digits import localise_digits
from projects.conflicts import NOTHING, Difference
from projects.enums import EDITABLE, ProjectState
from projects.models import Action, Period, PlanYear, Program, Project
from projects.weights import shared_out
from targets.forms.sheets import Names, Posted, Row, Sheet, cell_name, posted_rows, written
from targets.forms.year_rows import (
    ACTION_FIELDS,
    NO_OBSTACLE,
    PROGRAM_FIELDS,
    PROJECT_FIELDS,
    ActionRow,
    Lists,
    ProgramRow,
    ProjectRow,
    TargetRow,
    sheets_of,
)
from targets.models import Target
from targets.operations.year import ProgramEntry, ProjectEntry, TargetEntry


@dataclass
class ProjectNode:
    """A project of the year, stored or being started, with what was typed under it."""

    entry: ProjectEntry
    program: ProgramNode
    row: Row
    # Actions by the UUID of what is stored: what shall stand there, None for what is removed; and the new ones.
    actions: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    new_actions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def project(self) -> Project | None:
        return self.entry.project


@dataclass
class ProgramNode:
    entry: ProgramEntry
    row: Row
    projects: list[ProjectNode] = field(default_factory=list)


class YearGrid:
    """An agency's year as four sheets: what is stored, with what was typed laid over it.

    Unbound it shows; bound to `data` it reads: after `is_valid` either `entries` says what to write, or the rows of
    the sheets say what is wrong. `only` narrows the grid to one program; `among` are other programs than the drafts.
    """

    def __init__(
        self,
        *,
        agency: Agency,
        plan_year: PlanYear,
        only: Program | None = None,
        among: QuerySet[Program] | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.agency = agency
        self.plan_year = plan_year
        self.data: QueryDict | None = None
        self.lists = Lists(plan_year)
        self.sheets = sheets_of(self.lists.periods)
        self.programs: list[ProgramNode] = []
        # What is stored, by sheet and UUID: the thing, its row, and the program that it is part of.
        self._by_key: dict[str, dict[str, tuple[Any, Row, Program]]] = {name: {} for name in self.sheets}
        self._rows: dict[str, Row] = {}
        self._typed: dict[str, list[tuple[Posted, Row]]] = {}
        # New projects that cannot be read are still there to be named by what hangs on them.
        self._unplaced: list[ProjectNode] = []
        self._load(only, Program.objects.filter(status__in=EDITABLE) if among is None else among)
        if data is not None:
            self.lay_over(data)

    def lay_over(self, data: QueryDict) -> None:
        """Take what was typed."""
        self.data = data
        for name, sheet in self.sheets.items():
            self._typed[name] = [(row, self._lay_over(sheet, row)) for row in posted_rows(data, name, sheet.columns)]

    # what is stored

    def _load(self, only: Program | None, among: QuerySet[Program]) -> None:
        active = Project.objects.filter(state=ProjectState.ACTIVE).select_related("sector").prefetch_related("actions")
        programs = (
            among.filter(agency=self.agency, plan_year=self.plan_year)
            .select_related("axis", "plan_year", "agency")
            .prefetch_related("policy_clauses", Prefetch("projects", active))
        )
        if only is not None:
            programs = programs.filter(pk=only.pk)
        found = list(programs)
        targets: dict[int, list[Target]] = {}
        stored = Target.objects.filter(project__program__in=found).select_related("indicator__unit", "county")
        for target in stored.order_by("position", "pk"):
            targets.setdefault(target.project_id, []).append(target)
        titles = [program.title for program in found]
        projects = [project for program in found for project in program.projects.all()]
        project_titles = [project.title for project in projects]
        for program in found:
            self._program = program
            name = program.title if titles.count(program.title) == 1 else program.code
            self._show_program(program)
            for project in program.projects.all():
                row = self._show_project(project, name)
                row.code = project.code if project_titles.count(project.title) > 1 else ""
                shown = row.code or project.title
                for action in project.actions.all():
                    self._show("actions", action, project=shown, **_texts(action, ACTION_FIELDS))
                for target in targets.get(project.pk, []):
                    target.project = project
                    row = self._show("targets", target, project=shown, **target_texts(target, self.lists.periods))
                    row.hints = (target.indicator.measured_in,)

    def _show(self, sheet: str, stored: Program | Project | Action | Target, **texts: str) -> Row:
        row = self.sheets[sheet].add(key=str(stored.uuid), texts=texts)
        self._by_key[sheet][row.key] = (stored, row, self._program)
        return row

    def _show_program(self, program: Program) -> None:
        clauses = localise_digits(_(", ").join(clause.code for clause in program.policy_clauses.all()))
        texts = {
            "title": written(program.title),
            "axis": written(program.axis),
            "family": str(program.get_family_display()),
            "policy_clauses": clauses,
        }
        row = self._show("programs", program, **texts)
        self.programs.append(ProgramNode(ProgramEntry("", program, program.version), row))

    def _show_project(self, project: Project, program: str) -> Row:
        texts = _texts(project, PROJECT_FIELDS) | {
            "program": program,
            "scope_level": str(project.get_scope_level_display()),
            "has_no_obstacles": str(NO_OBSTACLE) if project.has_no_obstacles else "",
        }
        row = self._show("projects", project, **texts)
        node = self.programs[-1]
        node.projects.append(ProjectNode(ProjectEntry("", project), node, row))
        return row

    def stored(self, sheet: str) -> dict[str, tuple[Any, Row, Program]]:
        """What is stored in a sheet by its UUID: the thing, its row, and the program that it is part of."""
        return self._by_key[sheet]

    # what was typed

    def _lay_over(self, sheet: Sheet, posted: Posted) -> Row:
        stored = self._by_key[sheet.name].get(posted.key)
        row = stored[1] if stored else sheet.add()
        row.texts, row.is_typed, row.is_removed = posted.texts, True, posted.is_removed
        self._rows[posted.name] = row
        return row

    @property
    def versions(self) -> dict[str, int]:
        """The versions of the programs shown, by UUID."""
        return {str(node.entry.program.uuid): node.entry.version for node in self.programs if node.entry.program}

    def is_valid(self) -> bool:
        """Read every row that was sent."""
        self._read_programs()
        self._read_projects()
        self._read_actions()
        self._read_targets()
        return not any(sheet.problems for sheet in self.sheets.values())

    def writes_under(self, program: Program) -> bool:
        """Whether something of the program was typed over, or something that is no longer there."""
        return any(
            posted.key and (posted.key not in self._by_key[name] or self._by_key[name][posted.key][2] == program)
            for name, rows in self._typed.items()
            for posted, _row in rows
        )

    def typed_rows(self) -> dict[str, Row]:
        """The rows that were sent, by the name of their field."""
        return self._rows

    def refuse_at(self, place: str, message: str) -> None:
        """Note a refusal of the operation at the row it is about."""
        row = self._rows.get(place) or next(iter(self._rows.values()))
        row.refuse("", message)

    def _stored(self, sheet: str, posted: Posted, row: Row) -> Any:
        """What the row is about, None for a new one; a row about something that is gone is refused."""
        if not posted.key:
            return None
        found = self._by_key[sheet].get(posted.key)
        if found is None:
            row.refuse("", _("What stood here is no longer in your drafts; clear the row, or save it as a new one."))
            return None
        return found[0]

    def _read(self, row: Row, form: forms.BaseForm) -> dict[str, Any] | None:
        if form.is_valid():
            return form.cleaned_data
        row.take_errors_of(form)
        return None

    def _read_programs(self) -> None:
        nodes = {node.row.key: node for node in self.programs}
        for posted, row in self._typed.get("programs", ()):
            program = self._stored("programs", posted, row)
            if posted.is_removed:
                row.refuse("", _("A program is not removed here; withdraw it on its page."))
                continue
            values = self._read(row, ProgramRow(posted.texts, lists=self.lists))
            if program is None:
                self.programs.append(ProgramNode(ProgramEntry(posted.name, fields=values or {}), row))
            elif values is not None:
                entry = nodes[row.key].entry
                entry.place, entry.fields = posted.name, _changed(program, values, PROGRAM_FIELDS)

    def _read_projects(self) -> None:
        programs = Names(
            (node, (node.row.texts.get("title"), getattr(node.entry.program, "title", ""), _code(node.entry.program)))
            for node in self.programs
        )
        nodes = {project.row.key: project for program in self.programs for project in program.projects}
        for posted, row in self._typed.get("projects", ()):
            project = self._stored("projects", posted, row)
            if project is not None and posted.is_removed:
                nodes[row.key].entry.place, nodes[row.key].entry.is_removed = posted.name, True
                continue
            values = self._read(row, ProjectRow(posted.texts, lists=self.lists, programs=programs))
            if values is None:
                if project is None:
                    nowhere = ProgramNode(ProgramEntry(""), row)
                    self._unplaced.append(ProjectNode(ProjectEntry(posted.name), nowhere, row))
                continue
            program: ProgramNode = values.pop("program")
            if project is None:
                program.projects.append(ProjectNode(ProjectEntry(posted.name, fields=values), program, row))
                continue
            node = nodes[row.key]
            node.entry.place = posted.name
            node.entry.fields = _changed(project, values, PROJECT_FIELDS)
            if node.program is not program:
                row.refuse("program", _("A project stays in its program: add it there anew and remove it here."))

    @cached_property
    def _projects(self) -> Names:
        nodes = [*(project for program in self.programs for project in program.projects), *self._unplaced]
        return Names(
            (node, (node.row.texts.get("title"), getattr(node.project, "title", ""), _code(node.project)))
            for node in nodes
        )

    def _read_actions(self) -> None:
        of_action = {
            str(action.uuid): project
            for program in self.programs
            for project in program.projects
            if project.project
            for action in project.project.actions.all()
        }
        for posted, row in self._typed.get("actions", ()):
            action = self._stored("actions", posted, row)
            if action is not None and posted.is_removed:
                of_action[row.key].actions[row.key] = None
                continue
            values = self._read(row, ActionRow(posted.texts, projects=self._projects))
            if values is None:
                continue
            node: ProjectNode = values.pop("project")
            if action is None:
                node.new_actions.append(values)
            elif of_action[row.key] is not node:
                row.refuse("project", _("An action stays in its project: add it there anew and remove it here."))
            else:
                node.actions[row.key] = values | {"uuid": action.uuid}
            node.entry.place = node.entry.place or posted.name

    def _read_targets(self) -> None:
        for posted, row in self._typed.get("targets", ()):
            target = self._stored("targets", posted, row)
            if target is not None and posted.is_removed:
                node = self._projects.find(_code(target.project))
                node.entry.targets.append(TargetEntry(posted.name, target, is_removed=True))
                continue
            values = self.read_target(posted, row, target)
            if values is None:
                continue
            node = values.pop("project")
            if target is not None and node.project != target.project:
                row.refuse("project", _("A target stays in its project: add it there anew and remove it here."))
                continue
            names = [name for name in values if not name.startswith("trajectory_")]
            fields = _changed(target, values, names) if target else {name: values[name] for name in names}
            if fields:
                node.entry.targets.append(TargetEntry(posted.name, target, fields))

    def read_target(self, posted: Posted, row: Row, target: Target | None = None) -> dict[str, Any] | None:
        """The target that the row says, with its trajectory; None where it cannot be read, as the row then says."""
        return self._read(row, self._target_form(self._projects, posted.texts, target))

    def _target_form(
        self, projects: Names, texts: Mapping[str, str] | None = None, target: Target | None = None
    ) -> TargetRow:
        return TargetRow(
            texts,
            lists=self.lists,
            projects=projects,
            project=Project(program=Program(agency=self.agency, plan_year=self.plan_year)),
            instance=Target(pk=target.pk) if target else None,
        )

    def target_to_lay_out(self, texts: Mapping[str, str]) -> Target:
        """What a trajectory needs to know of the row. Raises ValidationError where it cannot be read."""
        form = self._target_form(Names(()))
        read = {name: form.fields[name].clean(texts.get(name, "")) for name in ("indicator", "baseline", "value")}
        if read["value"] is None:
            raise ValidationError(_("Enter the year-end target first."))
        return Target(**read)

    # what to write

    def entries(self) -> list[ProgramEntry]:
        """The programs under which something differs from what is stored, on the versions that were read."""
        found = []
        for node in self.programs:
            entry = node.entry
            entry.projects = [project for project in map(_project_entry, node.projects) if project is not None]
            if entry.program is None or entry.fields or entry.projects:
                if entry.program is not None:
                    entry.version = self.posted_versions.get(str(entry.program.uuid), entry.version)
                found.append(entry)
        return found

    @cached_property
    def posted_versions(self) -> dict[str, int]:
        """The versions that the person read, by UUID of the program."""
        sent = (self.data or QueryDict()).items()
        found = {name.removeprefix("version-"): str(value) for name, value in sent if name.startswith("version-")}
        return {key: int(value) for key, value in found.items() if value.isascii() and value.isdigit()}

    def differences(self, stored: YearGrid) -> list[Difference]:
        """Every cell that was typed and is `stored` otherwise now; what has left the drafts is no longer a choice."""
        found = []
        for name, sheet in self.sheets.items():
            now = stored._by_key[name]
            for posted, row in self._typed.get(name, ()):
                theirs = now[posted.key][1].texts if posted.key in now else {}
                for column in sheet.columns if posted.key else ():
                    mine, other = posted.texts.get(column.name, "").strip(), theirs.get(column.name, "")
                    if mine != other:
                        cell = cell_name(posted.name, column.name)
                        found.append(
                            Difference(
                                key=cell,
                                label=_(", ").join((str(sheet.label), written(row.number))) + f" – {column.label}",
                                mine=mine or NOTHING,
                                theirs=other or NOTHING,
                                is_open=posted.key in now,
                                mine_posted={cell: [mine]},
                                theirs_posted={cell: [other]},
                            )
                        )
        return found

    def rows_gone(self, stored: YearGrid) -> set[str]:
        """The fields of typed rows whose thing is no longer among the drafts: sent, withdrawn or removed meanwhile."""
        return {
            posted.name
            for name, rows in self._typed.items()
            for posted, _row in rows
            if posted.key and posted.key not in stored._by_key[name]
        }

    # before it is put in

    def readers(self, sheet: str, titles: Sequence[str]) -> Iterable[Mapping[str, forms.Field]]:
        """The fields that read a pasted row of the sheet; `titles` are those that stand in the sheet above."""
        above = Names((title, (title,)) for title in dict.fromkeys(titles))
        match sheet:
            case "programs":
                form: forms.BaseForm = ProgramRow(lists=self.lists)
            case "projects":
                form = ProjectRow(lists=self.lists, programs=above)
            case "actions":
                form = ActionRow(projects=above)
            case _:
                form = self._target_form(above)
        return itertools.repeat(form.fields)


def _project_entry(node: ProjectNode) -> ProjectEntry | None:
    """What to write of a project; None where nothing differs."""
    entry = node.entry
    if entry.is_removed:
        return entry
    if node.actions or node.new_actions:
        stored = [_action(action) for action in node.project.actions.all()] if node.project else []
        laid_over = [node.actions.get(str(action["uuid"]), action) for action in stored]
        rows = [*(action for action in laid_over if action is not None), *node.new_actions]
        weights = shared_out([row["weight"] for row in rows])
        rows = [row | {"weight": weight} for row, weight in zip(rows, weights, strict=True)]
        entry.actions = rows if rows != stored else None
    return entry if entry.project is None or entry.says_something or entry.targets else None


def _action(action: Action) -> dict[str, Any]:
    return {"uuid": action.uuid} | {name: getattr(action, name) for name in ACTION_FIELDS}


def _changed(stored: Any, values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Of the values those that differ from what is stored."""

    def differs(name: str) -> bool:
        now = getattr(stored, name)
        return set(now.all()) != set(values[name]) if hasattr(now, "all") else bool(now != values[name])

    return {name: values[name] for name in names if differs(name)}


def _texts(stored: Any, names: Iterable[str]) -> dict[str, str]:
    return {name: written(getattr(stored, name)) for name in names}


def _code(thing: Program | Project | None) -> str:
    return thing.code if thing else ""


def target_texts(target: Target, periods: Sequence[Period]) -> dict[str, str]:
    """A target as its row shows it."""
    names = (
        *("indicator", "county", "baseline", "baseline_on", "baseline_source", "value", "means_of_verification"),
        *("weight", "numerator", "denominator", "lower_bound", "upper_bound"),
    )
    points = {
        f"trajectory_{period.ordinal}": written(point)
        for period, point in zip(periods, target.trajectory, strict=False)
    }
    return _texts(target, names) | points
