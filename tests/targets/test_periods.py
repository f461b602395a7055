"""Which periods a year has, and where one stands on a day."""

from datetime import date
from itertools import pairwise

import pytest

from config.persian.calendar import year_bounds
from projects.enums import Frequency, PeriodKind
from projects.models import Period, PlanYear
from targets.periods import PeriodStanding, days_late, periods_of, standing_of, working_day_from


def a_year(**fields):
    first_day, last_day = year_bounds(1399)
    return PlanYear(year=1399, first_day=first_day, last_day=last_day, **fields)


FARVARDIN = Period(
    plan_year=a_year(), first_day=date(2020, 3, 20), last_day=date(2020, 4, 19), due_on=date(2020, 4, 24)
)


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2020, 3, 19), PeriodStanding.NOT_BEGUN),
        (date(2020, 3, 20), PeriodStanding.OPEN),
        (date(2020, 4, 18), PeriodStanding.OPEN),
        (date(2020, 4, 19), PeriodStanding.DUE),
        (date(2020, 4, 24), PeriodStanding.DUE),
        (date(2020, 4, 25), PeriodStanding.OVERDUE),
        (date(2020, 5, 24), PeriodStanding.OVERDUE),
        (date(2020, 5, 25), PeriodStanding.CLOSED),
    ],
)
def test_standing_follows_the_day(today, standing):
    assert standing_of(FARVARDIN, today) == standing


@pytest.mark.parametrize(("today", "days"), [(date(2020, 4, 1), 0), (date(2020, 4, 24), 0), (date(2020, 4, 25), 1)])
def test_days_late_begin_after_the_due_day(today, days):
    assert days_late(FARVARDIN, today) == days


def test_months_fill_the_solar_year_without_a_gap():
    periods = periods_of(a_year())
    assert [period.ordinal for period in periods] == list(range(1, 13))
    assert (periods[0].first_day, periods[-1].last_day) == year_bounds(1399)
    assert [(later.first_day - earlier.last_day).days for earlier, later in pairwise(periods)] == [1] * 11


def test_esfand_of_a_leap_year_has_thirty_days():
    esfand = periods_of(a_year())[-1]
    assert (esfand.last_day - esfand.first_day).days + 1 == 30


def test_a_return_is_due_after_the_days_of_grace():
    farvardin = periods_of(a_year(due_after_days=7))[0]
    assert (farvardin.last_day, farvardin.due_on) == (date(2020, 4, 19), date(2020, 4, 26))


@pytest.mark.parametrize(
    ("holidays", "due_on"),
    [
        # The day by the days of grace alone, 24 April 2020, is a Friday.
        ((), date(2020, 4, 25)),
        ((date(2020, 4, 25),), date(2020, 4, 26)),
        ((date(2020, 4, 25), date(2020, 4, 26)), date(2020, 4, 27)),
        ((date(2020, 4, 26),), date(2020, 4, 25)),
    ],
)
def test_a_due_day_moves_to_the_next_working_day(holidays, due_on):
    assert periods_of(a_year(), holidays)[0].due_on == due_on


@pytest.mark.parametrize(
    ("day", "working_day"),
    [
        (date(2020, 6, 2), date(2020, 6, 2)),
        # 14 and 15 Khordad 1399, then a Friday.
        (date(2020, 6, 3), date(2020, 6, 6)),
        (date(2020, 6, 5), date(2020, 6, 6)),
    ],
)
def test_working_days_leave_out_holidays_and_fridays(day, working_day):
    assert working_day_from(day, {date(2020, 6, 3), date(2020, 6, 4)}) == working_day


def test_quarters_are_three_months_each():
    periods = periods_of(a_year(frequency=Frequency.QUARTERLY))
    assert [period.kind for period in periods] == [PeriodKind.QUARTER] * 4
    assert [(period.last_day - period.first_day).days + 1 for period in periods] == [93, 93, 90, 90]


def test_adjustment_window_follows_the_year():
    window = periods_of(a_year(adjustment_until=date(2021, 4, 20)))[-1]
    assert (window.kind, window.first_day, window.due_on) == (
        PeriodKind.ADJUSTMENT,
        date(2021, 3, 21),
        date(2021, 4, 20),
    )
