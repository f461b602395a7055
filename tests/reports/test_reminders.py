"""Who would be reminded, when and of what: the days, the side whose turn it is, the board and the inbox."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies.enums import Act
from agencies.history import record
from agencies.models import User
from config.clock import on_day
from projects.enums import ProgramStatus, Turn
from projects.models import Holiday, PlanYear
from projects.operations import issue_call, move_program
from reports.call_board import call_board
from reports.reminders import call_reminders, reminder_days, reminders_by_kind, reminders_of, schedule_of
from targets.models import ProgressReport
from targets.operations.progress import Entry, adjust_line, open_period
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.factories import make_program, make_year
from tests.targets.returns import CROPS, IN_ORDIBEHESHT, line_of, make_world

pytestmark = pytest.mark.django_db

# A Sunday: 4 April is the first day of the working week, Friday the 3rd and the 10th are days off.
ISSUED_ON, DEADLINE = datetime.date(2020, 3, 25), datetime.date(2020, 4, 19)


def called_year(cast: Cast) -> PlanYear:
    with on_day(ISSUED_ON):
        return issue_call(
            by=cast.planner,
            plan_year=make_year(),
            call_letter_number="41/1",
            call_letter_on=ISSUED_ON,
            call_deadline=DEADLINE,
        )


def april(*days: int) -> list[datetime.date]:
    return [datetime.date(2020, 4, day) for day in days]


# --- the days -------------------------------------------------------------------------------------


def test_one_is_reminded_seven_three_and_one_day_before_and_then_more_and_more_seldom() -> None:
    days = list(islice(reminder_days(DEADLINE, frozenset()), 8))
    assert days == [*april(12, 16, 18, 19, 20, 22, 26), datetime.date(2020, 5, 3)]


def test_on_a_day_off_one_is_reminded_on_the_next_working_day_and_once() -> None:
    """Three days before Monday the 13th is a Friday, Saturday a holiday: both come on Sunday, the day before it."""
    holidays = frozenset(april(11))
    assert list(islice(reminder_days(datetime.date(2020, 4, 13), holidays), 5)) == april(6, 12, 13, 14, 16)


@pytest.mark.parametrize(
    ("today", "last", "following"),
    [
        (datetime.date(2020, 4, 11), None, datetime.date(2020, 4, 12)),
        (datetime.date(2020, 4, 12), datetime.date(2020, 4, 12), datetime.date(2020, 4, 16)),
        (datetime.date(2020, 4, 21), datetime.date(2020, 4, 20), datetime.date(2020, 4, 22)),
        (datetime.date(2020, 5, 2), datetime.date(2020, 4, 26), datetime.date(2020, 5, 3)),
    ],
)
def test_the_last_day_and_the_next(today: datetime.date, last: datetime.date | None, following: datetime.date) -> None:
    schedule = schedule_of(DEADLINE, today, frozenset())
    assert (schedule.last, schedule.next) == (last, following)


# --- the board ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "turn"),
    [
        (None, Turn.AGENCY),
        (ProgramStatus.DRAFT, Turn.AGENCY),
        (ProgramStatus.RETURNED, Turn.AGENCY),
        (ProgramStatus.AWAITING_HEAD, Turn.HEAD),
        (ProgramStatus.UNDER_REVIEW, Turn.PLANNER),
        (ProgramStatus.NEGOTIATION, Turn.PLANNER),
        (ProgramStatus.AGREED, None),
        (ProgramStatus.WITHDRAWN, None),
    ],
)
def test_those_are_reminded_whose_turn_it_is(cast: Cast, status: ProgramStatus | None, turn: Turn | None) -> None:
    year = called_year(cast)
    people = {
        Turn.AGENCY: [cast.jahad_editor],
        Turn.HEAD: [cast.jahad_head],
        Turn.PLANNER: [cast.planner, cast.planner2],
    }
    if status:
        make_program(cast, plan_year=year, status=status)
    reminders = call_reminders(call_board(year, user=cast.jahad_editor, today=DEADLINE))
    sides = reminders.sides if reminders else []
    assert [(side.turn, side.reminded[0].people) for side in sides] == ([(turn, people[turn])] if turn else [])


def test_a_seat_that_nobody_holds_is_named(client: Client, cast: Cast) -> None:
    year, seated = called_year(cast), cast.jahad_editor
    reminders = call_reminders(call_board(year, user=cast.planner, today=DEADLINE))
    assert reminders is not None
    [side] = reminders.sides
    assert [each.people for each in side.reminded if each.people] == [[seated]]
    client.force_login(cast.planner)
    client.cookies["jahesh_language"] = "en"
    assert "nobody holds the position" in client.get(reverse("call-board", args=[1399])).content.decode()


def test_before_the_call_and_after_the_freeze_nobody_is_reminded(cast: Cast) -> None:
    year = make_year()
    assert call_reminders(call_board(year, user=cast.planner, today=DEADLINE)) is None
    PlanYear.objects.update(state="frozen", call_deadline=DEADLINE)
    year.refresh_from_db()
    assert call_reminders(call_board(year, user=cast.planner, today=DEADLINE)) is None
    assert reminders_of(cast.jahad_editor, DEADLINE) == []


# --- the inbox ------------------------------------------------------------------------------------


def titles(cast: Cast, who: str, today: datetime.date = DEADLINE) -> list[tuple[str, int]]:
    return [(each.url, len(each.agencies)) for each in reminders_of(cast[who], today)]


def test_the_inbox_reminds_each_side_of_the_call_while_it_is_their_turn(cast: Cast) -> None:
    year = called_year(cast)
    board = reverse("call-board", args=[1399])
    assert titles(cast, "jahad.editor", datetime.date(2020, 4, 11)) == []
    assert titles(cast, "jahad.editor") == [(board, 1)]
    assert (titles(cast, "jahad.head"), titles(cast, "planner"), titles(cast, "deputy")) == ([], [], [])
    program = make_program(cast, plan_year=year)
    move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    assert (titles(cast, "jahad.editor"), titles(cast, "jahad.head")) == ([], [(board, 1)])
    move_program(by=cast.jahad_head, program=program, move="sign", version=program.version)
    assert (titles(cast, "jahad.head"), titles(cast, "planner")) == ([], [(board, 1)])


def test_the_inbox_reminds_the_house_of_its_returns(cast: Cast) -> None:
    year = make_year()
    make_program(cast, plan_year=year, status=ProgramStatus.APPROVED)
    freeze_year(by=cast.deputy, plan_year=year)
    period = year.periods.regular().get(ordinal=1)
    open_period(period=period)
    report = ProgressReport.objects.get(period=period, agency__code="JAHAD")
    assert titles(cast, "jahad.editor", period.due_on - datetime.timedelta(days=8)) == []
    assert titles(cast, "jahad.editor", period.due_on) == [(report.get_absolute_url(), 1)]
    assert [titles(cast, who, period.due_on) for who in ("jahad.head", "samt.editor", "planner")] == [[], [], []]


def test_holidays_move_the_reminders_of_the_inbox(cast: Cast) -> None:
    called_year(cast)
    with transaction.atomic():
        for day in april(12, 13):
            Holiday.objects.update_or_create(day=day, defaults={"name_fa": "تعطیل", "name_en": "Holiday"})
        record(by=None, act=Act.CREATED, kind="projects.holiday", object_id=None, label="2020")
    assert titles(cast, "jahad.editor", datetime.date(2020, 4, 13)) == []
    assert len(titles(cast, "jahad.editor", datetime.date(2020, 4, 14))) == 1


# --- adjusted figures -----------------------------------------------------------------------------


def test_the_head_is_reminded_of_the_days_to_object_to_an_adjusted_figure(cast: Cast, settings: Any) -> None:
    settings.TODAY = IN_ORDIBEHESHT
    world = make_world(cast)
    report = world.signed(crops="12")
    adjust_line(
        by=world.planner,
        line=line_of(report, CROPS),
        version=report.version,
        entry=Entry(Decimal(11)),
        reason="یک واحد راه نیفتاده",
    )

    def told(person: User, day: datetime.date) -> list[tuple[str, int]]:
        found = reminders_by_kind(person, day)
        return [(str(each.title), each.days_left(day)) for kind, each in found if kind.name == "objection"]

    wednesday, saturday = datetime.date(2020, 4, 29), datetime.date(2020, 5, 2)
    title = f"ارقام تعدیل‌شدهٔ {report.period}"
    assert told(world.jahad_head, wednesday) == [(title, 3)]
    assert told(world.jahad_head, saturday) == [(title, 0)]
    assert told(world.jahad_head, saturday + datetime.timedelta(days=1)) == []
    assert told(world.jahad_editor, wednesday) == told(world.samt_head, wednesday) == []
