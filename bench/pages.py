"""What the main pages cost with the data that are there: queries, milliseconds, bytes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import unchanged
from agencies.models import User
from projects.enums import ProgramStatus, YearState
from projects.models import PlanYear, Program
from targets.enums import ReportStatus
from targets.models import MacroTarget, MasterTableRow, ProgressReport

# A page is asked for so many times; the one in the middle counts.
REPEATS = 5


def at(route: str, *arguments: object) -> Callable[[], str]:
    return lambda: reverse(route, args=arguments)


def _program() -> str:
    """The one with the most projects."""
    programs = Program.objects.filter(agency__code="JAHAD", status=ProgramStatus.APPROVED)
    largest = programs.annotate(size=Count("projects")).order_by("-size", "code").first()
    return reverse("program-detail", args=[largest.uuid]) if largest else ""


def _return(status: ReportStatus, agency: str) -> Callable[[], str]:
    """The latest one in that state of the agency: "" where it has none."""

    def address() -> str:
        found = ProgressReport.objects.filter(agency__code=agency, status=status).order_by("pk").last()
        return found.get_absolute_url() if found else ""

    return address


def _figure() -> str:
    return reverse("figure", args=[MasterTableRow.objects.earliest("position").target.uuid])


def _macro_target() -> str:
    return MacroTarget.objects.in_force().earliest("pk").get_absolute_url()


def _of_open_year(route: str) -> Callable[[], str]:
    return lambda: reverse(route, args=[PlanYear.objects.filter(state=YearState.OPEN).latest("year").year])


@dataclass(frozen=True)
class Page:
    """A page as somebody asks for it."""

    user: str
    name: str
    address: Callable[[], str]

    def __str__(self) -> str:
        return f"{self.user} {self.name}"


PAGES = (
    Page("planner", "inbox", at("inbox")),
    Page("deputy", "inbox", at("inbox")),
    Page("jahad.editor", "inbox", at("inbox")),
    Page("jahad.head", "signing sheet", at("signing")),
    Page("planner", "programs", at("program-list")),
    Page("jahad.editor", "programs", at("program-list")),
    Page("jahad.editor", "program", _program),
    Page("planner", "program", _program),
    Page("planner", "master table", at("master-table")),
    Page("planner", "master table by agency", lambda: reverse("master-table") + "?group=agency"),
    Page("planner", "figure", _figure),
    Page("planner", "macro targets", at("macro-target-list")),
    Page("planner", "macro target", _macro_target),
    Page("planner", "returns", at("progress")),
    Page("jahad.editor", "return begun", _return(ReportStatus.DRAFT, "JAHAD")),
    Page("planner2", "return settled", _return(ReportStatus.SETTLED, "JAHAD")),
    Page("jahad.editor", "year grid", _of_open_year("year-grid")),
    Page("planner", "call board", _of_open_year("call-board")),
    Page("planner", "dashboard", at("dashboard")),
    Page("deputy", "dashboard", at("dashboard")),
    Page("deputy", "county map", at("county-map")),
    Page("deputy", "two states side by side", at("compare")),
    Page("deputy", "agency sheet", at("agency-sheet", "JAHAD")),
    Page("deputy", "sector sheet", at("sector-sheet", "agriculture")),
    Page("planner", "industry sheet", at("industry-sheet", "food")),
    Page("planner", "search", lambda: reverse("search") + "?q=گلخانه"),
    Page("planner", "reports", at("report-list")),
    Page("auditor", "history", at("history")),
    Page("administrator", "people", at("person-list")),
    Page("administrator", "agencies", at("reference-rows", "agencies")),
    Page("administrator", "calendar", at("calendar")),
)


@dataclass(frozen=True)
class Answer:
    """`milliseconds` of the first to ask after something was done, `again` of those who ask until the next thing is."""

    status: int
    queries: int
    milliseconds: float
    again: float
    kilobytes: float


def measured(pages: Iterable[Page] = PAGES, repeats: int = REPEATS) -> dict[Page, Answer]:
    """What those of the pages cost that there are."""
    return {page: _ask(page.user, address, repeats) for page in pages if (address := page.address())}


def _ask(username: str, path: str, repeats: int) -> Answer:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=username))
    client.get(path)  # so that no page pays for what is read once a process
    times, again = [], []
    for _repeat in range(repeats):
        unchanged.forget()
        with CaptureQueriesContext(connection) as asked:
            times.append(_seconds(lambda: client.get(path)))
        # The next request begins a new list of them.
        queries = len(asked)
        again.append(_seconds(lambda: client.get(path)))
    response = client.get(path)
    return Answer(
        response.status_code,
        queries,
        statistics.median(times) * 1000,
        statistics.median(again) * 1000,
        len(response.content) / 1024,
    )


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
