"""Decisions on suspected double counts: a ledger, the last word on the same targets holds."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from config.amounts import AmountField
from targets.enums import Ground, Verdict
from targets.models.promises import Target


class DoubleCountQuerySet(models.QuerySet["DoubleCount"]):
    def in_force(self, as_of: datetime.datetime | None = None) -> DoubleCountQuerySet:
        """Those that no later one took the place of; `as_of`: by that moment."""
        later = DoubleCount.objects.filter(replaces=OuterRef("pk"))
        if as_of is None:
            return self.filter(~Exists(later))
        return self.filter(~Exists(later.filter(decided_at__lte=as_of)), decided_at__lte=as_of)


class DoubleCount(models.Model):
    """A decision on targets that were suspected to count the same (احتساب مضاعف): append-only.

    Confirmed, the `common_amount` is counted once: each target keeps its share of it. By parts (a ratio), the common
    amount is of the denominator.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices)
    ground = models.CharField(_("suspected for"), max_length=10, choices=Ground.choices)
    common_amount = AmountField(_("common amount"), null=True)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    replaces = models.ManyToManyField("self", symmetrical=False, related_name="+")

    objects = DoubleCountQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("double count")
        constraints = [
            models.CheckConstraint(
                name="double_count_choices_are_known",
                condition=Q(verdict__in=Verdict.values, ground__in=Ground.values),
            ),
            models.CheckConstraint(
                name="double_count_confirmed_has_an_amount",
                condition=Q(verdict=Verdict.CONFIRMED, common_amount__gt=0)
                | (~Q(verdict=Verdict.CONFIRMED) & Q(common_amount__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} · {self.uuid}"


class DoubleCountShare(models.Model):
    """A target of the decision; of a confirmed one, with its share of the common amount in percent."""

    decision = models.ForeignKey(DoubleCount, on_delete=models.PROTECT, related_name="shares")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    share = AmountField(_("share of the common amount"), null=True)

    class Meta:
        ordering = ["decision", "pk"]
        verbose_name = _("share of a double count")
        constraints = [
            models.UniqueConstraint(name="double_count_target_once", fields=["decision", "target"]),
            models.CheckConstraint(
                name="double_count_share_is_a_part", condition=Q(share__isnull=True) | Q(share__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} · {self.target}"
