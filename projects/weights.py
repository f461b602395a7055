"""Weights of a project's actions: what is left of a hundred belongs to those that were given none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

WHOLE = Decimal(100)
_STEP = Decimal("0.01")


def shared_out(weights: Sequence[Decimal | None]) -> list[Decimal | None]:
    """The weights with what is left of a hundred in equal parts where there was none; the last takes the remainder.

    Where nothing is left they stay without: that is for the list of what is missing to say.
    """
    empty = [place for place, weight in enumerate(weights) if weight is None]
    left = WHOLE - sum((weight for weight in weights if weight is not None), Decimal(0))
    part = (left / len(empty)).quantize(_STEP, ROUND_DOWN) if empty else Decimal(0)
    if part <= 0:
        return list(weights)
    filled = [part if weight is None else weight for weight in weights]
    filled[empty[-1]] = left - part * (len(empty) - 1)
    return list(filled)
