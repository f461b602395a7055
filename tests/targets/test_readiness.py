"""What a target must say before its program may leave."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.enums import Direction, Kind
from targets.models import Indicator, Target
from targets.readiness import wrong_way


@pytest.mark.parametrize(
    ("value", "lower", "upper", "is_right"),
    [(15, 10, 20, True), (None, 10, 20, False), (15, None, 20, False), (15, 20, 10, False)],
)
def test_a_target_to_be_kept_in_range_says_its_value_and_its_bounds(
    value: int | None, lower: int | None, upper: int | None, is_right: bool
) -> None:
    target = Target(
        indicator=Indicator(direction=Direction.RANGE, kind=Kind.STOCK),
        baseline=Decimal(12),
        value=value,
        lower_bound=lower,
        upper_bound=upper,
    )
    assert (wrong_way(target) == "") == is_right
