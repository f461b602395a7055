"""How much of what was achieved has evidence: of a target, and of several together.

A line has evidence when a file is attached to it. Of an amount that is summed up over the periods the share counts that
stands on such lines; a level, or a largest value, stands on one line, and has evidence or has none.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from projects.enums import REGULAR_PERIODS
from projects.models import PlanYear
from targets.enums import Aggregation, Kind, LineStatus
from targets.models import Evidence
from targets.reported import DueLine
from targets.rollups import Measure, portion

_ALL, _NOTHING = Decimal(100), Decimal(0)


def proved_periods(
    plan_year: PlanYear, *, keys: Collection[int], as_of: datetime.datetime | None = None
) -> dict[int, set[int]]:
    """The regular periods for which each of the targets (`keys`) has a file under a signed line. One query.

    `as_of`: with what was attached until that moment.
    """
    files = Evidence.objects.filter(
        line__target__in=keys,
        line__report__period__plan_year=plan_year,
        line__report__period__kind__in=REGULAR_PERIODS,
        line__report__signed_at__isnull=False,
    ).exclude(line__status=LineStatus.ENTERED)
    if as_of is not None:
        files = files.filter(added_at__lte=as_of)
    found: dict[int, set[int]] = {}
    places = files.values_list("line__target_id", "line__report__period__ordinal").distinct().order_by()
    for target, ordinal in places:
        if target is not None:
            found.setdefault(target, set()).add(ordinal)
    return found


def proved_share(measure: Measure, lines: Sequence[DueLine], proved: Collection[int]) -> Decimal | None:
    """The percent of the year to date that has evidence; None where nothing was reported, or all of it is zero.

    `lines` are the target's due lines in the order of their periods, `proved` the periods with a file.
    """
    there = [line for line in lines if line.reported.value is not None]
    if not there:
        return None
    if measure.kind == Kind.FLOW and measure.aggregation != Aggregation.LAST:
        if measure.aggregation == Aggregation.MAX:
            return _ALL if max(there, key=_value_of).ordinal in proved else _NOTHING
        parts = [(_weight_of(line), line.ordinal in proved) for line in there]
        return portion(
            sum((weight for weight, is_proved in parts if is_proved), Decimal(0)),
            sum((weight for weight, _is_proved in parts), Decimal(0)),
        )
    return _ALL if there[-1].ordinal in proved else _NOTHING


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
