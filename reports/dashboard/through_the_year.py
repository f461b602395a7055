"""How targets went through the year: what was done of what was due by the end of each period, for the heat maps.

No query: everything is read from the lines that were due. A target counts by its weight, between nothing and the cap of
the year, as in every average; what can't be compared with its trajectory at some moment is left out at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from projects.models import PlanYear
from targets.performance import Performance
from targets.rollups import over_periods, rate_to_date, weighted_average


@dataclass(frozen=True, slots=True)
class Step:
    """A target at the end of a period: percent of what was due by then."""

    rate: Decimal | None = None
    # Whether a line of this very period was due, and whether it was reported.
    is_due: bool = False
    is_reported: bool = False


@dataclass(frozen=True, slots=True)
class Went:
    """A target with its steps, one for each period of the year."""

    performance: Performance
    steps: Sequence[Step]


def went_of(performances: Iterable[Performance], periods: int, last: int) -> list[Went]:
    """The targets through `periods`; what was done is known up to the `last` of them."""
    return [
        Went(each, [_step(each, ordinal) if ordinal <= last else Step() for ordinal in range(1, periods + 1)])
        for each in performances
    ]


def _step(each: Performance, ordinal: int) -> Step:
    sheet = each.planned.sheet
    so_far = over_periods(sheet.measure, [line.reported for line in each.lines if line.ordinal <= ordinal])
    own = [line for line in each.lines if line.ordinal == ordinal]
    return Step(
        rate_to_date(sheet, so_far.value, ordinal),
        is_due=bool(own),
        is_reported=any(line.reported.value is not None for line in own),
    )


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
