"""Evaluable or not sent: what is missing before a program may make a move.

The pattern of Django's own system checks: a rule is a function that yields problems and is registered for the status
it guards. Apps above register theirs, so that this app need not know of targets. The same list is the checklist on the
program's page and the refusal in `projects.operations.move_program`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Manager, Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from projects.enums import ProgramStatus, ProjectState
from projects.models import Action, FundingLine, Program, Project


@dataclass(frozen=True)
class Problem:
    """One thing that is missing: what, and the address of the field that cures it."""

    rule: str
    message: str
    url: str = ""


Rule = Callable[[Program], Iterable[Problem]]


@dataclass(frozen=True)
class Readiness:
    """How far a program is from being sent: the rules that hold, of all, and what is missing.

    A rule about what is not there yet (the targets of a program without a target) does not count as held.
    """

    rules: int
    passed: int
    problems: list[Problem]

    @property
    def percent(self) -> int:
        return self.passed * 100 // self.rules if self.rules else 100


@dataclass(frozen=True)
class _Registered:
    ask: Rule
    # The rule without which this one has nothing to judge; "" for none.
    presumes: str


_RULES: dict[ProgramStatus, dict[str, _Registered]] = {}


def check(*, before: ProgramStatus, presumes: str = "") -> Callable[[Rule], Rule]:
    """Register a rule for the move into `before`; the rule's name is the function's.

    `presumes` names the rule that has to hold before this one can: where there is no project yet, nothing is said for
    its weights.
    """

    def register(rule: Rule) -> Rule:
        _RULES.setdefault(before, {})[rule.__name__] = _Registered(rule, presumes)
        return rule

    return register


def readiness(program: Program, before: ProgramStatus = ProgramStatus.AWAITING_HEAD) -> Readiness:
    """Ask every rule that guards the status."""
    rules = _RULES.get(before, {})
    found = {name: list(rule.ask(program)) for name, rule in rules.items()}

    def holds(name: str) -> bool:
        presumed = rules[name].presumes
        return not found[name] and (presumed not in rules or holds(presumed))

    return Readiness(
        rules=len(rules),
        passed=sum(map(holds, rules)),
        problems=[problem for problems in found.values() for problem in problems],
    )


# --- many programs at once -----------------------------------------------------------------------

Fetch = Callable[[Sequence[Program]], None]

_FETCHES: list[Fetch] = []


def fetched_together(fetch: Fetch) -> Fetch:
    """Register how what the rules read is put at hand for many programs with a constant number of queries."""
    _FETCHES.append(fetch)
    return fetch


def readiness_of(
    programs: Sequence[Program], before: ProgramStatus = ProgramStatus.AWAITING_HEAD
) -> dict[int, Readiness]:
    """`readiness` of many programs, by their keys; the number of queries does not depend on how many there are.

    The programs keep what was fetched: they are for reading, not for an operation.
    """
    for fetch in _FETCHES:
        fetch(programs)
    return {program.pk: readiness(program, before) for program in programs}


@fetched_together
def _what_this_app_reads(programs: Sequence[Program]) -> None:
    prefetch_related_objects(
        programs, "plan_year", "policy_clauses", "remarks", Prefetch("projects", _with_their_parts(Project.objects))
    )
    for program in programs:
        program._projects_at_hand = list(program.projects.all())  # type: ignore[attr-defined]


def active_projects(program: Program) -> list[Project]:
    """The projects that go on (not deferred or dropped), with their actions, counties and funding at hand."""
    return [project for project in projects_of(program) if project.state == ProjectState.ACTIVE]


def projects_of(program: Program) -> list[Project]:
    """All projects of the program with what the rules and the pages read, fetched once for each program object."""
    if not hasattr(program, "_projects_at_hand"):
        program._projects_at_hand = list(_with_their_parts(program.projects))  # type: ignore[attr-defined]
    return program._projects_at_hand  # type: ignore[attr-defined]


def _with_their_parts(projects: Manager[Project]) -> QuerySet[Project]:
    """In the order of their positions; ordered here, as the models' own orders reach up to the program's code."""
    return (
        projects.select_related("sector", "priority_industry")
        .prefetch_related(
            Prefetch("actions", Action.objects.order_by("position", "pk")),
            Prefetch("funding_lines", FundingLine.objects.order_by("pk")),
            "counties",
            "partners",
        )
        .order_by("position", "pk")
    )


def edit_program_url(program: Program, field: str) -> str:
    return reverse("program-edit", args=[program.uuid]) + f"#id_{field}"


def edit_project_url(project: Project, field: str = "title") -> str:
    return reverse("project-edit", args=[project.program.uuid, project.uuid]) + f"#id_{field}"


# --- the rules of this app -----------------------------------------------------------------------


@check(before=ProgramStatus.AWAITING_HEAD)
def program_is_aligned(program: Program) -> Iterator[Problem]:
    if program.axis_id is None:
        yield Problem("program_is_aligned", _("Choose the axis of the program."), edit_program_url(program, "axis"))
    if not program.policy_clauses.exists():
        yield Problem(
            "program_is_aligned",
            _("Choose at least one policy clause."),
            edit_program_url(program, "policy_clauses"),
        )


@check(before=ProgramStatus.AWAITING_HEAD)
def program_has_a_project(program: Program) -> Iterator[Problem]:
    if not active_projects(program):
        yield Problem(
            "program_has_a_project",
            _("Add at least one project."),
            reverse("project-add", args=[program.uuid]),
        )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project")
def project_is_graded(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.scope_level:
            yield Problem(
                "project_is_graded",
                _("Project “%(project)s”: propose its scope level.") % {"project": project},
                edit_project_url(project, "scope_level"),
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project")
def project_is_justified(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.justification.strip():
            yield Problem(
                "project_is_justified",
                _("Project “%(project)s”: justify it against provincial and national capacity.") % {"project": project},
                edit_project_url(project, "justification"),
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project")
def money_has_a_source(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if project.needs_money and not project.funding_lines.all():
            yield Problem(
                "money_has_a_source",
                _("Project “%(project)s” needs money: name at least one source of funding.") % {"project": project},
                edit_project_url(project, "needs_money"),
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project")
def project_has_actions(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.actions.all():
            yield Problem(
                "project_has_actions",
                _("Project “%(project)s”: add at least one action.") % {"project": project},
                edit_project_url(project),
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="project_has_actions")
def action_weights_make_100(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        actions = list(project.actions.all())
        total = sum((action.weight or Decimal(0) for action in actions), Decimal(0))
        if actions and total != 100:
            yield Problem(
                "action_weights_make_100",
                _("Project “%(project)s”: the weights of its actions make %(total)s instead of 100.")
                % {"project": project, "total": format_number(total)},
                edit_project_url(project),
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="project_has_actions")
def action_is_dated_and_owned(program: Program) -> Iterator[Problem]:
    year = program.plan_year
    for project in active_projects(program):
        for action in project.actions.all():
            if action.starts_on is None or action.ends_on is None:
                message = _("Action “%(action)s”: give its first and last day.")
            elif action.starts_on < year.first_day or action.ends_on > year.last_day:
                message = _("Action “%(action)s”: its days must lie inside the plan year.")
            elif not action.responsible.strip():
                message = _("Action “%(action)s”: name a responsible person.")
            else:
                continue
            yield Problem("action_is_dated_and_owned", message % {"action": action}, edit_project_url(project))


@check(before=ProgramStatus.AWAITING_HEAD)
def remarks_are_answered(program: Program) -> Iterator[Problem]:
    for remark in program.remarks.all():
        if not remark.is_blocking or remark.answered_at is not None:
            continue
        yield Problem(
            "remarks_are_answered",
            _("Answer the reviewer's remark “%(remark)s”.") % {"remark": remark},
            program.get_absolute_url() + f"#remark-{remark.uuid}",
        )
