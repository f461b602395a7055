"""Official statistics: of the macro targets' periods, and of years that are over. They stand beside our own sums.

Both are ledgers: a figure that is corrected stays, and the row that takes its place says what it replaces. A row
without value takes a figure back.
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from config.amounts import AmountField
from config.persian import calendar, digits
from projects.models import Period
from targets.models.macro import MacroTarget
from targets.models.measures import Indicator


class StatisticQuerySet(models.QuerySet[Any]):
    def current(self, as_of: datetime.datetime | None = None) -> Self:
        """The figures that stand, or that stood at the moment."""
        if as_of is None:
            return self.filter(replaced_by__isnull=True, value__isnull=False)
        standing = Q(replaced_by__isnull=True) | Q(replaced_by__entered_at__gt=as_of)
        return self.filter(standing, entered_at__lte=as_of, value__isnull=False)


class Statistic(models.Model):
    """A figure with its source, who entered it and when, and which earlier figure it corrects and why."""

    value = AmountField(_("value"), null=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = StatisticQuerySet.as_manager()

    class Meta:
        abstract = True


class MacroObservation(Statistic):
    """Official statistic of a macro target's indicator in a period: beside the sum of projects, never instead of it."""

    macro_target = models.ForeignKey(MacroTarget, on_delete=models.PROTECT, related_name="observations")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["macro_target", "period", "pk"]
        verbose_name = _("official observation")
        constraints = [
            models.UniqueConstraint(
                name="macro_observation_once_a_period",
                fields=["macro_target", "period"],
                condition=Q(replaces__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.macro_target} – {self.period}"


class PastValue(Statistic):
    """What an indicator was in the province in an earlier year, as a whole or in one of its months."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    # The solar month, 1 to 12; null for the whole year.
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)

    class Meta:
        ordering = ["indicator", "-year", "month", "pk"]
        verbose_name = _("past value")
        constraints = [
            models.UniqueConstraint(
                name="past_value_once_a_month",
                fields=["indicator", "year", "month"],
                condition=Q(replaces__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="past_value_month_is_known", condition=Q(month__isnull=True) | Q(month__range=(1, 12))
            ),
            models.CheckConstraint(name="past_value_year_is_solar", condition=Q(year__range=(1300, 1500))),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.when}"

    @property
    def when(self) -> str:
        """«فروردین ۱۳۹۸», or the year alone."""
        year = digits.localise_digits(str(self.year))
        return f"{calendar.month_name(self.month)} {year}" if self.month else year
