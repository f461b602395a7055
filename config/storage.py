"""Files kept outside the web root, each named by its own content.

A file is written beside its place, flushed to the disk and renamed, so that a name never stands for half a file; the
same content stored twice is one file. The row that names the file is written afterwards, by the caller.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple, Protocol

from django.conf import settings
from django.utils._os import safe_join

# Files being written; what a dead process leaves here belongs to nothing.
INCOMING = "incoming"
CHUNK = 1 << 20


class NotStored(OSError):
    """The disk is full or away: nothing was stored, and nothing is left under the final name."""


class Stored(NamedTuple):
    """A stored file: its name under STORAGE_ROOT, the SHA-256 of its content in hex, its size in bytes."""

    name: str
    sha256: str
    bytes: int


class Readable(Protocol):
    """What `store` needs of an open file."""

    def read(self, size: int = -1, /) -> bytes: ...


def store(content: bytes | Readable, *, folder: str) -> Stored:
    """Store the content under `folder` and return what it is called there.

    Raises NotStored when the disk is full or away.
    """
    try:
        return _store(content, folder)
    except OSError as error:
        raise NotStored(*error.args) from error


def _store(content: bytes | Readable, folder: str) -> Stored:
    root = Path(settings.STORAGE_ROOT)
    incoming = root / INCOMING
    incoming.mkdir(mode=0o750, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, temporary = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in _chunks(content):
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fchmod(file.fileno(), 0o640)
            os.fsync(file.fileno())
        sha256 = digest.hexdigest()
        name = f"{folder}/{sha256[:2]}/{sha256}"
        place = Path(safe_join(root, name))
        place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _flush_folder(place.parent)
    return Stored(name, sha256, size)


def open_stored(name: str) -> BufferedReader:
    """The stored file, open for reading.

    Raises FileNotFoundError when it is gone, SuspiciousFileOperation for a name that points outside the storage.
    """
    return open(safe_join(settings.STORAGE_ROOT, name), "rb")


def discard(name: str) -> None:
    """Remove a stored file that no row names any more; one that is gone already is no error."""
    Path(safe_join(settings.STORAGE_ROOT, name)).unlink(missing_ok=True)


def sha256_of(name: str) -> str:
    """The SHA-256 of what stands there now. Raises FileNotFoundError when nothing does."""
    with open_stored(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(name: str, sha256: str) -> bool:
    """Whether the file is there and its content is still the one that was stored."""
    try:
        return sha256_of(name) == sha256
    except FileNotFoundError:
        return False


def stored_names() -> Iterator[str]:
    """Every stored file's name, sorted; unfinished ones in `incoming` are not among them."""
    root = Path(settings.STORAGE_ROOT)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(f"{INCOMING}/"):
            yield name


def _chunks(content: bytes | Readable) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        while chunk := content.read(CHUNK):
            yield chunk


def _flush_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
