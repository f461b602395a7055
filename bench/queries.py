"""The province's pages beside the raw SQL of their own queries, whose rows are fetched and nothing is made of.

A page is asked for in four states: as a web process begins, which has read the year beforehand; first after something
was done, as an officer saves a figure of a return all day; again, until the next thing is done; and anew,
of a process that keeps nothing. All stand beside the queries of a page that is made anew: from these comes all that it
says. The first stands beside its own as well.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import unchanged
from agencies.enums import Role
from agencies.models import User
from bench.cost import ROUNDS, Cost, cost_of, head, line
from bench.pages import PAGES, Page
from projects.enums import REGULAR_PERIODS
from reports import beforehand
from targets.enums import Aggregation, ReportStatus
from targets.models import ProgressReport, ReportLine
from targets.operations.progress.entering import Entry, save_lines
from targets.returns import is_open_to_agency

# Those that have a goal, and those that stand beside them.
SHEETS = [("deputy", "dashboard"), ("deputy", "agency sheet"), ("deputy", "sector sheet")]
BESIDE = [("deputy", "county map"), ("deputy", "two states side by side"), ("planner", "master table")]
BESIDE += [("planner", "macro targets")]
WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET")


def pages(names: list[tuple[str, str]]) -> list[Page]:
    found = {(page.user, page.name): page for page in PAGES}
    return [found[name] for name in names]


def main() -> None:
    head("Pages beside the raw SQL of their own queries")
    for page in pages(SHEETS + BESIDE):
        found = measured(page)
        goal = "≤ 2" if (page.user, page.name) in SHEETS else ""
        line(f"{page.name}, first", found.first, found.sql_of_first, goal, f"{found.queries_of_first} queries")
        line("  first, to the raw SQL of anew", found.first, found.sql_of_anew, goal)
        line("  again, to the raw SQL of anew", found.again, found.sql_of_anew)
        beside = f"{found.queries_of_begun} queries"
        line("  as a process begins, to the raw SQL of anew", found.begun, found.sql_of_anew, goal, beside)
        line("  anew", found.anew, found.sql_of_anew, goal, f"{found.queries_of_anew} queries")
        line("  raw SQL of the first", found.sql_of_first)
        line("  raw SQL of anew", found.sql_of_anew)


class Measured(NamedTuple):
    """A page's rounds, and how many queries are asked first, as a process begins and anew."""

    first: list[Cost]
    again: list[Cost]
    begun: list[Cost]
    anew: list[Cost]
    sql_of_first: list[Cost]
    sql_of_anew: list[Cost]
    queries_of_first: int
    queries_of_begun: int
    queries_of_anew: int


def measured(page: Page, rounds: int = ROUNDS) -> Measured:
    client, save = client_of(page.user), figures_saved()
    path = page.address()
    client.get(path)

    next(save)
    first_queries = queries_of(client, path)
    begin()
    begun_queries = queries_of(client, path)
    unchanged.forget()
    queries = queries_of(client, path)

    def ask() -> None:
        assert client.get(path).status_code == 200

    found = Measured([], [], [], [], [], [], *map(len, (first_queries, begun_queries, queries)))
    for _round in range(rounds):
        next(save)
        found.first.append(cost_of(ask))
        found.sql_of_first.append(cost_of(raw(first_queries)))
        found.again.append(cost_of(ask))
        begin()
        found.begun.append(cost_of(ask))
        unchanged.forget()
        found.anew.append(cost_of(ask))
        found.sql_of_anew.append(cost_of(raw(queries)))
    return found


def begin() -> None:
    """As a web process begins: it keeps nothing yet, and reads the year before it takes a request."""
    unchanged.forget()
    beforehand.read()


def client_of(username: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=username))
    return client


def queries_of(client: Client, path: str) -> list[str]:
    """What the page reads."""
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(WRITES)]


def raw(queries: list[str]) -> Callable[[], None]:
    def ask() -> None:
        with connection.cursor() as cursor:
            for query in queries:
                cursor.execute(query)
                cursor.fetchall()

    return ask


def open_returns() -> Iterator[tuple[User, ProgressReport, ReportLine]]:
    """Of each return that its agency may write in now: an officer, the return, and a line with an amount to enter."""
    begun = [ReportStatus.DRAFT, ReportStatus.DUE]
    reports = ProgressReport.objects.filter(status__in=begun, period__kind__in=REGULAR_PERIODS)
    for report in reports.select_related("agency", "period__plan_year").order_by("-status", "-period", "agency__code"):
        officer = User.objects.filter(memberships__agency=report.agency, memberships__role=Role.AGENCY_EDITOR).first()
        amounts = report.lines.filter(target__indicator__aggregation=Aggregation.SUM).order_by("pk")
        if officer and (amount := amounts.first()) and is_open_to_agency(report, amount):
            yield officer, report, amount


def figures_saved() -> Iterator[None]:
    """With each step an officer saves a figure of a return that is another one than before."""
    officer, report, amount = next(open_returns())
    for more in itertools.count(1):
        values = {amount.uuid: Entry((amount.reported or Decimal(0)) + more)}
        report = save_lines(by=officer, report=report, version=report.version, values=values)
        yield
