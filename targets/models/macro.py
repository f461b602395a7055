"""What the province needs: macro targets, the proposals for them, and each agency's share."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import Agency, Sector, User
from agencies.permissions import scope_of
from config.amounts import AmountField, AmountListField
from config.clock import moment
from projects.models import PlanYear, PriorityIndustry
from targets.enums import ProposalState
from targets.models.measures import Indicator


class MacroTargetQuerySet(models.QuerySet["MacroTarget"]):
    def in_force(self) -> MacroTargetQuerySet:
        """Those that the deputy has approved; the others count nowhere yet."""
        return self.filter(in_force__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> MacroTargetQuerySet:
        """The province knows of all of them, an agency of those in force."""
        scope = scope_of(user, Permission.MACRO_VIEW)
        if scope.whole_province:
            return self
        return self.in_force() if scope.agency_ids else self.none()


class MacroTarget(models.Model):
    """Province macro target (هدف کلان): what a year is to reach in one indicator, or in one part of it.

    Its figures have one home: the proposal in force, which the deputy has approved. *Needed* = value − baseline.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    # At most one of them: the target is then for that part of the economy only.
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    priority_industry = models.ForeignKey(
        PriorityIndustry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("priority industry"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_illustrative = models.BooleanField(default=False)
    in_force = models.OneToOneField(
        "targets.MacroTargetProposal", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MacroTargetQuerySet.as_manager()

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
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.part}" if self.part else str(self.indicator)

    def get_absolute_url(self) -> str:
        return reverse("macro-target", args=[self.uuid])

    @property
    def part(self) -> Sector | PriorityIndustry | None:
        """The part of the economy that the target is for, None for all of it."""
        return self.sector or self.priority_industry

    @property
    def figures(self) -> MacroTargetProposal:
        """What is in force. Only for a macro target that the deputy has approved."""
        if self.in_force is None:
            raise ValueError(f"{self} is not in force")
        return self.in_force


class MacroTargetProposal(models.Model):
    """What the planning organization proposes for a macro target: all of its figures, and the agencies' shares.

    Never changed once written, only decided on, once. A proposal that another one takes the place of is `replaced`.
    """

    macro_target = models.ForeignKey(MacroTarget, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    baseline = AmountField(_("baseline"))
    value = AmountField(_("year-end target"))
    # Cumulative for a flow, the level for a stock; one value for each regular period, or none at all.
    trajectory = AmountListField()
    source = models.CharField(_("source of the figures"), max_length=250, blank=True)
    provincial_capacity = AmountField(_("provincial capacity"), null=True, blank=True)
    provincial_source = models.CharField(_("source of the provincial capacity"), max_length=250, blank=True)
    national_capacity = AmountField(_("national capacity"), null=True, blank=True)
    national_source = models.CharField(_("source of the national capacity"), max_length=250, blank=True)
    # Why it changes, and by which letter: asked for once the call has gone out.
    reason = models.TextField(_("reason"), blank=True)
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    letter_on = models.DateField(_("date of the letter"), null=True, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=moment)
    state = models.CharField(_("status"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # The day of the decision by the clock of the rules; `decided_at` says what was known at an instant.
    decided_on = models.DateField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["macro_target", "number"]
        verbose_name = _("proposal for a macro target")
        constraints = [
            models.UniqueConstraint(name="macro_proposal_number_once", fields=["macro_target", "number"]),
            models.UniqueConstraint(
                name="macro_proposal_one_waiting", fields=["macro_target"], condition=Q(state=ProposalState.WAITING)
            ),
            models.CheckConstraint(name="macro_proposal_state_is_known", condition=Q(state__in=ProposalState.values)),
            models.CheckConstraint(
                name="macro_proposal_decided_by_and_at",
                condition=Q(state=ProposalState.WAITING, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=ProposalState.WAITING) & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="macro_proposal_decider_is_not_proposer",
                condition=~Q(state__in=[ProposalState.APPROVED, ProposalState.RETURNED])
                | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.macro_target} · {self.number}"


class AgencyShareQuerySet(models.QuerySet["AgencyShare"]):
    def visible_to(self, user: User | AnonymousUser) -> AgencyShareQuerySet:
        """The province sees all shares, an agency its own one in what is in force."""
        scope = scope_of(user, Permission.MACRO_VIEW)
        if scope.whole_province:
            return self
        in_force = MacroTarget.objects.in_force().values("in_force")
        return self.filter(agency__in=scope.agency_ids, proposal__in=in_force)


class AgencyShare(models.Model):
    """Agency's share (سهم دستگاه): what one agency is asked to bring to a macro target, as part of a proposal."""

    proposal = models.ForeignKey(MacroTargetProposal, on_delete=models.PROTECT, related_name="shares")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # In the unit of the macro target, of what is needed: value − baseline.
    value = AmountField(_("share"))
    reason = models.CharField(_("reason or source"), max_length=250, blank=True)

    objects = AgencyShareQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "pk"]
        verbose_name = _("agency's share")
        constraints = [models.UniqueConstraint(name="agency_share_once", fields=["proposal", "agency"])]

    def __str__(self) -> str:
        return f"{self.agency} · {self.proposal}"
