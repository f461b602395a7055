"""Building the province: everybody plans, agrees, freezes and reports, each through the operation they would use."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from decimal import Decimal
from random import Random

from django.db import transaction

from agencies.models import Agency, County
from config.clock import on_day, today
from config.persian.calendar import from_solar, year_bounds
from projects.enums import ProgramStatus
from projects.models import Period, PlanYear, Program
from projects.operations import move_program
from reports.demonstration import content
from reports.demonstration.plans import ProgramPlan
from reports.demonstration.province.drawing import Province, draw_people, draw_program, fit
from reports.demonstration.province.reporting import (
    CORRECTED,
    DOUBTS,
    Outcome,
    Temper,
    entry_for,
    outcome_of,
    pace_of,
    signing_day,
    temper_of,
)
from reports.demonstration.province.travelling import send_off, send_some
from reports.demonstration.province.vocabulary import further_macro_targets, program_kinds
from reports.demonstration.writing import (
    MACRO_TARGETS,
    Stage,
    attach,
    open_plan_year,
    read_rows,
    seat_people,
    write_macro_target,
    write_program,
)
from reports.operations import request_report
from targets.models import Indicator, MacroTarget, ProgressReport, ReportLine
from targets.operations.progress import (
    Entry,
    open_period,
    return_line,
    save_lines,
    send_report,
    settle_line,
    settle_lines,
    sign_report,
)
from targets.operations.promises import freeze_year
from targets.operations.statistics import observe
from targets.returns import project_of
from targets.rollups import needed

# Part of the agencies that have begun to answer the call of the next year.
ANSWERING = 0.62
# Part of the targets' lines that carry files.
WITH_FILES = 0.035
CLOSED_PROGRAMS = 2

Told = Callable[[str], None]


@transaction.atomic
def build(*, year: int, seed: int, tell: Told, agencies: Collection[str] | None = None) -> None:
    """Write the demonstration: `year` frozen and reported on up to today, the next one being planned.

    `tell` hears what is being written; `agencies` (codes) narrows the province down. Needs the reference data, and no
    plan years. Everything is written, or nothing.
    """
    asked = Agency.objects.expected().select_related("sector").order_by("code")
    expected = [agency for agency in asked if agencies is None or agency.code in agencies]
    codes = [agency.code for agency in expected]
    province = Province(_counties_of(year), {one.code: one.sector.code for one in expected}, _indicators())

    tell("people")
    others = draw_people((code for code in codes if code not in ("JAHAD", "SAMT")), _chance(seed, "people"))
    stage = seat_people(
        (*content.PEOPLE, *others),
        since=min(year_bounds(year)[0], today()) - datetime.timedelta(days=30),
        may_sign_in=frozenset(person.username for person in content.PEOPLE),
    )
    frozen_year = open_plan_year(stage, year, called_on=from_solar(year, 1, 16))
    next_year = open_plan_year(stage, year + 1, called_on=from_solar(year, 9, 25))
    macro_targets = _macro_targets(stage, frozen_year)
    next_macro_targets = _next_macro_targets(stage, next_year, macro_targets)

    for plan in _programs(province, codes, macro_targets, seed):
        tell(f"programs of {year}")
        write_program(stage, plan, frozen_year, macro_targets)
    tell("freeze")
    freeze_year(by=stage.people["deputy"], plan_year=frozen_year)
    for period in frozen_year.periods.regular().filter(first_day__lte=today()).order_by("ordinal"):
        tell(f"returns of {year}")
        _report_on(stage, period, seed)
    _observe(stage, frozen_year, macro_targets, seed)
    _close_some(stage, frozen_year)

    for plan in _next_programs(province, codes, seed):
        tell(f"programs of {year + 1}")
        write_program(stage, plan, next_year, next_macro_targets)
    request_report(by=stage.people["secretariat"], plan_year=frozen_year)


def _chance(seed: int, about: str) -> Random:
    return Random(f"{seed}/{about}")  # noqa: S311  a demonstration is repeatable, not secret


def _counties_of(year: int) -> dict[str, str]:
    """The counties that existed when the year began, by code."""
    begun = year_bounds(year)[0]
    return {
        county.sci_code: county.name_fa
        for county in County.objects.order_by("sci_code")
        if county.valid_from is None or county.valid_from <= begun
    }


def _indicators() -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in Indicator.objects.select_related("unit")}


# --- what the province needs ----------------------------------------------------------------------


def _macro_targets(stage: Stage, plan_year: PlanYear) -> dict[str, MacroTarget]:
    rows = [(row["indicator"], row["baseline_1399"], row["target_1399"]) for row in read_rows(MACRO_TARGETS)]
    rows += [(row["indicator"], row["baseline"], row["target"]) for row in further_macro_targets()]
    return {
        indicator: write_macro_target(
            stage, plan_year, indicator, baseline=Decimal(baseline), value=Decimal(value), position=position
        )
        for position, (indicator, baseline, value) in enumerate(rows, start=1)
    }


def _next_macro_targets(stage: Stage, plan_year: PlanYear, this_year: dict[str, MacroTarget]) -> dict[str, MacroTarget]:
    """Next year's start where this year's are to end; every sixth still waits for the deputy."""
    found = {}
    for place, (code, one) in enumerate(this_year.items(), start=1):
        step = Decimal(1).scaleb(-stage.indicators[code].unit.decimals)
        found[code] = write_macro_target(
            stage,
            plan_year,
            code,
            approved=place % 6 != 0,
            baseline=one.figures.value,
            value=(one.figures.value + needed(one.figures.baseline, one.figures.value) * Decimal("0.8")).quantize(step),
            position=place,
        )
    return found


def _observe(stage: Stage, plan_year: PlanYear, macro_targets: dict[str, MacroTarget], seed: int) -> None:
    """The official figures of the months that statistics have come out for: the last one is still missing."""
    past = list(plan_year.periods.regular().filter(due_on__lt=today()).order_by("ordinal"))[:-1]
    for code, macro_target in list(macro_targets.items())[:18]:
        indicator = stage.indicators[code]
        rng = _chance(seed, f"observed {code}")
        step = Decimal(1).scaleb(-indicator.unit.decimals)
        pace = Decimal(str(round(rng.uniform(0.8, 1.08), 3)))
        for period in past:
            part = Decimal(period.ordinal) / 12 if indicator.kind == "stock" else Decimal(1) / 12
            baseline = macro_target.figures.baseline
            change = needed(baseline, macro_target.figures.value) * part * pace
            level = change + (baseline if indicator.kind == "stock" else baseline / 12)
            observe(
                by=stage.people["planner"],
                macro_target=macro_target,
                period=period,
                value=(level * Decimal(str(round(rng.uniform(0.96, 1.04), 3)))).quantize(step),
                source=content.OBSERVED_SOURCE,
            )


# --- programs -------------------------------------------------------------------------------------


def _programs(
    province: Province, agencies: list[str], macro_targets: dict[str, MacroTarget], seed: int
) -> list[ProgramPlan]:
    rng = _chance(seed, "this year")
    drawn = [draw_program(kind, province, rng) for kind in program_kinds() if kind.agency in agencies]
    wanted = {code: abs(needed(one.figures.baseline, one.figures.value)) for code, one in macro_targets.items()}
    return send_off(fit(drawn, wanted, province, rng), dict(province.indicators), rng)


def _next_programs(province: Province, agencies: list[str], seed: int) -> list[ProgramPlan]:
    """What the agencies that answer early plan for the next year: up to three programs each."""
    rng = _chance(seed, "next year")
    drawn = []
    for agency in agencies:
        kinds = [kind for kind in program_kinds() if kind.agency == agency]
        if kinds and (agency in ("JAHAD", "SAMT") or rng.random() < ANSWERING):
            chosen = rng.sample(kinds, min(len(kinds), rng.randrange(1, 4)))
            drawn += [draw_program(kind, province, rng) for kind in chosen]
    return send_some(drawn, dict(province.indicators), rng)


def _close_some(stage: Stage, plan_year: PlanYear) -> None:
    """Programs that have nothing left to do are closed by the deputy."""
    approved = Program.objects.filter(plan_year=plan_year, status=ProgramStatus.APPROVED).order_by("-code")
    for program in approved[:CLOSED_PROGRAMS]:
        move_program(by=stage.people["deputy"], program=program, move="close", version=program.version)


# --- returns --------------------------------------------------------------------------------------


def _report_on(stage: Stage, period: Period, seed: int) -> None:
    """Every agency's return for the period, as far as it has come."""
    with on_day(period.first_day):
        open_period(period=period)
    for report in ProgressReport.objects.filter(period=period).select_related("agency").order_by("agency__code"):
        agency = report.agency.code
        rng = _chance(seed, f"return {agency} {period.ordinal}")
        temper = temper_of(agency, seed)
        outcome = outcome_of(temper, _months_ago(period, today()), rng)
        if outcome != Outcome.SILENT:
            _report(stage, report, period, outcome, temper, seed, rng)


def _months_ago(period: Period, day: datetime.date) -> int:
    """0 for the running period, 1 for the one before it, and so on."""
    return max(0, ((day - period.last_day).days + 30) // 30)


def _report(
    stage: Stage,
    report: ProgressReport,
    period: Period,
    outcome: Outcome,
    temper: Temper,
    seed: int,
    rng: Random,
) -> None:
    agency = report.agency.code
    editor, head = stage.mover("submit", agency), stage.mover("sign", agency)
    lines = list(report.lines.select_related("target__indicator__unit", "target__project", "action__project"))
    lines.sort(key=lambda line: line.pk)
    if outcome == Outcome.BEGUN:
        lines = lines[: rng.randrange(1, len(lines) + 1)]
    values = {}
    for line in lines:
        line.report = report
        project = project_of(line)
        values[line.uuid] = entry_for(line, period.ordinal, pace_of(project.title, temper, seed), rng)
    with on_day(signing_day(period, temper, today(), rng)):
        report = save_lines(by=editor, report=report, version=report.version, values=values)
        report = _with_files(lines, report, stage, rng)
        if outcome == Outcome.BEGUN:
            return
        report = send_report(by=editor, report=report, version=report.version)
        if outcome == Outcome.SENT:
            return
        report = sign_report(by=head, report=report, version=report.version)
    _verify(stage, report, lines, outcome, rng)


def _with_files(lines: list[ReportLine], report: ProgressReport, stage: Stage, rng: Random) -> ProgressReport:
    editor = stage.mover("submit", report.agency.code)
    for line in lines:
        if line.target_id and rng.random() < WITH_FILES:
            attach(line, line.pk, editor)
    report.refresh_from_db()
    return report


def _verify(stage: Stage, report: ProgressReport, lines: list[ReportLine], outcome: Outcome, rng: Random) -> None:
    """The reviewer settles what was reported, or sends lines back."""
    planner = stage.people["planner2"]
    figures = [line for line in report.lines.select_related("target") if line.target_id and line.reported is not None]
    if outcome == Outcome.SIGNED:
        return
    if outcome == Outcome.PARTLY_SETTLED:
        for line in figures[: max(1, len(figures) // 3)]:
            settle_line(by=planner, line=line, version=report.version)
        return
    if outcome in (Outcome.PARTLY_RETURNED, Outcome.SETTLED_AFTER_CORRECTION):
        doubted = rng.sample(figures, min(len(figures), rng.randrange(1, 3)))
        for line in doubted:
            return_line(by=planner, line=line, version=report.version, reason=rng.choice(DOUBTS))
        if outcome == Outcome.SETTLED_AFTER_CORRECTION and doubted:
            report = _correct(stage, report, doubted)
        elif len(doubted) == len(lines):
            return
    settle_lines(by=planner, report=report, version=report.version)


def _correct(stage: Stage, report: ProgressReport, doubted: list[ReportLine]) -> ProgressReport:
    """The agency takes a little off what was doubted and signs again."""
    agency = report.agency.code
    editor, head = stage.mover("submit", agency), stage.mover("sign", agency)
    values = {line.uuid: _corrected(line) for line in doubted}
    report = save_lines(by=editor, report=report, version=report.version, values=values)
    report = send_report(by=editor, report=report, version=report.version)
    return sign_report(by=head, report=report, version=report.version)


def _corrected(line: ReportLine) -> Entry:
    if line.reported_denominator is not None:
        return Entry(None, line.reported_numerator, line.reported_denominator, CORRECTED)
    value = line.reported or Decimal(0)
    return Entry(
        (value * Decimal("0.95")).quantize(Decimal(1) if value == value.to_integral() else Decimal("0.01")),
        note=CORRECTED,
    )
