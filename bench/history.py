"""The province's pages with twenty million rows of history beside the same with what the demonstration has.

Half of the rows are what returns of long ago reported and had verified, with the lines that they stand in; the other
half is what was done then, each with its seal. No page of today shows any of it: it lies in the same tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from django.db import connection
from psycopg2.extensions import cursor

from agencies.models import Event
from bench import copies
from bench.cost import ROUNDS, Cost, cost_of, head, line
from bench.growing import grow_history, grow_ledger
from bench.queries import SHEETS, Measured, measured, pages, raw
from targets.models import Measurement

# What a page would have to do if the lines of returns did not say themselves what stands in their ledger.
GROUPED = (
    "SELECT line.target_id, entry.kind, sum(entry.value) FROM targets_measurement AS entry"
    " JOIN targets_reportline AS line ON line.id = entry.line_id GROUP BY line.target_id, entry.kind"
)


def main(day: str, rows: int) -> None:
    def write(run: cursor) -> None:
        grow_ledger(run, rows // 2)
        grow_history(run, rows // 2)

    with ExitStack() as stack:
        small, large = [
            stack.enter_context(copies.process(stack.enter_context(copies.copy(day, before))))
            for before in (None, write)
        ]
        few, many = (each.submit(count).result() for each in (small, large))
        head(f"Pages with {many:,} rows of history beside the same with {few:,}")
        grouping = large.submit(group).result()
        for page in SHEETS:
            turns = [[each.submit(one_round, page).result() for each in (small, large)] for _round in range(ROUNDS)]
            with_few, with_many = (_together(each) for each in zip(*turns, strict=True))
            line(f"{page[1]}, first", with_many.first, with_few.first, "≤ 1.2")
            line("  again", with_many.again, with_few.again, "≤ 1.2")
            line("  anew", with_many.anew, with_few.anew, "≤ 1.2")
            line("  raw SQL of the first", with_many.sql_of_first, with_few.sql_of_first)
            line("  first, to grouping the raw rows", with_many.first, [grouping] * ROUNDS, "≤ 0.02")
        line("grouping the raw rows, once", [grouping])


def count() -> int:
    return Measurement.objects.count() + Event.objects.count()


def group() -> Cost:
    """Without helpers, whose processor time would be another process's."""
    with connection.cursor() as run:
        run.execute("SET max_parallel_workers_per_gather = 0")
        cost = cost_of(raw([GROUPED]))
        run.execute("RESET max_parallel_workers_per_gather")
    return cost


def one_round(page: tuple[str, str]) -> Measured:
    [found] = pages([page])
    return measured(found, rounds=1)


def _together(rounds: Sequence[Measured]) -> Measured:
    """The rounds, each of which was measured alone, as one."""

    def all_of(state: str) -> list[Cost]:
        return [cost for each in rounds for cost in getattr(each, state)]

    return Measured(
        all_of("first"),
        all_of("again"),
        all_of("begun"),
        all_of("anew"),
        all_of("sql_of_first"),
        all_of("sql_of_anew"),
        rounds[0].queries_of_first,
        rounds[0].queries_of_begun,
        rounds[0].queries_of_anew,
    )
