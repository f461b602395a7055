"""Under which name a file is shown and given back: never the name under which it is stored."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from config.persian.letters import normalise

LONGEST_NAME = 200
# What file systems and headers give a meaning of their own.
_SPECIAL = dict.fromkeys(map(ord, '<>:"/\\|?*%;'), "_")
_ZWNJ = "\u200c"
_MARKS_IN_A_ROW = 2
# What Windows takes for a device, whatever the extension.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)


def clean_name(name: str | None) -> str:
    """The name without folders, control characters, marks of direction and signs with a meaning; cut to what is shown.

    The extension stays when it is cut. "file" where nothing is left before the extension.
    """
    base = (name or "").replace("\\", "/").rpartition("/")[2]
    text = normalise("".join(letter for letter in base if letter.isprintable() or letter == _ZWNJ))
    text = _without_towers(text.translate(_SPECIAL)).rstrip(f" .{_ZWNJ}")
    stem, dot, extension = text.rpartition(".")
    if not dot:
        return text[:LONGEST_NAME] or "file"
    stem = stem.strip(f" .{_ZWNJ}")[: LONGEST_NAME - len(extension) - 1] or "file"
    return f"{stem}_.{extension}" if stem.lower() in _DEVICES else f"{stem}.{extension}"


def _without_towers(text: str) -> str:
    """Not more marks over a letter than any word has: a tower of them covers the lines above."""
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(letter)
    return "".join(kept)


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")
