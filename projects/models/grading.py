"""Grading (سطح‌بندی): the year's criteria, and how reviewers score projects by them."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from config.amounts import AmountField
from config.clock import moment
from projects.models.program import Project
from projects.models.year import PlanYear

MOST_POINTS = Decimal(100)


class Criterion(models.Model):
    """A criterion by which the projects of a year are scored; the weights of a year's criteria make 100."""

    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("criterion"), max_length=150)
    description = models.CharField(_("what is looked at"), max_length=500, blank=True)
    weight = AmountField(_("weight (percent)"))

    class Meta:
        ordering = ["plan_year", "position", "pk"]
        verbose_name = _("criterion")
        constraints = [
            models.UniqueConstraint(name="criterion_once_a_year", fields=["plan_year", "title"]),
            models.CheckConstraint(
                name="criterion_weight_is_a_percentage", condition=Q(weight__gt=0, weight__lte=MOST_POINTS)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """One reviewer's scores of one project, append-only: who scores again makes another one, which then counts.

    A database trigger refuses that somebody scores who has written in the program or decided on the grade.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    note = models.TextField(_("grounds"), blank=True)
    # Whether the deputy is to wait for the scores of somebody else.
    asks_second = models.BooleanField(_("a second reviewer is to score it"), default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=moment)

    class Meta:
        ordering = ["project", "pk"]
        verbose_name = _("scores of a project")

    def __str__(self) -> str:
        return f"{self.project.code} · {self.made_by}"


class Score(models.Model):
    """The points, from 0 to 100, that a review gives for one criterion; append-only."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = AmountField(_("points"))

    class Meta:
        ordering = ["review", "pk"]
        verbose_name = _("score")
        constraints = [
            models.UniqueConstraint(name="score_once_a_criterion", fields=["review", "criterion"]),
            models.CheckConstraint(
                name="score_is_between_0_and_100", condition=Q(points__gte=0, points__lte=MOST_POINTS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.points}"
