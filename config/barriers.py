"""Hooks for tests that kill a worker at a known place."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings


def wait_at(setting: str) -> None:
    """While the file that this setting names exists, the process stands still here."""
    while (place := getattr(settings, setting)) and Path(place).exists():
        time.sleep(0.05)
