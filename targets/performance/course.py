"""The course of a year: how far several targets were to be at the end of each period, and how far they came.

Targets of any units, so in percent: the way from nothing (what grows through the year, or counts from zero) or from
the baseline to the year-end value, averaged by weight. Where a target is to stay as it is, or to keep down what grows,
there is no such way; it is left out. No query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.models import PlanYear
from targets.enums import AchievementFrom, Direction
from targets.performance.target import Performance
from targets.reported import DueLine
from targets.rollups import Amount, Average, Sheet, over_periods, weighted_average

_HUNDRED = Decimal(100)
_UP_OR_DOWN = frozenset({Direction.UP, Direction.DOWN})


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a regular period, in percent of the way to the year-end values; None where nothing can be said.

    `planned` is of all targets that have such a way. `reported` and `verified` are of the `counted` ones that have said
    something by then, `expected` is where these were to be.
    """

    ordinal: int
    planned: Decimal | None
    expected: Decimal | None = None
    reported: Decimal | None = None
    verified: Decimal | None = None
    counted: int = 0

    @property
    def gap(self) -> Decimal | None:
        """By how many points of a hundred the targets that have reported are behind; negative when they are ahead."""
        return None if self.expected is None or self.reported is None else self.expected - self.reported


@dataclass(frozen=True, slots=True)
class Course:
    """The points of all regular periods in their order; `of` is how many targets have a way to go."""

    points: Sequence[Point]
    of: int

    @property
    def latest(self) -> Point | None:
        """The last point with something reported."""
        return next((point for point in reversed(self.points) if point.reported is not None), None)


def way_covered(sheet: Sheet, amount: Decimal | None) -> Decimal | None:
    """How much of the way to its year-end value a target has covered with that amount (percent); None without a way."""
    measure, goal = sheet.measure, sheet.value
    if amount is None or goal is None or measure.direction not in _UP_OR_DOWN:
        return None
    start = Decimal(0)
    if measure.grows_through_the_year:
        if measure.direction == Direction.DOWN:
            return None  # the less, the better: nothing that grows tells how far that is
    elif measure.direction == Direction.DOWN or measure.achievement_from == AchievementFrom.BASELINE:
        if sheet.baseline is None:
            return None
        start = sheet.baseline
    length = goal - start if measure.direction == Direction.UP else start - goal
    if length <= 0:
        return None
    gone = amount - start if measure.direction == Direction.UP else start - amount
    return gone * _HUNDRED / length


def course_of(performances: Iterable[Performance], plan_year: PlanYear) -> Course:
    """The course of these targets; of periods that were not due yet only the plan."""
    going = [each for each in performances if way_covered(each.planned.sheet, each.planned.sheet.value) is not None]
    periods = max((len(each.planned.sheet.trajectory) for each in going), default=0)
    return Course([_point(going, ordinal, plan_year.achievement_cap) for ordinal in range(1, periods + 1)], len(going))


def _point(going: Sequence[Performance], ordinal: int, cap: Decimal) -> Point:
    def average(figures: Iterable[tuple[Decimal, Decimal | None]]) -> Average:
        return weighted_average(figures, cap=cap)

    planned = [
        (each.planned.weight, way_covered(each.planned.sheet, each.planned.sheet.expected_at(ordinal)))
        for each in going
    ]
    due = [
        (each, plan) for each, plan in zip(going, planned, strict=True) if (each.year_to_date.ordinal or 0) >= ordinal
    ]
    told = [
        (weight, expected, so_far, _so_far(each, ordinal, lambda line: line.verified))
        for each, (weight, expected) in due
        if (so_far := _so_far(each, ordinal, lambda line: line.reported)) is not None
    ]
    reported = average((weight, percent) for weight, _expected, percent, _verified in told)
    return Point(
        ordinal,
        planned=average(planned).value,
        expected=average((weight, percent) for weight, percent, _reported, _verified in told).value,
        reported=reported.value,
        verified=average((weight, percent) for weight, _expected, _reported, percent in told).value,
        counted=reported.counted,
    )


def _so_far(each: Performance, ordinal: int, figure: Callable[[DueLine], Amount]) -> Decimal | None:
    """How far it had come by the end of that period."""
    sheet = each.planned.sheet
    told = (figure(line) for line in each.lines if line.ordinal <= ordinal)
    return way_covered(sheet, over_periods(sheet.measure, told).value)
