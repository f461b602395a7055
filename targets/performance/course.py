"""The course of a year: how far several targets were to be at the end of each period, and how far they came.

Targets of any units, so in percent of their year-end values, averaged by weight, each between nothing and the cap of
the year; what can't be computed at some moment is left out at that moment. No query.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.models import PlanYear
from targets.performance.target import Performance
from targets.rollups import achievement, over_periods, weighted_average


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a regular period, in percent; `reported` is of the `counted` targets that had said something by then,
    None of periods that were not due yet.
    """

    ordinal: int
    planned: Decimal | None
    reported: Decimal | None = None
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """The points of all regular periods in their order, of so many targets."""

    points: Sequence[Point]
    of: int

    @property
    def latest(self) -> Point | None:
        """The last point with something reported."""
        return next((point for point in reversed(self.points) if point.reported is not None), None)


def course_of(performances: Sequence[Performance], plan_year: PlanYear, *, last: int) -> Course:
    """The course of these targets; what was done is known up to the `last` period, 0 for none."""
    periods = max((len(each.planned.sheet.trajectory) for each in performances), default=0)
    points = [_point(performances, ordinal, plan_year, is_over=ordinal <= last) for ordinal in range(1, periods + 1)]
    return Course(points, len(performances))


def _point(performances: Iterable[Performance], ordinal: int, plan_year: PlanYear, *, is_over: bool) -> Point:
    planned: list[tuple[Decimal, Decimal | None]] = []
    reported: list[tuple[Decimal, Decimal | None]] = []
    for each in performances:
        sheet, weight = each.planned.sheet, each.planned.weight
        is_last = ordinal == len(sheet.trajectory)
        planned.append((weight, achievement(sheet, sheet.expected_at(ordinal), year_complete=is_last)))
        if is_over:
            so_far = over_periods(sheet.measure, (line.reported for line in each.lines if line.ordinal <= ordinal))
            complete = is_last and each.year_to_date.is_covered
            reported.append((weight, achievement(sheet, so_far.value, year_complete=complete)))
    plan = weighted_average(planned, cap=plan_year.achievement_cap)
    done = weighted_average(reported, cap=plan_year.achievement_cap)
    return Point(ordinal, plan.value, done.value, done.counted)
