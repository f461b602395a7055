"""The counties of the province: what was promised in each and how far that is, and what can be given to none.

A target counts in its own county, or in the only one that its project works in. What works in several counties, or in
the whole province, stands in a line of its own: nothing is split by guess.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.utils.translation import get_language

from agencies.models import County, User
from agencies.permissions import sight_of
from agencies.unchanged import while_unchanged
from config.made import Made
from projects.models import PlanYear
from reports.dashboard.reading import Judgement, judged
from reports.sheets.drawn import map_of
from targets.models import MacroTarget, Target
from targets.performance import (
    MacroFigures,
    Performance,
    Totals,
    grouped,
    macro_figures,
    macro_targets_of,
    reading_of,
    totals,
)
from targets.planned import table_in_force
from targets.rollups import portion


@dataclass(frozen=True)
class CountyLine:
    """A county, None for what can be given to none. `macro` is what it brings to the macro target that was chosen."""

    county: County | None
    totals: Totals
    projects: int
    agencies: int
    macro: MacroFigures | None
    # How it stands, in a word; of a chosen macro target nothing is judged.
    judgement: Judgement | None = None

    @property
    def code(self) -> str:
        return self.county.sci_code if self.county else ""

    @property
    def shown(self) -> Decimal | None:
        """What its tile says, in percent: of a chosen macro target reported of agreed, else done of what was due."""
        if self.macro is not None:
            return portion(self.macro.reported, self.macro.agreed)
        return self.totals.rate.value


@dataclass(frozen=True)
class CountyMap:
    """`several` and `anywhere` say of how many unallocated targets the projects work in several counties, or in all."""

    plan_year: PlanYear
    today: datetime.date
    macro_target: MacroTarget | None
    macro_targets: Sequence[MacroTarget]
    lines: Sequence[CountyLine]
    unallocated: CountyLine
    several: int
    anywhere: int
    whole: CountyLine
    # Those that there are today and were not yet when the year began.
    later: Sequence[County]

    @cached_property
    def made(self) -> Made:
        """What the page says of it, in the language that it was read in."""
        return Made("reports", counties=self, chart=map_of(self))

    @property
    def worst_first(self) -> Sequence[CountyLine]:
        """Those with the least done first, those of which nothing can be said last."""
        return sorted(self.lines, key=lambda line: (line.shown is None, line.shown or Decimal(0)))

    @property
    def known(self) -> Sequence[CountyLine]:
        """The counties of which there is something to say, the worst first."""
        return [line for line in self.worst_first if line.shown is not None]

    @property
    def late(self) -> Sequence[CountyLine]:
        """Those that are not on plan, the worst first."""
        return [line for line in self.known if line.judgement and line.judgement.tone != "ok"]


def county_map(
    plan_year: PlanYear, *, user: User, today: datetime.date, macro_target: MacroTarget | None = None
) -> CountyMap:
    """Of the targets that the reader may see; with a macro target, of those that feed it.

    Kept until something is done.
    """
    chosen = macro_target.pk if macro_target else None
    key = ("county map", sight_of(user), plan_year.pk, chosen, today, get_language())
    return while_unchanged(key, lambda: _read(plan_year, user, today, macro_target))


def _read(plan_year: PlanYear, user: User, today: datetime.date, macro_target: MacroTarget | None) -> CountyMap:
    macro_targets = macro_targets_of(plan_year)
    chosen = next((each for each in macro_targets if each == macro_target), None)
    reading = reading_of(
        plan_year, table=table_in_force(plan_year), targets=Target.objects.visible_to(user), today=today
    )
    performances = [each for each in reading.performances if chosen is None or each.planned.macro_target == chosen.uuid]
    by_place = grouped(performances, lambda each: each.planned.place)

    def line(county: County | None, rows: Sequence[Performance]) -> CountyLine:
        sums = totals(rows, plan_year)
        return CountyLine(
            county,
            sums,
            projects=len({each.planned.project_id for each in rows}),
            agencies=len({each.planned.agency_id for each in rows}),
            macro=None if chosen is None else macro_figures(chosen, rows),
            judgement=judged(sums.rate.value, plan_year) if chosen is None and rows else None,
        )

    there = Q(valid_from__isnull=True) | Q(valid_from__lte=plan_year.first_day)
    known = County.objects.filter(_lasts(plan_year) | Q(sci_code__in=by_place))
    counties = known.filter(there | Q(sci_code__in=by_place))
    on_the_map = {county.sci_code for county in counties}
    without = by_place.get("", [])
    return CountyMap(
        plan_year,
        today,
        chosen,
        macro_targets,
        lines=[line(county, by_place.get(county.sci_code, [])) for county in counties],
        unallocated=line(None, without),
        several=sum(len(each.planned.places) > 1 for each in without),
        anywhere=sum(each.planned.places == {""} for each in without),
        whole=line(None, performances),
        later=[county for county in known if county.sci_code not in on_the_map],
    )


def _lasts(plan_year: PlanYear) -> Q:
    return Q(valid_until__isnull=True) | Q(valid_until__gte=plan_year.first_day)
