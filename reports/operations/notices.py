"""Telling people: the day's round of reminders, and reading what one was told."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import Membership, User
from config.clock import today
from reports import queue
from reports.carriers import CARRIERS, open_channels
from reports.digest import KIND, digest_of, key_of, message_id_of
from reports.enums import Channel
from reports.models import Message, MessageFile, Notice, Round
from reports.reminders import Kind, Reminder, reminders_by_kind
from reports.weekly import weekly_for

logger = logging.getLogger("jahesh.reports")


class RoundMade(NamedTuple):
    """What a round wrote. `failed`: people whose reminders could not be read, as the log says."""

    round: Round
    notices: list[Notice]
    messages: list[Message]
    failed: int

    @property
    def people(self) -> int:
        return len({notice.person_id for notice in self.notices})

    def leaving_by(self) -> dict[str, int]:
        counts = Counter(message.channel for message in self.messages)
        return {channel.value: counts[channel] for channel in Channel}


@transaction.atomic
def make_round() -> RoundMade | None:
    """Tell everybody of what they are to be reminded today: notices on the page, a digest for each way that is open.

    Once a day: None when the day's round was made already, which a second one at the same time waits to learn. What is
    decided and what is to leave the house stand in one transaction; the queue gets a hint only.
    """
    day = today()
    made, is_first = Round.objects.get_or_create(day=day)
    if not is_first:
        return None
    notices: list[Notice] = []
    messages: list[Message] = []
    files: list[MessageFile] = []
    failed = 0
    for person in people_to_tell(day):
        try:
            with transaction.atomic():
                own = _notices_for(person, made, reminders_by_kind(person, day))
                own_messages = _messages_for(person, day, own)
        except Exception:
            # One person's trouble is not everybody's.
            logger.exception("reminders of %s", person.username)
            failed += 1
            continue
        notices += own
        messages += own_messages
        if weekly := _weekly_for(person, day):
            messages.append(weekly[0])
            files.append(weekly[1])
    Notice.objects.bulk_create(notices)
    Message.objects.bulk_create(messages)
    MessageFile.objects.bulk_create(files)
    done = RoundMade(made, notices, messages, failed)
    told = {"people": done.people, "notices": len(notices), **done.leaving_by()}
    record(
        by=None,
        act=Act.CREATED,
        kind="reports.round",
        object_id=made.uuid,
        label=day.isoformat(),
        changes=difference({}, told),
    )
    if messages:
        transaction.on_commit(queue.send_message_hint)
    return done


def _weekly_for(person: User, day: datetime.date) -> tuple[Message, MessageFile] | None:
    """The week's sheet; without it, where it can't be made, everything else is told all the same."""
    try:
        with transaction.atomic():
            return weekly_for(person, day)
    except Exception:
        logger.exception("the week's sheet of %s", person.username)
        return None


def people_to_tell(day: datetime.date) -> Iterable[User]:
    """Who may sign in and holds a seat on that day."""
    seated = Membership.objects.in_force(day).values("user")
    return User.objects.filter(is_active=True, pk__in=seated).order_by("pk")


def _notices_for(person: User, made: Round, found: list[tuple[Kind, Reminder]]) -> list[Notice]:
    """What the person has not been told yet; a reminder whose day was missed comes late rather than never."""
    by_about = {f"{reminder.about}@{reminder.schedule.last}": (kind, reminder) for kind, reminder in found}
    told = set(Notice.objects.filter(person=person, about__in=by_about).values_list("about", flat=True))
    notices = []
    for about, (kind, reminder) in by_about.items():
        if about in told:
            continue
        notice = Notice(person=person, round=made, kind=kind.name, about=about, url=reminder.url)
        for language in ("fa", "en"):
            with translation.override(language):
                setattr(notice, f"title_{language}", str(reminder.title))
                setattr(notice, f"text_{language}", reminder.text(made.day))
        notices.append(notice)
    return notices


def _messages_for(person: User, day: datetime.date, notices: list[Notice]) -> list[Message]:
    messages = []
    for channel in open_channels() if notices else ():
        address = CARRIERS[channel].address_of(person)
        if not address:
            continue
        key = key_of(person, day, channel)
        said = digest_of(person, day, notices, channel)
        messages.append(
            Message(
                person=person,
                channel=channel,
                kind=KIND,
                key=key,
                message_id=message_id_of(key),
                language=person.language,
                address=address,
                **said._asdict(),
            )
        )
    return messages


def mark_read(*, by: User, notice: Notice | None = None) -> int:
    """The person has read the notice, or all of theirs; returns how many had been unread."""
    unread = Notice.objects.filter(person=by, read_at__isnull=True)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=Now())
