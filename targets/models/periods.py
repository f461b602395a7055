"""What became of a period: that it closed, and for whom it was opened once more."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import scope_of
from projects.models import Period, Program


class PeriodClosing(models.Model):
    """What had come in when a period closed: written once, and never by the clock alone.

    Whether a period is closed says the calendar (`targets.periods`), not this row: a clock that is set back opens it
    again and closes it again, and finds the row there. Append-only.
    """

    period = models.OneToOneField(Period, on_delete=models.PROTECT, related_name="+")
    # The first day on which it was closed.
    closed_from = models.DateField()
    # Returns that were owed, that were signed, and of these the late ones.
    due = models.PositiveIntegerField()
    received = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["period"]
        verbose_name = _("closing of a period")
        constraints = [
            models.CheckConstraint(
                name="period_closing_counts_fit", condition=Q(received__lte=F("due"), late__lte=F("received"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.received}/{self.due}"

    @property
    def silent(self) -> int:
        return self.due - self.received


class PeriodExceptionQuerySet(models.QuerySet["PeriodException"]):
    def visible_to(self, user: User | AnonymousUser) -> PeriodExceptionQuerySet:
        """An agency sees its own, the province all."""
        scope = scope_of(user, Permission.PROGRESS_VIEW)
        return self if scope.whole_province else self.filter(agency__in=scope.agency_ids)

    def in_force(self, day: datetime.date) -> PeriodExceptionQuerySet:
        return self.filter(revoked_at__isnull=True, until__gte=day)


class PeriodException(models.Model):
    """A closed period that is open once more for one agency, or for one of its programs.

    It ends by itself after its last day, or earlier when it is revoked. Once it is over it says what was.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", verbose_name=_("period"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    # Empty: all programs of the agency.
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("program")
    )
    until = models.DateField(_("open until"))
    reason = models.CharField(_("reason"), max_length=500)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    # The day by the clock of the rules.
    granted_on = models.DateField()
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=500, blank=True)

    objects = PeriodExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("re-opening of a period")
        indexes = [models.Index(fields=["agency", "period"], name="period_exception_of_a_return")]
        constraints = [
            models.CheckConstraint(name="period_exception_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="period_exception_ends_after_it_begins", condition=Q(until__gte=F("granted_on"))
            ),
            models.CheckConstraint(
                name="period_exception_revoked_by_and_at",
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True, revoke_reason="")
                | (Q(revoked_by__isnull=False, revoked_at__isnull=False) & ~Q(revoke_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.period}"

    def is_in_force(self, day: datetime.date) -> bool:
        return self.revoked_at is None and self.granted_on <= day <= self.until
