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
# Before the head's signature a program is the agency's own affair.
INSIDE_THE_AGENCY = frozenset({ProgramStatus.DRAFT, ProgramStatus.AWAITING_HEAD})
ENDED = frozenset({ProgramStatus.CLOSED, ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN})
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


class FundingSource(TextChoices):
    CAPITAL = "capital", _("Acquisition of capital assets")
    CURRENT = "current", _("Current budget")
    BANK_LOAN = "bank_loan", _("Bank loans")
    PRIVATE = "private", _("Private investment")
    INTERNAL = "internal", _("Agency's own resources")
    NATIONAL = "national", _("National credit lines")
