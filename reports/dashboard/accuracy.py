"""Reporting accuracy (دقت گزارش‌دهی): how near what an agency reported came to what was verified. No query.

Of each figure that was verified: 100 less the distance between verified and reported in percent of what was reported,
not below 0; where nothing was reported to be measured, 100 if nothing was verified either. The mean of all of them.
What was sent back or opened again to be restated is counted beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from targets.performance import Performance

_HUNDRED = Decimal(100)
_PLACE = Decimal("0.0001")


def accuracy_of(performances: Iterable[Performance]) -> Decimal | None:
    """In percent; None where nothing was verified yet."""
    found = [
        closeness(line.reported.value, line.verified.value)
        for each in performances
        for line in each.lines
        if line.reported.value is not None and line.verified.value is not None
    ]
    return (sum(found, Decimal(0)) / len(found)).quantize(_PLACE) if found else None


def closeness(reported: Decimal, verified: Decimal) -> Decimal:
    if reported == verified:
        return _HUNDRED
    if not reported:
        return Decimal(0)
    return max(_HUNDRED - abs(verified - reported) / abs(reported) * _HUNDRED, Decimal(0))
