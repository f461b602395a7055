"""Eight officers at once, each saving figures of a return of their own: transactions a second, four ways in turns.

The least is what no guard looks at: a new row of the ledger, by plain SQL. "Insert only" is the same as every write
must be here: with its event, its guards and its seal in the chain, at which all wait for each other. The whole write
has in the same transaction what is written for those who read: the line's figure beside its ledger, the return's
version, and the stamps of what was changed. Higher roll-ups are none: they are computed when somebody reads. The last
way is the operation itself, as a request calls it.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from decimal import Decimal
from itertools import count, islice
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import psycopg2

from bench import copies
from bench.growing import UNGUARDED

if TYPE_CHECKING:
    from django.db.models import Model

    from agencies.models import User
    from bench.cost import Clocks
    from targets.models import ProgressReport, ReportLine

CLIENTS = 8
ROUNDS = 8
SECONDS = 2.5
PATIENCE = 120.0
WAYS = {
    "least": "a row of the ledger, no guards",
    "insert": "insert only: with event, guards and seal",
    "whole": "and what is written for those who read",
    "operation": "by the operation, as a request does it",
}
GOAL = 0.6
# In a copy of its own: "insert only" notes nothing for those who read.
NOTHING_FOR_READERS = """
    DROP TRIGGER return_noted ON targets_measurement;
    CREATE OR REPLACE FUNCTION note_change(changed_table text, changed_part bigint) RETURNS boolean LANGUAGE plpgsql
        AS 'BEGIN RETURN false; END';
    CREATE OR REPLACE FUNCTION stamp_changes(changes text) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
"""


class Did(NamedTuple):
    """Of all clients in one turn: transactions a second; milliseconds of the processor of one, here and there."""

    rate: float
    here: float
    database: float


def main(day: str) -> None:
    context = multiprocessing.get_context("spawn")
    with (
        copies.copy(day) as environment,
        copies.copy(day, lambda run: run.execute(NOTHING_FOR_READERS)) as without_readers,
    ):
        begin, told = context.Barrier(CLIENTS), context.Queue()
        arguments = [(environment, without_readers["DATABASE_URL"], number, begin, told) for number in range(CLIENTS)]
        clients = [context.Process(target=write, args=each) for each in arguments]
        for client in clients:
            client.start()
        # A client that fails would leave the others waiting at the barrier: they give up then.
        answers = [told.get(timeout=300) for _client in clients for _turn in range(ROUNDS * len(WAYS))]
        for client in clients:
            client.join()
    turns: dict[str, list[Did]] = {way: [] for way in WAYS}
    for number in range(ROUNDS):
        for way, did in turns.items():
            of_turn = [costs for turn, how, costs in answers if (turn, how) == (number, way)]
            many, seconds, here, database = (sum(each) for each in zip(*of_turn, strict=True))
            did.append(Did(many / (seconds / CLIENTS), here * 1000 / many, database * 1000 / many))
    print(f"\n{CLIENTS} officers who save figures at once; the middle of the rounds and (from–to)", end="")
    print(f"; load {os.getloadavg()[0]:.1f}")
    print(f"{'':46}{'a second':>9}{'processor, here + database, ms':>33}", end="")
    print(f"{'to the row alone':>23}{'to insert only':>23}{'goal':>9}")
    for way, words in WAYS.items():
        rate, here, database = (median(each) for each in zip(*turns[way], strict=True))
        beside = [_ratio(turns[way], turns[other]) if way != other else "" for other in ("least", "insert")]
        goal = f"≥ {GOAL}" if way == "whole" else ""
        print(f"{words:46}{rate:9.0f}{f'{here:.2f} + {database:.2f}':>33}{beside[0]:>23}{beside[1]:>23}{goal:>9}")


def _ratio(turns: list[Did], others: list[Did]) -> str:
    ratios = [did.rate / other.rate for did, other in zip(turns, others, strict=True)]
    return f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def write(environment: dict[str, str], without_readers: str, number: int, begin: Any, told: Any) -> None:
    """One client: it writes in the return with that number among those that are open, in turns with the others."""
    copies.begin(environment)
    from bench.cost import own_clocks
    from bench.queries import open_returns
    from config.launch import roles

    officer, report, amount = next(islice(open_returns(), number, None))
    begin.wait(timeout=PATIENCE)  # until each has found one of its own
    save = _operation(officer, report, amount)
    save()
    app = environment["DATABASE_URL"]
    owner = roles.with_database(os.environ["JAHESH_TEST_ADMINISTRATOR_URL"], urlsplit(app).path[1:])
    entry, event, for_readers = _statements(report, amount)
    with (
        closing(psycopg2.connect(owner)) as unguarded,
        closing(psycopg2.connect(without_readers)) as recorded,
        closing(psycopg2.connect(app)) as guarded,
    ):
        with unguarded.cursor() as run:
            run.execute(UNGUARDED)
        ways = {
            "least": _plain(unguarded, [entry]),
            "insert": _plain(recorded, [entry, event]),
            "whole": _plain(guarded, [entry, *for_readers, event]),
            "operation": (save, own_clocks()),
        }
        for turn in range(ROUNDS):
            for way in WAYS:
                begin.wait(timeout=PATIENCE)
                told.put((turn, way, _turn(*ways[way])))


def _turn(act: Callable[[], None], clocks: Iterable[int]) -> tuple[float, ...]:
    """How often it was done, in how many seconds by the clock and of the processor here and there."""
    before = time.perf_counter(), *map(time.clock_gettime, clocks)
    many = 0
    while time.perf_counter() < before[0] + SECONDS:
        act()
        many += 1
    after = time.perf_counter(), *map(time.clock_gettime, clocks)
    return many, *(end - start for start, end in zip(before, after, strict=True))


def _operation(officer: User, report: ProgressReport, amount: ReportLine) -> Callable[[], None]:
    """Saves another figure each time, in the return as it is found by the request."""
    from targets.operations.progress.entering import Entry, save_lines

    # In such steps that what the others add in between is never met.
    figures = count(1_000_000, 1_000_000)

    def save() -> None:
        found = type(report).objects.select_related("agency", "period__plan_year").get(pk=report.pk)
        save_lines(by=officer, report=found, version=found.version, values={amount.uuid: Entry(Decimal(next(figures)))})

    return save


def _statements(report: ProgressReport, amount: ReportLine) -> tuple[str, str, list[str]]:
    """What the operation has written, again: the ledger's row, the event; the line's figure, the return's version."""
    from agencies.models import Event
    from targets.models import Measurement

    for_readers = [
        f"UPDATE targets_reportline SET reported = reported + 1 WHERE id = {amount.pk}",
        f"UPDATE targets_progressreport SET version = version + 1 WHERE id = {report.pk}",
    ]
    entry = Measurement.objects.filter(line=amount).latest("pk")
    return _again(entry), _again(Event.objects.filter(object_id=report.uuid).latest("pk")), for_readers


def _again(row: Model) -> str:
    """The statement that adds another row like it, its values written out."""
    from django.db import connection

    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    with connection.cursor() as run:
        literals = ", ".join(f"quote_nullable({column}::text)" for column in columns)
        run.execute(f"SELECT {literals} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(run.fetchone())})"


def _plain(connection: psycopg2.extensions.connection, statements: list[str]) -> tuple[Callable[[], None], Clocks]:
    """Carries the statements out in a transaction; beside it the clocks of this process and of the connection's."""
    from bench.cost import Clocks, clock_of

    def save() -> None:
        with connection, connection.cursor() as run:
            for statement in statements:
                run.execute(statement)

    return save, Clocks(time.CLOCK_PROCESS_CPUTIME_ID, clock_of(connection.get_backend_pid()))
