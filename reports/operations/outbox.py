"""The outbox: what a worker does with a message, and what the administrator does with one that was given up.

A worker takes a message by compare-and-set under a lease, which counts the attempt; every later write of that worker
names the attempt, so that one who was taken for dead cannot spoil the work of the next. Between "the server has taken
it" and "marked as sent" a worker may die: then the same message goes again under the same Message-ID.
"""

from __future__ import annotations

import datetime
import logging
from enum import Enum

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from config.barriers import wait_at
from projects.refusals import Moved
from reports import queue
from reports.carriers import CARRIERS, Rejected, Unreachable, open_channels
from reports.enums import Channel, MessageState
from reports.models import Message

logger = logging.getLogger("jahesh.reports")

# Longer than any carrier takes: whoever holds a message longer is dead.
LEASE = datetime.timedelta(minutes=2)
FIRST_WAIT = datetime.timedelta(seconds=30)
LONGEST_WAIT = datetime.timedelta(hours=1)
# A digest that old tells nobody anything; on the page it stands all the same.
GIVEN_UP_AFTER = datetime.timedelta(days=3)


class Outcome(Enum):
    SENT = "sent"
    PUT_OFF = "put_off"
    GIVEN_UP = "given_up"
    TAKEN_OVER = "taken_over"


def wait_after(attempts: int) -> datetime.timedelta:
    """How long a message waits after so many attempts: twice as long each time, an hour at most."""
    # More than enough doublings; without a bound the number would outgrow what a span of time can hold.
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


@transaction.atomic
def claim_message(*, unreachable: frozenset[Channel] = frozenset()) -> Message | None:
    """Take the message that has waited longest for its turn; None when there is none by a way that is open.

    Two workers at once take two different ones. Ways in `unreachable` are left alone.
    """
    channels = [channel for channel in open_channels() if channel not in unreachable]
    waiting = Message.objects.filter(state=MessageState.WAITING, next_at__lte=Now(), channel__in=channels)
    message = waiting.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
    if message is None:
        return None
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SENDING, attempts=F("attempts") + 1, leased_until=Now() + LEASE
    )
    message.refresh_from_db()
    return message


def deliver_message(*, message: Message) -> Outcome:
    """Send a claimed message and note what became of it; nothing is raised."""
    try:
        CARRIERS[Channel(message.channel)].send(message)
    except Rejected as refusal:
        return _give_up(message, str(refusal))
    except Unreachable as refusal:
        return _put_off(message, str(refusal))
    except Exception as error:
        logger.exception("message %s, attempt %s", message.key, message.attempts)
        return _put_off(message, f"{type(error).__name__}: {error}")
    wait_at("OUTBOX_BARRIER")
    return _note(message, Outcome.SENT, state=MessageState.SENT, sent_at=Now(), last_error="")


def _put_off(message: Message, error: str) -> Outcome:
    if timezone.now() - message.made_at > GIVEN_UP_AFTER:
        return _give_up(message, error)
    logger.warning("message %s, attempt %s: %s", message.key, message.attempts, error)
    return _note(
        message,
        Outcome.PUT_OFF,
        state=MessageState.WAITING,
        next_at=Now() + wait_after(message.attempts),
        last_error=error[:300],
    )


def _give_up(message: Message, error: str) -> Outcome:
    logger.error("message %s, attempt %s, given up: %s", message.key, message.attempts, error)
    return _note(message, Outcome.GIVEN_UP, state=MessageState.GIVEN_UP, last_error=error[:300])


def _note(message: Message, outcome: Outcome, **changes: object) -> Outcome:
    ours = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)
    return outcome if ours.update(leased_until=None, **changes) else Outcome.TAKEN_OVER


def give_back_stopped_messages() -> int:
    """Let what a dead worker held be sent again; returns how many."""
    held = Message.objects.filter(state=MessageState.SENDING, leased_until__lt=Now())
    return held.update(state=MessageState.WAITING, leased_until=None, next_at=Now())


@transaction.atomic
def retry_message(*, by: User, message: Message) -> Message:
    """Let a message that waits or was given up go at once. Raises Moved when it is being sent, or was."""
    check_permission(by, Permission.OUTBOX_MANAGE)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if message.state not in (MessageState.WAITING, MessageState.GIVEN_UP):
        raise Moved
    before = message.state
    message.state, message.next_at = MessageState.WAITING, timezone.now()
    message.save(update_fields=["state", "next_at"])
    record(
        by=by,
        act=Act.CHANGED,
        kind="reports.message",
        object_id=message.uuid,
        label=message.key,
        changes=difference({"state": before}, {"state": message.state}),
    )
    transaction.on_commit(queue.send_message_hint)
    return message
