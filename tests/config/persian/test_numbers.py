from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from config.persian.digits import ARABIC_INDIC, LATIN, PERSIAN
from config.persian.errors import Unreadable
from config.persian.numbers import format_number, format_percent, read_decimal

amounts = st.decimals(
    min_value=Decimal("-99999999999999999999.9999"), max_value=Decimal("99999999999999999999.9999"), places=4
)
SCRIPTS = [LATIN, PERSIAN, ARABIC_INDIC]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("۱۲", "12"),
        ("١٢", "12"),
        ("۱۲٫۵", "12.5"),
        ("۱۲.۵", "12.5"),
        ("12٫5", "12.5"),
        ("٫۵", "0.5"),
        (".5", "0.5"),
        ("007", "7"),
        ("0" * 25 + "7", "7"),
        ("۱۲٬۳۴۵٬۶۷۸٫۹", "12345678.9"),
        ("12,345,678.9", "12345678.9"),
        ("12 345 678.9", "12345678.9"),
        ("12\u00a0345\u00a0678", "12345678"),
        ("12\u202f345\u202f678", "12345678"),
        ("  42\n", "42"),
        ("-5", "-5"),
        ("+5", "5"),
        ("\u22125", "-5"),
        ("- 5", "-5"),
        ("\u200e\u2212۵٫۲", "-5.2"),
        ("\u2066-5\u2069", "-5"),
        ("(1,234.5)", "-1234.5"),
        ("-0.00", "0"),
        ("(0)", "0"),
        ("12.50000", "12.5"),
        ("99999999999999999999.9999", "99999999999999999999.9999"),
        ("-99999999999999999999.9999", "-99999999999999999999.9999"),
    ],
)
def test_read_decimal(text, value):
    assert str(read_decimal(text)) == value


GENERAL = "“%s” is not a number. Write it like 1,250.5."
GROUPS = "“%s”: thousands stand in groups of three, like 1,250.5."
OTHER_DIGITS = "“%s”: write the number in Persian or Latin digits, like 1,250.5."
EXPONENT = "“%s”: write the number out in full, without an exponent."
PERCENT = "“%s”: write the number without a percent sign."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("12/5", "“%s”: a slash is not a decimal mark. Did you mean 12.5?"),
        ("۱۲/۰۵", "“%s”: a slash is not a decimal mark. Did you mean 12.05?"),
        ("-12/5", "“%s”: a slash is not a decimal mark. Did you mean -12.5?"),
        ("1399/06/31", GENERAL),
        ("NaN", GENERAL),
        ("inf", GENERAL),
        ("-Infinity", GENERAL),
        ("1e5", EXPONENT),
        ("1.5E+400", EXPONENT),
        ("۱e-۵", EXPONENT),
        ("1_000", GENERAL),
        ("0x1F", GENERAL),
        ("1,5", GROUPS),
        ("۱۲٬۵", GROUPS),
        ("1,23,456", GROUPS),
        ("1234,567", GROUPS),
        ("0,123", GROUPS),
        ("1,234 567", GROUPS),
        ("1,234,56.7", GROUPS),
        ("1.234.567", GENERAL),
        ("1،234", GENERAL),
        ("5-", GENERAL),
        ("--5", GENERAL),
        ("+-5", GENERAL),
        ("(-5)", GENERAL),
        ("(5", GENERAL),
        ("5)", GENERAL),
        ("5.", GENERAL),
        (".", GENERAL),
        ("-", GENERAL),
        ("", GENERAL),
        ("1\n234", GENERAL),
        ("1\u06402", GENERAL),
        ("five", GENERAL),
        ("१२", OTHER_DIGITS),
        ("１２", OTHER_DIGITS),
        ("1２", OTHER_DIGITS),
        ("12%", PERCENT),
        ("۱۲٪", PERCENT),
        ("1.23456", "“%s” has too many decimals: at most 4 are taken here, and nothing is rounded."),
        ("100000000000000000000", "“%s” is too large: at most 20 digits before the decimal mark."),
    ],
)
def test_read_decimal_refuses(english, text, message):
    with pytest.raises(Unreadable) as refused:
        read_decimal(text)
    assert str(refused.value) == message % text


def test_read_decimal_asks_the_guess_in_persian_digits(persian):
    with pytest.raises(Unreadable) as refused:
        read_decimal("12/5")
    assert "۱۲٫۵" in str(refused.value)


def test_read_decimal_names_only_the_beginning_of_a_long_text(english):
    with pytest.raises(Unreadable) as refused:
        read_decimal("9" * 100_000)
    assert str(refused.value) == GENERAL % ("9" * 39 + "…")


@pytest.mark.parametrize("text", ["12%", "۱۲٪", "12 %", "12"])
def test_read_decimal_of_a_percentage_counts_per_hundred(text):
    assert read_decimal(text, percent=True) == 12


@pytest.mark.parametrize("text", ["%12", "12%%", "%"])
def test_read_decimal_of_a_percentage_refuses(text):
    with pytest.raises(Unreadable):
        read_decimal(text, percent=True)


def test_read_decimal_of_a_negative_percentage():
    assert [read_decimal(text, percent=True) for text in ("-5.2%", "(5.2%)")] == [Decimal("-5.2")] * 2


def test_read_decimal_takes_as_many_places_as_the_unit_has():
    assert read_decimal("12.34", places=2) == Decimal("12.34")


def test_read_decimal_refuses_more_places_than_the_unit_has():
    with pytest.raises(Unreadable):
        read_decimal("12.345", places=2)


def test_read_decimal_refuses_a_fraction_where_whole_numbers_are_asked(english):
    with pytest.raises(Unreadable) as refused:
        read_decimal("12.5", places=0)
    assert str(refused.value) == "“12.5”: only whole numbers are taken here."


def test_read_decimal_refuses_more_digits_than_the_column_has():
    with pytest.raises(Unreadable):
        read_decimal("1000", integer_digits=3)


@settings(max_examples=1500, deadline=None)
@given(amounts, st.sampled_from(SCRIPTS), st.sampled_from(["", ",", "٬", " "]), st.sampled_from([".", "٫"]))
def test_read_decimal_reads_every_script_and_mark(value, script, group, mark):
    text = f"{value:,f}".translate(str.maketrans({",": group, ".": mark} | dict(zip(LATIN, script, strict=True))))
    assert read_decimal(text) == value


@settings(max_examples=1500, deadline=None)
@given(amounts, st.sampled_from(["fa", "en"]))
def test_read_decimal_reads_what_format_number_shows(value, language):
    with override(language):
        assert read_decimal(format_number(value)) == value


@settings(max_examples=1500, deadline=None)
@given(st.text("0123456789۰۵٥۹.,٫٬ -+−()%٪/e_\u200eN१", max_size=12))
def test_read_decimal_reads_or_refuses_and_never_rounds(text):
    try:
        value = read_decimal(text, percent=True)
    except Unreadable:
        return
    assert value.is_finite()
    assert value == round(value, 4)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        ("1234567.89", None, "۱٬۲۳۴٬۵۶۷٫۸۹"),
        ("1234567.8900", None, "۱٬۲۳۴٬۵۶۷٫۸۹"),
        ("1200.0000", None, "۱٬۲۰۰"),
        ("1E+3", None, "۱٬۰۰۰"),
        ("0.0000", None, "۰"),
        ("-0", None, "۰"),
        ("-5.2", None, "\u200e\u2212۵٫۲"),
        ("5", 2, "۵٫۰۰"),
        ("0.125", 2, "۰٫۱۳"),
        ("-0.125", 2, "\u200e\u2212۰٫۱۳"),
        ("-0.004", 2, "۰٫۰۰"),
        ("2.5", 0, "۳"),
        ("123456789012345678901234567890.5", None, "۱۲۳٬۴۵۶٬۷۸۹٬۰۱۲٬۳۴۵٬۶۷۸٬۹۰۱٬۲۳۴٬۵۶۷٬۸۹۰٫۵"),
        ("123456789012345678901234567890.5", 0, "۱۲۳٬۴۵۶٬۷۸۹٬۰۱۲٬۳۴۵٬۶۷۸٬۹۰۱٬۲۳۴٬۵۶۷٬۸۹۱"),
    ],
)
def test_format_number_in_persian(persian, value, places, shown):
    assert format_number(Decimal(value), places) == shown


def test_format_number_in_english(english):
    assert format_number(Decimal("-1234567.8900")) == "-1,234,567.89"


def test_format_number_of_a_large_integer(english):
    assert format_number(12345678901234567890123) == "12,345,678,901,234,567,890,123"


@pytest.mark.parametrize(("value", "shown"), [(3, "\u200e+۳"), (0, "۰"), (-3, "\u200e\u2212۳")])
def test_format_number_with_sign(persian, value, shown):
    assert format_number(value, sign=True) == shown


def test_format_percent_in_persian(persian):
    assert format_percent(Decimal("-5.20")) == "\u200e\u2212۵٫۲٪"


def test_format_percent_in_english(english):
    assert format_percent(Decimal("78.4"), 2, sign=True) == "+78.40%"
