"""The board of the answers to a call: who stands where, whose days these are, and who sees which row."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency, Membership, User
from config.clock import on_day
from projects.calls import expected_agencies
from projects.enums import ProgramStatus, Turn
from projects.models import PlanYear
from projects.operations import (
    ask_exemption,
    create_program,
    decide_exemption,
    expect_agency,
    extend_call,
    issue_call,
    save_program,
    set_criteria,
)
from projects.readiness import readiness
from reports.call_board import Answer, by_urgency, call_board
from reports.enums import AnswerState
from reports.inbox import open_calls
from tests.cast import Cast
from tests.factories import make_program, make_year, walk

pytestmark = pytest.mark.django_db

ISSUED_ON, DEADLINE, TODAY = (datetime.date(2020, 4, day) for day in (4, 19, 25))


def called_year(cast: Cast, expected: QuerySet[Agency] | None = None) -> PlanYear:
    with on_day(ISSUED_ON):
        return issue_call(
            by=cast.planner,
            plan_year=make_year(),
            expected=expected,
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


def test_exceptions_are_counted_and_the_province_has_its_average(cast: Cast) -> None:
    year = called_year(cast)
    assert call_board(year, user=cast.planner, today=TODAY).percent is None
    program = make_program(cast, plan_year=year)
    save_program(by=cast.jahad_editor, program=program, version=program.version, axis=None)
    missing = answer_of(year, cast)
    assert (missing.exceptions, missing.percent < 100) == (0, True)
    rule = "program_has_an_axis"
    asked = ask_exemption(by=cast.jahad_editor, program=program, rule=rule, anchor_id=program.uuid, plea="محور تازه")
    assert answer_of(year, cast).exceptions == 0
    decide_exemption(by=cast.planner, exemption=asked, grant=True, reason="پذیرفته است")
    answer = answer_of(year, cast)
    assert (answer.exceptions, answer.percent) == (1, 100)
    make_program(cast, plan_year=year, agency="SAMT", projects=0)
    board = call_board(year, user=cast.planner, today=TODAY)
    percents = [each.percent for each in board.answers if each.programs]
    assert board.percent == sum(percents) // 2 < 100


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


def test_the_board_and_the_inbox_ask_as_much_for_many_agencies_as_for_one(
    client: Client, cast: Cast, many: int
) -> None:
    """Each with a draft, the day of the deadline: everybody is reminded."""
    agencies = list(Agency.objects.order_by("code")[:many])
    year = called_year(cast, expected=Agency.objects.filter(code="JAHAD"))
    make_program(cast, plan_year=year)
    client.force_login(cast.planner)
    pages = (reverse("call-board", args=[1399]), "/")

    def questions() -> list[int]:
        found = []
        for path in pages:
            client.get(path)
            with on_day(DEADLINE), CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            found.append(len(asked))
        return found

    few = questions()
    with transaction.atomic():
        Membership.objects.bulk_create(
            Membership(user=cast.jahad_editor, role="agency_editor", agency=agency, valid_from=ISSUED_ON)
            for agency in agencies
        )
        record(by=None, act=Act.CREATED, kind="agencies.membership", object_id=None, label="many")
    editor = User.objects.get(pk=cast.jahad_editor.pk)
    for agency in agencies:
        if agency.code != "JAHAD":
            expect_agency(by=cast.planner, plan_year=year, agency=agency, is_expected=True, reason="همه")
        create_program(by=editor, agency=agency, plan_year=year, title="پیش‌نویس")
    assert len(call_board(year, user=cast.planner, today=DEADLINE).answers) >= many
    assert questions() == few
    assert max(few) <= 25


# --- the list -------------------------------------------------------------------------------------


def page(client: Client, cast: Cast, who: str = "planner", **asked: str) -> str:
    client.force_login(cast[who])
    client.cookies["jahesh_language"] = "en"
    with on_day(TODAY):
        response = client.get(reverse("call-board", args=[1399]), asked)
    assert response.status_code == 200
    return response.content.decode()


def rows(text: str) -> list[str]:
    """The names of the agencies, in the order of the rows."""
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r'<th scope="?row"?[^>]*>(.*?)</th>', text)]


def test_the_board_is_narrowed_down_and_ordered(client: Client, cast: Cast) -> None:
    year = called_year(cast, expected=Agency.objects.filter(code__in=("JAHAD", "SAMT", "TAX")))
    jahad, samt, tax = (Agency.objects.get(code=code).name_en for code in ("JAHAD", "SAMT", "TAX"))
    with on_day(datetime.date(2020, 4, 10)):
        make_program(cast, plan_year=year, status=ProgramStatus.UNDER_REVIEW)
        make_program(cast, plan_year=year, agency="SAMT")
    # Who is late first, in the order of their names; then what waits at the province.
    names = [agency.name_en for agency in Agency.objects.filter(code__in=("SAMT", "TAX"))]
    assert rows(page(client, cast)) == [*names, jahad]
    assert rows(page(client, cast, state="draft")) == [samt]
    assert rows(page(client, cast, late="late", sort="state")) == [tax, samt]
    assert rows(page(client, cast, late="in_time")) == [jahad]
    assert rows(page(client, cast, q="معدن و تجارت")) == [samt]
    assert rows(page(client, cast, sector="finance")) == [tax]
    assert rows(page(client, cast, sort="-days_in_state"))[0] == tax
    # An agency narrows its own row down, and nobody else's.
    assert rows(page(client, cast, "samt.head", q="جهاد")) == []


def test_what_wants_doing_comes_first_and_of_equals_the_first_by_name() -> None:
    def answer(code: str, state: AnswerState, days: int, *, late: int = 0) -> Answer:
        no_days = dict.fromkeys(Turn, 0)
        answered = state not in (AnswerState.DRAFT, AnswerState.NOT_STARTED)
        return Answer(Agency(code=code), state, days, 100, 0, 1, 1, answered, no_days, late, None)

    answers = [
        answer("approved", AnswerState.APPROVED, 90),
        answer("agreed", AnswerState.AGREED, 3),
        answer("sent", AnswerState.SENT, 12),
        answer("sent late", AnswerState.UNDER_REVIEW, 12, late=9),
        answer("silent", AnswerState.NOT_STARTED, 30, late=6),
        answer("draft", AnswerState.DRAFT, 2, late=7),
        answer("also silent", AnswerState.NOT_STARTED, 30, late=6),
        answer("with its head", AnswerState.WITH_HEAD, 4),
        answer("returned", AnswerState.RETURNED, 8),
    ]
    ordered = ["draft", "silent", "also silent", "sent", "sent late", "agreed", "returned", "with its head", "approved"]
    assert [each.agency.code for each in by_urgency(answers)] == ordered


def test_how_far_a_draft_is_and_since_when_stands_beside_its_state(client: Client, cast: Cast) -> None:
    year = called_year(cast)
    with on_day(datetime.date(2020, 4, 10)):
        program = make_program(cast, plan_year=year, projects=0)
    answer = answer_of(year, cast)
    assert (answer.state, answer.days_in_state) == (AnswerState.DRAFT, 15)
    assert f"Draft <bdi class=j-num>{readiness(program).percent}%" in page(client, cast, state="draft")
    assert answer_of(year, cast, "SAMT").days_in_state == 21


def test_the_board_is_taken_away_as_excel(client: Client, cast: Cast) -> None:
    year = called_year(cast, expected=Agency.objects.filter(code__in=("JAHAD", "SAMT")))
    make_program(cast, plan_year=year, agency="SAMT")
    client.force_login(cast.planner)
    with on_day(TODAY):
        response = client.get(reverse("call-board", args=[1399]), {"state": "draft", "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    [row] = [row for row in sheet.iter_rows(values_only=True) if str(Agency.objects.get(code="SAMT").name_fa) in row]
    assert 1 in row


def test_what_was_decided_is_read_by_those_it_concerns(client: Client, cast: Cast) -> None:
    year = called_year(cast)
    with on_day(DEADLINE):
        extend_call(
            by=cast.planner, plan_year=year, deadline=datetime.date(2020, 4, 27), seen=DEADLINE, reason="تعطیلات نوروز"
        )
    # By what the projects of the year are graded is no matter of the call.
    criterion = {"title": "آمادگی اجرا", "weight": Decimal(100)}
    set_criteria(
        by=cast.planner, plan_year=year, criteria=[criterion], tier_a_from=Decimal(75), tier_b_from=Decimal(50)
    )
    for code, reason in (("TAX", "ادغام در دستگاه دیگر"), ("SAMT", "برنامه مشترک")):
        agency = Agency.objects.get(code=code)
        expect_agency(by=cast.planner, plan_year=year, agency=agency, is_expected=False, reason=reason)
    text = page(client, cast, "jahad.editor")
    assert "تعطیلات نوروز" in text
    assert "ادغام در دستگاه دیگر" not in text
    assert "برنامه مشترک" in page(client, cast, "samt.head")
    assert "ادغام در دستگاه دیگر" in page(client, cast)
    assert "The year was opened" not in text


def test_a_call_stands_in_the_inbox_of_everybody_it_concerns(cast: Cast) -> None:
    year = called_year(cast)
    assert [(call.plan_year, call.days_left) for call in open_calls(cast.samt_editor, TODAY)] == [(year, -6)]
    assert open_calls(cast.administrator, TODAY) == []


def test_the_list_of_calls_begins_with_the_one_that_runs(client: Client, cast: Cast) -> None:
    """How many have answered, until when or since when, and whose turn it is."""
    year = called_year(cast, Agency.objects.filter(code__in=("JAHAD", "SAMT")))
    make_program(cast, plan_year=year, status=ProgramStatus.UNDER_REVIEW)
    assert year.call_deadline is not None
    client.force_login(cast.planner)
    client.cookies["jahesh_language"] = "en"
    with on_day(year.call_deadline + datetime.timedelta(days=7)):
        text = client.get(reverse("call-list")).content.decode()
    assert "1 of 2 agencies have signed and sent an answer" in text
    assert "passed 7 days ago" in text
    assert "nothing here waits for you" in text
    late = f'href="{reverse("call-board", args=[year.year])}?late=late">It is the turn of 1 agency that has let'
    assert late in text
    with on_day(year.call_deadline):
        text = client.get(reverse("call-list")).content.decode()
    assert "It is the turn of 1 agency that has not" in text
    assert reverse("call-extend", args=[year.year]) in text and "call not issued yet" not in text
