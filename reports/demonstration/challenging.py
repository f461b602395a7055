"""What comes up in a demonstration's frozen year, and what is done about it, through the operations."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import User
from config.clock import on_day, today
from projects.enums import ProgramStatus, StepKind
from projects.models import Challenge, PlanYear, Project
from projects.operations.challenges import take_step
from reports.demonstration import evidence
from reports.demonstration.content.challenges import CHALLENGES, ChallengePlan, StepPlan
from reports.demonstration.writing import Stage
from targets.models import Target
from targets.operations.challenges import register_with_costs


def register_challenges(stage: Stage, plan_year: PlanYear, *, most: int) -> None:
    """So many challenges at most, in the way of approved projects that have targets; none before the year has begun."""
    begun = (today() - plan_year.first_day).days
    approved = Project.objects.filter(program__plan_year=plan_year, program__status=ProgramStatus.APPROVED)
    projects = list(approved.select_related("program__agency", "program__plan_year").order_by("code"))
    if not projects:
        return
    # Spread over the year's projects.
    step = max(1, len(projects) // most)
    for number in range(most):
        plan = CHALLENGES[number % len(CHALLENGES)]
        if plan.ago < begun:
            register_one(stage, projects[number * step % len(projects)], plan)


def register_one(stage: Stage, project: Project, plan: ChallengePlan) -> None:
    """One in the way of the project, with all that was done about it."""
    first = today() - datetime.timedelta(days=plan.ago)
    agency = project.program.agency.code
    targets = Target.objects.filter(project=project).select_related("indicator__unit", "county", "project")[:1]
    with on_day(first):
        challenge = register_with_costs(
            by=stage.mover("submit", agency),
            project=project,
            costs={target: _cost(target, plan) for target in targets} if plan.cost else {},
            title=plan.title,
            description=plan.description,
            category=plan.category,
            level=plan.level,
            owner=plan.owner,
            owner_side=plan.owner_side,
            ask=plan.ask,
            due_on=first + datetime.timedelta(days=plan.due),
            actions=list(project.actions.all()[:1]),
        )
    for step in plan.steps:
        with on_day(first + datetime.timedelta(days=step.day)):
            _take(stage, challenge, step, agency)


def _cost(target: Target, plan: ChallengePlan) -> Decimal | None:
    value = target.value_in_force
    return None if value is None else round(abs(value) * plan.cost / 100, target.indicator.unit.decimals)


def _take(stage: Stage, challenge: Challenge, plan: StepPlan, agency: str) -> None:
    challenge.refresh_from_db(fields=["version"])
    by: dict[str, User] = {"editor": stage.mover("submit", agency), "head": stage.mover("sign", agency)}
    proof = SimpleUploadedFile("صورتجلسه.pdf", evidence.one_page("Jahesh demo record"))
    take_step(
        by=by.get(plan.who) or stage.people[plan.who],
        challenge=challenge,
        version=challenge.version,
        kind=plan.kind,
        text=plan.text,
        to_name=plan.to,
        files=[proof] if plan.kind == StepKind.CLAIMED else (),
    )
