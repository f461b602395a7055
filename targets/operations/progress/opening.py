"""Opening the periods of a year, and the returns that agencies owe for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import record
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import today
from projects.enums import REGULAR_PERIODS, YearState
from projects.models import Action, Period, PlanYear
from projects.refusals import Refused
from targets.enums import REPORT_OPEN_TO_AGENCY, LineStatus, ReportStatus
from targets.models import MasterTable, MasterTableRow, ProgressReport, ReportLine
from targets.operations.progress.writing import add_contributor, claim_report, new_version, record_return
from targets.periods import PeriodStanding, days_off, periods_of, standing_of
from targets.permissions import on_behalf
from targets.returns import SIGNED_LINES, is_in_time, why_closed


@transaction.atomic
def make_periods(*, by: User | None, plan_year: PlanYear) -> list[Period]:
    """Store the periods of a year that has none yet. Raises Refused when it has."""
    if plan_year.periods.exists():
        raise Refused(_("The year has its reporting periods already."))
    periods = Period.objects.bulk_create(periods_of(plan_year, days_off()))
    record(
        by=by,
        act=Act.CREATED,
        kind="projects.period",
        object_id=None,
        label=str(plan_year.year),
        changes={"periods": [None, str(len(periods))]},
    )
    return periods


def open_due_periods() -> int:
    """Open the regular periods of frozen years whose first day has come; returns how many returns that made.

    A freeze that comes late is caught up with: each period that has passed gets its own return.
    """
    begun = (
        Period.objects.regular()
        .filter(plan_year__state=YearState.FROZEN, first_day__lte=today())
        .order_by("plan_year", "first_day")
    )
    return sum(len(open_period(period=period)) for period in begun)


@transaction.atomic
def open_period(*, by: User | None = None, period: Period) -> list[ProgressReport]:
    """Make the returns that agencies owe for the period: one for each that has targets in the master table.

    A return has a line for each of the agency's frozen targets and for each action of their projects that has begun
    and was not yet reported as complete. Returns that exist are left alone, so it is safe to run twice, and at once.
    Raises Refused when the period asks for no return or the year is not frozen.
    """
    # The period's row is locked, so that a second run waits and then finds the returns made.
    period = Period.objects.select_for_update(of=("self",), no_key=True).select_related("plan_year").get(pk=period.pk)
    if period.kind not in REGULAR_PERIODS:
        raise Refused(_("This period restates earlier figures; it asks for no return of its own."))
    if period.plan_year.state != YearState.FROZEN:
        raise Refused(_("Returns are opened while the year's master table is in force."))
    if standing_of(period, today()) == PeriodStanding.NOT_BEGUN:
        raise Refused(_("The period has not begun."))
    rows = list(
        MasterTableRow.objects.filter(
            master_table=MasterTable.objects.filter(plan_year=period.plan_year).order_by("-version").first()
        )
        .exclude(agency__in=ProgressReport.objects.filter(period=period).values("agency"))
        .select_related("agency", "target")
        .order_by("position")
    )
    agencies = {row.agency_id: row.agency for row in rows}
    reports = {
        report.agency_id: report
        for report in ProgressReport.objects.bulk_create(
            ProgressReport(agency=agency, period=period) for agency in agencies.values()
        )
    }
    agency_of_project = {row.target.project_id: row.agency_id for row in rows}
    ReportLine.objects.bulk_create(
        [ReportLine(report=reports[row.agency_id], target=row.target) for row in rows]
        + [
            ReportLine(report=reports[agency_of_project[action.project_id]], action=action)
            for action in _running_actions(period, agency_of_project)
        ]
    )
    for report in reports.values():
        record_return(report, by=by, act=Act.OPENED, changes={"due": [None, period.due_on.isoformat()]})
    return list(reports.values())


def _running_actions(period: Period, projects: Iterable[int]) -> list[Action]:
    """The projects' actions that have begun by the period's end and were not reported complete in an earlier one."""
    complete = ReportLine.objects.filter(
        action__project__in=projects,
        report__period__plan_year=period.plan_year_id,
        report__period__first_day__lt=period.first_day,
        status__in=SIGNED_LINES,
        reported=100,
    )
    return list(
        Action.objects.filter(project__in=projects)
        .exclude(starts_on__gt=period.last_day)
        .exclude(pk__in=complete.values("action"))
        .order_by("project__code", "position")
    )


@transaction.atomic
def follow_version(*, by: User, before: MasterTable, after: MasterTable) -> None:
    """What a new version does to returns that the agencies still write: lines for what came in, none for what went.

    What was entered or sent stays as it is.
    """
    stood, stands = (set(table.rows.values_list("target", flat=True)) for table in (before, after))
    came = list(MasterTableRow.objects.filter(master_table=after, target__in=stands - stood).select_related("target"))
    gone = stood - stands
    if not (came or gone):
        return
    projects_left = set(after.rows.values_list("target__project", flat=True))
    projects_gone = set(before.rows.filter(target__in=gone).values_list("target__project", flat=True)) - projects_left
    reports = ProgressReport.objects.filter(period__plan_year=after.plan_year, status__in=REPORT_OPEN_TO_AGENCY)
    for report in reports.select_related("agency", "period__plan_year").order_by("pk"):
        own = [row for row in came if row.agency_id == report.agency_id]
        left = report.lines.filter(
            Q(target__in=gone) | Q(action__project__in=projects_gone), status=LineStatus.DUE, evidence__isnull=True
        )
        removed = left.delete()[0] if gone else 0
        added = [ReportLine(report=report, target=row.target) for row in own]
        if own:
            running = _running_actions(report.period, {row.target.project_id for row in own})
            added += [ReportLine(report=report, action=action) for action in running]
        if not (removed or added):
            continue
        ReportLine.objects.bulk_create(added)
        new_version(report)
        changes = {"lines": [None, f"+{len(added)} -{removed}"]}
        record_return(report, by=by, act=Act.CHANGED, changes=changes)


@transaction.atomic
def take_on_return(*, by: User, report: ProgressReport) -> ProgressReport:
    """Begin to enter a return on the agency's behalf: from then on planners see it and write in it, as the agency does.

    What the agency has begun by itself stays its own: raises Refused for that, and for a return that was taken on.
    """
    check_permission(by, Permission.ON_BEHALF_ENTER)
    report = claim_report(report)
    if report.on_behalf_by_id is not None:
        raise Refused(_("A planner enters this return on the agency's behalf already."))
    if report.status != ReportStatus.DUE or report.contributor_ids:
        raise Refused(_("The agency has begun this return itself; it can be entered on its behalf no longer."))
    if not is_in_time(report):
        raise Refused(why_closed(report))
    report.on_behalf_by = by
    add_contributor(report, by)
    new_version(report, "on_behalf_by", "contributor_ids")
    record_return(report, by=by, act=Act.OPENED, changes=on_behalf(by, report))
    return report
