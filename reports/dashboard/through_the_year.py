"""How targets went through the year, period by period: planned and done, for the S-curve and the heat maps.

No query: everything is read from the lines that were due. A target counts by its weight, between nothing and the cap of
the year, as in every average; what can't be compared with its trajectory at some moment is left out at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.models import PlanYear
from targets.performance import Performance
from targets.performance.target import year_to_date_of
from targets.rollups import achievement, rate_to_date, weighted_average


@dataclass(frozen=True, slots=True)
class Step:
    """A target at the end of a period: percent of its year-end value planned and done, percent of what was due."""

    planned: Decimal | None
    done: Decimal | None
    rate: Decimal | None
    # Whether a line of this very period was due, and whether it was reported.
    is_due: bool
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Went:
    """A target with its steps, one for each period of the year."""

    performance: Performance
    steps: Sequence[Step]


def went_of(performances: Iterable[Performance], periods: int, last: int) -> list[Went]:
    """The targets through `periods`; what was done is known up to the `last` of them."""
    return [
        Went(each, [_step(each, ordinal, is_over=ordinal <= last) for ordinal in range(1, periods + 1)])
        for each in performances
    ]


def _step(each: Performance, ordinal: int, *, is_over: bool) -> Step:
    sheet = each.planned.sheet
    is_last = ordinal == len(sheet.trajectory)
    planned = achievement(sheet, sheet.expected_at(ordinal), year_complete=is_last)
    if not is_over:
        return Step(planned, None, None, is_due=False, is_reported=False)
    lines = [line for line in each.lines if line.ordinal <= ordinal]
    so_far = year_to_date_of(each.planned, lines)
    own = [line for line in lines if line.ordinal == ordinal]
    return Step(
        planned,
        achievement(sheet, so_far.reported.value, year_complete=is_last and so_far.is_covered),
        rate_to_date(sheet, so_far.reported.value, ordinal),
        is_due=bool(own),
        is_reported=any(line.reported.value is not None for line in own),
    )


def average_at(
    went: Iterable[Went], place: int, figure: Callable[[Step], Decimal | None], year: PlanYear
) -> Decimal | None:
    """The weighted mean of a figure at the end of one period; None where it stands for nobody."""
    parts = [(each.performance.planned.weight, figure(each.steps[place])) for each in went]
    return weighted_average(parts, cap=year.achievement_cap).value


def is_silent_at(went: Iterable[Went], place: int) -> bool:
    """Whether these targets owed a figure of that period and none was given."""
    due = [each.steps[place] for each in went if each.steps[place].is_due]
    return bool(due) and not any(step.is_reported for step in due)
