"""Who runs the services of this folder, and what the environment is told."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from config.launch import demonstration, filling, ground


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "VAR", tmp_path)


def test_only_one_process_owns_the_services():
    with ground.ownership(8000) as first, ground.ownership(8001) as second:
        assert (first, second) == (True, False)
        assert "http://127.0.0.1:8000/" in ground.holder()
        assert str(os.getpid()) in ground.holder()
    with ground.ownership() as again:
        assert again
        assert "management command" in ground.holder()


def test_services_in_use_are_not_stopped_by_their_owner(tmp_path: Path):
    with ground.shared_use(), (tmp_path / "users.lock").open() as owner, pytest.raises(BlockingIOError):
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_env_file_gives_what_is_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / ".env"
    file.write_text('# a comment\nPORT=9000\nHEADQUARTERS_NAME="ستاد"\nJAHESH_TODAY=2020-07-05\n\nnonsense\n')
    monkeypatch.setattr(os, "environ", {"PORT": "8010"})
    ground.read_env_file(file)
    assert os.environ == {"PORT": "8010", "HEADQUARTERS_NAME": "ستاد", "JAHESH_TODAY": "2020-07-05"}


def test_taken_port_is_refused():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ground.Refused, match="taken by another program"):
            demonstration.refuse_taken_port(taken.getsockname()[1])


def test_production_is_never_filled_with_the_demo():
    commands = [step[0] for step in filling.steps(production=True)]
    assert commands == ["migrate", "collectstatic", "load_reference"]
