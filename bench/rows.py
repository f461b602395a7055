"""Rows of tables beside the least that can be done with them: a page of the master table beside a bare loop over its
objects, a last page beside its COUNT(*), a search in titles beside one without an index, cells beside plain text.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from psycopg2.extensions import cursor

from agencies.finding import TRIGRAM, Words
from agencies.models import Event, User
from bench.cost import head, in_turns, line
from bench.growing import grow_history, pair_titles
from bench.queries import client_of, figures_saved, queries_of, raw
from config.launch import roles
from projects.models import Period, Project
from targets.filters import CHOOSABLE, asked_for
from targets.models import ReportLine
from targets.planned import actions_of
from targets.tables.master_table import MasterTableTable
from targets.views.master_table import ROWS_A_PAGE

# So many events the history has whose last page is asked for, and so many cells a column has.
EVENTS = 150_000
CELLS = 5_000
# A bare loop: what a template needs to print fourteen cells of a row.
BARE = (
    "{% for line, forecast, actions in rows %}<tr><td>{{ line.row.planned.project_title }}</td>"
    "<td>{{ line.row.planned.indicator }}</td><td>{{ line.row.planned.agency_id }}</td>"
    "<td>{{ line.row.standing.label }}</td><td>{{ line.row.planned.sheet.baseline }}</td>"
    "<td>{{ line.row.planned.offered.value }}</td><td>{{ line.row.planned.agreed.value }}</td>"
    "<td>{{ line.row.expected }}</td><td>{{ line.row.reported }}</td><td>{{ line.row.verified }}</td>"
    "<td>{{ line.row.disputed }}</td><td>{{ forecast }}</td><td>{{ line.row.achievement }}</td>"
    "<td>{{ actions }}</td></tr>{% endfor %}"
)


def main() -> None:
    head("Rows of tables beside the least that can be done with them")
    with translation.override("fa"):
        body_of_the_master_table()
        cells()
    last_page()
    search_in_titles()


# --- the master table -------------------------------------------------------------------------------


def body_of_the_master_table() -> None:
    """With all of its columns, under the headings of its groups and without, and what its page asks and weighs."""
    every = "&".join(f"column={name}" for name in CHOOSABLE)
    print(f"  queries for the table, where nothing is kept: {len(_asked(lambda: _table(every)))} (≤ 3 wanted)")
    _body("under its groups", every)
    _body("without groups", f"{every}&group=nothing")
    client, path, saved = client_of("planner"), f"{reverse('master-table')}?{every}", figures_saved()
    client.get(path)
    next(saved)
    print(f"  queries for the table, after a figure was saved: {len(_asked(lambda: _table(every)))} (≤ 3 wanted)")
    next(saved)
    print(f"  queries of its page then: {len(_asked(lambda: client.get(path)))}", end="; ")
    print(f"its HTML: {len(client.get(path).content) / 1024:.0f} KB, unpacked (≤ 60 wanted)", end="; ")
    usual = client.get(reverse("master-table")).content
    print(f"with the columns that are usual {len(usual) / 1024:.0f} KB")


def _body(words: str, query: str) -> None:
    table = _table(query)
    forecasts, actions = table.content.forecasts, table.actions_of
    shown = [(row.record, row.record.row.planned.target_id) for row in table.page.object_list]
    rows = [(record, forecasts[target].value, len(actions.get(target, []))) for record, target in shown]
    bare = engines["django"].from_string(BARE)
    found = in_turns({"bare": lambda: bare.render({"rows": rows}), "own": lambda: table.body}, each=5)
    line(f"master table, {len(table.columns.names())} columns, {words}", found["own"], found["bare"], "≤ 1.5")
    line("  a bare loop over the same objects", found["bare"])


def _table(query: str) -> MasterTableTable:
    """The table of the page as it is shown, ready to be written out."""
    asked = asked_for(QueryDict(query), User.objects.get(username="planner"))
    assert asked is not None
    content = asked.read()
    table = MasterTableTable(content, columns=asked.columns)
    shown = table.show_page(1, size=ROWS_A_PAGE)
    table.actions_of = actions_of(shown, content.table)
    return table


# --- cells ------------------------------------------------------------------------------------------


def cells() -> None:
    """A column of days and one of amounts, as a template shows them to a Persian reader."""
    known = list(Period.objects.values_list("due_on", flat=True))
    days = (known * CELLS)[:CELLS]
    reported = ReportLine.objects.filter(reported__isnull=False).order_by("pk")
    amounts: list[Any] = list(reported.values_list("reported", flat=True)[:CELLS])
    texts = [str(amount) for amount in amounts]
    columns: dict[str, tuple[str, list[Any]]] = {
        "isoformat": ("{{ cell.isoformat }}", days),
        "solar date": ("{{ cell|solar }}", days),
        "text": ("{{ cell }}", texts),
        "number": ("{{ cell|num:2 }}", amounts),
    }
    found = in_turns({name: _column(*column) for name, column in columns.items()})
    for own, plain in (("solar date", "isoformat"), ("number", "text")):
        line(f"{own} in {CELLS:,} cells", found[own], found[plain], "≤ 2")
        line(f"  {plain} in a template", found[plain])


def _column(shown: str, values: list[Any]) -> Callable[[], str]:
    template = engines["django"].from_string(f"{{% for cell in cells %}}<td>{shown}</td>{{% endfor %}}")
    return lambda: str(template.render({"cells": values}))


# --- the last page ----------------------------------------------------------------------------------


def last_page() -> None:
    """Of the history, which grows without end: what its last page reads beside what counts its rows."""
    _write(partial(grow_history, rows=EVENTS), "agencies_event")
    client, path = client_of("auditor"), reverse("history")
    last = f"{path}?page={-(-Event.objects.count() // 25)}"
    queries = [query for query in queries_of(client, last) if 'FROM "agencies_event"' in query]
    count, rows = ([query for query in queries if ("COUNT(" in query) == counts] for counts in (True, False))
    acts = {"count": raw(count[:1]), "rows": raw(rows), "page": lambda: client.get(last)}
    found = in_turns(acts | {"first": lambda: client.get(path)})
    line(f"last page's rows of {Event.objects.count():,} events", found["rows"], found["count"], "≤ 3")
    line("  their COUNT(*)", found["count"], beside=f"asked {len(count)} times")
    line("  the whole request of the last page", found["page"], found["count"])
    line("  the whole request of the first page", found["first"], found["count"])


# --- search -----------------------------------------------------------------------------------------


def search_in_titles() -> None:
    """Of projects: a word of one title, and two words of which one title has both."""
    rare = _rarest_words()
    _write(pair_titles, "projects_project")
    titles = Project.objects.count()
    for typed in (rare[0], f"{rare[0]} {rare[1]}"):
        fitting = Project.objects.filter(Words(typed).within("search_key")).order_by("sort_key").values_list("pk")
        [query] = [each["sql"] for each in _asked(fitting.__len__)]
        found = in_turns({"none": _without_index(query), "index": raw([query])})
        line(
            f"{len(typed.split())} words in {titles:,} titles, {len(fitting):,} found",
            found["index"],
            found["none"],
            "≤ 0.02",
        )
        line("  without an index", found["none"])


def _rarest_words() -> list[str]:
    """Words long enough for the index, those first that the fewest titles have."""
    titles = {*Project.objects.values_list("title", flat=True)}
    counted = Counter(word for title in titles for word in {*title.split()} if len(word) > TRIGRAM)
    return sorted(counted, key=lambda word: (counted[word], word))


def _without_index(query: str) -> Callable[[], None]:
    def ask() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for way in ("indexscan", "indexonlyscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            # Whose processor time would be another process's.
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            cursor.execute(query)
            cursor.fetchall()

    return ask


def _asked(act: Callable[[], object]) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as asked:
        act()
    return asked.captured_queries


def _write(rows: Callable[[cursor], None], table: str) -> None:
    """Many rows of a table, as the server's own role."""
    database = settings.DATABASES["default"]["NAME"]
    with roles.administration(os.environ["JAHESH_TEST_ADMINISTRATOR_URL"], database) as run:
        rows(run)
        run.execute(f"VACUUM (ANALYZE) {table}")
