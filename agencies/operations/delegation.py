"""Delegating a signature (تفویض امضا): a head lends theirs to somebody of the house for a span of days."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import AGENCY_ROLES, Act, Permission, Role
from agencies.history import difference, record
from agencies.models import Agency, Membership, User
from agencies.operations.seats import claim_signing_seat
from agencies.refusals import Moved, Refused
from config.clock import today


@transaction.atomic
def delegate_signature(
    *,
    by: User,
    to: User,
    agency: Agency,
    valid_from: datetime.date,
    valid_until: datetime.date,
    letter_number: str = "",
) -> Membership:
    """Give `to` a head's seat of the agency from one day to another, both within it.

    Raises PermissionDenied for who has no signature of their own to lend; Refused for somebody outside the house, for
    days that are over or longer than either's own seat, and for a span that meets another delegation to the same one.
    """
    own = _own_seat(by, agency)
    if valid_until < valid_from:
        raise Refused(_("The last day must not come before the first."))
    if valid_from < today():
        raise Refused(_("A signature is delegated from today on, not for days that are over."))
    if own.valid_until and valid_until > own.valid_until:
        raise Refused(_("Your own position ends earlier: nobody can sign for you after it."))
    # The person's row is locked, so that two delegations to the same one cannot pass each other.
    User.objects.select_for_update(no_key=True).get(pk=to.pk)
    seats = Membership.objects.filter(user=to, agency=agency, revoked_on__isnull=True)
    of_the_house = seats.filter(role__in=AGENCY_ROLES, delegated_by__isnull=True).in_force(valid_from)
    # Locked, so that the seat does not end beside this with the signature left behind.
    held = list(of_the_house.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if to.pk == by.pk or not to.is_active or not held:
        raise Refused(_("A signature is delegated to somebody of the house."))
    if all(seat.valid_until is not None and seat.valid_until < valid_until for seat in held):
        raise Refused(_("%(person)s leaves the house before that day: end the delegation earlier.") % {"person": to})
    if seats.filter(role=Role.AGENCY_HEAD, valid_from__lte=valid_until).exclude(valid_until__lt=valid_from).exists():
        raise Refused(_("%(person)s may sign on some of these days already.") % {"person": to})
    seat = Membership.objects.create(
        user=to,
        role=Role.AGENCY_HEAD,
        agency=agency,
        valid_from=valid_from,
        valid_until=valid_until,
        delegated_by=by,
        letter_number=letter_number.strip(),
    )
    record(
        by=by,
        act=Act.DELEGATED,
        kind="agencies.membership",
        object_id=seat.uuid,
        root_id=to.uuid,
        label=to.full_name,
        agency=agency,
        changes=difference(
            {},
            {
                "delegated_by": by.full_name,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "letter_number": seat.letter_number,
            },
        ),
    )
    return seat


@transaction.atomic
def revoke_delegation(*, by: User, seat: Membership) -> Membership:
    """Take a delegated signature back, from this day on; what was signed stays signed.

    Whoever signs for the agency in their own right may do it, also after the head who gave it has gone.
    """
    if seat.delegated_by_id is None or seat.agency is None:
        raise Refused(_("Only a delegation can be revoked."))
    _own_seat(by, seat.agency)
    open_ones = Membership.objects.filter(pk=seat.pk, revoked_on__isnull=True)
    if not open_ones.update(revoked_by=by, revoked_on=today()):
        raise Moved(_("This delegation has been revoked already."))
    seat.refresh_from_db()
    record(
        by=by,
        act=Act.REVOKED,
        kind="agencies.membership",
        object_id=seat.uuid,
        root_id=seat.user.uuid,
        label=seat.user.full_name,
        agency=seat.agency,
        changes=difference({}, {"revoked_on": seat.revoked_on}),
    )
    return seat


def _own_seat(by: User, agency: Agency) -> Membership:
    """The person's own head's seat in the agency, locked: who signs by delegation lends nothing on."""
    seat = claim_signing_seat(by=by, permission=Permission.PROGRAM_SIGN, agency=agency)
    if seat.delegated_by_id is not None:
        raise PermissionDenied(_("Only a head of the agency delegates the signature, not who signs by delegation."))
    return seat
