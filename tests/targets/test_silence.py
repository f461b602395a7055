"""With whom a return lay how long, and how often an agency came late: pure rules, then the list."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency
from config.clock import on_day
from projects.clock import days_with
from projects.enums import ProgramStatus, Turn
from projects.models import Period
from targets.enums import LineStatus
from targets.models import ProgressReport, ReturnStay
from targets.operations.progress import (
    Entry,
    open_period,
    return_line,
    save_lines,
    send_report,
    settle_lines,
    sign_report,
)
from targets.operations.promises import freeze_year
from targets.silence import Lateness, days_past_due, lying, waits_of
from tests.cast import Cast
from tests.factories import make_program, make_year

MANY = 60


def april(day: int) -> datetime.date:
    return datetime.date(2020, 4, day)


# --- the rules ------------------------------------------------------------------------------------


def stays(*moves: tuple[Turn, int]) -> list[ReturnStay]:
    return [ReturnStay(turn=turn, since_on=april(day)) for turn, day in moves]


def days(*moves: tuple[Turn, int], today: int = 30) -> dict[Turn, int]:
    return days_with(waits_of(stays(*moves), april(today)), since=april(1))


def test_each_side_has_the_days_on_which_the_return_lay_with_it() -> None:
    gone = days((Turn.AGENCY, 2), (Turn.HEAD, 9), (Turn.PLANNER, 12), (Turn.AGENCY, 15), (Turn.NOBODY, 20))
    assert (gone[Turn.AGENCY], gone[Turn.HEAD], gone[Turn.PLANNER]) == (12, 3, 3)


def test_a_clock_that_was_set_back_takes_no_day_from_anybody() -> None:
    """Opened on the 20th by one clock, sent on the 9th by another: what the last move says, holds."""
    gone = days((Turn.AGENCY, 20), (Turn.HEAD, 9), (Turn.PLANNER, 12), today=14)
    assert (gone[Turn.AGENCY], gone[Turn.HEAD], gone[Turn.PLANNER]) == (0, 3, 2)


@pytest.mark.parametrize(("signed", "today", "late"), [(10, 20, 0), (13, 20, 3), (None, 9, 0), (None, 20, 10)])
def test_late_is_who_signs_after_the_due_day_or_has_not_signed(signed: int | None, today: int, late: int) -> None:
    period = Period(due_on=april(10))
    assert days_past_due(period, april(signed) if signed else None, april(today)) == late


def test_the_average_is_of_the_returns_that_came_late() -> None:
    assert (Lateness(9, []).average, Lateness(9, [2, 5, 3]).average) == (None, Decimal("3.3"))


# --- what operations write ------------------------------------------------------------------------


@pytest.fixture
def report(db: None, cast: Cast) -> ProgressReport:
    """JAHAD's return for Farvardin 1399, opened on its first day; due on 25 April 2020."""
    make_program(cast, plan_year=make_year(), status=ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=Period.objects.first().plan_year)  # type: ignore[union-attr]
    period = Period.objects.regular().get(ordinal=1)
    with on_day(period.first_day):
        open_period(period=period)
    return ProgressReport.objects.get(period=period)


def reported(cast: Cast, report: ProgressReport, *, sent: datetime.date, signed: datetime.date) -> ProgressReport:
    """Entered and sent on one day, signed on another."""
    values = {line.uuid: Entry(Decimal(10)) for line in report.lines.all()}
    with on_day(sent):
        report = save_lines(by=cast.jahad_editor, report=report, version=report.version, values=values)
        report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    with on_day(signed):
        return sign_report(by=cast.jahad_head, report=report, version=report.version)


def test_every_act_says_whose_turn_it_is_then(cast: Cast, report: ProgressReport) -> None:
    due = report.period.due_on
    signed = reported(cast, report, sent=due, signed=due + datetime.timedelta(days=2))
    line = signed.lines.first()
    assert line is not None
    with on_day(due + datetime.timedelta(days=5)):
        return_line(by=cast.planner, line=line, version=signed.version, reason="مدرک؟")
        assert signed.lines.filter(status=LineStatus.SENT).exists()
        settle_lines(by=cast.planner, report=signed, version=signed.version)
    turns = [(stay.turn, (stay.since_on - due).days) for stay in report.stays.all()]
    assert [turn for turn, _day in turns] == [Turn.AGENCY, Turn.HEAD, Turn.PLANNER, Turn.AGENCY]
    assert [day for _turn, day in turns[1:]] == [0, 2, 5]
    again = ProgressReport.objects.select_related("agency", "period__plan_year").get(pk=report.pk)
    [row] = lying([again], due + datetime.timedelta(days=20))
    assert (row.turn, row.late, row.with_head, row.with_reviewer) == (Turn.AGENCY, 2, 2, 3)
    assert (row.over, row.times_late, row.days_late_on_average) == (8, 1, Decimal("2.0"))


# --- the list -------------------------------------------------------------------------------------


def test_the_list_is_narrowed_down_and_taken_away_as_shown(client: Client, cast: Cast, report: ProgressReport) -> None:
    period = report.period
    client.force_login(cast.planner)
    client.cookies["jahesh_language"] = "en"
    with on_day(period.due_on + datetime.timedelta(days=3)):
        page = client.get(reverse("progress"), {"part": "silent"}).content.decode()
        assert "Days late on the agency" in page and "Enter on the agency" in page
        assert "1 return is late, by 3 days" in page and "officer: 1" in page
        sheet = load_workbook(
            io.BytesIO(client.get(reverse("progress"), {"part": "silent", "format": "xlsx"}).content)
        ).active
        table = [row for row in sheet.iter_rows(values_only=True) if "Days with the head" in row or 3 in row]
        row = dict(zip(*table, strict=True))
        lay = (period.due_on - period.last_day).days + 3
        assert (row["Days late on the agency's due day"], row["Days with the agency"]) == (3, lay)
        assert "Due" in row["Status"]
        reported(cast, report, sent=period.due_on, signed=period.due_on + datetime.timedelta(days=3))
        shown = {
            show: len(client.get(reverse("progress"), {"part": "silent", "show": show}).context["table"].rows)
            for show in ("", "late", "lying", "all")
        }
    assert shown == {"": 0, "late": 1, "lying": 1, "all": 1}


def test_the_list_asks_as_much_for_sixty_agencies_as_for_one(
    client: Client, cast: Cast, report: ProgressReport
) -> None:
    client.force_login(cast.planner)
    path = reverse("progress") + "?part=silent&show=all"

    def questions() -> int:
        with on_day(report.period.due_on + datetime.timedelta(days=3)):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
        return len(asked)

    few = questions()
    with transaction.atomic():
        more = ProgressReport.objects.bulk_create(
            ProgressReport(agency=agency, period=report.period)
            for agency in Agency.objects.exclude(pk=report.agency_id)[: MANY - 1]
        )
        ReturnStay.objects.bulk_create(
            ReturnStay(report=each, turn=Turn.AGENCY, since_on=report.period.first_day) for each in more
        )
        record(by=None, act=Act.OPENED, kind="targets.progress_report", object_id=None, label="sixty")
    assert questions() == few <= 25
