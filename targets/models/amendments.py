"""What changes after the freeze: an amendment is one decision with many lines, and makes one version."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission
from config.amounts import AmountField, AmountListField
from config.clock import moment
from projects.models import PlanYear, Program, Project
from targets.enums import AmendmentReason, AmendmentState, Authority, LineKind
from targets.models.promises import Target


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: User | AnonymousUser) -> AmendmentQuerySet:
        """The province's own affair; what became of one, everybody reads in the versions of the master table."""
        return self if has_permission(user, Permission.AMENDMENT_VIEW) else self.none()


class Amendment(models.Model):
    """An amendment of a frozen year's master table (اصلاحیه): proposed by the planner, approved by the deputy, whole.

    Written with its lines in one transaction and never changed, only decided on, once. `approved_in` is the
    transaction that approved it, set by the database: only there do the frozen figures that its lines name change.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reason_code = models.CharField(_("reason"), max_length=12, choices=AmendmentReason.choices)
    text = models.TextField(_("text of the decision"))
    authority = models.CharField(_("by"), max_length=10, choices=Authority.choices, default=Authority.LETTER)
    authority_number = models.CharField(_("number"), max_length=60)
    authority_on = models.DateField(_("date"))
    # The scan or the table that goes with it; all empty where there is none.
    stored_as = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    content_type = models.CharField(max_length=80, blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=moment)
    state = models.CharField(
        _("status"), max_length=10, choices=AmendmentState.choices, default=AmendmentState.PROPOSED
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    # The database's own: the transactions that wrote and that approved it.
    proposed_in = models.BigIntegerField(default=0, editable=False)
    approved_in = models.BigIntegerField(null=True, editable=False)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["plan_year", "-number"]
        verbose_name = _("amendment")
        constraints = [
            models.UniqueConstraint(name="amendment_number_once", fields=["plan_year", "number"]),
            models.CheckConstraint(name="amendment_state_is_known", condition=Q(state__in=AmendmentState.values)),
            models.CheckConstraint(
                name="amendment_reason_is_known", condition=Q(reason_code__in=AmendmentReason.values)
            ),
            models.CheckConstraint(name="amendment_authority_is_known", condition=Q(authority__in=Authority.values)),
            models.CheckConstraint(name="amendment_says_by_what", condition=~Q(authority_number="") & ~Q(text="")),
            models.CheckConstraint(
                name="amendment_decided_by_and_at",
                condition=Q(state=AmendmentState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=AmendmentState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="amendment_decider_is_not_proposer",
                condition=~Q(state__in=[AmendmentState.APPROVED, AmendmentState.REJECTED])
                | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_year} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("amendment", args=[self.uuid])


class AmendmentLine(models.Model):
    """One line of the decision: other figures of a frozen row, a project that goes, or a program that comes in.

    `old_…` is what stood in the version that the proposer read, the others what shall stand there.
    """

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, null=True, related_name="+")
    old_value = AmountField(null=True)
    old_numerator = AmountField(null=True)
    old_denominator = AmountField(null=True)
    old_lower_bound = AmountField(null=True)
    old_upper_bound = AmountField(null=True)
    old_weight = AmountField(null=True)
    old_trajectory = AmountListField()
    value = AmountField(null=True)
    numerator = AmountField(null=True)
    denominator = AmountField(null=True)
    lower_bound = AmountField(null=True)
    upper_bound = AmountField(null=True)
    weight = AmountField(null=True)
    trajectory = AmountListField()

    class Meta:
        ordering = ["amendment", "position"]
        verbose_name = pgettext_lazy("amendment", "line")
        constraints = [
            models.UniqueConstraint(name="amendment_line_position", fields=["amendment", "position"]),
            models.UniqueConstraint(name="amendment_line_target_once", fields=["amendment", "target"]),
            models.UniqueConstraint(name="amendment_line_project_once", fields=["amendment", "project"]),
            models.UniqueConstraint(name="amendment_line_program_once", fields=["amendment", "program"]),
            models.CheckConstraint(
                name="amendment_line_is_about_one_thing",
                condition=Q(
                    kind=LineKind.FIGURES,
                    target__isnull=False,
                    project__isnull=True,
                    program__isnull=True,
                    value__isnull=False,
                    weight__isnull=False,
                )
                | Q(kind=LineKind.DROP, target__isnull=True, project__isnull=False, program__isnull=True)
                | Q(kind=LineKind.LATE, target__isnull=True, project__isnull=True, program__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target or self.project or self.program}"
