"""What people are told, on the page and in messages that leave the house."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reports.enums import Channel, MessageState


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


class MessageFile(models.Model):
    """The file that goes with a message: kept as it was when the message was written. It never changes."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="file")
    name = models.CharField(max_length=80)
    content = models.BinaryField()

    class Meta:
        ordering = ["message"]
        verbose_name = _("file of a message")

    def __str__(self) -> str:
        return self.name
