"""The pages of a call: a year is opened, its call issued, extended, an agency excused; refusals keep what was typed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, Event
from projects.calls import expected_agencies
from projects.models import ExpectedAgency, PlanYear
from projects.operations import issue_call
from tests.cast import Cast
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db

PRESSES = 50
ISSUED_ON, DEADLINE = datetime.date(2020, 4, 5), datetime.date(2020, 4, 19)
LETTER = {"call_letter_number": "41/1", "call_letter_on": "1399/01/16", "call_deadline": "1399/01/31"}


@pytest.fixture(autouse=True)
def planner_in_farvardin(settings: Any, client: Client, cast: Cast) -> Iterator[None]:
    settings.TODAY = "2020-04-05"
    client.cookies["jahesh_language"] = "en"
    client.force_login(cast.planner)
    yield


def called_year(cast: Cast) -> PlanYear:
    return issue_call(
        by=cast.planner,
        plan_year=make_year(),
        call_letter_number="41/1",
        call_letter_on=ISSUED_ON,
        call_deadline=DEADLINE,
    )


def send(client: Client, route: str, *arguments: object, **typed: Any) -> tuple[int, str]:
    answer = client.post(reverse(route, args=arguments), typed)
    return answer.status_code, answer.content.decode() or answer["Location"]


# --- opening --------------------------------------------------------------------------------------


def test_a_year_is_offered_with_its_days(client: Client) -> None:
    make_year(1399)
    text = client.get(reverse("year-open")).content.decode()
    assert "from 2021-03-21 to 2022-03-20" in text
    offered = re.findall(r'<option value="(\d{4})"( selected)?', text)
    assert offered == [("1398", ""), ("1400", " selected"), ("1401", ""), ("1402", "")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"year": "1399"}, "is open already"),
        ({"due_after_days": "29"}, "at most 28 days"),
        ({"adjustment_until": "1400/12/29"}, "ends after 2022-03-20"),
        ({"adjustment_until": "1402/01/01"}, "within a year of it"),
        ({"due_after_days": "پنج"}, "<span data-errors-left>1</span> thing is to be corrected"),
    ],
)
def test_a_year_that_does_not_fit_is_refused_and_what_was_typed_stays(
    client: Client, typed: dict[str, str], said: str
) -> None:
    make_year(1399)
    fitting = {
        "year": "1400",
        "slogan_fa": "پشتیبانی‌ها",
        "frequency": "monthly",
        "due_after_days": "5",
        "closes_after_days": "30",
        "objection_days": "10",
    }
    status, text = send(client, "year-open", **fitting | typed)
    assert (status, said in text, "پشتیبانی‌ها" in text) == (422, True, True)
    assert PlanYear.objects.count() == 1


def test_fifty_presses_open_one_year_with_its_periods(client: Client) -> None:
    fitting = {
        "year": "1400",
        "frequency": "quarterly",
        "due_after_days": "5",
        "closes_after_days": "30",
        "objection_days": "10",
        "adjustment_until": "1401/02/31",
    }
    answers = {send(client, "year-open", csrfmiddlewaretoken="t" * 64, **fitting) for _number in range(PRESSES)}
    assert answers == {(302, reverse("call-board", args=[1400]))}
    year = PlanYear.objects.get()
    assert [period.kind for period in year.periods.all()] == ["quarter"] * 4 + ["adjustment"]


# --- issuing --------------------------------------------------------------------------------------


def test_those_who_are_usually_asked_are_ticked(client: Client) -> None:
    year = make_year()
    text = client.get(reverse("call-issue", args=[1399])).content.decode()
    ticked = set(re.findall(r'name="expected" value="(\w+)"[^>]* checked', text))
    assert ticked == set(expected_agencies(year).values_list("code", flat=True))
    assert len(re.findall(r'name="expected"', text)) == Agency.objects.count() > len(ticked)


def test_the_call_goes_to_those_who_were_ticked(client: Client) -> None:
    year = make_year()
    unusual = Agency.objects.filter(expected_to_submit=False)[0]
    status, where = send(client, "call-issue", 1399, expected=["JAHAD", unusual.code], **LETTER)
    assert (status, where) == (302, reverse("call-board", args=[1399]))
    year.refresh_from_db()
    assert set(expected_agencies(year)) == {Agency.objects.get(code="JAHAD"), unusual}
    assert not ExpectedAgency.objects.get(agency__code="SAMT").is_expected
    assert Event.objects.latest("pk").changes["expected"] == [None, "2"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"expected": []}, "choose at least one"),
        ({"call_letter_number": ""}, "number of the letter"),
        ({"call_deadline": "1399/01/10"}, "before the date of the letter"),
        ({"call_deadline": "1400/01/10"}, "before the end of the plan year"),
        ({"call_deadline": "1399/01/32"}, "does not exist"),
        ({"expected": ["NOBODY"]}, "not in the list any more"),
    ],
)
def test_a_call_that_does_not_fit_is_refused_and_what_was_typed_stays(
    client: Client, typed: dict[str, Any], said: str
) -> None:
    make_year()
    fitting: dict[str, Any] = {"expected": ["JAHAD"], "call_text": "با سلام و احترام", **LETTER}
    status, text = send(client, "call-issue", 1399, **fitting | typed)
    assert (status, said in text.replace("Number of", "number of")) == (422, True)
    assert "با سلام و احترام" in text
    assert PlanYear.objects.get().call_issued_at is None


def test_a_call_that_was_issued_meanwhile_is_told_with_what_was_typed(client: Client, cast: Cast) -> None:
    called_year(cast)
    status, text = send(client, "call-issue", 1399, expected=["JAHAD"], **LETTER | {"call_letter_number": "41/99"})
    assert (status, "issued already" in text, "41/99" in text) == (409, True, True)
    answer = client.get(reverse("call-issue", args=[1399]), follow=True)
    assert "extend its deadline" in answer.content.decode()


# --- afterwards -----------------------------------------------------------------------------------


def test_the_deadline_is_extended_on_what_was_read(client: Client, cast: Cast) -> None:
    year = called_year(cast)
    text = client.get(reverse("call-extend", args=[1399])).content.decode()
    assert 'name="seen" value="2020-04-19"' in text
    typed = {"seen": "2020-04-19", "deadline": "1399/02/10", "reason": "درخواست دستگاه‌ها"}
    assert send(client, "call-extend", 1399, **typed)[0] == 302
    year.refresh_from_db()
    assert year.call_deadline == datetime.date(2020, 4, 29)
    status, text = send(client, "call-extend", 1399, **typed | {"deadline": "1399/02/20"})
    assert (status, "meanwhile" in text, "درخواست دستگاه‌ها" in text) == (409, True, True)
    # The day that stands is seen now: what was typed can be saved on it.
    assert 'name="seen" value="2020-04-29"' in text
    assert send(client, "call-extend", 1399, **typed | {"deadline": "1399/02/20", "seen": "2020-04-29"})[0] == 302


def test_an_agency_is_excused_by_a_part_of_its_name(client: Client, cast: Cast) -> None:
    year = called_year(cast)
    typed = {"agency": "امور مالیاتی", "reason": "ادغام", "is_expected": "no"}
    assert send(client, "call-agencies", 1399, **typed)[0] == 302
    assert not expected_agencies(year).filter(code="TAX").exists()
    text = client.get(reverse("call-agencies", args=[1399])).content.decode()
    assert ("excused" in text, "ادغام" in text) == (True, True)
    status, text = send(client, "call-agencies", 1399, **typed)
    assert (status, "is not expected" in text) == (409, True)


@pytest.mark.parametrize("typed", [{"agency": "هیچ‌کجا"}, {"reason": " "}, {"is_expected": "perhaps"}])
def test_who_is_meant_and_why_must_be_said(client: Client, cast: Cast, typed: dict[str, str]) -> None:
    year = called_year(cast)
    before = set(expected_agencies(year))
    status, _text = send(
        client, "call-agencies", 1399, **{"agency": "TAX", "reason": "ادغام", "is_expected": "no"} | typed
    )
    assert (status, set(expected_agencies(year))) == (422, before)


def test_the_list_of_programs_says_by_how_many_days_what_is_not_signed_is_late(
    client: Client, cast: Cast, settings: Any
) -> None:
    make_program(cast, plan_year=called_year(cast), title="آبیاری")
    client.force_login(cast.jahad_editor)
    assert "none is late against the deadline of a call" in client.get(reverse("program-list")).content.decode()
    settings.TODAY = str(DEADLINE + datetime.timedelta(days=4))
    page = client.get(reverse("program-list"), {"needs": "late"}).content.decode()
    assert "1 not signed after the call" in page and "(4 days late)" in page and "آبیاری" in page
    assert page.count("4 days late") == 2
