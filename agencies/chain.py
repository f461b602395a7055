"""Reading the history's chain again: the same arithmetic as the database's, written a second time.

The database seals each event at commit (`agencies/migrations/0002_guarded.sql`). Here the canonical text is built in
Python from the stored columns, so that a change of either side shows.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import connection

BATCH = 5000
# Above so many altered records it is no longer asked which of them changed places.
MOST_COMPARED = 200


class Kind(StrEnum):
    """What is wrong with a record of the chain."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    RESEALED = "resealed"
    TAIL_CUT = "tail_cut"
    HEAD_ALTERED = "head_altered"


@dataclass(frozen=True)
class Break:
    """One place where the chain does not hold. `record` is the number of the seal; None for an event that has none."""

    kind: Kind
    record: int | None
    event: int | None
    message: str


@dataclass(frozen=True)
class StoredEvent:
    """The columns that method 1 seals, as they are stored; `changes` is the text of the jsonb."""

    id: int
    at: datetime.datetime
    transaction: int
    actor_id: int | None
    role: str
    agency_id: int | None
    act: str
    object_kind: str
    object_id: str | None
    root_id: str | None
    label: str
    changes: str
    note: str
    file_hashes: list[str]
    origin: str


@dataclass(frozen=True)
class Seal:
    number: int
    event_id: int
    previous_hash: str
    hash: str
    method: int


@dataclass(frozen=True)
class Verification:
    """The last record with its hash, which is what to keep outside; and each break found, in the order of the chain."""

    last_record: int
    last_hash: str
    breaks: list[Break]


def event_text(event: StoredEvent) -> str:
    """The canonical text, method 1: each value as length in bytes, colon, text; "-" for NULL; commas between."""
    values = [
        event.id,
        event.at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        event.transaction,
        event.actor_id,
        event.role,
        event.agency_id,
        event.act,
        event.object_kind,
        event.object_id,
        event.root_id,
        event.label,
        event.changes,
        event.note,
        json.dumps(event.file_hashes),
        event.origin,
    ]
    return ",".join("-" if value is None else f"{len(str(value).encode())}:{value}" for value in values)


def hash_of(number: int, previous_hash: str, event: StoredEvent) -> str:
    """The hash by method 1 of an event at its place in the chain."""
    return hashlib.sha256(f"event 1|{number}|{previous_hash}|{event_text(event)}".encode()).hexdigest()


def verify() -> Verification:
    """Compute the whole chain again.

    Call it inside a REPEATABLE READ transaction, so that all is read as of one moment while others go on writing.
    """
    breaks: list[Break] = []
    altered: list[tuple[Seal, StoredEvent]] = []
    expected, previous_hash = 1, "0" * 64
    for seal, event in _sealed_events():
        if seal.number > expected:
            message = f"Records {expected} to {seal.number - 1} are gone with their seals."
            breaks.append(Break(Kind.DELETED, expected, None, message))
        if seal.number == expected and seal.previous_hash != previous_hash:
            breaks.append(
                Break(
                    Kind.RESEALED,
                    seal.number,
                    seal.event_id,
                    f"Record {seal.number} does not continue record {seal.number - 1}: a seal was written again.",
                )
            )
        if event is None:
            breaks.append(
                Break(Kind.DELETED, seal.number, seal.event_id, f"Record {seal.number}: event {seal.event_id} is gone.")
            )
        elif seal.method != 1 or hash_of(seal.number, seal.previous_hash, event) != seal.hash:
            altered.append((seal, event))
        expected, previous_hash = seal.number + 1, seal.hash
    breaks += _name_altered(altered)
    breaks += _head_breaks(expected - 1, previous_hash)
    breaks += [
        Break(Kind.INSERTED, None, event, f"Event {event} has no seal: it did not come in through a commit.")
        for event in _unsealed_events()
    ]
    breaks.sort(key=lambda found: (found.record is None, found.record or 0, found.event or 0))
    return Verification(expected - 1, previous_hash, breaks)


def _sealed_events() -> Iterator[tuple[Seal, StoredEvent | None]]:
    """Every seal in order, with its event where there still is one."""
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT seal.number, seal.event_id, seal.previous_hash, seal.hash, seal.method,
                    event.id, event.at, event.transaction, event.actor_id, event.role, event.agency_id, event.act,
                    event.object_kind, event.object_id::text, event.root_id::text, event.label, event.changes::text,
                    event.note, event.file_hashes, event.origin
                FROM agencies_eventseal AS seal LEFT JOIN agencies_event AS event ON event.id = seal.event_id
                WHERE seal.number > %s ORDER BY seal.number LIMIT %s
                """,
                [last, BATCH],
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        for row in rows:
            yield Seal(*row[:5]), None if row[5] is None else StoredEvent(*row[5:])
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _name_altered(altered: list[tuple[Seal, StoredEvent]]) -> Iterator[Break]:
    """Edited, or swapped: the content that the seal stands for is found under another altered record."""
    for seal, event in altered:
        others = [other for _seal, other in altered if other is not event] if len(altered) <= MOST_COMPARED else []
        original = next(
            (
                other
                for other in others
                if seal.hash
                in (
                    hash_of(seal.number, seal.previous_hash, other),
                    hash_of(seal.number, seal.previous_hash, replace(other, id=seal.event_id)),
                )
            ),
            None,
        )
        if original is None:
            message = f"Record {seal.number}: event {event.id} is not what was sealed."
            yield Break(Kind.EDITED, seal.number, event.id, message)
        else:
            message = f"Record {seal.number}: what was sealed there stands now in event {original.id}."
            yield Break(Kind.SWAPPED, seal.number, event.id, message)


def _head_breaks(last_number: int, last_hash: str) -> Iterator[Break]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, hash FROM agencies_historyhead")
        head = cursor.fetchone()
    if head is None:
        yield Break(Kind.HEAD_ALTERED, last_number, None, "The head of the chain is gone.")
    elif head[0] > last_number:
        message = f"The chain ends at record {last_number} and its head is at {head[0]}: the tail was cut."
        yield Break(Kind.TAIL_CUT, last_number + 1, None, message)
    elif head != (last_number, last_hash):
        message = f"The head says record {head[0]} and is not the seal of record {last_number}."
        yield Break(Kind.HEAD_ALTERED, last_number, None, message)


def _unsealed_events() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT event.id FROM agencies_event AS event
            WHERE NOT EXISTS (SELECT FROM agencies_eventseal WHERE event_id = event.id) ORDER BY event.id
            """
        )
        return [row[0] for row in cursor.fetchall()]
