"""How it is seen: the list of reports to compile, what people are told, and lists as they want to find them again.

Of reports and of messages the database is the list of work; the queue is only a hint.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import PROVINCE_ROLES
from agencies.lists import address_of_page
from agencies.models import Agency, User
from agencies.permissions import agencies_served_by, roles_of
from projects.models import PlanYear
from reports.enums import Channel, JobState, MessageState, ReportKind


class ReportJob(models.Model):
    """A report to compile, being compiled, or ready.

    A worker takes it by compare-and-set on `state` and `attempt`; while it works it renews `heartbeat_at`. A sweeper
    gives back to the list what stopped beating. Files are named by their content: a second attempt rewrites the same.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=ReportKind.choices, default=ReportKind.YEAR_END)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    # What was recorded until this moment counts.
    as_of = models.DateTimeField()
    language = models.CharField(max_length=2, default="fa")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    data_set = models.CharField(max_length=120, blank=True)
    data_hash = models.CharField(max_length=64, blank=True)
    # {"xlsx": {"stored_as", "sha256", "bytes"}, "pdf": {…}}
    files = models.JSONField(default=dict)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("report")
        indexes = [
            models.Index(
                fields=["requested_at"], name="report_job_unfinished", condition=Q(state__in=["queued", "running"])
            )
        ]
        constraints = [
            models.CheckConstraint(name="report_job_state_is_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(name="report_job_progress_is_a_percentage", condition=Q(progress__lte=100)),
            models.CheckConstraint(name="report_job_done_has_files", condition=~Q(state="done") | ~Q(data_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.plan_year}"

    def get_absolute_url(self) -> str:
        return reverse("report-detail", args=[self.uuid])


class Round(models.Model):
    """A day on which people were reminded: once, however often it is asked for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    day = models.DateField(unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("round of reminders")

    def __str__(self) -> str:
        return str(self.day)


class Notice(models.Model):
    """One thing that a person is told on the page; the day's digest says the same (`reports.notices`).

    `about` is what it is about and on which of its days, so that nobody is told the same twice. What it says is kept
    in both languages as it was on its day.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=120)
    title_fa = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    text_fa = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500)
    url = models.CharField(max_length=300)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-round__day", "pk"]
        verbose_name = _("notice")
        indexes = [models.Index(fields=["person"], name="notice_unread", condition=Q(read_at__isnull=True))]
        constraints = [models.UniqueConstraint(name="notice_once_a_person", fields=["person", "about"])]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the language of the page."""
        return self.title_en if get_language() == "en" else self.title_fa

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_fa


class Message(models.Model):
    """What is to leave the house, is leaving it, or has left it (the outbox): by mail or by text message.

    Written in the transaction that decides on it. A worker takes it by compare-and-set and a lease; a sweeper gives
    back what a dead worker held. `key` says what it is, once for ever; `message_id` follows from it and stays the same
    in every attempt, so that the receiving side knows a second sending for what it is. What it says never changes.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=150, unique=True)
    language = models.CharField(max_length=2)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("message of the outbox")
        indexes = [
            models.Index(fields=["next_at"], name="message_to_send", condition=Q(state__in=["waiting", "sending"]))
        ]
        constraints = [
            models.CheckConstraint(name="message_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="message_state_is_known", condition=Q(state__in=MessageState.values)),
            models.CheckConstraint(
                name="message_has_a_lease_while_it_is_sent",
                condition=Q(state="sending", leased_until__isnull=False)
                | ~Q(state="sending") & Q(leased_until__isnull=True),
            ),
            models.CheckConstraint(
                name="message_sent_has_its_moment",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User | AnonymousUser) -> SavedViewQuerySet:
        """The person's own, those shared with the people of their agency, or with those of the province."""
        shared = Q(agency__in=agencies_served_by(user))
        if roles_of(user) & PROVINCE_ROLES:
            shared |= Q(agency__isnull=True)
        return self.filter(Q(person=user.pk) | Q(is_shared=True) & shared)


class SavedView(models.Model):
    """A list with filters and order, under a name (نمای ذخیره‌شده).

    It keeps the question, never the answer: whoever opens it sees what they may see of the list. `agency` says whose
    people it is shared with, none of the province's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The name of the list (agencies.lists.name_of_page), and what stands behind the question mark.
    page = models.CharField(max_length=60)
    name = models.CharField(_("name of the view"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name", "pk"]
        verbose_name = _("saved view")
        constraints = [models.UniqueConstraint(name="saved_view_name_once_a_page", fields=["person", "page", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{address_of_page(self.page)}?{self.query}"
