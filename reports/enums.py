"""How it is seen: the closed lists of report jobs, and of what the headquarters resolves."""

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
    """The parts in which a report is compiled: half of its data set first, what it says then, its files last."""

    DATA = "data", pgettext_lazy("part of a report", "Data")
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


# --- sessions of the headquarters -----------------------------------------------------------------


class SessionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "Planned")
    HELD = "held", pgettext_lazy("session", "Held")
    MINUTED = "minuted", pgettext_lazy("session", "Minutes wait for the signature")
    SIGNED = "signed", pgettext_lazy("session", "Minutes signed")


class Presence(TextChoices):
    INVITED = "invited", pgettext_lazy("attendee", "Invited")
    PRESENT = "present", pgettext_lazy("attendee", "Present")
    ABSENT = "absent", pgettext_lazy("attendee", "Absent")


class AgendaKind(TextChoices):
    PRESENTATION = "presentation", pgettext_lazy("agenda", "Report of an agency")
    CHALLENGE = "challenge", pgettext_lazy("agenda", "Challenge to decide on")
    RESOLUTION = "resolution", pgettext_lazy("agenda", "Overdue resolution")
    AMENDMENT = "amendment", pgettext_lazy("agenda", "Amendment")
    OTHER = "other", pgettext_lazy("agenda", "Other matter")


class ResolutionState(TextChoices):
    NOT_IMPLEMENTED = "not_implemented", pgettext_lazy("resolution", "Not implemented")
    IN_PROGRESS = "in_progress", pgettext_lazy("resolution", "In progress")
    IMPLEMENTED = "implemented", pgettext_lazy("resolution", "Implemented")
    DROPPED = "dropped", pgettext_lazy("resolution", "Dropped")


# What somebody has still to do.
UNDONE = frozenset({ResolutionState.NOT_IMPLEMENTED, ResolutionState.IN_PROGRESS})


class Awaits(TextChoices):
    """What of a resolution waits for the answer of the secretariat."""

    NOTHING = "nothing", pgettext_lazy("resolution", "Nothing")
    CONFIRMATION = "confirmation", pgettext_lazy("resolution", "Confirmation that it is implemented")
    EXTENSION = "extension", pgettext_lazy("resolution", "Extension of the deadline")
    SETTLEMENT = "settlement", pgettext_lazy("resolution", "Settlement of an objection")


class FollowUpKind(TextChoices):
    """What is done about a resolution once its session was signed."""

    NOTIFIED = "notified", pgettext_lazy("follow-up", "Notified")
    REPORTED = "reported", pgettext_lazy("follow-up", "Progress reported")
    CLAIMED = "claimed", pgettext_lazy("follow-up", "Said to be implemented")
    CONFIRMED = "confirmed", pgettext_lazy("follow-up", "Confirmed as implemented")
    RETURNED = "returned", pgettext_lazy("follow-up", "Not confirmed")
    ASKED = "asked", pgettext_lazy("follow-up", "Extension asked for")
    EXTENDED = "extended", pgettext_lazy("follow-up", "Extended")
    NOT_EXTENDED = "not_extended", pgettext_lazy("follow-up", "Not extended")
    OBJECTED = "objected", pgettext_lazy("follow-up", "Objected to")
    UPHELD = "upheld", pgettext_lazy("follow-up", "Objection upheld")
    OVERRULED = "overruled", pgettext_lazy("follow-up", "Objection not accepted")
    DROPPED = "dropped", pgettext_lazy("follow-up", "Dropped")
    REOPENED = "reopened", pgettext_lazy("follow-up", "Taken up again")
    COMMENTED = "commented", pgettext_lazy("follow-up", "Commented")
    TAKEN_OVER = "taken_over", pgettext_lazy("follow-up", "Taken over from the register")
