"""Many more rows than anybody would write by operations: copies of those there are, which no guard holds up."""

from __future__ import annotations

from psycopg2.extensions import cursor

# Neither guards, foreign keys nor the sealing of the history run for rows that are written in this session.
UNGUARDED = "SET session_replication_role = replica"


def grow(run: cursor, table: str, rows: int) -> None:
    """The rows of the table again and again, in their order, until there are so many."""
    run.execute(UNGUARDED)
    columns = ", ".join(columns_of(run, table))
    run.execute(f"SELECT count(*) FROM {table}")
    [there] = run.fetchone()
    while there < rows:
        more = min(there, rows - there)
        run.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} ORDER BY id LIMIT {more}")
        there += more


def grow_history(run: cursor, rows: int) -> None:
    """So many events, each with a seal of its own. They chain nothing: nobody verifies this history."""
    grow(run, "agencies_event", rows)
    run.execute(
        "INSERT INTO agencies_eventseal (number, event_id, previous_hash, hash, method)"
        " SELECT head.number + row_number() OVER (ORDER BY event.id), event.id, head.hash, head.hash, 1"
        " FROM agencies_historyhead AS head, agencies_event AS event"
        " WHERE event.id > (SELECT max(event_id) FROM agencies_eventseal)"
    )
    run.execute("UPDATE agencies_historyhead SET number = (SELECT max(number) FROM agencies_eventseal)")


def columns_of(run: cursor, table: str) -> list[str]:
    """Those that are written; the others the database fills by itself."""
    run.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        [table],
    )
    return [name for (name,) in run.fetchall()]


def pair_titles(run: cursor) -> None:
    """Of each title of a project with each other one's a project more, so that words meet in few of many titles."""
    run.execute(UNGUARDED)
    instead = {"title": "title || ' ' || other", "code": "'P-' || row_number() OVER ()", "uuid": "gen_random_uuid()"}
    columns = columns_of(run, "projects_project")
    values = ", ".join(instead.get(name, name) for name in columns)
    run.execute(
        f"INSERT INTO projects_project ({', '.join(columns)}) SELECT {values} FROM"
        " (SELECT DISTINCT ON (title) * FROM projects_project) AS project,"
        " (SELECT DISTINCT title AS other FROM projects_project) AS others"
        " WHERE carried_over_from_id IS NULL AND title <> other"
    )
