"""Keeping the planning organization's working values: what somebody reckons with is no act, so there is no event."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import check_permission
from projects.refusals import Moved
from targets.models import Target, WorkingValue


class Reckoned(NamedTuple):
    """A target's working value as it was read, and as it is now; None is none."""

    target: Target
    seen: Decimal | None
    value: Decimal | None
    note: str


@transaction.atomic
def keep_working_values(*, by: User, reckoned: Iterable[Reckoned]) -> None:
    """Write all of them or none. Raises Moved where another planner has written meanwhile."""
    check_permission(by, Permission.WORKING_VALUES)
    told = Moved(_("Another planner has changed working values meanwhile; look at them, then save again."))
    for each in reckoned:
        stored = WorkingValue.objects.filter(target=each.target)
        if each.seen is None:
            if each.value is None:
                continue
            try:
                with transaction.atomic():
                    WorkingValue.objects.create(target=each.target, value=each.value, note=each.note, written_by=by)
            except IntegrityError:
                raise told from None
            continue
        as_seen = stored.filter(value=each.seen)
        if each.value is None:
            is_kept = as_seen.delete()[0]
        else:
            is_kept = as_seen.update(value=each.value, note=each.note, written_by=by)
        if not is_kept:
            raise told
