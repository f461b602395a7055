"""How much: the closed lists of measuring, promising, reporting and freezing."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    """Which way is better."""

    UP = "up", _("Increasing")
    DOWN = "down", _("Decreasing")
    HOLD = "hold", _("Hold")
    RANGE = "range", _("Keep in range")


class Kind(TextChoices):
    """A flow's report is the period's own amount; a stock's the level at its end."""

    FLOW = "flow", _("Sum of periods")
    STOCK = "stock", _("Last value")


class Aggregation(TextChoices):
    """How values over periods and over projects make one figure."""

    SUM = "sum", _("Sum")
    LAST = "last", _("Last value")
    MAX = "max", _("Largest value")
    RATIO = "ratio", _("Ratio of sums")
    WEIGHTED = "weighted", _("Weighted mean")
    NONE = "none", _("Not aggregated")


def over_a_year(kind: str, aggregation: str) -> Promise:
    """What the figure of a year says; it stands beside the unit, so that nobody takes what is added for a level."""
    return _("yearly sum") if (kind, aggregation) == (Kind.FLOW, Aggregation.SUM) else _("year-end level")


class AchievementFrom(TextChoices):
    """What the achievement rate is measured from."""

    ZERO = "zero", _("From zero")
    BASELINE = "baseline", _("From the baseline")


class Level(TextChoices):
    """Where in the chain from means to effect an indicator stands (سطح شاخص)."""

    INPUT = "input", pgettext_lazy("indicator", "Input")
    PROCESS = "process", pgettext_lazy("indicator", "Process")
    OUTPUT = "output", pgettext_lazy("indicator", "Output")
    OUTCOME = "outcome", pgettext_lazy("indicator", "Outcome")


class Frequency(TextChoices):
    """How often there is a new figure."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    HALF_YEARLY = "half_yearly", _("Half-yearly")
    YEARLY = "yearly", _("Yearly")


class AddsWithin(TextChoices):
    DIMENSION = "dimension", _("Its dimension")
    UNIT = "unit", _("Itself only")
    NOTHING = "nothing", _("Nothing")


class ObjectKind(TextChoices):
    """What several programs may count: the closed list of shared objects."""

    PLANT = "plant", pgettext_lazy("shared object", "Plant or firm")
    LICENCE = "licence", pgettext_lazy("shared object", "Licence")
    LOAN = "loan", pgettext_lazy("shared object", "Loan file")
    MINE = "mine", pgettext_lazy("shared object", "Mine")
    ESTATE = "estate", pgettext_lazy("shared object", "Industrial estate")
    VILLAGE = "village", pgettext_lazy("shared object", "Village")
    OTHER = "other", pgettext_lazy("shared object", "Other")


class Ground(TextChoices):
    """Why two targets are suspected to count the same."""

    OBJECT = "object", pgettext_lazy("double count", "The same object")
    TITLE = "title", pgettext_lazy("double count", "Near-equal titles")


class Verdict(TextChoices):
    """What was decided on a suspected double count. The last word holds."""

    CONFIRMED = "confirmed", pgettext_lazy("double count", "Confirmed")
    CLEARED = "cleared", pgettext_lazy("double count", "Cleared")
    REOPENED = "reopened", pgettext_lazy("double count", "Reopened")


class CaseState(TextChoices):
    """Where a double count stands."""

    SUSPECTED = "suspected", pgettext_lazy("double count", "Suspected")
    CONFIRMED = "confirmed", pgettext_lazy("double count", "Confirmed")
    CLEARED = "cleared", pgettext_lazy("double count", "Cleared")


class ProposalState(TextChoices):
    """What became of a proposal for a macro target."""

    WAITING = "waiting", pgettext_lazy("proposal", "Waiting for approval")
    APPROVED = "approved", pgettext_lazy("proposal", "Approved")
    RETURNED = "returned", pgettext_lazy("proposal", "Returned")
    REPLACED = "replaced", pgettext_lazy("proposal", "Replaced by a later one")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Taken back")


class MacroState(TextChoices):
    """Where a macro target stands."""

    IN_FORCE = "in_force", pgettext_lazy("macro target", "In force")
    CHANGE_WAITING = "change_waiting", pgettext_lazy("macro target", "In force, a change waits")
    NOT_APPROVED = "not_approved", pgettext_lazy("macro target", "Not approved yet")


class Feeds(TextChoices):
    """How a project's target adds to a macro target."""

    INCREMENT = "increment", _("As an increment")
    LEVEL = "level", _("As a level")


class Side(TextChoices):
    """Who makes an offer in the bargaining."""

    AGENCY = "agency", _("Agency")
    PROVINCE = "province", _("Planning organization")
    RULING = "ruling", _("Ruling of the deputy governor")
    AMENDMENT = "amendment", _("Amendment after the freeze")


class AmendmentReason(TextChoices):
    """Why frozen figures change: the closed list."""

    CREDIT = "credit", _("Credit was or was not allocated")
    EVENT = "event", _("Drought, flood or another event beyond control")
    POLICY = "policy", _("National directive or change of policy")
    CAPACITY = "capacity", _("Capacity turned out different")
    SCOPE = "scope", _("Change of scope of the project")
    ERROR = "error", _("Error in the agreed figures")
    LATE = "late", _("Program approved after the freeze")
    OTHER = "other", pgettext_lazy("amendment reason", "Other")


class Authority(TextChoices):
    """What an amendment rests on."""

    LETTER = "letter", pgettext_lazy("authority", "Letter")
    RESOLUTION = "resolution", pgettext_lazy("authority", "Resolution")


class AmendmentState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("amendment", "Waiting for approval")
    APPROVED = "approved", pgettext_lazy("amendment", "Approved")
    REJECTED = "rejected", pgettext_lazy("amendment", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Taken back")


class Worded(TextChoices):
    """What has wording that is corrected after the freeze."""

    PROGRAM = "program", _("Program")
    PROJECT = "project", _("Project")
    ACTION = "action", _("Action")


class LineKind(TextChoices):
    """What a line of an amendment does."""

    FIGURES = "figures", _("Other figures")
    DROP = "drop", _("The project goes")
    LATE = "late", _("The program comes in")


class Said(TextChoices):
    """What is said to an offer that is no offer itself."""

    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    RULING_ASKED = "ruling_asked", pgettext_lazy("offer", "Ruling asked for")


class ReportStatus(TextChoices):
    """Where an agency's return for a period stands."""

    DUE = "due", pgettext_lazy("return", "Due")
    DRAFT = "draft", _("Draft")
    AWAITING_HEAD = "awaiting_head", _("Waiting for the head's signature")
    SUBMITTED = "submitted", _("Submitted")
    SETTLED = "settled", _("Settled")


# The agency may write in the return itself; after that only in lines that came back.
REPORT_OPEN_TO_AGENCY = frozenset({ReportStatus.DUE, ReportStatus.DRAFT})


class LineStatus(TextChoices):
    """Where one line of a return stands."""

    DUE = "due", _("Not yet reported")
    ENTERED = "entered", _("Entered")
    SENT = "sent", _("Sent")
    RETURNED = "returned", _("Returned for correction")
    ADJUSTED = "adjusted", pgettext_lazy("line", "Adjusted")
    OBJECTED = "objected", pgettext_lazy("line", "Objected to by the agency")
    DISPUTED = "disputed", pgettext_lazy("line", "In dispute")
    SETTLED = "settled", _("Settled")


# The province has a figure of its own for it; an adjusted one stands unless the agency objects in time.
DECIDED_LINES = frozenset({LineStatus.ADJUSTED, LineStatus.SETTLED})
# What was reported counts as disputed: the reviewer answers an objection, the deputy settles what stays in dispute.
LINES_IN_DISPUTE = frozenset({LineStatus.OBJECTED, LineStatus.DISPUTED})


class EntryKind(TextChoices):
    """The kinds of entries in the ledger of what was reported."""

    REPORTED = "reported", _("Reported by the agency")
    VERIFIED = "verified", pgettext_lazy("entry", "Verified as reported")
    ADJUSTED = "adjusted", pgettext_lazy("entry", "Adjusted by the reviewer")
    DISPUTED = "disputed", pgettext_lazy("entry", "Disputed by the reviewer")
    RETURNED = "returned", pgettext_lazy("entry", "Returned for correction")
    LEFT_OUT = "left_out", pgettext_lazy("entry", "Left out when the others were accepted")
    OBJECTED = "objected", pgettext_lazy("entry", "Objection of the agency")
    KEPT = "kept", pgettext_lazy("entry", "Objection answered: the reviewer's figure is kept")
    TAKEN_BACK = "taken_back", pgettext_lazy("entry", "Taken back: verified as reported")
    SETTLED = "settled", pgettext_lazy("entry", "Settled by the deputy governor")
    # What was decided is open again, to be restated; the figures stand until others are signed and decided.
    REOPENED = "reopened", pgettext_lazy("entry", "Opened again to be restated")


# Entries whose value is the verified figure from then on, and those that put what was reported in dispute.
VERIFYING_ENTRIES = frozenset({EntryKind.VERIFIED, EntryKind.ADJUSTED, EntryKind.TAKEN_BACK, EntryKind.SETTLED})
DISPUTING_ENTRIES = frozenset({EntryKind.DISPUTED, EntryKind.OBJECTED})
# Entries that say nothing without a reason.
REASONED_ENTRIES = frozenset(EntryKind) - {EntryKind.REPORTED, EntryKind.VERIFIED}


class Standing(TextChoices):
    """How the performance compares with the trajectory."""

    ON_PLAN = "on_plan", _("On plan")
    BEHIND = "behind", _("Behind")
    NO_PROGRESS = "no_progress", _("No progress")
    NOT_REPORTED = "not_reported", _("Has not reported")
    NOT_DUE = "not_due", _("Not due yet")
    NOT_COMPUTABLE = "not_computable", _("Not computable")
