from datetime import UTC, date, datetime, timedelta
from functools import cache

import convertdate.persian
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from config.persian.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    days_in_month,
    format_date,
    from_solar,
    is_leap,
    month_bounds,
    month_name,
    read_date,
    tehran_date,
    tehran_day_bounds,
    to_solar,
    year_bounds,
)
from config.persian.digits import ARABIC_INDIC, LATIN, PERSIAN
from config.persian.errors import Unreadable

END_OF_SUMMER = date(2020, 9, 21)
SECOND = timedelta(seconds=1)

solar_days = st.dates(year_bounds(FIRST_YEAR)[0], year_bounds(LAST_YEAR)[1])


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def test_every_day_of_fifty_years_against_convertdate(monkeypatch):
    # The oracle computes equinoxes; remembering them makes it quick and leaves it as independent.
    monkeypatch.setattr(convertdate.persian, "equinox_jd", cache(convertdate.persian.equinox_jd))
    wrong = [
        day
        for day in days(date(2001, 3, 21), date(2051, 3, 20))
        if to_solar(day) != convertdate.persian.from_gregorian(day.year, day.month, day.day)
    ]
    assert (wrong, to_solar(date(2001, 3, 21)), to_solar(date(2051, 3, 20))) == ([], (1380, 1, 1), (1429, 12, 29))


def test_from_solar_undoes_to_solar_for_two_hundred_years():
    assert [
        day for day in days(year_bounds(FIRST_YEAR)[0], year_bounds(LAST_YEAR)[1]) if from_solar(*to_solar(day)) != day
    ] == []


def test_leap_years_of_fifty_years():
    assert [year for year in range(1380, 1430) if is_leap(year)] == [
        1383,
        1387,
        1391,
        1395,
        1399,
        1403,
        1408,
        1412,
        1416,
        1420,
        1424,
        1428,
    ]


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (1399, date(2020, 3, 20), date(2021, 3, 20)),
        (1400, date(2021, 3, 21), date(2022, 3, 20)),
        (1403, date(2024, 3, 20), date(2025, 3, 20)),
        (1404, date(2025, 3, 21), date(2026, 3, 20)),
    ],
)
def test_year_bounds(year, first, last):
    assert year_bounds(year) == (first, last)


def test_months_of_a_year_follow_one_another():
    bounds = [month_bounds(1399, month) for month in range(1, 13)]
    assert (bounds[0][0], bounds[11][1]) == year_bounds(1399)
    assert [first for first, _last in bounds[1:]] == [last + timedelta(days=1) for _first, last in bounds[:-1]]


@pytest.mark.parametrize(("year", "esfand"), [(1399, 30), (1400, 29), (1403, 30), (1404, 29), (1407, 29), (1408, 30)])
def test_days_in_month(year, esfand):
    assert [days_in_month(year, month) for month in range(1, 13)] == [31] * 6 + [30] * 5 + [esfand]


@pytest.mark.parametrize("month", [0, 13])
def test_month_that_does_not_exist(month):
    with pytest.raises(ValueError, match="month"):
        days_in_month(1399, month)
    with pytest.raises(ValueError, match="month"):
        month_name(month)


def test_from_solar_of_a_day_that_does_not_exist():
    with pytest.raises(ValueError, match="day"):
        from_solar(1400, 12, 30)


def test_month_name_in_persian(persian):
    assert [month_name(month) for month in (1, 6, 12)] == ["فروردین", "شهریور", "اسفند"]


def test_month_name_in_english(english):
    assert [month_name(month) for month in (1, 6, 12)] == ["Farvardin", "Shahrivar", "Esfand"]


@pytest.mark.parametrize("year", range(1390, 1410))
def test_nowruz_begins_at_midnight_in_tehran(year):
    first = year_bounds(year)[0]
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=3, minutes=30)
    assert tehran_day_bounds(first)[0] == midnight
    assert [to_solar(moment)[0] for moment in (midnight - SECOND, midnight)] == [year - 1, year]


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        pytest.param(
            date(2020, 8, 1),
            datetime(2020, 7, 31, 19, 30, tzinfo=UTC),
            datetime(2020, 8, 1, 19, 30, tzinfo=UTC),
            id="1399",
        ),
        pytest.param(
            date(2024, 8, 1),
            datetime(2024, 7, 31, 20, 30, tzinfo=UTC),
            datetime(2024, 8, 1, 20, 30, tzinfo=UTC),
            id="1403",
        ),
        pytest.param(
            date(2020, 3, 21),
            datetime(2020, 3, 20, 20, 30, tzinfo=UTC),
            datetime(2020, 3, 21, 19, 30, tzinfo=UTC),
            id="23h",
        ),
        pytest.param(
            date(2020, 9, 20),
            datetime(2020, 9, 19, 19, 30, tzinfo=UTC),
            datetime(2020, 9, 20, 20, 30, tzinfo=UTC),
            id="25h",
        ),
    ],
)
def test_tehran_day_bounds_with_and_without_summer_time(day, start, end):
    assert tehran_day_bounds(day) == (start, end)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_tehran_day_bounds_enclose_the_day(day):
    start, end = (moment.astimezone(UTC) for moment in tehran_day_bounds(day))
    assert [tehran_date(moment) for moment in (start - SECOND, start, end - SECOND, end)] == [
        day - timedelta(days=1),
        day,
        day,
        day + timedelta(days=1),
    ]


def test_tehran_date_of_a_naive_moment():
    with pytest.raises(ValueError, match="time zone"):
        tehran_date(datetime(2020, 9, 21))


@pytest.mark.parametrize(
    ("language", "style", "shown"),
    [
        ("fa", "numeric", "۱۳۹۹/۰۶/۳۱"),
        ("fa", "long", "۳۱ شهریور ۱۳۹۹"),
        ("en", "numeric", "2020-09-21"),
        ("en", "long", "21 September 2020 (31 Shahrivar 1399)"),
    ],
)
def test_format_date(language, style, shown):
    with override(language):
        assert format_date(END_OF_SUMMER, style) == shown


def test_format_date_of_a_moment_is_its_day_in_tehran(persian):
    last_second_of_1399 = datetime(2021, 3, 20, 20, 29, 59, tzinfo=UTC)
    assert [format_date(moment) for moment in (last_second_of_1399, last_second_of_1399 + SECOND)] == [
        "۱۳۹۹/۱۲/۳۰",
        "۱۴۰۰/۰۱/۰۱",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1399/06/31",
        "1399/6/31",
        "99/6/31",
        "۹۹/۶/۳۱",
        "۱۳۹۹/۰۶/۳۱",
        "١٣٩٩/٠٦/٣١",
        "۱۳۹۹.۶.۳۱",
        "1399-6-31",
        " 1399 / 06 / 31 ",
        "\u200e1399/06/31\u200f",
        "31 شهریور 1399",
        "۳۱ شهريور ۱۳۹۹",
        "31  شهریور\u00a099",
        "31 Shahrivar 1399",
        "2020-09-21",
        "2020/9/21",
        "۲۰۲۰.۰۹.۲۱",
    ],
)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_read_date(language, text):
    with override(language):
        assert read_date(text) == END_OF_SUMMER


@pytest.mark.parametrize(
    ("text", "year"), [("00/1/1", 1400), ("50/1/1", 1450), ("60/1/1", 1360), ("99/1/1", 1399), ("1 دی 05", 1405)]
)
def test_read_date_with_a_year_of_two_digits(text, year):
    assert to_solar(read_date(text))[0] == year


@pytest.mark.parametrize(
    "text", ["1300/01/01", "1500/12/29", "1901-01-01", "30 اسفند 1399", "30 اسفند 1403", "1408/12/30", "2020-02-29"]
)
def test_read_date_at_the_edges(text):
    assert isinstance(read_date(text), date)


NOT_A_DATE = "“%s” is not a date. Write year, month and day, like 2020-09-21."
NO_YEAR = "“%s”: the year is not understood. Write it with four digits, like 2020-09-21."
NO_MONTH = "“%s” does not exist: months go from 1 to 12."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1400/12/30", "“%s” does not exist: Esfand 1400 has 29 days."),
        ("1404/12/30", "“%s” does not exist: Esfand 1404 has 29 days."),
        ("1407/12/30", "“%s” does not exist: Esfand 1407 has 29 days."),
        ("30 اسفند 1400", "“%s” does not exist: Esfand 1400 has 29 days."),
        ("1399/07/31", "“%s” does not exist: Mehr 1399 has 30 days."),
        ("1399/06/32", "“%s” does not exist: Shahrivar 1399 has 31 days."),
        ("1399/06/0", "“%s” does not exist: Shahrivar 1399 has 31 days."),
        ("2021-02-29", "“%s” does not exist: February 2021 has 28 days."),
        ("1399/13/01", NO_MONTH),
        ("1399/0/01", NO_MONTH),
        ("51/01/01", NO_YEAR),
        ("59/01/01", NO_YEAR),
        ("1299/01/01", NO_YEAR),
        ("1501/01/01", NO_YEAR),
        ("1900-01-01", NO_YEAR),
        ("2123-01-01", NO_YEAR),
        ("9999-12-31", NO_YEAR),
        ("31/06/1399", NOT_A_DATE),
        ("13990631", NOT_A_DATE),
        ("1399/06-31", NOT_A_DATE),
        ("1399/06", NOT_A_DATE),
        ("399/06/31", NOT_A_DATE),
        ("31 شهرور 1399", NOT_A_DATE),
        ("९९/06/31", NOT_A_DATE),
        ("１３９９/06/31", NOT_A_DATE),
        ("1399/06/31 12:00", NOT_A_DATE),
        ("", NOT_A_DATE),
    ],
)
def test_read_date_refuses(english, text, message):
    with pytest.raises(Unreadable) as refused:
        read_date(text)
    assert str(refused.value) == message % text


def test_read_date_names_the_day_that_does_not_exist_in_persian(persian):
    with pytest.raises(Unreadable) as refused:
        read_date("1400/12/30")
    assert "اسفند ۱۴۰۰" in str(refused.value)


@given(solar_days, st.sampled_from([LATIN, PERSIAN, ARABIC_INDIC]), st.sampled_from("/.-"))
def test_read_date_reads_every_script_and_mark(day, script, mark):
    text = mark.join(map(str, to_solar(day))).translate(str.maketrans(LATIN, script))
    assert read_date(text) == day


@given(solar_days, st.sampled_from(["fa", "en"]))
def test_read_date_reads_what_format_date_shows(day, language):
    with override(language):
        assert read_date(format_date(day)) == day


@given(solar_days)
def test_read_date_reads_a_long_date(day):
    with override("fa"):
        assert read_date(format_date(day, "long")) == day
