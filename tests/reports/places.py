"""A small frozen year with places, industries, clauses and a macro target, of which two months have been told of."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import override_settings

from agencies.models import Agency, County, Sector
from projects.enums import ProgramStatus
from projects.models import Axis, PlanYear, PolicyClause, PriorityIndustry, Program
from projects.operations import create_program
from targets.models import Indicator, MacroTarget, ProgressReport
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.progress import open_period, save_lines, send_report, settle_lines, sign_report
from targets.operations.promises import freeze_year
from targets.proposals import Share
from tests.cast import Cast
from tests.factories import make_project, make_target, make_year, walk
from tests.targets.returns import AREA, CROPS, IN_FARVARDIN, LONG_OPEN, entries

MARAND, AHAR = "0307", "0302"


@dataclass
class Places:
    cast: Cast
    year: PlanYear
    macro_target: MacroTarget
    jahad: Agency
    samt: Agency


def make_places() -> Places:
    """JAHAD works in Marand, in Marand and Ahar, and in the whole province; SAMT in none. JAHAD has told of Farvardin
    and Ordibehesht, of which Farvardin is verified; SAMT of Farvardin alone.
    Promised in Farvardin, told of on the day that it is called.
    """
    cast = Cast()
    with override_settings(TODAY=IN_FARVARDIN):
        year = make_year(adjustment_until=datetime.date(2021, 4, 20), **LONG_OPEN)
        crops = Indicator.objects.get(code=CROPS)
        jahad, samt = (Agency.objects.get(code=code) for code in ("JAHAD", "SAMT"))
        macro_target = add_macro_target(
            by=cast.planner,
            plan_year=year,
            indicator=crops,
            baseline=Decimal(5000),
            value=Decimal(9000),
            shares=[Share(jahad, Decimal(3000))],
        )
        approve_macro_target(by=cast.deputy, macro_target=macro_target)
        _promise(cast, year, macro_target)
        freeze_year(by=cast.deputy, plan_year=year)
    for agency, months in ((jahad, (1, 2)), (samt, (1,))):
        for month in months:
            _tell(cast, year, agency, month, settled=month == 1)
    return Places(cast, year, macro_target, jahad, samt)


def _promise(cast: Cast, year: PlanYear, macro_target: MacroTarget) -> None:
    marand, ahar = (County.objects.get(sci_code=code) for code in (MARAND, AHAR))
    farming, industry = (Sector.objects.get(code=code) for code in ("agriculture", "industry"))
    greenhouses = _program(cast, year, "JAHAD", "توسعه گلخانه‌ها", clauses=("6", "7"))
    one = make_project(
        cast,
        greenhouses,
        title="گلخانه مرند",
        actions=1,
        counties=[marand],
        sector=farming,
        priority_industry=PriorityIndustry.objects.get(code="food"),
        chain_link="فرآوري",  # in other letters than the list has
        weight=Decimal(3),
    )
    make_target(cast, one, indicator=CROPS, baseline=900, value=1200, macro_target=macro_target)
    make_target(cast, one, indicator=AREA, baseline=250, value=310)
    two = make_project(cast, greenhouses, title="دو شهرستان", actions=1, counties=[marand, ahar], sector=farming)
    make_target(cast, two, indicator=CROPS, county=ahar, baseline=100, value=600, macro_target=macro_target)
    make_target(cast, two, indicator=AREA, baseline=100, value=150)
    all_over = make_project(cast, greenhouses, title="همه استان", actions=1, sector=industry)
    make_target(cast, all_over, indicator=CROPS, baseline=100, value=240, macro_target=macro_target)
    walk(cast, greenhouses, ProgramStatus.APPROVED)
    plants = _program(cast, year, "SAMT", "احیای واحدها", clauses=("6",))
    make_target(cast, make_project(cast, plants, title="واحدهای راکد", actions=1, sector=industry), indicator=CROPS)
    walk(cast, plants, ProgramStatus.APPROVED)


def _program(cast: Cast, year: PlanYear, agency: str, title: str, *, clauses: tuple[str, ...]) -> Program:
    return create_program(
        by=cast[f"{agency.lower()}.editor"],
        agency=Agency.objects.get(code=agency),
        plan_year=year,
        title=title,
        axis=Axis.objects.first(),
        policy_clauses=PolicyClause.objects.filter(code__in=clauses),
    )


def _tell(cast: Cast, year: PlanYear, agency: Agency, month: int, *, settled: bool) -> None:
    period = year.periods.regular().get(ordinal=month)
    open_period(period=period)
    report = ProgressReport.objects.get(agency=agency, period=period)
    house = agency.code.lower()
    by: dict[str, Any] = {"by": cast[f"{house}.editor"]}
    values = entries(report, crops="20", area="252", note="بازدید شد")
    report = save_lines(**by, report=report, version=report.version, values=values)
    report = send_report(**by, report=report, version=report.version)
    report = sign_report(by=cast[f"{house}.head"], report=report, version=report.version)
    if settled:
        settle_lines(by=cast.planner, report=report, version=report.version)
