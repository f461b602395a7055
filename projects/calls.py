"""The call of a year: who is expected to answer it, and what it has been decided by."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Agency
from projects.models import ExpectedAgency, PlanYear


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
