"""Units and indicators."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, ListedRow, LoadedRow, Sector
from config.sorting import search_key_field, sort_key_field
from targets.enums import AchievementFrom, AddsWithin, Aggregation, Direction, Frequency, Kind, Level, over_a_year


class Unit(ListedRow):
    """Unit of measure. `factor` converts to the base unit of its dimension."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    dimension = models.CharField(_("dimension"), max_length=40)
    factor = models.DecimalField(_("factor"), max_digits=30, decimal_places=10)
    decimals = models.PositiveSmallIntegerField(_("decimals"))
    adds_within = models.CharField(_("adds within"), max_length=10, choices=AddsWithin.choices)

    class Meta:
        ordering = ["code"]
        verbose_name = _("unit")
        constraints = [
            models.CheckConstraint(name="unit_factor_is_positive", condition=Q(factor__gt=0, factor__lt=10**19))
        ]


class Indicator(LoadedRow):
    """What is measured (شاخص), with the sheet that says how (شناسنامه شاخص)."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    # Grows with every change on the sheet's own page: who saves on an older one is told.
    version = models.PositiveIntegerField(default=1)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, blank=True)
    # What it serves (هدف خرد), by its code and name in the province's documents.
    objective_code = models.CharField(_("code of the objective"), max_length=60, blank=True)
    objective = models.CharField(_("objective"), max_length=250, blank=True)
    definition = models.TextField(_("definition"), blank=True)
    formula = models.TextField(_("formula"), blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    aggregation = models.CharField(_("aggregation"), max_length=10, choices=Aggregation.choices)
    achievement_from = models.CharField(
        _("achievement"), max_length=10, choices=AchievementFrom.choices, default=AchievementFrom.BASELINE
    )
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency.choices, default=Frequency.MONTHLY)
    # What the figure is made of (اقلام اطلاعاتی), who gives that and how often.
    data_items = models.TextField(_("data items"), blank=True)
    data_provider = models.CharField(_("data provider"), max_length=250, blank=True)
    data_frequency = models.CharField(_("frequency of the data"), max_length=12, choices=Frequency.choices, blank=True)
    means_of_verification = models.TextField(_("means of verification"), blank=True)
    influences = models.TextField(_("influencing factors"), blank=True)
    suggested_actions = models.TextField(_("suggested actions"), blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    owner = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    is_verified = models.BooleanField(_("verified"), default=False)
    sort_key = sort_key_field("name_fa")
    search_key = search_key_field("name_fa", "name_en", "code")

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("indicator")
        indexes = [GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="indicator_search")]
        constraints = [
            models.CheckConstraint(
                name="indicator_choices_are_known",
                condition=Q(direction__in=Direction.values, kind__in=Kind.values, aggregation__in=Aggregation.values),
            ),
            models.CheckConstraint(
                name="indicator_sheet_is_known",
                condition=Q(
                    achievement_from__in=AchievementFrom.values,
                    level__in=["", *Level.values],
                    frequency__in=Frequency.values,
                    data_frequency__in=["", *Frequency.values],
                ),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("indicator", args=[self.code])

    @property
    def measured_in(self) -> str:
        """The unit, and whether the figure of a year is what its periods add up to or the level that it ends at."""
        return f"{self.unit} · {over_a_year(self.kind, self.aggregation)}"
