"""Several forecasts together. No query and no clock.

Only what adds up is added (`targets.rollups`): amounts of one indicator, or what targets bring to a macro target. What
has no forecast is not filled in; it lowers the coverage. For targets of any units the achievements expected at the
year's end are averaged by weight, each up to the cap of the year.

**Ranges** are neither added (not everything misses at once) nor taken for independent (credit, weather and prices hit
many at once): a quarter of each miss is taken to be common (`COMMON`), so of n equal ranges the half-width is
√(¾ n + ¼ n²) times one's. Below and above the figure are combined apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from projects.models import PlanYear
from targets.enums import Aggregation
from targets.forecast.rule import Forecast
from targets.models import MacroTarget, Unit
from targets.performance import Performance, why_not_added
from targets.rollups import Amount, Coverage, achievement, contribution, coverage, sum_in, weighted_average

COMMON = Decimal("0.25")

_ZERO = Decimal(0)
_PLACE = Decimal("0.0001")
_ADDED = frozenset({Aggregation.SUM, Aggregation.LAST})


@dataclass(frozen=True, slots=True)
class Together:
    """A figure for several targets with its range, None where they make none; `coverage` says how many are in it.

    `coverage.due` are all the targets, `coverage.reported` those with a forecast, `coverage.share` the percent of the
    agreed amounts that these stand for.
    """

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    coverage: Coverage
    unit: Unit | None = None


def sum_of(performances: Sequence[Performance], forecasts: Mapping[int, Forecast]) -> Together:
    """The year-end amounts of targets of one indicator, as they are."""
    measures = {each.planned.indicator: each.planned.sheet.measure for each in performances}
    measure = next(iter(measures.values()), None)
    if measure is None or len(measures) != 1 or measure.aggregation not in _ADDED:
        return Together(None, None, None, _covered(performances, forecasts, lambda each: None))
    parts = [(each, forecasts.get(each.planned.target_id, Forecast())) for each in performances]
    return _added(
        measure.unit,
        [(each, found.value, found.low, found.high) for each, found in parts],
        _covered(performances, forecasts, lambda each: each.once(each.planned.agreed).value),
    )


def brought_to(macro_target: MacroTarget, fed_by: Iterable[Performance], forecasts: Mapping[int, Forecast]) -> Together:
    """What the targets that feed the macro target are likely to bring to it by the year's end, in its own unit."""
    into = macro_target.indicator.unit
    counted = [each for each in fed_by if not why_not_added(each.planned, into)]

    def bring(each: Performance, value: Decimal | None) -> Decimal | None:
        return contribution(each.planned.sheet, each.planned.feeds, value)

    parts = [(each, forecasts.get(each.planned.target_id, Forecast())) for each in counted]
    return _added(
        into,
        [(each, bring(each, found.value), bring(each, found.low), bring(each, found.high)) for each, found in parts],
        _covered(
            counted,
            forecasts,
            lambda each: sum_in(into, [(each.planned.unit, each.once(Amount(each.planned.agreed_contribution)).value)]),
        ),
    )


def expected_achievement(
    performances: Sequence[Performance], forecasts: Mapping[int, Forecast], plan_year: PlanYear
) -> Together:
    """The percent of the year-end values that is likely to be reached, averaged by weight over any targets."""
    cap = plan_year.achievement_cap
    points: list[tuple[Decimal, Decimal | None]] = []
    below: list[Decimal] = []
    above: list[Decimal] = []
    for each in performances:
        found, weight = forecasts.get(each.planned.target_id), each.planned.weight
        reached = each.computed("reached", (found, cap), partial(_reached, each, found, cap))
        points.append((weight, reached[0] if reached else None))
        if reached:
            below.append(weight * (reached[0] - min(reached)))
            above.append(weight * (max(reached) - reached[0]))
    average = weighted_average(points)
    weights = sum((weight for weight, percent in points if percent is not None), _ZERO)
    counted = Coverage(average.counted, average.of)
    if average.value is None or not weights:
        return Together(None, None, None, counted)
    return Together(
        average.value,
        _rounded(average.value - combined(below) / weights),
        _rounded(average.value + combined(above) / weights),
        counted,
    )


def _reached(each: Performance, found: Forecast | None, cap: Decimal) -> list[Decimal]:
    """The percent that the forecast, the low and the high end of its range come to, where that can be said."""
    return [
        min(max(percent, _ZERO), cap)
        for figure in ((found.value, found.low, found.high) if found else ())
        if (percent := achievement(each.planned.sheet, figure, year_complete=True)) is not None
    ]


def combined(misses: Sequence[Decimal]) -> Decimal:
    """By how much a sum may miss, whose parts may miss by so much."""
    apart = sum((miss * miss for miss in misses), _ZERO)
    at_once = sum(misses, _ZERO) ** 2
    return ((1 - COMMON) * apart + COMMON * at_once).sqrt()


def _added(
    into: Unit,
    parts: Sequence[tuple[Performance, Decimal | None, Decimal | None, Decimal | None]],
    covered: Coverage,
) -> Together:
    def once(each: Performance, value: Decimal | None) -> Decimal:
        return sum_in(into, [(each.planned.unit, each.once(Amount(value)).value)]) or _ZERO

    there = [
        (once(each, value), once(each, low), once(each, high)) for each, value, low, high in parts if value is not None
    ]
    if not there:
        return Together(None, None, None, covered, into)
    total = sum((value for value, _low, _high in there), _ZERO)
    below = combined([value - low for value, low, _high in there])
    above = combined([high - value for value, _low, high in there])
    return Together(total, _rounded(total - below), _rounded(total + above), covered, into)


def _covered(
    performances: Iterable[Performance],
    forecasts: Mapping[int, Forecast],
    amount: Callable[[Performance], Decimal | None],
) -> Coverage:
    return coverage(
        (forecasts.get(each.planned.target_id, Forecast()).value is not None, amount(each)) for each in performances
    )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACE)
