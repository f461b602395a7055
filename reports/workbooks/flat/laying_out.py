"""The trajectory of a target out of the columns for quarters or months."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.workbooks.flat.columns import MONTHS, QUARTERS
from reports.workbooks.flat.rows import ReadRow
from targets.enums import Kind
from targets.models import Indicator, Target
from targets.trajectories import Pattern, laid_out, rescaled, shares_of


def trajectory_of(
    row: ReadRow, indicator: Indicator, values: Mapping[str, Any], target: Target | None, periods: int
) -> list[Decimal] | None:
    """One cumulative point for each period of the year, None where it stays as it is.

    Quarters of a year that is reported by month are laid out in even steps between their ends. Without columns of its
    own a new target goes in even steps, one with another year-end value is led there at the same shares of the way.
    Raises ValueError where only some of the columns are filled.
    """
    for name, number in (("month", MONTHS), ("quarter", QUARTERS)):
        points = [row.get(f"{name}_{place}") for place in range(1, number + 1)]
        if any(point is not None for point in points):
            if any(point is None for point in points):
                raise ValueError(_("Enter every period, or leave all of them empty for even steps."))
            return _in_periods(points, _start(indicator, values, target), periods, indicator.unit.decimals)
    if "value" not in values:
        return None
    if target is not None and target.trajectory:
        return rescaled(target, values["value"]) if target.value != values["value"] else None
    baseline = values.get("baseline", target.baseline if target else None)
    return laid_out(indicator, values["value"], baseline, shares_of(Pattern.EVEN, periods))


def _start(indicator: Indicator, values: Mapping[str, Any], target: Target | None) -> Decimal:
    if indicator.kind == Kind.FLOW:
        return Decimal(0)
    stored = target.baseline if target is not None else None
    return values.get("baseline", stored) or Decimal(0)


def _in_periods(points: list[Decimal], start: Decimal, periods: int, decimals: int) -> list[Decimal]:
    if len(points) == periods:
        return points
    if len(points) > periods:
        # A year that is reported by quarter: the ends of its quarters.
        step = len(points) // periods
        return points[step - 1 :: step]
    step = periods // len(points)
    found: list[Decimal] = []
    for point in points:
        way = (point - start) / step
        found += [(start + way * place).quantize(Decimal(1).scaleb(-decimals)) for place in range(1, step)]
        found.append(point)
        start = point
    return found
