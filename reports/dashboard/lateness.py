"""What is late: actions past their last day, and returns that were due."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from projects.enums import REGULAR_PERIODS
from projects.models import Action, Period, PlanYear
from targets.models import ProgressReport
from targets.performance import Done

# Lists on the dashboard show the longest waits; the pages behind them have all.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class LateAction:
    """An action whose last day has passed and that is not done; `done` in percent, None where nobody said."""

    action: Action
    done: Decimal | None
    days: int


@dataclass(frozen=True, slots=True)
class Late:
    """Actions due by the day, how many of them are late, and the latest of these."""

    due: int
    late: int
    longest: Sequence[LateAction]
    # How many are late, by the key of the agency.
    by_agency: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Silent:
    """A return that is due and not signed."""

    report: ProgressReport
    days_late: int


def late_actions(projects: Collection[int], done: Mapping[int, Done], day: datetime.date) -> Late:
    """Of these projects, by that day; one query."""
    due = Action.objects.filter(project__in=projects, ends_on__lt=day).select_related("project__program__agency")
    late = []
    by_agency: dict[int, int] = {}
    count = 0
    for action in due.order_by("ends_on", "pk"):
        count += 1
        percent = done[action.pk].reported if action.pk in done else Decimal(0)
        if percent is None or percent < 100:
            late.append(LateAction(action, percent, (day - (action.ends_on or day)).days))
            agency = action.project.program.agency_id
            by_agency[agency] = by_agency.get(agency, 0) + 1
    return Late(count, len(late), late[:SHOWN], by_agency)


def silent_returns(
    plan_year: PlanYear, agencies: Collection[int] | None, today: datetime.date, through: Period | None
) -> list[Silent]:
    """Returns that were due by today and are not signed, the longest wait first; one query. `agencies` None: all."""
    unsigned = ProgressReport.objects.filter(
        Q() if agencies is None else Q(agency__in=agencies),
        period__plan_year=plan_year,
        period__kind__in=REGULAR_PERIODS,
        period__due_on__lt=today,
        signed_at__isnull=True,
    )
    if through is not None:
        unsigned = unsigned.filter(period__last_day__lte=through.last_day)
    ordered = unsigned.select_related("agency", "period__plan_year").order_by("period__due_on", "agency__sort_key")
    return [Silent(report, (today - report.period.due_on).days) for report in ordered]
