"""On which days one is reminded of a due day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from projects.enums import Turn
from targets.periods import working_day_from

DAYS_BEFORE = (7, 3, 1)
DAYS_AFTER = (1, 3)
EVERY = 7
# So many days after the due day the head of an agency is told too that its officer is late.
HEAD_IS_TOLD_AFTER = 7
A_DAY = datetime.timedelta(days=1)


def reminder_days(
    due_on: datetime.date, holidays: Collection[datetime.date], before: Sequence[int] = DAYS_BEFORE
) -> Iterator[datetime.date]:
    """The days on which one is reminded of a due day, without end; two that fall on one day are one."""
    last = None
    for days in chain((-each for each in before), (0,), DAYS_AFTER, count(EVERY, EVERY)):
        day = working_day_from(due_on + days * A_DAY, holidays)
        if day != last:
            yield day
        last = day


@dataclass(frozen=True, slots=True)
class Schedule:
    """Of a due day: when one was reminded of it last, today included, and when one will be next."""

    due_on: datetime.date
    last: datetime.date | None
    next: datetime.date


def schedule_of(
    due_on: datetime.date,
    today: datetime.date,
    holidays: Collection[datetime.date],
    before: Sequence[int] = DAYS_BEFORE,
) -> Schedule:
    last = None
    for day in reminder_days(due_on, holidays, before):
        if day > today:
            return Schedule(due_on, last, day)
        last = day
    raise AssertionError("reminders have no end")


def turns_told(turn: Turn, schedule: Schedule) -> tuple[Turn, ...]:
    """The side whose turn it is; with an officer who is a week late, the head of the house too."""
    last = schedule.last
    if turn == Turn.AGENCY and last is not None and (last - schedule.due_on).days >= HEAD_IS_TOLD_AFTER:
        return Turn.AGENCY, Turn.HEAD
    return (turn,)
