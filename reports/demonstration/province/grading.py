"""How the projects of a year that is being planned are graded: most are scored, some twice, some decided on."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from projects.enums import ProjectState, Tier
from projects.grading import GRADABLE, gradings_of
from projects.models import Criterion, PlanYear, Project
from projects.operations import decide_grade, score_project
from reports.demonstration.writing import Stage, set_year_criteria

NOTES = (
    "سهم آن از هدف کلان روشن و مستند است.",
    "اشتغال آن نسبت به هزینه متوسط است.",
    "زمین و مجوز آماده است و اجرا از ماه نخست ممکن است.",
    "بخشی از مجوزها هنوز صادر نشده است.",
)
OTHERWISE = "بر پایه امتیاز ارزیابان و اولویت‌های استان."


def write_grades(stage: Stage, plan_year: PlanYear, rng: Random) -> None:
    criteria = set_year_criteria(stage, plan_year)
    projects = list(
        Project.objects.filter(program__plan_year=plan_year, program__status__in=GRADABLE, state=ProjectState.ACTIVE)
        .select_related("program__plan_year")
        .order_by("code")
    )
    for project in projects:
        if rng.random() < 0.3:
            continue
        worth = rng.randrange(35, 90)
        _score(stage, project, "planner", criteria, worth, rng)
        if rng.random() < 0.35:
            _score(stage, project, "planner2", criteria, worth, rng)
        if rng.random() < 0.5:
            _decide(stage, project, plan_year)


def _score(stage: Stage, project: Project, by: str, criteria: list[Criterion], worth: int, rng: Random) -> None:
    score_project(
        by=stage.people[by],
        project=project,
        points={each: Decimal(min(100, max(0, worth + 5 * rng.randrange(-3, 4)))) for each in criteria},
        note=rng.choice(NOTES),
    )


def _decide(stage: Stage, project: Project, plan_year: PlanYear) -> None:
    [grading] = gradings_of([project], plan_year)
    tier = grading.suggested or Tier(project.tier)
    decide_grade(
        by=stage.people["deputy"],
        project=project,
        scope_level=project.scope_level,
        tier=tier,
        reason="" if tier == project.tier else OTHERWISE,
    )
