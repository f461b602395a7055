"""What the province needs: macro targets, and the official figures they are compared with."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Sector, User
from config.amounts import AmountField, AmountListField
from projects.models import Period, PlanYear, PriorityIndustry
from targets.models.measures import Indicator


class MacroTarget(models.Model):
    """Province macro target (هدف کلان): what a year is to reach in one indicator.

    Entered by the planning organization, in force once the deputy has approved it. *Needed* = value − baseline.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    # At most one of them: the target is then for that part of the economy only.
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    priority_industry = models.ForeignKey(
        PriorityIndustry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    baseline = AmountField(_("baseline"))
    value = AmountField(_("year-end target"))
    # Cumulative, one value for each regular period; empty when not set.
    trajectory = AmountListField()
    provincial_capacity = AmountField(null=True, blank=True)
    national_capacity = AmountField(null=True, blank=True)
    capacity_source = models.CharField(max_length=250, blank=True)
    source = models.CharField(max_length=250, blank=True)
    is_illustrative = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan_year", "position", "pk"]
        verbose_name = _("macro target")
        constraints = [
            models.UniqueConstraint(
                name="macro_target_once_a_year",
                fields=["plan_year", "indicator", "sector", "priority_industry"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="macro_target_has_one_part",
                condition=Q(sector__isnull=True) | Q(priority_industry__isnull=True),
            ),
            models.CheckConstraint(
                name="macro_target_approved_by_and_at",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.indicator)


class MacroObservation(models.Model):
    """Official statistic of a macro target's indicator: beside the sum of projects, never instead of it."""

    macro_target = models.ForeignKey(MacroTarget, on_delete=models.PROTECT, related_name="observations")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    value = AmountField()
    source = models.CharField(max_length=250)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["macro_target", "period"]
        verbose_name = _("official observation")
        constraints = [
            models.UniqueConstraint(name="macro_observation_once_a_period", fields=["macro_target", "period"])
        ]

    def __str__(self) -> str:
        return f"{self.macro_target} – {self.period}"
