"""People, their passwords, and how they are found by whoever keeps them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import RedisError

from agencies import operations, passwords
from agencies.enums import Act, Role
from agencies.fingerprints import fingerprint
from agencies.models import Agency, Event, Membership, User
from agencies.operations.people import PERSON_FIELDS
from agencies.permissions import roles_of
from agencies.refusals import Refused
from tests.agencies.desk.seated import OWN_PASSWORD, TODAY, errors_of, give, second_administrator
from tests.cast import Cast
from tests.test_query_counts import questions

pytestmark = pytest.mark.django_db


def shown_password(response: Any) -> str:
    """The first password that the person's page shows, as it stands there."""
    password: str = response.context["first_password"]
    assert password == "" or password in response.content.decode()
    return password


NEW = {"username": "Sara.M", "full_name": "سارا  محمدي", "email": "sara@example.ir"}


# --- people --------------------------------------------------------------------------------------


def test_a_person_is_added_with_a_password_that_is_shown_once_and_works(desk: Client) -> None:
    response = desk.post(reverse("person-new"), NEW, follow=True)
    person = User.objects.get(username="sara.m")
    assert response.redirect_chain == [(reverse("person-detail", args=[person.uuid]), 302)]
    assert person.full_name == "سارا محمدی"
    password = shown_password(response)
    assert person.check_password(password)
    assert shown_password(desk.get(response.redirect_chain[0][0])) == ""
    event = Event.objects.get(root_id=person.uuid)
    assert (event.act, str(event.actor)) == (Act.CREATED, "administrator")
    assert password not in str(event.changes)


def test_a_person_is_added_with_their_first_seat(desk: Client) -> None:
    seat = {"role": "agency_editor", "agency": "NATRES", "valid_from": "۱۳۹۹/۰۴/۱۵"}
    desk.post(reverse("person-new"), NEW | seat)
    held = Membership.objects.get(user__username="sara.m", agency__code="NATRES")
    assert (held.role, held.valid_from) == (Role.AGENCY_EDITOR, TODAY)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": "planner"}, "__all__"),
        ({"username": "PLANNER"}, "__all__"),
        ({"username": "سارا"}, "username"),
        ({"username": "sara m"}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"email": "sara"}, "email"),
        ({"agency": "NATRES"}, "role"),
        ({"role": "planner", "agency": "NATRES", "valid_from": "1399/04/15"}, "agency"),
        ({"role": "agency_head", "valid_from": "1399/04/15"}, "agency"),
        ({"role": "agency_head", "agency": "JAHAD", "valid_from": "1399/04/15"}, "__all__"),
        ({"role": "planner", "valid_from": "1399/04/15", "valid_until": "1399/04/14"}, "valid_until"),
        ({"role": "planner", "valid_from": "1399/13/01"}, "valid_from"),
        ({"role": "planner"}, "valid_from"),
    ],
)
def test_what_is_refused_leaves_nobody_and_keeps_what_was_typed(
    desk: Client, cast: Cast, typed: dict[str, str], field: str
) -> None:
    assert cast.planner
    assert cast.jahad_head
    before = (User.objects.count(), Membership.objects.count(), Event.objects.count())
    response = desk.post(reverse("person-new"), NEW | typed)
    assert response.status_code == 422
    assert list(errors_of(response)) == [field]
    assert (User.objects.count(), Membership.objects.count(), Event.objects.count()) == before
    for value in (NEW | typed).values():
        assert str(value).strip() == "" or str(value) in response.content.decode()


def test_without_the_cache_no_person_is_added_whose_password_nobody_saw(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def set(self, *_args: Any) -> None:
            raise RedisError

    monkeypatch.setattr(passwords, "cache", Away())
    response = desk.post(reverse("person-new"), NEW)
    assert (response.status_code, list(errors_of(response))) == (422, ["__all__"])
    assert not User.objects.filter(username="sara.m").exists()


def test_a_password_that_was_undone_after_all_is_not_shown(cast: Cast, person: User) -> None:
    """What was laid ready before the transaction failed opens nothing, and is never handed over."""

    def give_password(password: str) -> User:
        return operations.set_first_password(by=cast.administrator, person=person, password=password)

    with pytest.raises(RuntimeError), transaction.atomic():
        passwords.hand_over(cast.administrator, give_password)
        raise RuntimeError
    person.refresh_from_db()
    assert passwords.take(cast.administrator, person) == ""


def test_a_password_is_shown_to_who_made_it_and_only_on_the_page_of_whose_it_is(desk: Client, cast: Cast) -> None:
    first, second = cast.planner, cast.planner2
    for person in (first, second):
        desk.post(reverse("person-password", args=[person.uuid]))
    other = Client()
    other.force_login(second_administrator(cast))
    assert shown_password(other.get(reverse("person-detail", args=[first.uuid]))) == ""
    for person in (second, first):
        person.refresh_from_db()
        assert person.check_password(shown_password(desk.get(reverse("person-detail", args=[person.uuid]))))


def test_a_first_password_opens_no_other_page_until_it_is_changed(desk: Client, cast: Cast) -> None:
    page = desk.post(reverse("person-password", args=[cast.planner.uuid]), follow=True)
    password = shown_password(page)
    browser = Client()
    assert browser.login(username="planner", password=password)
    for path in ("/", reverse("program-list"), reverse("search")):
        assert browser.get(path)["Location"] == reverse("password-change")
    change = {"current": password, "new": OWN_PASSWORD, "again": OWN_PASSWORD}
    assert browser.post(reverse("password-change"), change)["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_names_are_edited_and_the_history_says_so(desk: Client, person: User) -> None:
    address = reverse("person-edit", args=[person.uuid])
    seen = desk.get(address).context["form"]["seen"].value()
    desk.post(address, {"seen": seen, "full_name": "سارا محمدی‌نژاد", "full_name_en": "Sara M."})
    person.refresh_from_db()
    assert (person.full_name, person.full_name_en) == ("سارا محمدی‌نژاد", "Sara M.")
    assert Event.objects.latest("pk").changes["full_name"] == ["سارا محمدی", "سارا محمدی‌نژاد"]


def test_a_stale_form_is_told_what_is_stored_and_may_then_be_put_over_it(
    desk: Client, cast: Cast, person: User
) -> None:
    address = reverse("person-edit", args=[person.uuid])
    stale = fingerprint(person, PERSON_FIELDS)
    operations.edit_person(by=cast.administrator, person=person, seen=stale, full_name="سارا کریمی")

    refused = desk.post(address, {"seen": stale, "full_name": "سارا امیری"})

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "سارا کریمی" in page
    assert 'value="سارا امیری"' in page
    person.refresh_from_db()
    assert person.full_name == "سارا کریمی"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    assert desk.post(address, {"seen": seen[1], "full_name": "سارا امیری"}).status_code == 302
    person.refresh_from_db()
    assert person.full_name == "سارا امیری"


def test_any_refusal_of_the_operation_is_said_on_the_form(
    desk: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_fields: Any) -> None:
        raise Refused("امروز نه")

    monkeypatch.setattr(operations, "edit_person", refuse)
    response = desk.post(reverse("person-edit", args=[person.uuid]), {"seen": "", "full_name": "سارا امیری"})
    assert response.status_code == 422
    assert "امروز نه" in response.content.decode()


def test_a_deactivated_person_is_signed_out_and_comes_back_with_a_new_password(desk: Client, cast: Cast) -> None:
    cast.planner.set_password(OWN_PASSWORD)
    cast.planner.save()
    browser = Client()
    assert browser.login(username="planner", password=OWN_PASSWORD)
    desk.post(reverse("person-deactivate", args=[cast.planner.uuid]))
    assert browser.get("/").status_code == 302
    assert not browser.login(username="planner", password=OWN_PASSWORD)

    page = desk.post(reverse("person-reactivate", args=[cast.planner.uuid]), follow=True)
    assert not browser.login(username="planner", password=OWN_PASSWORD)
    assert browser.login(username="planner", password=shown_password(page))
    assert roles_of(User.objects.get(username="planner")) == {Role.PLANNER}


@pytest.mark.parametrize("route", ["person-deactivate", "person-password"])
def test_acts_on_oneself_are_refused_and_not_offered(desk: Client, cast: Cast, route: str) -> None:
    address = reverse(route, args=[cast.administrator.uuid])
    page = desk.get(reverse("person-detail", args=[cast.administrator.uuid])).content.decode()
    assert address not in page
    desk.post(address)
    assert User.objects.get(username="administrator").is_active
    assert Event.objects.filter(root_id=cast.administrator.uuid, act=Act.CHANGED).count() == 0


# --- one's own password -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": "not-it"}, "current"),
        ({"again": "another one 12"}, "again"),
        ({"new": "کوتاه", "again": "کوتاه"}, "new"),
        ({"new": "planner12345", "again": "planner12345"}, "new"),
        ({"new": OWN_PASSWORD, "again": OWN_PASSWORD}, "new"),
    ],
)
def test_a_bad_password_is_refused(client: Client, cast: Cast, typed: dict[str, str], field: str) -> None:
    cast.planner.set_password(OWN_PASSWORD)
    cast.planner.save()
    client.force_login(cast.planner)
    good = {"current": OWN_PASSWORD, "new": "a-very-long-cedar", "again": "a-very-long-cedar"}
    response = client.post(reverse("password-change"), good | typed)
    assert (response.status_code, list(errors_of(response))) == (422, [field])
    assert User.objects.get(username="planner").check_password(OWN_PASSWORD)


def test_other_sessions_end_when_the_password_changes(cast: Cast) -> None:
    cast.planner.set_password(OWN_PASSWORD)
    cast.planner.save()
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        assert browser.login(username="planner", password=OWN_PASSWORD)
    new = {"current": OWN_PASSWORD, "new": "a-very-long-cedar", "again": "a-very-long-cedar"}
    here.post(reverse("password-change"), new)
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_guessing_the_current_password_is_stopped(client: Client, cast: Cast) -> None:
    client.force_login(cast.planner)
    typed = {"current": "not-it", "new": "a-very-long-cedar", "again": "a-very-long-cedar"}
    answers = [client.post(reverse("password-change"), typed).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]


# --- the list and the search ----------------------------------------------------------------------


def people_found(desk: Client, **asked: str) -> set[str]:
    return {row.record.username for row in desk.get(reverse("person-list"), asked).context["table"].rows}


def test_people_are_narrowed_down(desk: Client, cast: Cast, person: User) -> None:
    for username in ("jahad.editor", "jahad.head", "samt.head", "planner"):
        assert cast[username]
    give(cast, cast.planner, Role.AGENCY_HEAD, "NATRES")
    operations.deactivate_person(by=cast.administrator, person=cast.samt_head)

    assert people_found(desk, q="محمدي سارا") == {"sara"}
    assert people_found(desk, q="JAHAD.") == {"jahad.editor", "jahad.head"}
    assert people_found(desk, role="agency_head") == {"jahad.head", "planner", "samt.head"}
    assert people_found(desk, agency="JAHAD") == {"jahad.editor", "jahad.head"}
    # Both are asked of one and the same seat.
    assert people_found(desk, role="planner", agency="NATRES") == set()
    assert people_found(desk, state="seatless") == {"sara"}
    assert people_found(desk, state="inactive") == {"samt.head"}


@pytest.mark.parametrize("typed", ["سارا", "سارا محمدي", "SARA"])
def test_people_are_found_everywhere_by_who_keeps_them_alone(
    client: Client, cast: Cast, person: User, typed: str
) -> None:
    page = reverse("person-detail", args=[person.uuid])
    met = {}
    for username in ("administrator", "planner", "jahad.head", "auditor"):
        client.force_login(cast[username])
        met[username] = page in client.get(reverse("search"), {"q": typed}).content.decode()
    assert met == {"administrator": True, "planner": False, "jahad.head": False, "auditor": False}


def test_a_name_that_is_nearly_right_is_offered(desk: Client, person: User) -> None:
    page = desk.get(reverse("search"), {"q": "سارا محمودی"}).content.decode()
    assert reverse("person-detail", args=[person.uuid]) in page


@pytest.mark.parametrize("path", ["person-list", "search"])
def test_people_ask_as_much_for_many_as_for_one(client: Client, cast: Cast, path: str, many: int) -> None:
    address = f"{reverse(path)}?q=member"
    asked = []
    for numbers in (range(1), range(1, many)):
        for number in numbers:
            member = operations.add_person(by=cast.administrator, username=f"member{number}", full_name=f"عضو {number}")
            give(cast, member, Role.AGENCY_EDITOR, "JAHAD")
        asked.append(questions(client, cast.administrator, address))
    assert asked[1] == asked[0] <= 25


def test_a_persons_page_asks_as_much_for_many_seats(client: Client, cast: Cast, person: User, many: int) -> None:
    address = reverse("person-detail", args=[person.uuid])
    give(cast, person, Role.AGENCY_EDITOR, "JAHAD")
    few = questions(client, cast.administrator, address)
    for agency in Agency.objects.expected().exclude(code="JAHAD")[:many]:
        give(cast, person, Role.AGENCY_EDITOR, agency.code)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) == few <= 25
