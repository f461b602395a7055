"""People who are given seats, and what is said on their forms."""

from __future__ import annotations

import datetime
from typing import Any

from agencies import operations
from agencies.enums import Role
from agencies.models import Agency, Membership, User
from tests.cast import Cast

# Tir 15 of 1399, a Sunday.
TODAY = datetime.date(2020, 7, 5)
YESTERDAY, TOMORROW = datetime.date(2020, 7, 4), datetime.date(2020, 7, 6)
OWN_PASSWORD = "سرو بلند ۱۳۹۹"


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
