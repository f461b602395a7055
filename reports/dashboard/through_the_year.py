"""How targets went through the year: what was done of what was due by the end of each period, for the heat maps.

No query: everything is read from the lines that were due. A target counts by its weight, between nothing and the cap of
the year, as in every average; what can't be compared with its trajectory at some moment is left out at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.models import PlanYear
from targets.performance import Moment, Performance, moments_of
from targets.rollups import rate_to_date, weighted_average


@dataclass(frozen=True, slots=True)
class Went:
    """A target with its steps, one for each period of the year, and at each the percent of what was due by then."""

    performance: Performance
    steps: Sequence[Moment]
    rates: Sequence[Decimal | None]


def went_of(performances: Iterable[Performance], periods: int, last: int) -> list[Went]:
    """The targets through `periods`; what was done is known up to the `last` of them."""
    return [_went(each, periods, last) for each in performances]


def _went(each: Performance, periods: int, last: int) -> Went:
    steps = moments_of(each, periods)[:last]
    rates = [rate_to_date(each.planned.sheet, step.reached, ordinal) for ordinal, step in enumerate(steps, 1)]
    to_come = periods - len(steps)
    return Went(each, [*steps, *[Moment()] * to_come], [*rates, *[None] * to_come])


def rate_at(went: Iterable[Went], place: int, year: PlanYear) -> Decimal | None:
    """The weighted mean at the end of one period; None where nothing can be said, or nobody said anything."""
    went = list(went)
    if is_silent_at(went, place):
        return None
    parts = [(each.performance.planned.weight, each.rates[place]) for each in went]
    return weighted_average(parts, cap=year.achievement_cap).value


def is_silent_at(went: Iterable[Went], place: int) -> bool:
    """Whether these targets owed a figure of that period and none was given."""
    due = [each.steps[place] for each in went if each.steps[place].is_due]
    return bool(due) and not any(step.is_reported for step in due)
