"""The registry of rules, and the score of one program or of many at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.db.models import Manager, Prefetch, QuerySet, prefetch_related_objects
from django.utils.functional import Promise

from config.joined import with_lists
from projects.enums import IN_FORCE_OR_ASKED, ExemptionState, ProgramStatus, ProjectState, Severity
from projects.models import Action, Challenge, Exemption, FundingLine, Program, Project


@dataclass(frozen=True)
class Problem:
    """One thing that is found wanting: what, and the address of the field that cures it.

    `anchor_id` and `label` say which thing it is (nothing: the program itself), so that an exception can be made for it
    alone. Severity and exemption are those of the rule; whoever asks the rules puts them in.
    """

    rule: str
    message: str
    url: str = ""
    anchor_id: uuid.UUID | None = None
    label: str = ""
    severity: Severity = Severity.BLOCKING
    exemption: Exemption | None = None

    @property
    def is_exempted(self) -> bool:
        return self.exemption is not None and self.exemption.state == ExemptionState.GRANTED

    @property
    def is_blocking(self) -> bool:
        """Whether it refuses the move."""
        return self.severity == Severity.BLOCKING and not self.is_exempted


Ask = Callable[[Program], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """A registered rule. `presumes` is the one without which it has nothing to judge; "" for none."""

    name: str
    label: Promise | str
    ask: Ask
    severity: Severity
    presumes: str


@dataclass(frozen=True)
class Readiness:
    """How far a program is from being sent: of the rules that can refuse, those that hold; and all that is found.

    A rule about what is not there yet (the targets of a program without a target) does not count as held: so many are
    `later`. One for whose findings exceptions were granted does: so many are `excepted`.
    """

    rules: int
    passed: int
    excepted: int
    later: int
    problems: list[Problem]

    @property
    def percent(self) -> int:
        return self.passed * 100 // self.rules if self.rules else 100

    @property
    def met(self) -> int:
        """The rules that hold by themselves."""
        return self.passed - self.excepted

    @property
    def blocking(self) -> list[Problem]:
        """What refuses the move."""
        return [problem for problem in self.problems if problem.is_blocking]

    @property
    def warnings(self) -> list[Problem]:
        """What passes, and has to be justified."""
        return [p for p in self.problems if p.severity == Severity.WARNING and not p.is_exempted]

    @property
    def exempted(self) -> list[Problem]:
        """What passes because a reviewer made an exception."""
        return [problem for problem in self.problems if problem.is_exempted]


_RULES: dict[ProgramStatus, dict[str, Rule]] = {}


def check(
    *,
    before: ProgramStatus,
    presumes: str = "",
    severity: Severity = Severity.BLOCKING,
    label: Promise | str = "",
) -> Callable[[Ask], Ask]:
    """Register a rule for the move into `before`; the rule's name is the function's.

    `presumes` names the rule that has to hold before this one can: where there is no project yet, nothing is said for
    its weights. `label` is what the rule is called on screen.
    """

    def register(ask: Ask) -> Ask:
        name = ask.__name__
        _RULES.setdefault(before, {})[name] = Rule(name, label or name, ask, severity, presumes)
        return ask

    return register


def rules_before(status: ProgramStatus) -> Mapping[str, Rule]:
    """The rules that guard a status, by name."""
    return MappingProxyType(_RULES.get(status, {}))


def rule_label(name: str) -> str:
    """What a rule is called on screen; its name where it is no longer registered."""
    return next((str(rules[name].label) for rules in _RULES.values() if name in rules), name)


def readiness(program: Program, before: ProgramStatus = ProgramStatus.AWAITING_HEAD) -> Readiness:
    """Ask every rule that guards the status."""
    rules = _RULES.get(before, {})
    exemptions = {
        (each.rule, each.anchor_id): each
        for each in (program.exemptions.all() if rules else ())
        if each.state in IN_FORCE_OR_ASKED
    }
    found = {
        name: [_placed(program, problem, rule, exemptions) for problem in rule.ask(program)]
        for name, rule in rules.items()
    }

    def holds(name: str) -> bool:
        presumed = rules[name].presumes
        return not any(p.is_blocking for p in found[name]) and (presumed not in rules or holds(presumed))

    refusing = [name for name, rule in rules.items() if rule.severity == Severity.BLOCKING]
    return Readiness(
        rules=len(refusing),
        passed=sum(map(holds, refusing)),
        excepted=sum(holds(name) and any(problem.is_exempted for problem in found[name]) for name in refusing),
        later=sum(not holds(name) and not any(problem.is_blocking for problem in found[name]) for name in refusing),
        problems=[problem for problems in found.values() for problem in problems],
    )


def _placed(
    program: Program, problem: Problem, rule: Rule, exemptions: Mapping[tuple[str, uuid.UUID], Exemption]
) -> Problem:
    anchor = problem.anchor_id or program.uuid
    return replace(
        problem,
        anchor_id=anchor,
        severity=rule.severity,
        exemption=exemptions.get((rule.name, anchor)),
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
        programs,
        "plan_year",
        "policy_clauses",
        "remarks",
        "exemptions",
        Prefetch("projects", _with_their_parts(Project.objects)),
    )
    for program in programs:
        program._projects_at_hand = list(program.projects.all())  # type: ignore[attr-defined]
    fetch_funding([project for program in programs for project in projects_of(program)])


def active_projects(program: Program) -> list[Project]:
    """The projects that go on (not deferred or dropped), with their actions, counties and obstacles."""
    return [project for project in projects_of(program) if project.state == ProjectState.ACTIVE]


def projects_of(program: Program) -> list[Project]:
    """All projects of the program with what its page reads, fetched once for each program object."""
    if not hasattr(program, "_projects_at_hand"):
        program._projects_at_hand = list(_with_their_parts(program.projects))  # type: ignore[attr-defined]
    return program._projects_at_hand  # type: ignore[attr-defined]


def fetch_funding(projects: Sequence[Project]) -> None:
    """Put the projects' money at hand, unless it is; one query. The page of the program does not show it."""
    prefetch_related_objects(projects, Prefetch("funding_lines", FundingLine.objects.order_by("pk")))


def _with_their_parts(projects: Manager[Project]) -> QuerySet[Project]:
    """In the order of their positions; ordered here, as the models' own orders reach up to the program's code."""
    challenges = with_lists(Challenge.objects.stated().order_by("position", "pk"), "actions")
    return (
        with_lists(projects.select_related("sector", "priority_industry"), "counties")
        .prefetch_related(
            Prefetch("actions", Action.objects.order_by("position", "pk")), Prefetch("challenges", challenges)
        )
        .order_by("position", "pk")
    )
