"""The call of a year: who is expected to answer it, and what it has been decided by."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.enums import Act, Permission
from agencies.models import Agency, Event, User
from agencies.permissions import scope_of
from projects.enums import WITH_THE_AGENCY, ProgramStatus, Turn, YearState
from projects.models import ExpectedAgency, PlanYear, Program
from projects.workflow import WHOSE_TURN

# The kinds under which the history keeps what is decided about a call.
CALL_KIND, EXPECTED_KIND = "projects.plan_year", "projects.expected_agency"


def expected_agencies(plan_year: PlanYear) -> QuerySet[Agency]:
    """The agencies expected to answer the call: the m in every "n of m" of the year.

    Before it is issued these are the agencies that are usually asked, with what was decided otherwise for this year;
    afterwards they are those to whom it was issued, less the excused, more the added.
    """
    decided = ExpectedAgency.objects.filter(plan_year=plan_year, agency=OuterRef("pk"))
    chosen = Q(Exists(decided.filter(is_expected=True)))
    if plan_year.call_issued_at is None:
        chosen |= Q(~Exists(decided), expected_to_submit=True)
    return Agency.objects.filter(chosen)


def missed_the_call(today: datetime.date) -> Q:
    """Which programs are late: of a year that is being planned, not signed though its call has ended."""
    return Q(
        status__in=WITH_THE_AGENCY,
        plan_year__state=YearState.OPEN,
        plan_year__call_deadline__lt=today,
    )


def due_of(program: Program) -> datetime.date | None:
    """The deadline of the call under which a program is still on its way; None of what is not, or has no deadline."""
    is_on_its_way = WHOSE_TURN[ProgramStatus(program.status)] != Turn.NOBODY
    return program.plan_year.call_deadline if is_on_its_way and program.plan_year.state == YearState.OPEN else None


def decisions_on_call(plan_year: PlanYear, reader: User | AnonymousUser) -> QuerySet[Event]:
    """What the history says of the call, latest first: opened, issued, extended, who was excused or added, and why.

    A call is addressed to every agency: each reads what was decided for all, and for itself.
    """
    scope = scope_of(reader, Permission.CALL_VIEW)
    about_one = Q(object_kind=EXPECTED_KIND, label__endswith=f" · {plan_year.year}")
    if not scope.whole_province:
        about_one &= Q(agency__in=scope.agency_ids)
    # Under the year's own kind stands more than its call: by what its projects are graded, for one.
    is_about_the_call = Q(act=Act.OPENED) | Q(changes__has_key="call_deadline")
    for_all = Q(is_about_the_call, object_kind=CALL_KIND, label=str(plan_year.year))
    # Neither is part of a whole; that keeps the search among the few events of which this is true.
    return Event.objects.filter(for_all | about_one, root_id=None).select_related("actor", "agency").order_by("-pk")
