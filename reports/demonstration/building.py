"""Building the small demonstration: two agencies sign, agree, freeze and report, and a second year is being planned."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction

from agencies.models import Agency, User
from config.clock import on_day, today
from config.persian.calendar import from_solar, year_bounds
from projects.models import PlanYear, Program, Project
from projects.operations import move_program
from reports.demonstration import content
from reports.demonstration.amending import amend_two_counties, correct_a_word
from reports.demonstration.challenging import register_challenges
from reports.demonstration.content.challenges import CHALLENGES
from reports.demonstration.counting import count_once
from reports.demonstration.handing_in import hand_in
from reports.demonstration.industries import tell_strategies
from reports.demonstration.ministry_form import hand_in_a_form
from reports.demonstration.planning import figure, write_program
from reports.demonstration.resolving import hold_sessions
from reports.demonstration.tables import hand_in_tables
from reports.demonstration.verifying import doubt
from reports.demonstration.writing import (
    MACRO_TARGETS,
    Stage,
    attach,
    grade,
    open_plan_year,
    read_rows,
    seat_people,
    set_year_criteria,
    write_macro_target,
)
from reports.operations import make_round, request_report
from targets.models import Indicator, MacroTarget, ProgressReport, Target
from targets.operations.progress import (
    Entry,
    close_due_periods,
    open_period,
    return_line,
    save_lines,
    send_report,
    settle_line,
    settle_lines,
    sign_report,
)
from targets.operations.promises import freeze_year
from targets.operations.reopening import reopen_period
from targets.operations.statistics import Past, observe, record_past_values
from targets.periods import PeriodStanding, is_closed, standing_of


@transaction.atomic
def build(*, year: int) -> None:
    """Write the demonstration: `year` frozen and reported on for three months, the next one being planned.

    Needs the reference data, and no plan years. Everything is written, or nothing.
    """
    stage = seat_people(
        content.PEOPLE,
        since=min(year_bounds(year)[0], today()) - datetime.timedelta(days=30),
        may_sign_in=frozenset(person.username for person in content.PEOPLE),
    )
    frozen_year, next_year = (open_plan_year(stage, one, called_on=from_solar(one, 1, 16)) for one in (year, year + 1))
    macro_targets = {
        row["indicator"]: write_macro_target(
            stage,
            frozen_year,
            row["indicator"],
            baseline=Decimal(row["baseline_1399"]),
            value=Decimal(row["target_1399"]),
            position=position,
        )
        for position, row in enumerate(read_rows(MACRO_TARGETS), start=1)
    }
    for plan in content.FROZEN_YEAR:
        write_program(stage, plan, frozen_year, macro_targets)
    for plan in content.OPEN_YEAR:
        write_program(stage, plan, next_year, {})
    criteria = set_year_criteria(stage, next_year)
    for grade_plan in content.GRADES:
        grade(stage, grade_plan, next_year, criteria)

    count_once(stage, next_year)
    # Before the first return was due: nothing has to be caught up with.
    with on_day(min(from_solar(year, *content.FROZEN_ON), today())):
        freeze_year(by=stage.people["deputy"], plan_year=frozen_year)
    for period in frozen_year.periods.regular().filter(first_day__lte=today()):
        # Each on its first day: from then on it lies with the agencies.
        with on_day(period.first_day):
            open_period(period=period)
    _report_on(frozen_year, stage)
    _reopen(frozen_year, stage)
    _observe(frozen_year, macro_targets, stage)
    _remember(year - 1, stage)
    amend_two_counties(stage, frozen_year)
    correct_a_word(stage, frozen_year)
    tell_strategies(stage)
    register_challenges(stage, frozen_year, most=len(CHALLENGES))
    hold_sessions(stage, frozen_year)
    _close_what_is_done(frozen_year, stage)
    request_report(by=stage.people["secretariat"], plan_year=frozen_year)
    hand_in_a_form(by=stage.people["planner"])
    make_round()
    hand_in(stage, next_year)
    hand_in_tables(stage, next_year)


# --- returns -------------------------------------------------------------------------------------


def _report_on(plan_year: PlanYear, stage: Stage) -> None:
    """JAHAD: two months settled, one with a line back, one begun. SAMT: settled, under verification, silent."""
    entries = _entries(plan_year)
    for agency, month, verify in (
        ("JAHAD", 1, _settle),
        ("JAHAD", 2, _settle),
        ("SAMT", 1, _settle),
        ("SAMT", 2, _settle_one_line),
        ("JAHAD", 3, _return_one_line),
        ("JAHAD", 4, None),
    ):
        period = plan_year.periods.regular().get(ordinal=month)
        # Each month was reported when it was due, not on the day the demonstration is made.
        with on_day(min(period.due_on, today())):
            report = _enter(plan_year, agency, month, entries, stage)
            if report is None or verify is None or standing_of(period, today()) == PeriodStanding.OPEN:
                continue
            report = send_report(by=stage.mover("submit", agency), report=report, version=report.version)
            if verify == _return_one_line:
                # The morning of the due day: JAHAD's head has not signed, SAMT has not begun.
                make_round()
            report = sign_report(by=stage.mover("sign", agency), report=report, version=report.version)
        # What is settled was settled within the week; what is still looked at lies as it does today.
        verified_on = period.due_on + datetime.timedelta(days=content.VERIFIED_AFTER) if verify is _settle else today()
        with on_day(min(verified_on, today())):
            verify(report, stage.people["planner2"])
        if verify is _settle_one_line:
            doubt(report, stage)


def _reopen(plan_year: PlanYear, stage: Stage) -> None:
    """What has closed by now is noted; one closed month is open once more for SAMT, to restate a figure."""
    close_due_periods()
    agency = Agency.objects.get(code="SAMT")
    period = plan_year.periods.regular().get(ordinal=content.REOPENED_MONTH)
    if is_closed(period, today()) and ProgressReport.objects.filter(agency=agency, period=period).exists():
        until = today() + datetime.timedelta(days=content.REOPENED_FOR)
        reopen_period(
            by=stage.people["planner"], period=period, agency=agency, until=until, reason=content.REOPENING_REASON
        )


def _enter(
    plan_year: PlanYear,
    agency: str,
    month: int,
    entries: dict[tuple[int | None, int | None, int], Entry],
    stage: Stage,
) -> ProgressReport | None:
    """Fill the return in, with its files; None where the calendar has not come to it."""
    report = ProgressReport.objects.filter(
        agency__code=agency, period__plan_year=plan_year, period__ordinal=month
    ).first()
    if report is None:
        return None
    editor = stage.mover("submit", agency)
    lines = {
        line: entries[line.target_id, line.action_id, month]
        for line in report.lines.select_related("target__indicator")
        if (line.target_id, line.action_id, month) in entries
    }
    values = {line.uuid: entry for line, entry in lines.items()}
    report = save_lines(by=editor, report=report, version=report.version, values=values)
    for line in lines:
        about = line.target.indicator.code if line.target else ""
        if (agency, month, about) in content.EVIDENCE:
            attach(line, content.EVIDENCE.index((agency, month, about)), editor)
    report.refresh_from_db()
    return report


def _entries(plan_year: PlanYear) -> dict[tuple[int | None, int | None, int], Entry]:
    """What is entered, by target or action and month."""
    entries: dict[tuple[int | None, int | None, int], Entry] = {}
    for plan in content.FROZEN_YEAR:
        for project_plan in plan.projects:
            project = Project.objects.get(program__plan_year=plan_year, title=project_plan.title)
            for target, target_plan in zip(
                Target.objects.filter(project=project).select_related("indicator__unit").order_by("position"),
                project_plan.targets,
                strict=True,
            ):
                for month, value in enumerate(target_plan.reported, start=1):
                    entries[target.pk, None, month] = _entry(value, target.indicator)
            for action, action_plan in zip(project.actions.order_by("position"), project_plan.actions, strict=True):
                for month, percent in enumerate(action_plan.reported, start=1):
                    entries[None, action.pk, month] = Entry(value=Decimal(percent))
    return entries


def _entry(text: str | None, indicator: Indicator) -> Entry:
    return Entry(note=content.NO_FIGURE) if text is None else Entry(*figure(text, indicator))


def _settle(report: ProgressReport, planner: User) -> None:
    settle_lines(by=planner, report=report, version=report.version)


def _return_one_line(report: ProgressReport, planner: User) -> None:
    line = report.lines.get(target__indicator__code=content.RETURNED_LINE)
    return_line(by=planner, line=line, version=report.version, reason=content.RETURN_REASON)
    settle_lines(by=planner, report=report, version=report.version)


def _settle_one_line(report: ProgressReport, planner: User) -> None:
    line = report.lines.filter(target__isnull=False, reported__isnull=False).earliest("pk")
    settle_line(by=planner, line=line, version=report.version)


def _observe(plan_year: PlanYear, macro_targets: dict[str, MacroTarget], stage: Stage) -> None:
    past = plan_year.periods.regular().filter(last_day__lt=today()).order_by("ordinal")
    for indicator, values in content.OBSERVED.items():
        for period, value in zip(past, values, strict=False):
            observe(
                by=stage.people["planner"],
                macro_target=macro_targets[indicator],
                period=period,
                value=Decimal(value),
                source=content.OBSERVED_SOURCE,
            )


def _remember(year: int, stage: Stage) -> None:
    """What the province's official figures were in the months of an earlier year."""
    for indicator, values in content.PAST_MONTHS.items():
        record_past_values(
            by=stage.people["planner"],
            indicator=stage.indicators[indicator],
            entries=[
                Past(year, month, Decimal(value), content.OBSERVED_SOURCE)
                for month, value in enumerate(values, start=1)
            ],
        )


def _close_what_is_done(plan_year: PlanYear, stage: Stage) -> None:
    program = Program.objects.get(plan_year=plan_year, title=content.CLOSED)
    move_program(by=stage.people["deputy"], program=program, move="close", version=program.version)
