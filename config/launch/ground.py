"""The services and the database of this folder: who runs them, who joins them, and commands that need them."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from config.launch import roles, services, supervise, translations
from config.launch.places import ROOT, VAR, Refused

LOCAL = VAR / "local"
# The demo's year is 1399. The rules believe it is the day of the demo that is in the database: for the small one
# 15 Tir, when three months have been reported; for the province 17 Dey, when nine months have fallen due.
DEMO_TODAY = {"province": "2021-01-06", "small": "2020-07-05"}
DEMO_DEFAULT = "province"
# The kind under which the history keeps size, seed and day of the demo.
DEMO_RECORD = "reports.demonstration"


def manage(arguments: list[str]) -> int:
    """A management command; starts the services if nothing here runs them, else uses the running ones."""
    read_env_file()
    translations.compile_all()
    with shared_use() as users, ownership() as own, contextlib.ExitStack() as stack:
        if own:
            stack.callback(stop_services, start_services(LOCAL), unless_used=users)
        else:
            join_services(LOCAL)
        prepare_database()
        return in_foreground([sys.executable, "manage.py", *arguments])


def in_foreground(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Runs a program to its end and gives its exit code; it hears Ctrl-C by itself and our other signals through us."""
    program = subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=supervise.die_with_parent(signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda received, _frame: program.send_signal(received))
    return program.wait()


# --- services and database ----------------------------------------------------------------------


def start_services(base: Path, *, throw_away: bool = False) -> list[services.Service]:
    """Starts what the environment does not give and puts its address there; gives what it started. Raises Refused."""
    embedded = missing_services(base, throw_away=throw_away)
    for service in embedded:
        try:
            service.start()
        except BaseException:
            stop_services(embedded)
            raise
        os.environ[service.variable] = service.url
    return embedded


def join_services(base: Path) -> None:
    """Puts the addresses of the services that another process runs into the environment. Raises Refused."""
    deadline = time.monotonic() + services.START_PATIENCE
    for service in missing_services(base):
        while not service.answers():
            if time.monotonic() > deadline:
                raise Refused(f"{service.name} of the running Jahesh does not answer: stop it and start again.")
            time.sleep(0.05)
        os.environ[service.variable] = service.url


def missing_services(base: Path, *, throw_away: bool = False) -> list[services.Service]:
    kinds = [kind for kind in (services.Postgres, services.Valkey) if not os.environ.get(kind.variable)]
    return services.embedded(kinds, base, throw_away=throw_away)


def stop_services(embedded: list[services.Service], *, unless_used: IO[str] | None = None) -> None:
    """Ends the services, the last first; with the lock of `shared_use`, once no other command uses them."""
    if unless_used:
        fcntl.flock(unless_used, fcntl.LOCK_EX)
    for service in reversed(embedded):
        service.stop()


def prepare_database() -> None:
    """Puts the addresses of the two roles into the environment, a given pair as it is, and the demo's day."""
    if not os.environ.get("DATABASE_OWNER_URL"):
        pair = roles.prepare(os.environ["DATABASE_URL"])
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = pair.app, pair.owner
    if os.environ.get("JAHESH_MODE", "demo") == "demo" and "JAHESH_TODAY" not in os.environ:
        os.environ["JAHESH_TODAY"] = (
            roles.recorded_day(os.environ["DATABASE_URL"], DEMO_RECORD) or DEMO_TODAY[demo_size()]
        )


def demo_size() -> str:
    """The size of the demo that an empty database gets: what JAHESH_DEMO says. Raises Refused for another word."""
    size = os.environ.get("JAHESH_DEMO") or DEMO_DEFAULT
    if size not in DEMO_TODAY:
        raise Refused(f"JAHESH_DEMO is {size}: it must be one of {', '.join(sorted(DEMO_TODAY))}.")
    return size


def read_env_file(file: Path = ROOT / ".env") -> None:
    """Takes `.env` (NAME=value a line) into the environment; what is set there already wins."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


# --- who runs the services ----------------------------------------------------------------------
#
# Locks of the kernel, which end with their process however it ends: `owner.lock` is held by the one process that
# runs the services, `users.lock` is shared by the management commands that use them.


@contextlib.contextmanager
def ownership(port: int | None = None) -> Iterator[bool]:
    """Whether this process is now the one that runs the services of this folder; `port` where it also serves pages."""
    with lock_file("owner.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "port": port}))
        file.flush()
        yield True


def holder() -> str:
    """One sentence on the process that runs the services of this folder."""
    found = json.loads((VAR / "owner.lock").read_text(encoding="utf-8") or "{}")
    if found.get("port"):
        return (
            f"Jahesh already runs from this folder at http://127.0.0.1:{found['port']}/ "
            f"(process {found['pid']}): stop it with Ctrl-C first."
        )
    return f"A management command (process {found.get('pid')}) is using the database here: start again when it is done."


@contextlib.contextmanager
def shared_use() -> Iterator[IO[str]]:
    """While it lasts, no management command stops the services; gives the lock."""
    with lock_file("users.lock") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


@contextlib.contextmanager
def lock_file(name: str) -> Iterator[IO[str]]:
    VAR.mkdir(exist_ok=True)
    with (VAR / name).open("a+", encoding="utf-8") as file:
        yield file
