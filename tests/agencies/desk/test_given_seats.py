"""Seats that are given and ended, who must always be there, and who has no say in any figure."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies import operations
from agencies.enums import Act, Permission, Role
from agencies.models import Event, Membership, User
from agencies.permissions import ROLE_PERMISSIONS, roles_of
from agencies.refusals import Moved, Refused
from projects.enums import ProgramStatus
from projects.models import Program
from projects.operations import move_program
from tests.agencies.desk.seated import OWN_PASSWORD, TODAY, TOMORROW, YESTERDAY, errors_of, give, second_administrator
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db


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
