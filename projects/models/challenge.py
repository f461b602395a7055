"""What stands in the way of a project, who has it, and what was done about it."""

from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, User
from projects.enums import ChallengeDesk, ChallengeState, ObstacleCategory, ObstacleLevel, OwnerSide, StepKind
from projects.models.program import Action, Project


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def stated(self) -> ChallengeQuerySet:
        """Those that a program states: a part of its text, which its head signs."""
        return self.filter(is_stated=True)


class Challenge(models.Model):
    """An obstacle (مانع، چالش): what it blocks, who can remove it, until when; stated in a program, or in the year.

    What a program states is written with it and signed with it. What comes up later is registered beside the program.
    Of both, the present is here (`desk`, `state`, the latest referral, the solution); how it came to that says
    `ChallengeStep`. Both change only through `projects.operations.challenges`; a trigger refuses a desk or a state
    that no step has brought about.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="challenges")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("obstacle"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    category = models.CharField(_("kind of obstacle"), max_length=12, choices=ObstacleCategory.choices)
    level = models.CharField(_("can be solved at the level"), max_length=10, choices=ObstacleLevel.choices)
    # None named: it stands in the way of the whole project.
    actions = models.ManyToManyField(Action, blank=True, related_name="+", verbose_name=_("blocks the actions"))
    owner = models.CharField(_("who has to solve it"), max_length=150, blank=True)
    owner_agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agency that has to solve it"),
    )
    owner_side = models.CharField(
        _("inside or outside"), max_length=8, choices=OwnerSide.choices, default=OwnerSide.INSIDE
    )
    ask = models.CharField(_("what is asked for"), max_length=500, blank=True)
    due_on = models.DateField(_("to be solved by"), null=True, blank=True)

    # Part of the program's text; what was registered in the year says by whom.
    is_stated = models.BooleanField(default=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(null=True, blank=True)
    # Counts the saves and the steps: whoever writes names the version they read.
    version = models.PositiveIntegerField(default=1)

    state = models.CharField(
        pgettext_lazy("challenge", "state"),
        max_length=10,
        choices=ChallengeState.choices,
        default=ChallengeState.OPEN,
    )
    desk = models.CharField(
        pgettext_lazy("challenge", "who has it"),
        max_length=12,
        choices=ChallengeDesk.choices,
        default=ChallengeDesk.AGENCY,
    )
    # The day it came to the desk, by the clock of the rules; null while it lies where a program stated it.
    desk_since = models.DateField(null=True, blank=True)

    # The latest referral, which stands before what was asked for at first.
    asked_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("agency that is asked")
    )
    asked_name = models.CharField(_("body that is asked"), max_length=150, blank=True)
    asked_for = models.CharField(_("what it is asked for"), max_length=500, blank=True)
    asked_until = models.DateField(_("asked until"), null=True, blank=True)

    solution = models.TextField(_("how it was solved"), blank=True)
    solved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True, blank=True)
    # The agency in whose name it was said; then somebody else confirms it.
    solved_for = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["project", "position", "pk"]
        verbose_name = _("obstacle")
        constraints = [
            models.CheckConstraint(
                name="challenge_category_is_known", condition=Q(category__in=ObstacleCategory.values)
            ),
            models.CheckConstraint(name="challenge_level_is_known", condition=Q(level__in=ObstacleLevel.values)),
            models.CheckConstraint(name="challenge_owner_side_is_known", condition=Q(owner_side__in=OwnerSide.values)),
            models.CheckConstraint(name="challenge_says_something", condition=~Q(title="")),
            models.CheckConstraint(name="challenge_state_is_known", condition=Q(state__in=ChallengeState.values)),
            models.CheckConstraint(name="challenge_desk_is_known", condition=Q(desk__in=ChallengeDesk.values)),
            models.CheckConstraint(
                name="challenge_is_stated_or_registered",
                condition=Q(is_stated=True, registered_by__isnull=True, registered_at__isnull=True)
                | Q(
                    is_stated=False,
                    registered_by__isnull=False,
                    registered_at__isnull=False,
                    desk_since__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="challenge_above_the_agency_since_a_day",
                condition=Q(desk=ChallengeDesk.AGENCY) | Q(desk_since__isnull=False),
            ),
            models.CheckConstraint(
                name="challenge_asks_one", condition=Q(asked_agency__isnull=True) | Q(asked_name="")
            ),
            models.CheckConstraint(
                name="challenge_solved_by_and_at",
                condition=Q(
                    state__in=[ChallengeState.OPEN, ChallengeState.IN_HAND, ChallengeState.INSOLUBLE],
                    solved_by__isnull=True,
                    solved_at__isnull=True,
                    solved_for__isnull=True,
                    solution="",
                )
                | (
                    Q(
                        state__in=[ChallengeState.CLAIMED, ChallengeState.SOLVED],
                        solved_by__isnull=False,
                        solved_at__isnull=False,
                    )
                    & ~Q(solution="")
                ),
            ),
            models.CheckConstraint(
                name="challenge_confirmed_by_and_at",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(state=ChallengeState.SOLVED, confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            # What an agency says of itself is confirmed by somebody else.
            models.CheckConstraint(
                name="challenge_solved_for_an_agency_is_confirmed",
                condition=~Q(state=ChallengeState.SOLVED) | Q(solved_for__isnull=True) | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="challenge_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("solved_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "desk"], name="challenge_by_desk")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("challenge-detail", args=[self.uuid])

    @property
    def blocked(self) -> list[Action]:
        """The actions that it blocks; of one that is not stored, those it was given."""
        return list(self.actions.all()) if self.pk else self._blocked_at_hand

    _blocked_at_hand: list[Action] = []

    @property
    def asked(self) -> str:
        """Who is asked to solve it now: an agency or a body by its name, "" for nobody."""
        return str(self.asked_agency or self.asked_name or self.owner_agency or self.owner)

    @property
    def turn(self) -> ChallengeDesk:
        """Whose turn it is: the desk's; what the agency says of itself is confirmed above it."""
        is_own_word = self.state == ChallengeState.CLAIMED and self.desk == ChallengeDesk.AGENCY
        return ChallengeDesk.PROVINCE if is_own_word else ChallengeDesk(self.desk)

    @property
    def waits_since(self) -> datetime.date | None:
        """Since when it is their turn: since it is said to be solved, else since it came to the desk."""
        is_claimed = self.state == ChallengeState.CLAIMED and self.solved_at is not None
        return timezone.localdate(self.solved_at) if is_claimed else self.desk_since

    @property
    def wanted(self) -> str:
        """What is asked for now."""
        return self.asked_for or self.ask


class ChallengeStep(models.Model):
    """Something done about a challenge: append-only. It says which desk and which state the challenge had then."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="steps")
    # The challenge's version that the step made.
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    desk = models.CharField(max_length=12, choices=ChallengeDesk.choices)
    state = models.CharField(max_length=10, choices=ChallengeState.choices)
    text = models.TextField(blank=True)
    # Of a referral: who is asked, until when.
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=150, blank=True)
    until = models.DateField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The agency in whose name it was done; null for the province.
    made_for = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    # By the clock of the rules, from which each desk's days are read; the time is the database's.
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["challenge", "version", "pk"]
        verbose_name = _("step about an obstacle")
        constraints = [
            models.UniqueConstraint(name="challenge_step_once_a_version", fields=["challenge", "version"]),
            models.CheckConstraint(name="challenge_step_kind_is_known", condition=Q(kind__in=StepKind.values)),
            models.CheckConstraint(name="challenge_step_desk_is_known", condition=Q(desk__in=ChallengeDesk.values)),
            models.CheckConstraint(name="challenge_step_state_is_known", condition=Q(state__in=ChallengeState.values)),
            models.CheckConstraint(name="challenge_step_says_why", condition=Q(kind=StepKind.REGISTERED) | ~Q(text="")),
            models.CheckConstraint(
                name="challenge_step_refers_to_one",
                condition=~Q(kind=StepKind.REFERRED)
                | Q(to_agency__isnull=False, to_name="")
                | (Q(to_agency__isnull=True) & ~Q(to_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class ChallengeFile(models.Model):
    """A file handed in with a step, stored under its hash outside the web root: append-only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    step = models.ForeignKey(ChallengeStep, on_delete=models.PROTECT, related_name="files")
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["step", "pk"]
        verbose_name = _("file about an obstacle")

    def __str__(self) -> str:
        return self.original_name
