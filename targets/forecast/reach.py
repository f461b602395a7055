"""The period after which a target is out of reach. No query and no clock.

A target is out of reach once even the best in every period left would not lead to it. The best of a period is twice
what the trajectory plans for it, or the largest amount reported in any period of this year; where the amount is to stay
small, half of what is planned, or the smallest reported. A period before the last report that has no figure may have
been such a best one. Ahead of the last report the forecast's own way is followed: the period in which, as things go, it
will have become too late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from targets.enums import Direction
from targets.forecast.rule import FASTEST, Forecast, Method, Told, is_last_value, levels_of, steps_of
from targets.rollups import Sheet

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """The period (its ordinal) after which the target can't be reached any more; whether that has happened."""

    ordinal: int
    has_happened: bool


def out_of_reach(sheet: Sheet, told: Sequence[Told], found: Forecast) -> OutOfReach | None:
    """None: it stays in reach to the end, or the question makes no sense (ratios, what is to be held or in a range)."""
    if sheet.measure.direction not in (Direction.UP, Direction.DOWN) or sheet.value is None:
        return None
    if found.method == Method.SUM:
        return _of_a_sum(sheet, told, found.expected)
    if found.method == Method.LEVEL and is_last_value(sheet):
        return _of_a_level(sheet, told, found.expected)
    return None


def _of_a_sum(sheet: Sheet, told: Sequence[Told], expected: Sequence[Decimal]) -> OutOfReach | None:
    plan, of, last = sheet.value or _ZERO, len(sheet.trajectory), told[-1].ordinal
    there = {place for each in told for place in each.places}
    amounts = [(each.amount.value or _ZERO) / len(each.places) for each in told]
    planned = steps_of(sheet.trajectory, _ZERO)
    rises = sheet.measure.direction == Direction.UP
    if rises:
        best = [max(FASTEST * step, *amounts) for step in planned]
    else:
        best = [max(_ZERO, min(step / FASTEST, *amounts)) for step in planned]
    reached = _ZERO
    for ordinal in range(1, of):
        is_silent = ordinal < last and ordinal - 1 not in there
        reached += best[ordinal - 1] if is_silent else expected[ordinal - 1]
        possible = reached + sum(best[ordinal:], _ZERO)
        if possible < plan if rises else possible > plan:
            return OutOfReach(ordinal, has_happened=ordinal <= last)
    return None


def _of_a_level(sheet: Sheet, told: Sequence[Told], expected: Sequence[Decimal]) -> OutOfReach | None:
    plan, of, levels = sheet.value or _ZERO, len(sheet.trajectory), levels_of(sheet, told)
    last, start = max(levels), sheet.baseline or _ZERO
    ahead = 1 if sheet.measure.direction == Direction.UP else -1
    seen = [step * ahead for step in steps_of(list(levels.values()), start)]
    best = [max(FASTEST * step * ahead, *seen) for step in steps_of(sheet.trajectory, start)]
    reached = start
    for ordinal in range(1, of):
        if ordinal > last:
            reached += expected[ordinal - 1]
        elif ordinal in levels:
            reached = levels[ordinal]
        else:
            continue
        if (plan - reached) * ahead > sum(best[ordinal:], _ZERO):
            return OutOfReach(ordinal, has_happened=ordinal <= last)
    return None
