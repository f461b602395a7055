"""Programs as agencies write them, and all that happens to them until they stand where the plan has them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import User
from config.clock import on_day, today
from config.persian.calendar import month_bounds
from projects.anchors import anchor_kinds
from projects.enums import FundingSource
from projects.models import PlanYear, Program, Project
from projects.operations import (
    answer_remark,
    ask_exemption,
    create_program,
    decide_exemption,
    make_remark,
    move_program,
    save_project,
)
from projects.readiness import readiness
from reports.demonstration import content, evidence
from reports.demonstration.bargaining import bargain_over
from reports.demonstration.plans import (
    ActionPlan,
    ExemptionPlan,
    ObstaclePlan,
    ProgramPlan,
    ProjectPlan,
    TargetPlan,
)
from reports.demonstration.writing import Stage
from targets.enums import Feeds, Kind
from targets.letters import CODE_LENGTH
from targets.models import Indicator, MacroTarget, SharedObject, Target
from targets.operations.letters import register_letter
from targets.operations.objects import add_object
from targets.operations.promises import save_target
from targets.returns import asks_for_parts, measure_of
from targets.rollups import quotient


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
