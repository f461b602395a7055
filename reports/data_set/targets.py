"""Targets, their projects and actions: the rows that everything else adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agencies.models import Agency
from projects.enums import UNSOLVED, ObstacleCategory
from projects.models import FundingLine, Program, Project
from reports.data_set.texts import Data, averaged, coded, covered, day, text
from reports.shortfall import Funding, Shortfall, shortfall
from targets.models import ChallengeCost, Indicator
from targets.performance import Done, Performance, YearFigures
from targets.planned import Planned, standing_actions
from targets.rollups import Coverage, weighted_average

# By project key: the weight of each action with what is done of it, None where it has not begun.
Works = dict[int, list[tuple[Any, Done | None]]]


@dataclass(frozen=True)
class Around:
    """What stands beside the frozen rows: projects by key, their money, what credit holds up by target key."""

    projects: Mapping[int, Project]
    money: Mapping[int, list[FundingLine]]
    held_up: Mapping[int, Decimal]
    clauses: Mapping[str, list[str]] = field(default_factory=dict)

    def funding(self, project: int) -> Funding:
        """Together over its sources; what one of them does not say, the sum does not know."""
        lines = [line for line in self.money.get(project, []) if line.approved is not None]
        approved = [line.approved for line in lines if line.approved is not None]
        allocated = [line.allocated for line in lines]
        return Funding(
            needs=self.projects[project].needs_money,
            approved=sum(approved, Decimal(0)) if approved else None,
            allocated=sum((each for each in allocated if each is not None), Decimal(0))
            if allocated and None not in allocated
            else None,
        )


def around(plan: Sequence[Planned]) -> Around:
    """Four queries."""
    keys = {row.project_id for row in plan}
    projects = Project.objects.filter(pk__in=keys).select_related("sector", "priority_industry", "program")
    money: dict[int, list[FundingLine]] = {}
    for line in FundingLine.objects.filter(project__in=keys).order_by("project", "source"):
        money.setdefault(line.project_id, []).append(line)
    held_up: dict[int, Decimal] = {}
    costs = ChallengeCost.objects.filter(
        target__in=[row.target_id for row in plan],
        amount__isnull=False,
        challenge__category=ObstacleCategory.CREDIT,
        challenge__state__in=UNSOLVED,
    )
    for target, amount in costs.values_list("target_id", "amount"):
        held_up[target] = held_up.get(target, Decimal(0)) + (amount or Decimal(0))
    clauses: dict[str, list[str]] = {}
    links = Program.policy_clauses.through.objects.filter(program__code__in={row.program_code for row in plan})
    for program, clause in links.order_by("program__code", "policyclause__position").values_list(
        "program__code", "policyclause__code"
    ):
        clauses.setdefault(program, []).append(clause)
    return Around({project.pk: project for project in projects}, money, held_up, clauses)


def targets(figures: YearFigures, agencies: Mapping[int, Agency], beside: Around) -> list[Data]:
    """One row a target of the frozen table, with what was reported, verified and disputed of it."""
    codes = {each.planned.indicator for each in figures.performances}
    found = Indicator.objects.filter(code__in=codes).select_related("sector")
    indicators = {indicator.code: indicator for indicator in found}
    return [_target(each, agencies, indicators[each.planned.indicator], beside) for each in figures.performances]


def _target(each: Performance, agencies: Mapping[int, Agency], indicator: Indicator, beside: Around) -> Data:
    planned, so_far = each.planned, each.year_to_date
    project = beside.projects[planned.project_id]
    return {
        "target": str(planned.target_uuid),
        "agency": coded(agencies[planned.agency_id]),
        "program": {"code": planned.program_code, "title": planned.program_title},
        "project": {"code": planned.project_code, "title": planned.project_title},
        "indicator": coded(indicator),
        "about_jobs": planned.unit.code == "person"
        and indicator.sector is not None
        and indicator.sector.code == "employment",
        "unit": coded(planned.unit),
        "county": planned.county,
        "places": sorted(planned.places),
        "sector": planned.sector,
        "axis": planned.axis,
        "industry": project.priority_industry.code if project.priority_industry else "",
        "clauses": beside.clauses.get(planned.program_code, []),
        "direction": planned.sheet.measure.direction,
        "baseline": text(planned.sheet.baseline),
        "value": text(planned.sheet.value),
        "weight": text(planned.weight.quantize(Decimal("0.000001"))),
        "expected": text(each.expected),
        "reported": text(each.reported),
        "verified": text(each.verified),
        "disputed": text(each.disputed),
        "achievement": text(each.achievement),
        "verified_achievement": text(each.verified_achievement),
        "rate": text(each.rate),
        "standing": each.standing,
        "due": so_far.due,
        "reported_periods": so_far.reported_lines,
        "verified_periods": so_far.verified_lines,
        "disputed_periods": so_far.disputed_lines,
        "periods": [
            {
                "ordinal": line.ordinal,
                "reported": text(line.reported.value),
                "verified": text(line.verified.value),
                "disputed": text(line.disputed.value),
            }
            for line in each.lines
        ],
        "shortfall": _shortfall(
            shortfall(
                planned.sheet,
                each.expected,
                each.reported,
                beside.funding(planned.project_id),
                beside.held_up.get(planned.target_id),
            )
        ),
    }


def _shortfall(found: Shortfall | None) -> Data | None:
    if found is None:
        return None
    return {
        "missing": text(found.missing),
        "unfunded": text(found.unfunded),
        "not_executed": text(found.not_executed),
        "basis": found.basis,
    }


def actions(
    plan: Sequence[Planned], progress: Mapping[int, Done], agencies: Mapping[int, Agency]
) -> tuple[list[Data], Works]:
    """The actions of the plan's projects, and by project their weights with what is done of them."""
    owners = {row.project_id: row for row in plan}
    none = Done(None, None)
    rows = []
    works: Works = {}
    for action in standing_actions(owners.values()):
        planned, done = owners[action.project_id], progress.get(action.pk, none)
        if action.weight is not None:
            works.setdefault(action.project_id, []).append((action.weight, progress.get(action.pk)))
        rows.append(
            {
                "agency": coded(agencies[planned.agency_id]),
                "project": {"code": planned.project_code, "title": planned.project_title},
                "title": action.title,
                "responsible": action.responsible,
                "starts_on": day(action.starts_on),
                "ends_on": day(action.ends_on),
                "weight": text(action.weight),
                "reported": text(done.reported),
                "verified": text(done.verified),
                "disputed": text(done.disputed),
            }
        )
    return rows, works


def projects(
    plan: Sequence[Planned],
    agencies: Mapping[int, Agency],
    beside: Around,
    works: Works,
    counties: Mapping[int, list[str]],
) -> list[Data]:
    """One row a project, in the order of their codes: where it belongs, how far it is, its money and its jobs."""
    owners = {row.project_id: row for row in plan}
    rows = []
    for key, planned in owners.items():
        project = beside.projects[key]
        sources = beside.money.get(key, [])
        work = works.get(key, [])
        # What has not begun is at zero; what should have been reported and was not is left out.
        reported = weighted_average([(weight, Decimal(0) if done is None else done.reported) for weight, done in work])
        verified = weighted_average([(weight, Decimal(0) if done is None else done.verified) for weight, done in work])
        rows.append(
            {
                "agency": coded(agencies[planned.agency_id]),
                "program": {"code": planned.program_code, "title": planned.program_title},
                "code": planned.project_code,
                "title": planned.project_title,
                "tier": project.tier_decided,
                "scope_level": project.scope_level_decided,
                "sector": planned.sector,
                "industry": project.priority_industry.code if project.priority_industry else "",
                "chain_link": project.chain_link,
                "counties": counties.get(key, []),
                "needs_money": project.needs_money,
                "money": [
                    {
                        "source": line.source,
                        "approved": text(line.approved),
                        "allocated": text(line.allocated),
                        "spent": text(line.spent),
                    }
                    for line in sources
                ],
                "jobs_direct": project.jobs_direct,
                "jobs_indirect": project.jobs_indirect,
                "progress": averaged(reported),
                "verified_progress": averaged(verified),
                "coverage": covered(Coverage(reported.counted, reported.of)),
            }
        )
    return rows
