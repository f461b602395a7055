"""The processes that make up a running Jahesh, each started, watched and stopped in the same way."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from config.launch.places import ROOT

WEB_WORKERS = 3
QUEUE_WORKERS = 2
# A process that ends again within this many seconds is waited for twice as long before its next start.
SETTLED_AFTER = 30.0
LONGEST_PAUSE = 20.0
PATIENCE = 20.0


def die_with_parent(sign: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program, so that the kernel sends it `sign` when its parent dies, even of kill -9.

    Linux only (PR_SET_PDEATHSIG); elsewhere None. The kernel watches the thread that starts the child: start
    children from the main thread.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def before_program() -> None:
        libc.prctl(1, sign)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return before_program


class Process:
    """One program of a running Jahesh, restarted with growing pauses when it ends by itself."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        cwd: Path = ROOT,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = environment
        self.log = log
        self.cwd = cwd
        self.child: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.pause = 0.5
        self.next_start = 0.0

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    @property
    def is_running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def start(self) -> None:
        """Starts the program in a session of its own, so that Ctrl-C reaches the launcher alone."""
        output: IO[bytes] | None = self.log.open("ab") if self.log else None
        with output or contextlib.nullcontext():
            self.child = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.started_at = time.monotonic()

    def revive(self) -> None:
        """Starts the program again if it has ended and its pause is over. Called over and over."""
        if self.is_running:
            return
        now = time.monotonic()
        if not self.next_start:
            settled = now - self.started_at > SETTLED_AFTER
            self.pause = 0.5 if settled else min(self.pause * 2, LONGEST_PAUSE)
            self.next_start = now + self.pause
            code = self.child.returncode if self.child else None
            print(f"{self.name} ended with {code}; starting it again in {self.pause:g} s.", flush=True)
            self.kill()
        elif now >= self.next_start:
            self.next_start = 0.0
            self.start()

    def ask_to_end(self) -> None:
        """Sends SIGTERM, once: a second one would cut the work short. Does not wait."""
        if self.is_running:
            self.child.terminate()  # type: ignore[union-attr]

    def finish(self) -> None:
        """Waits for the end that was asked for, forces it after a while; leaves none of its children."""
        if self.child:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(PATIENCE)
        self.kill()

    def stop(self) -> None:
        """Ends the program in order."""
        self.ask_to_end()
        self.finish()

    def kill(self) -> None:
        """Ends the program and what it started, at once."""
        if self.child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()


def processes(
    *,
    port: int,
    schedule: Path,
    environment: Mapping[str, str] | None = None,
    log: Callable[[str], Path] | None = None,
) -> list[Process]:
    """Web, worker and beat, not yet started.

    `schedule` is the file in which beat remembers what it last started; `log` gives the file that a process
    of that name writes to (the launcher's own output without it).
    """
    # Root is warned about pickled tasks; ours are JSON.
    quietly = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [sys.executable, *quietly, "-m", "celery", "--quiet", "--app", "config"]
    commands = {
        "web": [
            *[sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"],
            *["--workers", str(WEB_WORKERS), "--config", "python:config.web"],
            *["--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"],
        ],
        "worker": [*celery, "worker", "--concurrency", str(QUEUE_WORKERS), "--loglevel", "warning", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel", "warning", "--schedule", str(schedule), "--pidfile", ""],
    }
    return [
        Process(name, command, environment=environment, log=log(name) if log else None)
        for name, command in commands.items()
    ]


def stop_all(running: Sequence[Process]) -> None:
    """Ends all of them, the last first, together rather than one after the other."""
    for process in reversed(running):
        process.ask_to_end()
    for process in reversed(running):
        process.finish()
