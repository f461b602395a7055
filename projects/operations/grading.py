"""Grading projects: the year's criteria, the reviewers' scores, the deputy's decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, difference, record
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import moment
from config.persian.numbers import format_number
from projects.enums import ScopeLevel, Tier, YearState
from projects.grading import Grading, gradings_of, is_gradable
from projects.models import Criterion, PlanYear, Program, Project, Review, Score
from projects.models.grading import MOST_POINTS
from projects.operations.writing import refuse_unknown
from projects.refusals import Moved, Refused

CRITERION_FIELDS = frozenset({"title", "description", "weight"})


@transaction.atomic
def set_criteria(
    *,
    by: User,
    plan_year: PlanYear,
    criteria: Sequence[Mapping[str, Any]],
    tier_a_from: Decimal,
    tier_b_from: Decimal,
) -> list[Criterion]:
    """Set by what the projects of the year are scored: the whole list as it shall be, dicts of CRITERION_FIELDS.

    Raises Refused where the weights do not make 100, and once somebody has scored by the old ones.
    """
    check_permission(by, Permission.CRITERIA_SET)
    plan_year = _lock(plan_year)
    if plan_year.state == YearState.CLOSED:
        raise Refused(_("The year is closed: what it was graded by stays as it is."))
    if Review.objects.filter(project__program__plan_year=plan_year).exists():
        raise Refused(_("Projects of this year have been scored by these criteria already; they stay as they are."))
    for row in criteria:
        refuse_unknown(row, CRITERION_FIELDS)
    weights = sum((row["weight"] for row in criteria), Decimal(0))
    if weights != 100:
        raise Refused(
            _("The weights of the criteria make %(total)s instead of 100.") % {"total": format_number(weights)}
        )
    if len({row["title"] for row in criteria}) < len(criteria):
        raise Refused(_("Name each criterion once."))
    if not 0 < tier_b_from < tier_a_from <= MOST_POINTS:
        raise Refused(_("Tier A begins above tier B, and both between 0 and 100."))
    before = _on_record(plan_year.criteria.all(), plan_year)
    plan_year.criteria.all().delete()
    plan_year.tier_a_from, plan_year.tier_b_from = tier_a_from, tier_b_from
    plan_year.save(update_fields=["tier_a_from", "tier_b_from"])
    made = Criterion.objects.bulk_create(
        Criterion(plan_year=plan_year, position=position, **row) for position, row in enumerate(criteria, 1)
    )
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.plan_year",
        object_id=None,
        label=str(plan_year.year),
        changes=difference(before, _on_record(made, plan_year)),
    )
    return made


def _on_record(criteria: Iterable[Criterion], plan_year: PlanYear) -> dict[str, str]:
    lines = {f"criterion {number}": f"{each.title} · {as_text(each.weight)}" for number, each in enumerate(criteria, 1)}
    return lines | {
        "tier_a_from": str(as_text(plan_year.tier_a_from)),
        "tier_b_from": str(as_text(plan_year.tier_b_from)),
    }


@transaction.atomic
def score_project(
    *, by: User, project: Project, points: Mapping[Criterion, Decimal], note: str = "", asks_second: bool = False
) -> Review:
    """Score a project that the province reviews by every criterion of its year; who scores again is counted anew."""
    check_permission(by, Permission.PROGRAM_REVIEW)
    program = _open_program(by, project)
    if project.grade_decided_by_id == by.pk or program.contributors.filter(pk=by.pk).exists():
        raise PermissionDenied(_("You have a part in this program; another person must score it."))
    criteria = list(program.plan_year.criteria.all())
    if not criteria:
        raise Refused(_("The year has no criteria yet: set them first."))
    if set(points) != set(criteria):
        raise Refused(_("Score the project by every criterion of the year."))
    if any(not 0 <= each <= MOST_POINTS for each in points.values()):
        raise Refused(_("Points lie between 0 and 100."))
    review = Review.objects.create(project=project, note=note.strip(), asks_second=asks_second, made_by=by)
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, points=points[criterion]) for criterion in criteria
    )
    record(
        by=by,
        act=Act.CREATED,
        kind="projects.review",
        object_id=review.uuid,
        root_id=program.uuid,
        label=project.code,
        agency=program.agency_id,
        changes=difference(
            {},
            {f"criterion {each.position}": points[each] for each in criteria}
            | ({"asks_second": True} if asks_second else {}),
        ),
        note=review.note,
    )
    return review


@transaction.atomic
def decide_grade(
    *, by: User, project: Project, scope_level: str, tier: str, reason: str = "", seen: str = ""
) -> Project:
    """Confirm the level and tier that the agency proposes, or set others with a reason.

    `seen` names the scores that were read (`Grading.seen`). Raises Moved when others have come, Refused while scores
    are missing; who scored the project or wrote in its program does not decide.
    """
    check_permission(by, Permission.GRADE_DECIDE)
    program = _open_program(by, project)
    [grading] = gradings_of([project], program.plan_year)
    if seen not in ("", grading.seen):
        raise Moved(_("Scores have been given meanwhile; please load the page again."))
    _refuse_own_work(by, program, grading)
    if not grading.scored:
        raise Refused(_("Nobody has scored this project yet."))
    if grading.waits_for_second:
        raise Refused(_("A second reviewer was asked for and has not scored this project yet."))
    if scope_level not in ScopeLevel.values or tier not in Tier.values:
        raise Refused(_("Choose the level and the tier."))
    reason = reason.strip()
    if not reason and (scope_level, tier) != (project.scope_level, project.tier):
        raise Refused(_("You decide otherwise than the agency proposes: say why."))
    decided = {"scope_level_decided": scope_level, "tier_decided": tier, "grade_decision": reason}
    before = {name: getattr(project, name) for name in decided}
    for name, value in (decided | {"grade_decided_by": by, "grade_decided_at": moment()}).items():
        setattr(project, name, value)
    project.save(update_fields=[*decided, "grade_decided_by", "grade_decided_at"])
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.project",
        object_id=project.uuid,
        root_id=program.uuid,
        label=project.title,
        agency=program.agency_id,
        changes=difference(before, decided),
        note=reason,
    )
    return project


def _refuse_own_work(by: User, program: Program, grading: Grading) -> None:
    """Maker ≠ checker; a trigger says the same."""
    has_scored = grading.project.reviews.filter(made_by=by).exists()
    if has_scored or program.contributors.filter(pk=by.pk).exists():
        raise PermissionDenied(_("You have a part in this program or its scores; another person must decide."))


def _lock(plan_year: PlanYear) -> PlanYear:
    """So that criteria are not changed, nor the year frozen, while somebody scores."""
    return PlanYear.objects.select_for_update(of=("self",), no_key=True).get(pk=plan_year.pk)


def _open_program(by: User, project: Project) -> Program:
    """The project's program with its year locked, as long as it is on its way."""
    plan_year = _lock(project.program.plan_year)
    # The row is locked, so that nobody moves the program or decides on the project at the same moment.
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(no_key=True))
    program = Program.objects.get(pk=project.program_id)
    project.program, program.plan_year = program, plan_year
    if not is_gradable(project):
        raise Refused(_("Projects are graded while their program is reviewed, and until it is frozen with the year."))
    return program
