"""A delegated signature: who may lend it to whom, for which days; what is signed by it says so."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from agencies.enums import Act, Permission, Role
from agencies.models import Agency, Event, Membership, User
from agencies.operations import add_person, delegate_signature, end_seat, give_seat, revoke_delegation
from agencies.permissions import has_permission
from projects.enums import ProgramStatus
from projects.models import Program
from projects.operations import move_program, save_program
from projects.refusals import Moved, Refused
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db

D = datetime.date
TODAY = D(2020, 10, 1)


@pytest.fixture(autouse=True)
def first_of_october(settings: Any) -> None:
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def jahad() -> Agency:
    return Agency.objects.get(code="JAHAD")


@pytest.fixture
def colleague(jahad: Agency) -> User:
    """Another officer of the house, who submits nothing here."""
    person = add_person(by=None, username="jahad.other", full_name="jahad.other")
    give_seat(by=None, user=person, role=Role.AGENCY_EDITOR, agency=jahad, valid_from=D(2019, 1, 1))
    return person


def lend(cast: Cast, to: User, agency: Agency, **other: Any) -> Membership:
    days = {"valid_from": TODAY, "valid_until": D(2020, 10, 20)}
    return delegate_signature(**{"by": cast.jahad_head, "to": to, "agency": agency, **days, **other})


def fresh(person: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=person.pk)


def test_who_was_lent_the_signature_signs_and_it_says_by_whose_delegation(
    cast: Cast, jahad: Agency, colleague: User
) -> None:
    seat = lend(cast, colleague, jahad, letter_number="۱۲/۳۴")
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    move_program(by=fresh(colleague), program=program, move="sign", version=program.version)
    revision = program.revisions.get()
    assert (revision.signed_by, revision.signed_seat) == (colleague, seat)
    signed = Event.objects.filter(object_id=program.uuid).latest("pk")
    assert signed.changes["delegated_by"] == [None, cast.jahad_head.full_name]
    assert signed.changes["tracking_code"] == [None, revision.tracking_code]


def test_nobody_checks_what_they_made_in_whatever_seat(cast: Cast, jahad: Agency, colleague: User) -> None:
    """Maker ≠ checker over all who may write, submit, sign (in their own seat or by delegation), accept and approve.

    Everybody holds every seat that they need, so that nothing but the rule is in the way: the operation and raw SQL
    give the same answer for each.
    """
    officers, head, deputy = [cast.jahad_editor, colleague], cast.jahad_head, cast.deputy
    for officer in officers:
        lend(cast, officer, jahad)
    checkers = [*officers, head, cast.planner]
    for person in checkers[:3]:
        give_seat(by=None, user=person, role=Role.PLANNER, valid_from=D(2020, 9, 1))
    for person in checkers:
        give_seat(by=None, user=person, role=Role.DEPUTY, valid_from=D(2020, 9, 1))
    tried = 0
    for author, submitter in product(officers, officers):
        program = make_program(cast, title=f"{author} {submitter}")
        save_program(by=fresh(author), program=program, version=program.version, purpose="آب کمتر")
        writers = {cast.jahad_editor, author}
        assert set(program.contributors.all()) == writers
        move_program(by=fresh(submitter), program=program, move="submit", version=program.version)
        for signer in (*officers, head):
            may = signer != submitter and (signer == head or signer not in writers)
            tried += try_step(program, "sign", signer, may=may)
            if may:
                with made_for_now(program, "sign", signer):
                    tried += try_acceptances(program, {submitter, signer, *writers}, checkers, deputy)
    assert tried > 100


def try_acceptances(program: Program, makers: set[User], checkers: list[User], deputy: User) -> int:
    tried = 0
    for accepter in checkers:
        tried += try_step(program, "accept", accepter, may=accepter not in makers)
        if accepter not in makers:
            with made_for_now(program, "accept", accepter):
                for approver in (*checkers, deputy):
                    tried += try_step(program, "approve", approver, may=approver not in {accepter, *makers})
    return tried


@contextmanager
def made_for_now(program: Program, move: str, by: User) -> Iterator[None]:
    """The move is made, and undone afterwards."""
    with transaction.atomic():
        move_program(by=fresh(by), program=program, move=move, version=program.version)
        yield
        transaction.set_rollback(True)
    program.refresh_from_db()


def try_step(program: Program, move: str, by: User, *, may: bool) -> int:
    """The step, by the operation and by raw SQL, each undone again: both are done, or both refused."""
    column = {"sign": "signed", "accept": "accepted", "approve": "approved"}[move]
    seat = Membership.objects.filter(user=by, role=Role.AGENCY_HEAD).first()
    with_seat = f", signed_seat_id = {seat.pk if seat else 'NULL'}" if move == "sign" else ""
    signature = f"{column}_by_id = %s, {column}_at = now(){with_seat}"

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE projects_revision SET {signature} WHERE program_id = %s", [by.pk, program.pk])

    ways: list[tuple[Callable[[], object], type[Exception]]] = [
        (lambda: move_program(by=fresh(by), program=program, move=move, version=program.version), Refused),
        (raw, IntegrityError),
    ]
    for act, refusal in ways:
        try:
            with transaction.atomic():
                act()
                done = True
                transaction.set_rollback(True)
        except refusal:
            done = False
        program.refresh_from_db()
        assert done == may, (move, by, act)
    return len(ways)


@pytest.mark.parametrize("seat_of", ["nobody", "samt.head", "jahad.editor"])
def test_a_signature_names_a_head_s_seat_of_the_agency_and_of_its_signer(cast: Cast, seat_of: str) -> None:
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    seat = None if seat_of == "nobody" else cast[seat_of].memberships.get().pk
    with pytest.raises(IntegrityError, match="seat of its head"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projects_revision SET signed_by_id = %s, signed_at = now(), signed_seat_id = %s"
            " WHERE program_id = %s",
            [cast.jahad_head.pk, seat, program.pk],
        )


def test_a_request_that_began_before_the_revocation_does_not_sign(cast: Cast, jahad: Agency, colleague: User) -> None:
    """What somebody may do is asked once a request; the signature asks again, with the seat's row in hand."""
    seat = lend(cast, colleague, jahad)
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    person = fresh(colleague)
    assert has_permission(person, Permission.PROGRAM_SIGN, jahad)
    revoke_delegation(by=cast.jahad_head, seat=seat)
    with pytest.raises(PermissionDenied, match="not any more"):
        move_program(by=person, program=program, move="sign", version=program.version)


def test_a_delegation_ends_with_the_seat_of_who_gave_it_and_of_who_was_given_it(
    cast: Cast, jahad: Agency, colleague: User
) -> None:
    seat = lend(cast, colleague, jahad)
    end_seat(by=cast.administrator, seat=cast.jahad_head.memberships.get(), last_day=D(2020, 10, 5))
    seat.refresh_from_db()
    assert seat.valid_until == D(2020, 10, 5)
    assert Event.objects.filter(object_id=seat.uuid).latest("pk").changes["valid_until"] == ["2020-10-20", "2020-10-05"]
    end_seat(by=cast.administrator, seat=colleague.memberships.get(delegated_by__isnull=True), last_day=D(2020, 9, 30))
    assert not Membership.objects.filter(pk=seat.pk).exists()
    assert Event.objects.filter(object_id=seat.uuid).latest("pk").act == Act.REMOVED


def test_a_delegation_lasts_while_another_seat_of_the_house_bears_it(
    cast: Cast, jahad: Agency, colleague: User
) -> None:
    seat = lend(cast, cast.jahad_editor, jahad)
    officer = cast.jahad_editor.memberships.get(delegated_by__isnull=True)
    give_seat(by=None, user=cast.jahad_head, role=Role.AGENCY_EDITOR, agency=jahad, valid_from=D(2020, 9, 1))
    also_an_officer = cast.jahad_head.memberships.get(role=Role.AGENCY_EDITOR)
    end_seat(by=cast.administrator, seat=also_an_officer, last_day=D(2020, 10, 5))
    seat.refresh_from_db()
    assert seat.valid_until == D(2020, 10, 20)
    end_seat(by=cast.administrator, seat=officer, last_day=D(2020, 10, 5))
    seat.refresh_from_db()
    assert seat.valid_until == D(2020, 10, 5)


def test_nobody_is_lent_a_signature_beyond_their_own_time_in_the_house(
    cast: Cast, jahad: Agency, colleague: User
) -> None:
    end_seat(by=cast.administrator, seat=colleague.memberships.get(), last_day=D(2020, 10, 15))
    with pytest.raises(Refused, match="leaves the house"):
        lend(cast, colleague, jahad)
    lend(cast, colleague, jahad, valid_until=D(2020, 10, 15))


def test_a_seat_in_which_something_was_signed_today_is_revoked_and_not_taken_out(
    cast: Cast, jahad: Agency, colleague: User
) -> None:
    seat = lend(cast, colleague, jahad)
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    move_program(by=fresh(colleague), program=program, move="sign", version=program.version)
    with pytest.raises(Refused, match="it can end today"):
        end_seat(by=None, seat=seat, last_day=D(2020, 9, 30))
    end_seat(by=cast.administrator, seat=seat, last_day=D(2020, 9, 30))
    assert program.revisions.get().signed_seat.revoked_by == cast.administrator  # type: ignore[union-attr]
    assert not has_permission(fresh(colleague), Permission.PROGRAM_SIGN, jahad)
    lend(cast, colleague, jahad)
    assert has_permission(fresh(colleague), Permission.PROGRAM_SIGN, jahad)


def test_who_signs_by_delegation_is_not_the_head_of_the_agency(cast: Cast, jahad: Agency, colleague: User) -> None:
    """Another head is named beside a delegation, also the very person who was lent the signature."""
    seat = lend(cast, colleague, jahad)
    assert str(seat).startswith("Signs for the head")
    cast.jahad_head.memberships.update(valid_until=D(2020, 10, 10))
    give_seat(by=None, user=colleague, role=Role.AGENCY_HEAD, agency=jahad, valid_from=D(2020, 10, 11))


@pytest.mark.parametrize(
    "change",
    [
        "delegated_by_id = NULL",
        "role = 'agency_editor', delegated_by_id = NULL",
        "valid_from = '2020-09-01'",
        "valid_until = '2021-10-20'",
        "letter_number = 'x'",
    ],
)
def test_what_was_delegated_cannot_be_rewritten(cast: Cast, jahad: Agency, colleague: User, change: str) -> None:
    seat = lend(cast, colleague, jahad)
    with pytest.raises(IntegrityError, match="stays whose"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE agencies_membership SET {change} WHERE id = %s", [seat.pk])


def test_a_revocation_is_not_taken_back(cast: Cast, jahad: Agency, colleague: User) -> None:
    seat = lend(cast, colleague, jahad)
    revoke_delegation(by=cast.jahad_head, seat=seat)
    with pytest.raises(IntegrityError, match="revoked once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE agencies_membership SET revoked_on = NULL, revoked_by_id = NULL WHERE id = %s", [seat.pk]
        )


@pytest.mark.parametrize(("day", "may"), [(D(2020, 10, 4), False), (D(2020, 10, 5), True), (D(2020, 10, 21), False)])
def test_it_holds_between_its_days_only(
    cast: Cast, jahad: Agency, colleague: User, settings: Any, day: D, may: bool
) -> None:
    lend(cast, colleague, jahad, valid_from=D(2020, 10, 5))
    settings.TODAY = day.isoformat()
    assert has_permission(fresh(colleague), Permission.PROGRAM_SIGN, jahad) == may


def test_it_can_be_revoked_at_once_and_what_was_signed_stays_signed(cast: Cast, jahad: Agency, colleague: User) -> None:
    seat = lend(cast, colleague, jahad)
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    move_program(by=fresh(colleague), program=program, move="sign", version=program.version)
    revoke_delegation(by=cast.jahad_head, seat=seat)
    assert not has_permission(fresh(colleague), Permission.PROGRAM_SIGN, jahad)
    assert program.revisions.get().signed_by == colleague
    with pytest.raises(Moved):
        revoke_delegation(by=cast.jahad_head, seat=seat)


def test_only_the_head_lends_and_who_signs_by_delegation_lends_nothing_on(
    cast: Cast, jahad: Agency, colleague: User
) -> None:
    for who in (cast.jahad_editor, cast.samt_head, cast.planner, cast.administrator):
        with pytest.raises(PermissionDenied):
            lend(cast, colleague, jahad, by=who)
    seat = lend(cast, colleague, jahad)
    with pytest.raises(PermissionDenied):
        lend(cast, cast.jahad_editor, jahad, by=fresh(colleague))
    with pytest.raises(PermissionDenied):
        revoke_delegation(by=fresh(colleague), seat=seat)


def test_to_whom_and_when_it_is_refused(cast: Cast, jahad: Agency, colleague: User) -> None:
    refusals: list[tuple[str, User, dict[str, Any]]] = [
        ("of the house", cast.samt_editor, {}),
        ("of the house", cast.planner, {}),
        ("of the house", cast.jahad_head, {}),
        ("over", colleague, {"valid_from": D(2020, 9, 30)}),
        ("before the first", colleague, {"valid_until": D(2020, 9, 30)}),
    ]
    for words, to, days in refusals:
        with pytest.raises(Refused, match=words):
            lend(cast, to, jahad, **days)
    Membership.objects.filter(user=cast.jahad_head).update(valid_until=D(2020, 10, 10))
    with pytest.raises(Refused, match="ends earlier"):
        lend(cast, colleague, jahad, by=fresh(cast.jahad_head))
    lend(cast, colleague, jahad, by=fresh(cast.jahad_head), valid_until=D(2020, 10, 5))
    with pytest.raises(Refused, match="already"):
        lend(cast, colleague, jahad, by=fresh(cast.jahad_head), valid_until=D(2020, 10, 9))


def test_a_signature_by_delegation_cannot_be_rewritten(cast: Cast, jahad: Agency, colleague: User) -> None:
    lend(cast, colleague, jahad)
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    move_program(by=fresh(colleague), program=program, move="sign", version=program.version)
    for column, value in (("signed_seat_id", "NULL"), ("tracking_code", "'1399-00-00000001'")):
        with pytest.raises(DatabaseError, match="given once"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE projects_revision SET {column} = {value} WHERE program_id = %s", [program.pk])


def test_a_receipt_without_a_signature_is_refused(cast: Cast) -> None:
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE projects_revision SET tracking_code = 'x' WHERE program_id = %s", [program.pk])
