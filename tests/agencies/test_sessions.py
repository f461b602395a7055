"""Who asks is looked up with every request; their seats are kept until somebody changes them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import operations, sessions, unchanged
from agencies.enums import Role
from agencies.models import Membership, User
from config.clock import today
from tests.cast import Cast

PAGE = reverse("password-change")
ONLY_FOR_SEATS = reverse("inbox")


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    unchanged.forget()
    yield
    unchanged.forget()


@pytest.fixture
def planner(committed_db: object, cast: Cast) -> Client:
    """A browser in which the planner has asked for a page before."""
    browser = Client()
    browser.force_login(cast.planner)
    assert browser.get(ONLY_FOR_SEATS).status_code == 200
    return browser


def test_seats_are_asked_for_once_until_they_change(planner: Client, cast: Cast) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            planner.get(PAGE)
        return [query["sql"] for query in queries if "agencies_membership" in query["sql"]]

    asked()
    assert not asked()
    assert cast.samt_head  # somebody gets a seat
    assert len(asked()) == 1
    assert not asked()


def test_a_seat_that_ends_opens_nothing_more(planner: Client, cast: Cast) -> None:
    [seat] = Membership.objects.filter(user=cast.planner)
    operations.end_seat(by=cast.administrator, seat=seat, last_day=today() - datetime.timedelta(days=1))
    assert planner.get(reverse("program-list")).status_code == 403


def test_a_seat_ends_with_its_last_day(planner: Client, cast: Cast, settings) -> None:
    [seat] = Membership.objects.filter(user=cast.planner)
    operations.end_seat(by=cast.administrator, seat=seat, last_day=today())
    assert planner.get(reverse("program-list")).status_code == 200
    settings.TODAY = (today() + datetime.timedelta(days=1)).isoformat()
    assert planner.get(reverse("program-list")).status_code == 403


def test_a_seat_that_is_given_counts_at_once(planner: Client, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.newcomer)
    assert browser.get(reverse("program-list")).status_code == 403
    operations.give_seat(by=cast.administrator, user=cast.newcomer, role=Role.PLANNER, valid_from=today())
    assert browser.get(reverse("program-list")).status_code == 200


def test_whoever_is_deactivated_is_out(planner: Client, cast: Cast) -> None:
    operations.deactivate_person(by=cast.administrator, person=cast.planner)
    assert planner.get(PAGE).status_code == 302


def test_a_new_password_ends_what_was_open_before(planner: Client, cast: Cast) -> None:
    person = User.objects.get(pk=cast.planner.pk)
    person.set_password("a-very-long-cedar")
    person.save(update_fields=["password"])
    assert planner.get(PAGE).status_code == 302


def test_a_session_that_is_over_or_nobody_s_is_nobody_s(planner: Client) -> None:
    key = planner.session.session_key
    planner.logout()
    for typed in (key, "x" * 32, "", "é"):
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = typed
        assert browser.get(PAGE).status_code == 302
        # And the key that somebody brought along is not the one that signing in leaves.
        browser.force_login(User.objects.get(username="planner"))
        assert browser.cookies[settings.SESSION_COOKIE_NAME].value != typed


def test_who_asks_is_one_question_once_it_is_known_whose_session_it_is(planner: Client) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert planner.get(PAGE).status_code == 200
        return [query["sql"] for query in queries if "agencies_user" in query["sql"] or "session" in query["sql"]]

    assert len(asked()) == 1
    # Another process knows nothing of it.
    unchanged.forget()
    assert len(asked()) == 2
    assert len(asked()) == 1


def test_whoever_signs_in_after_somebody_else_is_themselves(planner: Client, cast: Cast) -> None:
    planner.force_login(cast.administrator)
    assert planner.get(reverse("person-list")).status_code == 200
    planner.force_login(cast.planner)
    assert planner.get(reverse("person-list")).status_code == 403


def test_what_is_remembered_of_a_session_never_says_who_it_is(planner: Client, cast: Cast) -> None:
    """Wrong or of long ago: it only says where to look first."""
    sessions._whose[planner.session.session_key] = cast.administrator.pk
    assert planner.get(reverse("person-list")).status_code == 403
    assert planner.get(reverse("program-list")).status_code == 200
