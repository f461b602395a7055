"""What the tests about returns speak of: 1399 frozen, with one approved program in each of two agencies."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from agencies.enums import Role
from agencies.models import Agency, User
from agencies.operations import give_seat
from projects.enums import ProgramStatus
from projects.models import Period, PlanYear, Program
from projects.operations import save_project
from targets.models import Indicator, ProgressReport, ReportLine
from targets.operations.progress import Entry, open_period, save_lines, send_report, sign_report
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.factories import make_program, make_project, make_target, make_year, walk

# Before any return of 1399 is due; who freezes later moves the first due days.
IN_FARVARDIN = "2020-04-13"
# Days until a period closes, where months that are long over are still to be sent.
LONG_OPEN = {"closes_after_days": 200}
# Farvardin 1399 is over, its return is not late yet.
IN_ORDIBEHESHT = "2020-04-22"

CROPS = "crop_output"  # a flow
AREA = "greenhouse_area"  # a stock
RATE = "unemployment_rate"  # a ratio that is to fall
LAND = "آماده‌سازی زمین"  # runs from the year's first day
HARVEST = "برداشت"  # begins in Shahrivar


@dataclass
class World:
    """Who and what. Jahad's program has a target of each kind and two actions, Samt's has one of each."""

    cast: Cast
    year: PlanYear
    program: Program

    def __getattr__(self, name: str) -> User:
        if name.startswith("_"):
            # A copy is asked for these before it has a cast.
            raise AttributeError(name)
        return getattr(self.cast, name)

    @property
    def jahad(self) -> Agency:
        return self.program.agency

    def period(self, ordinal: int) -> Period:
        return self.year.periods.regular().get(ordinal=ordinal)

    def opened(self, ordinal: int = 1) -> ProgressReport:
        """Jahad's return for the month."""
        open_period(period=self.period(ordinal))
        return ProgressReport.objects.get(agency=self.jahad, period__ordinal=ordinal)

    def entered(self, ordinal: int = 1, **values: str) -> ProgressReport:
        """Jahad's return with every line filled in."""
        report = self.opened(ordinal)
        return save_lines(by=self.jahad_editor, report=report, version=report.version, values=entries(report, **values))

    def sent(self, ordinal: int = 1, **values: str) -> ProgressReport:
        report = self.entered(ordinal, **values)
        return send_report(by=self.jahad_editor, report=report, version=report.version)

    def signed(self, ordinal: int = 1, **values: str) -> ProgressReport:
        report = self.sent(ordinal, **values)
        return sign_report(by=self.jahad_head, report=report, version=report.version)


def make_world(cast: Cast, *, more_targets: int = 0, **year_fields: Any) -> World:
    """The world; with `more_targets` Jahad's project has so many more targets and actions."""
    year = make_year(adjustment_until=date(2021, 4, 20), **year_fields)
    program = make_program(cast, plan_year=year, projects=0)
    project = make_project(cast, program, actions=0)
    actions = [(LAND, date(2020, 3, 20)), (HARVEST, date(2020, 8, 22))]
    actions += [(f"گام {number}", date(2020, 3, 20)) for number in range(more_targets)]
    save_project(
        by=cast["jahad.editor"],
        program=program,
        version=program.version,
        project=project,
        actions=[
            {
                "title": title,
                "responsible": "کارشناس",
                "starts_on": starts_on,
                "ends_on": date(2020, 12, 20),
                # The first one takes what is left to 100.
                "weight": Decimal(1) if place else Decimal(101 - len(actions)),
            }
            for place, (title, starts_on) in enumerate(actions)
        ],
    )
    make_target(cast, project, indicator=CROPS, baseline=900, value=1200)
    make_target(cast, project, indicator=AREA, baseline=250, value=310)
    make_target(cast, project, indicator=RATE, baseline=9, value=8, numerator=Decimal(80), denominator=Decimal(1000))
    others = Indicator.objects.filter(aggregation="sum", direction="up").exclude(code=CROPS).order_by("code")
    for indicator in others[:more_targets]:
        make_target(cast, project, indicator=indicator)
    walk(cast, program, ProgramStatus.APPROVED)
    make_program(cast, agency="SAMT", plan_year=year, status=ProgramStatus.APPROVED, actions=1)
    freeze_year(by=cast.deputy, plan_year=year)
    return World(cast, year, program)


def seat(person: User, role: Role, agency: Agency | None = None) -> None:
    """Give the person one more seat, as from their next request on; beside the head of an agency, as acting head."""
    acting = {"is_acting": True, "valid_until": date(2022, 1, 1)} if role == Role.AGENCY_HEAD else {}
    give_seat(by=None, user=person, role=role, agency=agency, valid_from=date(2020, 1, 1), **acting)
    person.__dict__.pop("_seats_today", None)


def line_of(report: ProgressReport, about: str) -> ReportLine:
    """The line of an indicator, by its code, or of an action, by its title."""
    lines = report.lines.select_related("report")
    return lines.filter(target__indicator__code=about).first() or lines.get(action__title=about)


def entries(
    report: ProgressReport, *, crops: str = "100", area: str = "255", land: str = "40", note: str = ""
) -> dict[uuid.UUID, Entry]:
    """Something for every line of the return; the ratio is 85 of 1,000. A figure that is hardly so wants the note."""
    given = {
        CROPS: Entry(Decimal(crops), note=note),
        AREA: Entry(Decimal(area), note=note),
        LAND: Entry(Decimal(land)),
    }
    given[RATE] = Entry(numerator=Decimal(85), denominator=Decimal(1000))
    lines = report.lines.select_related("target__indicator", "action")
    return {line.uuid: given.get(name_of(line), Entry(Decimal(1))) for line in lines}


def name_of(line: ReportLine) -> str:
    return line.action.title if line.action else line.target.indicator.code
