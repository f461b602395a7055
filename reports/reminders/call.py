"""Of a call's deadline: who would be reminded as the answers stand, and whom the day's digest tells."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission, Role
from agencies.models import Agency, Membership, User
from projects.enums import Turn, YearState
from projects.models import PlanYear
from reports.call_board import CallBoard, answer_states
from reports.enums import AnswerState
from reports.reminders.days import Schedule, schedule_of, turns_told
from reports.reminders.kinds import Reminder, is_in, kind, said_of, scopes_of
from targets.periods import days_off

# Whose turn an answer to the call is; what is agreed waits for nobody's answer any more.
TURN_OF_ANSWER: dict[AnswerState, Turn] = {
    AnswerState.NOT_STARTED: Turn.AGENCY,
    AnswerState.DRAFT: Turn.AGENCY,
    AnswerState.RETURNED: Turn.AGENCY,
    AnswerState.WITH_HEAD: Turn.HEAD,
    AnswerState.SENT: Turn.PLANNER,
    AnswerState.UNDER_REVIEW: Turn.PLANNER,
}
_SEAT: dict[Turn, Role] = {
    Turn.AGENCY: Role.AGENCY_EDITOR,
    Turn.HEAD: Role.AGENCY_HEAD,
    Turn.PLANNER: Role.PLANNER,
}
_ANSWERS: dict[Turn, Permission] = {
    Turn.AGENCY: Permission.PROGRAM_EDIT,
    Turn.HEAD: Permission.PROGRAM_SIGN,
    Turn.PLANNER: Permission.PROGRAM_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """Those who are reminded for one agency; nobody where no one holds the seat. `agency` None: the reviewers."""

    agency: Agency | None
    people: list[User]


@dataclass(frozen=True, slots=True)
class SideReminded:
    """One side with the agencies for which it is reminded."""

    turn: Turn
    agencies: int
    reminded: list[Reminded]


@dataclass(frozen=True, slots=True)
class CallReminders:
    """Of a call on a day: when one is reminded, and the sides that would be as the answers stand."""

    schedule: Schedule
    sides: list[SideReminded]


def call_reminders(board: CallBoard) -> CallReminders | None:
    """For the agencies on the board; None while nothing is due of the call, or nobody has to answer any more."""
    year = board.plan_year
    if not is_reminded_of(year) or year.call_deadline is None:
        return None
    schedule = schedule_of(year.call_deadline, board.as_of, days_off())
    waiting: dict[Turn, list[Agency]] = {}
    for answer in board.answers:
        if answer.state in TURN_OF_ANSWER:
            for turn in turns_told(TURN_OF_ANSWER[answer.state], schedule):
                waiting.setdefault(turn, []).append(answer.agency)
    if not waiting:
        return None
    seats = Membership.objects.in_force(board.as_of).filter(role__in=[_SEAT[turn] for turn in waiting])
    people: dict[tuple[str, int | None], list[User]] = {}
    for seat in seats.select_related("user").order_by("user__sort_key"):
        people.setdefault((seat.role, seat.agency_id), []).append(seat.user)
    sides = [
        SideReminded(turn, len(waiting[turn]), list(_reminded(turn, waiting[turn], people)))
        for turn in _SEAT
        if turn in waiting
    ]
    return CallReminders(schedule, sides)


def is_reminded_of(plan_year: PlanYear) -> bool:
    """Whether the call of the year is out, and still to be answered."""
    return plan_year.state == YearState.OPEN and plan_year.call_issued_at is not None


def _reminded(
    turn: Turn, agencies: Iterable[Agency], people: dict[tuple[str, int | None], list[User]]
) -> Iterator[Reminded]:
    if turn == Turn.PLANNER:
        yield Reminded(None, people.get((_SEAT[turn], None), []))
        return
    for agency in agencies:
        yield Reminded(agency, people.get((_SEAT[turn], agency.pk), []))


@kind("call", _("Call of the year"))
def of_calls(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """Of the deadline of each call that is out: those whose turn it is."""
    scopes = scopes_of(user, _ANSWERS)
    if not scopes:
        return
    agencies = None if None in scopes.values() else frozenset().union(*(each or () for each in scopes.values()))
    for year in PlanYear.objects.filter(state=YearState.OPEN, call_issued_at__isnull=False):
        if year.call_deadline is None:
            continue
        schedule = schedule_of(year.call_deadline, today, holidays)
        if schedule.last is None:
            continue
        mine = {
            key
            for key, state in answer_states(year, agencies).items()
            if state in TURN_OF_ANSWER and is_in(scopes, turns_told(TURN_OF_ANSWER[state], schedule), key)
        }
        if mine:
            yield Reminder(
                about=f"call-{year.year}",
                title=said_of(_("Call of the year %(year)s"), year=year),
                against=_("Deadline of the call"),
                url=reverse("call-board", args=[year.year]),
                schedule=schedule,
                agencies=mine,
            )
