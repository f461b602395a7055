"""How good the forecast was in the last year that is over: what it would have said on the way, against what came.

Only targets count whose every period has a figure. The figures are those that stand now: corrections made later are in
them, which flatters the forecast and the straight line beside it alike.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from agencies.models import User
from projects.models import PlanYear
from targets.forecast.reading import beside, forecasts_from, told_by, works_of
from targets.forecast.rule import Told, levels_of
from targets.forecast.validation import Errors, errors_of
from targets.models import Target
from targets.performance import Done, Performance, performance_of
from targets.planned import plan_of, table_in_force
from targets.reported import DueLine, lines_due
from targets.rollups import Sheet, over_periods


@dataclass(frozen=True)
class LookedBack:
    """A year that is over: `after` so many of its periods, how far forecast and straight line were from what came."""

    plan_year: PlanYear
    # (periods passed, of all, errors; None where no target tells).
    after: Sequence[tuple[int, int, Errors | None]]
    # Targets whose every period has a figure, of all that were due.
    complete: int
    of: int


def look_back(*, user: User | AnonymousUser, today: datetime.date) -> LookedBack | None:
    """Over the targets that the person may see; None before any year is over. A constant number of queries."""
    plan_year = PlanYear.objects.filter(last_day__lt=today).order_by("-year").first()
    if plan_year is None:
        return None
    plan = plan_of(plan_year, table=table_in_force(plan_year), targets=Target.objects.visible_to(user))
    performances = performance_of(plan, plan_year, today=today)
    complete = [each for each in performances if each.covers_the_year]
    known = beside(complete, plan_year, today=today, done={})
    work_lines = list(lines_due("action", plan_year, today=today))
    of = max((len(each.planned.sheet.trajectory) for each in complete), default=0)
    found = []
    for after in dict.fromkeys(of * quarter // 4 for quarter in (1, 2, 3) if of):
        works = works_of([each.planned for each in complete], plan_year, today=today, done=_done_by(work_lines, after))
        then = [_as_it_was(each, after) for each in complete]
        forecasts = forecasts_from(then, replace(known, works=works))
        cases = [
            (_came_to(each), forecasts[each.planned.target_id], straight_line(each.planned.sheet, told))
            for each in complete
            # By then nothing was known of what is told once a year.
            if (told := told_by(_until(each, after)))
        ]
        found.append((after, of, errors_of(cases)))
    return LookedBack(plan_year, found, len(complete), sum(each.year_to_date.due > 0 for each in performances))


def straight_line(sheet: Sheet, told: Sequence[Told]) -> Decimal:
    """A sum so far ÷ periods × all periods; a level goes on from its baseline as evenly."""
    if sheet.measure.grows_through_the_year:
        start, reached = Decimal(0), sum((each.amount.value or Decimal(0) for each in told), Decimal(0))
    else:
        reached = levels_of(sheet, told)[told[-1].ordinal]
        start = reached if sheet.baseline is None else sheet.baseline
    return start + (reached - start) / told[-1].ordinal * len(sheet.trajectory)


def _came_to(each: Performance) -> Decimal:
    """As the forecast takes it: verified where it was, else reported."""
    amounts = (one.amount for one in told_by(each.lines))
    return over_periods(each.planned.sheet.measure, amounts).value or Decimal(0)


def _as_it_was(each: Performance, after: int) -> Performance:
    return replace(each, lines=_until(each, after), year_to_date=replace(each.year_to_date, ordinal=after))


def _until(each: Performance, after: int) -> list[DueLine]:
    return [line for line in each.lines if line.ordinal <= after]


def _done_by(lines: Iterable[DueLine], after: int) -> dict[int, Done]:
    """The actions' progress at the end of that period."""
    found: dict[int, Done] = {}
    for line in lines:
        if line.ordinal <= after:
            before = found.get(line.about, Done(None, None))
            reported, verified = line.reported.value, line.verified.value
            found[line.about] = Done(
                before.reported if reported is None else reported, before.verified if verified is None else verified
            )
    return found
