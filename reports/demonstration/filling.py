"""Filling an empty database with a demonstration of one size or the other, on the day that belongs to it."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from agencies.enums import Act
from agencies.history import record
from config.clock import on_day
from config.launch.ground import DEMO_RECORD, DEMO_TODAY
from reports.demonstration import building
from reports.demonstration.province import building as province

DEFAULT_SEED = 1399


@transaction.atomic
def fill(*, size: str, year: int, seed: int = DEFAULT_SEED, tell: Callable[[str], None] = lambda step: None) -> None:
    """Write the demonstration of that size; `tell` hears what is being written.

    The history keeps its size, its seed and its day: `./run` starts again on the day of what is in the database.
    Needs the reference data, and no plan years. Everything is written, or nothing.
    """
    day = day_of(size)
    with on_day(day), _in_one_go():
        if size == "small":
            tell(f"programs and returns of {year}")
            building.build(year=year)
        else:
            province.build(year=year, seed=seed, tell=_planning_anew(tell))
        record(
            by=None,
            act=Act.LOADED,
            kind=DEMO_RECORD,
            object_id=None,
            label=size,
            changes={
                "size": [None, size],
                "year": [None, str(year)],
                "seed": [None, str(seed)],
                "today": [None, day.isoformat()],
            },
        )


def _planning_anew(tell: Callable[[str], None]) -> Callable[[str], None]:
    """`tell`, and with each step the plans are let go that the database made when its tables were still small.

    It keeps those of guards and foreign keys for as long as the connection lasts, and looks at them again when
    statistics are gathered: not before this transaction ends.
    """

    def told(step: str) -> None:
        tell(step)
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")

    return told


@contextmanager
def _in_one_go() -> Iterator[None]:
    """What only costs time here: points to go back to, as everything is taken back together, and looking for cycles
    among millions of short-lived objects as often as usual."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        del connection.features.uses_savepoints
        gc.set_threshold(*before)
        gc.unfreeze()


def day_of(size: str) -> datetime.date:
    """The size's own day, unless somebody chose another one by JAHESH_TODAY."""
    chosen = settings.TODAY if settings.TODAY not in DEMO_TODAY.values() else ""
    return datetime.date.fromisoformat(chosen or DEMO_TODAY[size])
