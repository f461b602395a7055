"""What is computed from many rows, kept by this process for as long as nothing has been done since.

Whatever says something about the province is recorded in the history by its own transaction, or the database refuses
the commit (`agencies.guards`). So while the history ends where it ended, what was read is what would be read again: one
row tells. Every process keeps its own, and nothing for longer than until the next thing that somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

from agencies.models import HistoryHead

T = TypeVar("T")

# So many answers at most, the oldest goes first: all of a year's targets with what came of them take a few megabytes.
MOST = 16

# By key, what was computed and where the history ended when that was asked for.
_kept: dict[Hashable, tuple[Hashable, Any]] = {}
# The same end for all that is asked while something is being read.
_asked_at: ContextVar[Hashable] = ContextVar("asked_at", default=None)


def while_unchanged(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gave when it was last asked under that key, or gives now; one row is read.

    The key holds everything that the answer depends on and no row tells: the day, the reader's scope, the language.
    What is given is shared by all who ask: nobody may change it.
    """
    if connection.in_atomic_block:
        # What this transaction has changed the history tells only from its commit on.
        return read()
    # Asked before it is read: what comes in between belongs to the next end of the history.
    end = _asked_at.get() or _end_of_the_history()
    found = _kept.get(key)
    if found and found[0] == end:
        return found[1]
    token = _asked_at.set(end)
    try:
        answer = read()
    finally:
        _asked_at.reset(token)
    for old in [old for old, (then, _answer) in _kept.items() if then != end]:
        _kept.pop(old, None)
    keep(_kept, key, (end, answer))
    return answer


def keep(kept: dict[Hashable, Any], key: Hashable, what: Any) -> None:
    """Keep it as the newest of at most so many (`MOST`); the oldest goes."""
    kept.pop(key, None)
    while len(kept) >= MOST:
        kept.pop(next(iter(kept)), None)
    kept[key] = what


def _end_of_the_history() -> Hashable:
    return (connection.settings_dict["NAME"], *HistoryHead.objects.values_list("number", "hash").get())


def forget() -> None:
    """Keep nothing of what was computed."""
    _kept.clear()
