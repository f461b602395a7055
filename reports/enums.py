"""How it is seen: the closed lists of report jobs."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportKind(TextChoices):
    YEAR_END = "year_end", _("Year-end report")
    # A report that was compiled is compiled once more, and compared.
    CHECK = "check", _("Check of a report")
    # A large output that is written outside the request; whoever asked for it takes it away.
    EXPORT = "export", _("Excel output")


# What stands in the list of reports; the rest is work beside them.
REPORTS = frozenset({ReportKind.YEAR_END})


class Span(TextChoices):
    """Which part of the year a report tells of: always from its first day on."""

    YEAR = "year", pgettext_lazy("span of a report", "The whole year")
    QUARTER = "quarter", pgettext_lazy("span of a report", "Until the end of a quarter")
    MONTH = "month", pgettext_lazy("span of a report", "Until the end of a month")


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being compiled")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", pgettext_lazy("report", "Cancelled")


UNFINISHED = frozenset({JobState.QUEUED, JobState.RUNNING})


class PartKind(TextChoices):
    """The parts in which a report is compiled: what it says first, its files then."""

    SECTION = "section", pgettext_lazy("part of a report", "Section")
    AGENCY = "agency", pgettext_lazy("part of a report", "Agency")
    FILE = "file", pgettext_lazy("part of a report", "File")


class PartState(TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being compiled")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class PublicationStage(TextChoices):
    """How far a compiled report is on its way to those it is for."""

    DRAFT = "draft", pgettext_lazy("publication", "Draft")
    REVIEWED = "reviewed", pgettext_lazy("publication", "Reviewed")
    SIGNED = "signed", pgettext_lazy("publication", "Signed")
    PUBLISHED = "published", pgettext_lazy("publication", "Published")


class JobProblem(TextChoices):
    """Why a report could not be compiled, as it is told to whoever asked for it."""

    STOPPED = "stopped", _("The program that compiles reports stopped again and again. Please tell the operator.")
    STORAGE = (
        "storage",
        _("The report could not be stored or its data set could not be read. Please tell the operator."),
    )
    ERROR = (
        "error",
        _("The report could not be compiled; the cause is in the operator's log. Please tell the operator."),
    )


class Channel(TextChoices):
    """By which way a message leaves the house; on the page everybody is told anyway."""

    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")


class MessageState(TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Given up")


class AnswerState(TextChoices):
    """How far an agency is with its answer to the call."""

    NOT_STARTED = "not_started", _("Not started")
    DRAFT = "draft", _("Draft")
    RETURNED = "returned", _("Returned for correction")
    WITH_HEAD = "with_head", _("With the head of the agency")
    SENT = "sent", _("Sent, waits for the review")
    UNDER_REVIEW = "under_review", _("Under review and agreement")
    AGREED = "agreed", _("Agreed")
    APPROVED = "approved", _("Approved")
    NOTHING_LEFT = "nothing_left", _("Rejected or withdrawn")


class IntakeKind(TextChoices):
    """Which reader understands the workbook."""

    AGENCY_WORKBOOK = "agency_workbook", _("Agency workbook")
    FLAT_TABLE = "flat_table", _("Flat table")


class IntakeState(TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    ASKING = "asking", _("Waits for answers about the file")
    PREVIEWED = "previewed", _("Read, not applied yet")
    APPLIED = "applied", _("Applied")
    DISCARDED = "discarded", _("Discarded")
    REFUSED = "refused", _("File refused")


# Nobody has pressed the button yet.
OPEN_INTAKES = frozenset({IntakeState.WAITING, IntakeState.READING, IntakeState.ASKING, IntakeState.PREVIEWED})
