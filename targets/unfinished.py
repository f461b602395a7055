"""What a year leaves unfinished: approved projects that are not done, or whose targets are not reached.

A project is finished when all its actions are reported as done and every target is reached by what was verified of it
so far. What was not reported or not verified is not finished.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from agencies.models import User
from projects.enums import ProgramStatus
from projects.models import Action, Period, PlanYear, Program, Project
from targets.models import Target
from targets.performance import Done, Performance, action_progress, performance_of, project_progress
from targets.planned import plan_of, table_in_force
from targets.reported import lines_due
from targets.returns import measure_of
from targets.rollups import Amount, Average, over_periods

_UNDERTAKEN = (ProgramStatus.APPROVED, ProgramStatus.CLOSED)
_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A project that is not finished: its physical progress, its targets, and where it goes on if it does already.

    `undone` are the keys of those of its `actions` that are not reported as done, with their shares of what is left.
    """

    project: Project
    progress: Average
    targets: list[Performance]
    undone: list[tuple[int, Decimal]]
    actions: int
    goes_on_in: Project | None

    @property
    def reached(self) -> int:
        """How many of its targets are reached by what was verified."""
        return sum(map(_is_reached, self.targets))

    @property
    def actions_left(self) -> int:
        return len(self.undone)


def year_before(plan_year: PlanYear) -> PlanYear | None:
    return PlanYear.objects.filter(year=plan_year.year - 1).first()


def unfinished_projects(
    plan_year: PlanYear,
    *,
    user: User | AnonymousUser,
    today: datetime.date,
    agencies: Collection[int] | None = None,
) -> list[Unfinished]:
    """The year's unfinished projects that the person may know of, by agency and code; a constant number of queries.

    `agencies` are the keys of those wanted, None for all. Where a project goes on already is said to those who may
    know of the program in which it does.
    """
    table = table_in_force(plan_year)
    targets = Target.objects.visible_to(user).filter(project__program__status__in=_UNDERTAKEN)
    if agencies is not None:
        targets = targets.filter(project__program__agency__in=agencies)
    plan = plan_of(plan_year, table=table, targets=targets)
    performances: dict[int, list[Performance]] = {}
    for performance in performance_of(plan, plan_year, today=today):
        performances.setdefault(performance.planned.project_id, []).append(performance)
    actions = list(Action.objects.filter(project__in=performances))
    done = action_progress(plan_year, today=today, keys=[action.pk for action in actions])
    progress = project_progress(actions, done)
    open_ = [key for key, each in performances.items() if not _is_finished(progress.get(key), each)]
    projects = Project.objects.filter(pk__in=open_).select_related("program__agency", "program__plan_year", "sector")
    successors = {
        project.carried_over_from_id: project
        for project in Project.objects.filter(carried_over_from__in=open_).select_related("program")
    }
    known = _known_programs(user, [project.program_id for project in successors.values()])
    found = []
    for project in projects.prefetch_related("actions").order_by("program__agency__sort_key", "code"):
        successor = successors.get(project.pk)
        found.append(
            Unfinished(
                project,
                progress.get(project.pk, Average(None, 0, 0)),
                performances[project.pk],
                _undone_actions(project, done),
                len(project.actions.all()),
                successor if successor and successor.program_id in known else None,
            )
        )
    return found


def _known_programs(user: User | AnonymousUser, keys: Collection[int]) -> set[int]:
    known: QuerySet[Program] = Program.objects.visible_to(user).filter(pk__in=keys)
    return set(known.values_list("pk", flat=True))


def _is_finished(progress: Average | None, performances: list[Performance]) -> bool:
    is_done = progress is not None and progress.value == _ALL and progress.counted == progress.of
    return is_done and all(map(_is_reached, performances))


def _is_reached(performance: Performance) -> bool:
    return performance.verified_achievement is not None and performance.verified_achievement >= _ALL


# --- from where it goes on ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Level:
    """The last verified level of a target, and the period whose return it stands in."""

    amount: Amount
    period: Period


def last_verified_levels(plan_year: PlanYear, targets: Collection[Target], *, today: datetime.date) -> dict[int, Level]:
    """By target key: what was verified of a flow so far, of a stock its last verified value. Two queries."""
    periods = {period.ordinal: period for period in plan_year.periods.regular()}
    verified: dict[int, list[Amount]] = {}
    last: dict[int, int] = {}
    for line in lines_due("target", plan_year, today=today, keys=[target.pk for target in targets]):
        if line.verified.value is not None:
            verified.setdefault(line.about, []).append(line.verified)
            last[line.about] = line.ordinal
    return {
        target.pk: Level(over_periods(measure_of(target.indicator), verified[target.pk]), periods[last[target.pk]])
        for target in targets
        if target.pk in verified
    }


def _undone_actions(project: Project, done: dict[int, Done]) -> list[tuple[int, Decimal]]:
    """The keys of the project's actions that are not reported as done, each with its share of what is left, of 100.

    What is left of an action is its weight times the percent that is not done; shares are whole hundredths and make
    100 together.
    """
    left = []
    for action in project.actions.all():
        percent = done[action.pk].reported if action.pk in done else None
        if percent is None or percent < _ALL:
            left.append((action.pk, (action.weight or Decimal(1)) * (_ALL - (percent or Decimal(0)))))
    total = sum((weight for _key, weight in left), Decimal(0))
    shares = [(key, (weight * 100 / total).quantize(Decimal("0.01"))) for key, weight in left]
    if shares:
        # What rounding left over goes to the largest, which can bear it.
        place = max(range(len(shares)), key=lambda number: shares[number][1])
        key, share = shares[place]
        shares[place] = key, share + _ALL - sum((share for _key, share in shares), Decimal(0))
    return shares
