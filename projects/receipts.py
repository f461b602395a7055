"""The tracking code (کد رهگیری) on the receipt of all that leaves an agency: one form for programs and returns."""

from __future__ import annotations

import secrets


def new_tracking_code(year: int, ordinal: int = 0) -> str:
    """Year, number of the period (00 for a program), and eight digits nobody can guess: short enough to be said."""
    return f"{year}-{ordinal:02d}-{secrets.randbelow(10**8):08d}"
