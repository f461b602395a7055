"""What day it is, for the rules. History uses the database's own clock instead."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_day: ContextVar[datetime.date | None] = ContextVar("day", default=None)


def today() -> datetime.date:
    """Today in Tehran, or the day that JAHESH_TODAY sets for demonstrations and tests."""
    day = _day.get()
    if day is not None:
        return day
    if settings.TODAY:
        return datetime.date.fromisoformat(settings.TODAY)
    return timezone.localdate()


def moment() -> datetime.datetime:
    """This time of the day, on the day of the rules: since when something lies where it lies."""
    return timezone.make_aware(datetime.datetime.combine(today(), timezone.localtime().time()))


def day_of(happened_at: datetime.datetime) -> datetime.date:
    """On which day it happened, by the clock of the rules: what happened is never later than today."""
    return min(timezone.localdate(happened_at), today())


@contextmanager
def on_day(day: datetime.date) -> Iterator[None]:
    """Let the rules take `day` for today: for demonstration data that are told as they happened."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)
