"""What is planned: the closed lists of the year, the program and its review."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class YearState(TextChoices):
    OPEN = "open", _("Open")
    FROZEN = "frozen", _("Frozen")
    CLOSED = "closed", _("Closed")


class Frequency(TextChoices):
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")


class PeriodKind(TextChoices):
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    CATCH_UP = "catch_up", _("Catch-up")
    ADJUSTMENT = "adjustment", _("Adjustment window")


# The kinds that carry a trajectory point; an adjustment restates earlier periods and adds none.
REGULAR_PERIODS = frozenset({PeriodKind.MONTH, PeriodKind.QUARTER})


class Family(TextChoices):
    PRODUCTION_LEAP = "production_leap", _("Production leap")
    RESISTANCE_ECONOMY = "resistance_economy", _("Resistance economy")
    BOTH = "both", _("Both")


class ProgramStatus(TextChoices):
    """Where a program stands; `projects.workflow` says whose turn it is and which moves there are."""

    DRAFT = "draft", _("Draft")
    AWAITING_HEAD = "awaiting_head", _("Waiting for the head's signature")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for correction")
    NEGOTIATION = "negotiation", _("Under review and agreement")
    AGREED = "agreed", _("Agreed")
    APPROVED = "approved", _("Approved")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


EDITABLE = frozenset({ProgramStatus.DRAFT, ProgramStatus.RETURNED})
# What has not left the agency, or is back with it.
WITH_THE_AGENCY = EDITABLE | {ProgramStatus.AWAITING_HEAD}
# Before the head's signature a program is the agency's own affair.
INSIDE_THE_AGENCY = frozenset({ProgramStatus.DRAFT, ProgramStatus.AWAITING_HEAD})
# Where what the rules find is still of use: while it is written, signed, reviewed and approved.
EVALUATED = WITH_THE_AGENCY | {
    ProgramStatus.UNDER_REVIEW,
    ProgramStatus.NEGOTIATION,
    ProgramStatus.AGREED,
}
ENDED = frozenset({ProgramStatus.CLOSED, ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN})
# With the planning organization, which may defer or drop a single project meanwhile.
UNDER_DECISION = frozenset({ProgramStatus.UNDER_REVIEW, ProgramStatus.NEGOTIATION})
# What the freeze takes into the master table: a program closed before it was carried out all the same.
FROZEN_WITH_THE_YEAR = frozenset({ProgramStatus.APPROVED, ProgramStatus.CLOSED})
# Counted when the province asks what was promised.
PROMISED = frozenset({ProgramStatus.AGREED, ProgramStatus.APPROVED, ProgramStatus.CLOSED})


class Turn(TextChoices):
    """Who has to act next."""

    AGENCY = "agency", _("the agency's officer")
    HEAD = "head", _("the head of the agency")
    PLANNER = "planner", _("the planning organization")
    DEPUTY = "deputy", _("the deputy governor")
    NOBODY = "nobody", _("nobody")


class ProjectState(TextChoices):
    ACTIVE = "active", _("Active")
    DEFERRED = "deferred", _("Deferred")
    DROPPED = "dropped", _("Dropped")


class ScopeLevel(TextChoices):
    NATIONAL = "national", pgettext_lazy("scope level", "National")
    PROVINCIAL = "provincial", pgettext_lazy("scope level", "Provincial")
    COUNTY = "county", pgettext_lazy("scope level", "County")
    AGENCY = "agency", pgettext_lazy("scope level", "Agency")


class Tier(TextChoices):
    A = "A", _("A")
    B = "B", _("B")
    C = "C", _("C")


class Severity(TextChoices):
    """What a finding of the checks before a move does: refuse it, or only be seen."""

    BLOCKING = "blocking", pgettext_lazy("finding", "Must be put right")
    WARNING = "warning", pgettext_lazy("finding", "To be justified")


class ExemptionState(TextChoices):
    """What became of the wish that a rule shall not hold a program up."""

    ASKED = "asked", pgettext_lazy("exception", "Waiting for the planning organization")
    GRANTED = "granted", pgettext_lazy("exception", "Granted")
    REFUSED = "refused", pgettext_lazy("exception", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("exception", "Withdrawn")


# Of the same thing there is one that waits or holds.
IN_FORCE_OR_ASKED = frozenset({ExemptionState.ASKED, ExemptionState.GRANTED})


class ObstacleCategory(TextChoices):
    """What kind of thing stands in the way of a project."""

    CREDIT = "credit", _("Credit and funding")
    PERMIT = "permit", _("Permits and licences")
    LAND = "land", _("Land and infrastructure")
    INPUTS = "inputs", _("Inputs and raw materials")
    MARKET = "market", _("Market and sale")
    RULES = "rules", _("Laws and regulations")
    COORDINATION = "coordination", _("Coordination between agencies")
    OTHER = "other", pgettext_lazy("obstacle", "Other")


class ObstacleLevel(TextChoices):
    """Where an obstacle can be removed."""

    AGENCY = "agency", pgettext_lazy("obstacle level", "Agency")
    PROVINCE = "province", pgettext_lazy("obstacle level", "Province")
    NATIONAL = "national", pgettext_lazy("obstacle level", "National")


class OwnerSide(TextChoices):
    """Whether whoever has to remove an obstacle belongs to the agency, or to the province at all."""

    INSIDE = "inside", _("Inside the agency")
    OUTSIDE = "outside", _("Outside the agency")
    BEYOND = "beyond", _("Outside the province")


class ChallengeState(TextChoices):
    """What has become of a challenge. Which desk has it is said beside it (`ChallengeDesk`)."""

    OPEN = "open", pgettext_lazy("challenge", "Open")
    IN_HAND = "in_hand", pgettext_lazy("challenge", "In hand")
    CLAIMED = "claimed", pgettext_lazy("challenge", "Said to be solved, to be confirmed")
    SOLVED = "solved", pgettext_lazy("challenge", "Solved")
    INSOLUBLE = "insoluble", pgettext_lazy("challenge", "Cannot be solved")


# Whoever has it works on it; the clock of its desk runs.
UNSOLVED = frozenset({ChallengeState.OPEN, ChallengeState.IN_HAND})
# It still holds something up: a claim that nobody has confirmed has solved nothing yet.
HOLDING_UP = UNSOLVED | {ChallengeState.CLAIMED}


class ChallengeDesk(TextChoices):
    """Who has a challenge now, in the order of escalation."""

    AGENCY = "agency", pgettext_lazy("challenge desk", "Agency")
    PROVINCE = "province", pgettext_lazy("challenge desk", "Province")
    HEADQUARTERS = "headquarters", pgettext_lazy("challenge desk", "Headquarters")


class StepKind(TextChoices):
    """What was done about a challenge."""

    REGISTERED = "registered", pgettext_lazy("challenge step", "Registered")
    COMMENTED = "commented", pgettext_lazy("challenge step", "Commented")
    REFERRED = "referred", pgettext_lazy("challenge step", "Referred")
    ESCALATED = "escalated", pgettext_lazy("challenge step", "Escalated")
    SENT_DOWN = "sent_down", pgettext_lazy("challenge step", "Sent back down")
    CLAIMED = "claimed", pgettext_lazy("challenge step", "Said to be solved")
    CONFIRMED = "confirmed", pgettext_lazy("challenge step", "Solution confirmed")
    DOUBTED = "doubted", pgettext_lazy("challenge step", "Solution not confirmed")
    SOLVED = "solved", pgettext_lazy("challenge step", "Solved")
    GIVEN_UP = "given_up", pgettext_lazy("challenge step", "Found insoluble")
    REOPENED = "reopened", pgettext_lazy("challenge step", "Reopened")


class FundingSource(TextChoices):
    CAPITAL = "capital", _("Acquisition of capital assets")
    CURRENT = "current", _("Current budget")
    BANK_LOAN = "bank_loan", _("Bank loans")
    PRIVATE = "private", _("Private investment")
    INTERNAL = "internal", _("Agency's own resources")
    NATIONAL = "national", _("National credit lines")
    # Of an amount that came without: the list of what is missing asks for it.
    UNNAMED = "unnamed", pgettext_lazy("funding", "Not named yet")
