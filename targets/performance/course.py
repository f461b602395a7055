"""The course of a year: how far several targets were to be at the end of each period, and how far they came.

Targets of any units, so in percent of their year-end values, averaged by weight, each between nothing and the cap of
the year; what can't be computed at some moment is left out at that moment. No query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from projects.models import PlanYear
from targets.performance.target import Performance
from targets.rollups import NOTHING, achievement, running, weighted_average


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


class Moment(NamedTuple):
    """A target at the end of a period: percent of its year-end value that was planned, and that was reported by then.

    `reached` is the year to date. Whether a line of this very period was due, and whether reported.
    """

    planned: Decimal | None = None
    reported: Decimal | None = None
    reached: Decimal | None = None
    is_due: bool = False
    is_reported: bool = False


def moments_of(each: Performance, periods: int) -> list[Moment]:
    """A target at the end of each of so many periods."""
    return each.computed("moments", periods, lambda: _moments(each, periods))


def _moments(each: Performance, periods: int) -> list[Moment]:
    sheet = each.planned.sheet
    lines = {line.ordinal: line for line in each.lines}
    so_far = dict(zip(lines, running(sheet.measure, [line.reported for line in each.lines]), strict=True))
    found, reached, reported, was_complete = [], NOTHING, None, False
    for ordinal in range(1, periods + 1):
        line = lines.get(ordinal)
        is_last = ordinal == len(sheet.trajectory)
        complete = is_last and each.year_to_date.is_covered
        # What nobody told anything new of stays where it was.
        if line is not None or complete != was_complete:
            reached, was_complete = so_far.get(ordinal, reached), complete
            reported = achievement(sheet, reached.value, year_complete=complete)
        found.append(
            Moment(
                achievement(sheet, sheet.expected_at(ordinal), year_complete=is_last),
                reported,
                reached.value,
                is_due=line is not None,
                is_reported=line is not None and line.reported.value is not None,
            )
        )
    return found


def course_of(performances: Sequence[Performance], plan_year: PlanYear, *, last: int) -> Course:
    """The course of these targets; what was done is known up to the `last` period, 0 for none."""
    periods = max((len(each.planned.sheet.trajectory) for each in performances), default=0)
    moments = [(each.planned.weight, moments_of(each, periods)) for each in performances]
    cap = plan_year.achievement_cap
    points = []
    for place in range(periods):
        plan = weighted_average([(weight, of_target[place].planned) for weight, of_target in moments], cap=cap)
        is_over = place < last
        said = [(weight, of_target[place].reported) for weight, of_target in moments] if is_over else []
        done = weighted_average(said, cap=cap)
        points.append(Point(place + 1, plan.value, done.value, done.counted))
    return Course(points, len(performances))
