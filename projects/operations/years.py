"""Opening a plan year (سال برنامه)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from config.persian.calendar import format_date, shift_years, year_bounds
from config.persian.numbers import format_number
from projects.calls import CALL_KIND
from projects.enums import YearState
from projects.models import PlanYear
from projects.operations.writing import assign
from projects.refusals import Moved, Refused

# Days that a challenge may lie with the agency, and with the province.
DESKS = ("challenge_days_agency", "challenge_days_province")
YEAR_FIELDS = frozenset(
    {
        "slogan_fa",
        "slogan_en",
        "call_letter_number",
        "call_letter_on",
        "call_deadline",
        "call_text",
        "frequency",
        "due_after_days",
        "closes_after_days",
        "objection_days",
        "adjustment_until",
        *DESKS,
        "is_illustrative",
    }
)
# Days after a period's end until its return is due: shorter than a month.
MOST_DAYS_OF_GRACE = 28
# Days after the due day until a period closes: within a season.
MOST_DAYS_UNTIL_CLOSING = 90
# Days that a challenge may lie at a desk.
MOST_DAYS_AT_A_DESK = 120


@transaction.atomic
def open_year(*, by: User | None, year: int, **fields: Any) -> PlanYear:
    """Open a solar year for programs. `fields`: those of YEAR_FIELDS. Its periods are made in the app above.

    Raises Refused when the year is there already, or when the days of its returns or of the adjustment window do not
    fit. `by` is None for what a command on the server does.
    """
    unknown = set(fields) - YEAR_FIELDS
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")
    if PlanYear.objects.filter(year=year).exists():
        raise Refused(_("This plan year has been opened already."))
    first_day, last_day = year_bounds(year)
    if fields.get("due_after_days", 0) > MOST_DAYS_OF_GRACE:
        raise Refused(
            _("A return is due at most %(days)s days after its period; otherwise the next one is due before it.")
            % {"days": format_number(MOST_DAYS_OF_GRACE)}
        )
    if fields.get("closes_after_days", 0) > MOST_DAYS_UNTIL_CLOSING:
        raise Refused(
            _("A period closes at most %(days)s days after its return was due.")
            % {"days": format_number(MOST_DAYS_UNTIL_CLOSING)}
        )
    until = fields.get("adjustment_until")
    if until is not None and not last_day < until <= shift_years(last_day, 1):
        raise Refused(
            _("The adjustment window ends after %(day)s, the last day of the year, and within a year of it.")
            % {"day": format_date(last_day)}
        )
    _check_days_at_desks(fields)
    plan_year = PlanYear.objects.create(year=year, first_day=first_day, last_day=last_day, **fields)
    record(
        by=by,
        act=Act.OPENED,
        kind=CALL_KIND,
        object_id=None,
        label=str(year),
        changes=difference({}, {"first_day": first_day, "last_day": last_day, **fields}),
    )
    return plan_year


@transaction.atomic
def change_days_at_desks(
    *, by: User, plan_year: PlanYear, seen: Mapping[str, int], days: Mapping[str, int], reason: str
) -> PlanYear:
    """Let a challenge lie at the desks (DESKS) for other days, from today on and for those that lie there too.

    `seen` are the days that were read: raises Moved when they are others by now.
    """
    check_permission(by, Permission.REFERENCE_MANAGE)
    if not reason.strip():
        raise Refused(_("Say why the days change."))
    plan_year = PlanYear.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_year.pk)
    before = {name: getattr(plan_year, name) for name in DESKS}
    if before != dict(seen):
        raise Moved
    if plan_year.state == YearState.CLOSED:
        raise Refused(_("The year is closed; nothing of its calendar changes any more."))
    _check_days_at_desks(days)
    changes = difference(before, days)
    if not changes:
        raise Refused(_("Nothing differs from what stands there."))
    assign(plan_year, days)
    record(
        by=by,
        act=Act.CHANGED,
        kind=CALL_KIND,
        object_id=None,
        label=str(plan_year.year),
        changes=changes,
        note=reason.strip(),
    )
    return plan_year


def _check_days_at_desks(days: Mapping[str, Any]) -> None:
    if not all(1 <= days.get(name, 1) <= MOST_DAYS_AT_A_DESK for name in DESKS):
        raise Refused(
            _("A challenge lies at a desk for 1 to %(days)s days before it should go one desk up.")
            % {"days": format_number(MOST_DAYS_AT_A_DESK)}
        )
