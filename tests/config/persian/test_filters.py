from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Engine

engine = Engine(builtins=["config.persian.filters"])


def render(template: str, value: object) -> str:
    return engine.from_string(template).render(Context({"value": value}))


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ value|num }}", Decimal("-1234.5000"), "<bdi class=j-num>\u200e\u2212۱٬۲۳۴٫۵</bdi>"),
        ("{{ value|num:2 }}", 7, "<bdi class=j-num>۷</bdi>"),
        ("{{ value|num:2 }}", Decimal("7.5"), "<bdi class=j-num>۷٫۵۰</bdi>"),
        ("{{ value|num }}", 0, "<bdi class=j-num>۰</bdi>"),
        ("{{ value|estimate:2 }}", Decimal("99.5"), "<bdi class=j-num>۹۹٫۵۰</bdi>"),
        ("{{ value|estimate:2 }}", Decimal("4886.92"), "<bdi class=j-num>۴٬۸۸۷</bdi>"),
        ("{{ value|estimate:2 }}", None, "—"),
        ("{{ value|pct:1 }}", Decimal("78.44"), "<bdi class=j-num>۷۸٫۴٪</bdi>"),
        ("{{ value|pct }}", Decimal(0), "<bdi class=j-num>۰٪</bdi>"),
        ("{{ value|solar }}", date(2020, 9, 21), '<time datetime="2020-09-21" dir="ltr">۱۳۹۹/۰۶/۳۱</time>'),
        ("{{ value|solar_long }}", date(2020, 9, 21), '<time datetime="2020-09-21" dir="auto">۳۱ شهریور ۱۳۹۹</time>'),
        (
            "{{ value|solar }}",
            datetime(2021, 3, 20, 20, 30, tzinfo=UTC),
            '<time datetime="2021-03-20T20:30+00:00" dir="ltr">۱۴۰۰/۰۱/۰۱</time>',
        ),
        ("{{ value|digits }}", "ماده 12 <b>", "ماده ۱۲ &lt;b&gt;"),
        ("{{ value|digits }}", 1399, "۱۳۹۹"),
        ("{{ value|file_size }}", 1023, "۱٬۰۲۳ بایت"),
        ("{{ value|file_size }}", 1024 * 1024 - 1, "۱٬۰۲۴ کیلوبایت"),
        ("{{ value|file_size }}", 5_000_000, "۴٫۸ مگابایت"),
    ],
)
def test_filter_in_persian(persian, template, value, shown):
    assert render(template, value) == shown


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ value|num:1 }}", Decimal("-1234.5"), "<bdi class=j-num>-1,234.5</bdi>"),
        ("{{ value|pct }}", Decimal("78.4"), "<bdi class=j-num>78.4%</bdi>"),
        ("{{ value|solar }}", date(2020, 9, 21), '<time datetime="2020-09-21" dir="ltr">2020-09-21</time>'),
        ("{{ value|digits }}", "clause 12", "clause 12"),
    ],
)
def test_filter_in_english(english, template, value, shown):
    assert render(template, value) == shown


@pytest.mark.parametrize("name", ["num", "num:2", "pct", "pct:1", "solar", "solar_long"])
@pytest.mark.parametrize("value", [None, ""])
def test_filter_of_nothing(persian, name, value):
    assert render("{{ value|" + name + " }}", value) == "—"
