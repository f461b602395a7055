"""The plan year and its reporting periods."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.models import ListedRow, User
from config.amounts import AmountField
from config.persian import calendar, digits
from projects.enums import REGULAR_PERIODS, Frequency, PeriodKind, YearState


class PlanYear(models.Model):
    """A solar year of the production leap: its call, its calendar, its state and its settings."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    slogan_fa = models.CharField(_("slogan"), max_length=200, blank=True)
    slogan_en = models.CharField(_("slogan in English"), max_length=200, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    call_letter_number = models.CharField(_("number of the letter"), max_length=60, blank=True)
    call_letter_on = models.DateField(_("date of the letter"), null=True, blank=True)
    call_deadline = models.DateField(_("deadline of the call"), null=True, blank=True)
    call_text = models.TextField(_("text of the call"), blank=True)
    call_issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    call_issued_at = models.DateTimeField(null=True, blank=True)
    # The day of issue by the clock of the rules: from it the agencies' days count.
    call_issued_on = models.DateField(_("call issued on"), null=True, blank=True)
    frequency = models.CharField(
        _("reporting frequency"), max_length=10, choices=Frequency.choices, default=Frequency.MONTHLY
    )
    # Days after a period's last day until its return is due.
    due_after_days = models.PositiveSmallIntegerField(_("days until a return is due"), default=5)
    # Days after the due day until the period closes to the agencies; what is sent in between is late.
    closes_after_days = models.PositiveSmallIntegerField(_("days until a period closes"), default=30)
    # Days in which the head of an agency may object to a figure that the reviewer has adjusted.
    objection_days = models.PositiveSmallIntegerField(_("days to object to an adjusted figure"), default=10)
    # Last day on which, after the year's end, earlier figures may still be restated.
    adjustment_until = models.DateField(_("adjustment window until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=YearState.choices, default=YearState.OPEN)
    # The day of the freeze by the clock of the rules: what was due until then becomes due after it.
    frozen_on = models.DateField(null=True, blank=True)
    # An achievement counts inside averages up to this percentage; it is shown as it is.
    achievement_cap = AmountField(default=Decimal(100))
    # Traffic light: percent of the trajectory from which it is green, from which amber.
    on_plan_from = AmountField(default=Decimal(90))
    behind_from = AmountField(default=Decimal(70))
    # From which weighted score (of 100) a project's tier is A, and from which B.
    tier_a_from = AmountField(_("tier A from"), default=Decimal(75))
    tier_b_from = AmountField(_("tier B from"), default=Decimal(50))
    # Days that a challenge may lie with an agency, and with the province, before it should go one desk up.
    challenge_days_agency = models.PositiveSmallIntegerField(_("days of a challenge with the agency"), default=10)
    challenge_days_province = models.PositiveSmallIntegerField(_("days of a challenge with the province"), default=15)
    is_illustrative = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("plan year")
        constraints = [
            models.CheckConstraint(name="plan_year_ends_after_it_begins", condition=Q(last_day__gt=F("first_day"))),
            models.CheckConstraint(
                name="plan_year_tiers_are_in_order",
                condition=Q(tier_b_from__gt=0, tier_a_from__gt=F("tier_b_from"), tier_a_from__lte=100),
            ),
            models.CheckConstraint(name="plan_year_state_is_known", condition=Q(state__in=YearState.values)),
            models.CheckConstraint(
                name="plan_year_call_issued_by_and_at",
                condition=Q(call_issued_by__isnull=True, call_issued_at__isnull=True, call_issued_on__isnull=True)
                | Q(call_issued_by__isnull=False, call_issued_at__isnull=False, call_issued_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_year_call_has_letter_and_deadline",
                condition=Q(call_issued_at__isnull=True)
                | Q(~Q(call_letter_number=""), call_letter_on__isnull=False, call_deadline__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return digits.localise_digits(str(self.year))


class PeriodQuerySet(models.QuerySet["Period"]):
    def regular(self) -> PeriodQuerySet:
        """Months or quarters: the periods that a trajectory has a point for."""
        return self.filter(kind__in=REGULAR_PERIODS)


class Period(models.Model):
    """A span of the year for which every agency owes one return."""

    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=12, choices=PeriodKind.choices)
    # 1 to 12 (months) or 1 to 4 (quarters); place in the trajectory plus one.
    ordinal = models.PositiveSmallIntegerField()
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    due_on = models.DateField(_("due day"))
    # Why the due day was set by hand; while it is empty the due day follows the rule (targets.periods).
    due_reason = models.CharField(_("reason of the changed due day"), max_length=250, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["plan_year", "first_day", "ordinal"]
        verbose_name = _("reporting period")
        constraints = [
            models.UniqueConstraint(name="period_is_unique_in_year", fields=["plan_year", "kind", "ordinal"]),
            models.CheckConstraint(name="period_is_due_after_its_end", condition=Q(due_on__gte=F("last_day"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.plan_year}"

    @property
    def closes_on(self) -> datetime.date:
        """The last day on which it is open to the agencies; the adjustment window ends with its own due day."""
        late = 0 if self.kind == PeriodKind.ADJUSTMENT else self.plan_year.closes_after_days
        return self.due_on + datetime.timedelta(days=late)

    @property
    def catches_up(self) -> bool:
        """Whether the year was frozen only after the period had ended: its return tells what had gone by."""
        frozen_on = self.plan_year.frozen_on
        return frozen_on is not None and self.last_day < frozen_on

    @property
    def name(self) -> str:
        """«فروردین», «سه‌ماهه دوم» … in the language of the page."""
        match self.kind:
            case PeriodKind.MONTH:
                return calendar.month_name(self.ordinal)
            case PeriodKind.QUARTER:
                return _t("Quarter %(ordinal)s") % {"ordinal": digits.localise_digits(str(self.ordinal))}
            case _:
                return str(PeriodKind(self.kind).label)


class Holiday(ListedRow):
    """A day on which no office works (تعطیل رسمی): a return that would be due then is due on the next working day."""

    day = models.DateField(_("day"), unique=True)
    # Unticked, the row stands in the list and counts for nothing: rows of a file are never deleted.
    is_day_off = models.BooleanField(_("offices are closed"), default=True)

    class Meta(ListedRow.Meta):
        ordering = ["day"]
        verbose_name = _("holiday")
