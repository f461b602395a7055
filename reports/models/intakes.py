"""Workbooks that were handed in, from the first look into them until they are applied."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import has_permission, scope_of
from config.clock import day_of
from projects.models import PlanYear
from reports.enums import IntakeKind, IntakeState
from reports.models.tables import WorkbookBatch


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: User | AnonymousUser) -> IntakeQuerySet:
        """An agency sees what was handed in for it, planners what planners handed in on an agency's behalf."""
        seen = Q(agency__in=scope_of(user, Permission.PROGRAM_EDIT).agency_ids)
        if has_permission(user, Permission.ON_BEHALF_ENTER):
            seen |= Q(on_behalf=True)
        return self.filter(seen)


class Intake(models.Model):
    """A workbook that somebody handed in for an agency's year: kept as it came, with what was read of it.

    Nothing of it is stored elsewhere until it is applied; what it would change is worked out anew from `tables` each
    time it is looked at, against what is stored then (`reports.workbooks.plan`). Once applied it stays as it is.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=IntakeKind.choices, default=IntakeKind.AGENCY_WORKBOOK)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan year"))
    on_behalf = models.BooleanField(default=False)
    # Of many that were handed in at once.
    batch = models.ForeignKey(WorkbookBatch, on_delete=models.PROTECT, null=True, related_name="intakes")
    original_name = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(auto_now_add=True)
    # In which the worker says what is wrong.
    language = models.CharField(max_length=2, default="fa")
    state = models.CharField(max_length=10, choices=IntakeState.choices, default=IntakeState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    # Why the file as a whole was refused, or could not be read.
    reason = models.TextField(blank=True)
    # What a reader asked about the file and was told: headings, unit of money.
    answers = models.JSONField(default=dict)
    # The rows as they were read (`reports.workbooks.tables`), and what of them could not be read at all.
    tables = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    # What was understood otherwise than it stands there, in words.
    notes = models.JSONField(default=list)
    # By cell, whose text is to stand: "mine" of the file or "theirs" of the system.
    decisions = models.JSONField(default=dict)
    # How many rows are new, changed, in conflict, refused and unchanged, as they were counted last.
    counts = models.JSONField(default=dict)
    # What it changed, as the operations told it: what, which field, from, to. The event carries their hash.
    effects = models.JSONField(default=list)
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_at", "-pk"]
        verbose_name = _("workbook handed in")
        indexes = [
            models.Index(fields=["agency", "plan_year"], name="intake_of_an_agency"),
            models.Index(fields=["handed_at"], name="intake_to_read", condition=Q(state__in=["waiting", "reading"])),
        ]
        constraints = [
            models.CheckConstraint(name="intake_kind_is_known", condition=Q(kind__in=IntakeKind.values)),
            models.CheckConstraint(name="intake_state_is_known", condition=Q(state__in=IntakeState.values)),
            models.CheckConstraint(name="intake_progress_is_a_percentage", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="intake_applied_by_and_at",
                condition=Q(state="applied", applied_by__isnull=False, applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_by__isnull=True, applied_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("intake", args=[self.uuid])

    @property
    def handed_on(self) -> datetime.date:
        return day_of(self.handed_at)

    @property
    def applied_on(self) -> datetime.date | None:
        return day_of(self.applied_at) if self.applied_at else None

    @property
    def is_without_question(self) -> bool:
        """Whether it would change something, and nobody has to say, decide or correct anything first."""
        counts = self.counts
        changes = counts.get("new") or counts.get("changed")
        return (
            self.state == IntakeState.PREVIEWED and bool(changes) and not any(map(counts.get, ("conflict", "refused")))
        )

    @property
    def seen_as(self) -> str:
        """The same as long as lists show the same of it: whoever applies it from a list names what they saw."""
        said = [str(self.uuid), self.state, self.counts, self.answers, self.decisions]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
