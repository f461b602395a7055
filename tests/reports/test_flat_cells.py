"""What stands in the cells of a flat table: figures, money, days, lists, actions, names."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from config.persian.errors import Unreadable
from projects.enums import FundingSource, ObstacleLevel, ScopeLevel, Tier
from reports.workbooks.flat import cells
from reports.workbooks.flat.cells import Answers, Asked, MoneyUnit, Open, Slash
from reports.workbooks.flat.names import funding_source, level_and_tier, obstacle_level
from reports.workbooks.flat.splitting import split_actions
from tests.reports.flat_tables import lists_of_files


@pytest.fixture(scope="module")
def lists():
    return lists_of_files()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("۱- تهیه طرح ۲- اخذ مجوز ۳- اجرا", ["تهیه طرح", "اخذ مجوز", "اجرا"]),
        ("۱-تهیه طرح، ۲-اخذ مجوز", ["تهیه طرح", "اخذ مجوز"]),
        ("1) تهیه طرح\n2) اجرا", ["تهیه طرح", "اجرا"]),
        ("١. تهیه طرح ٢. اجرا", ["تهیه طرح", "اجرا"]),
        ("(۱) خرید (۲) نصب", ["خرید", "نصب"]),
        ("۱ـ خرید ۲ـ نصب", ["خرید", "نصب"]),
        ("۱– خرید ۲— نصب", ["خرید", "نصب"]),
        ("اقدامات: ۱- خرید ۲- نصب", ["خرید", "نصب"]),
        ("- خرید\n- نصب", ["خرید", "نصب"]),
        ("• خرید\n  و حمل\n• نصب", ["خرید و حمل", "نصب"]),
        ("خرید\nنصب", ["خرید", "نصب"]),
        ("خرید؛ نصب", ["خرید", "نصب"]),
        ("خرید و نصب", ["خرید و نصب"]),
        ("۱- خرید", ["خرید"]),
        ("احداث ۲۰- هکتار گلخانه", ["احداث ۲۰- هکتار گلخانه"]),
        ("۱. خرید ۲.۵ تن بذر ۲. کاشت", ["خرید ۲.۵ تن بذر", "کاشت"]),
        ("۱- خرید ۲- خرید ۳- نصب", ["خرید", "نصب"]),
        ("۱- خرید ۳- نصب", ["خرید ۳- نصب"]),
        ("-", []),
        ("", []),
    ],
)
def test_actions_of_a_cell(text, titles):
    assert [action.title for action in split_actions(text)] == titles


def test_eleven_actions():
    text = " ".join(f"{number}- اقدام {letter}" for number, letter in enumerate("ابپتثجچحخدذ", 1))
    assert [action.title[-1] for action in split_actions(text)] == list("ابپتثجچحخدذ")


def test_a_weight_in_brackets_is_the_actions_weight():
    found = split_actions("۱- خرید (۳۰٪) ۲- نصب [وزن: 70 درصد] ۳- افزایش تولید تا ۵۰ درصد")
    assert [(action.title, action.weight) for action in found] == [
        ("خرید", Decimal(30)),
        ("نصب", Decimal(70)),
        ("افزایش تولید تا ۵۰ درصد", None),
    ]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("اعتبار (میلیون ریال)", MoneyUnit.MILLION_RIAL),
        ("ميليارد ريال", MoneyUnit.BILLION_RIAL),
        ("میلیارد تومان", MoneyUnit.BILLION_TOMAN),
        ("تومان", MoneyUnit.TOMAN),
        ("Budget (million rials)", MoneyUnit.MILLION_RIAL),
        ("اعتبار", None),
    ],
)
def test_unit_of_money_in_a_heading(text, unit):
    assert cells.money_unit_of(text) == unit


@pytest.mark.parametrize(
    ("text", "heading", "answer", "rials"),
    [
        ("۲۵٬۰۰۰", None, MoneyUnit.MILLION_RIAL, 25_000_000_000),
        ("1.5", None, MoneyUnit.BILLION_TOMAN, 15_000_000_000),
        ("12", MoneyUnit.BILLION_RIAL, None, 12_000_000_000),
        # What somebody has said counts before what the heading says.
        ("12", MoneyUnit.BILLION_RIAL, MoneyUnit.RIAL, 12),
        # What the cell itself says counts before both.
        ("۳ میلیارد تومان", MoneyUnit.RIAL, MoneyUnit.RIAL, 30_000_000_000),
    ],
)
def test_money_is_rials_inside(text, heading, answer, rials):
    assert cells.read_money(text, heading, Answers(money=answer), Asked()) == rials


def test_money_without_a_unit_is_asked_for_once():
    asked = Asked()
    for text in ("۱۰۰", "۲۰۰"):
        with pytest.raises(Open):
            cells.read_money(text, None, Answers(), asked)
    assert asked.money == ["۱۰۰", "۲۰۰"]


@pytest.mark.parametrize("text", ["-5", "(12)", "NaN", "1e9", "12 000 00"])
def test_no_amount_of_money(text):
    with pytest.raises(Unreadable):
        cells.read_money(text, MoneyUnit.RIAL, Answers(), Asked())


def test_a_slash_is_asked_about_and_read_as_answered():
    asked = Asked()
    with pytest.raises(Open):
        cells.read_number("۱۲/۵", Answers(), asked)
    assert asked.slash == ["۱۲/۵"]
    assert cells.read_number("۱۲/۵", Answers(slash=Slash.DECIMAL), asked) == Decimal("12.5")
    with pytest.raises(Unreadable):
        cells.read_number("۱۲/۵", Answers(slash=Slash.NONE), asked)


def test_days():
    assert cells.read_day("۹۹/۶/۳۱") == datetime.date(2020, 9, 21)
    assert cells.read_span("از ۹۹/۱/۱ تا ۹۹/۶/۳۱") == ("۹۹/۱/۱", "۹۹/۶/۳۱")
    assert cells.read_span("1399/01/01 - 1399/12/30") == ("1399/01/01", "1399/12/30")
    with pytest.raises(Unreadable):
        cells.read_span("سال ۹۹")


@pytest.mark.parametrize("text", ["", " ", "-", "ـ", "—", "ندارد", "N/A", "\u200f-\u200f"])
def test_signs_for_nothing(text):
    assert cells.is_nothing(text)


def test_several_names_in_a_cell():
    assert cells.listed("تبریز، مراغه و مرند", with_and=True) == ["تبریز", "مراغه", "مرند"]
    assert cells.listed("تبریز/مراغه - بناب\nاهر") == ["تبریز", "مراغه", "بناب", "اهر"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("سازمان جهاد کشاورزی", "JAHAD"),
        ("جهاد كشاورزي", "JAHAD"),
        ("سازمان جهادکشاورزی استان آذربایجان شرقی", "JAHAD"),
        ("JAHAD", "JAHAD"),
        ("صنعت معدن و تجارت", "SAMT"),
        ("سازمان صنعت، معدن و تجارت استان", "SAMT"),
        ("اداره کل دامپزشکي", "VET"),
        ("دامپزشكی استان", "VET"),
        ("شهرک های صنعتی", "ISIPO"),
        ("امور اقتصادی و دارایی", "ECOFIN"),
    ],
)
def test_agencies_by_their_names(lists, text, code):
    assert lists.agencies.find(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("سطح زير كشت گلخانه", "greenhouse_area"),
        ("سطح زیرکشت گلخانه", "greenhouse_area"),
        ("سطح زیر کشت گلخانهٔ", "greenhouse_area"),
        ("سطح زیر کشت گلخانهه", "greenhouse_area"),
        ("جواز تاسیس صادره", "establishment_permits"),
        ("اشتغال ایجادی", "jobs_created"),
        ("honey output", "honey_output"),
    ],
)
def test_indicators_by_their_names(lists, text, code):
    assert lists.indicators.find(text).code == code


@pytest.mark.parametrize(("text", "words"), [("تولید عسلل طبیعی", "تولید عسل"), ("چیز دیگر", "")])
def test_what_is_not_on_the_list_is_not_guessed(lists, text, words):
    with pytest.raises(Unreadable) as refusal:
        lists.indicators.find(text)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("هکتار", "hectare"),
        ("تن", "tonne"),
        ("هزارتن", "kilo_tonne"),
        ("متر مربع", "sqm"),
        ("رأس", "head"),
        ("راس", "head"),
    ],
)
def test_units_by_their_names(lists, text, code):
    assert lists.units.find(text).code == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("استانی", (ScopeLevel.PROVINCIAL, None)),
        ("ملی - اولویت الف", (ScopeLevel.NATIONAL, Tier.A)),
        ("شهرستانی / B", (ScopeLevel.COUNTY, Tier.B)),
        ("دستگاهی، سوم", (ScopeLevel.AGENCY, Tier.C)),
        ("اولویت ۲", (None, Tier.B)),
        ("نامشخص", (None, None)),
    ],
)
def test_level_and_tier(text, found):
    assert level_and_tier(text) == found


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("تملک دارایی‌های سرمایه‌ای", FundingSource.CAPITAL),
        ("تسهیلات بانکی تبصره ۱۸", FundingSource.BANK_LOAN),
        ("آورده متقاضی", FundingSource.PRIVATE),
        ("منابع داخلی", FundingSource.INTERNAL),
        ("جاري", FundingSource.CURRENT),
        ("صندوق توسعه ملی", FundingSource.NATIONAL),
        ("نامعلوم", None),
    ],
)
def test_sources_of_money(text, source):
    assert funding_source(text) == source


def test_level_of_a_solution():
    assert obstacle_level("تخصیص اعتبار توسط وزارت (سطح ملی)") == ObstacleLevel.NATIONAL
    assert obstacle_level("هماهنگی در استان") == ObstacleLevel.PROVINCE
    assert obstacle_level("پیگیری") is None
