"""What is late: actions past their last day, returns that were due, and those whose reviewers are past their week."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from agencies.models import User
from projects.enums import REGULAR_PERIODS, Turn
from projects.models import Period, PlanYear, Project
from targets.enums import ReportStatus
from targets.models import ProgressReport
from targets.performance import Done
from targets.planned import Planned, StandingAction
from targets.silence import SITS_AFTER, with_last_stay

# Lists on the dashboard show the longest waits; the pages behind them have all.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class LateAction:
    """An action whose last day has passed and that is not done; `done` in percent, None where nobody said."""

    action: StandingAction
    project: Project
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
    """A return that is due and not signed; the person may not be one of those who know it."""

    report: ProgressReport
    days_late: int
    is_known: bool

    @property
    def name(self) -> str:
        """Of which agency and period it is; its address is not for everybody."""
        return f"{self.report.agency.code} {self.report.period.ordinal}"


@dataclass(frozen=True)
class Unverified:
    """A signed return whose reviewers are past the week that they have."""

    report: ProgressReport
    days_late: int

    @property
    def name(self) -> str:
        """As that of a silent one."""
        return f"{self.report.agency.code} {self.report.period.ordinal}"


def late_actions(
    plan: Collection[Planned], actions: Iterable[StandingAction], done: Mapping[int, Done], day: datetime.date
) -> Late:
    """Of the plan's projects' actions, by that day; one query."""
    agencies = {row.project_id: row.agency_id for row in plan}
    due = [action for action in actions if action.ends_on and action.ends_on < day]
    late = []
    by_agency: dict[int, int] = {}
    for action in sorted(due, key=lambda action: (action.ends_on, action.pk)):
        percent = done[action.pk].reported if action.pk in done else Decimal(0)
        if percent is None or percent < 100:
            late.append((action, percent))
            agency = agencies[action.project_id]
            by_agency[agency] = by_agency.get(agency, 0) + 1
    shown = late[:SHOWN]
    projects = Project.objects.select_related("program__agency").in_bulk({action.project_id for action, _done in shown})
    longest = [
        LateAction(action, projects[action.project_id], percent, (day - (action.ends_on or day)).days)
        for action, percent in shown
    ]
    return Late(len(due), len(late), longest, by_agency)


def silent_returns(
    plan_year: PlanYear,
    agencies: Collection[int] | None,
    today: datetime.date,
    through: Period | None,
    *,
    user: User,
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
    known = ProgressReport.objects.visible_to(user).filter(pk=OuterRef("pk"))
    ordered = (
        unsigned.annotate(is_known=Exists(known))
        .select_related("agency", "period__plan_year")
        .order_by("period__due_on", "agency__sort_key")
    )
    return [
        Silent(report, (today - report.period.due_on).days, report.is_known)  # type: ignore[attr-defined]
        for report in ordered
    ]


def unverified_returns(
    plan_year: PlanYear, agencies: Collection[int] | None, today: datetime.date, through: Period | None
) -> list[Unverified]:
    """Signed returns lying with the reviewers past their week, the longest first; one query. `agencies` None: all."""
    signed = ProgressReport.objects.filter(
        Q() if agencies is None else Q(agency__in=agencies),
        period__plan_year=plan_year,
        period__kind__in=REGULAR_PERIODS,
        signed_at__isnull=False,
    ).exclude(status=ReportStatus.SETTLED)
    if through is not None:
        signed = signed.filter(period__last_day__lte=through.last_day)
    ordered: Any = (
        with_last_stay(signed)
        .filter(lies_with=Turn.PLANNER, lies_since__lt=today - datetime.timedelta(days=SITS_AFTER))
        .select_related("agency", "period__plan_year")
        .order_by("lies_since", "agency__sort_key")
    )
    return [Unverified(report, (today - report.lies_since).days - SITS_AFTER) for report in ordered]
