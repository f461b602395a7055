"""What every target must say before a program may leave the agency: the rules of "how much"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.persian.numbers import format_number
from projects.enums import ProgramStatus, Severity
from projects.models import Period, Program, Project
from projects.readiness import Problem, active_projects, check, fetched_together, projects_of
from targets.enums import Direction, Kind
from targets.models import MacroTargetProposal, Target
from targets.rollups import NotAdditive, converted
from targets.trajectories import Pattern, lay_out, shares_of


def targets_of(program: Program) -> dict[int, list[Target]]:
    """The program's targets by project key, fetched with one query for as long as its projects are at hand."""
    at_hand = getattr(program, "_targets_at_hand", None)
    if at_hand is None or at_hand.beside is not projects_of(program):
        at_hand = _keep(program, _in_order(Target.objects.filter(project__program=program)))
    return at_hand.by_project


class _AtHand(NamedTuple):
    """Targets by project key, and the list of projects they were fetched beside: they are let go with it."""

    beside: list[Project]
    by_project: dict[int, list[Target]]


def _keep(program: Program, targets: Iterable[Target]) -> _AtHand:
    """Each target knows its project, of those at hand, so that nobody asks for it one by one."""
    projects = projects_of(program)
    by_key = {project.pk: project for project in projects}
    found: dict[int, list[Target]] = {}
    # One that was added since the projects were fetched is for the next reader.
    known = [target for target in targets if target.project_id in by_key]
    for target in known:
        target.project = by_key[target.project_id]
    for target in sorted(known, key=lambda target: (target.project.position, target.position, target.pk)):
        found.setdefault(target.project_id, []).append(target)
    program._targets_at_hand = _AtHand(projects, found)  # type: ignore[attr-defined]
    return program._targets_at_hand  # type: ignore[attr-defined]


def _in_order(targets: QuerySet[Target]) -> QuerySet[Target]:
    linked = targets.select_related(
        "indicator__unit", "county", "macro_target__indicator__unit", "macro_target__in_force", "accepted_offer"
    )
    # Put into their order by `_keep`: the database would first compare some hundred columns with those to sort by.
    return linked.order_by()


@fetched_together
def what_this_app_reads(programs: Sequence[Program]) -> None:
    """For reading many programs: their targets, and how many periods a trajectory of their year has."""
    periods = dict(
        Period.objects.regular()
        .filter(plan_year__in={program.plan_year_id for program in programs})
        .values_list("plan_year")
        .annotate(count=Count("pk"))
    )
    by_program: dict[int, list[Target]] = {program.pk: [] for program in programs}
    targets = _in_order(Target.objects.filter(project__program__in=by_program)).annotate(
        program_key=F("project__program")
    )
    for target in targets:
        by_program[target.program_key].append(target)
    for program in programs:
        _keep(program, by_program[program.pk])
        program._periods_at_hand = periods.get(program.plan_year_id, 0)  # type: ignore[attr-defined]


def edit_target_url(target: Target, program: Program, field: str) -> str:
    return reverse("target-edit", args=[program.uuid, target.uuid]) + f"#id_{field}"


def active_targets(program: Program) -> list[Target]:
    by_project = targets_of(program)
    return [target for project in active_projects(program) for target in by_project.get(project.pk, [])]


def _of_target(rule: str, target: Target, program: Program, message: str, field: str) -> Problem:
    url = edit_target_url(target, program, field)
    return Problem(rule, message % {"target": target}, url, target.uuid, f"{target.project.code} · {target}")


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="program_has_a_project",
    label=gettext_lazy("At least one quantitative target"),
)
def project_has_a_target(program: Program) -> Iterator[Problem]:
    by_project = targets_of(program)
    for project in active_projects(program):
        if not by_project.get(project.pk):
            yield Problem(
                "project_has_a_target",
                _("Project “%(project)s”: add at least one quantitative target.") % {"project": project},
                reverse("target-add", args=[program.uuid, project.uuid]) + "#id_indicator",
                project.uuid,
                str(project),
            )


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="project_has_a_target",
    label=gettext_lazy("Baseline with date and source"),
)
def target_has_a_baseline(program: Program) -> Iterator[Problem]:
    for target in active_targets(program):
        if target.baseline is None:
            field, message = "baseline", _("Target “%(target)s”: enter the baseline.")
        elif target.baseline_on is None:
            field, message = "baseline_on", _("Target “%(target)s”: enter the date of the baseline.")
        elif not target.baseline_source.strip():
            field, message = "baseline_source", _("Target “%(target)s”: name the source of the baseline.")
        else:
            continue
        yield _of_target("target_has_a_baseline", target, program, message, field)


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="project_has_a_target",
    label=gettext_lazy("Year-end target in the indicator's direction"),
)
def target_moves_the_right_way(program: Program) -> Iterator[Problem]:
    for target in active_targets(program):
        message = wrong_way(target)
        if message:
            is_bound = target.value is not None and target.indicator.direction == Direction.RANGE
            field = "lower_bound" if is_bound else "value"
            yield _of_target("target_moves_the_right_way", target, program, message, field)


def wrong_way(target: Target) -> str:
    """Why the year-end value does not fit the indicator's direction; "" when it does."""
    direction = target.indicator.direction
    if target.value is None:
        return _("Target “%(target)s”: enter the year-end target.")
    if direction == Direction.RANGE:
        if target.lower_bound is None or target.upper_bound is None or target.lower_bound >= target.upper_bound:
            return _("Target “%(target)s”: enter a lower bound below an upper bound.")
        if not target.lower_bound <= target.value <= target.upper_bound:
            return _("Target “%(target)s”: the year-end target must lie between its bounds.")
        return ""
    if target.indicator.kind == Kind.FLOW and direction == Direction.UP:
        # What is done in the year starts from nothing; last year's amount is only the comparison.
        return "" if target.value > 0 else _("Target “%(target)s”: the amount of the year must be above zero.")
    if target.baseline is None:
        return ""
    if direction == Direction.HOLD and target.value != target.baseline:
        return _("Target “%(target)s”: the indicator is to be held, so the year-end target is the baseline.")
    if direction == Direction.UP and target.value <= target.baseline:
        return _("Target “%(target)s”: the year-end target must be above the baseline.")
    if direction == Direction.DOWN and target.value >= target.baseline:
        return _("Target “%(target)s”: the year-end target must be below the baseline.")
    return ""


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="project_has_a_target",
    label=gettext_lazy("Trajectory that ends at the target"),
)
def trajectory_ends_at_the_target(program: Program) -> Iterator[Problem]:
    expected = _points_of_a_trajectory(program)
    for target in active_targets(program):
        if len(target.trajectory) != expected:
            field, message = 1, _("Target “%(target)s”: enter the trajectory, one cumulative value for each period.")
        elif target.trajectory[-1] != target.value:
            field, message = expected, _("Target “%(target)s”: the trajectory must end at the year-end target.")
        else:
            continue
        yield _of_target("trajectory_ends_at_the_target", target, program, message, f"trajectory_{field}")


def _points_of_a_trajectory(program: Program) -> int:
    if hasattr(program, "_periods_at_hand"):
        return program._periods_at_hand
    return program.plan_year.periods.regular().count()


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="project_has_a_target",
    label=gettext_lazy("Means of verification"),
)
def target_can_be_verified(program: Program) -> Iterator[Problem]:
    for target in active_targets(program):
        if not (target.means_of_verification.strip() or target.indicator.means_of_verification.strip()):
            yield _of_target(
                "target_can_be_verified",
                target,
                program,
                _("Target “%(target)s”: name the means of verification."),
                "means_of_verification",
            )


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="project_has_a_target",
    severity=Severity.WARNING,
    label=gettext_lazy("Target within capacity"),
)
def target_is_within_capacity(program: Program) -> Iterator[Problem]:
    for target in active_targets(program):
        message = beyond_capacity(target)
        if message:
            yield _of_target("target_is_within_capacity", target, program, message, "value")


def beyond_capacity(target: Target) -> str:
    """Which capacity of the macro target that it feeds the target lies above, with both figures; "" for none."""
    macro_target = target.macro_target
    if macro_target is None or macro_target.in_force is None or target.value is None:
        return ""
    # What is to fall has no capacity to stay below.
    if target.indicator.direction == Direction.DOWN:
        return ""
    unit = macro_target.indicator.unit
    try:
        value = converted(target.value, target.indicator.unit, unit)
    except NotAdditive:
        return ""
    exceeded = _exceeded(value, macro_target.in_force)
    if exceeded is None:
        return ""
    message, capacity = exceeded
    return message % {
        "target": target,
        "value": format_number(value),
        "capacity": format_number(capacity),
        "unit": unit,
    }


def _exceeded(value: Decimal, figures: MacroTargetProposal) -> tuple[str, Decimal] | None:
    """The widest capacity that the value lies above: what is above the country's needs the better reason."""
    national, provincial = figures.national_capacity, figures.provincial_capacity
    if national is not None and value > national:
        return _(
            "Target “%(target)s”: %(value)s %(unit)s is above the national capacity, %(capacity)s %(unit)s; justify it."
        ), national
    if provincial is not None and value > provincial:
        return _(
            "Target “%(target)s”: %(value)s %(unit)s is above the provincial capacity, %(capacity)s %(unit)s;"
            " justify it."
        ), provincial
    return None


def even_trajectory(target: Target, periods: int) -> list[Decimal]:
    """A trajectory in equal steps to the year-end value: from zero for a flow, from the baseline for a stock."""
    return lay_out(target, shares_of(Pattern.EVEN, periods))
