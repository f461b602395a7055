"""Issuing the call of a year (فراخوان), and what may change in it afterwards: the deadline, who is expected."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission
from config.clock import moment, today
from config.persian.calendar import format_date
from projects.calls import CALL_KIND, EXPECTED_KIND, expected_agencies
from projects.enums import YearState
from projects.models import ExpectedAgency, PlanYear
from projects.operations.writing import assign, refuse_unknown
from projects.refusals import Moved, Refused

CALL_FIELDS = frozenset(
    {"slogan_fa", "slogan_en", "call_letter_number", "call_letter_on", "call_deadline", "call_text"}
)


@transaction.atomic
def issue_call(*, by: User, plan_year: PlanYear, expected: Iterable[Agency] | None = None, **fields: Any) -> PlanYear:
    """Issue the call of an open year: from now on every expected agency sees it and its days count.

    `fields`: those of CALL_FIELDS that are to be written first. `expected`: the agencies that are to answer, None for
    those who are usually asked. They are stored with it, so that what the reference list says later changes no "n of
    m" of this year. Raises Moved when it has been issued already, Refused when letter or deadline are missing or do
    not fit.
    """
    refuse_unknown(fields, CALL_FIELDS)
    year = _open_year(by, plan_year)
    if year.call_issued_at is not None:
        raise Moved(_("The call of this year has been issued already; please load the page again."))
    changes = assign(year, fields)
    if not year.call_letter_number.strip() or year.call_letter_on is None:
        raise Refused(_("Enter the number and the date of the letter with which the call is issued."))
    if year.call_deadline is None:
        raise Refused(_("Enter the day until which the agencies are to answer."))
    _refuse_unfit_deadline(year, year.call_deadline, "call_deadline")
    count = _store_expected(by, year, expected)
    year.call_issued_by, year.call_issued_at, year.call_issued_on = by, moment(), today()
    year.save(update_fields=["call_issued_by", "call_issued_at", "call_issued_on"])
    record(
        by=by,
        act=Act.OPENED,
        kind=CALL_KIND,
        object_id=None,
        label=str(year.year),
        changes=changes | difference({}, {"call_issued_on": year.call_issued_on, "expected": str(count)}),
    )
    plan_year.refresh_from_db()
    return plan_year


def _store_expected(by: User, year: PlanYear, chosen: Iterable[Agency] | None) -> int:
    """Write for each agency that is asked, or would be, whether it is; how many are.

    Where that is not as it was before the call, the history says so; elsewhere a reason given earlier stays.
    """
    before = {agency.pk: agency for agency in expected_agencies(year)}
    after = before if chosen is None else {agency.pk: agency for agency in chosen}
    usual, asked = set(before), set(after)
    if not asked:
        raise Refused(_("No agency is expected to answer: choose at least one."))
    decided = {row.agency_id: row for row in ExpectedAgency.objects.filter(plan_year=year)}
    for row in decided.values():
        if row.is_expected != (row.agency_id in asked):
            row.is_expected, row.reason = row.agency_id in asked, ""
            row.save(update_fields=["is_expected", "reason"])
    ExpectedAgency.objects.bulk_create(
        ExpectedAgency(plan_year=year, agency_id=key, is_expected=key in asked)
        for key in sorted((usual | asked) - set(decided))
    )
    for key in sorted(usual ^ asked):
        _record_expectation(by, year, (before | after)[key], is_expected=key in asked, note="")
    return len(asked)


@transaction.atomic
def extend_call(
    *, by: User, plan_year: PlanYear, deadline: datetime.date, seen: datetime.date | None, reason: str
) -> PlanYear:
    """Give the agencies more time, saying why. `seen` is the deadline that the person read.

    Raises Moved when it has been changed meanwhile, Refused when the call is not issued or the day is not later.
    """
    year = _open_year(by, plan_year)
    reason = _reason(reason)
    if year.call_issued_at is None or year.call_deadline is None:
        raise Refused(_("The call has not been issued yet."))
    if year.call_deadline != seen:
        raise Moved(_("The deadline has been changed meanwhile; please load the page again."))
    if deadline <= year.call_deadline:
        raise Refused(
            _("The new deadline must be later than %(day)s: nobody's time is shortened after the call.")
            % {"day": format_date(year.call_deadline)},
            field="deadline",
        )
    _refuse_unfit_deadline(year, deadline, "deadline")
    changes = difference({"call_deadline": year.call_deadline}, {"call_deadline": deadline})
    year.call_deadline = deadline
    year.save(update_fields=["call_deadline"])
    record(by=by, act=Act.CHANGED, kind=CALL_KIND, object_id=None, label=str(year.year), changes=changes, note=reason)
    plan_year.refresh_from_db()
    return plan_year


@transaction.atomic
def expect_agency(*, by: User, plan_year: PlanYear, agency: Agency, is_expected: bool, reason: str) -> ExpectedAgency:
    """Add an agency to those expected to answer the call, or excuse one, saying why; before the call and after it.

    Raises Moved when it is so already.
    """
    year = _open_year(by, plan_year)
    reason = _reason(reason)
    before = expected_agencies(year).filter(pk=agency.pk).exists()
    if before == is_expected:
        raise Moved(
            _("“%(agency)s” is expected already; please load the page again.") % {"agency": agency}
            if is_expected
            else _("“%(agency)s” is not expected; please load the page again.") % {"agency": agency}
        )
    row, _created = ExpectedAgency.objects.update_or_create(
        plan_year=year, agency=agency, defaults={"is_expected": is_expected, "reason": reason}
    )
    _record_expectation(by, year, agency, is_expected=is_expected, note=reason)
    return row


def _record_expectation(by: User, year: PlanYear, agency: Agency, *, is_expected: bool, note: str) -> None:
    record(
        by=by,
        act=Act.CHANGED,
        kind=EXPECTED_KIND,
        object_id=None,
        label=f"{agency.code} · {year.year}",
        agency=agency,
        changes=difference({"is_expected": not is_expected}, {"is_expected": is_expected}),
        note=note,
    )


def _open_year(by: User, plan_year: PlanYear) -> PlanYear:
    """The year as it stands, its row locked. Raises Refused once it is frozen."""
    check_permission(by, Permission.CALL_ISSUE)
    year = PlanYear.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_year.pk)
    if year.state != YearState.OPEN:
        raise Refused(_("The year is frozen: its call is closed."))
    return year


def _refuse_unfit_deadline(year: PlanYear, deadline: datetime.date, field: str) -> None:
    if year.call_letter_on is not None and deadline < year.call_letter_on:
        raise Refused(_("The deadline lies before the date of the letter."), field=field)
    if deadline < today():
        raise Refused(_("The deadline has passed already: choose a day from today on."), field=field)
    if deadline > year.last_day:
        raise Refused(_("The deadline must lie before the end of the plan year."), field=field)


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the agencies will read your reason."))
    return reason
