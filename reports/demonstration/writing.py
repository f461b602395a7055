"""How a demonstration is written: each step through the operation that the person would use."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import Agency, County, Sector, User
from agencies.operations import add_person, give_seat
from config.clock import on_day, today
from config.persian.calendar import from_solar
from projects.enums import Frequency
from projects.models import Axis, Criterion, PlanYear, PolicyClause, PriorityIndustry, Project, Topic
from projects.operations import (
    decide_grade,
    issue_call,
    open_year,
    score_project,
    set_criteria,
)
from reports.demonstration import content, evidence
from reports.demonstration.plans import (
    GradePlan,
    Person,
)
from targets.models import Indicator, MacroTarget, ReportLine, SharedObject
from targets.operations.evidence import add_evidence
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.progress import make_periods

MACRO_TARGETS = Path(__file__).parent / "macro_targets.csv"

# Who makes which move of the workflow: the agency's officer or head, or somebody of the province.
MOVERS = {
    "submit": "editor",
    "sign": "head",
    "withdraw": "editor",
    "return": "planner",
    "negotiate": "planner",
    "accept": "planner",
    "reject": "planner",
    "approve": "deputy",
    "close": "deputy",
}


@dataclass
class Stage:
    """The people on it, and the reference rows by their codes, each list read once."""

    people: dict[str, User]
    # What targets count and others may count too, by name, as it is entered.
    objects: dict[str, SharedObject] = field(default_factory=dict)

    def mover(self, move: str, agency: str) -> User:
        mover = MOVERS[move]
        return self.people[f"{agency.lower()}.{mover}" if mover in ("editor", "head") else mover]

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        return {agency.code: agency for agency in Agency.objects.all()}

    @cached_property
    def counties(self) -> dict[str, County]:
        return {county.sci_code: county for county in County.objects.all()}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in Indicator.objects.select_related("unit")}

    @cached_property
    def sectors(self) -> dict[str, Sector]:
        return {sector.code: sector for sector in Sector.objects.all()}

    @cached_property
    def industries(self) -> dict[str, PriorityIndustry]:
        return {industry.code: industry for industry in PriorityIndustry.objects.all()}

    @cached_property
    def axes(self) -> dict[str, Axis]:
        return {axis.code: axis for axis in Axis.objects.all()}

    @cached_property
    def clauses(self) -> dict[str, PolicyClause]:
        return {clause.code: clause for clause in PolicyClause.objects.all()}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        return {topic.code: topic for topic in Topic.objects.all()}


def seat_people(people: tuple[Person, ...], *, since: datetime.date, may_sign_in: frozenset[str]) -> Stage:
    """Give each person their seat; those who may not sign in have no password."""
    stage = Stage({})
    for person in people:
        user = add_person(
            by=None,
            username=person.username,
            full_name=person.full_name,
            full_name_en=person.full_name_en,
            password=content.PASSWORD if person.username in may_sign_in else None,
        )
        agency = stage.agencies[person.agency] if person.agency else None
        give_seat(by=None, user=user, role=person.role, agency=agency, valid_from=since)
        stage.people[person.username] = user
    return stage


def open_plan_year(
    stage: Stage, year: int, *, called_on: datetime.date, frequency: Frequency = Frequency.MONTHLY
) -> PlanYear:
    """Open the year with its periods, and issue its call on that day, or some days ago where that is yet to come."""
    slogan_fa, slogan_en = content.SLOGANS.get(year, ("", ""))
    plan_year = open_year(
        by=None,
        year=year,
        slogan_fa=slogan_fa,
        slogan_en=slogan_en,
        frequency=frequency,
        adjustment_until=from_solar(year + 1, 2, 31),
        is_illustrative=True,
    )
    make_periods(by=None, plan_year=plan_year)
    letter_on = min(called_on, today() - datetime.timedelta(days=12))
    with on_day(letter_on):
        issue_call(
            by=stage.people["planner"],
            plan_year=plan_year,
            call_letter_number=content.CALL_LETTER,
            call_letter_on=letter_on,
            call_deadline=letter_on + datetime.timedelta(days=15),
            call_text=content.CALL_TEXT,
        )
    return plan_year


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a head line."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_macro_target(
    stage: Stage, plan_year: PlanYear, indicator: str, *, approved: bool = True, **fields: Any
) -> MacroTarget:
    """Enter a macro target as the planner does, and put it in force as the deputy does."""
    macro_target = add_macro_target(
        by=stage.people["planner"],
        plan_year=plan_year,
        indicator=stage.indicators[indicator],
        source=content.MACRO_SOURCE,
        is_illustrative=True,
        **fields,
    )
    return approve_macro_target(by=stage.people["deputy"], macro_target=macro_target) if approved else macro_target


# --- grading --------------------------------------------------------------------------------------


def set_year_criteria(stage: Stage, plan_year: PlanYear) -> list[Criterion]:
    return set_criteria(
        by=stage.people["planner"],
        plan_year=plan_year,
        criteria=[
            {"title": title, "description": description, "weight": Decimal(weight)}
            for title, description, weight in content.CRITERIA
        ],
        tier_a_from=plan_year.tier_a_from,
        tier_b_from=plan_year.tier_b_from,
    )


def grade(stage: Stage, plan: GradePlan, plan_year: PlanYear, criteria: Sequence[Criterion]) -> None:
    """Score the projects of the program as its reviewers do, and decide as the deputy does."""
    for project in Project.objects.filter(program__plan_year=plan_year, program__title=plan.program).select_related(
        "program__plan_year"
    ):
        for scores in plan.scores:
            score_project(
                by=stage.people[scores.by],
                project=project,
                points=dict(zip(criteria, map(Decimal, scores.points), strict=True)),
                note=scores.note,
            )
        if plan.tier:
            decide_grade(
                by=stage.people["deputy"],
                project=project,
                scope_level=project.scope_level,
                tier=plan.tier,
                reason=plan.reason,
            )


# --- returns --------------------------------------------------------------------------------------


def attach(line: ReportLine, number: int, editor: User, *, files: int = 2) -> None:
    """Small files, a report and a scan in turn; `number` makes them different from those of other lines."""
    kinds = (
        ("صورتجلسه بازدید.pdf", evidence.one_page(f"Jahesh demo {number}")),
        ("تصویر پروانه.png", evidence.scanned_page(number)),
    )
    for name, file in [kinds[(number + place) % 2] for place in range(files)]:
        add_evidence(by=editor, line=line, file=SimpleUploadedFile(name, file), proves=content.PROVES)
