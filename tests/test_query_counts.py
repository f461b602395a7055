"""Pages ask as many questions of the database for many rows as for one.

Figures, returns and the history have the same test beside their own.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.enums import Act
from agencies.history import record
from agencies.models import County, User
from projects.enums import ProgramStatus
from projects.models import PlanYear, Project
from reports.models import ReportJob
from targets.models import ProgressReport
from targets.operations.progress import Entry, open_period, save_lines, send_report, settle_lines, sign_report
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.factories import make_frozen_year, make_program, make_year

pytestmark = pytest.mark.django_db


def questions(client: Client, user: User, path: str) -> int:
    client.force_login(user)
    # The first request of a session also writes the session.
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_lists_of_programs_do_not_grow_in_queries(client: Client, cast: Cast, many: int) -> None:
    make_program(cast, status=ProgramStatus.UNDER_REVIEW, projects=2, targets=2)
    pages = {"/programs/": 25, "/": 25, "/dashboard/": 40}
    few = {path: questions(client, cast.planner, path) for path in pages}
    for number in range(2, many + 1):
        make_program(cast, status=ProgramStatus.UNDER_REVIEW, title=f"برنامه {number}")
    asked = {path: questions(client, cast.planner, path) for path in pages}
    assert asked == few
    assert {path: count for path, count in asked.items() if count > pages[path]} == {}


def test_a_program_does_not_grow_in_queries_with_what_is_in_it(client: Client, cast: Cast) -> None:
    small = make_program(cast, projects=1, targets=1, actions=1)
    large = make_program(cast, title="برنامه بزرگ", projects=4, targets=3, actions=4)
    few, many = (questions(client, cast.jahad_editor, program.get_absolute_url()) for program in (small, large))
    assert many == few
    assert many <= 25


def test_what_a_year_came_to_does_not_grow_in_queries(client: Client, cast: Cast, many: int) -> None:
    """Frozen, reported and settled: one project in 1398, many in 1399. Both have a year before them to compare with."""
    for year, projects in ((1397, 1), (1398, 1), (1399, many)):
        report_on(cast, make_year(year), projects=projects)
    sector, county = Project.objects.latest("pk").sector, County.objects.earliest("pk")
    boards = ["dashboard", "dashboard?view=screen", "dashboard?view=sheet"]
    sheets = ["agency-sheet JAHAD", f"sector-sheet {sector.code}", f"county-sheet {county.sci_code}"]
    lists = ["master-table", "master-table-export", "macro-target-list", "county-map", "industry-list", "coverage"]
    pages = dict.fromkeys(boards, 40) | dict.fromkeys([*sheets, *lists, "compare"], 25)
    few, asked = (
        {page: questions(client, cast.planner, address(page, year)) for page in pages} for year in (1398, 1399)
    )
    assert asked == few
    assert {page: count for page, count in asked.items() if count > pages[page]} == {}


def address(page: str, year: int) -> str:
    """Of "route argument?query", in that year."""
    route, _question, query = page.partition("?")
    name, *arguments = route.split()
    return f"{reverse(name, args=arguments)}?year={year}&{query}"


def report_on(cast: Cast, year: PlanYear, *, projects: int) -> None:
    program = make_program(cast, plan_year=year, status=ProgramStatus.APPROVED, projects=projects)
    for project in program.projects.all():
        project.counties.add(County.objects.earliest("pk"))
    freeze_year(by=cast.deputy, plan_year=year)
    period = year.periods.regular().get(ordinal=1)
    open_period(period=period)
    report = ProgressReport.objects.get(period=period)
    values = {line.uuid: Entry(Decimal(10)) for line in report.lines.all()}
    report = save_lines(by=cast.jahad_editor, report=report, version=report.version, values=values)
    report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    report = sign_report(by=cast.jahad_head, report=report, version=report.version)
    settle_lines(by=cast.planner, report=report, version=report.version)


def test_list_of_reports_does_not_grow_in_queries(client: Client, cast: Cast) -> None:
    year = make_frozen_year(cast).plan_year
    path = reverse("report-list")
    asked = []
    for more in (1, 59):
        ReportJob.objects.bulk_create(
            ReportJob(plan_year=year, as_of=timezone.now(), requested_by=cast.planner) for _number in range(more)
        )
        record(by=cast.planner, act=Act.REPORT_REQUESTED, kind="reports.report_job", object_id=None, label=str(year))
        asked.append(questions(client, cast.planner, path))
    assert asked[1] == asked[0]
    assert asked[1] <= 25
