"""Writing the calendar of the year: due days that follow the holidays, and one that is set by hand."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from agencies.reference_lists import COMMON, ORIGIN, ReferenceList, register
from config.clock import today
from config.persian.calendar import format_date
from projects.models import Holiday, Period, PlanYear
from projects.refusals import Moved, Refused
from targets.periods import days_off, due_day_of, working_day_from


@transaction.atomic
def change_due_day(*, by: User, period: Period, seen: datetime.date, due_on: datetime.date, reason: str) -> Period:
    """Let the period's return be due on another day, for a reason; a Friday or holiday becomes the next working day.

    `seen` is the due day that was read: raises Moved when it is another one by now. Raises Refused once it has passed.
    """
    check_permission(by, Permission.REFERENCE_MANAGE)
    if not reason:
        raise Refused(_t("Say why the due day changes."))
    period = Period.objects.select_for_update(of=("self",), no_key=True).select_related("plan_year").get(pk=period.pk)
    if period.due_on != seen:
        raise Moved
    if period.due_on < today():
        raise Refused(_t("The due day has passed; who was late by then stays late."))
    due_on = working_day_from(due_on, days_off())
    if due_on < max(period.last_day, today()):
        earliest = format_date(max(period.last_day, today()))
        raise Refused(_t("A return cannot be due before %(day)s.") % {"day": earliest})
    _set(by, period, due_on, reason)
    return period


@transaction.atomic
def follow_holidays(by: User | None) -> list[Period]:
    """Let the due days that are still to come follow the holidays as they are now; those set by hand stay.

    Called whenever a holiday was added or changed; returns the periods whose due day moved.
    """
    holidays = days_off()
    coming = Period.objects.filter(due_on__gte=today(), due_reason="").select_related("plan_year")
    moved = []
    for period in coming.select_for_update(of=("self",), no_key=True):
        due_on = due_day_of(period, period.plan_year, holidays)
        if due_on != period.due_on and due_on >= today():
            _set(by, period, due_on, "")
            moved.append(period)
    return moved


@transaction.atomic
def give_time_after_freeze(by: User, plan_year: PlanYear) -> list[Period]:
    """Let what was due before the figures were agreed be due some days after the freeze; returns the periods moved."""
    holidays = days_off()
    passed = plan_year.periods.regular().filter(due_on__lte=today()).select_for_update(no_key=True)
    moved = list(passed)
    changes: dict[str, list[str | None]] = {}
    for period in moved:
        due_on = due_day_of(period, plan_year, holidays)
        changes |= difference({_label(period): period.due_on}, {_label(period): due_on})
        period.due_on = due_on
    if moved:
        Period.objects.bulk_update(moved, ["due_on"])
        record(
            by=by,
            act=Act.CHANGED,
            kind="projects.period",
            object_id=None,
            label=str(plan_year.year),
            changes=changes,
        )
    return moved


def _label(period: Period) -> str:
    return f"{period.kind} {period.ordinal}"


def _set(by: User | None, period: Period, due_on: datetime.date, reason: str) -> None:
    before = {"due_on": period.due_on, "due_reason": period.due_reason}
    period.due_on, period.due_reason = due_on, reason
    period.save(update_fields=["due_on", "due_reason"])
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.period",
        object_id=None,
        label=f"{period.plan_year.year} · {_label(period)}",
        changes=difference(before, {"due_on": due_on, "due_reason": reason}),
        note=reason,
    )


register(
    ReferenceList(
        "holidays",
        _("Holidays"),
        Holiday,
        key="day",
        fields=(*COMMON, "is_day_off", *ORIGIN),
        columns=("is_day_off",),
        after_change=follow_holidays,
        hints={"is_day_off": _("Unticked, the day counts as a working day; rows are never deleted.")},
    )
)
