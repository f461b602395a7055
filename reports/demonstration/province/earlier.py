"""The year before the demonstration's: a few agencies, reported by quarters, whose unfinished projects go on."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from random import Random

from agencies.models import User
from config.clock import on_day, today
from config.persian.calendar import from_solar, month_bounds
from projects.enums import Frequency
from projects.models import PlanYear, Program
from projects.operations import CHALLENGE_FIELDS, move_program, save_project
from reports.demonstration.planning import steps_to, write_program
from reports.demonstration.plans import APPROVED, BILLION, EVEN, ProgramPlan
from reports.demonstration.province.drawing import Province, as_planned, chance, draw_program
from reports.demonstration.province.reporting import Outcome
from reports.demonstration.province.returning import Returns
from reports.demonstration.province.travelling import days_of
from reports.demonstration.province.vocabulary import EARLY, earlier_kinds
from reports.demonstration.writing import Stage, open_plan_year
from targets.enums import Kind
from targets.models import Target
from targets.operations.carrying import carry_over
from targets.operations.promises import freeze_year, save_target
from targets.unfinished import unfinished_projects

# How much of its plan a project reached that goes on.
PACE = Decimal("0.7")
# The part of the money that is asked for again.
LEFT = Decimal("0.4")
WAYS_ON = (EVEN, EARLY)
# Until the end of this month obstacles that go on shall be solved.
SOLVED_BY = 6


def draw_earlier(province: Province, agencies: Collection[str], rng: Random) -> list[ProgramPlan]:
    """The programs of the year before; all of them were approved."""
    drawn = [draw_program(kind, province, rng) for kind in earlier_kinds() if kind.agency in agencies]
    return [replace(_by_quarters(program), way=APPROVED) for program in drawn]


def _by_quarters(program: ProgramPlan) -> ProgramPlan:
    return replace(
        program,
        projects=tuple(
            replace(project, targets=tuple(replace(target, way=target.way[2::3]) for target in project.targets))
            for project in program.projects
        ),
    )


def write_earlier(stage: Stage, year: int, programs: Collection[ProgramPlan], seed: int) -> PlanYear:
    """The year, frozen in its second month, with all its returns settled."""
    rng = chance(seed, "days of the year before")
    called_on, frozen_on = from_solar(year, 1, 20), from_solar(year, 2, 31)
    with on_day(frozen_on):
        plan_year = open_plan_year(stage, year, called_on=called_on, frequency=Frequency.QUARTERLY)
    for plan in programs:
        write_program(stage, plan, plan_year, {}, days_of(plan.way, called_on, frozen_on, rng))
    with on_day(frozen_on):
        freeze_year(by=stage.people["deputy"], plan_year=plan_year)
    returns = Returns(stage, seed, frozen_on, pace=PACE, outcome=Outcome.SETTLED)
    for period in plan_year.periods.regular().order_by("ordinal"):
        returns.write(period)
    return plan_year


def carry_on(stage: Stage, earlier: PlanYear, plan_year: PlanYear, until: datetime.date, rng: Random) -> None:
    """What is unfinished goes on in the year: carried over, promised anew, signed, agreed and approved by that day."""
    undertaken = (
        Program.objects.filter(plan_year=earlier).order_by("agency__code").values_list("agency__code", flat=True)
    )
    for code in dict.fromkeys(undertaken):
        agency, editor = stage.agencies[code], stage.mover("submit", code)
        begun_on, *moved_on = days_of(APPROVED, plan_year.call_issued_on or until, until, rng)
        with on_day(begun_on):
            unfinished = unfinished_projects(earlier, user=editor, today=today(), agencies=[agency.pk])
            if not unfinished:
                continue
            keys = [each.project.uuid for each in unfinished]
            carry_over(by=editor, agency=agency, plan_year=plan_year, projects=keys)
            carried = Program.objects.filter(plan_year=plan_year, agency=agency, carried_over_from__isnull=False)
            programs = list(carried.select_related("plan_year").order_by("code"))
            for program in programs:
                _promise_anew(program, editor, rng)
        for program in programs:
            for move, day in zip(APPROVED, moved_on, strict=True):
                with on_day(day):
                    move_program(by=stage.mover(move, code), program=program, move=move, version=program.version)


def _promise_anew(program: Program, editor: User, rng: Random) -> None:
    """The money, the year-end values and the obstacles of projects that go on, which are asked for again."""
    for project in program.projects.select_related("carried_over_from").order_by("position"):
        old = project.carried_over_from
        if old is None:
            continue
        funding = [
            {"source": line.source, "approved": (line.approved * LEFT / BILLION).quantize(Decimal(1)) * BILLION}
            for line in old.funding_lines.all()
        ]
        obstacles = [
            {"uuid": each.uuid, "actions": [action.position for action in each.blocked]}
            | {name: getattr(each, name) for name in CHALLENGE_FIELDS}
            | {"due_on": month_bounds(program.plan_year.year, SOLVED_BY)[1]}
            for each in project.challenges.all()
        ]
        save_project(
            by=editor,
            program=program,
            version=program.version,
            project=project,
            funding=funding,
            challenges=obstacles,
            has_no_obstacles=not obstacles,
        )
        before = {(one.indicator_id, one.county_id): one for one in Target.objects.filter(project=old)}
        targets = Target.objects.filter(project=project).select_related("indicator__unit").order_by("position")
        for target in targets:
            value = _value_anew(target, before[target.indicator_id, target.county_id])
            baseline = target.baseline or Decimal(0)
            save_target(
                by=editor,
                program=program,
                version=program.version,
                project=project,
                target=target,
                value=value,
                trajectory=steps_to(value, rng.choice(WAYS_ON), target.indicator, baseline=baseline),
            )


def _value_anew(target: Target, old: Target) -> Decimal:
    """A level is still to be reached; of an amount, what was left."""
    baseline, aim = target.baseline or Decimal(0), old.value or Decimal(0)
    least = Decimal(1).scaleb(-target.indicator.unit.decimals)
    if target.indicator.kind == Kind.STOCK:
        return max(aim, baseline + least)
    return max(as_planned(aim - baseline, target.indicator), least)
