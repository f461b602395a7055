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
from config.persian.calendar import from_solar, month_bounds
from projects.anchors import anchor_kinds
from projects.enums import Frequency, FundingSource
from projects.models import Axis, Criterion, PlanYear, PolicyClause, PriorityIndustry, Program, Project, Topic
from projects.operations import (
    answer_remark,
    ask_exemption,
    create_program,
    decide_exemption,
    decide_grade,
    issue_call,
    make_remark,
    move_program,
    open_year,
    save_project,
    score_project,
    set_criteria,
)
from projects.readiness import readiness
from reports.demonstration import content, evidence
from reports.demonstration.bargaining import bargain_over
from reports.demonstration.plans import (
    ActionPlan,
    ExemptionPlan,
    GradePlan,
    ObstaclePlan,
    Person,
    ProgramPlan,
    ProjectPlan,
    TargetPlan,
)
from targets.enums import Feeds, Kind
from targets.letters import CODE_LENGTH
from targets.models import Indicator, MacroTarget, ReportLine, SharedObject, Target
from targets.operations.evidence import add_evidence
from targets.operations.letters import register_letter
from targets.operations.macro import add_macro_target, approve_macro_target
from targets.operations.objects import add_object
from targets.operations.progress import make_periods
from targets.operations.promises import save_target
from targets.returns import asks_for_parts, measure_of
from targets.rollups import quotient

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


# --- programs ------------------------------------------------------------------------------------


def write_program(
    stage: Stage,
    plan: ProgramPlan,
    plan_year: PlanYear,
    macro_targets: dict[str, MacroTarget],
    days: Sequence[datetime.date] = (),
) -> Program:
    """Write the program with all under it, and move it as far as its plan says.

    `days`: when it was drafted, and when each move was made; all of it today without them.
    """
    drafted_on, *moved_on = days or [today()] * (len(plan.way) + 1)
    with on_day(drafted_on):
        program = _draft(stage, plan, plan_year, macro_targets)
    for place, (move, day) in enumerate(zip(plan.way, moved_on, strict=True)):
        with on_day(day):
            _move(stage, plan, program, move, is_first=not place)
    return program


def _draft(stage: Stage, plan: ProgramPlan, plan_year: PlanYear, macro_targets: dict[str, MacroTarget]) -> Program:
    editor = _editor(stage, plan)
    program = create_program(
        by=editor,
        agency=stage.agencies[plan.agency],
        plan_year=plan_year,
        title=plan.title,
        purpose=plan.purpose,
        family=plan.family,
        axis=stage.axes[plan.axis],
        policy_clauses=[stage.clauses[str(clause)] for clause in plan.clauses],
        topics=[stage.topics[topic] for topic in plan.topics],
    )
    for project_plan in plan.projects:
        project = _project(stage, project_plan, program, editor)
        for target_plan in project_plan.targets:
            _target(stage, target_plan, project, program, editor, macro_targets)
    if plan.exemption:
        _make_exception(stage, plan.exemption, program, editor)
    return program


def _make_exception(stage: Stage, plan: ExemptionPlan, program: Program, editor: User) -> None:
    """The agency asks for it, and a planner who does not review the program grants it."""
    problem = next(found for found in readiness(program).problems if found.rule == plan.rule)
    exemption = ask_exemption(
        by=editor,
        program=program,
        rule=plan.rule,
        anchor_id=problem.anchor_id or program.uuid,
        plea=plan.plea,
    )
    if plan.reason:
        decide_exemption(by=stage.people["planner2"], exemption=exemption, grant=True, reason=plan.reason)


def _editor(stage: Stage, plan: ProgramPlan) -> User:
    """Who writes it: the agency's officer, or a planner on the agency's behalf."""
    return stage.people["planner2"] if plan.on_behalf else stage.mover("submit", plan.agency)


def _remark(by: User, program: Program, plan: ProgramPlan) -> None:
    kind, name = plan.remark_on
    # As it was sent: what this program knew of its projects may be older.
    program = Program.objects.get(pk=program.pk)
    things = next(each.things(program) for each in anchor_kinds() if each.kind == kind)
    thing, _called = next(iter(things))
    make_remark(by=by, program=program, text=plan.remark, anchor_kind=kind, anchor_id=thing, anchor_field=name)


def _move(stage: Stage, plan: ProgramPlan, program: Program, move: str, *, is_first: bool) -> None:
    if move == "sign_by_letter":
        _sign_by_letter(stage, plan, program)
        return
    if move == "bargain":
        bargain_over(stage.people, plan, program)
        return
    if move == "return" and plan.remark:
        _remark(stage.people["planner"], program, plan)
    if move == "submit" and not is_first:
        _answer(plan, program, _editor(stage, plan))
    move_program(
        by=_editor(stage, plan) if move == "submit" else stage.mover(move, plan.agency),
        program=program,
        move=move,
        version=program.version,
        reason=plan.reason if move in ("return", "reject", "withdraw") else "",
    )


def _sign_by_letter(stage: Stage, plan: ProgramPlan, program: Program) -> None:
    """The head signs on paper, and the planner who does not review it registers the letter."""
    register_letter(
        by=stage.people["planner2"],
        agency=program.agency,
        code=program.revisions.latest("number").content_hash[:CODE_LENGTH],
        seat=stage.mover("sign", plan.agency).memberships.get(),
        number=content.LETTER_NUMBER,
        dated_on=today(),
        scan=SimpleUploadedFile("نامه.pdf", evidence.one_page("Jahesh demo letter")),
    )
    program.refresh_from_db()


def _project(stage: Stage, plan: ProjectPlan, program: Program, editor: User) -> Project:
    return save_project(
        by=editor,
        program=program,
        version=program.version,
        title=plan.title,
        sector=stage.sectors[plan.sector],
        priority_industry=stage.industries[plan.industry] if plan.industry else None,
        chain_link=plan.chain_link,
        counties=[stage.counties[code] for code in plan.counties],
        partners=[stage.agencies[code] for code in plan.partners],
        scope_level=plan.scope_level,
        tier=plan.tier,
        needs_money=bool(plan.funding),
        jobs_direct=plan.jobs,
        justification=plan.justification,
        actions=[_action(action, program.plan_year) for action in plan.actions],
        funding=[_money(plan, source) for source in plan.funding],
        has_no_obstacles=not plan.obstacles,
        challenges=[_obstacle(obstacle, program.plan_year) for obstacle in plan.obstacles],
    )


def _money(plan: ProjectPlan, source: FundingSource) -> dict[str, object]:
    said = {"allocated": Decimal(plan.allocated[source])} if source in plan.allocated else {}
    return {"source": source, "approved": Decimal(plan.funding[source])} | said


def _obstacle(plan: ObstaclePlan, plan_year: PlanYear) -> dict[str, object]:
    return {
        "title": plan.title,
        "category": plan.category,
        "level": plan.level,
        "owner": plan.owner,
        "owner_side": plan.owner_side,
        "ask": plan.ask,
        "due_on": month_bounds(plan_year.year, plan.due)[1],
        "actions": list(plan.blocks),
    }


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
    stage: Stage,
    plan: TargetPlan,
    project: Project,
    program: Program,
    editor: User,
    macro_targets: dict[str, MacroTarget],
) -> None:
    indicator = stage.indicators[plan.indicator]
    value, numerator, denominator = figure(plan.value, indicator)
    lower, upper = map(Decimal, plan.bounds) if plan.bounds else (None, None)
    save_target(
        by=editor,
        program=program,
        version=program.version,
        project=project,
        indicator=indicator,
        county=stage.counties[plan.county] if plan.county else None,
        baseline=Decimal(plan.baseline),
        baseline_on=program.plan_year.first_day - datetime.timedelta(days=1),
        baseline_source=plan.source,
        value=value,
        numerator=numerator,
        denominator=denominator,
        lower_bound=lower,
        upper_bound=upper,
        trajectory=trajectory_of(plan, indicator, value),
        macro_target=macro_targets.get(plan.indicator),
        feeds=feeds(indicator),
        means_of_verification=indicator.means_of_verification,
        shared_objects=[_shared_object(stage, name, editor) for name in plan.objects],
    )


def _shared_object(stage: Stage, name: str, editor: User) -> SharedObject:
    """The object of that name; whoever names it first enters it."""
    if name not in stage.objects:
        kind, called, number, county = content.OBJECTS[name]
        stage.objects[name] = add_object(
            by=editor, kind=kind, name=called, identifier=number, county=stage.counties[county]
        )
    return stage.objects[name]


def feeds(indicator: Indicator) -> Feeds:
    """A level feeds its macro target by what it changes, an amount of the year by all of it."""
    return Feeds.LEVEL if indicator.kind == Kind.STOCK else Feeds.INCREMENT


def figure(text: str, indicator: Indicator) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """A value, and its two parts where it is a ratio."""
    if not asks_for_parts(indicator):
        return Decimal(text), None, None
    numerator, denominator = map(Decimal, text.split("/"))
    return quotient(measure_of(indicator), numerator, denominator), numerator, denominator


def trajectory_of(plan: TargetPlan, indicator: Indicator, value: Decimal | None) -> list[Decimal]:
    """The way to the year-end value, as the plan says."""
    return [] if value is None else steps_to(value, plan.way, indicator, baseline=Decimal(plan.baseline))


def steps_to(value: Decimal, way: Sequence[int], indicator: Indicator, *, baseline: Decimal) -> list[Decimal]:
    """A trajectory by percents of the way; it ends at the value itself, which a ratio may carry to more decimals."""
    start = baseline if indicator.kind == Kind.STOCK else Decimal(0)
    step = Decimal(1).scaleb(-indicator.unit.decimals)
    return [*((start + (value - start) * percent / 100).quantize(step) for percent in way[:-1]), value]


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
        trajectory=trajectory_of(target_plan, target.indicator, plan.raised_to),
    )


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
