"""Who would be reminded, when, and of what: of a call's deadline, and of the returns of a period.

Computed on reading: nothing is sent from here. Whatever will send reminders asks here whom it is to send them to.

A due day is reminded of 7, 3 and 1 days before it, on it, 1 and 3 days after it and then every 7 days after it, until
what was due is done. A reminder that would fall on a Friday or a holiday comes on the next working day, as due days do
(`targets.periods`). It goes to those whose turn it is: the agency's officers while they write, its head while the file
waits for the signature, the reviewers once an answer was sent. What a return says has no due day for its reviewers, so
of returns they are not reminded.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.enums import Permission, Role
from agencies.models import Agency, Membership, User
from agencies.permissions import scope_of
from projects.enums import Turn, YearState
from projects.models import PlanYear
from reports.call_board import CallBoard, answer_states
from reports.enums import AnswerState
from targets.enums import ReportStatus
from targets.models import ProgressReport
from targets.periods import days_off, working_day_from

DAYS_BEFORE = (7, 3, 1)
DAYS_AFTER = (1, 3)
EVERY = 7
A_DAY = datetime.timedelta(days=1)

# Whose turn an answer to the call is; what is agreed waits for nobody's answer any more.
TURN_OF_ANSWER: dict[AnswerState, Turn] = {
    AnswerState.NOT_STARTED: Turn.AGENCY,
    AnswerState.DRAFT: Turn.AGENCY,
    AnswerState.RETURNED: Turn.AGENCY,
    AnswerState.WITH_HEAD: Turn.HEAD,
    AnswerState.SENT: Turn.PLANNER,
    AnswerState.UNDER_REVIEW: Turn.PLANNER,
}
_TURN_OF_RETURN: dict[str, Turn] = {
    ReportStatus.DUE: Turn.AGENCY,
    ReportStatus.DRAFT: Turn.AGENCY,
    ReportStatus.AWAITING_HEAD: Turn.HEAD,
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
_RETURNS: dict[Turn, Permission] = {Turn.AGENCY: Permission.PROGRESS_ENTER, Turn.HEAD: Permission.PROGRESS_SIGN}


# --- the days -------------------------------------------------------------------------------------


def reminder_days(due_on: datetime.date, holidays: Collection[datetime.date]) -> Iterator[datetime.date]:
    """The days on which one is reminded of a due day, without end; two that fall on one day are one."""
    last = None
    for days in chain((-before for before in DAYS_BEFORE), (0,), DAYS_AFTER, count(EVERY, EVERY)):
        day = working_day_from(due_on + days * A_DAY, holidays)
        if day != last:
            yield day
        last = day


@dataclass(frozen=True, slots=True)
class Schedule:
    """Of a due day: when one was reminded of it last, today included, and when one will be next."""

    due_on: datetime.date
    last: datetime.date | None
    next: datetime.date


def schedule_of(due_on: datetime.date, today: datetime.date, holidays: Collection[datetime.date]) -> Schedule:
    last = None
    for day in reminder_days(due_on, holidays):
        if day > today:
            return Schedule(due_on, last, day)
        last = day
    raise AssertionError("reminders have no end")


# --- of a call ------------------------------------------------------------------------------------


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
    waiting: dict[Turn, list[Agency]] = {}
    for answer in board.answers:
        if answer.state in TURN_OF_ANSWER:
            waiting.setdefault(TURN_OF_ANSWER[answer.state], []).append(answer.agency)
    if not is_reminded_of(year) or year.call_deadline is None or not waiting:
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
    return CallReminders(schedule_of(year.call_deadline, board.as_of, days_off()), sides)


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


# --- of a person ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something of which a person has been reminded: what, where it is done, for how many agencies, when again."""

    title: str
    url: str
    schedule: Schedule
    agencies: set[int] = field(default_factory=set)

    def days_left(self, today: datetime.date) -> int:
        return (self.schedule.due_on - today).days


def reminders_of(user: User, today: datetime.date) -> list[Reminder]:
    """What the person has been reminded of by today and has still to do, the nearest due day first.

    A constant number of queries for each call that is being answered.
    """
    holidays = days_off()
    reminders = [*_of_calls(user, today, holidays), *_of_returns(user, today, holidays)]
    return sorted((each for each in reminders if each.schedule.last), key=lambda each: each.schedule.due_on)


def _scopes(user: User, permissions: dict[Turn, Permission]) -> dict[Turn, frozenset[int] | None]:
    """The turns that may be the person's, with the agencies for which they are; None for the whole province."""
    scopes = {turn: scope_of(user, permission) for turn, permission in permissions.items()}
    return {
        turn: None if scope.whole_province else scope.agency_ids
        for turn, scope in scopes.items()
        if scope.whole_province or scope.agency_ids
    }


def _of_calls(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    scopes = _scopes(user, _ANSWERS)
    if not scopes:
        return
    agencies = None if None in scopes.values() else frozenset().union(*(each or () for each in scopes.values()))
    for year in PlanYear.objects.filter(state=YearState.OPEN, call_issued_at__isnull=False):
        if year.call_deadline is None:
            continue
        schedule = schedule_of(year.call_deadline, today, holidays)
        if schedule.last is None:
            continue
        states = answer_states(year, agencies)
        mine = {
            key
            for key, state in states.items()
            for turn in [TURN_OF_ANSWER.get(state)]
            if turn in scopes and (scopes[turn] is None or key in (scopes[turn] or ()))
        }
        if mine:
            title = _("Call of the year %(year)s") % {"year": year}
            yield Reminder(title, reverse("call-board", args=[year.year]), schedule, mine)


def _of_returns(user: User, today: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    """One for each period, whoever's the returns are."""
    scopes = _scopes(user, _RETURNS)
    wanted = Q(pk__in=[])
    for status, turn in _TURN_OF_RETURN.items():
        if turn in scopes:
            agencies = scopes[turn]
            wanted |= Q(status=status) & (Q() if agencies is None else Q(agency__in=agencies))
    if not scopes:
        return
    by_period: dict[int, Reminder] = {}
    returns = ProgressReport.objects.visible_to(user).filter(wanted).select_related("period__plan_year")
    for report in returns.order_by("period__due_on", "pk"):
        period = report.period
        if period.pk not in by_period:
            title = _("Return for %(period)s") % {"period": period}
            schedule = schedule_of(period.due_on, today, holidays)
            by_period[period.pk] = Reminder(title, report.get_absolute_url(), schedule)
        by_period[period.pk].agencies.add(report.agency_id)
    yield from by_period.values()
