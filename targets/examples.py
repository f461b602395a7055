"""What the choices of an indicator's sheet do, shown by the same small figures: 10, 20 and 30.

Every cell is computed by the roll-ups themselves (`targets.rollups`), so that an example never says something else than
the province's own sums. No query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from config.persian.numbers import format_number, format_percent
from targets.enums import AchievementFrom, Aggregation, Direction, Kind
from targets.models import Indicator, Unit
from targets.rollups import Amount, Measure, NotAdditive, Sheet, achievement, over_periods, over_targets, quotient

FIGURES = (Decimal(10), Decimal(20), Decimal(30))
# In a ratio the figures are numerators over these, in a weighted mean they weigh so much.
OUT_OF = (Decimal(50), Decimal(50), Decimal(100))
_ENDS = (FIGURES[0], FIGURES[-1])
_MIDDLE = FIGURES[1]
_RANGE = (Decimal(15), Decimal(25))


@dataclass(frozen=True, slots=True)
class Cell:
    """What comes out when all of `when` is chosen ("kind=flow direction=up"); `chosen`: as the sheet stands."""

    text: str
    when: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    heading: str
    # What is reported, where it is not the same in all rows.
    given: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Example:
    """A table of what each choice makes of the same figures."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Row]


def examples_of(indicator: Indicator, choices: Mapping[str, str] | None = None) -> list[Example]:
    """The examples for the indicator's unit, with the cells marked that `choices` (default: its own) come to."""
    chosen = choices or {
        name: getattr(indicator, name) for name in ("kind", "aggregation", "direction", "achievement_from")
    }
    return [_adding_up(indicator.unit, chosen), _achieving(indicator.unit, chosen)]


def _measure(unit: Unit, **choices: str) -> Measure:
    return Measure(
        indicator="",
        unit=unit,
        direction=Direction(choices.get("direction", Direction.UP)),
        kind=Kind(choices.get("kind", Kind.FLOW)),
        aggregation=Aggregation(choices.get("aggregation", Aggregation.SUM)),
        achievement_from=AchievementFrom(choices.get("achievement_from", AchievementFrom.ZERO)),
    )


def _cell(text: str, chosen: Mapping[str, str], **when: str) -> Cell:
    condition = " ".join(f"{name}={value}" for name, value in when.items())
    return Cell(text, condition, all(chosen.get(name) == value for name, value in when.items()))


# --- kind and aggregation -------------------------------------------------------------------------


def _adding_up(unit: Unit, chosen: Mapping[str, str]) -> Example:
    rows = []
    for aggregation in Aggregation:
        amounts = _amounts(_measure(unit, aggregation=aggregation))
        over_the_year = [
            _cell(
                _shown(over_periods(_measure(unit, aggregation=aggregation, kind=kind), amounts)),
                chosen,
                aggregation=aggregation,
                kind=kind,
            )
            for kind in Kind
        ]
        together = _cell(
            _of_counties(_measure(unit, aggregation=aggregation), amounts), chosen, aggregation=aggregation
        )
        rows.append(Row(str(aggregation.label), _given(aggregation), [*over_the_year, together]))
    return Example(
        name="aggregation",
        title=_("Three periods, or three counties, report %(figures)s") % {"figures": _in_words(FIGURES)},
        columns=[
            *(_("the year shows, of three periods: %(kind)s") % {"kind": kind.label} for kind in Kind),
            _("the province shows, of three counties"),
        ],
        rows=rows,
    )


def _amounts(measure: Measure) -> list[Amount]:
    """The three figures as they are reported: those of a ratio with their parts."""
    if measure.aggregation == Aggregation.RATIO:
        pairs = list(zip(FIGURES, OUT_OF, strict=True))
        return [Amount(quotient(measure, part, whole), part, whole) for part, whole in pairs]
    if measure.aggregation == Aggregation.WEIGHTED:
        return [Amount(value, value * weight, weight) for value, weight in zip(FIGURES, OUT_OF, strict=True)]
    return [Amount(value) for value in FIGURES]


def _given(aggregation: Aggregation) -> str:
    names = {"figures": _in_words(FIGURES), "others": _in_words(OUT_OF)}
    if aggregation == Aggregation.RATIO:
        return _("%(figures)s of %(others)s") % names
    if aggregation == Aggregation.WEIGHTED:
        return _("%(figures)s, weighing %(others)s") % names
    return ""


def _of_counties(measure: Measure, amounts: Sequence[Amount]) -> str:
    try:
        return _shown(over_targets([(measure, amount) for amount in amounts]))
    except NotAdditive as refusal:
        return str(refusal)


def _shown(amount: Amount) -> str:
    return _("no figure") if amount.value is None else format_number(amount.value)


def _in_words(figures: Sequence[Decimal]) -> str:
    first, second, third = (format_number(figure) for figure in figures)
    return _("%(first)s, %(second)s and %(third)s") % {"first": first, "second": second, "third": third}


# --- direction and what the achievement is measured from -------------------------------------------


def _achieving(unit: Unit, chosen: Mapping[str, str]) -> Example:
    rows = []
    for direction in Direction:
        cells = []
        for basis in AchievementFrom:
            for kind, aggregation in ((Kind.STOCK, Aggregation.LAST), (Kind.FLOW, Aggregation.SUM)):
                measure = _measure(
                    unit, direction=direction, achievement_from=basis, kind=kind, aggregation=aggregation
                )
                rates = [achievement(_sheet(measure), figure) for figure in FIGURES]
                cells.append(_cell(_rates(rates), chosen, direction=direction, achievement_from=basis, kind=kind))
        rows.append(Row(str(direction.label), _goal(direction), cells))
    return Example(
        name="direction",
        title=_("The year to date is first %(first)s, then %(second)s, then %(third)s: so much is achieved")
        % dict(zip(("first", "second", "third"), map(format_number, FIGURES), strict=True)),
        columns=[
            f"{basis.label}: {label}"
            for basis in AchievementFrom
            for label in (Kind.STOCK.label, _("sum of periods, before the year is over"))
        ],
        rows=rows,
    )


def _sheet(measure: Measure) -> Sheet:
    low, high = _ENDS
    match measure.direction:
        case Direction.UP:
            return Sheet(measure, baseline=low, value=high)
        case Direction.DOWN:
            return Sheet(measure, baseline=high, value=low)
        case Direction.HOLD:
            return Sheet(measure, baseline=_MIDDLE, value=_MIDDLE)
    return Sheet(measure, baseline=low, value=_MIDDLE, lower_bound=_RANGE[0], upper_bound=_RANGE[1])


def _goal(direction: Direction) -> str:
    low, high = (format_number(end) for end in _ENDS)
    match direction:
        case Direction.UP:
            return _("from %(baseline)s to %(value)s") % {"baseline": low, "value": high}
        case Direction.DOWN:
            return _("from %(baseline)s to %(value)s") % {"baseline": high, "value": low}
        case Direction.HOLD:
            return _("to hold %(value)s") % {"value": format_number(_MIDDLE)}
    lower, upper = (format_number(bound) for bound in _RANGE)
    return _("between %(lower)s and %(upper)s") % {"lower": lower, "upper": upper}


def _rates(rates: Sequence[Decimal | None]) -> str:
    if all(rate is None for rate in rates):
        return _("not computable yet")
    return " · ".join("—" if rate is None else format_percent(rate, 0) for rate in rates)
