"""Of what a person is reminded: each kind of message is registered with the rule that finds it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import scope_of
from config.lateness import words_of_days
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.enums import Turn
from reports.reminders.days import Schedule
from targets.periods import days_off


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something of which a person is reminded: what, where it is done, by when, for how many agencies.

    `about` says what it is about, in no language; `against` whose deadline it is.
    """

    about: str
    title: Promise
    against: Promise
    url: str
    schedule: Schedule
    agencies: set[int] = field(default_factory=set)

    def days_left(self, today: datetime.date) -> int:
        return (self.schedule.due_on - today).days

    def text(self, today: datetime.date) -> str:
        """Whose deadline it is, when, and how near or how long past, in the language of the moment."""
        words = {
            "against": self.against,
            "day": format_date(self.schedule.due_on),
            "when": words_of_days(self.days_left(today)),
        }
        said = _t("%(against)s: %(day)s, %(when)s") % words
        if len(self.agencies) > 1:
            count = len(self.agencies)
            said += " · " + ngettext("%(count)s agency", "%(count)s agencies", count) % {"count": format_number(count)}
        return said


def said_of(words: Promise, **named: Any) -> Promise:
    """The words with what they name, in the language in which they are read in the end."""
    return lazy(lambda: str(words) % named, str)()  # type: ignore[return-value]  # a proxy


def counted(number: int) -> Promise:
    """The number in the digits of the language in which it is read in the end."""
    return lazy(lambda: format_number(number), str)()  # type: ignore[return-value]  # a proxy


# --- kinds ----------------------------------------------------------------------------------------

Find = Callable[[User, datetime.date, Collection[datetime.date]], Iterable[Reminder]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message. `find` gives what a person is to be reminded of on a day, knowing the days off."""

    name: str
    label: Promise
    find: Find


KINDS: dict[str, Kind] = {}


def kind(name: str, label: Promise) -> Callable[[Find], Find]:
    """Register what is found under the name; the order is that of the registration."""

    def register(find: Find) -> Find:
        KINDS[name] = Kind(name, label, find)
        return find

    return register


def reminders_by_kind(user: User, today: datetime.date) -> list[tuple[Kind, Reminder]]:
    """What the person has been reminded of by today and has still to do, the nearest due day first.

    A constant number of queries for each kind, and for each call that is being answered.
    """
    holidays = days_off()
    found = [(each, reminder) for each in KINDS.values() for reminder in each.find(user, today, holidays)]
    by_now = [(each, reminder) for each, reminder in found if reminder.schedule.last]
    return sorted(by_now, key=lambda pair: pair[1].schedule.due_on)


def reminders_of(user: User, today: datetime.date) -> list[Reminder]:
    return [reminder for _kind, reminder in reminders_by_kind(user, today)]


Scopes = dict[Turn, frozenset[int] | None]


def scopes_of(user: User, permissions: dict[Turn, Permission]) -> Scopes:
    """The turns that may be the person's, with the agencies for which they are; None for the whole province."""
    scopes = {turn: scope_of(user, permission) for turn, permission in permissions.items()}
    return {
        turn: None if scope.whole_province else scope.agency_ids
        for turn, scope in scopes.items()
        if scope.whole_province or scope.agency_ids
    }


def is_in(scopes: Scopes, turns: Iterable[Turn], agency_id: int) -> bool:
    """Whether one of the turns is the person's for that agency."""
    for turn in turns:
        agencies = scopes.get(turn, frozenset())
        if agencies is None or agency_id in agencies:
            return True
    return False
