"""What is computed from many rows, kept by this process for as long as nothing has been done since.

Whatever says something about the province is recorded in the history by its own transaction, or the database refuses
the commit (`agencies.guards`). So while the history ends where it ended, what was read is what would be read again: one
row tells. Every process keeps its own, and nothing for longer than until the next thing that somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from agencies.models import HistoryHead

T = TypeVar("T")

# So many answers at most, the oldest goes first: all of a year's targets with what came of them take a few megabytes.
MOST = 16

_kept: dict[Hashable, Any] = {}
_ends_at: Hashable = None


def while_unchanged(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gave when it was last asked under that key, or gives now; one row is read.

    The key holds everything that the answer depends on and no row tells: the day, the reader's scope, the language.
    What is given is shared by all who ask: nobody may change it.
    """
    if connection.in_atomic_block:
        # What this transaction has changed the history tells only from its commit on.
        return read()
    global _ends_at
    ends_at = (connection.settings_dict["NAME"], *HistoryHead.objects.values_list("number", "hash").get())
    if ends_at != _ends_at:
        forget()
        _ends_at = ends_at
    if key in _kept:
        return _kept[key]  # type: ignore[no-any-return]
    answer = read()
    # Asked before it was read: what came in between belongs to the next end of the history.
    if ends_at == _ends_at:
        while len(_kept) >= MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = answer
    return answer


def forget() -> None:
    """Keep nothing of what was computed."""
    _kept.clear()
