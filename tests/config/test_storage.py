"""Files named by their content."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation

from config import storage

CONTENT = "گزارش".encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGE_ROOT = tmp_path / "storage"
    return settings.STORAGE_ROOT


def test_stored_file_is_named_by_its_content(root: Path) -> None:
    stored = storage.store(CONTENT, folder="evidence")

    assert stored == (f"evidence/{SHA256[:2]}/{SHA256}", SHA256, len(CONTENT))
    assert (root / stored.name).read_bytes() == CONTENT


def test_stored_file_is_not_for_everybody(root: Path) -> None:
    stored = storage.store(CONTENT, folder="evidence")

    assert stat.S_IMODE((root / stored.name).stat().st_mode) == 0o640


def test_open_file_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "CHUNK", 3)

    assert storage.store(io.BytesIO(CONTENT), folder="evidence") == storage.store(CONTENT, folder="evidence")


def test_same_content_is_one_file() -> None:
    first = storage.store(CONTENT, folder="evidence")
    second = storage.store(CONTENT, folder="evidence")

    assert first == second
    assert list(storage.stored_names()) == [first.name]


def test_disk_full_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        storage.store(CONTENT, folder="evidence")
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_verify_after_change(root: Path) -> None:
    stored = storage.store(CONTENT, folder="evidence")
    assert storage.verify(stored.name, stored.sha256)

    (root / stored.name).chmod(0o600)
    (root / stored.name).write_bytes(b"other")
    assert not storage.verify(stored.name, stored.sha256)


def test_verify_missing() -> None:
    assert not storage.verify("evidence/ab/abcd", SHA256)


def test_name_outside_the_storage_is_refused() -> None:
    with pytest.raises(SuspiciousFileOperation):
        storage.open_stored("../settings.py")


def test_half_written_file_is_not_listed(root: Path) -> None:
    (root / storage.INCOMING).mkdir(parents=True)
    (root / storage.INCOMING / "left-by-a-dead-process").write_bytes(b"half")

    assert list(storage.stored_names()) == []
