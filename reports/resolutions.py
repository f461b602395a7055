"""Whose a resolution is: until when it is to be done, who may do what about it now, and how many each agency did.

An agency says that it is done and shows it; the secretariat, or the deputy, confirms. The deadline that holds is the
last one that was granted. Only what was signed counts; what was dropped counts for nobody.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import has_permission, scope_of
from config.sorting import whether
from projects.models import Challenge
from reports.enums import UNDONE, Awaits, FollowUpKind, ResolutionState
from reports.models import FollowUpFile, Resolution, ResolutionQuerySet

# So many days after the deadline the deputy is told too.
DEPUTY_IS_TOLD_AFTER = 14


# --- the clock ------------------------------------------------------------------------------------


def with_clock(resolutions: QuerySet[Resolution], today: datetime.date) -> QuerySet[Any]:
    """The resolutions with the deadline that holds (`deadline`), and whether it has passed undone (`is_overdue`)."""
    return resolutions.annotate(deadline=Coalesce("extended_until", "due_on")).annotate(
        is_overdue=whether(Q(state__in=UNDONE, deadline__lt=today))
    )


def to_answer(user: User) -> Q:
    """What waits for the word of whoever may settle: never of who claims it."""
    return ~Q(awaits=Awaits.NOTHING) & ~Q(claimed_by=user)


def to_implement(user: User) -> Q:
    """What the person's agency has to do."""
    own = scope_of(user, Permission.RESOLUTION_ANSWER).agency_ids
    return Q(agency__in=own, state__in=UNDONE, awaits=Awaits.NOTHING)


def waits_for(user: User) -> Q:
    """What is the person's turn."""
    mine = to_implement(user)
    return mine | to_answer(user) if has_permission(user, Permission.RESOLUTION_SETTLE) else mine


def is_overdue(resolution: Resolution, today: datetime.date) -> bool:
    return resolution.state in UNDONE and resolution.until is not None and resolution.until < today


def files_visible_to(user: User | AnonymousUser) -> QuerySet[FollowUpFile]:
    return FollowUpFile.objects.filter(follow_up__resolution__in=Resolution.objects.visible_to(user))


def resolutions_about(challenge: Challenge, user: User | AnonymousUser) -> ResolutionQuerySet:
    """What was resolved about a challenge, as far as the person may read it."""
    return Resolution.objects.visible_to(user).signed().filter(challenge=challenge)


# --- who may do what ------------------------------------------------------------------------------


class Part(StrEnum):
    """What a person is to a resolution."""

    HOUSE = "house"
    HEAD = "head"
    BESIDE = "beside"
    SECRETARIAT = "secretariat"


def parts_of(user: User | AnonymousUser, resolution: Resolution) -> frozenset[Part]:
    own = scope_of(user, Permission.RESOLUTION_ANSWER).agency_ids
    found = {
        Part.HOUSE: resolution.agency_id in own,
        Part.HEAD: resolution.agency_id in scope_of(user, Permission.RESOLUTION_OBJECT).agency_ids,
        # Whoever reads it and answers for another agency answers for one that cooperates.
        Part.BESIDE: bool(own - {resolution.agency_id}),
        Part.SECRETARIAT: has_permission(user, Permission.RESOLUTION_SETTLE),
    }
    return frozenset(part for part, is_one in found.items() if is_one)


class Rule(NamedTuple):
    """In which states, while what waits, and by whom something is done about a resolution."""

    states: frozenset[ResolutionState]
    awaits: frozenset[Awaits]
    parts: frozenset[Part]


def _rule(parts: str, *awaits: Awaits, states: Iterable[ResolutionState] = UNDONE) -> Rule:
    return Rule(frozenset(states), frozenset(awaits or Awaits), frozenset(map(Part, parts.split())))


_AT_REST = frozenset(ResolutionState) - UNDONE
RULES: dict[FollowUpKind, Rule] = {
    FollowUpKind.COMMENTED: _rule("house beside secretariat", states=ResolutionState),
    FollowUpKind.REPORTED: _rule("house", Awaits.NOTHING, Awaits.EXTENSION),
    # What is done needs no longer time any more.
    FollowUpKind.CLAIMED: _rule("house", Awaits.NOTHING, Awaits.EXTENSION),
    FollowUpKind.CONFIRMED: _rule("secretariat", Awaits.CONFIRMATION),
    FollowUpKind.RETURNED: _rule("secretariat", Awaits.CONFIRMATION),
    FollowUpKind.ASKED: _rule("house", Awaits.NOTHING),
    FollowUpKind.EXTENDED: _rule("secretariat", Awaits.NOTHING, Awaits.EXTENSION),
    FollowUpKind.NOT_EXTENDED: _rule("secretariat", Awaits.EXTENSION),
    FollowUpKind.OBJECTED: _rule("head", Awaits.NOTHING, Awaits.EXTENSION),
    FollowUpKind.UPHELD: _rule("secretariat", Awaits.SETTLEMENT),
    FollowUpKind.OVERRULED: _rule("secretariat", Awaits.SETTLEMENT),
    FollowUpKind.DROPPED: _rule("secretariat"),
    FollowUpKind.REOPENED: _rule("secretariat", states=_AT_REST),
}


def steps_open(
    resolution: Resolution, parts: frozenset[Part], *, on: datetime.date, is_claimer: bool
) -> list[FollowUpKind]:
    """What may be done now, in the order of the table. An objection is made within its days, from the letter on."""
    found = []
    for kind, rule in RULES.items():
        if resolution.state not in rule.states or resolution.awaits not in rule.awaits or not rule.parts & parts:
            continue
        if kind == FollowUpKind.OBJECTED and not (resolution.objection_until and on <= resolution.objection_until):
            continue
        # Whoever said that it is done does not confirm it.
        if kind in (FollowUpKind.CONFIRMED, FollowUpKind.RETURNED) and is_claimer:
            continue
        found.append(kind)
    return found


def steps_open_to(user: User, resolution: Resolution, on: datetime.date) -> list[FollowUpKind]:
    is_claimer = resolution.claimed_by_id is not None and resolution.claimed_by_id == user.pk
    return steps_open(resolution, parts_of(user, resolution), on=on, is_claimer=is_claimer)


# --- how many were done ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Rate:
    """Of an agency, or of all: how many of its resolutions stand where."""

    agency: Agency | None
    implemented: int = 0
    in_progress: int = 0
    not_implemented: int = 0
    dropped: int = 0
    overdue: int = 0

    @property
    def counted(self) -> int:
        """Those that were to be done; what was dropped was not."""
        return self.implemented + self.in_progress + self.not_implemented

    @property
    def rate(self) -> Decimal | None:
        """Of those that were to be done the part that was, in percent; None where there were none."""
        return Decimal(100 * self.implemented) / self.counted if self.counted else None


def _counts(today: datetime.date) -> dict[str, Count]:
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in ResolutionState}
    return counts | {"overdue": Count("pk", filter=Q(state__in=UNDONE, deadline__lt=today))}


def implementation_by_agency(resolutions: ResolutionQuerySet, today: datetime.date) -> list[Rate]:
    """The rate of implementation of each responsible agency, in the order of their names; two queries.

    `resolutions` are those asked about: of one session, of a year, those that a reader may see.
    """
    rows = (
        with_clock(resolutions.signed(), today)
        .order_by()
        .values("agency")
        .annotate(**_counts(today))
        .values_list("agency", *_counts(today))
    )
    found = {agency: counts for agency, *counts in rows}
    agencies = Agency.objects.filter(pk__in=found).order_by("sort_key", "code")
    names = list(_counts(today))
    return [Rate(agency, **dict(zip(names, found[agency.pk], strict=True))) for agency in agencies]


def implementation_of(resolutions: ResolutionQuerySet, today: datetime.date) -> Rate:
    """The rate of all of them together; one query."""
    return Rate(None, **with_clock(resolutions.signed(), today).aggregate(**_counts(today)))


def resolved_in(first_day: datetime.date, last_day: datetime.date) -> ResolutionQuerySet:
    """What was resolved between two days, both included."""
    return Resolution.objects.signed().filter(session__held_on__range=(first_day, last_day))


def in_order(resolutions: QuerySet[Any]) -> QuerySet[Any]:
    """The oldest deadline first, those without one last."""
    return resolutions.order_by(F("deadline").asc(nulls_last=True), "pk")
