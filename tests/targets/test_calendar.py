"""The calendar of the year: due days that are set by hand, and holidays that move the others."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agencies.models import Event
from projects.models import Period, PlanYear
from targets.operations.calendar import change_due_day
from tests.cast import Cast
from tests.factories import make_year
from tests.test_query_counts import questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(settings: Any) -> PlanYear:
    settings.TODAY = "2020-07-05"
    return make_year()


@pytest.fixture
def desk(client: Client, cast: Cast, year: PlanYear) -> Client:
    client.force_login(cast.administrator)
    return client


def month(ordinal: int) -> Period:
    return Period.objects.get(plan_year__year=1399, ordinal=ordinal)


def address(ordinal: int) -> str:
    return reverse("due-day", args=[1399, "month", ordinal])


def change(desk: Client, ordinal: int, **typed: str) -> Any:
    given = {"seen": month(ordinal).due_on.isoformat(), "due_on": "1399/05/12", "reason": "برگزاری انتخابات"}
    return desk.post(address(ordinal), given | typed)


def add_holiday(desk: Client, day: str) -> None:
    typed = {"day": day, "name_fa": "عید قربان", "name_en": "Eid al-Adha", "is_day_off": "on"}
    assert desk.post(reverse("reference-new", args=["holidays"]), typed).status_code == 302


def test_a_due_day_is_changed_for_a_reason(desk: Client) -> None:
    assert change(desk, 4)["Location"] == f"{reverse('calendar')}?year=1399"
    assert (month(4).due_on, month(4).due_reason) == (datetime.date(2020, 8, 2), "برگزاری انتخابات")
    event = Event.objects.latest("pk")
    assert (event.note, str(event.actor)) == ("برگزاری انتخابات", "administrator")
    assert "برگزاری انتخابات" in desk.get(reverse("calendar")).content.decode()


def test_a_friday_becomes_the_next_working_day_and_says_so(desk: Client) -> None:
    page = desk.post(
        address(4),
        {"seen": month(4).due_on.isoformat(), "due_on": "1399/05/10", "reason": "دیرکرد آمار"},
        follow=True,
    )
    assert month(4).due_on == datetime.date(2020, 8, 1)
    assert len(page.context["messages"]) == 2


@pytest.mark.parametrize(
    ("ordinal", "typed", "field", "status"),
    [
        (4, {"due_on": "1399/04/20"}, "__all__", 422),
        (4, {"due_on": "به‌زودی"}, "due_on", 422),
        (4, {"reason": ""}, "reason", 422),
        (4, {"seen": "2020-07-30"}, "__all__", 409),
        (2, {}, "__all__", 422),
    ],
    ids=["before the period ends", "letters", "no reason", "changed meanwhile", "has passed"],
)
def test_a_due_day_that_cannot_be_is_refused(
    desk: Client, ordinal: int, typed: dict[str, str], field: str, status: int
) -> None:
    before = month(ordinal).due_on
    response = change(desk, ordinal, **typed)
    assert response.status_code == status
    assert list(response.context["form"].errors) == [field]
    assert month(ordinal).due_on == before


def test_who_saw_another_day_keeps_what_they_typed_and_saves_after_a_second_look(desk: Client) -> None:
    conflict = change(desk, 4, seen="2020-07-30", reason="دیرکرد آمار").content.decode()
    assert "دیرکرد آمار" in conflict and f'value="{month(4).due_on.isoformat()}"' in conflict
    before = month(4).due_on
    assert change(desk, 4).status_code == 302
    assert month(4).due_on != before


def test_a_holiday_moves_the_due_day_that_falls_on_it(desk: Client) -> None:
    due_on = month(4).due_on
    add_holiday(desk, due_on.isoformat())
    assert month(4).due_on > due_on
    moved = Event.objects.filter(object_kind="projects.period", actor__username="administrator")
    assert moved.count() == 1


def test_a_due_day_set_by_hand_stays_where_it_is(desk: Client) -> None:
    change(desk, 4)
    add_holiday(desk, "1399/05/12")
    assert month(4).due_on == datetime.date(2020, 8, 2)


def test_a_due_day_that_has_passed_stays_when_a_holiday_is_entered_late(desk: Client) -> None:
    due_on = month(2).due_on
    add_holiday(desk, due_on.isoformat())
    assert month(2).due_on == due_on


def test_a_holiday_on_which_offices_work_moves_nothing(desk: Client) -> None:
    due_on = month(4).due_on
    typed = {"day": due_on.isoformat(), "name_fa": "روز ملی صنعت", "name_en": "Day of industry"}
    assert desk.post(reverse("reference-new", args=["holidays"]), typed).status_code == 302
    assert month(4).due_on == due_on


@pytest.mark.parametrize("username", ["planner", "deputy", "jahad.head"])
def test_nobody_else_moves_a_due_day(cast: Cast, year: PlanYear, username: str) -> None:
    period = month(4)
    with pytest.raises(PermissionDenied):
        change_due_day(
            by=cast[username], period=period, seen=period.due_on, due_on=datetime.date(2020, 8, 2), reason="نه"
        )


def test_the_calendar_opens_the_year_of_today_or_the_one_asked_for(desk: Client) -> None:
    make_year(1400)
    assert desk.get(reverse("calendar")).context["plan_year"].year == 1399
    assert desk.get(reverse("calendar"), {"year": "1400"}).context["plan_year"].year == 1400
    assert desk.get(reverse("calendar"), {"year": "1300"}).status_code == 404


def test_the_calendar_without_a_year_says_so(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    page = client.get(reverse("calendar"))
    assert (page.status_code, page.context["plan_year"]) == (200, None)


def test_the_calendar_asks_little(client: Client, cast: Cast, year: PlanYear) -> None:
    assert questions(client, cast.administrator, reverse("calendar")) <= 25


def test_days_at_the_desks_are_changed_within_the_year(desk: Client, year: PlanYear) -> None:
    path = reverse("days-at-desks", args=[1399])
    typed = {"challenge_days_agency": "۵", "challenge_days_province": "12", "reason": "فوریت", "seen": "10 15"}
    assert desk.post(path, typed | {"challenge_days_agency": "0"}).status_code == 422
    assert desk.post(path, typed | {"reason": " "}).status_code == 422
    assert desk.post(path, typed).status_code == 302
    year.refresh_from_db()
    assert (year.challenge_days_agency, year.challenge_days_province) == (5, 12)
    assert Event.objects.latest("pk").changes == {
        "challenge_days_agency": ["10", "5"],
        "challenge_days_province": ["15", "12"],
    }
    late = desk.post(path, typed | {"challenge_days_agency": "8"})
    assert late.status_code == 409 and "5 12" in late.content.decode()
