"""The receipt of all that leaves an agency: its tracking code (کد رهگیری), and what the history says of it."""

from __future__ import annotations

import secrets

from agencies.history import difference
from agencies.models import Membership
from projects.models import SignedLetter


def new_tracking_code(year: int, ordinal: int = 0) -> str:
    """Year, number of the period (00 for a program), and eight digits nobody can guess: short enough to be said."""
    return f"{year}-{ordinal:02d}-{secrets.randbelow(10**8):08d}"


def signature_on_record(
    tracking_code: str, seat: Membership | None, letter: SignedLetter | None
) -> dict[str, list[str | None]]:
    """What the history says of a head's signature beside who acted: receipt, by whose delegation, by which letter."""
    return difference(
        {},
        {
            "tracking_code": tracking_code,
            "delegated_by": seat.delegated_by.full_name if seat and seat.delegated_by else None,
            "signed_by": letter.seat.user.full_name if letter else None,
            "letter": f"{letter.number} ({letter.dated_on})" if letter else None,
        },
    )
