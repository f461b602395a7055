"""What was reported and verified: an agency's return for a period, its lines, their ledger and their evidence."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission, Role
from agencies.models import Agency, Membership, User
from agencies.permissions import has_permission, roles_of, scope_of
from config.amounts import AmountField
from config.clock import today
from projects.enums import PeriodKind, Turn
from projects.models import Action, Period, Program, SignedLetter
from targets.enums import REASONED_ENTRIES, EntryKind, LineStatus, ReportStatus
from targets.models.periods import PeriodException
from targets.models.promises import Target


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: User | AnonymousUser) -> ProgressReportQuerySet:
        """An agency sees its own returns; the province sees those that the head has signed, the auditor all.

        Planners see those too that planners enter on an agency's behalf.
        """
        scope = scope_of(user, Permission.PROGRESS_VIEW)
        if scope.whole_province:
            if Role.AUDITOR in roles_of(user):
                return self
            signed = Q(signed_at__isnull=False)
            if has_permission(user, Permission.ON_BEHALF_ENTER):
                return self.filter(signed | Q(on_behalf_by__isnull=False))
            return self.filter(signed)
        return self.filter(agency__in=scope.agency_ids)


class ProgressReport(models.Model):
    """An agency's return for a period (گزارش عملکرد): one sheet, one signature."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=15, choices=ReportStatus.choices, default=ReportStatus.DUE)
    version = models.PositiveIntegerField(default=1)
    tracking_code = models.CharField(max_length=20, blank=True)
    # Everyone who ever entered something in it: none of them may verify it.
    contributor_ids = ArrayField(models.BigIntegerField(), default=list)
    # The planner who took it on, to enter it on the agency's behalf; the head of the agency signs it all the same.
    on_behalf_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    # The day of the sending by the clock of the rules, as `signed_on` is of the signature.
    sent_on = models.DateField(null=True)
    # SHA-256 of what was sent last: whoever signs names the text they saw.
    content_hash = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    # The day of the signature by the clock of the rules: what decides whether the return came late.
    signed_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["period", "agency"]
        verbose_name = _("progress report")
        indexes = [GinIndex(OpClass(F("tracking_code"), name="gin_trgm_ops"), name="progress_report_search")]
        constraints = [
            models.UniqueConstraint(name="progress_report_once_a_period", fields=["agency", "period"]),
            models.CheckConstraint(name="progress_report_status_is_known", condition=Q(status__in=ReportStatus.values)),
            models.CheckConstraint(
                name="progress_report_signer_is_not_sender",
                condition=Q(signed_by__isnull=True) | Q(sent_by__isnull=True) | ~Q(signed_by=F("sent_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} – {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("progress-report", args=[self.uuid])

    @cached_property
    def exceptions(self) -> list[PeriodException]:
        """The re-openings of its period for its agency that were not revoked, the one that lasts longest first."""
        granted = PeriodException.objects.filter(period=self.period_id, agency=self.agency_id, revoked_at__isnull=True)
        return list(granted.select_related("program", "granted_by").order_by("-until", "-pk"))

    @cached_property
    def adjustment_window(self) -> Period | None:
        """The window of its year in which earlier figures are restated, if there is one."""
        windows = Period.objects.filter(plan_year=self.period.plan_year_id, kind=PeriodKind.ADJUSTMENT)
        return windows.select_related("plan_year").first()


class ReturnStay(models.Model):
    """A return came to lie with a side on a day, by the clock of the rules: append-only, one row for each change.

    It lies there until its next row. From these days each side's clock is read (`targets.silence`).
    """

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="stays")
    turn = models.CharField(max_length=10, choices=Turn.choices)
    since_on = models.DateField()

    class Meta:
        ordering = ["report", "pk"]
        verbose_name = _("stay of a return")
        constraints = [
            models.CheckConstraint(name="return_stay_turn_is_known", condition=Q(turn__in=Turn.values)),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.turn}"


class ReturnSignature(models.Model):
    """A signature of the head under a return: under all of it the first time, then under lines that were corrected.

    Append-only, and each with its own receipt (کد رهگیری): what was signed, how much of it, by whom and in which seat.
    """

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="signatures")
    tracking_code = models.CharField(max_length=20, unique=True)
    content_hash = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    lines_with_a_figure = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    signed_on = models.DateField()
    # Where it was signed on paper.
    letter = models.ForeignKey(SignedLetter, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["report", "pk"]
        verbose_name = _("signature under a return")
        constraints = [
            models.CheckConstraint(name="return_signature_is_not_the_sender_s", condition=~Q(signed_by=F("sent_by"))),
        ]

    def __str__(self) -> str:
        return self.tracking_code


class Narrative(models.Model):
    """What an agency says in words about a program in a period."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="narratives")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["report", "program"]
        verbose_name = _("narrative")
        constraints = [models.UniqueConstraint(name="narrative_once_a_program", fields=["report", "program"])]

    def __str__(self) -> str:
        return self.text[:60]


class ReportLine(models.Model):
    """One line of a return, as it stands now: the progress of an action or the quantity of a target.

    The ledger beside it (`ActionProgress`, `Measurement`) keeps every value that ever stood here. A flow's line is the
    period's own amount, a stock's the level at its end, an action's the percentage done. Null is "not reported".
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="lines")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=10, choices=LineStatus.choices, default=LineStatus.DUE)
    reported = AmountField(null=True)
    reported_numerator = AmountField(null=True)
    reported_denominator = AmountField(null=True)
    verified = AmountField(null=True)
    verified_numerator = AmountField(null=True)
    verified_denominator = AmountField(null=True)
    # What was reported and is in dispute; nothing is verified then.
    disputed = AmountField(null=True)
    disputed_numerator = AmountField(null=True)
    disputed_denominator = AmountField(null=True)
    # The reviewer's own figure beside the reported one, and the last day on which the agency may object to it.
    adjusted = AmountField(null=True)
    adjusted_numerator = AmountField(null=True)
    adjusted_denominator = AmountField(null=True)
    objection_until = models.DateField(null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    # An answer of its own: the agency says that nothing happened, and in the note why. A sum's line is zero then, a
    # level stays where it was; that is not the same as having said nothing.
    nothing_happened = models.BooleanField(_("nothing happened"), default=False)
    # Why it is back with the agency; empty when it is not.
    return_reason = models.CharField(max_length=500, blank=True)
    # It is back because the agency took it back, to restate what was signed; else the reviewer returned it.
    is_restated = models.BooleanField(default=False)

    class Meta:
        ordering = ["report", "pk"]
        verbose_name = _("line of a return")
        constraints = [
            models.CheckConstraint(
                name="report_line_is_about_one_thing",
                condition=Q(action__isnull=True, target__isnull=False) | Q(action__isnull=False, target__isnull=True),
            ),
            models.UniqueConstraint(name="report_line_once_an_action", fields=["report", "action"]),
            models.UniqueConstraint(name="report_line_once_a_target", fields=["report", "target"]),
            models.CheckConstraint(name="report_line_status_is_known", condition=Q(status__in=LineStatus.values)),
            models.CheckConstraint(
                name="report_line_action_is_a_percentage",
                condition=Q(action__isnull=True) | Q(reported__isnull=True) | Q(reported__gte=0, reported__lte=100),
            ),
            models.CheckConstraint(
                name="report_line_adjusted_action_is_a_percentage",
                condition=Q(action__isnull=True) | Q(adjusted__isnull=True) | Q(adjusted__gte=0, adjusted__lte=100),
            ),
            models.CheckConstraint(
                name="report_line_nothing_happened_says_why",
                condition=Q(nothing_happened=False) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="report_line_denominator_is_not_zero",
                condition=Q(reported_denominator__isnull=True) | ~Q(reported_denominator=0),
            ),
            models.CheckConstraint(
                name="report_line_settled_has_a_value",
                condition=~Q(status__in=("adjusted", "settled")) | Q(verified__isnull=False),
            ),
            models.CheckConstraint(
                name="report_line_in_dispute_is_not_verified",
                condition=Q(
                    status__in=("objected", "disputed"),
                    disputed__isnull=False,
                    verified__isnull=True,
                    verified_numerator__isnull=True,
                    verified_denominator__isnull=True,
                )
                | Q(
                    ~Q(status__in=("objected", "disputed")),
                    disputed__isnull=True,
                    disputed_numerator__isnull=True,
                    disputed_denominator__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="report_line_adjusted_may_be_objected_to",
                condition=Q(adjusted__isnull=False, objection_until__isnull=False)
                | Q(~Q(status__in=("adjusted", "objected")), adjusted__isnull=True, objection_until__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["target", "report"], name="report_line_by_target")]

    def __str__(self) -> str:
        return str(self.target or self.action)


class LedgerEntry(models.Model):
    """An entry is added, never changed: the database refuses UPDATE, DELETE and TRUNCATE."""

    line = models.ForeignKey(ReportLine, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    value = AmountField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    # The day by the clock of the rules.
    recorded_on = models.DateField(default=today)
    # Where it was seen on the spot.
    visit = models.ForeignKey("targets.FieldVisit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["line", "pk"]
        constraints = [
            models.CheckConstraint(name="%(class)s_kind_is_known", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(
                name="%(class)s_has_a_reason", condition=~Q(kind__in=sorted(REASONED_ENTRIES)) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Measurement(LedgerEntry):
    """An entry in the ledger of a target's line; a ratio brings numerator and denominator."""

    numerator = AmountField(null=True)
    denominator = AmountField(null=True)

    class Meta(LedgerEntry.Meta):
        verbose_name = _("measurement")


class ActionProgress(LedgerEntry):
    """An entry in the ledger of an action's line; the value is the percentage done."""

    class Meta(LedgerEntry.Meta):
        verbose_name = _("action progress")


class Evidence(models.Model):
    """A file that proves a line (مستندات), stored under its hash outside the web root."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(ReportLine, on_delete=models.PROTECT, related_name="evidence")
    stored_as = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    content_type = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)
    proves = models.CharField(_("what it proves"), max_length=250, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["line", "pk"]
        verbose_name = _("evidence")

    def __str__(self) -> str:
        return self.original_name
