"""How an operation says no; what the apps above share with the one below."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from agencies.refusals import Moved, Refused

__all__ = ["Moved", "Refused", "RefusedNumber"]


class RefusedNumber(Refused):
    """Of many things that were to be written at once one was refused: its `number` (from 0), and the refusal."""

    def __init__(self, number: int, refusal: Refused | ValidationError) -> None:
        super().__init__(" ".join(refusal.messages) if isinstance(refusal, ValidationError) else refusal.message)
        self.number = number
