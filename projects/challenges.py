"""Whose a challenge is: who knows of it, who has it and until when, and who may do what about it now.

What a program states is followed from the agreement on; until then it is a part of a text that is still being written.
The clock of a desk runs from the later of the day the challenge came to it and the day it was to be solved by.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission, scope_of
from projects.enums import (
    HOLDING_UP,
    PROMISED,
    UNSOLVED,
    ChallengeDesk,
    ChallengeState,
    ProgramStatus,
    StepKind,
    YearState,
)
from projects.models import Challenge, ChallengeFile, ChallengeQuerySet, ChallengeStep, PlanYear, Program, Project
from projects.signed import BEING_CORRECTED

_PROGRAM = "project__program"
DESKS = tuple(ChallengeDesk)
# In the way of whose projects a challenge is registered, beside what the programs state.
_REGISTERED_FOR = PROMISED - {ProgramStatus.CLOSED}


def followed() -> Q:
    """What is followed: what programs state from the agreement on, and everything registered since."""
    return Q(**{f"{_PROGRAM}__status__in": PROMISED}) | Q(is_stated=False)


def challenges_visible_to(user: User | AnonymousUser) -> ChallengeQuerySet:
    """The province knows of all that are followed; an agency of its own, and of those it is or was asked to solve."""
    challenges = Challenge.objects.filter(followed())
    scope = scope_of(user, Permission.CHALLENGE_VIEW)
    if scope.whole_province:
        return challenges
    own = scope.agency_ids
    referred = ChallengeStep.objects.filter(challenge=OuterRef("pk"), to_agency__in=own)
    return challenges.filter(Q(**{f"{_PROGRAM}__agency__in": own}) | Q(owner_agency__in=own) | Exists(referred))


def challenge_files_visible_to(user: User | AnonymousUser) -> QuerySet[ChallengeFile]:
    return ChallengeFile.objects.filter(step__challenge__in=challenges_visible_to(user))


def projects_for_challenges(user: User | AnonymousUser, plan_year: PlanYear) -> QuerySet[Project]:
    """The projects in whose way the person may register a challenge."""
    programs = Program.objects.filter(plan_year=plan_year, status__in=_REGISTERED_FOR)
    if not has_permission(user, Permission.CHALLENGE_PROVINCE):
        programs = programs.filter(agency__in=scope_of(user, Permission.CHALLENGE_AGENCY).agency_ids)
    return Project.objects.filter(program__in=programs).select_related("program__agency")


def can_register_for(user: User | AnonymousUser, program: Program) -> bool:
    """Whether the program's projects are among these."""
    return program.status in _REGISTERED_FOR and (
        has_permission(user, Permission.CHALLENGE_PROVINCE)
        or program.agency_id in scope_of(user, Permission.CHALLENGE_AGENCY).agency_ids
    )


# --- the clock ------------------------------------------------------------------------------------


def with_clock(challenges: QuerySet[Challenge], today: datetime.date) -> QuerySet[Challenge]:
    """The challenges with their clock by `today`.

    `until`: the day it is to be solved by; `escalate_on`: the day from which it should go one desk up (null at the
    headquarters and where nothing waits); `is_overdue` and `is_to_escalate` by today.
    """
    days = Case(
        When(desk=ChallengeDesk.AGENCY, then=F(f"{_PROGRAM}__plan_year__challenge_days_agency")),
        default=F(f"{_PROGRAM}__plan_year__challenge_days_province"),
    )
    # PostgreSQL's GREATEST passes over what is not there.
    runs_from = Greatest("desk_since", Coalesce("asked_until", "due_on"))
    unsolved = Q(state__in=UNSOLVED)
    return challenges.annotate(
        until=Coalesce("asked_until", "due_on"),
        escalate_on=Case(
            When(
                unsolved & ~Q(desk=ChallengeDesk.HEADQUARTERS),
                then=ExpressionWrapper(runs_from + days, output_field=DateField()),
            ),
            default=Value(None),
            output_field=DateField(),
        ),
    ).annotate(
        is_overdue=Case(When(unsolved & Q(until__lt=today), then=True), default=False),
        is_to_escalate=Case(When(escalate_on__lte=today, then=True), default=False),
    )


def next_desk(desk: str, *, down: bool = False) -> ChallengeDesk | None:
    """One desk up, or down; None where there is none."""
    place = DESKS.index(ChallengeDesk(desk)) + (-1 if down else 1)
    return DESKS[place] if 0 <= place < len(DESKS) else None


# --- who may do what ------------------------------------------------------------------------------


def where_it_stands(challenge: Challenge) -> str:
    """The project, which is at hand, by its name, or by its code while not everybody may read the name."""
    project = challenge.project
    return project.code if project.program.status in BEING_CORRECTED else project.title


def turns_of(user: User | AnonymousUser) -> dict[str, Q]:
    """Which challenges `with_clock` wait for the person, by what they do with them: the first that fits counts."""
    scope = scope_of(user, Permission.CHALLENGE_AGENCY)
    house = Q(**{f"{_PROGRAM}__agency__in": scope.agency_ids})
    asked = Q(asked_agency__in=scope.agency_ids) | Q(
        asked_agency__isnull=True, asked_name="", owner_agency__in=scope.agency_ids
    )
    unsolved = Q(state__in=UNSOLVED)
    late = Q(is_overdue=True) | Q(is_to_escalate=True)
    claimed = Q(state=ChallengeState.CLAIMED) & ~Q(solved_by=user.pk)
    of_province = has_permission(user, Permission.CHALLENGE_PROVINCE)
    of_headquarters = has_permission(user, Permission.CHALLENGE_HEADQUARTERS)
    of_agency = bool(scope.agency_ids)
    at = {desk: Q(desk=desk) for desk in DESKS}
    kinds: tuple[tuple[str, bool, Q], ...] = (
        ("challenges-of-headquarters", of_headquarters, unsolved & at[ChallengeDesk.HEADQUARTERS]),
        ("challenges-of-province", of_province, unsolved & at[ChallengeDesk.PROVINCE]),
        ("challenges-to-fetch", of_province, unsolved & at[ChallengeDesk.AGENCY] & Q(is_to_escalate=True)),
        (
            "challenges-to-confirm",
            of_province or of_headquarters,
            claimed if of_province else claimed & at[ChallengeDesk.HEADQUARTERS],
        ),
        ("challenges-asked", of_agency, unsolved & asked & ~house),
        ("challenges-late", of_agency, unsolved & house & at[ChallengeDesk.AGENCY] & late),
    )
    is_over = Q(**{f"{_PROGRAM}__plan_year__state": YearState.CLOSED})
    return {name: condition & ~is_over for name, is_theirs, condition in kinds if is_theirs}


class Part(StrEnum):
    """What a person is to a challenge."""

    HOUSE = "house"
    ASKED = "asked"
    PROVINCE = "province"
    HEADQUARTERS = "headquarters"


def parts_of(user: User | AnonymousUser, challenge: Challenge) -> frozenset[Part]:
    own = scope_of(user, Permission.CHALLENGE_AGENCY).agency_ids
    asked = {challenge.asked_agency_id, challenge.owner_agency_id}
    found = {
        Part.HOUSE: challenge.project.program.agency_id in own,
        Part.ASKED: bool(asked & own),
        Part.PROVINCE: has_permission(user, Permission.CHALLENGE_PROVINCE),
        Part.HEADQUARTERS: has_permission(user, Permission.CHALLENGE_HEADQUARTERS),
    }
    return frozenset(part for part, is_one in found.items() if is_one)


class Rule(NamedTuple):
    """In which states a step is taken, and by whom at each desk; `late` are those who may once its day has come."""

    states: frozenset[ChallengeState]
    at: Mapping[ChallengeDesk, frozenset[Part]]
    late: Mapping[ChallengeDesk, frozenset[Part]] = {}


def _at(agency: str = "", province: str = "", headquarters: str = "") -> dict[ChallengeDesk, frozenset[Part]]:
    named = (agency, province, headquarters)
    return {desk: frozenset(map(Part, names.split())) for desk, names in zip(DESKS, named, strict=True)}


_HOLDERS = _at("house", "province", "headquarters")
_HOUSES = _at("house asked", "house asked", "house asked")
_CHECKERS = _at("province headquarters", "province headquarters", "headquarters")
_ALL = _at(*["house asked province headquarters"] * 3)

RULES: dict[StepKind, Rule] = {
    StepKind.COMMENTED: Rule(frozenset(ChallengeState), _ALL),
    StepKind.REFERRED: Rule(UNSOLVED, _HOLDERS),
    # Whoever sits one desk up fetches what has lain too long below.
    StepKind.ESCALATED: Rule(UNSOLVED, _at("house", "province"), late=_at("province", "headquarters")),
    StepKind.SENT_DOWN: Rule(UNSOLVED, _at("", "province", "headquarters")),
    StepKind.CLAIMED: Rule(UNSOLVED, _HOUSES),
    StepKind.SOLVED: Rule(UNSOLVED, _at("", "province", "headquarters")),
    StepKind.CONFIRMED: Rule(frozenset({ChallengeState.CLAIMED}), _CHECKERS),
    StepKind.DOUBTED: Rule(frozenset({ChallengeState.CLAIMED}), _CHECKERS),
    StepKind.GIVEN_UP: Rule(UNSOLVED, _at("", "", "headquarters")),
    StepKind.REOPENED: Rule(frozenset(ChallengeState) - HOLDING_UP, _at(*["house province headquarters"] * 3)),
}


class Facts(NamedTuple):
    """What the rules ask of a challenge and of the person who reads it."""

    state: str
    desk: str
    is_late: bool
    parts: frozenset[Part]
    # Whether this person said that it is solved, and whether that was said for another agency than the challenge's own.
    is_solver: bool = False
    is_claimed_by_other: bool = False


def steps_open(facts: Facts) -> list[StepKind]:
    """The steps that may be taken now, in the order of the table."""
    return [kind for kind, rule in RULES.items() if _may(kind, rule, facts)]


def _may(kind: StepKind, rule: Rule, facts: Facts) -> bool:
    desk = ChallengeDesk(facts.desk)
    if facts.state not in rule.states:
        return False
    who = rule.at[desk] | (rule.late.get(desk, frozenset()) if facts.is_late else frozenset())
    if kind in (StepKind.CONFIRMED, StepKind.DOUBTED):
        # Whoever said it does not confirm it. What another agency says, the challenge's own may confirm.
        if facts.is_solver:
            return False
        who |= {Part.HOUSE} if facts.is_claimed_by_other else set()
    return bool(who & facts.parts)


def is_ever_theirs(kind: StepKind, parts: frozenset[Part]) -> bool:
    """Whether somebody with these parts takes such a step at some time, at whichever desk."""
    rule = RULES[kind]
    named = [*rule.at.values(), *rule.late.values()]
    if kind in (StepKind.CONFIRMED, StepKind.DOUBTED):
        named.append(frozenset({Part.HOUSE}))
    return any(who & parts for who in named)


def facts_of(challenge: Challenge, user: User | AnonymousUser, *, is_late: bool) -> Facts:
    solved_for = challenge.solved_for_id
    return Facts(
        challenge.state,
        challenge.desk,
        is_late,
        parts_of(user, challenge),
        is_solver=challenge.solved_by_id is not None and challenge.solved_by_id == user.pk,
        is_claimed_by_other=solved_for is not None and solved_for != challenge.project.program.agency_id,
    )


def is_closed(challenge: Challenge) -> bool:
    """Whether nothing is done about it any more: its year is closed, or its program never came about."""
    program = challenge.project.program
    return program.plan_year.state == YearState.CLOSED or program.status in (
        ProgramStatus.REJECTED,
        ProgramStatus.WITHDRAWN,
    )


def steps_open_to(user: User | AnonymousUser, challenge: Challenge, *, is_late: bool) -> list[StepKind]:
    return [] if is_closed(challenge) else steps_open(facts_of(challenge, user, is_late=is_late))


def user_writes_text(user: User | AnonymousUser, challenge: Challenge) -> bool:
    """Whether the person may change what was registered. What a program states is changed with the program."""
    if challenge.is_stated or challenge.state not in UNSOLVED or is_closed(challenge):
        return False
    parts = parts_of(user, challenge)
    return Part.HOUSE in parts or (Part.PROVINCE in parts and challenge.registered_by_id == user.pk)


def user_states_costs(user: User | AnonymousUser, challenge: Challenge) -> bool:
    """Whether the person may say which targets it holds up, and what that costs."""
    if challenge.state not in UNSOLVED or is_closed(challenge):
        return False
    parts = parts_of(user, challenge)
    return Part.HOUSE in parts or (Part.PROVINCE in parts and challenge.desk != ChallengeDesk.AGENCY)
