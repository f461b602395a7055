"""A small world for tests, made by the real operations, so that it is always one that can be reached.

Functions with visible arguments; people come from `tests.cast`.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency, Sector
from config.persian import calendar
from config.persian.digits import to_persian
from projects import operations
from projects.enums import ProgramStatus
from projects.models import Axis, PlanYear, PolicyClause, Program, Project
from targets.models import Indicator, MasterTable, Target
from targets.operations import promises
from targets.operations.progress import make_periods
from targets.readiness import even_trajectory
from tests.cast import Cast

# The moves that lead from a draft to each status, with who makes them.
WAYS: dict[ProgramStatus, tuple[tuple[str, str], ...]] = {
    ProgramStatus.DRAFT: (),
    ProgramStatus.AWAITING_HEAD: (("submit", "{agency}.editor"),),
    ProgramStatus.UNDER_REVIEW: (("submit", "{agency}.editor"), ("sign", "{agency}.head")),
}
WAYS[ProgramStatus.RETURNED] = (*WAYS[ProgramStatus.UNDER_REVIEW], ("return", "planner"))
WAYS[ProgramStatus.NEGOTIATION] = (*WAYS[ProgramStatus.UNDER_REVIEW], ("negotiate", "planner"))
WAYS[ProgramStatus.REJECTED] = (*WAYS[ProgramStatus.UNDER_REVIEW], ("reject", "planner"))
WAYS[ProgramStatus.AGREED] = (*WAYS[ProgramStatus.UNDER_REVIEW], ("accept", "planner"))
WAYS[ProgramStatus.APPROVED] = (*WAYS[ProgramStatus.AGREED], ("approve", "deputy"))
WAYS[ProgramStatus.CLOSED] = (*WAYS[ProgramStatus.APPROVED], ("close", "deputy"))
WAYS[ProgramStatus.WITHDRAWN] = (("withdraw", "{agency}.editor"),)


@transaction.atomic
def make_year(year: int = 1399, **fields: Any) -> PlanYear:
    """A plan year with its periods, open."""
    first_day, last_day = calendar.year_bounds(year)
    plan_year = PlanYear.objects.create(year=year, first_day=first_day, last_day=last_day, **fields)
    record(by=None, act=Act.CREATED, kind="projects.plan_year", object_id=None, label=str(year))
    make_periods(by=None, plan_year=plan_year)
    return plan_year


def make_program(
    cast: Cast,
    *,
    status: ProgramStatus = ProgramStatus.DRAFT,
    plan_year: PlanYear | None = None,
    agency: str = "JAHAD",
    title: str = "توسعه گلخانه‌های استان",
    projects: int = 1,
    targets: int = 1,
    actions: int = 2,
) -> Program:
    """A complete program with so many projects, each with so many targets and actions, walked to `status`."""
    editor = cast[f"{agency.lower()}.editor"]
    plan_year = plan_year or PlanYear.objects.filter(year=1399).first() or make_year()
    program = operations.create_program(
        by=editor,
        agency=Agency.objects.get(code=agency),
        plan_year=plan_year,
        title=title,
        axis=Axis.objects.first(),
        policy_clauses=PolicyClause.objects.all()[:2],
    )
    for number in range(1, projects + 1):
        project = make_project(cast, program, title=f"{title} {to_persian(str(number))}", actions=actions)
        for indicator in Indicator.objects.filter(direction="up", kind="flow", aggregation="sum").order_by("code")[
            :targets
        ]:
            make_target(cast, project, indicator=indicator)
    return walk(cast, program, status)


def make_project(cast: Cast, program: Program, *, title: str = "پروژه", actions: int = 2, **fields: Any) -> Project:
    """A project that lacks nothing but targets."""
    year = program.plan_year
    shares = [Decimal(100) // actions] * actions if actions else []
    if shares:
        shares[-1] += 100 - sum(shares)
    return operations.save_project(
        by=cast[f"{program.agency.code.lower()}.editor"],
        program=program,
        version=program.version,
        title=title,
        **{
            "sector": Sector.objects.first(),
            "scope_level": "provincial",
            "justification": "ظرفیت استان اجازه می‌دهد.",
            "has_no_obstacles": True,
            **fields,
        },
        actions=[
            {
                "title": f"اقدام {to_persian(str(number))}",
                "responsible": "کارشناس مسئول",
                "starts_on": year.first_day,
                "ends_on": year.last_day - datetime.timedelta(days=30),
                "weight": share,
            }
            for number, share in enumerate(shares, 1)
        ],
    )


def make_target(
    cast: Cast, project: Project, *, indicator: Indicator | str, baseline: int = 100, value: int = 240, **fields: Any
) -> Target:
    """A complete target with a trajectory in even steps."""
    program = project.program
    if isinstance(indicator, str):
        indicator = Indicator.objects.select_related("unit").get(code=indicator)
    given: dict[str, Any] = {
        "indicator": indicator,
        "baseline": Decimal(baseline),
        "baseline_on": program.plan_year.first_day - datetime.timedelta(days=1),
        "baseline_source": "آمارنامه استان",
        "value": Decimal(value),
        "means_of_verification": "صورتجلسه بازدید",
        **fields,
    }
    if "trajectory" not in given:
        blank = Target(project=project, indicator=indicator, baseline=given["baseline"], value=given["value"])
        given["trajectory"] = even_trajectory(blank, program.plan_year.periods.regular().count())
    return promises.save_target(
        by=cast[f"{program.agency.code.lower()}.editor"],
        program=program,
        version=program.version,
        project=project,
        **given,
    )


def walk(cast: Cast, program: Program, status: ProgramStatus) -> Program:
    """Make the moves from draft to `status`, each by who may make it."""
    for move, who in WAYS[status]:
        by = cast[who.format(agency=program.agency.code.lower())]
        operations.move_program(by=by, program=program, move=move, version=program.version, reason="برای آزمون")
    return program


def make_frozen_year(cast: Cast, *, programs: int = 1, **program: Any) -> MasterTable:
    """A year with approved programs, frozen as version 1 of its master table."""
    plan_year = make_year()
    for number in range(1, programs + 1):
        make_program(
            cast,
            status=ProgramStatus.APPROVED,
            plan_year=plan_year,
            **{"title": f"توسعه گلخانه‌های استان {to_persian(str(number))}", **program},
        )
    return promises.freeze_year(by=cast.deputy, plan_year=plan_year)
