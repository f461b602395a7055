"""Corrections of wording (اصلاح نگارشی): what a frozen program's texts said before, and what they say since."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from projects.models import Program
from targets.enums import Worded


class Correction(models.Model):
    """One text of a frozen program, project or action, put right with a reason; no figure, and no version of the table.

    Append-only. `made_in` is the transaction that wrote it, set by the database: only there does the text that it names
    change. What stands in the versions of the master table keeps its own wording.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Worded.choices)
    object_id = models.UUIDField()
    # The column of that thing.
    field = models.CharField(max_length=20)
    old = models.TextField(_("said before"), blank=True)
    new = models.TextField(_("says now"), blank=True)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    made_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["program", "pk"]
        verbose_name = _("correction of wording")
        indexes = [models.Index(fields=["object_id", "field"], name="correction_of_a_text")]
        constraints = [
            models.CheckConstraint(name="correction_kind_is_known", condition=Q(kind__in=Worded.values)),
            models.CheckConstraint(name="correction_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="correction_corrects_something", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.program.code} · {self.field}"
