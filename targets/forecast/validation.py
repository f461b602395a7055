"""How good the forecast is on years that are made up: always the same ones, drawn from a fixed seed.

Three kinds of year are drawn, each by its own arithmetic, which shares nothing with the rule that is tested: even,
seasonal, and with a burst at the end. Months scatter, a pace may change at half-time, and what was agreed is missed or
passed as happens. The forecast sees what a province would have seen: the months so far, what was agreed, and one of
three ideas of the season (`Knows`). Beside it stands the straight line: the value so far ÷ months × 12.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from targets.enums import AchievementFrom, AddsWithin, Aggregation, Direction, Kind
from targets.forecast.rule import Forecast, Told, forecast
from targets.models import Unit
from targets.rollups import Amount, Measure, Sheet

SEED = 1399
YEARS = 240
MONTHS = 12
# After which months the years are looked at.
AFTER = (3, 6, 9)
HALF_TIME = 6

# How years go against what was agreed, and how many of a hundred: most near it, as in the illustrative province.
PACES = (((0.85, 1.1), (1.05, 1.22), (0.65, 0.92), (0.3, 0.65)), (56, 13, 18, 13))

_UNIT = Unit(code="unit", dimension="count", factor=1, decimals=4, adds_within=AddsWithin.UNIT)
_MEASURE = Measure("validation", _UNIT, Direction.UP, Kind.FLOW, Aggregation.SUM, AchievementFrom.ZERO)


class YearKind(TextChoices):
    STEADY = "steady", pgettext_lazy("kind of year", "Steady")
    SEASONAL = "seasonal", pgettext_lazy("kind of year", "Seasonal")
    LATE_BURST = "late_burst", pgettext_lazy("kind of year", "Burst at the end")


class Knows(TextChoices):
    """What is known of the season when the forecast is made."""

    TRAJECTORY = "trajectory", pgettext_lazy("season", "A trajectory that is a rough idea of it")
    PAST = "past", pgettext_lazy("season", "An even trajectory, and the months of two past years")
    NOTHING = "nothing", pgettext_lazy("season", "An even trajectory alone")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A year: what was agreed, what each month brought, and the ideas of its season."""

    agreed: Decimal
    months: Sequence[Decimal]
    rough: Sequence[Decimal]
    past: Sequence[Sequence[Decimal]]
    # The share of the work due by then that is not done.
    late: Decimal


# In percent of the years: how many the range is meant to hold, and how much less the draw explains.
MEANT_TO_HOLD = Decimal(80)
DRAWN_SHORT = Decimal(5)


@dataclass(frozen=True, slots=True)
class Errors:
    """Mean absolute errors in percent of what the years came to; `held` is how many of them ended in the range."""

    years: int
    forecast: Decimal
    straight: Decimal
    # In percent of the years.
    held: Decimal
    # How wide the range was, in percent of what the years came to.
    width: Decimal

    @property
    def is_better(self) -> bool:
        return self.forecast < self.straight

    @property
    def is_kept(self) -> bool:
        """Whether as many years ended in the range as it is meant to hold, but for the chance of the draw."""
        return self.held >= MEANT_TO_HOLD - DRAWN_SHORT


@dataclass(frozen=True, slots=True)
class Result:
    kind: YearKind
    knows: Knows
    after: int
    errors: Errors


# --- the years ----------------------------------------------------------------------------------------


def _even(rng: Random) -> list[Decimal]:
    return [_number(rng.uniform(0.9, 1.1)) for _month in range(MONTHS)]


def _seasonal(rng: Random) -> list[Decimal]:
    """A bell over a low floor, as of a harvest or a building season; its middle lies between Khordad and Azar."""
    middle, width, floor = rng.uniform(3, 9), rng.uniform(1.5, 3), rng.uniform(0.05, 0.3)
    return [_number(floor + math.exp(-(((month - middle) / width) ** 2) / 2)) for month in range(1, MONTHS + 1)]


def _late_burst(rng: Random) -> list[Decimal]:
    """Most of the year comes in its last months, as credit that is allocated in winter; the rest is even."""
    burst, part = rng.randint(2, 4), rng.uniform(0.45, 0.75)
    early = _number((1 - part) / (MONTHS - burst))
    return [early] * (MONTHS - burst) + [_number(part / burst * rng.uniform(0.7, 1.3)) for _month in range(burst)]


_SHAPES: dict[YearKind, Callable[[Random], list[Decimal]]] = {
    YearKind.STEADY: _even,
    YearKind.SEASONAL: _seasonal,
    YearKind.LATE_BURST: _late_burst,
}


def make_up(kind: YearKind, rng: Random) -> MadeUp:
    """A year of that kind: a season, what is agreed of it, and how it goes."""
    season = _SHAPES[kind](rng)
    agreed = _number(rng.uniform(100, 1000))
    whole = sum(season, Decimal(0))
    pace = _number(rng.uniform(*rng.choices(*PACES)[0]))
    later = _number(rng.triangular(0.7, 1.3, 1))
    months = [
        agreed * share / whole * pace * (later if month > HALF_TIME else 1) * _scatter(rng, 0.35)
        for month, share in enumerate(season, 1)
    ]
    past = [[share * _scatter(rng, 0.35) for share in season] for _year in range(2)]
    # How the work goes tells of the pace, roughly; in a third of the years it tells nothing.
    work = pace * _scatter(rng, 0.2) if rng.random() < 2 / 3 else _number(rng.uniform(0.6, 1.1))
    return MadeUp(agreed, months, _rough(season, rng), past, late=max(Decimal(0), 1 - work))


def _rough(season: Sequence[Decimal], rng: Random) -> list[Decimal]:
    """What somebody would have planned who knows the season roughly: flattened, a month off, or by quarters."""
    whole = sum(season, Decimal(0))
    flat = _number(rng.uniform(0, 0.5))
    shift = rng.choice((-1, -1, 0, 0, 0, 1, 1))
    moved = [season[max(0, min(MONTHS - 1, month + shift))] for month in range(MONTHS)]
    planned = [((1 - flat) * share + flat * whole / MONTHS) * _scatter(rng, 0.1) for share in moved]
    if rng.random() < 0.3:
        planned = [sum(planned[month // 3 * 3 : month // 3 * 3 + 3], Decimal(0)) / 3 for month in range(MONTHS)]
    return planned


def _scatter(rng: Random, spread: object) -> Decimal:
    return _number(rng.lognormvariate(0, spread))  # type: ignore[arg-type]


def _number(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"))


# --- what comes out -----------------------------------------------------------------------------------


def forecast_of(year: MadeUp, knows: Knows, after: int) -> Forecast:
    """The forecast after so many months, by what is known of the season."""
    shape = year.rough if knows == Knows.TRAJECTORY else [Decimal(1)] * MONTHS
    whole, trajectory, reached = sum(shape, Decimal(0)), [], Decimal(0)
    for share in shape[:-1]:
        reached += year.agreed * share / whole
        trajectory.append(reached)
    sheet = Sheet(_MEASURE, baseline=None, value=year.agreed, trajectory=[*trajectory, year.agreed])
    told = [Told(month, Amount(year.months[month - 1]), is_verified=True) for month in range(1, after + 1)]
    return forecast(sheet, told, due=after, late=year.late, past=year.past if knows == Knows.PAST else ())


def straight_line(year: MadeUp, after: int) -> Decimal:
    """The value so far ÷ months × 12."""
    return sum(year.months[:after], Decimal(0)) / after * MONTHS


def errors_of(cases: Iterable[tuple[Decimal, Forecast, Decimal]]) -> Errors | None:
    """From (what it came to, forecast, straight line) of each; what came to zero is left out. None of none."""
    cases = [case for case in cases if case[0] and case[1].value is not None]
    if not cases:
        return None

    def mean(parts: Iterable[Decimal]) -> Decimal:
        return (sum(parts, Decimal(0)) / len(cases) * 100).quantize(Decimal("0.01"))

    return Errors(
        years=len(cases),
        forecast=mean(abs((found.value or 0) - actual) / abs(actual) for actual, found, _line in cases),
        straight=mean(abs(line - actual) / abs(actual) for actual, _found, line in cases),
        held=mean(Decimal((found.low or 0) <= actual <= (found.high or 0)) for actual, found, _line in cases),
        width=mean(((found.high or 0) - (found.low or 0)) / abs(actual) for actual, found, _line in cases),
    )


@cache
def made_up_results(seed: int = SEED, years: int = YEARS) -> tuple[Result, ...]:
    """Every kind of year by what is known and when; the same seed gives the same figures."""
    found = []
    for kind in YearKind:
        rng = Random(f"{seed} {kind}")  # noqa: S311 - examples, no secrets
        drawn = [make_up(kind, rng) for _year in range(years)]
        for knows in Knows:
            # What a trajectory is worth is followed through the year; the other ideas are compared at half-time.
            for after in AFTER if knows == Knows.TRAJECTORY else (HALF_TIME,):
                errors = errors_of(
                    (sum(year.months, Decimal(0)), forecast_of(year, knows, after), straight_line(year, after))
                    for year in drawn
                )
                if errors is not None:
                    found.append(Result(kind, knows, after, errors))
    return tuple(found)
