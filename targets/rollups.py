"""The arithmetic of targets: what was done, how much of what was promised that is, and what may be added to what.

No query and no clock: everything is an argument. The rules in words:

- **Nothing reported is None, zero is 0.** A sum over nothing is None. A total always comes with its coverage.
- **Over the periods** a flow is the sum of its periods, or the largest or last of them where its indicator says so; a
  stock is its last reported level (or the largest). A ratio of a flow is the sum of numerators over the sum of
  denominators, never a mean of percentages; a ratio of a stock is its last numerator over its last denominator. A
  weighted mean is a ratio whose numerators are value × weight. What is not aggregated has a last level, but no sum.
- **Over the targets** amounts add only within one dimension, converted by the unit's factor, or only within one unit
  where the unit says so; percentages and ratios only by numerators and denominators, of one indicator. All else is
  refused.
- **Counted once**: what two targets count of one thing is added up once. A target counts in sums with the part of its
  amount that no other one keeps (`targets.double_counts`); its own figures, percentages and averages stay whole.
- **Achievement** of the year-end value: increasing `actual / target` or, from the baseline, `(actual − baseline) /
  (target − baseline)`; decreasing `(baseline − actual) / (baseline − target)`; hold and range 100 where it should be,
  outside less the distance in percent of the bound that was crossed. A denominator that is zero or points the wrong
  way makes it None, "not computable", and so does comparing a flow that is still growing with the whole of last year.
- **Standing** compares the year to date with the trajectory at the last period that was due, never with elapsed time.
- **Averages** take an achievement between 0 and the cap of the year; the figure shown is the true one. Weights count
  by their share of what is there: one that is missing is not filled in, it lowers the coverage.
- **Macro arithmetic**: needed = value − baseline. A target feeds it as an increment (all of its amount) or as a level
  (its change from the baseline). The gap is needed − agreed. Official observations stand beside, never in the sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.enums import AchievementFrom, AddsWithin, Aggregation, Direction, Feeds, Kind, Standing
from targets.models import Unit

# Wide enough that amounts of numeric(24,4) times a unit's factor stay exact; results are rounded once, at the end.
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
_PLACE = Decimal("0.0001")
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
# The dimension whose base unit is the percent.
_RATIO_DIMENSION = "ratio"
_BY_PARTS = frozenset({Aggregation.RATIO, Aggregation.WEIGHTED})
_RATIOS = gettext_lazy("Percentages and ratios are added only by numerators and denominators of one indicator.")


def is_percentage(unit: Unit) -> bool:
    return unit.dimension == _RATIO_DIMENSION


class NotAdditive(ValueError):
    """These amounts make no sum. The message says why, for the footnote."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is measured: as it is now, or as it was frozen."""

    indicator: str
    unit: Unit
    direction: Direction
    kind: Kind
    aggregation: Aggregation
    achievement_from: AchievementFrom

    @property
    def grows_through_the_year(self) -> bool:
        """Whether the year to date approaches the year's figure from nothing: a sum of periods."""
        return self.kind == Kind.FLOW and self.aggregation == Aggregation.SUM


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a target is judged by. `value` is the agreed year-end value, before agreement the proposed one.

    `trajectory` has one value for each regular period: cumulative for a flow, the level for a stock.
    """

    measure: Measure
    baseline: Decimal | None
    value: Decimal | None
    trajectory: Sequence[Decimal] = ()
    lower_bound: Decimal | None = None
    upper_bound: Decimal | None = None

    @property
    def counts_from_baseline(self) -> bool:
        """Whether what is achieved is a part of the way from the baseline to the year-end value."""
        measure = self.measure
        return measure.direction in (Direction.UP, Direction.DOWN) and not (
            measure.grows_through_the_year
            or (measure.direction == Direction.UP and measure.achievement_from == AchievementFrom.ZERO)
        )

    def expected_at(self, ordinal: int | None) -> Decimal | None:
        """The trajectory's value at the regular period with that ordinal (from 1); None outside of it."""
        if ordinal is None or not 1 <= ordinal <= len(self.trajectory):
            return None
        return self.trajectory[ordinal - 1]


class Amount(NamedTuple):
    """A figure; one made of parts brings its numerator and denominator. `value` None: nothing there."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


NOTHING = Amount()


@dataclass(frozen=True, slots=True)
class YearToDate:
    """What a target has reported so far, and how much of what was due that covers.

    `due` counts lines of returns that were due; `reported_lines`, `verified_lines` and `disputed_lines` those of them
    with such a figure. `ordinal` is the last regular period that was due, None when none was.
    """

    reported: Amount = NOTHING
    verified: Amount = NOTHING
    due: int = 0
    reported_lines: int = 0
    ordinal: int | None = None
    disputed: Amount = NOTHING
    verified_lines: int = 0
    disputed_lines: int = 0

    @property
    def is_covered(self) -> bool:
        """Whether every period that was due has a figure."""
        return 0 < self.due == self.reported_lines

    @property
    def is_verified(self) -> bool:
        """Whether every period that was due has a verified figure."""
        return 0 < self.due == self.verified_lines


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a total has been reported: `reported` of `due`, and the share of the target (percent) they stand for.

    `share` is None where the targets make no sum.
    """

    reported: int = 0
    due: int = 0
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Average:
    """A weighted mean in percent over `counted` of `of`; None when nothing could be counted."""

    value: Decimal | None
    counted: int
    of: int


# --- over the periods ---------------------------------------------------------------------------


def over_periods(measure: Measure, amounts: Iterable[Amount]) -> Amount:
    """One figure from the amounts of successive periods, in their order; those without a value are passed over."""
    there = [amount for amount in amounts if amount.value is not None]
    if not there:
        return NOTHING
    if measure.kind == Kind.FLOW and measure.aggregation in _BY_PARTS:
        return _of_sums(measure, there)
    values = [amount.value for amount in there if amount.value is not None]
    if measure.aggregation == Aggregation.MAX:
        return Amount(max(values))
    if measure.kind == Kind.STOCK or measure.aggregation == Aggregation.LAST:
        return there[-1]
    return Amount(_sum(values)) if measure.aggregation == Aggregation.SUM else NOTHING


def running(measure: Measure, amounts: Sequence[Amount]) -> list[Amount]:
    """`over_periods` of the first amount, of the first two, and so on."""
    if measure.kind == Kind.FLOW and measure.aggregation == Aggregation.SUM:
        found, total = [], NOTHING
        for amount in amounts:
            if amount.value is not None:
                total = Amount(amount.value if total.value is None else _WIDE.add(total.value, amount.value))
            found.append(total)
        return found
    return [over_periods(measure, amounts[: place + 1]) for place in range(len(amounts))]


def quotient(measure: Measure, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The value of a ratio in the indicator's unit (82 of 1,000 are 8.2 in percent); None without a denominator.

    In a weighted mean the numerator already is in the unit.
    """
    if numerator is None or not denominator:
        return None
    per_hundred = measure.aggregation == Aggregation.RATIO and measure.unit.dimension == _RATIO_DIMENSION
    return _rounded(_WIDE.divide(numerator * _HUNDRED if per_hundred else numerator, denominator))


def _of_sums(measure: Measure, amounts: Sequence[Amount]) -> Amount:
    """Numerators over denominators; nothing when one comes without its parts, as the rest would not be the whole."""
    if any(amount.numerator is None or amount.denominator is None for amount in amounts):
        return NOTHING
    numerator = _sum(amount.numerator for amount in amounts)
    denominator = _sum(amount.denominator for amount in amounts)
    return Amount(quotient(measure, numerator, denominator), numerator, denominator)


# --- one target ---------------------------------------------------------------------------------


def achievement(sheet: Sheet, actual: Decimal | None, *, year_complete: bool = False) -> Decimal | None:
    """Percent of the year-end value that is achieved, as it is: below 0 or above 100 too. None: not computable.

    `year_complete` says that `actual` covers the whole year; only then is a growing flow comparable with its baseline.
    """
    if actual is None or sheet.value is None:
        return None
    measure = sheet.measure
    match measure.direction:
        case Direction.HOLD:
            return _closeness(actual, sheet.value, sheet.value)
        case Direction.RANGE:
            return _closeness(actual, sheet.lower_bound, sheet.upper_bound)
        case Direction.UP if measure.achievement_from == AchievementFrom.ZERO:
            return _percent(actual, sheet.value)
    if sheet.baseline is None or (measure.grows_through_the_year and not year_complete):
        return None
    return _way_covered(measure.direction, sheet.baseline, actual, sheet.value)


def rate_to_date(sheet: Sheet, actual: Decimal | None, ordinal: int | None) -> Decimal | None:
    """Percent of what the trajectory expected at that period that is done. None: not computable."""
    expected = sheet.expected_at(ordinal)
    if actual is None or expected is None:
        return None
    measure = sheet.measure
    if measure.direction == Direction.RANGE and not measure.grows_through_the_year:
        return _closeness(actual, sheet.lower_bound, sheet.upper_bound)
    if measure.direction in (Direction.HOLD, Direction.RANGE):
        return _closeness(actual, expected, expected)
    if measure.grows_through_the_year or measure.achievement_from == AchievementFrom.ZERO:
        rising = measure.direction == Direction.UP
        return _percent(actual, expected) if rising else _percent(expected, actual)
    if sheet.baseline is None:
        return None
    return _way_covered(measure.direction, sheet.baseline, actual, expected)


def standing(sheet: Sheet, year_to_date: YearToDate, *, on_plan_from: Decimal) -> Standing:
    """How the reported year to date compares with the trajectory: on plan from that percentage of it on."""
    actual = year_to_date.reported.value
    if actual is None:
        if not year_to_date.due:
            return Standing.NOT_DUE
        return Standing.NOT_COMPUTABLE if year_to_date.reported_lines else Standing.NOT_REPORTED
    if sheet.expected_at(year_to_date.ordinal) is None:
        return Standing.NOT_COMPUTABLE
    if _as_good_as_expected(sheet, actual, year_to_date.ordinal):
        return Standing.ON_PLAN
    rate = rate_to_date(sheet, actual, year_to_date.ordinal)
    if rate is None:
        return Standing.NOT_COMPUTABLE
    if rate >= on_plan_from:
        return Standing.ON_PLAN
    return Standing.BEHIND if rate > 0 else Standing.NO_PROGRESS


def _as_good_as_expected(sheet: Sheet, actual: Decimal, ordinal: int | None) -> bool:
    """Answers also where the rate is not computable: an expectation of zero is met by zero."""
    expected = sheet.expected_at(ordinal)
    if expected is None:
        return False
    match sheet.measure.direction:
        case Direction.UP:
            return actual >= expected
        case Direction.DOWN:
            return actual <= expected
    return actual == expected


def _way_covered(direction: Direction, baseline: Decimal, actual: Decimal, goal: Decimal) -> Decimal | None:
    """How much of the way from the baseline to the goal is covered; None when the goal is not ahead."""
    ahead = 1 if direction == Direction.UP else -1
    return _percent((actual - baseline) * ahead, (goal - baseline) * ahead)


def _closeness(actual: Decimal, lower: Decimal | None, upper: Decimal | None) -> Decimal | None:
    """100 between the bounds, outside less the distance in percent of the bound that was crossed; at least 0."""
    if lower is None or upper is None:
        return None
    if lower <= actual <= upper:
        return _HUNDRED
    bound = lower if actual < lower else upper
    distance = _percent(abs(actual - bound), abs(bound))
    return None if distance is None else max(_HUNDRED - distance, Decimal(0))


# --- over the targets ---------------------------------------------------------------------------


def converted(value: Decimal, source: Unit, into: Unit) -> Decimal:
    """The value in another unit, not rounded. Raises NotAdditive where the two do not add."""
    if _RATIO_DIMENSION in (source.dimension, into.dimension):
        raise NotAdditive(_RATIOS)
    if source.code == into.code and source.adds_within != AddsWithin.NOTHING:
        return value
    if source.dimension != into.dimension or {source.adds_within, into.adds_within} != {AddsWithin.DIMENSION}:
        raise NotAdditive(_("“%(one)s” and “%(other)s” do not add up.") % {"one": source.name, "other": into.name})
    return _WIDE.divide(_WIDE.multiply(value, source.factor), into.factor)


def over_targets(parts: Sequence[tuple[Measure, Amount]], into: Unit | None = None) -> Amount:
    """One figure from the figures of several targets, in the unit `into` (default: of the first).

    Those without a value are passed over: say so with a Coverage. Raises NotAdditive where they make no sum.
    """
    if not parts:
        return NOTHING
    first = parts[0][0]
    aggregations = {measure.aggregation for measure, _amount in parts}
    one_indicator = len({measure.indicator for measure, _amount in parts}) == 1
    if Aggregation.NONE in aggregations:
        raise NotAdditive(_("This indicator is not added up."))
    if aggregations <= _BY_PARTS and one_indicator:
        there = [amount for _measure, amount in parts if amount.value is not None]
        result = _of_sums(first, there)
        if there and result.value is None:
            raise NotAdditive(_("A ratio without numerator and denominator is not added up."))
        return result
    if aggregations & _BY_PARTS:
        raise NotAdditive(_RATIOS)
    if aggregations == {Aggregation.MAX} and one_indicator:
        return Amount(max((amount.value for _measure, amount in parts if amount.value is not None), default=None))
    if Aggregation.MAX in aggregations:
        raise NotAdditive(_("A largest value is not added to others."))
    return Amount(sum_in(into or first.unit, [(measure.unit, amount.value) for measure, amount in parts]))


def counted_part(amount: Decimal | None, kept_by_others: Decimal) -> Decimal:
    """The part of an amount, 0 to 1, that is counted here where others count so much of it; 1 where none do."""
    if not amount or not kept_by_others:
        return Decimal(1)
    return max(Decimal(0), 1 - _WIDE.divide(kept_by_others, amount))


def in_part(amount: Amount, part: Decimal) -> Amount:
    """That part of an amount, and of what it is made of; the value of a ratio stays what it is."""
    if part == 1:
        return amount
    if amount.denominator is None:
        return Amount(None if amount.value is None else _WIDE.multiply(amount.value, part))
    numerator = None if amount.numerator is None else _WIDE.multiply(amount.numerator, part)
    return Amount(amount.value, numerator, _WIDE.multiply(amount.denominator, part))


def sum_in(into: Unit, parts: Iterable[tuple[Unit, Decimal | None]]) -> Decimal | None:
    """The sum of amounts in different units, in the unit `into`; None when nothing is there. Raises NotAdditive."""
    total = _sum(converted(value, unit, into) for unit, value in parts if value is not None)
    return None if total is None else _rounded(total)


def weighted_average(parts: Iterable[tuple[Decimal, Decimal | None]], *, cap: Decimal | None = None) -> Average:
    """The mean of (weight, percent), weights renormalised over those that have a figure.

    With `cap` each counts between 0 and the cap, so that one overshoot does not hide another's failure.
    """
    of = counted = 0
    weights = total = _ZERO
    for weight, percent in parts:
        of += 1
        if percent is not None:
            counted += 1
            weights = _WIDE.add(weights, weight)
            if cap is not None:
                percent = _ZERO if percent < _ZERO else cap if percent > cap else percent
            total += _WIDE.multiply(weight, percent)
    if not weights:
        return Average(None, 0, of)
    return Average(_rounded(_WIDE.divide(total, weights)), counted, of)


def coverage(parts: Iterable[tuple[bool, Decimal | None]]) -> Coverage:
    """Coverage of targets that were due: whether each is covered, and the amount it stands for (None: no sum)."""
    due = list(parts)
    covered = [amount for is_covered, amount in due if is_covered]
    amounts = [amount for _is_covered, amount in due]
    share = None if None in amounts else portion(_sum(covered) or Decimal(0), _sum(amounts) or Decimal(0))
    return Coverage(reported=len(covered), due=len(due), share=share)


def portion(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """`part` in percent of `whole`, of falls as of rises; None where one is missing or the whole is zero."""
    if part is None or whole is None:
        return None
    return _percent(part, whole) if whole > 0 else _percent(-part, -whole)


# --- macro targets ------------------------------------------------------------------------------


def contribution(sheet: Sheet, feeds: Feeds, value: Decimal | None, *, year_complete: bool = True) -> Decimal | None:
    """What a target's value adds to the macro target it feeds, in the target's own unit.

    As an increment all of it; as a level its change from the baseline. A flow that is still growing has no change yet:
    with `year_complete=False` it is None.
    """
    if value is None:
        return None
    if feeds == Feeds.INCREMENT:
        return value
    if sheet.baseline is None or (sheet.measure.grows_through_the_year and not year_complete):
        return None
    return value - sheet.baseline


def needed(baseline: Decimal, value: Decimal) -> Decimal:
    """What the year has to bring: value − baseline; negative where the indicator is to fall."""
    return value - baseline


def gap(needed_amount: Decimal, agreed: Decimal | None) -> Decimal | None:
    """What is not yet promised: positive in either direction while something is missing, negative when exceeded."""
    if agreed is None:
        return None
    return needed_amount - agreed if needed_amount >= 0 else agreed - needed_amount


# --- weights ------------------------------------------------------------------------------------


def shares(weights: Sequence[tuple[Hashable, Decimal]]) -> list[Decimal]:
    """Each weight as its share of the weights of its group: the weights of siblings, renormalised to make 1."""
    totals: dict[Hashable, Decimal] = {}
    for group, weight in weights:
        totals[group] = totals.get(group, Decimal(0)) + weight
    return [_WIDE.divide(weight, totals[group]) for group, weight in weights]


# --- numbers ------------------------------------------------------------------------------------


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; None when nothing is."""
    total = None
    for value in values:
        if value is not None:
            total = value if total is None else _WIDE.add(total, value)
    return total


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return _WIDE.quantize(_WIDE.divide(part * _HUNDRED, whole), _PLACE) if whole > _ZERO else None


def _rounded(value: Decimal) -> Decimal:
    return _WIDE.quantize(value, _PLACE)
