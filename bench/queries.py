"""The province's pages beside the raw SQL of their own queries, whose rows are fetched and nothing is made of.

A page is asked for in three states: first after something was done, again until the next thing is, and anew, after the
process has let go what it keeps while nothing is changed. What is done is what officers do all day: one saves a figure
of a return. The first reads again only what that may have changed: so it stands beside its own queries, and beside
those of a page that is made anew.
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
        line("  anew", found.anew, found.sql_of_anew, goal, f"{found.queries_of_anew} queries")
        line("  raw SQL of the first", found.sql_of_first)
        line("  raw SQL of anew", found.sql_of_anew)


class Measured(NamedTuple):
    """A page's rounds, and how many queries the first asks and one that is asked for anew."""

    first: list[Cost]
    again: list[Cost]
    anew: list[Cost]
    sql_of_first: list[Cost]
    sql_of_anew: list[Cost]
    queries_of_first: int
    queries_of_anew: int


def measured(page: Page, rounds: int = ROUNDS) -> Measured:
    client, save = client_of(page.user), figures_saved()
    path = page.address()
    client.get(path)

    next(save)
    first_queries = queries_of(client, path)
    unchanged.forget()
    queries = queries_of(client, path)

    def ask() -> None:
        assert client.get(path).status_code == 200

    found = Measured([], [], [], [], [], len(first_queries), len(queries))
    for _round in range(rounds):
        next(save)
        found.first.append(cost_of(ask))
        found.sql_of_first.append(cost_of(raw(first_queries)))
        found.again.append(cost_of(ask))
        unchanged.forget()
        found.anew.append(cost_of(ask))
        found.sql_of_anew.append(cost_of(raw(queries)))
    return found


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
