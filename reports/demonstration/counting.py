"""What the planner decides on double counts of a demonstration."""

from __future__ import annotations

from decimal import Decimal

from projects.models import PlanYear
from reports.demonstration import content
from reports.demonstration.writing import Stage
from targets.double_count_cases import cases_of
from targets.double_counts import amount_of, even_shares
from targets.enums import Verdict
from targets.models import Target
from targets.operations.double_counts import decide_double_count


def count_once(stage: Stage, plan_year: PlanYear) -> None:
    """Of the suspected double counts one is confirmed: what is common is counted once, and each target keeps a part."""
    targets = Target.objects.filter(indicator__code=content.COUNTED_ONCE)
    case = next(iter(cases_of(plan_year, targets)), None)
    if case is None:
        return
    uuids = [row.target_uuid for row in case.rows]
    decide_double_count(
        by=stage.people["planner"],
        targets=uuids,
        verdict=Verdict.CONFIRMED,
        ground=case.ground,
        reason=content.COUNTED_REASON,
        common_amount=min(amount_of(row) or Decimal(0) for row in case.rows),
        shares=dict(zip(uuids, even_shares(len(uuids)), strict=True)),
    )
