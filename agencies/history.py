"""Recording what was done (سوابق تغییرات), and who may read it.

Every operation calls `record` once, inside its own transaction: a deferred trigger refuses a commit whose changed
rows have no event. Recording needs READ COMMITTED; the chain is sealed by the database at commit.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, QuerySet

from agencies.enums import Act, Permission, Role
from agencies.models import Agency, Event, EventSeal, HistoryHead, User
from agencies.permissions import role_for, roles_of, scope_of

# Where the request came from; set by the middleware, empty in commands and workers.
origin: ContextVar[str] = ContextVar("origin", default="")
# What is to be told in one event, while it is being gathered.
_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


def as_text(value: Any) -> str | None:
    """A value as the history shows it: text that does not depend on language, or None."""
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}"
        case datetime.date() | datetime.datetime():
            return value.isoformat()
        case models.Model():
            return str(getattr(value, "code", None) or getattr(value, "name_fa", None) or value.pk)
        case list() | tuple() | set() | frozenset():
            return "، ".join(sorted(as_text(item) or "—" for item in value)) if value else None
        case _:
            return str(value)


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """{field: [old, new]} for the fields whose text differs; a field that only one side has counts as None there."""
    texts = {
        name: [as_text(old.get(name)), as_text(new.get(name))] for name in [*old, *(n for n in new if n not in old)]
    }
    return {name: pair for name, pair in texts.items() if pair[0] != pair[1]}


def record(
    *,
    by: User | None,
    act: Act,
    kind: str,
    object_id: uuid.UUID | None,
    label: str,
    root_id: uuid.UUID | None = None,
    agency: Agency | int | None = None,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    file_hashes: Iterable[str] = (),
) -> Event:
    """Write one event in the current transaction.

    `kind` is the model's label ("projects.program"); `root_id` the UUID of the whole it belongs to (default: itself);
    `changes` {field: [old, new]} as `difference` gives it. `by` is None for what the system does by the calendar.
    Where several are `gathered` into one, the event is handed to whoever gathers, and not written.
    """
    agency_id = agency.pk if isinstance(agency, Agency) else agency
    event = Event(
        actor=by,
        role=role_for(by, agency_id) if by else "",
        agency_id=agency_id,
        act=act,
        object_kind=kind,
        object_id=object_id,
        root_id=root_id or object_id,
        label=label[:300],
        changes=dict(changes or {}),
        note=note,
        file_hashes=sorted(file_hashes),
        origin=origin.get(),
        # Placeholders: the database writes its own clock and transaction.
        at=datetime.datetime.now(datetime.UTC),
        transaction=0,
    )
    if (events := _gathered.get()) is not None:
        events.append(event)
        return event
    event.save(force_insert=True)
    return event


@contextmanager
def gathered() -> Iterator[list[Event]]:
    """Gather what the operations inside record, instead of writing it; the caller records one event for all of it.

    For an act that is one to those who do it and hundreds to the operations. Without that event the database refuses
    the commit.
    """
    events: list[Event] = []
    token = _gathered.set(events)
    try:
        yield events
    finally:
        _gathered.reset(token)


# --- reading ---------------------------------------------------------------------------------------

Condition = Callable[[], Q]

_INNER_AFFAIRS: list[Condition] = []


def inner_affair(condition: Condition) -> Condition:
    """Register which events are still an agency's own affair: a condition on events the province does not see yet.

    The apps above know what has not been signed; what they register holds for everybody outside the agency.
    """
    _INNER_AFFAIRS.append(condition)
    return condition


def visible_to(user: User | AnonymousUser) -> QuerySet[Event]:
    """The events a person may read.

    An agency's people read what concerns their own agency; the province reads everything but what an agency has not
    signed yet; the auditor reads everything.
    """
    scope = scope_of(user, Permission.HISTORY_VIEW)
    if not scope.whole_province:
        return Event.objects.filter(agency__in=scope.agency_ids)
    if Role.AUDITOR in roles_of(user):
        return Event.objects.all()
    hidden = Q(pk__in=[])
    for condition in _INNER_AFFAIRS:
        hidden |= condition()
    return Event.objects.filter(~hidden | Q(agency__in=scope.agency_ids))


def events_about(root_id: uuid.UUID) -> QuerySet[Event]:
    """What was done to one thing that is no affair of any agency: a person, a row of a reference list."""
    return Event.objects.filter(root_id=root_id).select_related("actor").order_by("-pk")


# --- what moved since ------------------------------------------------------------------------------


class Moment(NamedTuple):
    """A place in the chain of what was done: everything up to that number had been committed, nothing after it."""

    number: int


def this_moment() -> Moment:
    """Where the chain ends now; one row read. Whoever shows something asks before they read what they show."""
    return Moment(HistoryHead.objects.values_list("number", flat=True).get())


def has_moved_since(moment: Moment, kinds: Iterable[str]) -> bool:
    """Whether something of those kinds was done after the moment."""
    sealed = EventSeal.objects.filter(number__gt=moment.number).values("event_id")
    return Event.objects.filter(pk__in=sealed, object_kind__in=list(kinds)).exists()
