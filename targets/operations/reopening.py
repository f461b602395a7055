"""Opening a closed period once more for one agency, or for one of its programs, and taking that back."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission
from config.clock import today
from config.persian.calendar import format_date
from projects.enums import REGULAR_PERIODS, YearState
from projects.models import Period, Program
from projects.refusals import Moved, Refused
from targets.models import PeriodException, ProgressReport
from targets.periods import is_closed

KIND = "targets.period_exception"
# Days for which a period is re-opened at most.
LONGEST = 92


@transaction.atomic
def reopen_period(
    *, by: User, period: Period, agency: Agency, program: Program | None = None, until: datetime.date, reason: str
) -> PeriodException:
    """Open the closed period for the agency until the end of that day, for all its programs or for one of them.

    Raises Refused for a period that is not closed, for a day that has passed or comes after a year, without a reason,
    for an agency that owes no return, and where the same is open already.
    """
    check_permission(by, Permission.PERIOD_REOPEN)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    # Locked, so that two planners who open the same at once make one re-opening.
    period = Period.objects.select_for_update(of=("self",), no_key=True).select_related("plan_year").get(pk=period.pk)
    day = today()
    if period.plan_year.state != YearState.FROZEN or period.kind not in REGULAR_PERIODS:
        raise Refused(_("Only a period of a year that is reported on can be re-opened."))
    if not is_closed(period, day):
        raise Refused(
            _("%(period)s is not closed: the agencies can report until the end of %(day)s.")
            % {"period": period, "day": format_date(period.closes_on)}
        )
    if until < day:
        raise Refused(_("Choose a day that has not passed."))
    if (until - day).days > LONGEST:
        raise Refused(_("A period is re-opened for a limited time: choose a day within three months."))
    if not ProgressReport.objects.filter(period=period, agency=agency).exists():
        raise Refused(_("%(agency)s owes no return for %(period)s.") % {"agency": agency, "period": period})
    if program is not None and (program.agency_id, program.plan_year_id) != (agency.pk, period.plan_year_id):
        raise Refused(_("The program belongs to another agency or another year."))
    standing = PeriodException.objects.filter(period=period, agency=agency, program=program).in_force(day).first()
    if standing is not None:
        raise Refused(
            _("It is open already, until %(day)s. Revoke that first to choose another day.")
            % {"day": format_date(standing.until)}
        )
    exception = PeriodException.objects.create(
        period=period,
        agency=agency,
        program=program,
        until=until,
        reason=reason,
        granted_by=by,
        granted_at=timezone.now(),
        granted_on=day,
    )
    given = {"period": f"{period.kind} {period.ordinal}", "program": program and program.code, "until": until}
    _record(exception, by, Act.OPENED, difference({}, given), reason)
    return exception


@transaction.atomic
def revoke_exception(*, by: User, exception: PeriodException, reason: str) -> PeriodException:
    """End the re-opening now. Raises Refused without a reason, Moved where it is over already."""
    check_permission(by, Permission.PERIOD_REOPEN)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    rows = PeriodException.objects.select_for_update(of=("self",), no_key=True)
    exception = rows.select_related("agency", "period__plan_year").get(pk=exception.pk)
    if not exception.is_in_force(today()):
        raise Moved(_("This re-opening is over already."))
    exception.revoked_by, exception.revoked_at, exception.revoke_reason = by, timezone.now(), reason
    exception.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    _record(exception, by, Act.REMOVED, difference({"until": exception.until}, {"until": None}), reason)
    return exception


def _record(exception: PeriodException, by: User, act: Act, changes: dict[str, list[str | None]], note: str) -> None:
    period = exception.period
    record(
        by=by,
        act=act,
        kind=KIND,
        object_id=exception.uuid,
        label=f"{exception.agency.code} · {period.plan_year.year} {period.kind} {period.ordinal}",
        agency=exception.agency,
        changes=changes,
        note=note,
    )
