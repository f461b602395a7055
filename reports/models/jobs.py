"""The list of reports to compile; the queue is only a hint."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from projects.models import PlanYear
from reports.enums import JobState, ReportKind


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
