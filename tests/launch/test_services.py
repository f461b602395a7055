"""The embedded services live and die with the process that starts them, and keep what was committed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config.launch import services
from config.launch.places import ROOT, Refused


@pytest.fixture
def folder() -> Iterator[Path]:
    with services.throw_away_folder(on_disk=True) as folder:
        yield folder


def start(folder: Path, *, throw_away: bool = True) -> list[services.Service]:
    started = services.embedded([services.Postgres, services.Valkey], folder, throw_away=throw_away)
    for service in started:
        service.start()
    return started


def ask(url: str, statement: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as run:
        run.execute(statement)
        answer = run.fetchall() if run.description else []
    connection.close()
    return answer


def is_gone(pid: int) -> bool:
    """Whether the process has ended; a zombie that nobody has buried yet has."""
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def wait_until_gone(pids: list[int], seconds: float = 20.0) -> list[int]:
    deadline = time.monotonic() + seconds
    while (left := [pid for pid in pids if not is_gone(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def test_database_killed_starts_again_with_what_was_committed(folder: Path):
    postgres, valkey = start(folder, throw_away=False)
    try:
        ask(postgres.url, "CREATE TABLE kept (id int)")
        ask(postgres.url, "INSERT INTO kept VALUES (1399)")
        assert postgres.child is not None
        os.kill(postgres.child.pid, signal.SIGKILL)
        postgres.child.wait()
        assert not postgres.is_running
        postgres.start()
        assert ask(postgres.url, "SELECT id FROM kept") == [(1399,)]
    finally:
        for service in (valkey, postgres):
            service.stop()


def test_database_speaks_only_through_its_private_socket(folder: Path):
    postgres, valkey = start(folder)
    try:
        assert ask(postgres.url, "SHOW listen_addresses") == [("",)]
        assert postgres.sockets.stat().st_mode & 0o777 == 0o700
        assert valkey.answers()
    finally:
        for service in (valkey, postgres):
            service.stop()
    assert not postgres.answers()
    assert not valkey.answers()


def test_launcher_killed_leaves_no_process(folder: Path):
    program = (
        "import sys, time; from pathlib import Path; from config.launch import services\n"
        "found = services.embedded([services.Postgres, services.Valkey], Path(sys.argv[1]), throw_away=True)\n"
        "for service in found: service.start()\n"
        "print(*[service.child.pid for service in found], flush=True)\n"
        "time.sleep(600)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout is not None
    with launcher.stdout as said:
        pids = [int(pid) for pid in said.readline().split()]
    assert len(pids) == 2
    launcher.kill()
    launcher.wait()
    assert wait_until_gone(pids) == []


def test_socket_folder_of_somebody_else_is_refused(folder: Path):
    account = services.service_account()
    made = services.socket_folder(folder, account)
    made.chmod(0o755)
    try:
        with pytest.raises(Refused, match="not a private folder"):
            services.socket_folder(folder, account)
    finally:
        made.rmdir()


def test_socket_folder_that_is_a_link_is_refused(folder: Path):
    account = services.service_account()
    made = services.socket_folder(folder, account)
    made.rmdir()
    made.symlink_to(folder)
    try:
        with pytest.raises(Refused, match="not a private folder"):
            services.socket_folder(folder, account)
    finally:
        made.unlink()


def test_socket_path_is_short_enough_for_the_kernel(folder: Path):
    made = services.socket_folder(folder / ("x" * 90), services.service_account())
    try:
        assert len(str(made / ".s.PGSQL.5432")) <= 107
    finally:
        made.rmdir()


def test_folders_of_killed_runs_are_swept_away():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with services.throw_away_folder(on_disk=True) as folder:
        left = folder.with_name(f"jahesh-test-{ended.pid}-left")
        left.mkdir()
        with services.throw_away_folder(on_disk=True):
            assert not left.exists()
            assert folder.exists()
