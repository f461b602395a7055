"""What a target is likely to come to by the last day of Esfand. No query and no clock: everything is an argument.

The rules in words:

- **Of what was reported** each period counts as verified where that is done, else as reported; the forecast says which.
- **A sum of periods**: what is done, and for the periods without a figure the trajectory's own amounts at the pace
  expected of them. So the season is the trajectory's; where the months of up to three past years are known, each of
  these years has one voice beside the trajectory. A period that should have been reported and was not is taken at that
  pace too: it is neither zero nor left out.
- **The pace** is done ÷ planned over the periods reported, between 0 and twice the plan. It is believed as far as it
  has been seen: what was agreed counts beside it like two months of a year (`CREDIT`), taken back towards last year's
  figure by the share of the work due by then that is not done (`targets.forecast.actions`).
- **A level** (a stock, a last or largest value, a ratio to date) goes on from where it stands along what is left of its
  way from the baseline, at the pace of the way behind it. One that is to stay where it is, or that goes up and down
  through the year, keeps its distance from the trajectory.
- **The range** is meant to hold four of five years. It is made of the spread of the single periods around the pace
  (few periods lean on a wide assumption), of a change of the pace that nobody has seen yet, and of a season that may be
  wrong. It never falls below what a growing sum has reached, and closes when the year is complete: then the forecast is
  the figure itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from targets.enums import Aggregation, Direction, Kind
from targets.rollups import Amount, Sheet, over_periods

# What was agreed counts like this share of a year's performance: two months.
CREDIT = Decimal(1) / 6
# No pace below zero and none above twice the plan is expected of what is left.
FASTEST = Decimal(2)
# Past years that have a voice in the season.
PAST_YEARS = 3
# Of five years four end in the range: 1.28 standard deviations to either side.
WITHIN = Decimal("1.28")
# Before anything was seen, a period of an even year differs from the pace by this part of itself, with the weight of
# so many periods; and the pace of what is left may differ by this part from what was seen.
SPREAD, SPREAD_WEIGHT = Decimal("0.5"), 3
CHANGE = Decimal("0.2")
# The season may be wrong by this part of how far trajectory, past years and an even year lie apart.
DOUBT = Decimal(1) / 3
# How far a level that is to stay where it is moves in a year.
MOVES = Decimal("0.1")

_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
_PLACE = Decimal("0.0001")
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Method(TextChoices):
    """By which rule the figure was made."""

    COMPLETE = "complete", pgettext_lazy("forecast", "The year is complete")
    SUM = "sum", pgettext_lazy("forecast", "Trajectory at the pace so far")
    LEVEL = "level", pgettext_lazy("forecast", "Rest of the way at the pace so far")
    DISTANCE = "distance", pgettext_lazy("forecast", "Distance from the trajectory stays")


class WhyNot(TextChoices):
    """Why there is no forecast."""

    NOT_REPORTED = "not_reported", pgettext_lazy("forecast", "No period has been reported yet.")
    NO_TRAJECTORY = "no_trajectory", pgettext_lazy("forecast", "There is no trajectory to go by.")
    NOT_COMPUTABLE = "not_computable", pgettext_lazy("forecast", "What was reported makes no year's figure.")


class Outlook(TextChoices):
    """What the range says of the target."""

    REACHED = "reached", pgettext_lazy("forecast", "Will be reached")
    OPEN = "open", pgettext_lazy("forecast", "Uncertain")
    MISSED = "missed", pgettext_lazy("forecast", "Will be missed")


class Told(NamedTuple):
    """What is known of a period that has a figure, which may be that of several periods, from `since` on."""

    ordinal: int
    amount: Amount
    is_verified: bool
    since: int = 0

    @property
    def places(self) -> range:
        """The places of those periods in the year, from 0."""
        return range((self.since or self.ordinal) - 1, self.ordinal)


class Forecast(NamedTuple):
    """The figure with its range and how it was made; without a value `why_not` says why.

    `periods` have a figure, `verified` of them a verified one; `missing` were due and have none; the year has `of`.
    `pace` and `rest` are percent of the trajectory: of the periods reported, and expected of what is left. `late` is
    the share of the work due by then that is not done, in percent. `expected` is what each period is taken for.
    """

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    method: Method | None = None
    why_not: WhyNot | None = None
    periods: int = 0
    verified: int = 0
    missing: int = 0
    of: int = 0
    pace: Decimal | None = None
    rest: Decimal | None = None
    late: Decimal = _ZERO
    past_years: int = 0
    outlook: Outlook | None = None
    expected: Sequence[Decimal] = ()


def forecast(
    sheet: Sheet,
    told: Sequence[Told],
    *,
    due: int = 0,
    late: Decimal = _ZERO,
    past: Sequence[Sequence[Decimal]] = (),
) -> Forecast:
    """The year-end figure of a target from the periods that have a figure, in their order.

    `due` is the ordinal of the last period that was due, `late` the share (0 to 1) of the work due by then that is not
    done, `past` the amounts of earlier years, one for each period.
    """
    there = {place for each in told for place in each.places}
    facts = Forecast(
        periods=len(there),
        verified=sum(len(each.places) for each in told if each.is_verified),
        missing=len({*range(due)} - there),
        of=len(sheet.trajectory),
        late=late * _HUNDRED,
    )
    if not told:
        return facts._replace(why_not=WhyNot.NOT_REPORTED)
    if not sheet.trajectory or sheet.value is None or told[-1].ordinal > facts.of:
        return facts._replace(why_not=WhyNot.NO_TRAJECTORY)
    so_far = over_periods(sheet.measure, (each.amount for each in told)).value
    if so_far is None:
        return facts._replace(why_not=WhyNot.NOT_COMPUTABLE)
    if _is_complete(sheet, told):
        found = facts._replace(value=so_far, low=so_far, high=so_far, method=Method.COMPLETE)
    else:
        with localcontext(_CONTEXT):
            if sheet.measure.grows_through_the_year:
                found = _of_a_sum(sheet, told, facts, late, past)
            else:
                found = _of_a_level(sheet, told, facts, late)
    return found._replace(outlook=_outlook(sheet, found))


def _is_complete(sheet: Sheet, told: Sequence[Told]) -> bool:
    """A level is known once its last period is, everything else once all are."""
    known = told[-1].ordinal if is_last_value(sheet) else sum(len(each.places) for each in told)
    return known == len(sheet.trajectory)


def is_last_value(sheet: Sheet) -> bool:
    """Whether the year's figure is that of the last period alone."""
    measure = sheet.measure
    return measure.aggregation != Aggregation.MAX and (
        measure.kind == Kind.STOCK or measure.aggregation == Aggregation.LAST
    )


# --- a sum of periods -----------------------------------------------------------------------------


def _of_a_sum(
    sheet: Sheet, told: Sequence[Told], facts: Forecast, late: Decimal, past: Sequence[Sequence[Decimal]]
) -> Forecast:
    of, plan = facts.of, sheet.value or _ZERO
    seasons = _seasons(steps_of(sheet.trajectory, _ZERO), past)
    season = [sum(shares) / len(seasons) for shares in zip(*seasons, strict=True)] if past else seasons[0]
    weights = _weights(season)
    amounts = [(each.places, each.amount.value or _ZERO) for each in told]
    there = sorted({place for places, _amount in amounts for place in places})
    ahead = [place for place in range(of) if place not in there]
    done, known, left = sum((amount for _places, amount in amounts), _ZERO), _at(there, season), _at(ahead, season)
    seen = done / known if known else None
    # What was agreed, as far as the work behind it goes on.
    held = plan + late * (_without_effort(sheet) - plan)
    believed = known / (known + CREDIT)
    year = believed * _within_reason(held if seen is None else seen, sheet) + (1 - believed) * held
    middle = plan if seen is None else seen
    leaning = left / (known + CREDIT)
    told_of = [_at(there, shape) for shape in (*seasons, [_ONE / of] * of)]
    half = _half(
        [(amount - middle * _at(places, season), _at(places, weights)) for places, amount in amounts],
        size=_size(sheet) or abs(middle),
        of=of,
        ahead=_at(ahead, weights),
        leaning=leaning,
        doubt=DOUBT * (max(told_of) - min(told_of)) * (1 + leaning) * abs(year),
    )
    least = done if plan >= 0 and min(amount for _places, amount in amounts) >= 0 else None
    return _with_range(facts, done + left * year, half, least)._replace(
        method=Method.SUM,
        pace=_percent(done, plan * known),
        rest=_percent(year, plan),
        past_years=len(seasons) - 1,
        expected=_each(amounts, season, year),
    )


def _each(amounts: Iterable[tuple[range, Decimal]], season: Sequence[Decimal], year: Decimal) -> list[Decimal]:
    """What each period is taken for: a figure of several is theirs by their shares of the season."""
    found = [year * share for share in season]
    for places, amount in amounts:
        whole = _at(places, season)
        for place in places:
            found[place] = amount * season[place] / whole if whole else amount / len(places)
    return found


def _at(places: Iterable[int], shares: Sequence[Decimal]) -> Decimal:
    """What these periods have together."""
    return sum([shares[place] for place in places], _ZERO)


def _without_effort(sheet: Sheet) -> Decimal:
    """What the year comes to where nothing of the work is done: last year's figure, where it lies behind the target."""
    plan, baseline = sheet.value or _ZERO, sheet.baseline
    if sheet.measure.direction == Direction.UP:
        return max(_ZERO, min(baseline or _ZERO, plan)) if plan > 0 else plan
    if sheet.measure.direction == Direction.DOWN:
        return plan if baseline is None else max(baseline, plan)
    return plan


def _size(sheet: Sheet) -> Decimal:
    """How large a year is: the target, or where less is wanted than there was, last year's figure."""
    falls = sheet.measure.direction == Direction.DOWN
    return max(abs(sheet.value or _ZERO), abs(sheet.baseline or _ZERO) if falls else _ZERO)


def _within_reason(year: Decimal, sheet: Sheet) -> Decimal:
    plan = sheet.value or _ZERO
    if plan < 0:
        return year
    most = FASTEST * _size(sheet)
    return max(_ZERO, min(year, most) if most else year)


def _seasons(steps: Sequence[Decimal], past: Sequence[Sequence[Decimal]]) -> list[list[Decimal]]:
    """Each period's share of the year, by the trajectory and by each past year; even where one tells nothing."""
    return [
        _shares(steps),
        *(_shares(amounts) for amounts in past[:PAST_YEARS] if len(amounts) == len(steps)),
    ]


def _shares(steps: Sequence[Decimal]) -> list[Decimal]:
    whole = sum(steps, _ZERO)
    if whole <= 0 or min(steps) < 0:
        return [_ONE / len(steps)] * len(steps)
    return [step / whole for step in steps]


def steps_of(points: Sequence[Decimal], start: Decimal) -> list[Decimal]:
    """What each point adds to the one before it."""
    return [point - before for before, point in zip([start, *points], points, strict=False)]


# --- a level ----------------------------------------------------------------------------------------


def _of_a_level(sheet: Sheet, told: Sequence[Told], facts: Forecast, late: Decimal) -> Forecast:
    """A stock, a last or largest value, or a ratio to date."""
    levels = levels_of(sheet, told)
    plan, start = sheet.value or _ZERO, sheet.baseline
    if start is None or plan == start:
        return _at_a_distance(sheet, levels, facts)
    way = plan - start
    steps = [step / way for step in steps_of(sheet.trajectory, start)]
    if min(steps) < 0:
        return _at_a_distance(sheet, levels, facts)
    last, level = max(levels), levels[max(levels)]
    known, left = sum(steps[:last], _ZERO), sum(steps[last:], _ZERO)
    seen = (level - start) / (known * way) if known else None
    held = 1 - late
    believed = known / (known + CREDIT)
    pace = believed * (held if seen is None else max(_ZERO, min(seen, FASTEST))) + (1 - believed) * held
    weights = _weights(steps)
    misses, before, at = [], start, 0
    for ordinal, reached in levels.items():
        expected = (_ONE if seen is None else seen) * way * sum(steps[at:ordinal], _ZERO)
        misses.append((reached - before - expected, sum(weights[at:ordinal], _ZERO)))
        before, at = reached, ordinal
    half = _half(misses, size=abs(way), of=facts.of, ahead=sum(weights[last:], _ZERO), leaning=left / (known + CREDIT))
    return _with_range(facts, level + left * way * pace, half, _floor_of_a_level(sheet, levels))._replace(
        method=Method.LEVEL,
        pace=None if seen is None else _rounded(seen * _HUNDRED),
        rest=_rounded(pace * _HUNDRED),
        expected=[way * pace * step for step in steps],
    )


def levels_of(sheet: Sheet, told: Sequence[Told]) -> dict[int, Decimal]:
    """By the ordinals of their periods, the year to date at the end of each."""
    if is_last_value(sheet):
        return {each.ordinal: each.amount.value or _ZERO for each in told}
    return {
        each.ordinal: over_periods(sheet.measure, (one.amount for one in told[: place + 1])).value or _ZERO
        for place, each in enumerate(told)
    }


def _at_a_distance(sheet: Sheet, levels: Mapping[int, Decimal], facts: Forecast) -> Forecast:
    trajectory, of = sheet.trajectory, facts.of
    last = max(levels)
    misses, before, at = [], _ZERO, 0
    for ordinal, reached in levels.items():
        distance = reached - trajectory[ordinal - 1]
        misses.append((distance - before, Decimal(ordinal - at) / of))
        before, at = distance, ordinal
    half = _half(
        misses,
        size=MOVES * max(abs(trajectory[-1]), abs(levels[last])),
        of=of,
        ahead=Decimal(of - last) / of,
        leaning=_ZERO,
    )
    value = levels[last] + trajectory[-1] - trajectory[last - 1]
    return _with_range(facts, value, half, _floor_of_a_level(sheet, levels))._replace(method=Method.DISTANCE)


def _floor_of_a_level(sheet: Sheet, levels: Mapping[int, Decimal]) -> Decimal | None:
    """What the year's figure can't fall below: the largest value so far, or zero where nothing was below it."""
    if sheet.measure.aggregation == Aggregation.MAX:
        return max(levels.values())
    return _ZERO if min(*levels.values(), *sheet.trajectory) >= 0 else None


# --- the range --------------------------------------------------------------------------------------


def _weights(shares: Sequence[Decimal]) -> list[Decimal]:
    """How much of the year's uncertainty a period carries: half by its share of the plan, half as all others."""
    even = _ONE / len(shares)
    return [(share + even) / 2 for share in shares]


def _half(
    misses: Sequence[tuple[Decimal, Decimal]],
    *,
    size: Decimal,
    of: int,
    ahead: Decimal,
    leaning: Decimal,
    doubt: Decimal = _ZERO,
) -> Decimal:
    """Half the width of the range. `misses` come with the weight of their period, `ahead` is the weight of the rest.

    `leaning` is how much an error in what was seen weighs in what is expected, `doubt` what a wrong season makes.
    """
    if not size or not ahead:
        return _ZERO
    spread = sum([(part := miss / size) * part / weight for miss, weight in misses], _ZERO)
    variance = (spread + SPREAD_WEIGHT * SPREAD**2 / of) / (len(misses) - 1 + SPREAD_WEIGHT)
    behind = sum([weight for _miss, weight in misses], _ZERO)
    total = variance * (ahead + leaning**2 * behind) + (CHANGE * ahead) ** 2 + (doubt / size) ** 2
    return WITHIN * (1 + _ONE / len(misses)) * size * total.sqrt()


def _with_range(facts: Forecast, value: Decimal, half: Decimal, floor: Decimal | None) -> Forecast:
    low, high = value - half, value + half
    if floor is not None:
        value, low = max(value, floor), max(low, floor)
    return facts._replace(value=_rounded(value), low=_rounded(min(low, value)), high=_rounded(max(high, value)))


# --- against the target -----------------------------------------------------------------------------


def _outlook(sheet: Sheet, found: Forecast) -> Outlook | None:
    """Whether all, none or some of the range lies where the target wants it; None for one that is to be held."""
    lower, upper = _wanted(sheet)
    if found.low is None or found.high is None or (lower is None and upper is None):
        return None
    if (lower is None or found.low >= lower) and (upper is None or found.high <= upper):
        return Outlook.REACHED
    if (lower is not None and found.high < lower) or (upper is not None and found.low > upper):
        return Outlook.MISSED
    return Outlook.OPEN


def _wanted(sheet: Sheet) -> tuple[Decimal | None, Decimal | None]:
    """From where to where the year's figure should lie; None is open."""
    match sheet.measure.direction:
        case Direction.UP:
            return sheet.value, None
        case Direction.DOWN:
            return None, sheet.value
        case Direction.RANGE if sheet.lower_bound is not None and sheet.upper_bound is not None:
            return sheet.lower_bound, sheet.upper_bound
    return None, None


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return _rounded(part * _HUNDRED / whole) if whole > 0 else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACE)
