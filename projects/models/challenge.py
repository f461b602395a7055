"""What stands in the way of a project."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.enums import ObstacleCategory, ObstacleLevel, OwnerSide
from projects.models.program import Action, Project


class Challenge(models.Model):
    """An obstacle (مانع) that the agency states with its project: what it blocks, who can remove it, until when."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="challenges")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("obstacle"), max_length=250)
    category = models.CharField(_("kind of obstacle"), max_length=12, choices=ObstacleCategory.choices)
    level = models.CharField(_("can be solved at the level"), max_length=10, choices=ObstacleLevel.choices)
    # None named: it stands in the way of the whole project.
    actions = models.ManyToManyField(Action, blank=True, related_name="+", verbose_name=_("blocks the actions"))
    owner = models.CharField(_("who has to solve it"), max_length=150, blank=True)
    owner_side = models.CharField(
        _("inside or outside"), max_length=8, choices=OwnerSide.choices, default=OwnerSide.INSIDE
    )
    ask = models.CharField(_("what is asked for"), max_length=500, blank=True)
    due_on = models.DateField(_("to be solved by"), null=True, blank=True)

    class Meta:
        ordering = ["project", "position", "pk"]
        verbose_name = _("obstacle")
        constraints = [
            models.CheckConstraint(
                name="challenge_category_is_known", condition=Q(category__in=ObstacleCategory.values)
            ),
            models.CheckConstraint(name="challenge_level_is_known", condition=Q(level__in=ObstacleLevel.values)),
            models.CheckConstraint(name="challenge_owner_side_is_known", condition=Q(owner_side__in=OwnerSide.values)),
            models.CheckConstraint(name="challenge_says_something", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def blocked(self) -> list[Action]:
        """The actions that it blocks; of one that is not stored, those it was given."""
        return list(self.actions.all()) if self.pk else self._blocked_at_hand

    _blocked_at_hand: list[Action] = []
