"""What day the rules take for today."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from config.clock import on_day, today

DAY = datetime.date(2020, 7, 5)


def test_today_is_the_day_of_the_settings(settings: Any) -> None:
    settings.TODAY = "2020-07-05"
    assert today() == DAY


def test_on_day_holds_inside_and_ends_with_an_error(settings: Any) -> None:
    settings.TODAY = "2021-01-01"
    with pytest.raises(ZeroDivisionError), on_day(DAY):
        assert today() == DAY
        raise ZeroDivisionError
    assert today() == datetime.date(2021, 1, 1)
