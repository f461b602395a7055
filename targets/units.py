"""Amounts in a unit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.models import Unit


def too_fine(unit: Unit, amounts: Iterable[Decimal | None]) -> str:
    """Why the amounts have more decimals than the unit, in which nothing is rounded; "" when none has."""
    if all(amount is None or amount == round(amount, unit.decimals) for amount in amounts):
        return ""
    return _("“%(unit)s” has at most %(places)s decimals.") % {"unit": unit, "places": unit.decimals}
