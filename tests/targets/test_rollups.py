"""The arithmetic of targets, as tables: no database."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.utils.translation import override

from targets.enums import AchievementFrom, AddsWithin, Aggregation, Direction, Feeds, Kind, Standing
from targets.models import Unit
from targets.rollups import (
    NOTHING,
    Amount,
    Average,
    Coverage,
    Measure,
    NotAdditive,
    Sheet,
    YearToDate,
    achievement,
    contribution,
    converted,
    coverage,
    gap,
    needed,
    over_periods,
    over_targets,
    portion,
    quotient,
    rate_to_date,
    shares,
    standing,
    sum_in,
    weighted_average,
)


def unit(code: str, dimension: str, factor: str = "1", adds: AddsWithin = AddsWithin.DIMENSION) -> Unit:
    return Unit(
        code=code, name_fa=code, name_en=code, dimension=dimension, factor=D(factor), decimals=2, adds_within=adds
    )


TONNE = unit("tonne", "mass")
KILOGRAM = unit("kg", "mass", "0.001")
HECTARE = unit("hectare", "area")
PERSON = unit("person", "count", adds=AddsWithin.UNIT)
PLANT = unit("unit", "count", adds=AddsWithin.UNIT)
RANK = unit("rank", "rank", adds=AddsWithin.NOTHING)
PERCENT = unit("percent", "ratio")
DAY = unit("day", "time")


def measure(
    kind: Kind = Kind.FLOW,
    aggregation: Aggregation = Aggregation.SUM,
    *,
    direction: Direction = Direction.UP,
    since: AchievementFrom = AchievementFrom.ZERO,
    of: Unit = TONNE,
    indicator: str = "output",
) -> Measure:
    return Measure(indicator, of, direction, kind, aggregation, since)


def sheet(
    how: Measure | None = None,
    *,
    baseline: str | None = "100",
    value: str | None = "200",
    trajectory: tuple[str, ...] = (),
    bounds: tuple[str | None, str | None] = (None, None),
) -> Sheet:
    lower, upper = (None if bound is None else D(bound) for bound in bounds)
    return Sheet(
        how or measure(),
        None if baseline is None else D(baseline),
        None if value is None else D(value),
        tuple(D(point) for point in trajectory),
        lower,
        upper,
    )


def amounts(*values: str | None) -> list[Amount]:
    return [NOTHING if value is None else Amount(D(value)) for value in values]


def parts(*pairs: tuple[str, str]) -> list[Amount]:
    return [Amount(D(n) / D(d), D(n), D(d)) for n, d in pairs]


FLOW, STOCK = Kind.FLOW, Kind.STOCK


# --- over the periods ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "aggregation", "values", "expected"),
    [
        (FLOW, Aggregation.SUM, ("10", "20", "30"), "60"),
        (FLOW, Aggregation.SUM, ("10", None, "30"), "40"),
        (FLOW, Aggregation.SUM, ("0", None), "0"),
        (FLOW, Aggregation.SUM, ("10", "-3.5"), "6.5"),
        (FLOW, Aggregation.SUM, (None, None), None),
        (FLOW, Aggregation.SUM, (), None),
        (FLOW, Aggregation.MAX, ("10", "40", "30"), "40"),
        (FLOW, Aggregation.LAST, ("10", "40", "30"), "30"),
        (FLOW, Aggregation.NONE, ("10", "40"), None),
        (STOCK, Aggregation.LAST, ("10", "40", "30"), "30"),
        (STOCK, Aggregation.LAST, ("10", "40", None), "40"),
        (STOCK, Aggregation.SUM, ("10", "40"), "40"),
        (STOCK, Aggregation.MAX, ("10", "40", "30"), "40"),
        (STOCK, Aggregation.NONE, ("3", "2"), "2"),
        (STOCK, Aggregation.WEIGHTED, ("30", "25"), "25"),
        (STOCK, Aggregation.LAST, (None,), None),
    ],
)
def test_year_to_date_of_values(kind, aggregation, values, expected):
    assert over_periods(measure(kind, aggregation), amounts(*values)).value == (expected and D(expected))


def test_ratio_of_a_flow_is_sum_over_sum_and_no_mean_of_percentages():
    how = measure(FLOW, Aggregation.RATIO, of=PERCENT)
    assert over_periods(how, parts(("1", "2"), ("1", "100"))) == Amount(D("1.9608"), D(2), D(102))


def test_ratio_of_a_stock_is_its_last_with_its_parts():
    how = measure(STOCK, Aggregation.RATIO, of=PERCENT)
    assert over_periods(how, parts(("9", "100"), ("8", "100")))[1:] == (D(8), D(100))


def test_ratio_without_parts_is_not_computed_from_the_rest():
    how = measure(FLOW, Aggregation.RATIO, of=PERCENT)
    assert over_periods(how, [*parts(("1", "2")), Amount(D(50))]) == NOTHING


def test_weighted_mean_is_values_times_weights_over_weights():
    how = measure(FLOW, Aggregation.WEIGHTED, of=DAY)
    # 30 days for 10 licences and 10 days for 90: the mean is 12, not 20.
    assert over_periods(how, [Amount(D(30), D(300), D(10)), Amount(D(10), D(900), D(90))]).value == D(12)


@pytest.mark.parametrize(
    ("how", "numerator", "denominator", "expected"),
    [
        (measure(aggregation=Aggregation.RATIO, of=PERCENT), "82", "1000", "8.2"),
        (measure(aggregation=Aggregation.RATIO, of=TONNE), "82", "1000", "0.082"),
        (measure(aggregation=Aggregation.WEIGHTED, of=PERCENT), "82", "10", "8.2"),
        (measure(aggregation=Aggregation.RATIO, of=PERCENT), "1", "3", "33.3333"),
        (measure(aggregation=Aggregation.RATIO, of=PERCENT), "2", "3", "66.6667"),
        (measure(aggregation=Aggregation.RATIO, of=PERCENT), "1", "0", None),
        (measure(aggregation=Aggregation.RATIO, of=PERCENT), None, "5", None),
        (measure(aggregation=Aggregation.RATIO, of=PERCENT), "5", None, None),
    ],
)
def test_quotient(how, numerator, denominator, expected):
    result = quotient(how, numerator and D(numerator), denominator and D(denominator))
    assert result == (expected and D(expected))


# --- one target ---------------------------------------------------------------------------------

UP, DOWN, HOLD, RANGE = Direction.UP, Direction.DOWN, Direction.HOLD, Direction.RANGE
ZERO, BASELINE = AchievementFrom.ZERO, AchievementFrom.BASELINE


@pytest.mark.parametrize(
    ("direction", "since", "kind", "baseline", "value", "actual", "expected"),
    [
        (UP, ZERO, FLOW, "100", "200", "50", "25"),
        (UP, ZERO, FLOW, None, "200", "300", "150"),
        (UP, ZERO, FLOW, "100", "3", "1", "33.3333"),
        (UP, ZERO, FLOW, "100", "0", "50", None),
        (UP, ZERO, FLOW, "100", "-5", "50", None),
        (UP, ZERO, FLOW, "100", None, "50", None),
        (UP, ZERO, FLOW, "100", "200", None, None),
        (UP, ZERO, FLOW, "100", "200", "0", "0"),
        (UP, BASELINE, STOCK, "100", "200", "150", "50"),
        (UP, BASELINE, STOCK, "100", "200", "90", "-10"),
        (UP, BASELINE, STOCK, "100", "200", "250", "150"),
        (UP, BASELINE, STOCK, "100", "100", "150", None),
        (UP, BASELINE, STOCK, "100", "90", "95", None),
        (UP, BASELINE, STOCK, None, "200", "150", None),
        (DOWN, BASELINE, STOCK, "30", "12", "21", "50"),
        (DOWN, BASELINE, STOCK, "30", "12", "10", "111.1111"),
        (DOWN, BASELINE, STOCK, "30", "12", "33", "-16.6667"),
        (DOWN, BASELINE, STOCK, "30", "30", "20", None),
        (DOWN, BASELINE, STOCK, "30", "31", "20", None),
        (DOWN, ZERO, STOCK, "30", "12", "21", "50"),
        (DOWN, ZERO, STOCK, None, "12", "21", None),
        (HOLD, BASELINE, STOCK, "50", "50", "50", "100"),
        (HOLD, BASELINE, STOCK, "50", "50", "40", "80"),
        (HOLD, BASELINE, STOCK, "50", "50", "60", "80"),
        (HOLD, BASELINE, STOCK, "50", "50", "500", "0"),
        (HOLD, BASELINE, STOCK, "0", "0", "0", "100"),
        (HOLD, BASELINE, STOCK, "0", "0", "1", None),
    ],
)
def test_achievement(direction, since, kind, baseline, value, actual, expected):
    how = measure(kind, Aggregation.SUM if kind == FLOW else Aggregation.LAST, direction=direction, since=since)
    result = achievement(sheet(how, baseline=baseline, value=value), actual and D(actual))
    assert result == (expected and D(expected))


@pytest.mark.parametrize(
    ("bounds", "actual", "expected"),
    [
        (("10", "20"), "10", "100"),
        (("10", "20"), "20", "100"),
        (("10", "20"), "5", "50"),
        (("10", "20"), "25", "75"),
        (("10", "20"), "90", "0"),
        (("0", "20"), "-1", None),
        ((None, "20"), "5", None),
        (("10", None), "5", None),
    ],
)
def test_achievement_in_a_range(bounds, actual, expected):
    how = measure(STOCK, Aggregation.LAST, direction=RANGE)
    result = achievement(sheet(how, value="20", bounds=bounds), D(actual))
    assert result == (expected and D(expected))


@pytest.mark.parametrize("direction", [UP, DOWN])
def test_growing_flow_is_not_compared_with_its_baseline_before_the_year_is_complete(direction):
    target = sheet(
        measure(direction=direction, since=BASELINE), baseline="100", value="200" if direction == UP else "50"
    )
    assert achievement(target, D(75)) is None
    assert achievement(target, D(75), year_complete=True) == (D(-25) if direction == UP else D(50))


@pytest.mark.parametrize(
    ("ordinal", "expected"), [(None, None), (0, None), (1, D(10)), (3, D(60)), (4, None), (-1, None)]
)
def test_expected_outside_of_the_trajectory_is_none(ordinal, expected):
    assert sheet(trajectory=("10", "30", "60")).expected_at(ordinal) == expected


@pytest.mark.parametrize(
    ("how", "baseline", "trajectory", "actual", "expected"),
    [
        (measure(), "100", ("50", "200"), "40", "80"),
        (measure(), "100", ("0", "200"), "40", None),
        (measure(since=BASELINE), "100", ("50", "200"), "40", "80"),
        (measure(direction=DOWN), "100", ("50", "80"), "40", "125"),
        (measure(direction=DOWN), "100", ("50", "80"), "0", None),
        (measure(STOCK, Aggregation.LAST, since=BASELINE), "100", ("120", "200"), "110", "50"),
        (measure(STOCK, Aggregation.LAST, since=BASELINE), "100", ("100", "200"), "110", None),
        (measure(STOCK, Aggregation.LAST, since=BASELINE), None, ("120", "200"), "110", None),
        (measure(STOCK, Aggregation.LAST), "100", ("120", "200"), "108", "90"),
        (measure(STOCK, Aggregation.LAST, direction=DOWN, since=BASELINE), "30", ("25", "12"), "28", "40"),
        (measure(STOCK, Aggregation.LAST, direction=HOLD), "50", ("50", "50"), "45", "90"),
        (measure(direction=HOLD), "100", ("50", "100"), "45", "90"),
        (measure(), "100", (), "40", None),
    ],
)
def test_rate_against_the_trajectory(how, baseline, trajectory, actual, expected):
    result = rate_to_date(sheet(how, baseline=baseline, trajectory=trajectory), D(actual), 1)
    assert result == (expected and D(expected))


def test_rate_of_a_level_in_a_range_is_by_the_bounds_and_not_by_the_trajectory():
    target = sheet(measure(STOCK, Aggregation.LAST, direction=RANGE), trajectory=("90",), bounds=("10", "20"))
    assert rate_to_date(target, D(15), 1) == D(100)


def of_year(reported: str | None, *, due: int = 1, lines: int | None = None, ordinal: int | None = 1) -> YearToDate:
    there = int(reported is not None) if lines is None else lines
    return YearToDate(Amount(reported and D(reported)), NOTHING, due, there, ordinal)


@pytest.mark.parametrize(
    ("target", "year_to_date", "expected"),
    [
        (sheet(trajectory=("100",)), of_year("90"), Standing.ON_PLAN),
        (sheet(trajectory=("100",)), of_year("89.9"), Standing.BEHIND),
        (sheet(trajectory=("100",)), of_year("30"), Standing.BEHIND),
        (sheet(trajectory=("100",)), of_year("0.1"), Standing.BEHIND),
        (sheet(trajectory=("100",)), of_year("0"), Standing.NO_PROGRESS),
        (sheet(trajectory=("0",)), of_year("0"), Standing.ON_PLAN),
        (sheet(trajectory=("0",)), of_year("-1"), Standing.NOT_COMPUTABLE),
        (sheet(trajectory=("100",)), of_year(None), Standing.NOT_REPORTED),
        (sheet(trajectory=("100",)), of_year(None, due=0, ordinal=None), Standing.NOT_DUE),
        (sheet(trajectory=("100",)), of_year(None, lines=1), Standing.NOT_COMPUTABLE),
        (sheet(trajectory=()), of_year("50"), Standing.NOT_COMPUTABLE),
        (sheet(measure(direction=DOWN), trajectory=("50",)), of_year("0"), Standing.ON_PLAN),
        (sheet(measure(direction=DOWN), trajectory=("50",)), of_year("100"), Standing.BEHIND),
        (
            sheet(measure(STOCK, Aggregation.LAST, since=BASELINE), trajectory=("100",)),
            of_year("101"),
            Standing.ON_PLAN,
        ),
        (
            sheet(measure(STOCK, Aggregation.LAST, since=BASELINE), trajectory=("100",)),
            of_year("99"),
            Standing.NOT_COMPUTABLE,
        ),
        (sheet(measure(STOCK, Aggregation.LAST, direction=HOLD), trajectory=("50",)), of_year("50"), Standing.ON_PLAN),
    ],
)
def test_standing(target, year_to_date, expected):
    assert standing(target, year_to_date, on_plan_from=D(90)) == expected


@pytest.mark.parametrize(("due", "reported", "expected"), [(0, 0, False), (2, 1, False), (2, 2, True)])
def test_target_is_covered_when_every_due_period_is_reported(due, reported, expected):
    assert YearToDate(due=due, reported_lines=reported).is_covered is expected


# --- over the targets ---------------------------------------------------------------------------


def test_conversion_within_a_dimension():
    assert converted(D(2500), KILOGRAM, TONNE) == D("2.5")
    assert converted(D("2.5"), TONNE, KILOGRAM) == D(2500)
    assert converted(D(3), PERSON, PERSON) == D(3)


def test_conversion_is_exact_for_the_longest_amounts():
    billion = unit("billion_rial", "money_irr", "1000000000")
    rial = unit("rial", "money_irr")
    assert converted(D("12345678901.2345"), billion, rial) == D("12345678901234500000.0000")


@pytest.mark.parametrize(
    ("source", "into"), [(TONNE, HECTARE), (PERSON, PLANT), (RANK, RANK), (PERCENT, PERCENT), (TONNE, PERCENT)]
)
def test_amounts_that_do_not_add_are_refused(source, into):
    with pytest.raises(NotAdditive):
        converted(D(1), source, into)


def test_refusal_names_both_units():
    with override("en"), pytest.raises(NotAdditive, match=r"“tonne” and “hectare” do not add up"):
        converted(D(1), TONNE, HECTARE)


def test_sum_is_rounded_once_and_not_part_by_part():
    assert sum_in(TONNE, [(KILOGRAM, D("0.04"))] * 5) == D("0.0002")


def test_sum_in_a_unit_passes_over_what_is_missing():
    assert sum_in(TONNE, [(TONNE, D(1)), (KILOGRAM, D(500)), (HECTARE, None)]) == D("1.5")
    assert sum_in(TONNE, [(TONNE, None)]) is None
    assert sum_in(TONNE, []) is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], NOTHING),
        ([(measure(), Amount(D(1))), (measure(), Amount(D(2)))], Amount(D(3))),
        ([(measure(), Amount(D(1))), (measure(), NOTHING)], Amount(D(1))),
        ([(measure(), NOTHING)], NOTHING),
        ([(measure(), Amount(D(1))), (measure(of=KILOGRAM), Amount(D(500)))], Amount(D("1.5"))),
        (
            [
                (measure(aggregation=Aggregation.MAX), Amount(D(4))),
                (measure(aggregation=Aggregation.MAX), Amount(D(7))),
            ],
            Amount(D(7)),
        ),
        (
            [
                (measure(STOCK, Aggregation.RATIO, of=PERCENT), Amount(D(50), D(1), D(2))),
                (measure(STOCK, Aggregation.RATIO, of=PERCENT), Amount(D(1), D(1), D(100))),
                (measure(STOCK, Aggregation.RATIO, of=PERCENT), NOTHING),
            ],
            Amount(D("1.9608"), D(2), D(102)),
        ),
    ],
)
def test_sum_over_targets(rows, expected):
    assert over_targets(rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [(measure(aggregation=Aggregation.NONE), Amount(D(1)))],
        [(measure(), Amount(D(1))), (measure(of=HECTARE), Amount(D(1)))],
        [(measure(aggregation=Aggregation.RATIO), Amount(D(1))), (measure(), Amount(D(1)))],
        [
            (measure(aggregation=Aggregation.RATIO), Amount(D(1), D(1), D(1))),
            (measure(aggregation=Aggregation.RATIO, indicator="other"), Amount(D(1), D(1), D(1))),
        ],
        [(measure(STOCK, Aggregation.RATIO, of=PERCENT), Amount(D(50)))],
        [(measure(STOCK, Aggregation.LAST, of=PERCENT), Amount(D(50)))],
        [(measure(aggregation=Aggregation.MAX), Amount(D(1))), (measure(), Amount(D(1)))],
        [
            (measure(aggregation=Aggregation.MAX), Amount(D(1))),
            (measure(aggregation=Aggregation.MAX, indicator="other"), Amount(D(1))),
        ],
    ],
)
def test_sum_over_targets_that_is_none_is_refused(rows):
    with pytest.raises(NotAdditive):
        over_targets(rows)


@pytest.mark.parametrize(
    ("rows", "cap", "expected"),
    [
        ([("1", "50"), ("1", "100")], None, Average(D(75), 2, 2)),
        ([("3", "50"), ("1", "100")], None, Average(D("62.5"), 2, 2)),
        ([("1", "50"), ("1", "180")], "100", Average(D(75), 2, 2)),
        ([("1", "50"), ("1", "-400")], "100", Average(D(25), 2, 2)),
        ([("1", "50"), ("9", None)], "100", Average(D(50), 1, 2)),
        ([("1", None)], "100", Average(None, 0, 1)),
        ([], "100", Average(None, 0, 0)),
        ([("0", "50")], None, Average(None, 0, 1)),
        ([("0.3333", "100"), ("0.3333", "0"), ("0.3333", "0")], None, Average(D("33.3333"), 3, 3)),
    ],
)
def test_weighted_average(rows, cap, expected):
    given = [(D(weight), percent and D(percent)) for weight, percent in rows]
    assert weighted_average(given, cap=cap and D(cap)) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Coverage(0, 0, None)),
        ([(True, "30"), (False, "10")], Coverage(1, 2, D(75))),
        ([(True, "-30"), (False, "-10")], Coverage(1, 2, D(75))),
        ([(False, "30")], Coverage(0, 1, D(0))),
        ([(True, "30"), (True, None)], Coverage(2, 2, None)),
        ([(True, "0")], Coverage(1, 1, None)),
    ],
)
def test_coverage(rows, expected):
    assert coverage((covered, amount and D(amount)) for covered, amount in rows) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [("1", "4", "25"), ("-1", "-4", "25"), ("1", "-4", "-25"), ("1", "0", None), (None, "4", None), ("1", None, None)],
)
def test_portion(part, whole, expected):
    assert portion(part and D(part), whole and D(whole)) == (expected and D(expected))


def test_weights_are_renormalised_among_siblings():
    assert shares([("a", D(1)), ("a", D(3)), ("b", D(7))]) == [D("0.25"), D("0.75"), D(1)]


# --- macro targets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("baseline", "value", "agreed", "missing"),
    [
        ("950", "1150", "150", "50"),
        ("950", "1150", "250", "-50"),
        ("9.0", "8.2", "-0.5", "0.3"),
        ("9.0", "8.2", "-0.9", "-0.1"),
        ("950", "1150", None, None),
    ],
)
def test_gap_is_what_is_not_promised_yet(baseline, value, agreed, missing):
    need = needed(D(baseline), D(value))
    assert need == D(value) - D(baseline)
    assert gap(need, agreed and D(agreed)) == (missing and D(missing))


@pytest.mark.parametrize(
    ("target", "feeds", "value", "complete", "expected"),
    [
        (sheet(), Feeds.INCREMENT, "30", False, "30"),
        (sheet(), Feeds.LEVEL, "130", True, "30"),
        (sheet(), Feeds.LEVEL, "130", False, None),
        (sheet(measure(STOCK, Aggregation.LAST)), Feeds.LEVEL, "130", False, "30"),
        (sheet(baseline=None), Feeds.LEVEL, "130", True, None),
        (sheet(baseline=None), Feeds.INCREMENT, "130", True, "130"),
        (sheet(), Feeds.INCREMENT, None, True, None),
    ],
)
def test_contribution_to_a_macro_target(target, feeds, value, complete, expected):
    result = contribution(target, feeds, value and D(value), year_complete=complete)
    assert result == (expected and D(expected))
