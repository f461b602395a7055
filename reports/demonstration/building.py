"""Building the demonstration: people sign, agree, freeze and report, each through the operation they would use."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from agencies.models import Agency, County, Sector, User
from agencies.operations import add_person, give_seat
from config.clock import on_day, today
from config.persian.calendar import from_solar, month_bounds, year_bounds
from projects.models import Axis, PlanYear, PolicyClause, PriorityIndustry, Program, Project, Topic
from projects.operations import (
    answer_remark,
    create_program,
    issue_call,
    make_remark,
    move_program,
    open_year,
    save_project,
)
from reports.demonstration import content, evidence
from reports.demonstration.content import ActionPlan, ProgramPlan, ProjectPlan, TargetPlan
from reports.operations import request_report
from targets.enums import Feeds, Kind
from targets.models import Indicator, MacroTarget, ProgressReport, ReportLine, Target
from targets.operations.evidence import add_evidence
from targets.operations.macro import add_macro_target, approve_macro_target, observe
from targets.operations.progress import (
    Entry,
    make_periods,
    open_due_periods,
    return_line,
    save_lines,
    send_report,
    settle_line,
    settle_lines,
    sign_report,
)
from targets.operations.promises import freeze_year, save_target
from targets.periods import PeriodStanding, standing_of

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


@transaction.atomic
def build(*, year: int) -> None:
    """Write the demonstration: `year` frozen and reported on for three months, the next one being planned.

    Needs the reference data, and no plan years. Everything is written, or nothing.
    """
    people = _people(since=min(year_bounds(year)[0], today()) - datetime.timedelta(days=30))
    frozen_year, next_year = (_open_year(one, people) for one in (year, year + 1))
    macro_targets = _macro_targets(frozen_year, people)
    for plan in content.FROZEN_YEAR:
        _program(plan, frozen_year, people, macro_targets)
    for plan in content.OPEN_YEAR:
        _program(plan, next_year, people, {})

    freeze_year(by=people["deputy"], plan_year=frozen_year)
    open_due_periods()
    _report_on(frozen_year, people)
    _observe(frozen_year, macro_targets, people)
    _close_what_is_done(frozen_year, people)
    request_report(by=people["secretariat"], plan_year=frozen_year)


def _people(since: datetime.date) -> dict[str, User]:
    people = {}
    for person in content.PEOPLE:
        user = add_person(
            by=None,
            username=person.username,
            full_name=person.full_name,
            full_name_en=person.full_name_en,
            password=content.PASSWORD,
        )
        agency = Agency.objects.get(code=person.agency) if person.agency else None
        give_seat(by=None, user=user, role=person.role, agency=agency, valid_from=since)
        people[person.username] = user
    return people


def _mover(move: str, agency_code: str, people: dict[str, User]) -> User:
    mover = MOVERS[move]
    return people[f"{agency_code.lower()}.{mover}" if mover in ("editor", "head") else mover]


def _open_year(year: int, people: dict[str, User]) -> PlanYear:
    slogan_fa, slogan_en = content.SLOGANS.get(year, ("", ""))
    plan_year = open_year(
        by=None,
        year=year,
        slogan_fa=slogan_fa,
        slogan_en=slogan_en,
        adjustment_until=from_solar(year + 1, 2, 31),
        is_illustrative=True,
    )
    make_periods(by=None, plan_year=plan_year)
    # The call went out on the day of its letter; that of the year to come, in the days of its planning.
    letter_on = min(from_solar(year, 1, 16), today() - datetime.timedelta(days=12))
    with on_day(letter_on):
        issue_call(
            by=people["planner"],
            plan_year=plan_year,
            call_letter_number=content.CALL_LETTER,
            call_letter_on=letter_on,
            call_deadline=letter_on + datetime.timedelta(days=15),
            call_text=content.CALL_TEXT,
        )
    return plan_year


def _macro_targets(plan_year: PlanYear, people: dict[str, User]) -> dict[str, MacroTarget]:
    with MACRO_TARGETS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for position, row in enumerate(rows, start=1):
        macro_target = add_macro_target(
            by=people["planner"],
            plan_year=plan_year,
            indicator=Indicator.objects.get(code=row["indicator"]),
            baseline=Decimal(row["baseline_1399"]),
            value=Decimal(row["target_1399"]),
            source=content.MACRO_SOURCE,
            is_illustrative=True,
            position=position,
        )
        found[row["indicator"]] = approve_macro_target(by=people["deputy"], macro_target=macro_target)
    return found


# --- programs ------------------------------------------------------------------------------------


def _program(
    plan: ProgramPlan, plan_year: PlanYear, people: dict[str, User], macro_targets: dict[str, MacroTarget]
) -> None:
    editor = _mover("submit", plan.agency, people)
    program = create_program(
        by=editor,
        agency=Agency.objects.get(code=plan.agency),
        plan_year=plan_year,
        title=plan.title,
        purpose=plan.purpose,
        family=plan.family,
        axis=Axis.objects.get(code=plan.axis),
        policy_clauses=PolicyClause.objects.filter(code__in=map(str, plan.clauses)),
        topics=Topic.objects.filter(code__in=plan.topics),
    )
    for project_plan in plan.projects:
        project = _project(project_plan, program, editor)
        for target_plan in project_plan.targets:
            _target(target_plan, project, program, editor, macro_targets)
    for place, move in enumerate(plan.way):
        if move == "return" and plan.remark:
            make_remark(by=people["planner"], program=program, text=plan.remark)
        if move == "submit" and place:
            _answer(plan, program, editor)
        move_program(
            by=_mover(move, plan.agency, people),
            program=program,
            move=move,
            version=program.version,
            reason=plan.reason if move in ("return", "reject", "withdraw") else "",
        )


def _project(plan: ProjectPlan, program: Program, editor: User) -> Project:
    return save_project(
        by=editor,
        program=program,
        version=program.version,
        title=plan.title,
        sector=Sector.objects.get(code=plan.sector),
        priority_industry=PriorityIndustry.objects.get(code=plan.industry) if plan.industry else None,
        chain_link=plan.chain_link,
        counties=County.objects.filter(sci_code__in=plan.counties),
        partners=Agency.objects.filter(code__in=plan.partners),
        scope_level=plan.scope_level,
        tier=plan.tier,
        needs_money=bool(plan.funding),
        jobs_direct=plan.jobs,
        justification=plan.justification,
        actions=[_action(action, program.plan_year) for action in plan.actions],
        funding=[{"source": source, "approved": Decimal(amount)} for source, amount in plan.funding.items()],
    )


def _action(plan: ActionPlan, plan_year: PlanYear) -> dict[str, object]:
    first, last = plan.months
    return {
        "title": plan.title,
        "responsible": plan.responsible,
        "starts_on": month_bounds(plan_year.year, first)[0],
        "ends_on": month_bounds(plan_year.year, last)[1],
        "weight": Decimal(plan.weight),
    }


def _target(
    plan: TargetPlan, project: Project, program: Program, editor: User, macro_targets: dict[str, MacroTarget]
) -> None:
    indicator = Indicator.objects.select_related("unit").get(code=plan.indicator)
    value, numerator, denominator = _figure(plan.value)
    save_target(
        by=editor,
        program=program,
        version=program.version,
        project=project,
        indicator=indicator,
        county=County.objects.get(sci_code=plan.county) if plan.county else None,
        baseline=Decimal(plan.baseline),
        baseline_on=program.plan_year.first_day - datetime.timedelta(days=1),
        baseline_source=plan.source,
        value=value,
        numerator=numerator,
        denominator=denominator,
        trajectory=_trajectory(plan, indicator, value),
        macro_target=macro_targets.get(plan.indicator),
        feeds=Feeds.LEVEL if indicator.kind == Kind.STOCK else Feeds.INCREMENT,
        means_of_verification=indicator.means_of_verification,
    )


def _figure(text: str) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """A value, and its two parts where it is a ratio."""
    if "/" not in text:
        return Decimal(text), None, None
    numerator, denominator = map(Decimal, text.split("/"))
    return numerator / denominator, numerator, denominator


def _trajectory(plan: TargetPlan, indicator: Indicator, value: Decimal) -> list[Decimal]:
    start = Decimal(plan.baseline) if indicator.kind == Kind.STOCK else Decimal(0)
    step = Decimal(1).scaleb(-indicator.unit.decimals)
    return [(start + (value - start) * percent / 100).quantize(step) for percent in plan.way]


def _answer(plan: ProgramPlan, program: Program, editor: User) -> None:
    """What the agency does with a program that came back: answers, and promises more."""
    for remark in program.remarks.filter(answered_at__isnull=True):
        answer_remark(by=editor, remark=remark, answer=plan.answer)
    if plan.raised_to is None:
        return
    target_plan = plan.projects[0].targets[0]
    target = Target.objects.select_related("project", "indicator__unit").get(
        project__program=program, project__position=1, position=1
    )
    save_target(
        by=editor,
        program=program,
        version=program.version,
        project=target.project,
        target=target,
        value=plan.raised_to,
        trajectory=_trajectory(target_plan, target.indicator, plan.raised_to),
    )


# --- returns -------------------------------------------------------------------------------------


def _report_on(plan_year: PlanYear, people: dict[str, User]) -> None:
    """JAHAD: two months settled, one with a line back, one begun. SAMT: settled, under verification, silent."""
    entries = _entries(plan_year)
    for agency, month, verify in (
        ("JAHAD", 1, _settle),
        ("JAHAD", 2, _settle),
        ("JAHAD", 3, _return_one_line),
        ("JAHAD", 4, None),
        ("SAMT", 1, _settle),
        ("SAMT", 2, _settle_one_line),
    ):
        report = _enter(plan_year, agency, month, entries, people)
        if report is None or verify is None or standing_of(report.period, today()) == PeriodStanding.OPEN:
            continue
        editor, head = people[f"{agency.lower()}.editor"], people[f"{agency.lower()}.head"]
        # Each month was reported when it was due, not on the day the demonstration is made.
        with on_day(min(report.period.due_on, today())):
            report = send_report(by=editor, report=report, version=report.version)
            report = sign_report(by=head, report=report, version=report.version)
        verify(report, people["planner2"])


def _enter(
    plan_year: PlanYear,
    agency: str,
    month: int,
    entries: dict[tuple[int | None, int | None, int], Entry],
    people: dict[str, User],
) -> ProgressReport | None:
    """Fill the return in, with its files; None where the calendar has not come to it."""
    report = ProgressReport.objects.filter(
        agency__code=agency, period__plan_year=plan_year, period__ordinal=month
    ).first()
    if report is None:
        return None
    editor = people[f"{agency.lower()}.editor"]
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
            _attach(line, content.EVIDENCE.index((agency, month, about)), editor)
    report.refresh_from_db()
    return report


def _entries(plan_year: PlanYear) -> dict[tuple[int | None, int | None, int], Entry]:
    """What is entered, by target or action and month."""
    entries: dict[tuple[int | None, int | None, int], Entry] = {}
    for plan in content.FROZEN_YEAR:
        for project_plan in plan.projects:
            project = Project.objects.get(program__plan_year=plan_year, title=project_plan.title)
            for target, target_plan in zip(
                Target.objects.filter(project=project).order_by("position"), project_plan.targets, strict=True
            ):
                for month, value in enumerate(target_plan.reported, start=1):
                    entries[target.pk, None, month] = _entry(value)
            for action, action_plan in zip(project.actions.order_by("position"), project_plan.actions, strict=True):
                for month, percent in enumerate(action_plan.reported, start=1):
                    entries[None, action.pk, month] = Entry(value=Decimal(percent))
    return entries


def _entry(text: str | None) -> Entry:
    if text is None:
        return Entry(note=content.NO_FIGURE)
    value, numerator, denominator = _figure(text)
    return Entry(value, numerator, denominator)


def _attach(line: ReportLine, number: int, editor: User) -> None:
    """Two small files; `number` makes them different from those of other lines."""
    files = {
        "صورتجلسه بازدید.pdf": evidence.one_page(f"Jahesh demo {number}"),
        "تصویر پروانه.png": evidence.scanned_page(200 + number),
    }
    for name, file in files.items():
        add_evidence(by=editor, line=line, file=SimpleUploadedFile(name, file), proves=content.PROVES)


def _settle(report: ProgressReport, planner: User) -> None:
    settle_lines(by=planner, report=report, version=report.version)


def _return_one_line(report: ProgressReport, planner: User) -> None:
    line = report.lines.get(target__indicator__code=content.RETURNED_LINE)
    return_line(by=planner, line=line, version=report.version, reason=content.RETURN_REASON)
    settle_lines(by=planner, report=report, version=report.version)


def _settle_one_line(report: ProgressReport, planner: User) -> None:
    line = report.lines.filter(target__isnull=False, reported__isnull=False).earliest("pk")
    settle_line(by=planner, line=line, version=report.version)


def _observe(plan_year: PlanYear, macro_targets: dict[str, MacroTarget], people: dict[str, User]) -> None:
    past = plan_year.periods.regular().filter(last_day__lt=today()).order_by("ordinal")
    for indicator, values in content.OBSERVED.items():
        for period, value in zip(past, values, strict=False):
            observe(
                by=people["planner"],
                macro_target=macro_targets[indicator],
                period=period,
                value=Decimal(value),
                source=content.OBSERVED_SOURCE,
            )


def _close_what_is_done(plan_year: PlanYear, people: dict[str, User]) -> None:
    program = Program.objects.get(plan_year=plan_year, title=content.CLOSED)
    move_program(by=people["deputy"], program=program, move="close", version=program.version)
