"""The call of a year: issued once, extended and its agencies changed with a reason; the clock of each side."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from agencies.models import Agency, Event
from config.clock import on_day
from projects.calls import expected_agencies
from projects.clock import Wait, days_with, waits_of
from projects.enums import ProgramStatus, Turn, YearState
from projects.models import ExpectedAgency, PlanYear, Program, Stay
from projects.operations import expect_agency, extend_call, issue_call, move_program
from projects.refusals import Moved, Refused
from targets.operations.years import open_year_with_periods
from tests.cast import SEATS, Cast
from tests.factories import make_program, make_year, walk

pytestmark = pytest.mark.django_db

LETTER_ON, ISSUED_ON, DEADLINE = (datetime.date(2020, 4, day) for day in (4, 5, 19))
LETTER = {"call_letter_number": "۱۳۹۹/۴۱/۱۲", "call_letter_on": LETTER_ON, "call_deadline": DEADLINE}


def issued(cast: Cast, year: PlanYear | None = None, **fields: Any) -> PlanYear:
    with on_day(ISSUED_ON):
        return issue_call(by=cast.planner, plan_year=year or make_year(), **{**LETTER, **fields})


# --- opening and issuing --------------------------------------------------------------------------


def test_a_year_is_opened_with_its_periods(cast: Cast) -> None:
    year = open_year_with_periods(by=cast.planner, year=1401, frequency="quarterly", due_after_days=10)
    assert [period.ordinal for period in year.periods.regular()] == [1, 2, 3, 4]
    assert year.call_issued_at is None


@pytest.mark.parametrize("who", sorted(set(SEATS) - {"planner", "planner2"}))
def test_only_the_planner_opens_a_year_and_issues_its_call(cast: Cast, who: str) -> None:
    year = make_year()
    with pytest.raises(PermissionDenied):
        open_year_with_periods(by=cast[who], year=1401)
    with pytest.raises(PermissionDenied):
        issue_call(by=cast[who], plan_year=year, **LETTER)
    with pytest.raises(PermissionDenied):
        extend_call(by=cast[who], plan_year=year, deadline=DEADLINE, seen=None, reason="نوروز")
    with pytest.raises(PermissionDenied):
        expect_agency(
            by=cast[who], plan_year=year, agency=Agency.objects.get(code="SAMT"), is_expected=False, reason="ادغام"
        )


def test_issuing_the_call_stores_who_is_asked_and_is_recorded(cast: Cast) -> None:
    year = issued(cast)
    assert (year.call_issued_by, year.call_issued_on, year.call_deadline) == (cast.planner, ISSUED_ON, DEADLINE)
    usual = set(Agency.objects.expected())
    assert set(expected_agencies(year)) == usual
    event = Event.objects.latest("pk")
    assert (event.actor, event.label) == (cast.planner, "1399")
    assert event.changes["call_deadline"] == [None, "2020-04-19"]
    assert event.changes["expected"] == [None, str(len(usual))]


def test_the_call_tells_whom_it_leaves_out_and_whom_it_asks_besides(cast: Cast) -> None:
    samt, asked_besides = Agency.objects.get(code="SAMT"), Agency.objects.filter(expected_to_submit=False)[0]
    asked = [*Agency.objects.expected().exclude(pk=samt.pk), asked_besides]
    issued(cast, expected=asked)
    told = Event.objects.filter(changes__has_key="is_expected")
    assert {event.agency_id: event.changes["is_expected"] for event in told} == {
        samt.pk: ["true", "false"],
        asked_besides.pk: ["false", "true"],
    }


def test_what_the_reference_list_says_later_changes_no_year_that_was_called(cast: Cast) -> None:
    year = issued(cast)
    before = set(expected_agencies(year))
    Agency.objects.filter(code="SAMT").update(expected_to_submit=False)
    assert set(expected_agencies(year)) == before


def test_before_the_call_an_agency_follows_the_reference_list_unless_decided_otherwise(cast: Cast) -> None:
    year, samt = make_year(), Agency.objects.get(code="SAMT")
    expect_agency(by=cast.planner, plan_year=year, agency=samt, is_expected=False, reason="ادغام")
    Agency.objects.filter(code="JAHAD").update(expected_to_submit=False)
    codes = set(expected_agencies(year).values_list("code", flat=True))
    assert not codes & {"SAMT", "JAHAD"}
    issued(cast, year)
    assert set(expected_agencies(year).values_list("code", flat=True)) == codes
    assert ExpectedAgency.objects.get(plan_year=year, agency=samt).reason == "ادغام"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"call_letter_number": " "}, "number and the date of the letter"),
        ({"call_letter_on": None}, "number and the date of the letter"),
        ({"call_deadline": None}, "until which"),
        ({"call_deadline": datetime.date(2020, 4, 3)}, "before the date of the letter"),
        ({"call_letter_on": datetime.date(2020, 3, 25), "call_deadline": datetime.date(2020, 4, 4)}, "has passed"),
        ({"call_deadline": datetime.date(2021, 3, 21)}, "end of the plan year"),
    ],
)
def test_a_call_without_letter_or_a_fitting_deadline_is_refused(
    cast: Cast, fields: dict[str, Any], message: str
) -> None:
    year = make_year()
    with pytest.raises(Refused, match=message), transaction.atomic():
        issued(cast, year, **fields)
    year.refresh_from_db()
    assert (year.call_issued_at, year.call_letter_number) == (None, "")
    assert not ExpectedAgency.objects.exists()


def test_a_call_is_issued_once(cast: Cast) -> None:
    year = issued(cast)
    with pytest.raises(Moved):
        issued(cast, year)


def test_a_call_to_nobody_is_refused(cast: Cast) -> None:
    Agency.objects.update(expected_to_submit=False)
    with pytest.raises(Refused, match="at least one"):
        issued(cast)


def test_the_call_of_a_frozen_year_is_closed(cast: Cast) -> None:
    year = issued(cast)
    PlanYear.objects.update(state=YearState.FROZEN)
    with pytest.raises(Refused, match="frozen"):
        extend_call(
            by=cast.planner, plan_year=year, deadline=DEADLINE + datetime.timedelta(7), seen=DEADLINE, reason="نوروز"
        )


# --- afterwards -----------------------------------------------------------------------------------


def test_the_deadline_is_extended_with_a_reason(cast: Cast) -> None:
    year, later = issued(cast), DEADLINE + datetime.timedelta(days=7)
    with on_day(DEADLINE):
        extend_call(by=cast.planner2, plan_year=year, deadline=later, seen=DEADLINE, reason="تعطیلات")
    assert year.call_deadline == later
    event = Event.objects.latest("pk")
    assert (event.actor, event.note, event.changes) == (
        cast.planner2,
        "تعطیلات",
        {"call_deadline": ["2020-04-19", "2020-04-26"]},
    )


@pytest.mark.parametrize(
    ("deadline", "seen", "reason", "error", "message"),
    [
        (datetime.date(2020, 4, 26), DEADLINE, " ", Refused, "Say why"),
        (datetime.date(2020, 4, 19), DEADLINE, "چرا", Refused, "later than"),
        (datetime.date(2020, 4, 26), datetime.date(2020, 4, 18), "چرا", Moved, "meanwhile"),
        (datetime.date(2021, 4, 26), DEADLINE, "چرا", Refused, "end of the plan year"),
    ],
)
def test_an_extension_that_does_not_fit_is_refused(
    cast: Cast, deadline: datetime.date, seen: datetime.date, reason: str, error: type[Exception], message: str
) -> None:
    year = issued(cast)
    with on_day(DEADLINE), pytest.raises(error, match=message):
        extend_call(by=cast.planner, plan_year=year, deadline=deadline, seen=seen, reason=reason)
    year.refresh_from_db()
    assert year.call_deadline == DEADLINE


def test_an_agency_is_excused_and_added_again_each_with_its_reason(cast: Cast) -> None:
    year, police = issued(cast), Agency.objects.filter(expected_to_submit=False)[0]
    count = expected_agencies(year).count()
    expect_agency(by=cast.planner, plan_year=year, agency=police, is_expected=True, reason="طرح مشترک")
    assert expected_agencies(year).count() == count + 1
    expect_agency(by=cast.planner, plan_year=year, agency=police, is_expected=False, reason="منتفی شد")
    assert expected_agencies(year).count() == count
    notes = Event.objects.filter(object_kind="projects.expected_agency", agency=police).values_list("note", flat=True)
    assert list(notes) == ["منتفی شد", "طرح مشترک"]


def test_an_agency_that_is_expected_already_is_not_added(cast: Cast) -> None:
    year, samt = issued(cast), Agency.objects.get(code="SAMT")
    with pytest.raises(Moved, match="already"):
        expect_agency(by=cast.planner, plan_year=year, agency=samt, is_expected=True, reason="چرا")
    with pytest.raises(Refused, match="Say why"):
        expect_agency(by=cast.planner, plan_year=year, agency=samt, is_expected=False, reason="")


# --- the clock of each side -----------------------------------------------------------------------


def test_every_move_leaves_its_day(cast: Cast) -> None:
    with on_day(datetime.date(2020, 4, 6)):
        program = make_program(cast)
    with on_day(datetime.date(2020, 4, 10)):
        move_program(by=cast.jahad_editor, program=program, move="submit", version=program.version)
    with on_day(datetime.date(2020, 4, 12)):
        move_program(by=cast.jahad_head, program=program, move="sign", version=program.version)
    stays = list(program.stays.all())
    assert [(stay.status, stay.since_on.day) for stay in stays] == [
        (ProgramStatus.DRAFT, 6),
        (ProgramStatus.AWAITING_HEAD, 10),
        (ProgramStatus.UNDER_REVIEW, 12),
    ]
    days = days_with(waits_of(stays, datetime.date(2020, 4, 20)), since=datetime.date(2020, 4, 1))
    assert (days[Turn.AGENCY], days[Turn.HEAD], days[Turn.PLANNER], days[Turn.DEPUTY]) == (4, 2, 8, 0)
    assert Program.objects.get(pk=program.pk).touched_on == datetime.date(2020, 4, 12)


def test_the_last_stay_is_where_the_program_stands(cast: Cast) -> None:
    for status in ProgramStatus:
        program = make_program(cast, status=status, title=f"برنامه {status}")
        last = program.stays.last()
        assert last is not None
        assert last.status == program.status == status


def test_days_of_two_files_are_counted_once_and_from_the_call_on() -> None:
    first, second, third = (datetime.date(2020, 4, day) for day in (1, 5, 9))
    waits = [Wait(Turn.AGENCY, first, third), Wait(Turn.AGENCY, second, third), Wait(Turn.HEAD, second, third)]
    days = days_with(waits, since=datetime.date(2020, 4, 3))
    assert (days[Turn.AGENCY], days[Turn.HEAD]) == (6, 4)


def test_a_stay_is_never_changed(cast: Cast) -> None:
    program = walk(cast, make_program(cast), ProgramStatus.AWAITING_HEAD)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_stay SET since_on = '2020-01-01' WHERE program_id = %s", [program.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        Stay.objects.filter(program=program).delete()
