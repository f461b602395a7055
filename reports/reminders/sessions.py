"""Of the headquarters: a session whose documents were sent, and the deadline of what it resolved.

The agency is told before the deadline, its head once it is a week late, the secretariat on the day after it, the deputy
once two weeks have passed: then it stands on the next agenda's proposals too.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission, scope_of
from config.persian.calendar import tehran_date
from config.persian.digits import localise_digits
from reports.enums import UNDONE, Awaits, SessionState
from reports.models import HqSession, Resolution
from reports.reminders.days import A_DAY, DAYS_BEFORE, HEAD_IS_TOLD_AFTER, schedule_of
from reports.reminders.kinds import Reminder, counted, kind, said_of
from reports.resolutions import DEPUTY_IS_TOLD_AFTER, with_clock

TO_DO, LATE = _("Resolutions to implement: %(count)s"), _("Resolutions that agencies are late with: %(count)s")
_spelled = lazy(lambda number: localise_digits(str(number)), str)


@kind("session", _("Session of the headquarters"))
def of_sessions(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """Of each session to come whose documents were sent: whoever is asked to it, keeps it or signs its minutes."""
    is_of_the_province = has_permission(user, Permission.SESSION_KEEP) or has_permission(user, Permission.SESSION_SIGN)
    if not is_of_the_province and not scope_of(user, Permission.SESSION_VIEW).agency_ids:
        return
    coming = HqSession.objects.visible_to(user).filter(state=SessionState.PLANNED, sent_at__isnull=False)
    for session in coming.filter(held_on__gte=today).order_by("held_on"):
        left = max(0, (session.held_on - (tehran_date(session.sent_at) if session.sent_at else today)).days)
        # The first notice comes with the documents, however near the session is.
        before = sorted({left, *(days for days in DAYS_BEFORE if days < left)}, reverse=True)
        yield Reminder(
            about=f"session-{session.number}",
            title=said_of(
                _("Session %(number)s of the headquarters: agenda and documents"), number=_spelled(session.number)
            ),
            against=_("Day of the session"),
            url=session.get_absolute_url(),
            schedule=schedule_of(session.held_on, today, holidays, before),
        )


class _Side(NamedTuple):
    """Resolutions that are a person's to see to, and from when on they are told of each deadline."""

    name: str
    title: Promise
    waiting: QuerySet[Resolution]
    against: Promise = _("Deadline of the resolution")
    after: int = 0
    before: Sequence[int] = ()


@kind("resolution", _("Resolution of the headquarters"))
def of_resolutions(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """One for each side on which the person sits, by the deadline that comes first; one query for each."""
    for side in _sides_of(user):
        dated = with_clock(side.waiting, today).filter(deadline__isnull=False).order_by()
        # Whoever is told only of what is late: from that many days after the deadline on.
        from_days = sorted(day + side.after * A_DAY for day in dated.values_list("deadline", flat=True))
        due = [day for day in from_days if side.before or day <= today]
        if due:
            yield Reminder(
                about=f"resolutions-{side.name}",
                title=said_of(side.title, count=counted(len(due))),
                against=side.against,
                url=reverse("resolution-list") + ("?state=to_do" if side.before else "?overdue=true"),
                schedule=schedule_of(due[0], today, holidays, side.before),
            )


def _sides_of(user: User) -> Iterator[_Side]:
    waiting = Resolution.objects.signed().filter(state__in=UNDONE).exclude(awaits=Awaits.CONFIRMATION)
    heads = scope_of(user, Permission.RESOLUTION_OBJECT).agency_ids
    officers = scope_of(user, Permission.RESOLUTION_ANSWER).agency_ids - heads
    if officers:
        yield _Side("agency", TO_DO, waiting.filter(agency__in=officers), before=DAYS_BEFORE)
    if heads:
        yield _Side("head", TO_DO, waiting.filter(agency__in=heads), _("A week after the deadline"), HEAD_IS_TOLD_AFTER)
    if has_permission(user, Permission.SESSION_KEEP):
        yield _Side("late", LATE, waiting, _("Day after the deadline"), 1)
    if has_permission(user, Permission.SESSION_SIGN):
        yield _Side("escalated", LATE, waiting, _("Two weeks after the deadline"), DEPUTY_IS_TOLD_AFTER)
