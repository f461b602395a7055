"""Rows of tables beside the least that can be done with them: a page of the master table beside a bare loop over its
objects, a last page beside its COUNT(*), a search in titles beside one without an index, cells beside plain text.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from psycopg2.extensions import cursor

from agencies import unchanged
from agencies.finding import TRIGRAM, Words
from agencies.models import Event, User
from bench.cost import ROUNDS, Cost, cost_of, head, in_turns, line
from bench.growing import grow_history, pair_titles
from bench.queries import client_of, figures_saved, queries_of, raw
from config.launch import roles
from projects.models import Period, Project
from targets.filters import CHOOSABLE, Asked, asked_for
from targets.models import ReportLine
from targets.tables.master_table import MasterTableTable
from targets.views.master_table import ROWS_A_PAGE, actions_shown

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
    every, saved = "&".join(f"column={name}" for name in CHOOSABLE), figures_saved()
    client, path = client_of("planner"), f"{reverse('master-table')}?{every}"
    client.get(path)
    print("  queries for the table (≤ 3 wanted), and of the whole page:")
    states: dict[str, Callable[[], object]] = {
        "after an officer saved a figure": lambda: next(saved),
        "again": lambda: None,
        "where nothing is kept": unchanged.forget,
    }
    for state, bring_about in states.items():
        bring_about()
        of_table = _asked_for_the_table(every)
        bring_about()
        print(f"    {state}: {of_table} of {len(_asked(lambda: client.get(path)))}")
    for language in ("fa", "en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        pages = [client.get(address).content for address in (path, reverse("master-table"))]
        weights = " and ".join(f"{len(page) / 1024:.1f}" for page in pages)
        print(f"  HTML, unpacked, {language}: {weights} KB with all and with the usual columns (≤ 60 wanted)")
    _body("under its groups", _table(_understood(every)))
    _body("without groups", _table(_understood(f"{every}&group=nothing")))
    rows = _rows(_table(_understood(every)))
    found: dict[str, list[Cost]] = {"saved": [], "anew": [], "bare": []}
    for _round in range(ROUNDS):
        for state, bring_about in {"saved": lambda: next(saved), "anew": unchanged.forget}.items():
            bring_about()
            with unchanged.at_one_look():
                table = _table(_understood(every))
                found[state].append(cost_of(partial(getattr, table, "body")))
        found["bare"].append(cost_of(lambda: _bare(rows), each=5))
    line("  the first time after a figure was saved", found["saved"], found["bare"], "≤ 1.5")
    line("  the first time where nothing is kept", found["anew"], found["bare"])


def _asked_for_the_table(query: str) -> int:
    """How many queries a page asks for its table: which rows the reader may see, what was promised and reported of
    them, their names, actions and forecasts. Who asks, of which years and versions, what was changed since, and all
    that stands around the table is asked for the page.
    """
    with unchanged.at_one_look():
        asked = _understood(query)
        unchanged.stamps_now()
        return len(_asked(lambda: _table(asked).body))


def _body(words: str, table: MasterTableTable) -> None:
    rows = _rows(table)
    found = in_turns({"bare": lambda: _bare(rows), "own": lambda: table.body}, each=5)
    line(f"master table, {len(table.columns.names())} columns, {words}", found["own"], found["bare"], "≤ 1.5")
    line("  a bare loop over the same objects", found["bare"])


def _rows(table: MasterTableTable) -> list[tuple[Any, Any, int]]:
    """What a bare loop prints of each row of the page: the row, its forecast, how many actions it wants."""
    forecasts, actions = table.content.forecasts, table.actions_of
    shown = [(line, line.row.planned.target_id) for line in table.lines]
    return [(line, forecasts[target].value, len(actions.get(target, []))) for line, target in shown]


def _bare(rows: list[tuple[Any, Any, int]]) -> str:
    return str(_bare_template().render({"rows": rows}))


@cache
def _bare_template() -> Any:
    return engines["django"].from_string(BARE)


def _understood(query: str) -> Asked:
    asked = asked_for(QueryDict(query), User.objects.get(username="planner"))
    assert asked is not None
    return asked


def _table(asked: Asked) -> MasterTableTable:
    """The table of the page as it is shown, ready to be written out."""
    content = asked.read()
    table = MasterTableTable(content, columns=asked.columns)
    shown = table.show_page(1, size=ROWS_A_PAGE)
    table.actions_of = actions_shown(shown, content.table)
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
