"""How long a file lay with whom: the clock of each side, in days of the rules' calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from projects.enums import ProgramStatus, Turn
from projects.models import Stay
from projects.workflow import WHOSE_TURN


@dataclass(frozen=True, slots=True)
class Wait:
    """A file lay with a side from one day until (not including) another."""

    turn: Turn
    first_day: datetime.date
    until: datetime.date


def waits_of(stays: Sequence[Stay], today: datetime.date) -> Iterator[Wait]:
    """What the stays of one program, in their order, say of each side; the last one lasts until today."""
    ends = [*(following.since_on for _stay, following in pairwise(stays)), today]
    for stay, until in zip(stays, ends, strict=True):
        yield Wait(WHOSE_TURN[ProgramStatus(stay.status)], stay.since_on, until)


def days_with(waits: Iterable[Wait], *, since: datetime.date) -> dict[Turn, int]:
    """The days from `since` on on which at least one file lay with each side; two files on one day are one day."""
    days: dict[Turn, set[int]] = {turn: set() for turn in Turn}
    for wait in waits:
        days[wait.turn].update(range(max(wait.first_day, since).toordinal(), wait.until.toordinal()))
    return {turn: len(each) for turn, each in days.items()}
