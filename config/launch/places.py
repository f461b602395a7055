"""Where things stand on this machine, and how a refusal is said."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Everything written at run time: databases, uploaded files, logs. Never committed.
VAR = ROOT / "var"


class Refused(Exception):
    """Something is truly missing; the message says in one sentence what to do about it."""
