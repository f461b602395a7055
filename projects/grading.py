"""What the scores of a project come to: side by side, their mean and spread, and the tier that they suggest.

Of each reviewer the latest scores count. A score is the sum of points times weight; the mean is that of the reviewers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Prefetch

from projects.enums import ProgramStatus, ProjectState, Tier, YearState
from projects.models import Criterion, PlanYear, Project, Review, Score

# Where a project is scored, and its grade decided.
GRADABLE = frozenset(
    {ProgramStatus.UNDER_REVIEW, ProgramStatus.NEGOTIATION, ProgramStatus.AGREED, ProgramStatus.APPROVED}
)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Scored:
    """One reviewer's scores, in the order of the criteria; None where the review knew no such criterion."""

    review: Review
    points: list[Decimal | None]
    total: Decimal


@dataclass(frozen=True)
class Grading:
    """All that is known of the grade of a project."""

    project: Project
    criteria: Sequence[Criterion]
    scored: list[Scored]
    suggested: Tier | None

    @property
    def mean(self) -> Decimal | None:
        return mean_of([each.total for each in self.scored])

    @property
    def spread(self) -> Decimal | None:
        """How far the reviewers are apart; None where there are not two."""
        return spread_of([each.total for each in self.scored])

    @property
    def waits_for_second(self) -> bool:
        return len(self.scored) < 2 and any(each.review.asks_second for each in self.scored)

    @property
    def is_scored(self) -> bool:
        """Whether the deputy can decide."""
        return bool(self.scored) and not self.waits_for_second

    @property
    def is_decided(self) -> bool:
        return bool(self.project.tier_decided)

    @property
    def seen(self) -> str:
        """What somebody who has read this names when they decide: the latest review."""
        return str(max((each.review.pk for each in self.scored), default=0))

    @property
    def by_criterion(self) -> list[tuple[Criterion, list[Decimal | None], Decimal | None]]:
        """Each criterion with the points of every reviewer and how far they are apart."""
        rows = []
        for place, criterion in enumerate(self.criteria):
            points = [each.points[place] for each in self.scored]
            rows.append((criterion, points, spread_of([point for point in points if point is not None])))
        return rows


def mean_of(totals: Sequence[Decimal]) -> Decimal | None:
    return (sum(totals, Decimal(0)) / len(totals)).quantize(_HUNDREDTH, ROUND_HALF_UP) if totals else None


def spread_of(figures: Sequence[Decimal]) -> Decimal | None:
    return max(figures) - min(figures) if len(figures) > 1 else None


def total_of(points: Mapping[int, Decimal], criteria: Iterable[Criterion]) -> Decimal:
    """The weighted score, from 0 to 100; `points` by the key of the criterion."""
    total = sum((points.get(each.pk, Decimal(0)) * each.weight for each in criteria), Decimal(0)) / 100
    return total.quantize(_HUNDREDTH, ROUND_HALF_UP)


def tier_for(score: Decimal | None, plan_year: PlanYear) -> Tier | None:
    """The tier that the year's thresholds give the score."""
    if score is None:
        return None
    if score >= plan_year.tier_a_from:
        return Tier.A
    return Tier.B if score >= plan_year.tier_b_from else Tier.C


def gradings_of(projects: Iterable[Project], plan_year: PlanYear) -> list[Grading]:
    """The gradings of projects of a year, which come with their program; a constant number of queries."""
    projects = list(projects)
    criteria = list(plan_year.criteria.all())
    reviews = Review.objects.filter(project__in=projects).select_related("made_by").order_by("pk")
    latest: dict[int, dict[int, Review]] = {}
    for review in reviews.prefetch_related(Prefetch("scores", Score.objects.order_by("pk"))):
        of_project = latest.setdefault(review.project_id, {})
        # Who scores again stands where they stood first.
        of_project[review.made_by_id] = review
    return [_grading(project, plan_year, criteria, latest.get(project.pk, {}).values()) for project in projects]


def _grading(
    project: Project, plan_year: PlanYear, criteria: Sequence[Criterion], reviews: Iterable[Review]
) -> Grading:
    scored = []
    for review in reviews:
        points = {score.criterion_id: score.points for score in review.scores.all()}
        scored.append(Scored(review, [points.get(each.pk) for each in criteria], total_of(points, criteria)))
    suggested = tier_for(mean_of([each.total for each in scored]), plan_year)
    return Grading(project, criteria, scored, suggested)


def is_gradable(project: Project) -> bool:
    """Whether the project stands where it is scored: of a frozen year those programs that are not approved yet."""
    program = project.program
    state = program.plan_year.state
    if project.state != ProjectState.ACTIVE or program.status not in GRADABLE or state == YearState.CLOSED:
        return False
    return state == YearState.OPEN or program.status != ProgramStatus.APPROVED
