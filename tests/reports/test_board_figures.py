"""Every figure of the dashboard equals what plain SQL says of the small demonstration; one without an oracle fails."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import User
from config.clock import on_day
from tests.reports.board_oracle import expected_figures

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2020, 7, 5)
# What a forecast says no query can know: its rule has tests of its own (tests/targets/test_forecast.py).
FORECASTS = frozenset(
    {
        *("forecast", "macro-forecast", "macro-low", "macro-high", "macro-outlook", "macro-forecast-share"),
        "agency-forecast",
    }
)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
VOID = frozenset({"br", "img", "input", "link", "meta", "hr"})


class Shown(HTMLParser):
    """The numbers that stand in elements with `data-figure`, by name and what they are of."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str] | None] = []
        self.words: list[tuple[tuple[str, str], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("data-figure")
        key = (name, given.get("data-of") or "") if name else None
        if key:
            self.words.append((key, []))
        if tag not in VOID:
            self.open.append(key)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if any(self.open):
            self.words[-1][1].append(data)


def shown_in(page: str) -> Iterator[tuple[tuple[str, str], list[str]]]:
    reader = Shown()
    # In a drawing paths and boxes close themselves.
    reader.feed(re.sub(r"<svg.*?</svg>", "", page, flags=re.S))
    for key, words in reader.words:
        yield key, NUMBER.findall("".join(words).replace(",", "").replace("\u200e", ""))


def agrees(shown: list[str], expected: list[Decimal]) -> bool:
    """To the last digit that is shown."""
    return len(shown) == len(expected) and all(
        abs(Decimal(text) - value) <= Decimal("0.5000001").scaleb(Decimal(text).as_tuple().exponent)  # type: ignore[arg-type]
        for text, value in zip(shown, expected, strict=True)
    )


@pytest.mark.usefixtures("demonstration_db")
def test_every_figure_is_what_plain_sql_says(client: Client) -> None:
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    with on_day(TODAY):
        client.force_login(User.objects.get(username="deputy"))
        address = f"{reverse('dashboard')}?year=1399&view=whole"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        figures = list(shown_in(page))
        expected = expected_figures(TODAY)
        without_oracle = {key for key, _shown in figures if key[0] not in FORECASTS and key not in expected}
        assert without_oracle == set()
        wrong = {
            key: (shown, expected[key])
            for key, shown in figures
            if key in expected and not agrees(shown, expected[key])
        }
        assert wrong == {}
        assert len({key for key, _shown in figures}) > 200
        assert len(asked) <= 40
        assert_it_is_shown_otherwise(client, address)


def assert_it_is_shown_otherwise(client: Client, address: str) -> None:
    """On the screen and on paper, narrowed down, earlier, on another version; what is not understood is refused."""
    part = client.get(f"{address}&part=agencies").content
    assert b"heat-agencies:1" in part and b"<html" not in part
    # What is opened seldom is fetched when it is opened.
    short = dict(shown_in(client.get(address.removesuffix("&view=whole")).content.decode()))
    assert ("rate", "") in short and ("heat-agencies:1", "JAHAD") not in short
    assert b"j-screen-step" in client.get(f"{address}&view=screen").content
    page = client.get(f"{address}&sector=mining").content.decode()
    narrowed = dict(shown_in(page))
    assert narrowed["heat-agencies:1", "SAMT"] and ("heat-agencies:1", "JAHAD") not in narrowed
    # It says of what it is, and judges only the macro targets that this part feeds.
    assert "Where a part of East Azerbaijan stands: " in page
    of_all = dict(shown_in(client.get(address).content.decode()))["macro-targets", ""]
    assert int(narrowed["macro-targets", ""][0]) < int(of_all[0])
    earlier = dict(shown_in(client.get(f"{address}&period=1&version=1").content.decode()))
    assert earlier["curve-actual", "1"] and not earlier["curve-actual", "2"]
    assert client.get(f"{address}&sector=nowhere").status_code == 422
    sheet = client.get(f"{address}&view=sheet")
    assert sheet["Content-Type"] == "application/pdf"
