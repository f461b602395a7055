"""What was submitted, and what reviewers said about it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Membership, User
from config.clock import moment
from projects.models.letters import SignedLetter
from projects.models.program import Program

_PEOPLE = ("submitted_by", "signed_by", "accepted_by", "approved_by")


def _different_people() -> list[models.CheckConstraint]:
    """Maker ≠ checker: each two of the four who put their name to a revision are different people."""
    return [
        models.CheckConstraint(
            name=f"revision_{one.removesuffix('_by')}_not_{other.removesuffix('_by')}",
            condition=Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)}),
        )
        for place, one in enumerate(_PEOPLE)
        for other in _PEOPLE[place + 1 :]
    ]


def _paired(people: str) -> models.CheckConstraint:
    moment = people.removesuffix("_by") + "_at"
    return models.CheckConstraint(
        name=f"revision_{people.removesuffix('_by')}_who_and_when",
        condition=Q(**{f"{people}__isnull": True, f"{moment}__isnull": True})
        | Q(**{f"{people}__isnull": False, f"{moment}__isnull": False}),
    )


class Revision(models.Model):
    """A program as it left the agency: append-only, with who submitted, signed, accepted and approved it.

    A database trigger lets each signature be set once and nothing else be changed, and refuses an approver who is among
    the contributors.
    """

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # SHA-256 of the canonical content: whoever signs or approves names the text they saw.
    content_hash = models.CharField(max_length=64)
    contributor_ids = ArrayField(models.BigIntegerField())
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    # In which seat it was signed (own, acting, by delegation), and the code of the receipt (کد رهگیری).
    signed_seat = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    tracking_code = models.CharField(max_length=20, blank=True)
    # Where it was signed on paper: the letter that the planning organization registered.
    signed_letter = models.ForeignKey(SignedLetter, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["program", "-number"]
        verbose_name = _("revision")
        constraints = [
            models.UniqueConstraint(name="revision_number_once_a_program", fields=["program", "number"]),
            *_different_people(),
            _paired("signed_by"),
            models.CheckConstraint(
                name="revision_receipt_comes_with_the_signature",
                condition=Q(signed_by__isnull=False)
                | Q(signed_seat__isnull=True, tracking_code="", signed_letter__isnull=True),
            ),
            models.UniqueConstraint(
                name="revision_tracking_code_once", fields=["tracking_code"], condition=~Q(tracking_code="")
            ),
            _paired("accepted_by"),
            _paired("approved_by"),
        ]

    def __str__(self) -> str:
        return f"{self.program.code} · {self.number}"


class Remark(models.Model):
    """A reviewer's remark (نظر کارشناسی) on a program or something in it; blocks resubmission until answered."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="remarks")
    # What it is about: "program", "project", "action", "target" … and that object's UUID.
    anchor_kind = models.CharField(max_length=20, default="program")
    anchor_id = models.UUIDField()
    # Which of its fields or parts (projects.anchors); empty: the thing as a whole.
    anchor_field = models.CharField(max_length=40, blank=True)
    text = models.TextField(_("remark"))
    is_blocking = models.BooleanField(_("must be answered"), default=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=moment)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # Settled for the reviewers' side, with or without an answer: it waits for nobody any more.
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(_("settled on"), null=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("reviewer's remark")
        constraints = [
            models.CheckConstraint(
                name="remark_answered_by_and_at",
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="remark_resolved_by_and_at",
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_note(self) -> bool:
        """Whether nobody has to answer it."""
        return not self.is_blocking

    @property
    def holds_back(self) -> bool:
        """Whether the agency can't send again before it has answered."""
        return self.is_blocking and self.answered_at is None and self.resolved_at is None
