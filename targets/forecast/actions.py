"""The work behind a target: how much of it is late, and which steps decide. No query and no clock.

By plan an action goes evenly from its first day to its last. **Late** is the share of a project's work due by a day
that is not done: Σ weight × (planned − done) ÷ Σ weight × planned. An action is so many **days late** as have passed
since the day by which it should have been where it is. **Deciding** are the actions with the most weight × what remains
of them × their lateness (1 + the months they are late); of one whose progress was not reported all remains.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from targets.rollups import shares

DECIDING = 3
_MONTH = 30
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Work:
    """An action of a project; `done` in percent, None where it should have been reported and was not."""

    title: str
    responsible: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    weight: Decimal
    done: Decimal | None


@dataclass(frozen=True, slots=True)
class Deciding:
    """An action with what makes it decide: its share of the project and what remains of it, in percent; days late."""

    work: Work
    share: Decimal
    remaining: Decimal
    days_late: int


def planned_by(work: Work, day: datetime.date) -> Decimal | None:
    """How much of it should be done by the end of that day, 0 to 1; None without dates."""
    if work.starts_on is None or work.ends_on is None:
        return None
    days = (work.ends_on - work.starts_on).days + 1
    return max(Decimal(0), min(Decimal(1), Decimal((day - work.starts_on).days + 1) / max(days, 1)))


def days_late(work: Work, day: datetime.date) -> int:
    """Days since it should have been as far as it is; 0 for what is done or before its time."""
    if work.starts_on is None or work.ends_on is None or work.done == _WHOLE:
        return 0
    days = (work.ends_on - work.starts_on).days + 1
    should_be_here = work.starts_on + datetime.timedelta(days=int(days * (work.done or 0) / _WHOLE))
    return max(0, (day - should_be_here).days + 1)


def late_share(works: Iterable[Work], day: datetime.date) -> Decimal:
    """The share, 0 to 1, of the work due by that day that is not done; 0 where nobody knows of any."""
    due = missing = Decimal(0)
    for work in works:
        planned = planned_by(work, day)
        if planned is not None and work.done is not None:
            due += work.weight * planned
            missing += work.weight * max(Decimal(0), planned - work.done / _WHOLE)
    return missing / due if due > 0 else Decimal(0)


def deciding(works: Sequence[Work], day: datetime.date, *, most: int = DECIDING) -> list[Deciding]:
    """The actions that decide the project's targets, the first before all; none that is done."""
    found = [
        Deciding(work, share * _WHOLE, _WHOLE - (work.done or 0), days_late(work, day))
        for work, share in zip(works, shares([(None, work.weight) for work in works]), strict=True)
        if work.done != _WHOLE
    ]
    return sorted(found, key=_decides, reverse=True)[:most]


def _decides(each: Deciding) -> Decimal:
    return each.share * each.remaining * (1 + Decimal(each.days_late) / _MONTH)
