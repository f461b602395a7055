"""What something costs beside something else: in turns in one process, by the clock and of the processor."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

ROUNDS = 7


class Cost(NamedTuple):
    """Milliseconds: by the clock, and of the processor in this process and in its database connection's."""

    wall: float
    here: float
    database: float

    @property
    def processor(self) -> float:
        return self.here + self.database


class Clocks(NamedTuple):
    """Of the processor time of two processes, as Linux numbers them."""

    here: int
    database: int


def clock_of(pid: int) -> int:
    return ~pid << 3 | 2


def own_clocks() -> Clocks:
    """Of this process and of its connection's at the database server, which runs on this machine."""
    connection.ensure_connection()
    return Clocks(time.CLOCK_PROCESS_CPUTIME_ID, clock_of(connection.connection.get_backend_pid()))


def cost_of(act: Callable[[], Any], clocks: Clocks | None = None, each: int = 1) -> Cost:
    """What it costs; where it is carried out so many times, what one of them does."""
    clocks = clocks or own_clocks()
    before = time.perf_counter(), *map(time.clock_gettime, clocks)
    for _time in range(each):
        act()
    after = time.perf_counter(), *map(time.clock_gettime, clocks)
    return Cost(*(1000 * (end - begin) / each for begin, end in zip(before, after, strict=True)))


def in_turns(
    acts: Mapping[str, Callable[[], Any]], clocks: Clocks | None = None, each: int = 1
) -> dict[str, list[Cost]]:
    """What each costs in every round, one after the other in their order, so many times at once."""
    found: dict[str, list[Cost]] = {name: [] for name in acts}
    for _round in range(ROUNDS):
        for name, act in acts.items():
            found[name].append(cost_of(act, clocks, each))
    return found


def head(title: str) -> None:
    """Begins a table of `line`s and says how busy the machine is."""
    print(f"\n{title}; the middle of the rounds and (from–to); load {os.getloadavg()[0]:.1f}")
    print(f"{'':46}{'ms':>9}{'processor, here + database':>30}{'by the clock':>23}{'processor':>23}{'goal':>9}")


def line(
    name: str, costs: Sequence[Cost], reference: Sequence[Cost] | None = None, goal: str = "", beside: str = ""
) -> None:
    """A row of the table: ratios are those of the rounds, each cost to the reference of its round."""
    wall, here, database = (statistics.median(each) for each in zip(*costs, strict=True))
    said = f"{name:46}{wall:9.2f}{f'{here:.2f} + {database:.2f}':>30}"
    if reference is not None:
        pairs = list(zip(costs, reference, strict=True))
        said += _spread([cost.wall / other.wall for cost, other in pairs])
        said += _spread([cost.processor / other.processor for cost, other in pairs])
    print(f"{said}{goal:>9}" + (f"  {beside}" if beside else ""), flush=True)


def _spread(ratios: Sequence[float]) -> str:
    """The middle one and the ends: two figures after the point that say something."""
    middle = statistics.median(ratios)
    places = 2 if middle >= 0.1 else 3
    least, most = (f"{ratio:.{places}f}" for ratio in (min(ratios), max(ratios)))
    return f"{f'{middle:.{places}f} ({least}–{most})':>23}"
