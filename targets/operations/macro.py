"""Writing what the province needs: macro targets, their approval, and the official figures beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from projects.enums import YearState
from projects.models import Period, PlanYear
from projects.refusals import Moved, Refused
from targets.models import Indicator, MacroObservation, MacroTarget

MACRO_FIELDS = frozenset(
    {
        "sector",
        "priority_industry",
        "baseline",
        "value",
        "trajectory",
        "provincial_capacity",
        "national_capacity",
        "capacity_source",
        "source",
        "is_illustrative",
        "position",
    }
)


@transaction.atomic
def add_macro_target(*, by: User, plan_year: PlanYear, indicator: Indicator, **fields: Any) -> MacroTarget:
    """Enter a macro target on the planning organization's behalf. `fields`: those of MACRO_FIELDS.

    It is in force once the deputy has approved it. Raises Refused when the year is no longer open.
    """
    check_permission(by, Permission.PROGRAM_REVIEW)
    unknown = set(fields) - MACRO_FIELDS
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    if plan_year.state != YearState.OPEN:
        raise Refused(_("The year is frozen; figures change only through an amendment."))
    macro_target = MacroTarget.objects.create(plan_year=plan_year, indicator=indicator, **fields)
    _record(macro_target, by=by, act=Act.CREATED, changes=difference({}, fields))
    return macro_target


@transaction.atomic
def approve_macro_target(*, by: User, macro_target: MacroTarget) -> MacroTarget:
    """Put the macro target in force on the deputy's behalf. Raises Moved when it is in force already."""
    check_permission(by, Permission.PROGRAM_APPROVE)
    waiting = MacroTarget.objects.filter(pk=macro_target.pk, approved_at__isnull=True)
    if not waiting.update(approved_by=by, approved_at=timezone.now()):
        raise Moved
    macro_target.refresh_from_db()
    _record(macro_target, by=by, act=Act.AGREED, changes=difference({}, {"value": macro_target.value}))
    return macro_target


@transaction.atomic
def observe(*, by: User, macro_target: MacroTarget, period: Period, value: Decimal, source: str) -> MacroObservation:
    """Enter the official figure of a period, with its source; it stands beside the sum of the projects.

    Raises Refused for a period of another year, and for one that has its figure already.
    """
    check_permission(by, Permission.PROGRAM_REVIEW)
    if period.plan_year_id != macro_target.plan_year_id:
        raise Refused(_("The period belongs to another year."))
    if MacroObservation.objects.filter(macro_target=macro_target, period=period).exists():
        raise Refused(_("The official figure of this period has been entered already."))
    observation = MacroObservation.objects.create(
        macro_target=macro_target, period=period, value=value, source=source, entered_by=by
    )
    _record(macro_target, by=by, act=Act.CHANGED, changes=difference({}, {f"observation {period.ordinal}": value}))
    return observation


def _record(macro_target: MacroTarget, *, by: User, act: Act, changes: dict[str, list[str | None]]) -> None:
    record(
        by=by,
        act=act,
        kind="targets.macro_target",
        object_id=macro_target.uuid,
        label=f"{macro_target.plan_year.year} · {macro_target.indicator.code}",
        changes=changes,
    )
