"""What is remembered of the flat tables that agencies hand in, and of many workbooks handed in at once."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from config.clock import day_of
from projects.models import PlanYear


class TableHabit(models.Model):
    """How an agency writes its tables: what was said of one of them is not asked again of the next.

    `headings` are fields of `reports.workbooks.flat.columns` by the keys of headings, "" for what is left out;
    `indicators` are codes by search keys of the names that the agency has for them.
    """

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency"))
    headings = models.JSONField(default=dict)
    indicators = models.JSONField(default=dict)
    money = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("habits of an agency's tables")

    def __str__(self) -> str:
        return str(self.agency)


class WorkbookBatchQuerySet(models.QuerySet["WorkbookBatch"]):
    def visible_to(self, user: User | AnonymousUser) -> WorkbookBatchQuerySet:
        """Each person's own."""
        return self.filter(handed_by=user.pk)


class WorkbookBatch(models.Model):
    """Workbooks of several agencies that somebody handed in at once; those that were taken are intakes of their own."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(auto_now_add=True)
    # [[name, {language: reason}], …] of the files that were not taken.
    refused = models.JSONField(default=list)

    objects = WorkbookBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_at", "-pk"]
        verbose_name = _("workbooks handed in at once")

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("workbook-batch", args=[self.uuid])

    @property
    def handed_on(self) -> datetime.date:
        return day_of(self.handed_at)

    def refusals(self) -> list[tuple[str, str]]:
        """Each file that was not taken, and why, in the reader's language."""
        language = (get_language() or "fa")[:2]
        return [(name, reasons[language]) for name, reasons in self.refused]
