"""Promises of last time: what became of the resolutions of the last session whose minutes were signed, and which of
any session are past their day.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import scope_of
from agencies.unchanged import while_sources_unchanged
from reports.enums import UNDONE, ResolutionState
from reports.models import HqSession, Resolution
from reports.resolutions import with_clock


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
    # Of all sessions what is past its day, the longest first.
    late: Sequence[Resolution]

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
    """Of those that the person may read; None where no session has resolved anything. One query, or none."""
    key = ("promised", scope_of(user, Permission.SESSION_VIEW), today)
    return while_sources_unchanged(key, lambda: _promised_to(user, today))


def _promised_to(user: User, today: datetime.date) -> Promised | None:
    known = Resolution.objects.visible_to(user).signed().filter(session__held_on__lte=today)
    known = known.exclude(state=ResolutionState.DROPPED)
    of_last = Q(session=known.order_by("-session__held_on", "-session__number").values("session")[:1])
    found: Any = with_clock(known, today).filter(of_last | Q(is_overdue=True)).select_related("session", "agency")
    newest_first = list(found.order_by("-session__held_on", "-session__number", "number"))
    if not newest_first:
        return None
    session = newest_first[0].session
    rows = [Promise(each, each.is_overdue) for each in newest_first if each.session_id == session.pk]
    order = sorted(rows, key=lambda row: (not row.is_overdue, row.resolution.state not in UNDONE))
    late = sorted((each for each in newest_first if each.is_overdue), key=lambda each: (each.deadline, each.pk))
    return Promised(session, order, late)
