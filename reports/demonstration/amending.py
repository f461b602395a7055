"""What is amended in a demonstration after the freeze, through the operations of planner and deputy."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from config.clock import today
from projects.models import PlanYear, Program
from reports.demonstration import content
from reports.demonstration.writing import Stage
from targets.amendments import Figures
from targets.corrections import Place
from targets.enums import AmendmentReason, Authority
from targets.models import MasterTableRow, Target
from targets.operations.amendments import approve_amendment, propose_amendment
from targets.operations.corrections import correct_wording
from targets.planned import table_in_force

# In the province: so many growing targets of one agency, each raised by this share.
RAISED, SHARE = 6, Decimal("1.05")


def amend_two_counties(stage: Stage, plan_year: PlanYear) -> None:
    """The small demonstration's second version: one decision with two lines."""
    indicator, counties, value = content.AMENDED
    targets = Target.objects.filter(
        project__program__plan_year=plan_year, indicator__code=indicator, county__sci_code__in=counties
    )
    _amend(stage, plan_year, dict.fromkeys(targets, Decimal(value)), AmendmentReason.CREDIT, content.AMENDMENT_TEXT)


def correct_a_word(stage: Stage, plan_year: PlanYear) -> None:
    """What one frozen program says is put right in its wording: logged, and no version."""
    title, purpose, reason = content.CORRECTED
    program = Program.objects.get(plan_year=plan_year, title=title)
    texts = {Place(program.uuid, "purpose"): purpose}
    correct_wording(by=stage.people["planner"], program=program, version=program.version, texts=texts, reason=reason)


def amend_one_agency(stage: Stage, plan_year: PlanYear) -> None:
    """The province's second version: the first agency's targets that grow with the year's amounts are raised."""
    growing = MasterTableRow.objects.filter(
        master_table=table_in_force(plan_year), direction="up", kind="flow", numerator=None
    )
    rows = growing.filter(agency=growing.order_by("position").values("agency")[:1])
    grown = {}
    for row in rows.select_related("target__indicator__unit").order_by("position")[:RAISED]:
        value = round(row.value * SHARE, row.target.indicator.unit.decimals)
        if value != row.value:
            grown[row.target] = value
    if grown:
        _amend(stage, plan_year, grown, AmendmentReason.CAPACITY, content.RAISING_TEXT)


def _amend(
    stage: Stage, plan_year: PlanYear, values: Mapping[Target, Decimal], reason: AmendmentReason, text: str
) -> None:
    amendment = propose_amendment(
        by=stage.people["planner"],
        plan_year=plan_year,
        version=1,
        reason_code=reason,
        text=text,
        authority=Authority.LETTER,
        authority_number=content.AMENDMENT_LETTER,
        authority_on=today(),
        figures={target.uuid: Figures(value=value) for target, value in values.items()},
    )
    approve_amendment(by=stage.people["deputy"], amendment=amendment)
