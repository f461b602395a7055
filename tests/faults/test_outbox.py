"""The mail server away for an hour, and the worker killed five times: each message arrives, under one name."""

from __future__ import annotations

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from agencies.enums import Act
from agencies.history import record
from config.launch.places import ROOT
from reports.digest import key_of, message_id_of
from reports.enums import Channel, MessageState
from reports.models import Message
from reports.operations.outbox import LONGEST_WAIT
from reports.tasks import deliver_messages
from tests.cast import SEATS, Cast
from tests.databases import Database
from tests.sites import free_port

KILLS = 5
WITHIN = 180.0
# As in Celery's pool: one process has everything loaded, and each worker is a child of it. A line wakes one, which does
# what the queue's hint or the schedule asks for. It tells the worker's process, and how that ended.
POOL = """
import os, sys, django
django.setup()
from reports.tasks import deliver_messages
for _line in sys.stdin:
    worker = os.fork()
    if not worker:
        deliver_messages()
        os._exit(0)
    print(worker, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), flush=True)
"""


@pytest.fixture
def messages(committed_db: Database, cast: Cast) -> list[Message]:
    """A digest for each of ten people."""
    day = datetime.date(2021, 1, 6)
    with transaction.atomic():
        people = [cast[username] for username in SEATS]
        keys = [key_of(person, day, Channel.MAIL) for person in people]
        written = Message.objects.bulk_create(
            Message(
                person=person,
                channel=Channel.MAIL,
                kind="digest",
                key=key,
                message_id=message_id_of(key),
                language="fa",
                address=f"{person.username}@jahesh.example",
                subject="جهش: ۱ یادآوری",
                body="گزارش دی ۱۳۹۹",
            )
            for person, key in zip(people, keys, strict=True)
        )
        record(by=None, act=Act.CREATED, kind="reports.message", object_id=None, label="ten")
    return written


class Pool:
    """Workers of another process, woken one after the other."""

    def __init__(self, environment: dict[str, str]) -> None:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = subprocess.Popen([sys.executable, "-c", POOL], cwd=ROOT, env=environment, **pipes)

    def wake(self) -> int:
        """A worker's process."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        return self.answer()

    def answer(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())


@contextmanager
def workers(environment: dict[str, str]) -> Iterator[Pool]:
    pool = Pool(environment)
    try:
        yield pool
    finally:
        pool.process.communicate()


@contextmanager
def mail_server(port: int, taken: Path) -> Iterator[None]:
    server = subprocess.Popen([sys.executable, "-m", "tests.faults.smtp_server", str(port), str(taken)], cwd=ROOT)
    try:
        until(lambda: answers(port))
        yield
    finally:
        server.kill()
        server.wait()


def answers(port: int) -> bool:
    with closing(socket.socket()) as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def shift(by: datetime.timedelta) -> None:
    """Let so much time go by for what waits, and for what is held."""
    Message.objects.filter(state=MessageState.WAITING).update(next_at=F("next_at") - by)
    Message.objects.filter(state=MessageState.SENDING).update(leased_until=F("leased_until") - by)


def test_an_hour_without_a_mail_server_and_five_dead_workers(
    messages: list[Message], committed_db: Database, tmp_path: Path, settings: Any
) -> None:
    port, taken, barrier = free_port(), tmp_path / "taken", tmp_path / "barrier"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

    # An hour in which nobody answers, minute by minute: everything is still there, and tried more and more seldom.
    for _minute in range(60):
        deliver_messages()
        shift(datetime.timedelta(minutes=1))
    waiting = Message.objects.filter(state=MessageState.WAITING)
    assert waiting.count() == len(messages)
    assert 60 >= sum(waiting.values_list("attempts", flat=True)) >= 40
    assert "refused" in waiting.filter(attempts__gt=0)[0].last_error

    environment = os.environ | {
        "DATABASE_URL": committed_db.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "JAHESH_OUTBOX_BARRIER": str(barrier),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with mail_server(port, taken), workers(environment) as pool:
        # Each worker dies between "the server has taken it" and "marked as sent".
        barrier.touch()
        for kill in range(1, KILLS + 1):
            shift(LONGEST_WAIT)
            worker = pool.wake()
            until(lambda kill=kill: taken.exists() and len(taken.read_text().splitlines()) == kill)  # type: ignore[misc]
            os.kill(worker, signal.SIGKILL)
            assert pool.answer() == -signal.SIGKILL
            assert Message.objects.filter(state=MessageState.SENDING).count() == 1
        barrier.unlink()
        shift(LONGEST_WAIT)
        pool.wake()
        assert pool.answer() == 0

    arrived = Counter(line.split()[0] for line in taken.read_text().splitlines())
    assert set(arrived) == {message.message_id for message in messages}
    assert sum(arrived.values()) == len(messages) + KILLS
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
    with pytest.raises(IntegrityError):
        Message.objects.update(body="What was said is not changed behind the history's back.")
    # Each went to whom it is for, however often it went.
    assert len(set(taken.read_text().splitlines())) == len(messages)
