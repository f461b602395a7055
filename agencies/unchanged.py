"""What is computed from many rows, kept by this process for as long as what it was computed from has not changed.

Whatever says something about the province is recorded in the history by its own transaction, or the database refuses
the commit (`agencies.guards`); and the same guards stamp the tables whose rows that transaction has changed, the
history's own among them (`LastChange`). So what was read from tables whose stamps are the same is what would be read
again, and while the history's is the same, all are. Every process keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection

from agencies.guards import GUARD
from agencies.models import Event, LastChange

T = TypeVar("T")

# So many answers at most, the oldest goes first: all of a year's targets with what came of them take a few megabytes.
MOST = 100

# The stamps of tables, by their names, and of parts of them, by name and part; what nobody has changed since stamps are
# kept has none.
Stamps = Mapping[str | tuple[str, int], UUID]
# What no guard stamps (an unfinished form, a workbook on its way) counts as changed with all that is recorded.
HISTORY = Event._meta.db_table
# SQL of the stamp of the history, null where nothing was recorded yet.
STAMP_OF_HISTORY = "(SELECT stamp FROM agencies_lastchange WHERE name = 'agencies_event' AND part = 0)"


@dataclass(frozen=True)
class _Kept:
    """An answer, whose stamps tell whether it still holds, and the stamps there were before it was read."""

    answer: Any
    sources: frozenset[str]
    stamps: Stamps

    def holds(self, now: Stamps) -> bool:
        return now is self.stamps or all(now.get(name) == self.stamps.get(name) for name in self.sources)


_stores: list[dict[Hashable, Any]] = []


def store() -> dict[Hashable, Any]:
    """A place for what a module keeps to compare with, emptied by `forget`."""
    made: dict[Hashable, Any] = {}
    _stores.append(made)
    return made


_kept: dict[Hashable, _Kept] = store()
# The stamps that each database was found with last.
_stamps: dict[Hashable, Stamps] = store()
# The stamps for all that is asked while something is being read, and the sources of what was asked so far.
_reading: ContextVar[tuple[Stamps, set[str]] | None] = ContextVar("reading", default=None)


@dataclass
class _Look:
    """What who asks for stamps once has found so far."""

    is_told: bool = False
    of_history: UUID | None = None
    stamps: Stamps | None = None


_look: ContextVar[_Look | None] = ContextVar("look", default=None)


def while_unchanged(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gave when it was last asked under that key, or gives now; the stamps are read.

    It is kept until any table is changed, so what is given may ask for more later. The key holds everything that the
    answer depends on and no row tells: the day, the reader's scope, the language. What is given is shared by all who
    ask: nobody may change it.
    """
    return _while_unchanged(key, read, of_all=True, kept=_kept)


def while_sources_unchanged(key: Hashable, read: Callable[[], T], kept: dict[Hashable, Any] = _kept) -> T:
    """The same, kept until one of the tables is changed that `read` has asked.

    For plain facts, all read by `read`: what is asked through them later nobody notices. The key holds all that `read`
    depends on beside rows. `kept` is a `store` of its own for many small answers, which make no room for the large.
    """
    return _while_unchanged(key, read, of_all=False, kept=kept)


def of_the_same(name: Hashable, given: Sequence[object], compute: Callable[[], T]) -> T:
    """What `compute` gives of these very objects, once; they are lists and the like that nobody changes.

    Kept as `while_sources_unchanged` keeps it. The name holds all else that the answer depends on.
    """
    # They live as long as what is kept of them: nothing else has their identity meanwhile.
    return while_sources_unchanged((name, *map(id, given)), lambda: (given, compute()))[1]


def _while_unchanged(key: Hashable, read: Callable[[], T], *, of_all: bool, kept: dict[Hashable, Any]) -> T:
    if connection.in_atomic_block:
        # What this transaction has changed gets its stamps when it is committed.
        return read()
    outer = _reading.get()
    stamps = stamps_now()
    key = (connection.settings_dict["NAME"], key)
    found: _Kept | None = kept.get(key)
    if found is None or not found.holds(stamps):
        found = _read(read, stamps, of_all)
        for old in [old for old, other in kept.items() if not other.holds(stamps)]:
            kept.pop(old, None)
    keep(kept, key, found)
    if outer:
        outer[1].update(found.sources)
    return found.answer


def _read(read: Callable[[], Any], stamps: Stamps, of_all: bool) -> _Kept:
    asked = set(stamped_tables()) if of_all else set()
    token = _reading.set((stamps, asked))
    try:
        with noting(asked):
            answer = read()
    finally:
        _reading.reset(token)
    return _Kept(answer, frozenset(asked), stamps)


def stamps_now() -> Stamps:
    """The stamps of everything, within a reading those from before it began: what comes in between belongs to the next.

    One query, or none (`at_one_look`); another one where something was done since this process asked last.
    """
    reading, look = _reading.get(), _look.get()
    if reading:
        return reading[0]
    if look and look.stamps is not None:
        return look.stamps
    database = connection.settings_dict["NAME"]
    stamps = _stamps.get(database)
    of_history = look.of_history if look and look.is_told else _stamp_of_history()
    if stamps is None or stamps.get(HISTORY) != of_history:
        stamps = _stamps[database] = _every_stamp()
    if look:
        look.stamps = stamps
    return stamps


def _stamp_of_history() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + STAMP_OF_HISTORY)
        [stamp] = cursor.fetchone()
    return stamp


def _every_stamp() -> Stamps:
    stamps = LastChange.objects.values_list("name", "part", "stamp")
    return {(name, part) if part else name: stamp for name, part, stamp in stamps}


def told(stamp_of_history: UUID | None) -> None:
    """What a query that every request asks anyway has said of `STAMP_OF_HISTORY`: who looks once need not ask it."""
    look = _look.get()
    if look:
        look.is_told, look.of_history = True, stamp_of_history


@contextmanager
def at_one_look() -> Iterator[None]:
    """Ask for the stamps once in here, where nothing is done that anybody would look at afterwards."""
    token = _look.set(_Look())
    try:
        yield
    finally:
        _look.reset(token)


@contextmanager
def noting(sources: set[str]) -> Iterator[None]:
    """Note whose stamps tell whether the tables that are asked would answer the same again."""
    stamped = stamped_tables()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked = _every_table() & frozenset(re.findall(r"\w+", sql))
        sources.update(asked if asked <= stamped else (asked & stamped) | {HISTORY})
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield


@cache
def _every_table() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


@cache
def stamped_tables() -> frozenset[str]:
    """The tables whose changes the database stamps: those that demand an event. One query, once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = %s", [GUARD]
        )
        return frozenset(name for (name,) in cursor.fetchall())


def keep(kept: dict[Hashable, Any], key: Hashable, what: Any) -> None:
    """Keep it as the newest of at most so many (`MOST`); the oldest goes."""
    kept.pop(key, None)
    while len(kept) >= MOST:
        kept.pop(next(iter(kept)), None)
    kept[key] = what


def forget() -> None:
    """Keep nothing of what was read and computed."""
    for each in _stores:
        each.clear()
