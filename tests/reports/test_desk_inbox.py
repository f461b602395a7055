"""The administrator's inbox: who is without a seat, which seats end, what is not in order, each with where to go."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.enums import Act, Role
from agencies.history import record
from agencies.models import Agency
from agencies.operations import add_person, give_seat
from projects.enums import YearState
from projects.models import PlanYear
from tests.cast import Cast
from tests.factories import make_year
from tests.test_query_counts import questions

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2020, 7, 5)


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def queues(desk: Client) -> dict[str, list[str]]:
    return {queue.name: [item.title for item, _days_late in rows] for queue, rows in desk.get("/").context["queues"]}


def chores(desk: Client) -> dict[str, int]:
    return {chore.url: chore.count for chore in desk.get("/").context["chores"]}


def in_days(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def test_people_without_a_seat_are_named(desk: Client, cast: Cast) -> None:
    person = add_person(by=cast.administrator, username="sara", full_name="سارا محمدی")
    assert queues(desk) == {"people-without-a-seat": ["سارا محمدی"]}
    assert reverse("person-detail", args=[person.uuid]) in desk.get("/").content.decode()
    give_seat(by=cast.administrator, user=person, role=Role.PLANNER, valid_from=TODAY)
    assert queues(desk) == {}


@pytest.mark.parametrize(
    ("days", "after", "is_named"),
    [(10, None, True), (30, None, True), (31, None, False), (10, "the same person", False), (10, "another", False)],
)
def test_seats_that_end_soon_are_named_unless_somebody_holds_them_on(
    desk: Client, cast: Cast, days: int, after: str | None, is_named: bool
) -> None:
    natres = Agency.objects.get(code="NATRES")
    head = add_person(by=cast.administrator, username="head", full_name="رئیس")
    next_head = add_person(by=cast.administrator, username="next", full_name="رئیس بعدی")
    give_seat(by=cast.administrator, user=next_head, role=Role.AGENCY_EDITOR, agency=natres, valid_from=TODAY)
    seat: Any = {"by": cast.administrator, "role": Role.AGENCY_HEAD, "agency": natres}
    give_seat(user=head, valid_from=TODAY, valid_until=in_days(days), **seat)
    if after:
        give_seat(user=head if after == "the same person" else next_head, valid_from=in_days(days + 1), **seat)
    assert queues(desk) == ({"seats-that-end": ["رئیس"]} if is_named else {})


def test_agencies_that_must_answer_with_nobody_there_are_counted_and_led_to(desk: Client, cast: Cast) -> None:
    assert cast.jahad_head
    expected = Agency.objects.expected().count()
    rows = f"{reverse('reference-rows', args=['agencies'])}?expected_to_submit=true&state=in_force&missing="
    found = chores(desk)
    assert (found[f"{rows}agency_head"], found[f"{rows}agency_editor"]) == (expected - 1, expected)
    for url in (f"{rows}agency_head", f"{rows}agency_editor"):
        assert desk.get(url).context["table"].paginator.count == found[url]


def test_rows_that_nobody_confirmed_are_counted_and_led_to(desk: Client) -> None:
    found = {url: count for url, count in chores(desk).items() if "verified=false" in url}
    assert reverse("reference-rows", args=["priority-industries"]) + "?verified=false" in found
    for url, count in found.items():
        assert desk.get(url).context["table"].paginator.count == count


@pytest.mark.parametrize("state", YearState.values)
def test_a_year_that_is_worked_in_without_periods_is_told(desk: Client, state: str) -> None:
    first_day, last_day = datetime.date(2021, 3, 21), datetime.date(2022, 3, 20)
    PlanYear.objects.create(year=1400, first_day=first_day, last_day=last_day, state=state)
    record(by=None, act=Act.CREATED, kind="projects.plan_year", object_id=None, label="1400")
    shown = [chore for chore in desk.get("/").context["chores"] if "calendar" in chore.url]
    assert len(shown) == (0 if state == YearState.CLOSED else 2)


def test_a_year_whose_lunar_holidays_are_entered_is_in_order(desk: Client) -> None:
    make_year()
    address = f"{reverse('calendar')}?year=1399"
    assert address in chores(desk)
    typed = {"day": "1399/05/10", "name_fa": "عید قربان", "name_en": "Eid al-Adha", "is_day_off": "on"}
    desk.post(reverse("reference-new", args=["holidays"]), typed)
    assert address not in chores(desk)


def test_nobody_else_is_told_of_the_desk(client: Client, cast: Cast) -> None:
    add_person(by=cast.administrator, username="sara", full_name="سارا محمدی")
    for username in ("planner", "deputy", "auditor", "jahad.head"):
        client.force_login(cast[username])
        context = client.get("/").context
        assert (context["chores"], [entry["queue"].name for entry in context["queues"]]) == ([], [])


def test_the_desk_asks_as_much_for_many_as_for_one(client: Client, cast: Cast, many: int) -> None:
    make_year()
    asked = []
    for numbers in (range(1), range(1, many)):
        for number in numbers:
            add_person(by=cast.administrator, username=f"seatless{number}", full_name=f"شخص {number}")
            leaving = add_person(by=cast.administrator, username=f"leaving{number}", full_name=f"رفتنی {number}")
            seat: Any = {"role": Role.PLANNER, "valid_from": TODAY, "valid_until": in_days(5)}
            give_seat(by=cast.administrator, user=leaving, **seat)
        asked.append(questions(client, cast.administrator, "/"))
    assert asked[1] == asked[0] <= 25
