"""The board of the answers to a call: who stands where, whose days these are, and who sees which row."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency
from config.clock import on_day
from projects.calls import expected_agencies
from projects.enums import ProgramStatus, Turn
from projects.models import PlanYear
from projects.operations import issue_call
from projects.readiness import readiness
from reports.call_board import Answer, call_board
from reports.enums import AnswerState
from reports.inbox import open_calls
from tests.cast import Cast
from tests.factories import make_program, make_year, walk

pytestmark = pytest.mark.django_db

ISSUED_ON, DEADLINE, TODAY = (datetime.date(2020, 4, day) for day in (4, 19, 25))


def called_year(cast: Cast) -> PlanYear:
    with on_day(ISSUED_ON):
        return issue_call(
            by=cast.planner,
            plan_year=make_year(),
            call_letter_number="41/1",
            call_letter_on=ISSUED_ON,
            call_deadline=DEADLINE,
        )


def answer_of(year: PlanYear, cast: Cast, code: str = "JAHAD", who: str = "planner") -> Answer:
    board = call_board(year, user=cast[who], today=TODAY)
    return next(answer for answer in board.answers if answer.agency.code == code)


@pytest.mark.parametrize(
    ("status", "state", "answered"),
    [
        (ProgramStatus.DRAFT, AnswerState.DRAFT, False),
        (ProgramStatus.AWAITING_HEAD, AnswerState.WITH_HEAD, False),
        (ProgramStatus.UNDER_REVIEW, AnswerState.SENT, True),
        (ProgramStatus.RETURNED, AnswerState.RETURNED, True),
        (ProgramStatus.NEGOTIATION, AnswerState.UNDER_REVIEW, True),
        (ProgramStatus.AGREED, AnswerState.AGREED, True),
        (ProgramStatus.APPROVED, AnswerState.APPROVED, True),
        (ProgramStatus.CLOSED, AnswerState.APPROVED, True),
        (ProgramStatus.REJECTED, AnswerState.NOTHING_LEFT, True),
        (ProgramStatus.WITHDRAWN, AnswerState.NOTHING_LEFT, False),
    ],
)
def test_where_an_agency_stands(cast: Cast, status: ProgramStatus, state: AnswerState, answered: bool) -> None:
    year = called_year(cast)
    assert answer_of(year, cast).state == AnswerState.NOT_STARTED
    make_program(cast, plan_year=year, status=status)
    answer = answer_of(year, cast)
    assert (answer.state, answer.has_answered) == (state, answered)


def test_an_agency_stands_where_the_least_advanced_of_its_programs_stands(cast: Cast) -> None:
    year = called_year(cast)
    make_program(cast, plan_year=year, status=ProgramStatus.AGREED)
    assert call_board(year, user=cast.planner, today=TODAY).agreed == 1
    draft = make_program(cast, plan_year=year, title="پیش‌نویس", projects=0)
    answer, board = answer_of(year, cast), call_board(year, user=cast.planner, today=TODAY)
    assert (answer.state, answer.programs, answer.projects) == (AnswerState.DRAFT, 2, 1)
    assert (board.answered, board.agreed) == (1, 0)
    # One project each counts, the draft as one: half of what is complete, half of what is hardly begun.
    assert answer.percent == (100 + readiness(draft).percent) // 2


def test_the_clock_of_each_side_and_the_days_late(cast: Cast) -> None:
    year = called_year(cast)
    assert (answer_of(year, cast).with_agency, answer_of(year, cast).days_late) == (21, 6)
    with on_day(datetime.date(2020, 4, 10)):
        program = make_program(cast, plan_year=year)
    with on_day(datetime.date(2020, 4, 21)):
        walk(cast, program, ProgramStatus.UNDER_REVIEW)
    answer = answer_of(year, cast)
    assert [answer.days[turn] for turn in (Turn.AGENCY, Turn.HEAD, Turn.PLANNER)] == [17, 0, 4]
    assert (answer.days_late, answer.touched_on) == (2, datetime.date(2020, 4, 21))


def test_the_province_sees_every_expected_agency_and_an_agency_itself(cast: Cast) -> None:
    year = called_year(cast)
    board = call_board(year, user=cast.deputy, today=TODAY)
    assert [answer.agency for answer in board.answers] == list(expected_agencies(year))
    assert [answer.agency.code for answer in call_board(year, user=cast.samt_head, today=TODAY).answers] == ["SAMT"]


def test_no_text_of_a_draft_is_on_the_board(client: Client, cast: Cast) -> None:
    year = called_year(cast)
    make_program(cast, plan_year=year, title="نام محرمانه")
    client.force_login(cast.planner)
    page = client.get(reverse("call-board", args=[1399])).content.decode()
    assert "نام محرمانه" not in page
    assert str(Agency.objects.get(code="JAHAD").name_fa) in page


def test_the_board_asks_as_much_for_sixty_agencies_as_for_one(client: Client, cast: Cast) -> None:
    year = called_year(cast)
    program = make_program(cast, plan_year=year)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("call-board", args=[1399])).status_code == 200
        return len(asked)

    client.force_login(cast.planner)
    questions()
    few = questions()
    for number in range(8):
        make_program(cast, plan_year=year, agency="SAMT", title=f"{program.title} {number}")
    assert questions() == few <= 25


def test_a_call_stands_in_the_inbox_of_everybody_it_concerns(cast: Cast) -> None:
    year = called_year(cast)
    assert [(call.plan_year, call.days_left) for call in open_calls(cast.samt_editor, TODAY)] == [(year, -6)]
    assert open_calls(cast.administrator, TODAY) == []
