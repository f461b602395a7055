"""What is missing of what was expected by now, and why: for want of money, or for want of work. No query, no clock.

The shortfall of a target is what its trajectory expects at the last period that was due, less what was reported; of a
level, the part of the way from its baseline. It is **unfunded** as far as the approved money of its project was not
allocated, or an unsolved obstacle of credit says so in the target's own unit; what remains is **not executed**. Where
money is needed and nobody said how much of it was allocated, the shortfall is not split: nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from targets.enums import AchievementFrom, Direction
from targets.rollups import Sheet

_PLACE = Decimal("0.0001")
_ZERO = Decimal(0)


class Basis(StrEnum):
    """What the split rests on."""

    ALLOCATION = "allocation"
    OBSTACLE = "obstacle"
    NO_MONEY_NEEDED = "no_money_needed"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Funding:
    """The money of a project: `needs` it or not; approved, and allocated of it where that was said."""

    needs: bool
    approved: Decimal | None = None
    allocated: Decimal | None = None

    @property
    def lacking(self) -> Decimal | None:
        """The part of the approved money, 0 to 1, that was not allocated; None where nobody said."""
        if self.approved is None or self.allocated is None or self.approved <= 0:
            return None
        return min(max(1 - self.allocated / self.approved, _ZERO), Decimal(1))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """In the target's unit; the two parts make the whole, or are None where it is not split."""

    missing: Decimal
    unfunded: Decimal | None
    not_executed: Decimal | None
    basis: Basis


def shortfall(
    sheet: Sheet, expected: Decimal | None, actual: Decimal | None, funding: Funding, held_up: Decimal | None = None
) -> Shortfall | None:
    """None where nothing is missing, or where the question makes no sense (nothing reported, a range, a value to hold).

    `held_up` is what unsolved obstacles of credit cost, in the target's unit.
    """
    way = _way(sheet, expected)
    done = None if actual is None else _way(sheet, actual)
    if way is None or done is None or way <= done:
        return None
    missing = _rounded(way - done)
    lacking = funding.lacking
    if lacking is not None or held_up is not None:
        for_want_of_money = max(_ZERO if lacking is None else max(way, _ZERO) * lacking, held_up or _ZERO)
        unfunded = _rounded(min(missing, for_want_of_money))
        basis = Basis.OBSTACLE if lacking is None else Basis.ALLOCATION
        return Shortfall(missing, unfunded, missing - unfunded, basis)
    if funding.needs:
        return Shortfall(missing, None, None, Basis.NOT_STATED)
    return Shortfall(missing, _ZERO, missing, Basis.NO_MONEY_NEEDED)


def _way(sheet: Sheet, value: Decimal | None) -> Decimal | None:
    """How far a value has come on the target's way: from zero, or from the baseline in the target's direction."""
    measure = sheet.measure
    if value is None or measure.direction not in (Direction.UP, Direction.DOWN):
        return None
    if measure.grows_through_the_year or measure.achievement_from == AchievementFrom.ZERO:
        return value if measure.direction == Direction.UP else -value
    if sheet.baseline is None:
        return None
    return value - sheet.baseline if measure.direction == Direction.UP else sheet.baseline - value


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACE)
