"""The list of reports to compile, and the parts in which each is compiled; the queue is only a hint."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import Agency, County, Sector, User
from agencies.permissions import scope_of
from config.clock import day_of
from config.persian.calendar import month_name
from config.persian.numbers import format_number
from projects.models import PlanYear
from reports.enums import REPORTS, JobState, PartKind, PartState, ReportKind, Span


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: User | AnonymousUser) -> ReportJobQuerySet:
        """The province sees every report, an agency those that are about it alone."""
        scope = scope_of(user, Permission.REPORT_VIEW)
        if scope.whole_province:
            return self.filter(kind__in=REPORTS)
        return self.filter(kind__in=REPORTS, agency__in=scope.agency_ids)

    def exports_of(self, user: User | AnonymousUser) -> ReportJobQuerySet:
        """The large outputs that the person has asked for: they are nobody else's."""
        return self.filter(kind=ReportKind.EXPORT, requested_by=user.pk)


class ReportJob(models.Model):
    """A report to compile, being compiled, or ready; or other work of the workers' that ends in a file.

    A worker takes it by compare-and-set on `state` and `attempt`; while it works it renews `heartbeat_at`. A sweeper
    gives back to the list what stopped beating. Files are named by their content: a second attempt rewrites the same.
    What is done with a job of each kind says `reports.operations.kinds`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=ReportKind.choices, default=ReportKind.YEAR_END)
    plan_year = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan year"))
    # What was recorded until this moment counts.
    as_of = models.DateTimeField()
    language = models.CharField(max_length=2, default="fa")
    # From the year's first day until the end of the quarter or month with that number.
    span = models.CharField(max_length=10, choices=Span.choices, default=Span.YEAR)
    ordinal = models.PositiveSmallIntegerField(null=True)
    # What it is about: one of them, or the whole province.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, related_name="+")
    # What else the work of its kind has to know, and what came of it besides files.
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    # Of a check: the report that is compiled once more.
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="checks")
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    data_set = models.CharField(max_length=120, blank=True)
    data_hash = models.CharField(max_length=64, blank=True)
    # {"xlsx": {"stored_as", "sha256", "bytes"}, "pdf": {…}}
    files = models.JSONField(default=dict)
    # None: the calendar asked for it. Then this says which of its reports it is, once for ever.
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scheduled_as = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 -- unique where there is one
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ReportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("report")
        indexes = [
            models.Index(
                fields=["requested_at"], name="report_job_unfinished", condition=Q(state__in=["queued", "running"])
            )
        ]
        constraints = [
            models.CheckConstraint(name="report_job_kind_is_known", condition=Q(kind__in=ReportKind.values)),
            models.CheckConstraint(name="report_job_state_is_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(name="report_job_progress_is_a_percentage", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="report_job_done_has_files",
                condition=~Q(state="done") | ~Q(kind=ReportKind.YEAR_END) | ~Q(data_hash=""),
            ),
            models.CheckConstraint(
                name="report_job_span_has_its_number",
                condition=Q(span=Span.YEAR, ordinal__isnull=True)
                | Q(span=Span.QUARTER, ordinal__gte=1, ordinal__lte=4)
                | Q(span=Span.MONTH, ordinal__gte=1, ordinal__lte=12),
            ),
            models.CheckConstraint(
                name="report_job_is_about_one_thing",
                condition=Q(agency__isnull=True, sector__isnull=True)
                | Q(agency__isnull=True, county__isnull=True)
                | Q(sector__isnull=True, county__isnull=True),
            ),
            models.CheckConstraint(
                name="report_job_is_asked_for_by_somebody",
                condition=Q(requested_by__isnull=False, scheduled_as__isnull=True)
                | Q(requested_by__isnull=True, scheduled_as__isnull=False),
            ),
            models.CheckConstraint(
                name="report_job_check_is_of_a_report",
                condition=Q(kind=ReportKind.CHECK, of__isnull=False) | (~Q(kind=ReportKind.CHECK) & Q(of__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return " – ".join(part for part in (f"{self.name} {self.plan_year}", self.span_name, self.about) if part)

    def get_absolute_url(self) -> str:
        return reverse("report-detail", args=[self.uuid])

    @property
    def day(self) -> datetime.date:
        """The day of the as-of moment by the clock of the rules, which may stand on an earlier day."""
        return day_of(self.as_of)

    @property
    def requested_on(self) -> datetime.date:
        """When it was asked for, by the same clock."""
        return day_of(self.requested_at)

    @property
    def is_early(self) -> bool:
        """Whether it tells of a whole year that was not over on its day."""
        return self.span == Span.YEAR and self.day < self.plan_year.last_day

    @property
    def name(self) -> str:
        """What kind of report it is, in words: at the year's end, or in between."""
        if self.kind == ReportKind.YEAR_END and self.span != Span.YEAR:
            return _t("Report of the production leap")
        return str(self.get_kind_display())

    @property
    def span_name(self) -> str:
        """Until when in the year; "" for the whole of it."""
        if self.ordinal is None:
            return ""
        if self.span == Span.MONTH:
            return _t("until the end of %(month)s") % {"month": month_name(self.ordinal)}
        return _t("until the end of quarter %(number)s") % {"number": format_number(self.ordinal)}

    @property
    def about(self) -> str:
        """The agency, sector or county it is about; "" for the whole province."""
        return str(self.agency or self.sector or self.county or "")


class ReportPart(models.Model):
    """A part of a report: half of its data set; a section or an agency's chapter, with what it says; a file of these.

    Any worker takes any part by compare-and-set, so that several work on one report. A part that cannot be compiled
    says why and holds up no other.
    """

    job = models.ForeignKey(ReportJob, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=PartKind.choices)
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    # Of a section or a chapter: what it says. Of a file: {"stored_as", "sha256", "bytes"}. Of data: {"snapshot"} until
    # it is read, then what was read, until that is in the data set.
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ["job", "position"]
        verbose_name = _("part of a report")
        constraints = [
            models.UniqueConstraint(name="report_part_once", fields=["job", "kind", "key"]),
            models.CheckConstraint(name="report_part_kind_is_known", condition=Q(kind__in=PartKind.values)),
            models.CheckConstraint(name="report_part_state_is_known", condition=Q(state__in=PartState.values)),
            models.CheckConstraint(
                name="report_part_failed_says_why", condition=~Q(state=PartState.FAILED) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
