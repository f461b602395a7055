"""Targets of a year as they stand, read once and kept until something is done (`agencies.unchanged`).

What somebody does changes a few rows. Where the tables of the plan are as they were, the plan is the one that was read
last; the lines are read again of those agencies whose returns were changed. And what is equal to what was read last is
taken over, with all that was computed of it alone.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from agencies.unchanged import keep, noting, of_the_same, stamps_now, store, while_sources_unchanged, while_unchanged
from projects.models import Period, PlanYear
from targets.double_counts import Counted, counting
from targets.models import MasterTable, Target
from targets.performance.target import Performance, performance_of, until_period
from targets.performance.work import Done, action_progress, progress_by_agency
from targets.planned import Plan, StandingAction, plan_of, standing_actions
from targets.reported import OF_A_RETURN, RETURNS, DueLine, lines_by_agency

T = TypeVar("T")
# By agency, and by the key of what is said of it.
_ReadByAgency = Callable[[PlanYear, datetime.date, Collection[int]], Mapping[int, Mapping[int, T]]]


class _Read(NamedTuple):
    plan: Plan
    performances: list[Performance]


@dataclass(frozen=True)
class Reading:
    """The targets with what came of them, read when somebody asks; `key` tells this reading from others.

    To the end of the period `through`, of None as they are.
    """

    plan_year: PlanYear
    today: datetime.date
    table: MasterTable | None
    targets: QuerySet[Target] | None = field(repr=False, compare=False)
    key: Hashable
    through: Period | None = None

    @cached_property
    def performances(self) -> list[Performance]:
        through = self.through
        if through is None:
            return self._read.performances
        return while_unchanged(self.key, lambda: until_period(through, self._read.performances, self.plan_year))

    @cached_property
    def actions(self) -> list[StandingAction]:
        """The actions of the plan's projects, as `standing_actions` gives them."""
        plan = self._read.plan
        return of_the_same("actions", [plan], lambda: standing_actions(plan))

    @cached_property
    def done(self) -> Mapping[int, Done]:
        """How far the actions of the plan's agencies are, by their keys."""
        if self.through is not None:
            return action_progress(self.plan_year, today=self.today, through=self.through)
        return self.of_returns("done", progress_by_agency)

    def of_returns(self, name: str, read: _ReadByAgency[T]) -> dict[int, T]:
        """What the returns of the plan's agencies say, by key; `read` again of those whose returns were changed."""
        agencies = {row.agency_id for row in self._read.plan}
        if connection.in_atomic_block:
            return _together(read(self.plan_year, self.today, agencies), agencies)
        return _again(name, read, self.plan_year, self.today, agencies)

    def until(self, period: Period | None) -> Reading:
        """The same to the end of a period."""
        if period is None:
            return self
        until = Reading(self.plan_year, self.today, self.table, self.targets, (self.key, period.pk), period)
        until.__dict__["_read"] = self._read
        return until

    @cached_property
    def _read(self) -> _Read:
        return while_unchanged(self.key, self._read_again)

    def _read_again(self) -> _Read:
        plan = while_sources_unchanged(("plan", self.key), self._plan_again)
        counted = of_the_same("counted", [plan], lambda: counting(plan))
        return _Read(plan, self._performances_again(plan, counted))

    @property
    def _kept_as(self) -> Hashable:
        return connection.settings_dict["NAME"], self.key

    def _plan_again(self) -> Plan:
        before = _plans.get(self._kept_as)
        plan = plan_of(self.plan_year, table=self.table, targets=self.targets, before=before)
        keep(_plans, self._kept_as, plan)
        return plan

    def _performances_again(self, plan: Plan, counted: Mapping[int, Counted]) -> list[Performance]:
        year = (connection.settings_dict["NAME"], self.plan_year.pk)
        # The rows know their units by key: with other units nothing is the same.
        judged_by = (self.plan_year.on_plan_from, plan.units)
        known = _performances.get(year, (None, {}))
        before = known[1] if known[0] == judged_by else {}
        lines: Mapping[int, Sequence[DueLine]] | None = None
        if not connection.in_atomic_block:
            agencies = {row.agency_id for row in plan}
            lines = _again("lines", lines_by_agency, self.plan_year, self.today, agencies)
        performances = performance_of(
            plan, self.plan_year, today=self.today, before=before, counted=counted, lines=lines
        )
        keep(_performances, year, (judged_by, {**before, **{each.planned.target_id: each for each in performances}}))
        last = _lists.get(self._kept_as, [])
        # The very same targets are the same list: what is computed of it together is taken over too.
        if len(last) == len(performances) and all(map(operator.is_, last, performances)):
            performances = last
        keep(_lists, self._kept_as, performances)
        return performances


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
    return Reading(plan_year, today, table, targets, key)


def _keys_of(targets: QuerySet[Target]) -> tuple[int, ...]:
    """Asked for again where that may give others: what is asked says who asks, and for what."""
    keys = targets.order_by("pk").values_list("pk", flat=True).distinct()
    try:
        asked, values = keys.query.sql_with_params()
    except EmptyResultSet:
        return ()
    return while_sources_unchanged(("targets", asked, repr(values)), lambda: tuple(keys))


# --- what stayed the same -------------------------------------------------------------------------

# By the key of a reading its plan, as it was read last.
_plans: dict[Hashable, Plan] = store()
# By the key of a reading its targets, as they were read last.
_lists: dict[Hashable, list[Performance]] = store()
# By the key of a year what its targets are judged by, and these by their keys.
_performances: dict[Hashable, tuple[Any, dict[int, Performance]]] = store()


class _ByAgency(NamedTuple):
    """What was read of each agency's returns, and under which stamps.

    `beside` are the tables that were asked beside those of the returns.
    """

    beside: Sequence[str] = ()
    of: Mapping[int, tuple[Hashable, Mapping[int, Any]]] = MappingProxyType({})


_of_returns: dict[Hashable, _ByAgency] = store()


def _again(
    name: str,
    read: _ReadByAgency[T],
    plan_year: PlanYear,
    today: datetime.date,
    agencies: Collection[int],
) -> dict[int, T]:
    """What the agencies' returns of a year say, by key; read again where they were changed. One query, or none."""
    key = (connection.settings_dict["NAME"], name, plan_year.pk, today)
    known = _of_returns.get(key, _ByAgency())
    stamps = stamps_now()

    def end_of(agency: int, beside: Sequence[str]) -> Hashable:
        return (stamps.get((RETURNS, agency)), *(stamps.get(table) for table in beside))

    changed = [each for each in agencies if each not in known.of or known.of[each][0] != end_of(each, known.beside)]
    if changed:
        asked: set[str] = set()
        with noting(asked):
            fresh = read(plan_year, today, changed)
        beside = sorted(asked - OF_A_RETURN)
        said = {agency: known.of[agency][1] if agency in known.of else {} for agency in changed}
        # What says the same is the same.
        said |= {agency: new for agency in changed if (new := fresh.get(agency, {})) != said[agency]}
        known = _ByAgency(beside, {**known.of, **{each: (end_of(each, beside), said[each]) for each in changed}})
        keep(_of_returns, key, known)
    by_agency = {agency: known.of[agency][1] for agency in sorted(agencies)}
    return of_the_same(name, list(by_agency.values()), lambda: _together(by_agency, by_agency))


def _together(by_agency: Mapping[int, Mapping[int, T]], agencies: Iterable[int]) -> dict[int, T]:
    return {key: said for agency in agencies for key, said in by_agency.get(agency, {}).items()}
