"""The administrator's desk: people, the seats they are given, and their passwords."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import RedisError

from agencies import operations, passwords
from agencies.enums import Act, Permission, Role
from agencies.fingerprints import fingerprint
from agencies.models import Agency, Event, Membership, User
from agencies.operations.people import PERSON_FIELDS
from agencies.permissions import ROLE_PERMISSIONS, roles_of
from agencies.refusals import Moved, Refused
from projects.enums import ProgramStatus
from projects.models import Program
from projects.operations import move_program
from tests.cast import Cast
from tests.factories import make_program
from tests.test_query_counts import questions

pytestmark = pytest.mark.django_db

# Tir 15 of 1399, a Sunday.
TODAY = datetime.date(2020, 7, 5)
YESTERDAY, TOMORROW = datetime.date(2020, 7, 4), datetime.date(2020, 7, 6)
OWN_PASSWORD = "سرو بلند ۱۳۹۹"


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The browser of an administrator."""
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def person(cast: Cast) -> User:
    return operations.add_person(by=cast.administrator, username="sara", full_name="سارا محمدی")


def second_administrator(cast: Cast, valid_until: datetime.date | None = None) -> User:
    other = operations.add_person(by=cast.administrator, username="second", full_name="مدیر دوم")
    operations.give_seat(
        by=cast.administrator, user=other, role=Role.ADMINISTRATOR, valid_from=TODAY, valid_until=valid_until
    )
    return other


def give(cast: Cast, user: User, role: Role, code: str | None = None, **fields: Any) -> Membership:
    agency = Agency.objects.get(code=code) if code else None
    seat = {"valid_from": TODAY} | fields
    return operations.give_seat(by=cast.administrator, user=user, role=role, agency=agency, **seat)


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


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


# --- seats ----------------------------------------------------------------------------------------


def test_a_seat_is_given_on_the_persons_page_and_counts_at_once(desk: Client, cast: Cast, person: User) -> None:
    seat = {"role": "agency_head", "agency": "NATRES", "valid_from": "1399/04/15"}
    response = desk.post(reverse("seat-give", args=[person.uuid]), seat)
    assert response["Location"] == reverse("person-detail", args=[person.uuid])
    assert roles_of(person) == {Role.AGENCY_HEAD}


@pytest.mark.parametrize(
    ("role", "code", "fields"),
    [
        (Role.AGENCY_HEAD, "JAHAD", {}),
        (Role.AGENCY_HEAD, "JAHAD", {"is_acting": True}),
        (Role.PLANNER, None, {"is_acting": True, "valid_until": TOMORROW}),
        (Role.PLANNER, None, {"valid_until": YESTERDAY}),
        (Role.AGENCY_EDITOR, "GOVLEYLAN", {}),
    ],
    ids=["second head", "acting without end", "acting planner", "ends before it begins", "before the agency is there"],
)
def test_a_seat_that_makes_no_sense_is_refused_in_words(
    cast: Cast, person: User, role: Role, code: str | None, fields: dict[str, Any]
) -> None:
    assert cast.jahad_head
    with pytest.raises(Refused) as refusal:
        give(cast, person, role, code, **fields)
    assert len(str(refusal.value)) > 20
    assert roles_of(person) == frozenset()


def test_an_acting_head_stands_beside_the_head_until_a_day(cast: Cast, person: User) -> None:
    assert cast.jahad_head
    give(cast, person, Role.AGENCY_HEAD, "JAHAD", is_acting=True, valid_until=TOMORROW)
    assert roles_of(person) == {Role.AGENCY_HEAD}


def test_a_new_head_comes_the_day_after_the_old_one(cast: Cast, person: User) -> None:
    old = cast.jahad_head.memberships.get()
    operations.end_seat(by=cast.administrator, seat=old, last_day=TODAY)
    give(cast, person, Role.AGENCY_HEAD, "JAHAD", valid_from=TOMORROW)
    assert Membership.objects.in_force(TODAY).get(agency__code="JAHAD", role=Role.AGENCY_HEAD).pk == old.pk
    assert Membership.objects.in_force(TOMORROW).get(agency__code="JAHAD", role=Role.AGENCY_HEAD).user == person


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_keeps_the_people_or_reads_everything_has_no_other_seat(cast: Cast, role: Role) -> None:
    with pytest.raises(Refused):
        give(cast, cast.planner, role)
    held = second_administrator(cast) if role == Role.ADMINISTRATOR else cast.auditor
    with pytest.raises(Refused):
        give(cast, held, Role.AGENCY_EDITOR, "SAMT")


def test_nobody_gives_a_seat_to_themselves(desk: Client, cast: Cast) -> None:
    address = reverse("seat-give", args=[cast.administrator.uuid])
    assert address not in desk.get(reverse("person-detail", args=[cast.administrator.uuid])).content.decode()
    response = desk.post(address, {"role": "deputy", "valid_from": "1399/04/15"})
    assert (response.status_code, list(errors_of(response))) == (422, ["__all__"])
    assert roles_of(User.objects.get(username="administrator")) == {Role.ADMINISTRATOR}


def test_nobody_ends_a_seat_of_their_own(desk: Client, cast: Cast) -> None:
    second_administrator(cast)
    seat = cast.administrator.memberships.get()
    address = reverse("seat-end", args=[cast.administrator.uuid, seat.uuid])
    assert address not in desk.get(reverse("person-detail", args=[cast.administrator.uuid])).content.decode()
    response = desk.post(address, {"last_day": "1399/04/14"})
    assert (response.status_code, list(errors_of(response))) == (422, ["__all__"])
    seat.refresh_from_db()
    assert seat.valid_until is None


@pytest.mark.parametrize("username", ["planner", "deputy", "jahad.head", "auditor", "secretariat"])
def test_nobody_else_keeps_the_people(cast: Cast, person: User, username: str) -> None:
    by = cast[username]
    acts = [
        lambda: operations.add_person(by=by, username="x", full_name="x"),
        lambda: operations.edit_person(by=by, person=person, seen="", full_name="x"),
        lambda: operations.deactivate_person(by=by, person=person),
        lambda: operations.set_first_password(by=by, person=person, password=OWN_PASSWORD),
        lambda: operations.give_seat(by=by, user=person, role=Role.PLANNER, valid_from=TODAY),
        lambda: operations.end_seat(by=by, seat=cast.planner2.memberships.get(), last_day=TODAY),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_an_ended_seat_keeps_what_was_signed_with_it(desk: Client, cast: Cast, person: User) -> None:
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    waiting = make_program(cast, status=ProgramStatus.AWAITING_HEAD, title="منتظر امضا")
    seat = cast.jahad_head.memberships.get()
    desk.post(reverse("seat-end", args=[cast.jahad_head.uuid, seat.uuid]), {"last_day": "1399/04/14"})
    give(cast, person, Role.AGENCY_HEAD, "JAHAD")

    assert Program.objects.get(pk=program.pk).revisions.get().signed_by == cast.jahad_head
    signed = Event.objects.filter(root_id=program.uuid, actor=cast.jahad_head)
    assert {event.role for event in signed} == {Role.AGENCY_HEAD}
    former = User.objects.get(pk=cast.jahad_head.pk)
    with pytest.raises(PermissionDenied):
        move_program(by=former, program=waiting, move="sign", version=waiting.version)
    move_program(by=person, program=waiting, move="sign", version=waiting.version)
    assert Program.objects.get(pk=waiting.pk).status == ProgramStatus.UNDER_REVIEW


@pytest.mark.parametrize(
    "last_day", [TODAY - datetime.timedelta(days=2), TODAY - datetime.timedelta(days=400)], ids=["two days", "long ago"]
)
def test_a_seat_is_not_ended_in_the_past(cast: Cast, last_day: datetime.date) -> None:
    """Else what was done with it meanwhile would have been done by nobody."""
    with pytest.raises(Refused):
        operations.end_seat(by=cast.administrator, seat=cast.planner.memberships.get(), last_day=last_day)


def test_a_seat_is_not_made_longer_by_ending_it(cast: Cast, person: User) -> None:
    seat = give(cast, person, Role.PLANNER, valid_until=TOMORROW)
    with pytest.raises(Refused):
        operations.end_seat(by=cast.administrator, seat=seat, last_day=TOMORROW + datetime.timedelta(days=9))


def test_a_seat_that_has_ended_is_not_ended_again(cast: Cast) -> None:
    seat = cast.planner.memberships.get()
    operations.end_seat(by=cast.administrator, seat=seat, last_day=YESTERDAY)
    with pytest.raises(Moved):
        operations.end_seat(by=cast.administrator, seat=seat, last_day=TODAY)


def test_a_seat_that_has_not_begun_is_taken_out_again(cast: Cast, person: User) -> None:
    seat = give(cast, person, Role.PLANNER, valid_from=TOMORROW)
    operations.end_seat(by=cast.administrator, seat=seat, last_day=YESTERDAY)
    assert not person.memberships.exists()
    assert Event.objects.latest("pk").act == Act.REMOVED


# --- there is always an administrator ------------------------------------------------------------


def test_the_last_administrator_cannot_be_removed(cast: Cast) -> None:
    """By a command on the server, which is nobody's own act."""
    seat = cast.administrator.memberships.get()
    with pytest.raises(Refused):
        operations.end_seat(by=None, seat=seat, last_day=TODAY)
    with pytest.raises(Refused):
        operations.deactivate_person(by=None, person=cast.administrator)


@pytest.mark.parametrize(
    ("valid_until", "is_refused"),
    [(None, False), (TOMORROW, True), (TODAY + datetime.timedelta(days=90), True)],
)
def test_another_administrator_must_last(cast: Cast, valid_until: datetime.date | None, is_refused: bool) -> None:
    second_administrator(cast, valid_until=valid_until)
    seat = cast.administrator.memberships.get()
    acts = [
        lambda: operations.end_seat(by=None, seat=seat, last_day=TODAY),
        lambda: operations.deactivate_person(by=None, person=cast.administrator),
    ]
    for act in acts:
        if is_refused:
            with pytest.raises(Refused):
                act()
        else:
            act()


def test_who_was_an_administrator_once_can_be_deactivated(cast: Cast) -> None:
    former = operations.add_person(by=cast.administrator, username="former", full_name="مدیر پیشین")
    span = {"valid_from": TODAY - datetime.timedelta(days=90), "valid_until": YESTERDAY}
    give(cast, former, Role.ADMINISTRATOR, **span)
    with transaction.atomic():
        Membership.objects.filter(user=cast.administrator).update(valid_until=TODAY)
        operations.deactivate_person(by=None, person=former)
    assert not User.objects.get(pk=former.pk).is_active


def test_a_deactivated_administrator_does_not_count(cast: Cast) -> None:
    other = second_administrator(cast)
    operations.deactivate_person(by=cast.administrator, person=other)
    with pytest.raises(Refused):
        operations.deactivate_person(by=None, person=cast.administrator)


# --- no say in any figure -------------------------------------------------------------------------


def test_the_administrators_role_carries_nothing_but_keeping() -> None:
    """People, reference data, what is sent; indicators to read: they stand in the lists that are kept."""
    assert ROLE_PERMISSIONS[Role.ADMINISTRATOR] == {
        Permission.INBOX_VIEW,
        Permission.PEOPLE_MANAGE,
        Permission.REFERENCE_MANAGE,
        Permission.OUTBOX_MANAGE,
        Permission.INDICATOR_VIEW,
    }
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert not ROLE_PERMISSIONS[role] & {Permission.PEOPLE_MANAGE, Permission.REFERENCE_MANAGE}


def test_an_administrator_meets_no_program_and_moves_none(desk: Client, cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.AGREED)
    assert not Program.objects.visible_to(cast.administrator).exists()
    assert program.title not in desk.get(reverse("search"), {"q": program.title}).content.decode().replace(
        f'value="{program.title}"', ""
    )
    for move in ("approve", "review_again"):
        with pytest.raises(PermissionDenied):
            move_program(by=cast.administrator, program=program, move=move, version=program.version, reason="نه")


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
