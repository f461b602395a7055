"""What was promised: project targets and the ledger of offers made for them."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission, Role
from agencies.models import County, User
from agencies.permissions import has_permission, roles_of, scope_of
from config.amounts import AmountField, AmountListField
from config.clock import moment
from projects.models import Program, Project, SignedLetter
from targets.enums import Feeds, Said, Side
from targets.models.macro import MacroTarget
from targets.models.measures import Indicator
from targets.models.objects import SharedObject


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: User | AnonymousUser) -> TargetQuerySet:
        """Targets of the programs that the person may know of; outside the house, once they were offered.

        Planners know those too that planners enter on an agency's behalf.
        """
        known = self.filter(project__program__in=Program.objects.visible_to(user))
        if Role.AUDITOR in roles_of(user):
            return known
        offered = Exists(Offer.objects.filter(target=OuterRef("pk")))
        own = scope_of(user, Permission.PROGRAM_VIEW).agency_ids
        written = Q(project__program__agency__in=own)
        if has_permission(user, Permission.ON_BEHALF_ENTER):
            written |= Q(project__program__on_behalf_by__isnull=False)
        return known.filter(offered | written)


class Target(models.Model):
    """A project's quantitative target (هدف کمّی): from a dated baseline to a year-end value, by a trajectory.

    `value` is what the agency proposes; what both sides agreed on has one home, `accepted_offer`. In a ratio the
    value comes with its numerator and denominator.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    # Either one target without county or one for each county.
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county")
    )
    position = models.PositiveSmallIntegerField(default=1)
    baseline = AmountField(_("baseline"), null=True, blank=True)
    baseline_on = models.DateField(_("date of the baseline"), null=True, blank=True)
    baseline_source = models.CharField(_("source of the baseline"), max_length=250, blank=True)
    value = AmountField(_("year-end target"), null=True, blank=True)
    numerator = AmountField(_("numerator"), null=True, blank=True)
    denominator = AmountField(_("denominator"), null=True, blank=True)
    # Only for an indicator that is to be kept in a range.
    lower_bound = AmountField(_("lower bound"), null=True, blank=True)
    upper_bound = AmountField(_("upper bound"), null=True, blank=True)
    # Cumulative for a flow, level for a stock; one value for each regular period, ending at `value`.
    trajectory = AmountListField()
    weight = AmountField(_("weight in the project"), default=Decimal(1))
    macro_target = models.ForeignKey(
        MacroTarget,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("feeds the macro target"),
    )
    feeds = models.CharField(_("feeds it"), max_length=10, choices=Feeds.choices, default=Feeds.INCREMENT)
    means_of_verification = models.CharField(_("means of verification"), max_length=250, blank=True)
    # What is counted, where others may count it too.
    shared_objects = models.ManyToManyField(
        SharedObject, blank=True, related_name="+", verbose_name=_("objects counted")
    )
    accepted_offer = models.OneToOneField(
        "targets.Offer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["project", "position", "pk"]
        verbose_name = _("target")
        constraints = [
            models.UniqueConstraint(
                name="target_once_a_county", fields=["project", "indicator", "county"], nulls_distinct=False
            ),
            models.CheckConstraint(name="target_weight_is_positive", condition=Q(weight__gt=0)),
            models.CheckConstraint(
                name="target_denominator_is_not_zero", condition=Q(denominator__isnull=True) | ~Q(denominator=0)
            ),
            models.CheckConstraint(name="target_feeds_is_known", condition=Q(feeds__in=Feeds.values)),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}"

    @property
    def value_in_force(self) -> Decimal | None:
        """The year-end value that both sides agreed on; before that, the proposed one."""
        return self.value if self.accepted_offer is None else self.accepted_offer.value

    @property
    def trajectory_in_force(self) -> list[Decimal]:
        """The trajectory that came with the agreed value; where none came with it, the proposed one."""
        agreed = self.accepted_offer
        return agreed.trajectory if agreed is not None and agreed.trajectory else self.trajectory


class Offer(models.Model):
    """One line of the bargaining ledger (چانه‌زنی): append-only. Submission is round 1, then the sides alternate.

    Whoever accepts an offer accepts its trajectory with it: the proposed one, rescaled where the value differs.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="offers")
    round = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=10, choices=Side.choices)
    value = AmountField()
    numerator = AmountField(null=True)
    denominator = AmountField(null=True)
    trajectory = AmountListField()
    reason = models.TextField(blank=True)
    condition = models.CharField(max_length=250, blank=True)
    letter_number = models.CharField(max_length=60, blank=True)
    letter_on = models.DateField(null=True)
    # Where the agency's head answered on paper; then `made_by` is who signed that.
    signed_letter = models.ForeignKey(SignedLetter, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=moment)

    class Meta:
        ordering = ["target", "round"]
        verbose_name = _("offer")
        constraints = [
            models.UniqueConstraint(name="offer_round_once_a_target", fields=["target", "round"]),
            models.CheckConstraint(name="offer_side_is_known", condition=Q(side__in=Side.values)),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.round}"


class OfferAnswer(models.Model):
    """What was said to an offer without making another: it is accepted, or the deputy shall rule. Append-only."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="answers")
    said = models.CharField(max_length=20, choices=Said.choices)
    # Whose answer it is; the deputy's ruling is an offer.
    side = models.CharField(max_length=10, choices=Side.choices)
    reason = models.TextField(blank=True)
    signed_letter = models.ForeignKey(SignedLetter, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=moment)

    class Meta:
        ordering = ["offer", "pk"]
        verbose_name = _("answer to an offer")
        constraints = [
            models.UniqueConstraint(name="offer_answer_once", fields=["offer", "said"]),
            models.CheckConstraint(name="offer_answer_said_is_known", condition=Q(said__in=Said.values)),
            models.CheckConstraint(name="offer_answer_side_is_known", condition=Q(side__in=Side.values)),
        ]

    def __str__(self) -> str:
        return f"{self.offer} · {self.get_said_display()}"
