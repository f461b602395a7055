"""Targets of a year as they stand, read once and kept until something is done (`agencies.unchanged`)."""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.unchanged import while_unchanged
from projects.models import Period, PlanYear
from targets.models import MasterTable, Target
from targets.performance.target import Performance, performance_of
from targets.planned import plan_of


@dataclass(frozen=True)
class Reading:
    """The targets with what came of them; `key` tells this reading from others."""

    plan_year: PlanYear
    today: datetime.date
    performances: list[Performance]
    key: Hashable


def reading_of(
    plan_year: PlanYear,
    *,
    table: MasterTable | None,
    targets: QuerySet[Target] | None = None,
    today: datetime.date,
    through: Period | None = None,
) -> Reading:
    """The rows of `table`, or without one the live targets; of those in `targets`, where given.

    Who may see the same shares it: what is asked each time is only which targets these are.
    """
    among = None if targets is None else _keys_of(targets.filter(project__program__plan_year=plan_year))
    key = ("reading", plan_year.pk, table.pk if table else None, today, through.pk if through else None, among)

    def read() -> Reading:
        plan = plan_of(plan_year, table=table, targets=targets)
        return Reading(plan_year, today, performance_of(plan, plan_year, today=today, through=through), key)

    return while_unchanged(key, read)


def _keys_of(targets: QuerySet[Target]) -> tuple[int, ...]:
    return tuple(targets.order_by("pk").values_list("pk", flat=True).distinct())
