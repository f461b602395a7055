"""Targets of a year as they stand, read once and kept until something is done (`agencies.unchanged`)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from agencies.unchanged import keep, noting, stamps_now, while_sources_unchanged, while_unchanged
from projects.models import Period, PlanYear
from targets.double_counts import Suspicion, suspicions_in
from targets.models import MasterTable, Target
from targets.performance.target import Performance, performance_of, until_period
from targets.planned import Plan, Planned, plan_of
from targets.reported import OF_A_RETURN, Read, read_by_agency, stamps_of_returns


@dataclass(frozen=True)
class Reading:
    """The targets with what came of them, read when somebody asks; `key` tells this reading from others."""

    plan_year: PlanYear
    today: datetime.date
    key: Hashable
    read: Callable[[], list[Performance]] = field(repr=False)

    @cached_property
    def performances(self) -> list[Performance]:
        return while_unchanged(self.key, self.read)

    def until(self, period: Period | None) -> Reading:
        """The same to the end of a period; of None as it is. No query."""
        if period is None:
            return self
        return Reading(
            self.plan_year,
            self.today,
            (self.key, period.pk),
            lambda: until_period(period, self.performances, self.plan_year),
        )


def reading_of(
    plan_year: PlanYear,
    *,
    table: MasterTable | None,
    targets: QuerySet[Target] | None = None,
    today: datetime.date,
) -> Reading:
    """The rows of `table`, or without one the live targets; of those in `targets`, where given.

    Who may see the same shares it: what is asked each time is only which targets these are.
    """
    among = None if targets is None else _keys_of(targets.filter(project__program__plan_year=plan_year))

    key = ("reading", plan_year.pk, table.pk if table else None, today, among)
    return Reading(plan_year, today, key, lambda: read_again(key, plan_year, table=table, targets=targets, today=today))


# --- what stayed the same -------------------------------------------------------------------------
#
# What somebody does changes a few rows. Where the tables of the plan are as they were, the plan is the one that was
# read last; the lines are read again of those agencies whose returns were changed. And what is equal to what was read
# last is taken over, with all that was computed of it alone.

# By the key of a reading its plan, with the double counts that are suspected in it.
_plans: dict[Hashable, tuple[Plan, list[Suspicion]]] = {}
# By year and day what the due lines of targets are made from.
_lines: dict[Hashable, _Lines] = {}
# By the key of a year what its targets are judged by, and these by their keys.
_performances: dict[Hashable, tuple[Any, dict[int, Performance]]] = {}


def read_again(
    key: Hashable,
    plan_year: PlanYear,
    *,
    table: MasterTable | None,
    targets: QuerySet[Target] | None,
    today: datetime.date,
    only: Callable[[Planned], bool] = lambda row: True,
) -> list[Performance]:
    """The rows of a reading with that key as they are now; `only` says which of them are wanted."""
    plan, suspicions = while_sources_unchanged(("plan", key), lambda: _plan_again(key, plan_year, table, targets))
    year = (connection.settings_dict["NAME"], plan_year.pk)
    # The rows know their units by key: with other units nothing is the same.
    judged_by = (plan_year.on_plan_from, plan.units)
    known = _performances.get(year, (None, {}))
    of_year = known[1] if known[0] == judged_by else {}
    rows = [row for row in plan if only(row)]
    performances = performance_of(
        rows,
        plan_year,
        today=today,
        before=of_year,
        suspicions=suspicions,
        read=None if connection.in_atomic_block else _lines_again(plan_year, today, {row.agency_id for row in rows}),
    )
    keep(_performances, year, (judged_by, {**of_year, **{each.planned.target_id: each for each in performances}}))
    return performances


def _plan_again(
    key: Hashable, plan_year: PlanYear, table: MasterTable | None, targets: QuerySet[Target] | None
) -> tuple[Plan, list[Suspicion]]:
    before, suspicions = _plans.get(key, (None, []))
    plan = plan_of(plan_year, table=table, targets=targets, before=before)
    if plan is not before:
        suspicions = list(suspicions_in(plan))
        keep(_plans, key, (plan, suspicions))
    return plan, suspicions


class _Lines(NamedTuple):
    """By agency under which stamps its lines were read, and by target what they are made from.

    `beside` are the tables that were asked beside those of the returns.
    """

    beside: Sequence[str] = ()
    of: Mapping[int, tuple[Hashable, Mapping[int, list[Read]]]] = MappingProxyType({})


def _lines_again(plan_year: PlanYear, today: datetime.date, agencies: Collection[int]) -> Mapping[int, list[Read]]:
    """What the due lines of the agencies' targets are made from; two queries, or one where nothing was changed."""
    key = (connection.settings_dict["NAME"], plan_year.pk, today)
    known = _lines.get(key, _Lines())
    stamps = stamps_now()
    returns = stamps_of_returns(plan_year)

    def end_of(agency: int, beside: Iterable[str]) -> Hashable:
        return (*(stamps.get(table) for table in beside), *returns.get(agency, ()))

    changed = [each for each in agencies if each not in known.of or known.of[each][0] != end_of(each, known.beside)]
    if changed:
        asked: set[str] = set()
        with noting(asked):
            fresh = read_by_agency(plan_year, today=today, agencies=changed)
        beside = sorted(asked - OF_A_RETURN)
        now = {agency: (end_of(agency, beside), fresh.get(agency, {})) for agency in changed}
        known = _Lines(beside, {**known.of, **now})
        keep(_lines, key, known)
    return {target: read for agency in agencies for target, read in known.of[agency][1].items()}


def _keys_of(targets: QuerySet[Target]) -> tuple[int, ...]:
    return tuple(targets.order_by("pk").values_list("pk", flat=True).distinct())
