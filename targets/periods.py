"""The reporting periods of a year: which there are, and where each stands on a given day.

A regular period (month or quarter) asks every agency for one return. It is opened on the period's first day, can be
sent from its last day on, and is late once `due_on` has passed: the days between are the grace that the plan year
gives (`due_after_days`). A due day on a Friday or a holiday moves to the next working day; one that the administrator
set by hand, with a reason, stays. The adjustment window after the year's end restates earlier figures and asks for no
return.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from config.persian import calendar
from projects.enums import Frequency, PeriodKind
from projects.models import Holiday, Period, PlanYear

MONTHS_A_QUARTER = 3
FRIDAY = 4
A_DAY = datetime.timedelta(days=1)


class PeriodStanding(TextChoices):
    """Where a period stands on a day."""

    NOT_BEGUN = "not_begun", _("Not begun")
    OPEN = "open", _("Running")
    DUE = "due", _("Return due")
    OVERDUE = "overdue", _("Overdue")


def standing_of(period: Period, today: datetime.date) -> PeriodStanding:
    """Where the period stands today: running up to the day before its last, then due, overdue after `due_on`."""
    if today < period.first_day:
        return PeriodStanding.NOT_BEGUN
    if today < period.last_day:
        return PeriodStanding.OPEN
    return PeriodStanding.DUE if today <= period.due_on else PeriodStanding.OVERDUE


def days_late(period: Period, today: datetime.date) -> int:
    """Days since the return was due; 0 while it is not late."""
    return max(0, (today - period.due_on).days)


def days_off() -> frozenset[datetime.date]:
    """The holidays on which offices are closed; Fridays are not among them."""
    return frozenset(Holiday.objects.filter(is_day_off=True).values_list("day", flat=True))


def working_day_from(day: datetime.date, holidays: Collection[datetime.date]) -> datetime.date:
    """The day itself when offices work then, else the next day on which they do."""
    while day.weekday() == FRIDAY or day in holidays:
        day += A_DAY
    return day


def due_day_of(period: Period, plan_year: PlanYear, holidays: Collection[datetime.date]) -> datetime.date:
    """When the period's return is due by the rule: so many days after its end, on a working day."""
    grace = 0 if period.kind == PeriodKind.ADJUSTMENT else plan_year.due_after_days
    return working_day_from(period.last_day + grace * A_DAY, holidays)


def periods_of(plan_year: PlanYear, holidays: Collection[datetime.date] = frozenset()) -> list[Period]:
    """The periods that the year should have, not stored: months or quarters, and the adjustment window if it is set."""
    monthly = plan_year.frequency == Frequency.MONTHLY
    kind, months = (PeriodKind.MONTH, 1) if monthly else (PeriodKind.QUARTER, MONTHS_A_QUARTER)
    periods = []
    for ordinal, first_month in enumerate(range(1, 13, months), 1):
        first_day, __ = calendar.month_bounds(plan_year.year, first_month)
        __, last_day = calendar.month_bounds(plan_year.year, first_month + months - 1)
        periods.append(
            Period(
                plan_year=plan_year,
                kind=kind,
                ordinal=ordinal,
                first_day=first_day,
                last_day=last_day,
            )
        )
    if plan_year.adjustment_until:
        periods.append(
            Period(
                plan_year=plan_year,
                kind=PeriodKind.ADJUSTMENT,
                ordinal=1,
                first_day=plan_year.last_day + A_DAY,
                last_day=plan_year.adjustment_until,
            )
        )
    for period in periods:
        period.due_on = due_day_of(period, plan_year, holidays)
    return periods
