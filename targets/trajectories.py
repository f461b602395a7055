"""Trajectories by pattern: from where the year begins to the year-end target, one cumulative value for each period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from projects.models import PlanYear
from targets.enums import Kind
from targets.models import Indicator, Target

QUARTERS = 4


class Pattern(TextChoices):
    EVEN = "even", _("Even")
    QUARTERLY = "quarterly", _("By quarter")
    LAST_YEAR = "last_year", _("Like last year")
    AT_THE_END = "at_the_end", _("At the end")


def shares_of(pattern: Pattern, periods: int) -> list[Decimal]:
    """How much of the way is behind at the end of each period, the last being the whole; not for LAST_YEAR."""
    places = range(1, periods + 1)
    match pattern:
        case Pattern.QUARTERLY:
            return [Decimal(place * QUARTERS // periods) / QUARTERS for place in places]
        case Pattern.AT_THE_END:
            return [Decimal(place == periods) for place in places]
        case _:
            return [Decimal(place) / periods for place in places]


def lay_out(target: Target, shares: Sequence[Decimal]) -> list[Decimal]:
    """The target's trajectory by those shares. Empty without a year-end value."""
    return laid_out(target.indicator, target.value, target.baseline, shares)


def laid_out(
    indicator: Indicator, value: Decimal | None, baseline: Decimal | None, shares: Sequence[Decimal]
) -> list[Decimal]:
    """A trajectory to the value by those shares: from zero for a flow, from the baseline for a stock.

    Rounded to the unit's decimals; the last point is the year-end value itself. Empty without one.
    """
    if value is None or not shares:
        return []
    start = _start(indicator, baseline)
    step = Decimal(1).scaleb(-indicator.unit.decimals)
    points = [(start + (value - start) * share).quantize(step) for share in shares[:-1]]
    return [*points, value]


def rescaled(target: Target, value: Decimal) -> list[Decimal]:
    """The target's own trajectory led to another year-end value: each point at the same share of the way.

    One that goes nowhere is led in even steps. Rounded to the unit's decimals; the last point is the value itself.
    """
    points = target.trajectory
    if not points or points[-1] == value:
        return list(points)
    start = _start_of(target)
    way = points[-1] - start
    shares = [(point - start) / way for point in points] if way else shares_of(Pattern.EVEN, len(points))
    step = Decimal(1).scaleb(-target.indicator.unit.decimals)
    return [*((start + (value - start) * share).quantize(step) for share in shares[:-1]), value]


def shares_of_last_year(agency: Agency, plan_year: PlanYear, indicator: Indicator, periods: int) -> list[Decimal]:
    """How the agency's own targets for the indicator went the way in the year before; empty where there were none."""
    before = Target.objects.filter(
        project__program__agency=agency,
        project__program__plan_year__year=plan_year.year - 1,
        indicator=indicator,
    ).select_related("indicator")
    laid = [target for target in before if len(target.trajectory) == periods]
    ways = [[point - _start_of(target) for point in target.trajectory] for target in laid]
    whole = sum((way[-1] for way in ways), Decimal(0))
    if not whole:
        return []
    return [sum((way[place] for way in ways), Decimal(0)) / whole for place in range(periods)]


def _start_of(target: Target) -> Decimal:
    return _start(target.indicator, target.baseline)


def _start(indicator: Indicator, baseline: Decimal | None) -> Decimal:
    return Decimal(0) if indicator.kind == Kind.FLOW else (baseline or Decimal(0))
