"""Which plan year is meant."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404

from config.clock import today
from projects.models import PlanYear


def year_asked_for(asked: str, years: Sequence[PlanYear]) -> PlanYear | None:
    """The year asked for, else the one that runs, else the latest; None when there is none.

    `years` are all, the latest first. Raises Http404 for a year that is not among them.
    """
    if asked:
        found = next((year for year in years if str(year.year) == asked), None)
        if found is None:
            raise Http404
        return found
    day = today()
    running = (year for year in years if year.first_day <= day <= year.last_day)
    return next(running, years[0] if years else None)
