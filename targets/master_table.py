"""The master table as it is read: its targets grouped, each group with its subtotal and what that covers.

The page, the Excel output and the command show the same content.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import Model, QuerySet, TextChoices
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from agencies.models import Agency, County, Sector
from agencies.unchanged import store, while_sources_unchanged, while_unchanged
from config.persian.digits import localise_digits
from projects.models import Axis, Period, PlanYear, PolicyClause, PriorityIndustry
from targets.enums import Feeds, Standing
from targets.forecast import Forecast, Forecasts, Together, brought_to, sum_of
from targets.models import Indicator, MacroObservation, MacroTarget, MasterTable, Target
from targets.performance import (
    MacroFigures,
    Performance,
    Sums,
    Totals,
    last_due_among,
    latest_observations,
    macro_figures,
    macro_targets_of,
    periods_of,
    reading_of,
    sums,
    totals,
)

M = TypeVar("M", bound=Model)
# The headings of groups, with the rows that they are of.
_told: dict[Hashable, Any] = store()

# In which order the page says how many targets stand how.
WORST_FIRST = (
    Standing.NOT_REPORTED,
    Standing.NO_PROGRESS,
    Standing.BEHIND,
    Standing.ON_PLAN,
    Standing.NOT_DUE,
    Standing.NOT_COMPUTABLE,
)


class Grouping(TextChoices):
    """What the rows stand under."""

    MACRO = "macro", gettext_lazy("Macro target")
    AGENCY = "agency", gettext_lazy("Agency")
    SECTOR = "sector", gettext_lazy("Sector")
    AXIS = "axis", gettext_lazy("Axis")
    INDUSTRY = "industry", gettext_lazy("Priority industry")
    COUNTY = "county", gettext_lazy("County")
    CLAUSE = "clause", gettext_lazy("Policy clause")
    INDICATOR = "indicator", gettext_lazy("Indicator")
    NOTHING = "nothing", gettext_lazy("Ungrouped")


class Names:
    """What the rows name by key or code, each in its own order, for reading only; asked for when somebody asks, and
    kept while the list is as it is."""

    def __init__(self, plan_year: PlanYear) -> None:
        self.plan_year = plan_year

    @cached_property
    def agencies(self) -> Mapping[int, Agency]:
        return _named(Agency, "pk")

    @cached_property
    def sectors(self) -> Mapping[str, Sector]:
        return _named(Sector, "code")

    @cached_property
    def axes(self) -> Mapping[str, Axis]:
        return _named(Axis, "code")

    @cached_property
    def industries(self) -> Mapping[str, PriorityIndustry]:
        return _named(PriorityIndustry, "code")

    @cached_property
    def clauses(self) -> Mapping[str, PolicyClause]:
        return _named(PolicyClause, "code")

    @cached_property
    def counties(self) -> Mapping[str, County]:
        return _named(County, "sci_code")

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        return _named(Indicator, "code")

    @cached_property
    def macro_targets(self) -> Mapping[Any, MacroTarget]:
        return {macro.uuid: macro for macro in macro_targets_of(self.plan_year)}


def _named(model: type[M], key: str) -> Mapping[Any, M]:
    def read() -> dict[Any, M]:
        return {getattr(row, key): row for row in model._default_manager.all()}

    return while_sources_unchanged(("names", model), read)


def names_of(plan_year: PlanYear) -> Names:
    return Names(plan_year)


@dataclass(frozen=True)
class Group:
    """Rows under one heading; what they come to is added up when somebody looks, in the language they were read in.

    `macro_target` is there when the heading is one, with the last official figure of it.
    """

    heading: str
    rows: list[Performance]
    plan_year: PlanYear = field(repr=False)
    forecasts: Mapping[int, Forecast] = field(repr=False)
    macro_target: MacroTarget | None = field(default=None, repr=False)
    observation: MacroObservation | None = field(default=None, repr=False)

    @cached_property
    def macro(self) -> MacroFigures | None:
        """What the rows bring to the macro target."""
        if self.macro_target is None:
            return None
        return macro_figures(self.macro_target, self.rows, self.observation)

    @cached_property
    def sums(self) -> Sums:
        return _sums_of(self.macro, self.rows) if self.macro else sums(self.rows)

    @cached_property
    def totals(self) -> Totals:
        return totals(self.rows, self.plan_year)

    @cached_property
    def forecast(self) -> Together:
        """What the rows are likely to come to, or to bring to the macro target."""
        if self.macro_target is not None:
            return brought_to(self.macro_target, self.rows, self.forecasts)
        return sum_of(self.rows, self.forecasts)

    @cached_property
    def told(self) -> SafeString:
        """What a page says above its rows, in the language that it was read in.

        Taken over where all of it is as it was: most of what is done in a return changes no group.
        """
        given = [*self.rows, self.macro_target, self.observation]
        words = (get_language(), self.heading, self.plan_year.achievement_cap, self.forecast)

        def tell() -> tuple[list[Any], SafeString]:
            return given, render_to_string("targets/master_table_group.html", {"group": self})

        return while_sources_unchanged((words, *map(id, given)), tell, _told)[1]


@dataclass(frozen=True)
class MasterTableContent:
    """What a reader sees of a year's master table: `table` is the frozen version, None while the year is open."""

    plan_year: PlanYear
    table: MasterTable | None
    today: datetime.date
    grouping: Grouping
    groups: list[Group]
    names: Names
    # By target key.
    forecasts: Mapping[int, Forecast]

    @cached_property
    def period(self) -> Period | None:
        """To whose end the figures go: the last that was due; None before any was."""
        return last_due_among(self.periods)

    @cached_property
    def periods(self) -> list[Any]:
        """The months or quarters of the year (`periods_of`). One query, for who shows or forecasts something."""
        return periods_of(self.plan_year, today=self.today)

    @cached_property
    def rows(self) -> list[Performance]:
        """Each once: under the policy clauses a target stands as often as its program serves some."""
        return list({row.planned.target_id: row for group in self.groups for row in group.rows}.values())

    @cached_property
    def totals(self) -> Totals:
        return totals(self.rows, self.plan_year)

    @property
    def by_standing(self) -> list[tuple[Standing, int]]:
        """How many rows stand how, the worst first; standings in which none does are left out."""
        counts = self.totals.standings
        return [(standing, count) for standing in WORST_FIRST if (count := counts.get(standing, 0))]

    @cached_property
    def furthest_behind(self) -> Performance | None:
        """Of the rows that are behind the one that has done least of what was due; None where nobody can say."""
        behind = [row for row in self.rows if row.standing in (Standing.BEHIND, Standing.NO_PROGRESS)]
        return min((row for row in behind if row.rate is not None), key=lambda row: row.rate or 0, default=None)

    def in_order(self, rows: list[Performance], alias: str) -> list[Performance]:
        """Rows of a group in another order: a name of ORDERS, "-" before it for descending.

        What has no value comes last in both directions.
        """
        key = ORDERS[alias.removeprefix("-")]
        values = [(key(row, self), row) for row in rows]
        there = [pair for pair in values if pair[0] is not None]
        there.sort(key=itemgetter(0), reverse=alias.startswith("-"))
        return [row for _value, row in there] + [row for value, row in values if value is None]

    def ordered_by(self, alias: str) -> MasterTableContent:
        """The same with each group's rows in another order."""
        return replace(self, groups=[replace(group, rows=self.in_order(group.rows, alias)) for group in self.groups])


# By what the rows of a group may be ordered; as they come, they follow the project codes.
ORDERS: dict[str, Callable[[Performance, MasterTableContent], Any]] = {
    "project": lambda row, _content: row.planned.project_code,
    "agency": lambda row, content: content.names.agencies[row.planned.agency_id].sort_key,
    "indicator": lambda row, content: content.names.indicators[row.planned.indicator].sort_key,
    "baseline": lambda row, _content: row.planned.sheet.baseline,
    "offered": lambda row, _content: offered_or_proposed(row),
    "agreed": lambda row, _content: row.planned.agreed.value,
    "expected": lambda row, _content: row.expected,
    "reported": lambda row, _content: row.reported,
    "verified": lambda row, _content: row.verified,
    "disputed": lambda row, _content: row.disputed,
    "forecast": lambda row, content: content.forecasts[row.planned.target_id].value,
    "achievement": lambda row, _content: row.achievement,
    # The worst first: how it stands, then how little of what was due is done.
    "standing": lambda row, _content: (WORST_FIRST.index(row.standing), row.rate or Decimal(0)),
}


def offered_or_proposed(row: Performance) -> Decimal | None:
    """What the agency offers; before its head has signed, what it proposes."""
    offered = row.planned.offered.value
    return row.planned.proposed if offered is None else offered


def read_master_table(
    plan_year: PlanYear,
    *,
    table: MasterTable | None,
    targets: QuerySet[Target],
    today: datetime.date,
    names: Names,
    grouping: Grouping = Grouping.MACRO,
    standing: str = "",
) -> MasterTableContent:
    """The rows of `table`, or without one the live targets, of those in `targets`, with the standing asked for."""
    reading = reading_of(plan_year, table=table, targets=targets, today=today)

    def read() -> MasterTableContent:
        performances = [row for row in reading.performances if not standing or row.standing == standing]
        forecasts = Forecasts(reading)
        groups = _groups(performances, forecasts, plan_year, grouping, names)
        return MasterTableContent(plan_year, table, today, grouping, groups, names, forecasts)

    return while_unchanged(("master table", reading.key, grouping, standing, get_language()), read)


def _groups(
    performances: list[Performance],
    forecasts: Mapping[int, Forecast],
    plan_year: PlanYear,
    grouping: Grouping,
    names: Names,
) -> list[Group]:
    """In the order of the names; what has none of them comes last."""
    by_key: dict[Any, list[Performance]] = {}
    for row in performances:
        for key in _KEYS[grouping](row):
            by_key.setdefault(key, []).append(row)
    headings = _headings(grouping, names)
    observations = latest_observations(plan_year) if grouping == Grouping.MACRO else {}
    found = []
    for key in [*(key for key in headings if key in by_key), *(key for key in by_key if key not in headings)]:
        macro_target = names.macro_targets.get(key) if grouping == Grouping.MACRO else None
        found.append(
            Group(
                heading=str(headings[key] if key in headings else _WITHOUT[grouping]),
                rows=by_key[key],
                plan_year=plan_year,
                forecasts=forecasts,
                macro_target=macro_target,
                observation=observations.get(macro_target.pk) if macro_target else None,
            )
        )
    return found


_KEYS: dict[Grouping, Callable[[Performance], Collection[Any]]] = {
    Grouping.MACRO: lambda row: (row.planned.macro_target,),
    Grouping.AGENCY: lambda row: (row.planned.agency_id,),
    Grouping.SECTOR: lambda row: (row.planned.sector,),
    Grouping.AXIS: lambda row: (row.planned.axis,),
    Grouping.INDUSTRY: lambda row: (row.planned.industry,),
    Grouping.COUNTY: lambda row: (row.planned.place,),
    Grouping.CLAUSE: lambda row: row.planned.clauses or ("",),
    Grouping.INDICATOR: lambda row: (row.planned.indicator,),
    Grouping.NOTHING: lambda _row: ("",),
}
_WITHOUT: dict[Grouping, Any] = {
    Grouping.MACRO: gettext_lazy("Feeds no macro target"),
    Grouping.SECTOR: gettext_lazy("Without sector"),
    Grouping.AXIS: gettext_lazy("Without axis"),
    Grouping.INDUSTRY: gettext_lazy("Of no priority industry"),
    # Nothing is split by guess.
    Grouping.COUNTY: gettext_lazy("Unallocated: in several counties, or in the whole province"),
    Grouping.CLAUSE: gettext_lazy("Serves no policy clause"),
    Grouping.NOTHING: gettext_lazy("All targets"),
}


def _headings(grouping: Grouping, names: Names) -> Mapping[Any, Any]:
    match grouping:
        case Grouping.MACRO:
            return names.macro_targets
        case Grouping.AGENCY:
            return names.agencies
        case Grouping.SECTOR:
            return names.sectors
        case Grouping.AXIS:
            return names.axes
        case Grouping.INDUSTRY:
            return names.industries
        case Grouping.COUNTY:
            return names.counties
        case Grouping.CLAUSE:
            return {
                code: _("Clause %(number)s: %(clause)s") % {"number": localise_digits(code), "clause": clause}
                for code, clause in names.clauses.items()
            }
        case Grouping.INDICATOR:
            return names.indicators
        case Grouping.NOTHING:
            return {}


def _sums_of(macro: MacroFigures, rows: list[Performance]) -> Sums:
    """What the rows bring to their macro target, with what the reader must know about the sum."""
    footnotes = []
    if any(row.planned.feeds == Feeds.LEVEL for row in rows):
        footnotes.append(_("Targets that feed as a level count with their change from the baseline."))
    if macro.not_counted:
        footnotes.append(
            ngettext("%(count)s target is not counted:", "%(count)s targets are not counted:", macro.not_counted)
            % {"count": localise_digits(str(macro.not_counted))}
            + f" {macro.footnote}"
        )
    if macro.still_growing:
        footnotes.append(
            ngettext(
                "%(count)s target shows its change from last year only at the year's end.",
                "%(count)s targets show their change from last year only at the year's end.",
                macro.still_growing,
            )
            % {"count": localise_digits(str(macro.still_growing))}
        )
    if macro.double_counts:
        footnotes.append(macro.double_counts)
    return Sums(
        unit=macro.macro_target.indicator.unit,
        offered=macro.offered,
        agreed=macro.agreed,
        reported=macro.reported,
        verified=macro.verified,
        disputed=macro.disputed,
        coverage=macro.coverage,
        verified_coverage=macro.verified_coverage,
        footnote=" ".join(footnotes),
    )
