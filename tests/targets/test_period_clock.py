"""The second of Tehran time at which each period opens, falls due, goes overdue and closes. No database."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from config.clock import today
from config.persian.calendar import from_solar, year_bounds
from projects.enums import Frequency
from projects.models import PlanYear
from targets.periods import (
    PeriodStanding,
    asks_for,
    instants_of,
    periods_of,
    standing_at,
    standing_of,
    start_of,
)

NOT_BEGUN, OPEN, DUE, OVERDUE, CLOSED = PeriodStanding
A_SECOND = datetime.timedelta(seconds=1)
TEHRAN = ZoneInfo("Asia/Tehran")


def a_year(year, **fields):
    first_day, last_day = year_bounds(year)
    return PlanYear(year=year, first_day=first_day, last_day=last_day, **fields)


def month(year, ordinal, **fields):
    return periods_of(a_year(year, **fields))[ordinal - 1]


def at(text):
    """A moment of universal time, written down by hand."""
    return datetime.datetime.fromisoformat(f"2{text}+00:00")


# Month; then in universal time when it opens, falls due, goes overdue and closes. Tehran was at 3:30 in winter, at 4:30
# in summer: in 1399 from the night to 2 Farvardin to the night to 31 Shahrivar; from 1402 on at 3:30 all the year.
MOMENTS = [
    # A year of 365 days that ends on 29 Esfand; its last return is due, and closes, in the summer time of the next.
    ((1398, 12), "020-02-19T20:30:00", "020-03-18T20:30:00", "020-03-24T19:30:00", "020-04-23T19:30:00"),
    # Opens in winter time, one day before the clocks go forward. The due day by the rule is a Friday.
    ((1399, 1), "020-03-19T20:30:00", "020-04-18T19:30:00", "020-04-25T19:30:00", "020-05-25T19:30:00"),
    ((1399, 2), "020-04-19T19:30:00", "020-05-19T19:30:00", "020-05-25T19:30:00", "020-06-24T19:30:00"),
    # The month whose last day begins in winter time: the clocks went back at the end of 30 Shahrivar.
    ((1399, 6), "020-08-21T19:30:00", "020-09-20T20:30:00", "020-09-26T20:30:00", "020-10-26T20:30:00"),
    ((1399, 7), "020-09-21T20:30:00", "020-10-20T20:30:00", "020-10-26T20:30:00", "020-11-25T20:30:00"),
    # A leap year: 30 Esfand.
    ((1399, 12), "021-02-18T20:30:00", "021-03-19T20:30:00", "021-03-25T19:30:00", "021-04-24T19:30:00"),
    ((1403, 12), "025-02-18T20:30:00", "025-03-19T20:30:00", "025-03-25T20:30:00", "025-04-24T20:30:00"),
    ((1404, 1), "025-03-20T20:30:00", "025-04-19T20:30:00", "025-04-26T20:30:00", "025-05-26T20:30:00"),
]


@pytest.mark.parametrize(
    ("which", "opens", "falls_due", "overdue", "closes"), MOMENTS, ids=[str(row[0]) for row in MOMENTS]
)
def test_a_period_changes_at_the_second(which, opens, falls_due, overdue, closes):
    period = month(*which)
    assert tuple(instants_of(period)) == tuple(map(at, (opens, falls_due, overdue, closes)))
    for moment, before, after in (
        (opens, NOT_BEGUN, OPEN),
        (falls_due, OPEN, DUE),
        (overdue, DUE, OVERDUE),
        (closes, OVERDUE, CLOSED),
    ):
        assert (standing_at(period, at(moment) - A_SECOND), standing_at(period, at(moment))) == (before, after)


@pytest.mark.parametrize(
    ("which", "opens", "falls_due", "overdue", "closes"), MOMENTS, ids=[str(row[0]) for row in MOMENTS]
)
def test_today_turns_with_the_period(monkeypatch, settings, which, opens, falls_due, overdue, closes):
    """The day of the rules is Tehran's, read from the clock: with it a period changes, whatever the server's zone."""
    settings.TODAY = ""
    period, seen = month(*which), []
    for moment in map(at, (opens, falls_due, overdue, closes)):
        for now in (moment - A_SECOND, moment):
            monkeypatch.setattr(timezone, "now", lambda now=now: now)
            seen.append(standing_of(period, today()))
    assert seen == [NOT_BEGUN, OPEN, OPEN, DUE, DUE, OVERDUE, OVERDUE, CLOSED]


def test_the_clock_of_1399_is_the_one_these_moments_are_written_in():
    offsets = [
        at(moment).astimezone(TEHRAN).strftime("%H:%M %z")
        for moment in ("020-03-20T20:29:00", "020-03-20T20:30:00", "020-09-20T19:29:00", "020-09-20T19:30:00")
    ]
    assert offsets == ["23:59 +0330", "01:00 +0430", "23:59 +0430", "23:00 +0330"]


def test_a_day_without_a_midnight_begins_at_one_o_clock():
    second_of_farvardin = start_of(datetime.date(2020, 3, 21))
    assert second_of_farvardin == at("020-03-20T20:30:00")
    assert second_of_farvardin.strftime("%H:%M") == "01:00"


def test_the_hour_that_comes_twice_belongs_to_one_day():
    """23:00 to 24:00 of 30 Shahrivar 1399 passed twice; the month's last day began after the second time."""
    shahrivar = month(1399, 6)
    first, second = at("020-09-20T19:15:00"), at("020-09-20T20:15:00")
    assert {moment.astimezone(TEHRAN).strftime("%d %H:%M") for moment in (first, second)} == {"20 23:45"}
    assert [standing_at(shahrivar, moment) for moment in (first, second)] == [OPEN, OPEN]


def test_the_months_of_a_year_leave_no_second_out():
    for year in (1398, 1399, 1403):
        moments = [instants_of(period) for period in periods_of(a_year(year))]
        starts = [each.opens for each in moments]
        assert starts == sorted(starts)
        for period, following in zip(periods_of(a_year(year)), moments[1:], strict=False):
            assert standing_at(period, following.opens) == DUE
            assert standing_at(period, following.opens - A_SECOND) == DUE


@pytest.mark.parametrize(
    ("year", "until", "opens", "closes"),
    [
        (1399, (1400, 1, 31), "021-03-20T20:30:00", "021-04-20T19:30:00"),
        (1398, (1399, 2, 31), "020-03-19T20:30:00", "020-05-20T19:30:00"),
        # 1404/2/19 is a Friday: the window is open until the end of the next working day.
        (1403, (1404, 2, 19), "025-03-20T20:30:00", "025-05-10T20:30:00"),
    ],
)
def test_the_adjustment_window_opens_after_29_or_30_esfand(year, until, opens, closes):
    window = periods_of(a_year(year, adjustment_until=from_solar(*until)))[-1]
    moments = instants_of(window)
    assert (moments.opens, moments.closes) == (at(opens), at(closes))
    assert standing_at(window, at(opens) - A_SECOND) == NOT_BEGUN
    assert standing_at(window, at(closes) - A_SECOND) in (OPEN, DUE)
    assert standing_at(window, at(closes)) == CLOSED


def test_quarters_close_like_months():
    quarter = periods_of(a_year(1399, frequency=Frequency.QUARTERLY, due_after_days=10, closes_after_days=20))[1]
    # Until the end of Shahrivar; due 1399/07/10, a Thursday.
    assert tuple(instants_of(quarter)) == tuple(
        map(at, ("020-06-20T19:30:00", "020-09-20T20:30:00", "020-10-01T20:30:00", "020-10-21T20:30:00"))
    )


def test_a_holiday_moves_the_closing_with_the_due_day():
    plain = month(1399, 2)
    pushed = periods_of(a_year(1399), {plain.due_on})[1]
    assert (pushed.due_on - plain.due_on, pushed.closes_on - plain.closes_on) == (datetime.timedelta(days=1),) * 2


def test_what_was_due_before_the_freeze_is_due_some_days_after_it():
    frozen_on = datetime.date(2020, 7, 20)
    periods = periods_of(a_year(1399, frozen_on=frozen_on, due_after_days=5))
    # 25 July; the return for Tir was due on the 26th anyway.
    assert [period.due_on.isoformat() for period in periods[:4]] == ["2020-07-25"] * 3 + ["2020-07-26"]
    assert [period.catches_up for period in periods[:5]] == [True] * 3 + [False] * 2


@pytest.mark.parametrize(
    ("frequency", "months"),
    [
        ("monthly", list(range(1, 13))),
        ("quarterly", [3, 6, 9, 12]),
        ("half_yearly", [6, 12]),
        ("yearly", [12]),
    ],
)
def test_an_indicator_is_asked_for_when_there_is_a_new_figure(frequency, months):
    asked = [period.ordinal for period in periods_of(a_year(1399)) if asks_for(period, frequency)]
    assert asked == months


def test_quarters_ask_for_what_is_known_each_quarter():
    quarters = periods_of(a_year(1399, frequency=Frequency.QUARTERLY))
    asked = {
        name: [each.ordinal for each in quarters if asks_for(each, name)]
        for name in ("quarterly", "half_yearly", "yearly")
    }
    assert asked == {"quarterly": [1, 2, 3, 4], "half_yearly": [2, 4], "yearly": [4]}
