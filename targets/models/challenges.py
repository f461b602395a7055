"""What a challenge holds up, in the units of the targets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.amounts import AmountField
from projects.models import Challenge
from targets.models.promises import Target


class ChallengeCost(models.Model):
    """A target that a challenge holds up, and what the delay costs in the target's own unit (null: not stated)."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="+")
    amount = AmountField(_("cost of the delay"), null=True, blank=True)

    class Meta:
        ordering = ["challenge", "pk"]
        verbose_name = _("cost of an obstacle")
        constraints = [
            models.UniqueConstraint(name="challenge_cost_once_a_target", fields=["challenge", "target"]),
            models.CheckConstraint(
                name="challenge_cost_is_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge} · {self.target}"
