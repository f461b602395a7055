"""Who has answered the call of a year, and how far the others are: one row for each expected agency.

Of what no head has signed the province learns counts, percentages and states, never a text.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import scope_of
from projects.calls import expected_agencies
from projects.clock import Wait, days_with, waits_of
from projects.enums import EDITABLE, ENDED, ExemptionState, ProgramStatus, ProjectState, Turn
from projects.models import PlanYear, Program, Revision
from projects.readiness import readiness_of
from reports.enums import AnswerState

# An agency stands where the least advanced of its programs stands.
_ON_THE_WAY: dict[ProgramStatus, AnswerState] = {
    ProgramStatus.DRAFT: AnswerState.DRAFT,
    ProgramStatus.RETURNED: AnswerState.RETURNED,
    ProgramStatus.AWAITING_HEAD: AnswerState.WITH_HEAD,
    ProgramStatus.UNDER_REVIEW: AnswerState.SENT,
    ProgramStatus.NEGOTIATION: AnswerState.UNDER_REVIEW,
    ProgramStatus.AGREED: AnswerState.AGREED,
    ProgramStatus.APPROVED: AnswerState.APPROVED,
    ProgramStatus.CLOSED: AnswerState.APPROVED,
}
_AGREED = frozenset({AnswerState.AGREED, AnswerState.APPROVED})
_NOTHING_LEFT = ENDED - {ProgramStatus.CLOSED}
_AT_HOME = frozenset({AnswerState.DRAFT, AnswerState.RETURNED, AnswerState.WITH_HEAD})
_OF_THE_PROVINCE = frozenset({AnswerState.SENT, AnswerState.UNDER_REVIEW, AnswerState.AGREED})
_DONE = frozenset({AnswerState.APPROVED, AnswerState.NOTHING_LEFT})


@dataclass(frozen=True, slots=True)
class Answer:
    """How far one agency is. `percent`: how evaluable its programs are, each weighted by its projects; `exceptions`
    from the rules were granted to them.

    `days_in_state`: since the first of the programs that hold it there came there, before any since the call.
    """

    agency: Agency
    state: AnswerState
    days_in_state: int
    percent: int
    exceptions: int
    programs: int
    projects: int
    has_answered: bool
    days: dict[Turn, int]
    days_late: int
    touched_on: datetime.date | None

    @property
    def step(self) -> int:
        """The place of its state on the way, to sort by."""
        return list(AnswerState).index(self.state)

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed without an answer; who answered late has answered."""
        return self.days_late > 0 and not self.has_answered

    @property
    def with_agency(self) -> int:
        return self.days[Turn.AGENCY]

    @property
    def with_head(self) -> int:
        return self.days[Turn.HEAD]

    @property
    def with_reviewer(self) -> int:
        return self.days[Turn.PLANNER]


@dataclass(frozen=True, slots=True)
class CallBoard:
    """The answers to a call on a day, in the order of the agencies' names."""

    plan_year: PlanYear
    as_of: datetime.date
    answers: list[Answer]

    @property
    def days_left(self) -> int | None:
        """Until the deadline, 0 on the day itself; None without one and once it has passed."""
        deadline = self.plan_year.call_deadline
        return (deadline - self.as_of).days if deadline and deadline >= self.as_of else None

    @property
    def days_passed(self) -> int:
        """Since the deadline; 0 without one and until it has passed."""
        deadline = self.plan_year.call_deadline
        return max((self.as_of - deadline).days, 0) if deadline else 0

    @property
    def answered(self) -> int:
        return sum(answer.has_answered for answer in self.answers)

    @property
    def silent(self) -> int:
        return len(self.answers) - self.answered

    @property
    def at_home(self) -> int:
        """Who has answered and still has a program that is not signed and sent."""
        return sum(answer.has_answered and answer.state in _AT_HOME for answer in self.answers)

    @property
    def agreed(self) -> int:
        return sum(answer.state in _AGREED for answer in self.answers)

    @property
    def late(self) -> int:
        return sum(answer.is_late for answer in self.answers)

    @property
    def percent(self) -> int | None:
        """How evaluable the agencies' programs are on average; of those that have any, None where none has."""
        percents = [answer.percent for answer in self.answers if answer.programs]
        return sum(percents) // len(percents) if percents else None

    @property
    def by_state(self) -> list[tuple[AnswerState, int]]:
        """How many agencies stand in each state, in the order of the way; states in which none does are left out."""
        counts = Counter(answer.state for answer in self.answers)
        return [(state, counts[state]) for state in AnswerState if counts[state]]


def call_board(plan_year: PlanYear, *, user: User, today: datetime.date) -> CallBoard:
    """The board as the person may see it: the province every agency, an agency itself; a constant number of queries."""
    scope = scope_of(user, Permission.CALL_VIEW)
    agencies = (
        expected_agencies(plan_year)
        .filter(Q() if scope.whole_province else Q(pk__in=scope.agency_ids))
        .select_related("sector")
    )
    signed = Exists(Revision.objects.filter(program=OuterRef("pk"), signed_at__isnull=False))
    programs = (
        Program.objects.filter(plan_year=plan_year, agency__in=agencies)
        .annotate(
            was_signed=signed,
            active_projects=Count("projects", filter=Q(projects__state=ProjectState.ACTIVE)),
        )
        .prefetch_related("stays", "exemptions")
        .order_by("pk")
    )
    by_agency: dict[int, list[Program]] = {}
    for program in programs:
        program.plan_year = plan_year
        by_agency.setdefault(program.agency_id, []).append(program)
    writing = [program for each in by_agency.values() for program in each if program.status in EDITABLE]
    percents = {key: score.percent for key, score in readiness_of(writing).items()}
    answers = [_answer(agency, by_agency.get(agency.pk, []), percents, plan_year, today) for agency in agencies]
    return CallBoard(plan_year, today, answers)


def _answer(
    agency: Agency,
    programs: Sequence[Program],
    percents: dict[int, int],
    plan_year: PlanYear,
    today: datetime.date,
) -> Answer:
    in_force = [program for program in programs if program.status not in _NOTHING_LEFT]
    sent_on = _first_sent(programs)
    has_answered = any(
        program.was_signed and program.status != ProgramStatus.WITHDRAWN  # type: ignore[attr-defined]
        for program in programs
    )
    state = _state([ProgramStatus(program.status) for program in programs])
    return Answer(
        agency=agency,
        state=state,
        days_in_state=max(0, (today - _since(state, programs, plan_year.call_issued_on or today)).days),
        percent=_percent(in_force, percents),
        exceptions=sum(
            exemption.state == ExemptionState.GRANTED for program in in_force for exemption in program.exemptions.all()
        ),
        programs=len(in_force),
        projects=sum(program.active_projects for program in in_force),  # type: ignore[attr-defined]
        has_answered=has_answered,
        days=_days(programs, plan_year, today),
        days_late=_days_late(plan_year.call_deadline, sent_on if has_answered else None, today),
        touched_on=max((program.touched_on for program in programs), default=None),
    )


def by_urgency(answers: Iterable[Answer]) -> list[Answer]:
    """What wants doing first: the late by their days; what waits at the province, what is still being written, each
    longest first; at the end what is done. Equals keep their order, that of the names."""

    def place(answer: Answer) -> tuple[int, int]:
        if answer.is_late:
            return 0, -answer.days_late
        if answer.state in _OF_THE_PROVINCE:
            return 1, -answer.days_in_state
        return (3 if answer.state in _DONE else 2), -answer.days_in_state

    return sorted(answers, key=place)


def answer_states(plan_year: PlanYear, agencies: Collection[int] | None) -> dict[int, AnswerState]:
    """Where each agency that is expected to answer stands, by its key; of those given, None for all. Two queries."""
    asked = expected_agencies(plan_year).filter(Q() if agencies is None else Q(pk__in=agencies))
    statuses: dict[int, list[ProgramStatus]] = {key: [] for key in asked.order_by().values_list("pk", flat=True)}
    programs = Program.objects.filter(plan_year=plan_year, agency__in=statuses).order_by()
    for key, status in programs.values_list("agency_id", "status"):
        statuses[key].append(ProgramStatus(status))
    return {key: _state(each) for key, each in statuses.items()}


def _state(statuses: Sequence[ProgramStatus]) -> AnswerState:
    """The state of an agency from the statuses of its programs: it stands where the least advanced of them stands."""
    if not statuses:
        return AnswerState.NOT_STARTED
    states = {_ON_THE_WAY[status] for status in statuses if status not in _NOTHING_LEFT}
    return next((state for state in _ON_THE_WAY.values() if state in states), AnswerState.NOTHING_LEFT)


def _since(state: AnswerState, programs: Sequence[Program], called_on: datetime.date) -> datetime.date:
    """When the first of the programs that hold the agency in its state came there."""
    holding = [
        list(program.stays.all())[-1].since_on
        for program in programs
        if _ON_THE_WAY.get(ProgramStatus(program.status), AnswerState.NOTHING_LEFT) == state
    ]
    return min(holding, default=called_on)


def _percent(programs: Sequence[Program], percents: dict[int, int]) -> int:
    """What has been sent is evaluable, or it could not have been sent; rounded down, so that 100 is nothing missing."""
    weights = [max(1, program.active_projects) for program in programs]  # type: ignore[attr-defined]
    scores = [percents.get(program.pk, 100) for program in programs]
    return sum(weight * score for weight, score in zip(weights, scores, strict=True)) // sum(weights) if weights else 0


def _days(programs: Iterable[Program], plan_year: PlanYear, today: datetime.date) -> dict[Turn, int]:
    since = plan_year.call_issued_on or today
    begun = [stays[0].since_on for program in programs if (stays := list(program.stays.all()))]
    waits = [wait for program in programs for wait in waits_of(list(program.stays.all()), today)]
    # Before its first program the call itself lay with the agency.
    return days_with([*waits, Wait(Turn.AGENCY, since, min(begun, default=today))], since=since)


def _first_sent(programs: Iterable[Program]) -> datetime.date | None:
    sent = (
        stay.since_on
        for program in programs
        for stay in program.stays.all()
        if stay.status == ProgramStatus.UNDER_REVIEW
    )
    return min(sent, default=None)


def _days_late(deadline: datetime.date | None, sent_on: datetime.date | None, today: datetime.date) -> int:
    """Days from the deadline until the answer left the house; until today while it has not."""
    return max(0, ((sent_on or today) - deadline).days) if deadline else 0
