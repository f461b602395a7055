"""Giving and ending seats."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission, Role
from agencies.history import difference, record
from agencies.models import Agency, Membership, User
from agencies.operations.people import lock_administrators
from agencies.permissions import check_permission, signing_seat
from agencies.refusals import Moved, Refused
from agencies.seats import A_DAY, objection_to, objection_to_leaving
from config.clock import today


@transaction.atomic
def give_seat(
    *,
    by: User | None,
    user: User,
    role: Role,
    agency: Agency | None = None,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    is_acting: bool = False,
) -> Membership:
    """Give the person a role, in an agency or (agency None) for the whole province, between two days.

    Raises Refused, in words, for what makes no sense beside the seats that there are.
    """
    if by is not None:
        check_permission(by, Permission.PEOPLE_MANAGE)
        if by.pk == user.pk:
            raise Refused(_("Nobody gives a position to themselves; another administrator can."))
    # Two who give seats at once to one person, or in one agency, come after each other.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if agency is not None:
        agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    seat = Membership(
        user=user, role=role, agency=agency, valid_from=valid_from, valid_until=valid_until, is_acting=is_acting
    )
    beside = Membership.objects.filter(Q(user=user) | Q(agency=agency, agency__isnull=False))
    if reason := objection_to(seat, beside.select_related("user", "agency").order_by("valid_from", "pk")):
        raise Refused(reason)
    seat.save(force_insert=True)
    record(
        by=by,
        act=Act.CREATED,
        kind="agencies.membership",
        object_id=seat.uuid,
        root_id=user.uuid,
        label=user.full_name,
        agency=agency,
        changes=difference(
            {},
            {
                "role": role,
                "agency": agency,
                "valid_from": valid_from,
                "valid_until": valid_until,
                **({"is_acting": True} if is_acting else {}),
            },
        ),
    )
    return seat


@transaction.atomic
def end_seat(*, by: User | None, seat: Membership, last_day: datetime.date) -> None:
    """The seat is held for the last time on `last_day`: from yesterday (at once) on, never longer than it was to last.

    A seat that would end before it began is taken out again, or revoked where something was signed in it. Who is head
    no longer has no signature delegated to others, who is of the house no longer none of others'. Raises Moved when
    the seat is gone or has ended meanwhile.
    """
    if by is not None:
        check_permission(by, Permission.PEOPLE_MANAGE)
        if by.pk == seat.user_id:
            raise Refused(_("Nobody ends a position of their own; another administrator can."))
    administrators = lock_administrators() if seat.role == Role.ADMINISTRATOR else []
    held = Membership.objects.select_for_update(of=("self",)).select_related("user").filter(pk=seat.pk).first()
    if held is None or (held.last_day is not None and held.last_day < today()):
        raise Moved(_("This position has ended already."))
    if last_day < today() - A_DAY:
        raise Refused(_("A position ends today, later, or at once with yesterday as its last day; not further back."))
    if held.valid_until is not None and last_day > held.valid_until:
        raise Refused(_("The position ends before that day anyhow; to make it longer, give another one after it."))
    leaves_on = max(last_day + A_DAY, today())
    if administrators and (reason := objection_to_leaving(held.user, administrators, leaves_on)):
        raise Refused(reason)
    _end(held, last_day, by)
    if held.agency_id is not None and held.delegated_by_id is None:
        for lent in _signatures_left_behind(held, last_day):
            _end(lent, last_day, by)


def _signatures_left_behind(held: Membership, last_day: datetime.date) -> list[Membership]:
    """The delegations, to others and of others, that do not outlast the seat: no other one of the person bears them."""
    seats = Membership.objects.filter(agency=held.agency_id, revoked_on__isnull=True)
    others = seats.filter(user=held.user_id, delegated_by__isnull=True).exclude(pk=held.pk).in_force(last_day + A_DAY)
    roles = set(others.values_list("role", flat=True))
    lent = seats.filter(delegated_by__isnull=False, valid_until__gt=last_day)
    ends = Q(pk__in=[])
    if Role.AGENCY_HEAD not in roles:
        ends |= Q(delegated_by=held.user_id)
    if not roles:
        ends |= Q(user=held.user_id)
    return list(lent.filter(ends).select_for_update(of=("self",)).select_related("user").order_by("pk"))


def _end(held: Membership, last_day: datetime.date, by: User | None) -> None:
    if last_day < held.valid_from:
        act, changes = _take_out(held, by)
    else:
        act, changes = Act.CHANGED, difference({"valid_until": held.valid_until}, {"valid_until": last_day})
        held.valid_until = last_day
        held.save(update_fields=["valid_until"])
    record(
        by=by,
        act=act,
        kind="agencies.membership",
        object_id=held.uuid,
        root_id=held.user.uuid,
        label=held.user.full_name,
        agency=held.agency_id,
        changes=changes,
    )


def _take_out(held: Membership, by: User | None) -> tuple[Act, dict[str, list[str | None]]]:
    """Delete a seat that has not been held for a day; one in which something was signed is revoked instead."""
    try:
        changes = difference({"role": held.role, "valid_from": held.valid_from}, {})
        held.delete()
    except ProtectedError as error:
        if by is None:
            raise Refused(_("Something was signed in this position today: it can end today, not before.")) from error
        held.revoked_by, held.revoked_on = by, today()
        held.save(update_fields=["revoked_by", "revoked_on"])
        return Act.CHANGED, difference({}, {"revoked_on": held.revoked_on})
    return Act.REMOVED, changes


def claim_signing_seat(*, by: User, permission: Permission, agency: Agency | int) -> Membership:
    """The seat in which the person signs for the agency today, locked until the transaction ends.

    What ends the seat comes before the signature or after it, never between: raises PermissionDenied when it has ended.
    """
    seat = signing_seat(by, permission, agency.pk if isinstance(agency, Agency) else agency)
    held = Membership.objects.in_force(today()).select_for_update(of=("self",), no_key=True)
    # Who delegated is read where somebody did: few sign by delegation.
    claimed = next(iter(held.filter(pk=seat.pk)), None) if seat is not None else None
    if claimed is None:
        raise PermissionDenied(_("You do not sign for this agency, or not any more."))
    return claimed
