"""A ratio is its two parts: the denominator above zero, the value their quotient."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from targets.enums import Aggregation
from targets.models import Indicator
from targets.returns import measure_of
from targets.rollups import quotient


def value_of_parts(indicator: Indicator, numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """The ratio to the unit's decimals; None for a denominator of zero."""
    computed = quotient(measure_of(indicator), numerator, denominator)
    return None if computed is None else round(computed, indicator.unit.decimals)


def fault_of_parts(
    indicator: Indicator, *, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
) -> tuple[str, str] | None:
    """(field, what is wrong with it) of a ratio's figures; None when they agree, or for what is no ratio."""
    if indicator.aggregation != Aggregation.RATIO or numerator is None or denominator is None:
        return None
    if denominator <= 0:
        return "denominator", _("The denominator of a ratio must be above zero.")
    computed = value_of_parts(indicator, numerator, denominator)
    if value is None or computed is None or round(value, indicator.unit.decimals) == computed:
        return None
    message = _("Numerator and denominator make %(computed)s, not %(value)s: correct one of the three.")
    return "value", message % {"computed": format_number(computed), "value": format_number(value)}
