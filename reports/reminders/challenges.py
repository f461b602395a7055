"""Of challenges: the day by which whoever has one was to solve it, and those that lay too long with an agency."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission, scope_of
from projects.challenges import challenges_visible_to, with_clock
from projects.enums import UNSOLVED, ChallengeDesk
from reports.reminders.days import DAYS_BEFORE, schedule_of
from reports.reminders.kinds import Reminder, counted, kind, said_of

TO_SOLVE, TO_FETCH = _("Challenges to solve: %(count)s"), _("Challenges that lay too long with agencies: %(count)s")


class _Side(NamedTuple):
    """Challenges that are a person's to act on, and the day that counts for them."""

    name: str
    condition: Q
    title: Promise
    against: Promise
    day: str = "until"
    before: Sequence[int] = DAYS_BEFORE


@kind("challenge", _("Challenge"))
def of_challenges(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """One for each desk at which the person sits, by the challenge whose day comes first; one query for each."""
    if not has_permission(user, Permission.CHALLENGE_VIEW):
        return
    unsolved = with_clock(challenges_visible_to(user).filter(state__in=UNSOLVED), today)
    for side in _sides_of(user):
        theirs = unsolved.filter(side.condition).annotate(day=F(side.day)).filter(day__isnull=False)
        days = sorted(theirs.order_by().values_list("day", flat=True))
        if days:
            yield Reminder(
                about=f"challenges-{side.name}",
                title=said_of(side.title, count=counted(len(days))),
                against=side.against,
                url=reverse("challenge-list"),
                schedule=schedule_of(days[0], today, holidays, side.before),
            )


def _sides_of(user: User) -> Iterator[_Side]:
    own = scope_of(user, Permission.CHALLENGE_AGENCY).agency_ids
    until = _("To be solved by")
    if own:
        house = Q(project__program__agency__in=own, desk=ChallengeDesk.AGENCY)
        asked = Q(asked_agency__in=own) | Q(asked_agency__isnull=True, asked_name="", owner_agency__in=own)
        yield _Side("agency", house | asked, TO_SOLVE, until)
    if has_permission(user, Permission.CHALLENGE_PROVINCE):
        yield _Side("province", Q(desk=ChallengeDesk.PROVINCE), TO_SOLVE, until)
        yield _Side(
            "fetch",
            # What still has its days there is nobody's business above.
            Q(desk=ChallengeDesk.AGENCY, is_to_escalate=True),
            TO_FETCH,
            _("To be brought before the province"),
            "escalate_on",
            (),
        )
    if has_permission(user, Permission.CHALLENGE_HEADQUARTERS):
        yield _Side("headquarters", Q(desk=ChallengeDesk.HEADQUARTERS), TO_SOLVE, until)
