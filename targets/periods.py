"""The reporting periods of a year: which there are, and where each stands on a given day.

A regular period (month or quarter) asks every agency for one return. It is opened on the period's first day, can be
sent from its last day on, and is late once `due_on` has passed: the days between are the grace that the plan year
gives (`due_after_days`). The adjustment window after the year's end restates earlier figures and asks for no return.
"""

from __future__ import annotations

import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from config.persian import calendar
from projects.enums import Frequency, PeriodKind
from projects.models import Period, PlanYear

MONTHS_A_QUARTER = 3


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


def periods_of(plan_year: PlanYear) -> list[Period]:
    """The periods that the year should have, not stored: months or quarters, and the adjustment window if it is set."""
    monthly = plan_year.frequency == Frequency.MONTHLY
    kind, months = (PeriodKind.MONTH, 1) if monthly else (PeriodKind.QUARTER, MONTHS_A_QUARTER)
    grace = datetime.timedelta(days=plan_year.due_after_days)
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
                due_on=last_day + grace,
            )
        )
    if plan_year.adjustment_until:
        periods.append(
            Period(
                plan_year=plan_year,
                kind=PeriodKind.ADJUSTMENT,
                ordinal=1,
                first_day=plan_year.last_day + datetime.timedelta(days=1),
                last_day=plan_year.adjustment_until,
                due_on=plan_year.adjustment_until,
            )
        )
    return periods
