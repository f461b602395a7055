"""Resolutions of the headquarters (مصوبات), and what is done about each of them until it is implemented."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import scope_of
from config.persian.digits import localise_digits
from projects.models import Challenge, Project
from reports.enums import Awaits, FollowUpKind, ResolutionState, SessionState
from reports.models.sessions import AgendaItem, HqSession


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, user: User | AnonymousUser) -> ResolutionQuerySet:
        """The province reads all; an agency what was signed and is for it to do, alone or with others."""
        scope = scope_of(user, Permission.SESSION_VIEW)
        if scope.whole_province:
            return self
        own = scope.agency_ids
        # Beside the query, not joined to it: two cooperating agencies of one person are no two rows.
        with_others = Resolution.cooperating.through.objects.filter(resolution=OuterRef("pk"), agency__in=own)
        return self.filter(Q(agency__in=own) | Q(Exists(with_others)), session__state=SessionState.SIGNED)

    def signed(self) -> ResolutionQuerySet:
        """Those that are in force: of sessions whose minutes were signed."""
        return self.filter(session__state=SessionState.SIGNED)


class Resolution(models.Model):
    """What a session resolved: who is to do what until when. `12/3` is the third of the twelfth session.

    Its words are fixed with the signature of the minutes. Where it stands says its last `FollowUp`; a trigger refuses a
    state that none has brought about. An extension leaves `due_on` as it was and sets `extended_until`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(HqSession, on_delete=models.PROTECT, related_name="resolutions")
    number = models.PositiveSmallIntegerField()
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("matter")
    )
    text = models.TextField(_("text of the resolution"))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("responsible agency"))
    cooperating = models.ManyToManyField(Agency, blank=True, related_name="+", verbose_name=_("cooperating agencies"))
    # Unknown only of what was taken over.
    due_on = models.DateField(_("deadline"), null=True)
    objection_days = models.PositiveSmallIntegerField(_("days to object"), default=10)
    follow_up_by = models.CharField(_("how it is followed up, by whom"), max_length=200, blank=True)
    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("challenge")
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    # Counts the saves and the follow-ups: whoever writes names the version they read.
    version = models.PositiveIntegerField(default=1)

    state = models.CharField(
        pgettext_lazy("resolution", "state"),
        max_length=16,
        choices=ResolutionState.choices,
        default=ResolutionState.NOT_IMPLEMENTED,
    )
    # By the clock of the rules.
    state_since = models.DateField(null=True)
    percent = models.PositiveSmallIntegerField(_("progress in percent"), null=True, blank=True)
    awaits = models.CharField(_("waits for"), max_length=12, choices=Awaits.choices, default=Awaits.NOTHING)
    awaits_since = models.DateField(null=True)
    # The day that an extension is asked for, and the one that was granted last.
    asked_until = models.DateField(null=True)
    extended_until = models.DateField(null=True)
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    letter_on = models.DateField(_("date of the letter"), null=True)
    objection_until = models.DateField(null=True)
    notified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    notified_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-session__held_on", "session", "number"]
        verbose_name = _("resolution")
        constraints = [
            models.UniqueConstraint(name="resolution_number_once_a_session", fields=["session", "number"]),
            models.CheckConstraint(name="resolution_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="resolution_state_is_known", condition=Q(state__in=ResolutionState.values)),
            models.CheckConstraint(name="resolution_awaits_is_known", condition=Q(awaits__in=Awaits.values)),
            models.CheckConstraint(
                name="resolution_awaits_since_a_day",
                condition=Q(awaits=Awaits.NOTHING, awaits_since__isnull=True)
                | ~Q(awaits=Awaits.NOTHING) & Q(awaits_since__isnull=False),
            ),
            models.CheckConstraint(
                name="resolution_percent_is_a_percentage", condition=Q(percent__isnull=True) | Q(percent__lte=100)
            ),
            models.CheckConstraint(
                name="resolution_asked_until_while_it_waits",
                condition=Q(asked_until__isnull=True) | Q(awaits=Awaits.EXTENSION),
            ),
            models.CheckConstraint(
                name="resolution_notified_by_letter",
                condition=Q(notified_by__isnull=True, notified_at__isnull=True)
                | Q(notified_by__isnull=False, notified_at__isnull=False, letter_on__isnull=False)
                & ~Q(letter_number=""),
            ),
            models.CheckConstraint(
                name="resolution_claimed_by_and_at",
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="resolution_confirmed_by_and_at",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(state=ResolutionState.IMPLEMENTED, confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            # The agency says it, somebody else confirms it.
            models.CheckConstraint(
                name="resolution_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | Q(claimed_by__isnull=False) & ~Q(confirmed_by=F("claimed_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "agency"], name="resolution_by_agency")]

    def __str__(self) -> str:
        return f"{self.label} {self.text[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("resolution-detail", args=[self.uuid])

    @property
    def label(self) -> str:
        """«۱۲/۳» in the digits of the page."""
        return localise_digits(f"{self.session.number}/{self.number}")

    @property
    def until(self) -> datetime.date | None:
        """The deadline that holds now."""
        return self.extended_until or self.due_on


class FollowUp(models.Model):
    """Something done about a resolution: append-only. It says in which state the resolution was then."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="follow_ups")
    # The resolution's version that it made.
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=FollowUpKind.choices)
    state = models.CharField(max_length=16, choices=ResolutionState.choices)
    text = models.TextField(blank=True)
    percent = models.PositiveSmallIntegerField(null=True)
    # Of an extension, asked for or granted: until when.
    until = models.DateField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The agency in whose name it was done; null for the province.
    made_for = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    # By the clock of the rules; the time is the database's.
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["resolution", "version", "pk"]
        verbose_name = _("follow-up of a resolution")
        constraints = [
            models.UniqueConstraint(name="follow_up_once_a_version", fields=["resolution", "version"]),
            models.CheckConstraint(name="follow_up_kind_is_known", condition=Q(kind__in=FollowUpKind.values)),
            models.CheckConstraint(name="follow_up_state_is_known", condition=Q(state__in=ResolutionState.values)),
            models.CheckConstraint(
                name="follow_up_says_why",
                condition=Q(kind__in=[FollowUpKind.NOTIFIED, FollowUpKind.TAKEN_OVER]) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="follow_up_extends_to_a_day",
                condition=~Q(kind__in=[FollowUpKind.ASKED, FollowUpKind.EXTENDED]) | Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class FollowUpFile(models.Model):
    """A file handed in with a follow-up, stored under its hash outside the web root: append-only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="files")
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["follow_up", "pk"]
        verbose_name = _("file about a resolution")

    def __str__(self) -> str:
        return self.original_name
