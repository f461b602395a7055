"""Promises of last time: what became of the resolutions of the last session whose minutes were signed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import User
from reports.enums import UNDONE, ResolutionState
from reports.models import HqSession, Resolution
from reports.resolutions import is_overdue


@dataclass(frozen=True, slots=True)
class Promise:
    """A resolution with how it stands: kept, still running, past its day."""

    resolution: Resolution
    is_overdue: bool

    @property
    def is_kept(self) -> bool:
        return self.resolution.state == ResolutionState.IMPLEMENTED

    @property
    def tone(self) -> str:
        return "bad" if self.is_overdue else "ok" if self.is_kept else "info"


@dataclass(frozen=True, slots=True)
class Promised:
    """Those of one session that were not dropped: past their day first, then what runs, then what was kept."""

    session: HqSession
    rows: Sequence[Promise]

    @property
    def kept(self) -> int:
        return sum(row.is_kept for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @property
    def running(self) -> int:
        return len(self.rows) - self.kept - self.overdue


def promised_to(user: User, today: datetime.date) -> Promised | None:
    """Of those that the person may read; None where no session has resolved anything. One query."""
    known = Resolution.objects.visible_to(user).signed().filter(session__held_on__lte=today)
    last = known.exclude(state=ResolutionState.DROPPED).order_by("-session__held_on", "-session__number")
    of_last = last.filter(session=last.values("session")[:1]).select_related("session", "agency")
    rows = [Promise(each, is_overdue(each, today)) for each in of_last.order_by("number")]
    if not rows:
        return None
    order = sorted(rows, key=lambda row: (not row.is_overdue, row.resolution.state not in UNDONE))
    return Promised(rows[0].resolution.session, order)
