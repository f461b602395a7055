"""The forecast's rule: what holds for any target, and what the rule says in single cases. No database."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.enums import AchievementFrom, AddsWithin, Aggregation, Direction, Kind
from targets.forecast import Method, Outlook, WhyNot, out_of_reach
from targets.forecast.actions import Work, days_late, deciding, late_share
from targets.forecast.rule import Told, forecast
from targets.forecast.together import combined
from targets.forecast.validation import HALF_TIME, Knows, YearKind, made_up_results
from targets.models import Unit
from targets.rollups import Amount, Measure, Sheet

UNIT = Unit(code="t", dimension="mass", factor=1, decimals=0, adds_within=AddsWithin.UNIT)
SUM = Measure("crops", UNIT, Direction.UP, Kind.FLOW, Aggregation.SUM, AchievementFrom.ZERO)
LEVEL = replace(SUM, kind=Kind.STOCK, aggregation=Aggregation.LAST, achievement_from=AchievementFrom.BASELINE)
TWELFTHS = [D(100) * month for month in range(1, 13)]

amounts = st.decimals(min_value=0, max_value=10**9, places=4)
few = settings(max_examples=30, deadline=None)


def told(values, verified=0):
    """Periods from the first on; None is a period without a figure."""
    return [
        Told(ordinal, Amount(D(value)), ordinal <= verified)
        for ordinal, value in enumerate(values, 1)
        if value is not None
    ]


def flow(trajectory=TWELFTHS, **fields):
    return Sheet(**{"measure": SUM, "baseline": None, "value": trajectory[-1], "trajectory": trajectory} | fields)


def level(trajectory, baseline, **fields):
    return Sheet(
        **{"measure": LEVEL, "baseline": D(baseline), "value": trajectory[-1], "trajectory": trajectory} | fields
    )


@st.composite
def sheets(draw):
    """Any sheet: a sum that grows, or a level; up, down, held or in a range; with any trajectory."""
    steps = draw(st.lists(amounts, min_size=4, max_size=12))
    direction = draw(st.sampled_from(Direction))
    baseline = draw(st.none() | amounts)
    kind, aggregation = draw(
        st.sampled_from([(Kind.FLOW, Aggregation.SUM), (Kind.STOCK, Aggregation.LAST), (Kind.FLOW, Aggregation.MAX)])
    )
    rising = [sum(steps[: place + 1], D(0)) for place in range(len(steps))]
    trajectory = rising if kind == Kind.FLOW and aggregation == Aggregation.SUM else steps
    return Sheet(
        replace(SUM, direction=direction, kind=kind, aggregation=aggregation),
        baseline,
        trajectory[-1],
        trajectory,
        lower_bound=D(10),
        upper_bound=D(20),
    )


@st.composite
def years_so_far(draw):
    sheet = draw(sheets())
    return sheet, draw(st.lists(st.none() | amounts, min_size=1, max_size=len(sheet.trajectory)))


# --- what holds for any target --------------------------------------------------------------------


@few
@given(years_so_far(), st.decimals(min_value=0, max_value=1, places=2))
def test_range_holds_the_figure_and_every_figure_is_a_number(case, late):
    sheet, values = case
    found = forecast(sheet, told(values), due=len(values), late=late)
    if all(value is None for value in values):
        assert (found.value, found.low, found.high, found.why_not) == (None, None, None, WhyNot.NOT_REPORTED)
        return
    assert all(figure.is_finite() for figure in (found.value, found.low, found.high))
    assert found.low <= found.value <= found.high
    reach = out_of_reach(sheet, told(values), found)
    assert reach is None or 1 <= reach.ordinal < len(sheet.trajectory)


@few
@given(years_so_far(), st.data())
def test_more_performance_is_never_a_lower_forecast(case, data):
    sheet, values = case
    there = [place for place, value in enumerate(values) if value is not None]
    if not there:
        return
    place = data.draw(st.sampled_from(there))
    more = [*values]
    more[place] += data.draw(st.decimals(min_value=0, max_value=10**6, places=2))
    assert forecast(sheet, told(more)).value >= forecast(sheet, told(values)).value


@few
@given(sheets(), st.integers(min_value=1, max_value=12))
def test_what_follows_the_trajectory_comes_to_the_target(sheet, after):
    steps = sheet.trajectory
    if sheet.measure.grows_through_the_year:
        steps = [point - before for before, point in zip([D(0), *steps], steps, strict=False)]
    elif sheet.measure.aggregation == Aggregation.MAX and list(steps) != sorted(steps):
        return
    found = forecast(sheet, told(steps[: min(after, len(steps))]))
    assert abs(found.value - sheet.value) <= D("0.0001")


@few
@given(sheets(), st.data())
def test_complete_year_is_its_own_figure(sheet, data):
    values = data.draw(st.lists(amounts, min_size=len(sheet.trajectory), max_size=len(sheet.trajectory)))
    found = forecast(sheet, told(values))
    if sheet.measure.grows_through_the_year:
        expected = sum(values, D(0))
    else:
        expected = max(values) if sheet.measure.aggregation == Aggregation.MAX else values[-1]
    assert (found.value, found.low, found.high, found.method) == (expected, expected, expected, Method.COMPLETE)


# --- a sum of periods -----------------------------------------------------------------------------


def test_pace_is_believed_as_far_as_it_was_seen():
    """Half of the plan in half of the year: ¾ of the pace and ¼ of what was agreed for the other half."""
    found = forecast(flow(), told([50] * 6, verified=4), due=6)
    assert found.value == 300 + 600 * (D("0.75") * D("0.5") + D("0.25"))
    assert (found.pace, found.periods, found.verified, found.missing) == (D(50), 6, 4, 0)
    assert round(found.rest, 1) == D("62.5")
    assert found.outlook == Outlook.MISSED


def test_season_is_the_trajectory_s():
    harvest = [D(0)] * 6 + [D(200), D(600), D(900), D(1000), D(1100), D(1200)]
    assert forecast(flow(harvest), told([0] * 6)).value == 1200
    assert forecast(flow(harvest), told([0] * 6 + [100])).value < 1000


def test_past_years_have_a_voice_in_the_season():
    past = [D(10)] * 6 + [D(30)] * 6
    alone, with_past = (forecast(flow(), told([50] * 6), past=years) for years in ((), [past]))
    assert with_past.value > alone.value
    assert (alone.past_years, with_past.past_years) == (0, 1)


def test_late_work_takes_back_what_was_agreed():
    on_time, late = (forecast(flow(), told([100, 100]), late=share) for share in (D(0), D("0.5")))
    assert on_time.value == 1200 > late.value
    # A target that is built on last year's amount falls back to that, not to nothing.
    assert late.value < forecast(flow(baseline=D(1000)), told([100, 100]), late=D("0.5")).value < 1200


def test_silent_period_is_neither_zero_nor_left_out():
    silent = forecast(flow(), told([50, None, 50]), due=3)
    assert silent.missing == 1
    assert forecast(flow(), told([50, 0, 50]), due=3).value < silent.value
    assert silent.value == pytest.approx(forecast(flow(), told([50, 50]), due=2).value)


def test_figure_of_a_quarter_tells_as_much_as_its_months():
    """An indicator that is known each quarter only, in a year of months."""
    quarters = [Told(ordinal, Amount(D(150)), False, ordinal - 2) for ordinal in (3, 6, 9, 12)]
    half, months = forecast(flow(), quarters[:2], due=6), forecast(flow(), told([50] * 6), due=6)
    assert (half.value, half.pace, half.periods, half.missing) == (months.value, months.pace, 6, 0)
    assert [round(each, 4) for each in half.expected] == [round(each, 4) for each in months.expected]
    assert out_of_reach(flow(), quarters[:3], forecast(flow(), quarters[:3])) == reach_of(flow(), [50] * 9)
    assert forecast(flow(), quarters).method == Method.COMPLETE


def test_range_narrows_with_every_period_and_is_wider_where_periods_scatter():
    widths = [
        forecast(flow(), told([100] * after)).high - forecast(flow(), told([100] * after)).low
        for after in (1, 3, 6, 11)
    ]
    assert widths == sorted(widths, reverse=True)
    even, wild = (forecast(flow(), told(values)) for values in ([100] * 6, [10, 190] * 3))
    assert wild.value == even.value
    assert wild.high - wild.low > even.high - even.low


def test_sum_never_falls_below_what_is_done():
    found = forecast(flow(), told([300, 300, 300, 250]))
    assert found.low >= 1150


# --- levels ---------------------------------------------------------------------------------------


def test_level_goes_on_from_where_it_stands():
    hectares = [D(250 + 5 * month) for month in range(1, 13)]
    found = forecast(level(hectares, 250), told([253, 255, 258, 260, 262, 265]))
    assert found.method == Method.LEVEL
    assert found.pace == 50
    assert found.value == 265 + 30 * D("0.625")


def test_falling_level():
    rate = [D(9) - D(month) / 12 for month in range(1, 13)]
    sheet = level(rate, 9, measure=replace(LEVEL, direction=Direction.DOWN))
    assert forecast(sheet, told(rate[:6])).value == 8
    worse = forecast(sheet, told([9, 9, 9, 9, 9, D("9.4")]))
    assert worse.value > D(9)
    assert worse.outlook == Outlook.MISSED


def test_held_level_keeps_its_distance():
    found = forecast(level([D(50)] * 12, 50, measure=replace(LEVEL, direction=Direction.HOLD)), told([48, 47]))
    assert (found.value, found.method, found.outlook) == (47, Method.DISTANCE, None)


def test_ratio_to_date_needs_its_parts():
    ratio = replace(SUM, aggregation=Aggregation.RATIO)
    sheet = Sheet(ratio, D(10), D(22), [D(10 + month) for month in range(1, 13)])
    parts = [Told(1, Amount(D(11), D(11), D(100)), False), Told(2, Amount(D(13), D(26), D(200)), False)]
    found = forecast(sheet, parts)
    assert found.method == Method.LEVEL
    assert found.low <= found.value <= found.high
    assert forecast(sheet, told([11, 13])).why_not == WhyNot.NOT_COMPUTABLE


def test_without_trajectory_there_is_none():
    assert forecast(replace(flow(), trajectory=()), told([5])).why_not == WhyNot.NO_TRAJECTORY


def test_range_is_judged_by_its_bounds():
    sheet = Sheet(replace(LEVEL, direction=Direction.RANGE), D(50), D(50), [D(50)] * 12, D(40), D(60))
    assert forecast(sheet, told([50] * 11)).outlook == Outlook.REACHED
    assert forecast(sheet, told([90] * 11)).outlook == Outlook.MISSED


# --- out of reach ---------------------------------------------------------------------------------


def reach_of(sheet, values):
    return out_of_reach(sheet, told(values), forecast(sheet, told(values)))


def test_out_of_reach_once_twice_the_plan_in_all_that_is_left_would_not_do():
    """Nine months of 50 make 450; three at twice the plan, 600, would not do. A month of 300 shows that more can be."""
    assert (reach_of(flow(), [50] * 9).ordinal, reach_of(flow(), [50] * 9).has_happened) == (9, True)
    assert not reach_of(flow(), [300] + [20] * 8).has_happened
    burst = [D(50) * month for month in range(1, 12)] + [D(1200)]
    assert reach_of(flow(burst), [10] * 3) is None


def test_out_of_reach_ahead_as_things_go():
    reach = reach_of(flow(), [30] * 4)
    assert reach.ordinal > 4
    assert not reach.has_happened


def test_level_out_of_reach():
    hectares = [D(250 + 5 * month) for month in range(1, 13)]
    assert reach_of(level(hectares, 250), [250] * 7).ordinal == 7
    assert reach_of(level(hectares, 250), [255, 260]) is None


def test_amount_that_is_to_stay_small_is_out_of_reach_once_it_is_passed():
    sheet = flow(measure=replace(SUM, direction=Direction.DOWN), baseline=D(1500))
    reach = reach_of(sheet, [400, 400, 450])
    assert (reach.ordinal, reach.has_happened) == (2, True)


# --- the work -------------------------------------------------------------------------------------


def work(title, first, last, weight, done):
    return Work(title, "", datetime.date(2020, first, 1), datetime.date(2020, last, 1), D(weight), done and D(done))


DAY = datetime.date(2020, 7, 1)


def test_deciding_actions_by_weight_rest_and_lateness():
    works = [
        work("done", 3, 5, 40, "100"),
        work("late", 3, 6, 20, "20"),
        work("in time", 6, 12, 25, "50"),
        work("small", 3, 6, 5, "0"),
        work("silent", 3, 6, 10, None),
    ]
    first, second, third = deciding(works, DAY)
    assert [each.work.title for each in (first, second, third)] == ["late", "silent", "small"]
    assert (first.share, first.remaining, first.days_late) == (20, 80, 105)


def test_work_that_is_late_is_a_share_of_what_was_due():
    assert late_share([work("late", 3, 6, 50, "50"), work("later", 8, 12, 50, "0")], DAY) == D("0.5")
    assert late_share([work("silent", 3, 6, 50, None)], DAY) == 0
    assert late_share([], DAY) == 0
    assert days_late(work("later", 8, 12, 50, "0"), DAY) == 0


# --- together -------------------------------------------------------------------------------------


def test_misses_are_neither_added_nor_taken_for_independent():
    assert combined([D(8)]) == 8
    assert D(2).sqrt() * 8 < combined([D(8), D(8)]) < 16


# --- how good it is -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", YearKind)
def test_forecast_from_half_the_year_beats_the_straight_line(kind):
    result = next(
        each for each in made_up_results() if (each.kind, each.knows, each.after) == (kind, Knows.TRAJECTORY, HALF_TIME)
    )
    assert result.errors.forecast < result.errors.straight
    assert result.errors.held >= 80


@pytest.mark.full
@pytest.mark.parametrize("seed", range(1, 7))
def test_forecast_is_ahead_on_years_that_nobody_saw_when_its_numbers_were_chosen(seed):
    found = [each for each in made_up_results(seed, 120) if (each.knows, each.after) == (Knows.TRAJECTORY, HALF_TIME)]
    assert {each.kind for each in found if each.errors.is_better} == set(YearKind)
