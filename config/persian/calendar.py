"""The solar calendar at the edges: dates are stored as Gregorian `date`s and read and shown as solar ones.

The only module that knows persiantools. Its leap years agree with two other implementations for 1300-1500
(1399, 1403, 1408, 1412 … have 30 days in Esfand), so these years are the ones read.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from persiantools.jdatetime import MONTH_NAMES_EN, MONTH_NAMES_FA, JalaliDate

from config.persian.digits import in_persian, localise_digits, to_latin, to_persian
from config.persian.errors import Unreadable, quoted
from config.persian.letters import normalise, search_key

# No fixed offset: in the summer of 1399 it was +04:30, since 1402 it is +03:30 all year.
TEHRAN = ZoneInfo("Asia/Tehran")

FIRST_YEAR = 1300
LAST_YEAR = 1500

DateStyle = Literal["numeric", "long"]

_DAYS_KEPT = 2**15  # 90 years of formatted dates: a date in a cell is a look-up

_NUMERIC = re.compile(r"([0-9]{4}|[0-9]{2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,2})")
_WRITTEN = re.compile(r"([0-9]{1,2}) ([^\W\d]+) ([0-9]{4}|[0-9]{2})")
_MONTH_OF_NAME = {
    search_key(name): month for names in (MONTH_NAMES_FA, MONTH_NAMES_EN) for month, name in enumerate(names) if name
}


def to_solar(day: date) -> tuple[int, int, int]:
    """Year, month and day of the solar calendar; of a datetime, of its day in Tehran."""
    return _to_solar(tehran_date(day) if isinstance(day, datetime) else day)


@lru_cache(maxsize=_DAYS_KEPT)
def _to_solar(day: date) -> tuple[int, int, int]:
    solar = JalaliDate.to_jalali(day)
    return solar.year, solar.month, solar.day


def from_solar(year: int, month: int, day: int) -> date:
    """The Gregorian date of a solar one. Raises ValueError for a day that does not exist."""
    return JalaliDate(year, month, day).to_gregorian()


def is_leap(year: int) -> bool:
    """Whether Esfand of this solar year has 30 days."""
    return JalaliDate.is_leap(year)


def days_in_month(year: int, month: int) -> int:
    """31 for months 1-6, 30 for 7-11, 29 or 30 for Esfand."""
    return JalaliDate.days_in_month(month, year)


def year_bounds(year: int) -> tuple[date, date]:
    """First and last day of a solar year, both within it."""
    return from_solar(year, 1, 1), from_solar(year, 12, days_in_month(year, 12))


def month_bounds(year: int, month: int) -> tuple[date, date]:
    """First and last day of a solar month, both within it."""
    return from_solar(year, month, 1), from_solar(year, month, days_in_month(year, month))


def shift_years(day: date, years: int) -> date:
    """The same day of the solar calendar so many years later; 30 Esfand becomes the last day of a year without it."""
    year, month, number = to_solar(day)
    return from_solar(year + years, month, min(number, days_in_month(year + years, month)))


def month_name(month: int) -> str:
    """The name of a solar month (1-12) in the active language: «فروردین» or "Farvardin"."""
    if not 1 <= month <= 12:
        raise ValueError(f"no solar month {month}")
    names = MONTH_NAMES_FA if in_persian() else MONTH_NAMES_EN
    return str(names[month])


def month_names(month: int) -> tuple[str, str]:
    """The names of a solar month in Persian and in English, whatever the active language."""
    return str(MONTH_NAMES_FA[month]), str(MONTH_NAMES_EN[month])


def tehran_date(moment: datetime) -> date:
    """The day it is in Tehran at an aware moment. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return moment.astimezone(TEHRAN).date()


def tehran_day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day in Tehran, and the first moment after it."""
    return _first_moment(day), _first_moment(day + timedelta(days=1))


def _first_moment(day: date) -> datetime:
    # Where summer time began at midnight the day starts at 01:00; the way through UTC names a time that exists.
    return datetime.combine(day, time.min, TEHRAN).astimezone(UTC).astimezone(TEHRAN)


def format_date(day: date, style: DateStyle = "numeric") -> str:
    """The date in the active language; of a datetime, its day in Tehran.

    Persian: ۱۳۹۹/۰۶/۳۱, long ۳۱ شهریور ۱۳۹۹. English: 2020-09-21, long "21 September 2020 (31 Shahrivar 1399)".
    """
    return _formatted(tehran_date(day) if isinstance(day, datetime) else day, style, in_persian())


@lru_cache(maxsize=_DAYS_KEPT)
def _formatted(day: date, style: DateStyle, persian: bool) -> str:
    if style == "numeric" and not persian:
        return day.isoformat()
    year, month, number = _to_solar(day)
    if style == "numeric":
        return to_persian(f"{year}/{month:02}/{number:02}")
    if persian:
        return to_persian(f"{number} {MONTH_NAMES_FA[month]} {year}")
    return f"{day.day} {day:%B} {day.year} ({number} {MONTH_NAMES_EN[month]} {year})"


def read_date(text: str) -> date:
    """The date that stands in `text`, in Persian, Arabic-Indic or Latin digits.

    Solar: 1399/06/31, 99/6/31, ۱۳۹۹.۶.۳۱, 1399-6-31, 31 شهریور 1399; of years in two digits, those up to 50 are
    14xx and those from 60 are 13xx. A year above 1900 is Gregorian: 2020-09-21.

    Raises Unreadable for everything else, a day that does not exist included.
    """
    plain = normalise(to_latin(text))
    if match := _NUMERIC.fullmatch(plain):
        year, month, day = match[1], int(match[3]), int(match[4])
    elif (match := _WRITTEN.fullmatch(plain)) and (named := _MONTH_OF_NAME.get(search_key(match[2]))):
        year, month, day = match[3], named, int(match[1])
    else:
        raise Unreadable(
            _("“%(text)s” is not a date. Write year, month and day, like %(example)s.")
            % {"text": quoted(text), "example": _example()}
        )
    if not 1 <= month <= 12:
        raise Unreadable(
            _("“%(text)s” does not exist: months go from %(first)s to %(last)s.")
            % {"text": quoted(text), "first": localise_digits("1"), "last": localise_digits("12")}
        )
    full_year = _century(int(year)) if len(year) == 2 else int(year)
    if full_year is not None and FIRST_YEAR <= full_year <= LAST_YEAR:
        _check_day(text, day, days_in_month(full_year, month), month_name(month), full_year)
        return from_solar(full_year, month, day)
    if full_year is not None and 1900 < full_year <= year_bounds(LAST_YEAR)[1].year:
        _check_day(text, day, monthrange(full_year, month)[1], str(MONTHS[month]), full_year)
        return date(full_year, month, day)
    raise Unreadable(
        _("“%(text)s”: the year is not understood. Write it with four digits, like %(example)s.")
        % {"text": quoted(text), "example": _example()}
    )


def _century(year: int) -> int | None:
    if year <= 50:
        return 1400 + year
    return 1300 + year if year >= 60 else None


def _example() -> str:
    return format_date(date(2020, 9, 21))


def _check_day(text: str, day: int, days: int, month: str, year: int) -> None:
    if not 1 <= day <= days:
        raise Unreadable(
            _("“%(text)s” does not exist: %(month)s %(year)s has %(days)s days.")
            % {
                "text": quoted(text),
                "month": month,
                "year": localise_digits(str(year)),
                "days": localise_digits(str(days)),
            }
        )
