"""Targets of a year as they stand, read once and kept until something is done (`agencies.unchanged`)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from agencies.unchanged import keep, while_unchanged
from projects.models import Period, PlanYear
from targets.double_counts import Suspicion, suspicions_in
from targets.models import MasterTable, Target
from targets.performance.target import Performance, performance_of, until_period
from targets.planned import Plan, Planned, plan_of


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
# What somebody does changes a few rows. What was read last is not served again; but what of it is equal to what is read
# now is taken over, with all that was computed of it alone.

# By the key of a reading its plan, with the double counts that are suspected in it.
_plans: dict[Hashable, tuple[Plan, list[Suspicion]]] = {}
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
    before, suspicions = _plans.get(key, (None, []))
    plan = plan_of(plan_year, table=table, targets=targets, before=before)
    if plan is not before:
        suspicions = list(suspicions_in(plan))
        keep(_plans, key, (plan, suspicions))
    year = (connection.settings_dict["NAME"], plan_year.pk)
    # The rows know their units by key: with other units nothing is the same.
    judged_by = (plan_year.on_plan_from, plan.units)
    known = _performances.get(year, (None, {}))
    of_year = known[1] if known[0] == judged_by else {}
    rows = [row for row in plan if only(row)]
    performances = performance_of(rows, plan_year, today=today, before=of_year, suspicions=suspicions)
    keep(_performances, year, (judged_by, {**of_year, **{each.planned.target_id: each for each in performances}}))
    return performances


def _keys_of(targets: QuerySet[Target]) -> tuple[int, ...]:
    return tuple(targets.order_by("pk").values_list("pk", flat=True).distinct())
