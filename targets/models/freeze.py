"""What is frozen: the master table (جدول کلان) and its rows, as they were."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from config.amounts import AmountField, AmountListField
from config.clock import today
from projects.models import PlanYear
from targets.models.amendments import Amendment
from targets.models.promises import Target


class MasterTable(models.Model):
    """A frozen, numbered version of the year's targets.

    The first is made by the freeze, each later one by an approved amendment; the database refuses any change of it and
    any row beyond `row_count`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    row_count = models.PositiveIntegerField()
    # SHA-256 over the canonical text of all rows in order (targets.freeze.content_hash).
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    # The day of it by the clock of the rules; `frozen_at` says what was known at an instant.
    frozen_on = models.DateField(default=today)
    # What made it; the freeze itself makes version 1.
    amendment = models.OneToOneField(Amendment, on_delete=models.PROTECT, null=True, related_name="master_table")

    class Meta:
        ordering = ["plan_year", "-version"]
        verbose_name = _("master target table")
        constraints = [
            models.UniqueConstraint(name="master_table_version_once", fields=["plan_year", "version"]),
            models.CheckConstraint(
                name="master_table_later_ones_by_amendment",
                condition=Q(version=1, amendment__isnull=True) | Q(version__gt=1, amendment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_year} · {self.version}"


class MasterTableRow(models.Model):
    """One target as it was frozen: the whole sheet, so that no later edit elsewhere can change what it says."""

    master_table = models.ForeignKey(MasterTable, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    program_id_frozen = models.UUIDField()
    program_code = models.CharField(max_length=30)
    program_title = models.CharField(max_length=250)
    project_code = models.CharField(max_length=40)
    project_title = models.CharField(max_length=250)
    project_weight = AmountField()
    axis_code = models.CharField(max_length=40, blank=True)
    sector_code = models.CharField(max_length=40, blank=True)
    indicator_code = models.CharField(max_length=60)
    unit_code = models.CharField(max_length=40)
    direction = models.CharField(max_length=6)
    kind = models.CharField(max_length=6)
    aggregation = models.CharField(max_length=10)
    achievement_from = models.CharField(max_length=10)
    macro_target_id_frozen = models.UUIDField(null=True)
    feeds = models.CharField(max_length=10)
    county_code = models.CharField(max_length=4, blank=True)
    baseline = AmountField()
    baseline_on = models.DateField(null=True)
    value = AmountField()
    numerator = AmountField(null=True)
    denominator = AmountField(null=True)
    lower_bound = AmountField(null=True)
    upper_bound = AmountField(null=True)
    trajectory = AmountListField()
    weight = AmountField()
    # [{"title", "responsible", "starts_on", "ends_on", "weight"}] as they were.
    actions = models.JSONField()

    class Meta:
        ordering = ["master_table", "position"]
        verbose_name = _("row of the master table")
        constraints = [
            models.UniqueConstraint(name="master_table_row_position", fields=["master_table", "position"]),
            models.UniqueConstraint(name="master_table_row_target", fields=["master_table", "target"]),
        ]

    def __str__(self) -> str:
        return f"{self.project_code} · {self.indicator_code}"
