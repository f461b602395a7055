"""Many more rows than anybody would write by operations: years of long ago, which no guard holds up."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg2.extensions import cursor

# Neither guards, foreign keys nor the sealing of the history run for rows that are written in this session.
UNGUARDED = "SET session_replication_role = replica"
# Each copy of the rows has numbers of its own, below those of all that there are: it was there before them.
APART = 1_000_000
EARLIER = f"was.{{}} - times * {APART}"
# Numbers that rise with those of the rows, as an index likes them best.
UUID = f"lpad(to_hex(was.id - times * {APART} + (1::bigint << 60)), 32, '0')::uuid"
ROOT = "CASE WHEN was.{0} IS NOT NULL THEN md5(was.{0}::text || times)::uuid END"

# What is another one in each copy. Their years, targets and programs there are not: no page asks for them.
PERIODS = {"id": EARLIER, "plan_year_id": EARLIER}
RETURNS = {"id": EARLIER, "uuid": UUID, "period_id": EARLIER, "tracking_code": "''"}
LINES = {"id": EARLIER, "uuid": UUID, "report_id": EARLIER, "target_id": EARLIER}
LEDGER = {"id": EARLIER, "line_id": EARLIER}
EVENTS = {"id": EARLIER, "object_id": ROOT, "root_id": ROOT, "at": "was.at - times * interval '1 year'"}
SEALS = {"number": EARLIER, "event_id": EARLIER}


def grow_ledger(run: cursor, rows: int) -> None:
    """So many figures that were reported and verified, with the lines and returns of long ago that they stand in."""
    times = _times(run, "targets_measurement", rows)
    _copy(run, "projects_period", PERIODS, times)
    _copy(run, "targets_progressreport", RETURNS, times)
    _copy(run, "targets_reportline", LINES, times, "target_id IS NOT NULL")
    _copy(run, "targets_measurement", LEDGER, times)


def grow_history(run: cursor, rows: int) -> None:
    """So many events, each with its seal. They chain nothing: nobody verifies this history."""
    times = _times(run, "agencies_event", rows)
    _copy(run, "agencies_event", EVENTS, times)
    _copy(run, "agencies_eventseal", SEALS, times)


def _times(run: cursor, table: str, rows: int) -> int:
    run.execute(f"SELECT count(*) FROM {table}")
    [there] = run.fetchone()
    return int(rows // there - 1)


def _copy(run: cursor, table: str, other: Mapping[str, str], times: int, which: str = "true") -> None:
    """The table's rows so many times, the earliest copy first."""
    run.execute(UNGUARDED)
    columns = _columns_of(run, table)
    values = [other[name].format(name) if name in other else f"was.{name}" for name in columns]
    run.execute(f"CREATE TEMPORARY TABLE original AS SELECT * FROM {table} WHERE {which} ORDER BY 1")
    run.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        # One copy after the other, as years come one after the other.
        f" FROM generate_series({times}, 1, -1) AS times, LATERAL (SELECT * FROM original OFFSET 0 * times) AS was"
    )
    run.execute("DROP TABLE original")


def _columns_of(run: cursor, table: str) -> list[str]:
    """Those that are written; the others the database fills by itself."""
    run.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    return [name for (name,) in run.fetchall()]


def pair_titles(run: cursor) -> None:
    """Of each title of a project with each other one's a project more, so that words meet in few of many titles."""
    run.execute(UNGUARDED)
    columns = [name for name in _columns_of(run, "projects_project") if name != "id"]
    other = {"title": "title || ' ' || other", "code": "'P-' || row_number() OVER ()", "uuid": "gen_random_uuid()"}
    run.execute(
        f"INSERT INTO projects_project ({', '.join(columns)}) SELECT {', '.join(other.get(n, n) for n in columns)} FROM"
        " (SELECT DISTINCT ON (title) * FROM projects_project) AS project,"
        " (SELECT DISTINCT title AS other FROM projects_project) AS others"
        " WHERE carried_over_from_id IS NULL AND title <> other"
    )
