"""Asking for a report: by somebody, or by the calendar."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act, Permission
from agencies.history import record
from agencies.models import Agency, County, Sector, User
from agencies.permissions import check_permission
from config.clock import today
from config.persian.calendar import tehran_day_bounds
from projects.enums import Frequency, YearState
from projects.models import PlanYear
from projects.refusals import Refused
from reports import queue
from reports.enums import UNFINISHED, JobState, ReportKind, Span
from reports.models import ReportJob
from targets.models import MasterTable

# Who asks "as of now" twice within this time asks for the same report.
SAME_MOMENT = datetime.timedelta(minutes=1)


class Extent(NamedTuple):
    """Of what a report tells: until when in the year, and of which agency, sector or county (one of them, or none)."""

    span: Span = Span.YEAR
    ordinal: int | None = None
    agency: Agency | None = None
    sector: Sector | None = None
    county: County | None = None


WHOLE = Extent()


def moment_of(day: datetime.date) -> datetime.datetime | None:
    """Until when counts what is recorded "as of" a day: its last moment in Tehran, or None (now) for today."""
    if day == today():
        return None
    return tehran_day_bounds(day)[1] - datetime.timedelta(microseconds=1)


@transaction.atomic
def request_report(
    *,
    by: User,
    plan_year: PlanYear,
    as_of: datetime.datetime | None = None,
    kind: ReportKind = ReportKind.YEAR_END,
    language: str = "fa",
    extent: Extent = WHOLE,
) -> ReportJob:
    """Put a report on the list of work, and return the job.

    `as_of` is the moment until which what was recorded counts; None is now. An equal request that is not finished is
    returned instead of a second one. Raises PermissionDenied; Refused for a moment still to come, a language the
    product does not speak, a year without a master table and a span that has not ended.
    """
    check_permission(by, Permission.REPORT_COMPILE)
    now = timezone.now()
    if as_of is not None and as_of > now:
        raise Refused(_("A report cannot be compiled as of a moment that is still to come."))
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("There is no report in this language."))
    if sum(each is not None for each in (extent.agency, extent.sector, extent.county)) > 1:
        raise Refused(_("A report is about one agency, one sector or one county, or about the whole province."))
    # Two equal requests at once must not both find nothing; foreign keys to the year are not held up by this lock.
    PlanYear.objects.select_for_update(no_key=True).get(pk=plan_year.pk)
    if not MasterTable.objects.filter(plan_year=plan_year, frozen_at__lte=as_of or now).exists():
        raise Refused(_("The year had no master target table by then: the report is compiled from the frozen table."))
    _check_span(plan_year, extent)
    same = ReportJob.objects.filter(
        plan_year=plan_year, kind=kind, language=language, state__in=UNFINISHED, **extent._asdict()
    )
    same = same.filter(as_of=as_of) if as_of else same.filter(as_of__gte=now - SAME_MOMENT)
    if job := same.first():
        return job
    return _ask(by, plan_year, kind=kind, as_of=as_of or now, language=language, **extent._asdict())


@transaction.atomic
def request_check(*, by: User, job: ReportJob) -> ReportJob:
    """Have a compiled report compiled once more and compared; an unfinished check of it is returned instead."""
    check_permission(by, Permission.REPORT_VIEW)
    locked = ReportJob.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.pk)
    if locked.state != JobState.DONE or locked.kind != ReportKind.YEAR_END:
        raise Refused(_("Only a report that is ready can be checked."))
    if check := locked.checks.filter(state__in=UNFINISHED).first():
        return check
    same = {name: getattr(job, name) for name in ("as_of", "language", "span", "ordinal", "agency", "sector", "county")}
    return _ask(by, job.plan_year, kind=ReportKind.CHECK, of=job, **same)


def request_due_reports() -> list[ReportJob]:
    """Ask for the reports that the calendar wants: of the last month that is due, and of a year that has ended.

    Each once for ever, however many ask at the same moment; nothing that was missed earlier is caught up with.
    """
    asked = []
    for plan_year in PlanYear.objects.exclude(state=YearState.OPEN).order_by("year"):
        due = list(plan_year.periods.regular().filter(due_on__lt=today()).order_by("ordinal"))
        if not due:
            continue
        span = Span.MONTH if plan_year.frequency == Frequency.MONTHLY else Span.QUARTER
        wanted = [Extent(span, due[-1].ordinal)]
        if len(due) == plan_year.periods.regular().count():
            wanted.append(WHOLE)
        asked += [job for extent in wanted if (job := _ask_once(plan_year, extent))]
    return asked


@transaction.atomic
def _ask_once(plan_year: PlanYear, extent: Extent) -> ReportJob | None:
    name = f"{plan_year.year}-{extent.span}" + (f"-{extent.ordinal}" if extent.ordinal else "")
    PlanYear.objects.select_for_update(no_key=True).get(pk=plan_year.pk)
    if ReportJob.objects.filter(scheduled_as=name).exists():
        return None
    if not MasterTable.objects.filter(plan_year=plan_year).exists():
        return None
    return _ask(None, plan_year, as_of=timezone.now(), scheduled_as=name, **extent._asdict())


def _check_span(plan_year: PlanYear, extent: Extent) -> None:
    """Raise Refused where the year has no such month or quarter, or it has not ended yet."""
    if extent.span == Span.YEAR:
        return
    period = period_at_the_end_of(plan_year, extent.span, extent.ordinal or 0)
    if period is None:
        raise Refused(_("The year is not reported by such periods."))
    if period.last_day > today():
        raise Refused(_("This part of the year has not ended yet."))


def period_at_the_end_of(plan_year: PlanYear, span: str, ordinal: int | None) -> Any:
    """The last period that belongs to it; None for the whole year, or where there is none."""
    if span == Span.YEAR or ordinal is None:
        return None
    if span == Span.MONTH and plan_year.frequency != Frequency.MONTHLY:
        return None
    last = ordinal * 3 if span == Span.QUARTER and plan_year.frequency == Frequency.MONTHLY else ordinal
    return plan_year.periods.regular().filter(ordinal=last).first()


def _ask(by: User | None, plan_year: PlanYear, **wanted: Any) -> ReportJob:
    job = ReportJob.objects.create(plan_year=plan_year, requested_by=by, **wanted)
    record(
        by=by,
        act=Act.REPORT_REQUESTED,
        kind="reports.report_job",
        object_id=job.uuid,
        root_id=job.of.uuid if job.of else None,
        label=str(job),
        agency=job.agency_id,
        changes={"as_of": [None, job.as_of.isoformat()]},
    )
    transaction.on_commit(lambda: queue.send_hint(job.pk))
    return job
