"""Processes are started again when they end, and never leave children."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.launch.supervise import LONGEST_PAUSE, Process
from tests.launch.test_services import is_gone, wait_until_gone


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[[str], Process]]:
    made: list[Process] = []

    def make(program: str) -> Process:
        made.append(Process("part", [sys.executable, "-c", program], log=tmp_path / "part.log"))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.kill()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_process_that_ended_is_started_again(process):
    part = process("import time; time.sleep(600)")
    first = part.pid
    os.kill(first, signal.SIGKILL)
    part.child.wait()
    part.pause = 0.01
    wait_for(lambda: part.revive() or part.is_running)
    assert part.pid != first


def test_process_that_keeps_ending_is_waited_for_longer(process, monkeypatch):
    part = process("")
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    pauses = []
    for _ in range(8):
        part.child.wait()
        part.revive()
        pauses.append(part.pause)
        now = part.next_start
        part.revive()
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_process_killed_takes_its_children_along(process, tmp_path: Path):
    part = process(
        "import subprocess, time; print(subprocess.Popen(['sleep', '600']).pid, flush=True); time.sleep(600)"
    )
    log = tmp_path / "part.log"
    wait_for(lambda: log.read_text().endswith("\n"))
    grandchild = int(log.read_text())
    assert not is_gone(grandchild)
    part.kill()
    assert wait_until_gone([grandchild]) == []


def test_process_is_ended_in_order(process, tmp_path: Path):
    part = process(
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit('in order')); "
        "print('up', flush=True); time.sleep(600)"
    )
    log = tmp_path / "part.log"
    wait_for(lambda: "up" in log.read_text())
    part.stop()
    assert log.read_text() == "up\nin order\n"
