"""The reporting periods of a year: which there are, and where each stands at a given moment.

A regular period (month or quarter) asks every agency for one return.

    opens          with its first day
    falls due      with its last day: from then on its return can be sent
    is overdue     once its due day is over: so many days after its end (`due_after_days`), on a working day; where the
                   year was frozen later than that, so many days after the freeze
    closes         once `closes_on` is over: so many days after the due day (`closes_after_days`); what the agencies
                   have not sent by then stays unsaid, unless the period is re-opened for them (PeriodException)

A due day on a Friday or a holiday moves to the next working day; one that the administrator set by hand, with a reason,
stays. The adjustment window after the year's end restates earlier figures and asks for no return; it closes with its
own last day. Days are those of Tehran, so that a period changes at the midnights of Tehran, summer time or not. Where a
period stands is computed from the clock each time, and stored nowhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.persian import calendar
from projects.enums import Frequency, PeriodKind, YearState
from projects.models import Holiday, Period, PlanYear
from targets.enums import Frequency as IndicatorFrequency

MONTHS_A_QUARTER = 3
FRIDAY = 4
A_DAY = datetime.timedelta(days=1)


class PeriodStanding(TextChoices):
    """Where a period stands on a day."""

    NOT_BEGUN = "not_begun", _("Not begun")
    OPEN = "open", _("Running")
    DUE = "due", _("Return due")
    OVERDUE = "overdue", _("Overdue")
    CLOSED = "closed", pgettext_lazy("period", "Closed")


# In which a return can be sent.
SENDABLE = frozenset({PeriodStanding.DUE, PeriodStanding.OVERDUE})


class Instants(NamedTuple):
    """The moments from which a period is open, due, overdue and closed."""

    opens: datetime.datetime
    falls_due: datetime.datetime
    overdue: datetime.datetime
    closes: datetime.datetime


def standing_of(period: Period, today: datetime.date) -> PeriodStanding:
    """Where the period stands on a day of Tehran."""
    if today < period.first_day:
        return PeriodStanding.NOT_BEGUN
    if today > period.closes_on:
        return PeriodStanding.CLOSED
    if today < period.last_day:
        return PeriodStanding.OPEN
    return PeriodStanding.DUE if today <= period.due_on else PeriodStanding.OVERDUE


def standing_at(period: Period, moment: datetime.datetime) -> PeriodStanding:
    """Where the period stands at a moment, of whatever time zone."""
    return standing_of(period, timezone.localdate(moment, timezone.get_default_timezone()))


def instants_of(period: Period) -> Instants:
    return Instants(
        opens=start_of(period.first_day),
        falls_due=start_of(period.last_day),
        overdue=start_of(period.due_on + A_DAY),
        closes=start_of(period.closes_on + A_DAY),
    )


def start_of(day: datetime.date) -> datetime.datetime:
    """The first moment of the day in Tehran; on the day on which summer time began there was no midnight."""
    midnight = datetime.datetime.combine(day, datetime.time(), timezone.get_default_timezone())
    # Of a local time that the clocks left out, the way through UTC makes the one that they showed instead.
    return midnight.astimezone(datetime.UTC).astimezone(timezone.get_default_timezone())


def is_closed(period: Period, today: datetime.date) -> bool:
    return standing_of(period, today) == PeriodStanding.CLOSED


def is_running(period: Period, today: datetime.date) -> bool:
    """Whether the period has begun and is not closed."""
    return standing_of(period, today) not in (PeriodStanding.NOT_BEGUN, PeriodStanding.CLOSED)


def open_periods(today: datetime.date) -> list[Period]:
    """Of the years that are reported on, what is open to the agencies today: the earliest to close first."""
    begun = Period.objects.filter(plan_year__state=YearState.FROZEN, first_day__lte=today).select_related("plan_year")
    return sorted(
        (period for period in begun if not is_closed(period, today)), key=lambda period: (period.closes_on, period.pk)
    )


def days_late(period: Period, today: datetime.date) -> int:
    """Days since the return was due; 0 while it is not late."""
    return max(0, (today - period.due_on).days)


def period_key(period: Period) -> str:
    """«1399-month-3»: a period in an address."""
    return f"{period.plan_year.year}-{period.kind}-{period.ordinal}"


# Periods between two figures of an indicator, by how often there is a new one, in a year of months and of quarters.
_EVERY: dict[str, tuple[int, int]] = {
    IndicatorFrequency.MONTHLY: (1, 1),
    IndicatorFrequency.QUARTERLY: (3, 1),
    IndicatorFrequency.HALF_YEARLY: (6, 2),
    IndicatorFrequency.YEARLY: (12, 4),
}


def asks_for(period: Period, frequency: str) -> bool:
    """Whether the period's return asks for an indicator of which there is a new figure that often.

    One that is known only each quarter is due with the quarter's last month; before that it may be told, and is not
    missing.
    """
    return period.ordinal % every(period.kind, frequency) == 0


def every(kind: str, frequency: str) -> int:
    """With which of the year's periods there is a new figure of an indicator: with every third month, for one."""
    months, quarters = _EVERY[frequency]
    return months if kind == PeriodKind.MONTH else quarters


def not_asked_for() -> Q:
    """The lines of returns about targets for which `asks_for` says no."""
    asked: Q = Q()
    for frequency, (months, quarters) in _EVERY.items():
        for kind, every in ((PeriodKind.MONTH, months), (PeriodKind.QUARTER, quarters)):
            due = range(every, 13, every)
            asked |= Q(
                target__indicator__frequency=frequency, report__period__kind=kind, report__period__ordinal__in=due
            )
    return Q(target__isnull=False) & ~asked


def days_off() -> frozenset[datetime.date]:
    """The holidays on which offices are closed; Fridays are not among them."""
    return frozenset(Holiday.objects.filter(is_day_off=True).values_list("day", flat=True))


def working_day_from(day: datetime.date, holidays: Collection[datetime.date]) -> datetime.date:
    """The day itself when offices work then, else the next day on which they do."""
    while day.weekday() == FRIDAY or day in holidays:
        day += A_DAY
    return day


def due_day_of(period: Period, plan_year: PlanYear, holidays: Collection[datetime.date]) -> datetime.date:
    """When the period's return is due by the rule: so many days after its end, or the freeze, on a working day."""
    if period.kind == PeriodKind.ADJUSTMENT:
        return working_day_from(period.last_day, holidays)
    due_on = working_day_from(period.last_day + plan_year.due_after_days * A_DAY, holidays)
    if plan_year.frozen_on is None or due_on > plan_year.frozen_on:
        return due_on
    return working_day_from(plan_year.frozen_on + plan_year.due_after_days * A_DAY, holidays)


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
