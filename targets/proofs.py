"""How much of what was achieved has evidence: of a target, and of several together.

A line has evidence when a file is attached to it. Of an amount that is summed up over the periods the share counts that
stands on such lines; a level, or a largest value, stands on one line, and has evidence or has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from targets.enums import Aggregation, Kind
from targets.reported import DueLine
from targets.rollups import Measure, portion

_ALL, _NOTHING = Decimal(100), Decimal(0)


def proved_share(measure: Measure, lines: Sequence[DueLine]) -> Decimal | None:
    """The percent of the year to date that has evidence; None where nothing was reported, or all of it is zero.

    `lines` are the target's due lines in the order of their periods.
    """
    there = [line for line in lines if line.reported.value is not None]
    if not there:
        return None
    if measure.kind == Kind.FLOW and measure.aggregation != Aggregation.LAST:
        if measure.aggregation == Aggregation.MAX:
            return _ALL if max(there, key=_value_of).is_proved else _NOTHING
        parts = [(_weight_of(line), line.is_proved) for line in there]
        return portion(
            sum((weight for weight, is_proved in parts if is_proved), Decimal(0)),
            sum((weight for weight, _is_proved in parts), Decimal(0)),
        )
    return _ALL if there[-1].is_proved else _NOTHING


def proved_of_sum(parts: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """The percent of a sum that has evidence, from (amount, its own percent); what has no percent is left out."""
    known = [(abs(amount), share) for amount, share in parts if amount is not None and share is not None]
    proved = sum((amount * share / _ALL for amount, share in known), Decimal(0))
    return portion(proved, sum((amount for amount, _share in known), Decimal(0)))


def _value_of(line: DueLine) -> Decimal:
    return line.reported.value or Decimal(0)


def _weight_of(line: DueLine) -> Decimal:
    """What the line counts for in its year to date: a ratio by its denominator."""
    amount = line.reported
    return abs(_value_of(line) if amount.denominator is None else amount.denominator)
