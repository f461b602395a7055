"""Everything that writes who is who: people and the seats they hold.

Each operation is keyword-only, atomic and recorded. `by` is None for what a command on the server does.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from agencies.enums import Act, Role
from agencies.history import difference, record
from agencies.models import Agency, Membership, User


@transaction.atomic
def add_person(
    *, by: User | None, username: str, full_name: str, full_name_en: str = "", password: str | None = None
) -> User:
    """Add a person, who may do nothing until they are given a seat; without a password they cannot sign in."""
    person = User.objects.create_user(username, password, full_name=full_name, full_name_en=full_name_en)
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
def give_seat(
    *,
    by: User | None,
    user: User,
    role: Role,
    agency: Agency | None = None,
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
) -> Membership:
    """Give the person a role, in an agency or (agency None) for the whole province, between two days."""
    seat = Membership.objects.create(
        user=user, role=role, agency=agency, valid_from=valid_from, valid_until=valid_until
    )
    record(
        by=by,
        act=Act.CREATED,
        kind="agencies.membership",
        object_id=seat.uuid,
        root_id=user.uuid,
        label=user.full_name,
        agency=agency,
        changes=difference({}, {"role": role, "agency": agency, "valid_from": valid_from, "valid_until": valid_until}),
    )
    return seat
