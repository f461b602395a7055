"""One thing that waits for a person, and things of one kind that wait for the same act."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils.functional import Promise

from projects.models import PlanYear
from reports.inbox.acts import DEEDS, Deed

# A longer queue is worked off from the lists; the inbox shows its oldest part and says how many there are.
SHOWN = 50


@dataclass(frozen=True)
class Item:
    """One thing that waits: what it is, whose, since when, until when."""

    title: str
    agency: str
    url: str
    since: datetime.date | None
    due_on: datetime.date | None = None
    # Where it is worked on as a whole, like a spreadsheet.
    grid_url: str = ""
    plan_year: PlanYear | None = None
    # What it belongs to, where several things have one title.
    belongs_to: str = ""

    def days_late(self, today: datetime.date) -> int:
        return max(0, (today - self.due_on).days) if self.due_on else 0


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait for the same act: `count` of them, the oldest as `items`."""

    name: str
    act: Promise
    items: list[Item]
    count: int

    @property
    def deed(self) -> Deed:
        return DEEDS[self.name]


def oldest(waiting: QuerySet[Any]) -> tuple[list[Any], int]:
    """The first of what waits, as many as are shown, and how many wait in all; one query."""
    rows = list(waiting.annotate(in_all=Window(Count("pk")))[:SHOWN])
    return rows, rows[0].in_all if rows else 0
