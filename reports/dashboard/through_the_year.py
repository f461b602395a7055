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
from targets.rollups import weighted_average


@dataclass(frozen=True, slots=True)
class Went:
    """A target with its steps, one for each period of the year."""

    performance: Performance
    steps: Sequence[Moment]


def went_of(performances: Iterable[Performance], periods: int, last: int) -> list[Went]:
    """The targets through `periods`; what was done is known up to the `last` of them."""
    to_come = [Moment()] * (periods - last)
    return [Went(each, [*moments_of(each, periods)[:last], *to_come]) for each in performances]


def rate_at(went: Iterable[Went], place: int, year: PlanYear) -> Decimal | None:
    """The weighted mean at the end of one period; None where nothing can be said, or nobody said anything."""
    went = list(went)
    if is_silent_at(went, place):
        return None
    parts = [(each.performance.planned.weight, each.steps[place].rate) for each in went]
    return weighted_average(parts, cap=year.achievement_cap).value


def is_silent_at(went: Iterable[Went], place: int) -> bool:
    """Whether these targets owed a figure of that period and none was given."""
    due = [each.steps[place] for each in went if each.steps[place].is_due]
    return bool(due) and not any(step.is_reported for step in due)
