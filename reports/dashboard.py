"""What the dashboard shows: headline figures, macro targets, who has not reported; from `targets.performance`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import scope_of
from projects.calls import expected_agencies
from projects.enums import PROMISED, REGULAR_PERIODS, ProgramStatus
from projects.models import PlanYear, Program, Revision
from targets.enums import Standing
from targets.forecast import Forecast, Together, brought_to, expected_achievement, forecasts_of
from targets.models import ProgressReport
from targets.performance import MacroFigures, Totals, YearFigures, figures_now, grouped
from targets.releasing import Decisions, decisions_in

# The list of the silent shows the longest waits; the progress page has all of them.
SILENT_SHOWN = 15
# How targets stand that are not where they ought to be, the worse first.
BEHIND = (Standing.NO_PROGRESS, Standing.BEHIND)


@dataclass(frozen=True)
class Share:
    """ "n of m", with its percentage; None of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.part * 100) / self.whole if self.whole else None


@dataclass(frozen=True)
class Silent:
    """A return that is due and not signed."""

    report: ProgressReport
    days_late: int


@dataclass(frozen=True)
class AgencyRow:
    """An agency in the comparison: what it promised and what came of it."""

    agency: Agency
    totals: Totals
    # The percent of its year-end values that it is likely to reach.
    forecast: Together


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page. `whole_province` is false for an agency's people, who see their own part."""

    figures: YearFigures
    whole_province: bool
    answered: Share
    approved: Share
    silent: list[Silent]
    silent_count: int
    # Each with what is likely to be brought to it by the end of the year.
    macro_targets: list[tuple[MacroFigures, Together]]
    agencies: list[AgencyRow]
    behind: int
    # The open challenges in the order of what deciding them would release.
    decisions: Decisions

    @property
    def not_on_plan(self) -> list[tuple[Standing, int]]:
        """How many targets are behind, and how; standings in which none is are left out."""
        counts = self.figures.totals.standings
        return [(each, counts[each]) for each in BEHIND if counts.get(each)]


def plan_year_shown(asked: str, today: datetime.date) -> PlanYear | None:
    """The year asked for, else the one that runs today, else the latest; None when there is none."""
    years = PlanYear.objects.order_by("-year")
    if asked:
        return years.filter(year=int(asked)).first() if asked.isascii() and asked.isdigit() else None
    return years.filter(first_day__lte=today, last_day__gte=today).first() or years.first()


def dashboard_of(plan_year: PlanYear, *, user: User, today: datetime.date) -> Dashboard:
    """The year as the person may see it; a constant number of queries."""
    scope = scope_of(user, Permission.DASHBOARD_VIEW)
    figures = figures_now(plan_year, user=user, today=today)
    forecasts = forecasts_of(figures.performances, plan_year, today=today, done=figures.actions)
    feeding = grouped(figures.performances, lambda each: each.planned.macro_target)
    mine = Q() if scope.whole_province else Q(agency__in=scope.agency_ids)
    # What a head has signed has left the house, even while the agency corrects it; what was taken back is no answer.
    signed = Exists(Revision.objects.filter(program=OuterRef("pk"), signed_at__isnull=False))
    sent = Program.objects.filter(mine, signed, plan_year=plan_year).exclude(status=ProgramStatus.WITHDRAWN)
    expected = expected_agencies(plan_year).filter(Q() if scope.whole_province else Q(pk__in=scope.agency_ids))
    programs = sent.aggregate(
        sent=Count("pk"),
        approved=Count("pk", filter=Q(status__in=PROMISED - {ProgramStatus.AGREED})),
        answered=Count("agency", filter=Q(agency__in=expected), distinct=True),
    )
    unsigned = ProgressReport.objects.filter(
        mine,
        period__plan_year=plan_year,
        period__kind__in=REGULAR_PERIODS,
        period__due_on__lt=today,
        signed_at__isnull=True,
    ).select_related("agency", "period__plan_year")
    silent = [
        Silent(report, (today - report.period.due_on).days)
        for report in unsigned.order_by("period__due_on", "agency__sort_key")[:SILENT_SHOWN]
    ]
    return Dashboard(
        figures=figures,
        whole_province=scope.whole_province,
        answered=Share(programs["answered"], expected.count()),
        approved=Share(programs["approved"], programs["sent"]),
        silent=silent,
        silent_count=unsigned.count(),
        macro_targets=[
            (macro, brought_to(macro.macro_target, feeding.get(macro.macro_target.uuid, []), forecasts))
            for macro in figures.macro_targets
        ],
        agencies=_compared(figures, forecasts),
        behind=sum(figures.totals.standings.get(each, 0) for each in BEHIND),
        decisions=decisions_in(
            plan_year,
            user=user,
            today=today,
            performances=figures.performances,
            macro_figures=figures.macro_targets,
        ),
    )


def _compared(figures: YearFigures, forecasts: Mapping[int, Forecast]) -> list[AgencyRow]:
    """Agencies with targets, the least advanced against its trajectory first; what is not computable last."""
    names = Agency.objects.in_bulk(figures.by_agency)
    of_agency = grouped(figures.performances, lambda each: each.planned.agency_id)
    rows = [
        AgencyRow(names[key], totals, expected_achievement(of_agency[key], forecasts, figures.plan_year))
        for key, totals in figures.by_agency.items()
    ]
    return sorted(
        rows, key=lambda row: (row.totals.rate.value is None, row.totals.rate.value or 0, row.agency.sort_key)
    )
