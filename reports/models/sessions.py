"""Sessions of the headquarters (جلسات ستاد): who was asked, what was on the agenda, what was said of it."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import scope_of
from config.persian.digits import localise_digits
from projects.models import Challenge
from reports.enums import AgendaKind, Presence, SessionState
from targets.models import Amendment


class HqSessionQuerySet(models.QuerySet["HqSession"]):
    def visible_to(self, user: User | AnonymousUser) -> HqSessionQuerySet:
        """The province reads all; an agency those to which it was asked, and those that resolved something for it."""
        scope = scope_of(user, Permission.SESSION_VIEW)
        if scope.whole_province:
            return self
        own = scope.agency_ids
        asked = Attendee.objects.filter(session=OuterRef("pk"), agency__in=own)
        known = Q(sent_at__isnull=False) | ~Q(state=SessionState.PLANNED)
        concerned = HqSession.objects.filter(
            Q(resolutions__agency__in=own) | Q(resolutions__cooperating__in=own), state=SessionState.SIGNED
        )
        return self.filter(known & Q(Exists(asked)) | Q(pk__in=concerned.values("pk")))


class HqSession(models.Model):
    """A session: planned, held, its minutes written and closed, then signed by somebody else than who closed them.

    From the signature on a trigger refuses every change of what was said and resolved. What was taken over from an
    earlier register (`is_taken_over`) was signed on paper, by whom is not known here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(_("number of the session"), unique=True)
    held_on = models.DateField(_("day of the session"))
    held_at = models.TimeField(_("hour"), null=True, blank=True)
    place = models.CharField(_("place of the session"), max_length=150, blank=True)
    chair = models.CharField(_("chair"), max_length=150, blank=True)
    secretary = models.CharField(_("secretary"), max_length=150, blank=True)
    state = models.CharField(
        pgettext_lazy("session", "state"),
        max_length=10,
        choices=SessionState.choices,
        default=SessionState.PLANNED,
    )
    # Counts the saves and the moves: whoever writes names the version they read.
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    # The agenda and the documents were sent to those who are asked.
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    minuted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    minuted_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    is_taken_over = models.BooleanField(default=False)
    # The minutes as they were signed on paper, where a scan was handed in with the signature.
    stored_as = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveIntegerField(null=True)
    content_type = models.CharField(max_length=80, blank=True)
    original_name = models.CharField(max_length=200, blank=True)

    objects = HqSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-number"]
        verbose_name = _("session of the headquarters")
        constraints = [
            models.CheckConstraint(name="hq_session_state_is_known", condition=Q(state__in=SessionState.values)),
            models.CheckConstraint(
                name="hq_session_sent_by_and_at",
                condition=Q(sent_by__isnull=True, sent_at__isnull=True)
                | Q(sent_by__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hq_session_minuted_by_and_at",
                condition=Q(
                    state__in=[SessionState.PLANNED, SessionState.HELD],
                    minuted_by__isnull=True,
                    minuted_at__isnull=True,
                )
                | Q(
                    state__in=[SessionState.MINUTED, SessionState.SIGNED],
                    minuted_by__isnull=False,
                    minuted_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="hq_session_signed_by_and_at",
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(state=SessionState.SIGNED, signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hq_session_signed_by_somebody",
                condition=~Q(state=SessionState.SIGNED) | Q(is_taken_over=True) | Q(signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="hq_session_signed_by_another",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("minuted_by")),
            ),
        ]

    def __str__(self) -> str:
        return _t("Session %(number)s") % {"number": localise_digits(str(self.number))}

    def get_absolute_url(self) -> str:
        return reverse("session-detail", args=[self.uuid])


class Attendee(models.Model):
    """Somebody who is asked to a session, by name and office; of which agency, if of one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(HqSession, on_delete=models.PROTECT, related_name="attendees")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=150, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices, default=Presence.INVITED)

    class Meta:
        ordering = ["session", "position", "pk"]
        verbose_name = _("attendee of a session")
        constraints = [
            models.CheckConstraint(name="attendee_presence_is_known", condition=Q(presence__in=Presence.values)),
            models.CheckConstraint(name="attendee_is_somebody", condition=~Q(name="", office="", agency__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name or self.office or str(self.agency)


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User | AnonymousUser) -> AgendaItemQuerySet:
        """The province reads the whole agenda; an agency what is about it, and what is about nobody in particular."""
        scope = scope_of(user, Permission.SESSION_VIEW)
        if scope.whole_province:
            return self
        return self.filter(Q(agency__in=scope.agency_ids) | Q(agency__isnull=True, kind=AgendaKind.OTHER))


class AgendaItem(models.Model):
    """A matter on the agenda, in its order, and what was said of it (خلاصه مذاکرات)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(HqSession, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind of matter"), max_length=12, choices=AgendaKind.choices)
    title = models.CharField(_("matter"), max_length=300)
    # Whom it is about; null where it is about nobody in particular.
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.ForeignKey(
        "reports.Resolution", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.TextField(_("what was said"), blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position", "pk"]
        verbose_name = _("matter on the agenda")
        constraints = [
            models.CheckConstraint(name="agenda_kind_is_known", condition=Q(kind__in=AgendaKind.values)),
            models.CheckConstraint(name="agenda_item_says_something", condition=~Q(title="")),
            models.CheckConstraint(
                name="agenda_item_is_of_its_kind",
                condition=Q(kind=AgendaKind.PRESENTATION, agency__isnull=False)
                | Q(kind=AgendaKind.CHALLENGE, challenge__isnull=False)
                | Q(kind=AgendaKind.RESOLUTION, resolution__isnull=False)
                | Q(kind=AgendaKind.AMENDMENT, amendment__isnull=False)
                | Q(kind=AgendaKind.OTHER),
            ),
        ]

    def __str__(self) -> str:
        return self.title
