"""Compiles the translations with Babel, so that no machine needs gettext."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.launch.places import ROOT

LOCALE = ROOT / "config" / "locale"


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Writes every `.mo` that is missing or older than its `.po`; gives those it wrote."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text)
        # Another process may be reading the old one: write aside, then swap.
        handle, aside = tempfile.mkstemp(dir=target.parent, suffix=".mo.part")
        with os.fdopen(handle, "wb") as binary:
            write_mo(binary, catalogue)
        os.chmod(aside, 0o644)
        os.replace(aside, target)
        written.append(target)
    return written
