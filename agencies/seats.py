"""Which seats make sense beside each other, said in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from agencies.enums import Role
from agencies.models import Agency, Membership, User
from config.persian.calendar import format_date

# Held by one person at a time; others stand in for them as acting.
ONE_AT_A_TIME = frozenset({Role.AGENCY_HEAD})
# Whoever keeps the people, or reads everything, has no say in any figure beside it.
ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
A_DAY = datetime.timedelta(days=1)


def objection_to(seat: Membership, others: Iterable[Membership]) -> str:
    """Why the seat is not to be given, or "". `others` are the person's own seats and those of the same agency."""
    if seat.valid_until is not None and seat.valid_until < seat.valid_from:
        return _("The last day must not come before the first.")
    if not seat.user.is_active:
        return _("This person is deactivated; reactivate them first.")
    if seat.is_acting and Role(seat.role) not in ONE_AT_A_TIME:
        return _("Acting is for the head of an agency only.")
    if seat.is_acting and seat.valid_until is None:
        return _("An acting head is named until a day: enter the last day.")
    if seat.agency is not None and (reason := _outside_life_of(seat.agency, seat)):
        return reason
    for other in others:
        if overlap(seat, other) and (reason := _objection_beside(seat, other)):
            return reason
    return ""


def overlap(one: Membership, other: Membership) -> bool:
    """Whether there is a day on which both are held."""
    return max(one.valid_from, other.valid_from) <= min(seat.last_day or datetime.date.max for seat in (one, other))


def _outside_life_of(agency: Agency, seat: Membership) -> str:
    if agency.valid_until is not None and (seat.valid_until is None or seat.valid_until > agency.valid_until):
        day = format_date(agency.valid_until)
        return _("The agency ends on %(day)s; the position cannot last longer.") % {"day": day}
    if agency.valid_from is not None and seat.valid_from < agency.valid_from:
        return _("The agency begins on %(day)s; the position cannot begin before.") % {
            "day": format_date(agency.valid_from)
        }
    return ""


def _objection_beside(seat: Membership, other: Membership) -> str:
    named = {"name": str(other.user), "seat": str(other), "term": other.term}
    if other.user_id == seat.user_id:
        if (other.role, other.agency_id) == (seat.role, seat.agency_id) and other.delegated_by_id is None:
            return _("This person holds that position already, %(term)s.") % named
        if Role(seat.role) in ALONE or Role(other.role) in ALONE:
            return _("Administrators and auditors hold no other position; this person is “%(seat)s” %(term)s.") % named
    elif (
        Role(seat.role) in ONE_AT_A_TIME
        and (other.role, other.agency_id) == (seat.role, seat.agency_id)
        and not seat.is_acting
        and not other.is_acting
        and other.delegated_by_id is None
    ):
        return (
            _("“%(name)s” is head of this agency %(term)s: end that position first, or name this person acting head.")
            % named
        )
    return ""


def objection_to_leaving(person: User, administrators: Iterable[Membership], on: datetime.date) -> str:
    """Why the person must keep the people beyond that day, or "". `administrators` are all seats of that role.

    There must be somebody else on every later day, however long.
    """
    others = [seat for seat in administrators if seat.user_id != person.pk and seat.user.is_active]
    day = on
    while True:
        ends = [
            seat.last_day
            for seat in others
            if seat.valid_from <= day and (seat.last_day is None or seat.last_day >= day)
        ]
        if None in ends:
            return ""
        if not ends:
            return _(
                "There would be days without an administrator; first give that position to somebody else, "
                "until further notice."
            )
        day = max(end for end in ends if end) + A_DAY
