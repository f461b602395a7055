"""Writing people: who they are, whether they may sign in, and their passwords."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission, Role
from agencies.fingerprints import fingerprint
from agencies.history import difference, record
from agencies.models import Membership, User
from agencies.permissions import check_permission
from agencies.refusals import Moved, Refused
from agencies.seats import objection_to_leaving
from config.clock import today

PERSON_FIELDS = ("full_name", "full_name_en", "email")
# What a person chooses about themselves.
REACH_FIELDS = ("email", "mobile", "language", "by_email", "by_sms")
# What the history says of a password: that it became another one.
_HIDDEN: list[str | None] = ["•••", "•••"]


@transaction.atomic
def add_person(
    *,
    by: User | None,
    username: str,
    full_name: str,
    full_name_en: str = "",
    email: str = "",
    password: str | None = None,
    must_change_password: bool = False,
) -> User:
    """Add a person, who may do nothing until they are given a seat; without a password they cannot sign in."""
    _check(by)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("This user name is taken; choose another one."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                username,
                password,
                full_name=full_name,
                full_name_en=full_name_en,
                email=email,
                must_change_password=must_change_password,
            )
    except IntegrityError as error:
        raise Refused(_("This user name is taken; choose another one.")) from error
    record(
        by=by,
        act=Act.CREATED,
        kind="agencies.user",
        object_id=person.uuid,
        label=person.full_name,
        changes={"username": [None, username]},
    )
    return person


@transaction.atomic
def edit_person(*, by: User | None, person: User, seen: str, **fields: Any) -> User:
    """Change names and address. `seen` is the fingerprint of PERSON_FIELDS that was read; raises Moved on another."""
    _check(by)
    if unknown := set(fields) - set(PERSON_FIELDS):
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    person = _locked(person)
    if fingerprint(person, PERSON_FIELDS) != seen:
        raise Moved
    before = {name: getattr(person, name) for name in fields}
    for name, value in fields.items():
        setattr(person, name, value)
    if changes := difference(before, fields):
        person.save(update_fields=list(fields))
        _record_change(by, person, changes)
    return person


@transaction.atomic
def choose_own_reach(*, by: User, seen: str, **fields: Any) -> User:
    """How the person wants to be told: addresses, language, ways. `seen` is the fingerprint of REACH_FIELDS."""
    if unknown := set(fields) - set(REACH_FIELDS):
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    person = _locked(by)
    if fingerprint(person, REACH_FIELDS) != seen:
        raise Moved
    before = {name: getattr(person, name) for name in fields}
    for name, value in fields.items():
        setattr(person, name, value)
    if changes := difference(before, fields):
        person.save(update_fields=list(fields))
        _record_change(by, person, changes)
    return person


@transaction.atomic
def deactivate_person(*, by: User | None, person: User) -> User:
    """Nobody signs in as this person any more: their sessions end with the next request, their password is void."""
    _check(by)
    if by is not None and by.pk == person.pk:
        raise Refused(_("You cannot deactivate yourself; another administrator can."))
    administrators = lock_administrators()
    person = _locked(person)
    if not person.is_active:
        raise Moved(_("This person is deactivated already."))
    keeps_people = any(
        seat.user_id == person.pk and (seat.last_day is None or seat.last_day >= today()) for seat in administrators
    )
    if keeps_people and (reason := objection_to_leaving(person, administrators, today())):
        raise Refused(reason)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    _record_change(by, person, {"is_active": ["true", "false"]})
    return person


@transaction.atomic
def reactivate_person(*, by: User | None, person: User, password: str) -> User:
    """The person may sign in again, with a first password that they must change."""
    _check(by)
    person = _locked(person)
    if person.is_active:
        raise Moved(_("This person is active already."))
    person.is_active = True
    _give_password(person, password)
    person.save(update_fields=["is_active", "password", "must_change_password"])
    _record_change(by, person, {"is_active": ["false", "true"], "password": _HIDDEN})
    return person


@transaction.atomic
def set_first_password(*, by: User | None, person: User, password: str) -> User:
    """Give the person a password that they must change when they next sign in; their sessions end."""
    _check(by)
    if by is not None and by.pk == person.pk:
        raise Refused(_("Your own password you change yourself, from the menu under your name."))
    person = _locked(person)
    if not person.is_active:
        raise Refused(_("This person is deactivated; reactivate them first."))
    _give_password(person, password)
    person.save(update_fields=["password", "must_change_password"])
    _record_change(by, person, {"password": _HIDDEN})
    return person


@transaction.atomic
def change_own_password(*, by: User, password: str) -> User:
    """The person's own change; every other session of theirs ends with its next request."""
    person = _locked(by)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    _record_change(by, person, {"password": _HIDDEN})
    return person


def lock_administrators() -> list[Membership]:
    """All seats of administrators with their people, locked, so that two of them do not remove each other at once.

    The people too: of a row that was waited for, only what is locked is read anew.
    """
    seats = Membership.objects.filter(role=Role.ADMINISTRATOR).select_for_update(of=("self", "user"), no_key=True)
    return list(seats.select_related("user").order_by("pk"))


def _check(by: User | None) -> None:
    if by is not None:
        check_permission(by, Permission.PEOPLE_MANAGE)


def _locked(person: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _give_password(person: User, password: str) -> None:
    person.set_password(password)
    person.must_change_password = True


def _record_change(by: User | None, person: User, changes: dict[str, list[str | None]]) -> None:
    record(by=by, act=Act.CHANGED, kind="agencies.user", object_id=person.uuid, label=person.full_name, changes=changes)
