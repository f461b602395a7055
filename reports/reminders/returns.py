"""Of returns: the due day of a period, and what somebody sits on."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from projects.enums import Turn
from reports.reminders.days import A_DAY, schedule_of, turns_told
from reports.reminders.kinds import Reminder, is_in, kind, said_of, scopes_of
from targets.enums import LineStatus, ReportStatus
from targets.models import PeriodException, ProgressReport, ReportLine
from targets.periods import is_closed, period_key
from targets.returns import ACTS, BACK_WITH_AGENCY
from targets.silence import SITS_AFTER

_TURN_OF_UNSIGNED: dict[str, Turn] = {
    ReportStatus.DUE: Turn.AGENCY,
    ReportStatus.DRAFT: Turn.AGENCY,
    ReportStatus.AWAITING_HEAD: Turn.HEAD,
}
_HOUSE: dict[Turn, Permission] = {turn: ACTS[turn] for turn in (Turn.AGENCY, Turn.HEAD)}
_ENDED_SPAN = {
    Turn.AGENCY: _("End of the officer's seven days for corrections"),
    Turn.HEAD: _("End of the head's seven days for corrections"),
    Turn.PLANNER: _("End of the reviewer's seven days"),
    Turn.DEPUTY: _("End of the deputy's seven days"),
}
_TITLES = {
    Turn.AGENCY: _("Corrections of %(period)s"),
    Turn.HEAD: _("Corrections of %(period)s"),
    Turn.PLANNER: _("Returns for %(period)s to verify"),
    Turn.DEPUTY: _("Disputes over %(period)s to settle"),
}


@kind("return", _("Return due"))
def of_returns(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """Of the due day of each period, until the head has signed: the house, one for each period."""
    scopes = scopes_of(user, _HOUSE)
    if not scopes:
        return
    by_period: dict[tuple[int, datetime.date], Reminder] = {}
    returns = ProgressReport.objects.visible_to(user).filter(status__in=_TURN_OF_UNSIGNED, signed_at__isnull=True)
    reopened = _reopened(user, today)
    for report in returns.select_related("period__plan_year").order_by("period__due_on", "pk"):
        period, due_on, against = report.period, report.period.due_on, _("Due day of the agency")
        if is_closed(period, today):
            # What cannot be sent any more is nobody's to send.
            if (report.agency_id, period.pk) not in reopened:
                continue
            due_on, against = reopened[report.agency_id, period.pk], _("Last day of the re-opening")
        schedule = schedule_of(due_on, today, holidays)
        if not is_in(scopes, turns_told(_TURN_OF_UNSIGNED[report.status], schedule), report.agency_id):
            continue
        if (period.pk, due_on) not in by_period:
            by_period[period.pk, due_on] = Reminder(
                about=f"return-{period_key(period)}",
                title=said_of(_("Return for %(period)s"), period=period),
                against=against,
                url=report.get_absolute_url(),
                schedule=schedule,
            )
        by_period[period.pk, due_on].agencies.add(report.agency_id)
    yield from by_period.values()


def _reopened(user: User, today: datetime.date) -> dict[tuple[int, int], datetime.date]:
    """Until when closed periods are open once more, by agency and period."""
    exceptions = PeriodException.objects.visible_to(user).in_force(today)
    return {(agency, period): until for agency, period, until in exceptions.values_list("agency", "period", "until")}


@kind("objection", _("Adjusted figure to which one may object"))
def of_adjusted_figures(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """Of adjusted figures: the head who may object, one for each period, by the day that comes first."""
    scopes = scopes_of(user, {Turn.HEAD: Permission.PROGRESS_SIGN})
    if not scopes:
        return
    adjusted = ReportLine.objects.filter(
        report__in=ProgressReport.objects.visible_to(user), status=LineStatus.ADJUSTED, objection_until__gte=today
    )
    by_period: dict[int, Reminder] = {}
    for line in adjusted.select_related("report__period__plan_year").order_by("objection_until", "pk"):
        report = line.report
        if line.objection_until is None or not is_in(scopes, [Turn.HEAD], report.agency_id):
            continue
        if report.period_id not in by_period:
            by_period[report.period_id] = Reminder(
                about=f"objection-{period_key(report.period)}",
                title=said_of(_("Adjusted figures of %(period)s"), period=report.period),
                against=_("Last day to object"),
                url=report.get_absolute_url(),
                schedule=schedule_of(line.objection_until, today, holidays),
            )
        by_period[report.period_id].agencies.add(report.agency_id)
    yield from by_period.values()


@kind("waiting", _("Return that lies waiting"))
def of_waiting_returns(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """Of signed returns: those who have let one lie for a week, by the one that has lain longest."""
    scopes = scopes_of(user, ACTS)
    if not scopes:
        return
    returns = (
        ProgressReport.objects.visible_to(user)
        .filter(signed_at__isnull=False)
        .exclude(status=ReportStatus.SETTLED)
        .annotate(is_back=Exists(ReportLine.objects.filter(report=OuterRef("pk"), status__in=BACK_WITH_AGENCY)))
        .select_related("period__plan_year")
        .prefetch_related("stays")
        .order_by("period__first_day", "pk")
    )
    found: dict[tuple[Turn, int], tuple[datetime.date, ProgressReport, set[int]]] = {}
    for report in returns:
        stays = list(report.stays.all())
        if not stays or not is_in(scopes, [Turn(stays[-1].turn)], report.agency_id):
            continue
        if stays[-1].turn == Turn.AGENCY and not report.is_back:  # type: ignore[attr-defined]
            # Adjusted lines stand by themselves once the days to object are over.
            continue
        key, since = (Turn(stays[-1].turn), report.period_id), stays[-1].since_on
        first, oldest, agencies = found.get(key, (since, report, set()))
        found[key] = (min(first, since), report if since < first else oldest, agencies | {report.agency_id})
    for (turn, _period), (since, report, agencies) in found.items():
        due_on = since + SITS_AFTER * A_DAY
        yield Reminder(
            about=f"waiting-{turn}-{period_key(report.period)}",
            title=said_of(_TITLES[turn], period=report.period),
            against=_ENDED_SPAN[turn],
            url=f"{reverse('progress')}?part=verify&period={period_key(report.period)}"
            if turn == Turn.PLANNER
            else report.get_absolute_url(),
            schedule=schedule_of(due_on, today, holidays, before=()),
            agencies=agencies,
        )
