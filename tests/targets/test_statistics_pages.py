"""Entering official figures on screen: all periods at once, refusals that name the row, nothing typed lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from targets.models import Indicator, MacroObservation, MacroTarget, PastValue
from targets.operations.macro import add_macro_target
from targets.operations.statistics import Observed, Past, observe, record_observations, record_past_values
from tests.factories import make_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def exports() -> Indicator:
    return Indicator.objects.select_related("unit").get(code="non_oil_exports")


@pytest.fixture
def macro_target(cast, exports, settings) -> MacroTarget:
    settings.TODAY = "2020-09-01"
    return add_macro_target(
        by=cast.planner, plan_year=make_year(), indicator=exports, baseline=Decimal(950), value=Decimal(1150)
    )


@pytest.fixture
def path(client: Client, cast, macro_target) -> str:
    client.force_login(cast.planner)
    return reverse("macro-target-observations", args=[macro_target.uuid])


@pytest.fixture
def first(cast, macro_target) -> MacroObservation:
    """Of Farvardin: 41, by the customs."""
    farvardin = macro_target.plan_year.periods.get(kind="month", ordinal=1)
    return observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(41), source="گمرک")


def standing() -> list[tuple[int, Decimal, str]]:
    rows = MacroObservation.objects.current().order_by("period__ordinal")
    return list(rows.values_list("period__ordinal", "value", "source"))


def test_all_periods_are_entered_at_once(client: Client, path):
    typed = {
        "source": "گمرك",
        "month-1-value": "۴۱٫۵",
        "month-2-value": "83",
        "month-3-value": "",
        "month-4-value": "0",
    }
    assert client.post(path, typed | {"month-2-source": "آمارنامه"}).status_code == 302
    assert standing() == [(1, Decimal("41.5"), "گمرک"), (2, Decimal(83), "آمارنامه"), (4, Decimal(0), "گمرک")]


def test_what_is_left_empty_takes_nothing(client: Client, path, first):
    assert client.post(path, {"month-1-seen": first.pk, "month-1-value": ""}).status_code == 302
    assert standing() == [(1, Decimal(41), "گمرک")]


def test_a_pasted_column_that_says_the_same_corrects_nothing(client: Client, path, first):
    typed = {"source": "آمارنامه", "month-1-seen": first.pk, "month-1-value": "41", "month-2-value": "80"}
    assert client.post(path, typed).status_code == 302
    assert standing() == [(1, Decimal(41), "گمرک"), (2, Decimal(80), "آمارنامه")]


def test_a_correction_stands_in_the_ledger_with_what_it_replaces(client: Client, cast, path, first):
    typed = {"month-1-seen": first.pk, "month-1-value": "۴۳", "month-1-source": "گمرک", "month-1-reason": "رقم قطعی"}
    assert client.post(path, typed).status_code == 302
    entries = client.get(path).context["entries"]
    told = [(place, entry.value, entry.replaces and entry.replaces.value, entry.reason) for place, entry in entries]
    assert told == [("فروردین", 43, 41, "رقم قطعی"), ("فروردین", 41, None, "")]
    assert all(text in client.get(path).content.decode() for text in ("رقم قطعی", cast.planner.full_name))


def test_a_figure_is_taken_back(client: Client, path, first):
    typed = {"month-1-seen": first.pk, "month-1-is_taken_back": "on", "month-1-reason": "اشتباه ماه"}
    assert client.post(path, typed).status_code == 302
    assert standing() == []
    assert "پس گرفته شده" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"source": "گمرک", "month-2-value": "چند"}, "اردیبهشت: «چند»"),
        ({"source": "گمرک", "month-2-value": "1.12345"}, "اردیبهشت: تعداد رقم‌های اعشار"),
        ({"month-2-value": "12"}, "اردیبهشت ۱۳۹۹: مأخذ"),
        ({"month-2-source": "گمرک"}, "اردیبهشت: رقم را وارد کنید"),
        ({"source": "گمرک", "month-1-value": "50"}, "فروردین ۱۳۹۹"),
        ({"month-1-reason": "رقم قطعی"}, "فروردین: رقم جدید"),
        ({"month-1-value": "50", "month-1-is_taken_back": "on"}, "فروردین: یا رقم دیگری"),
    ],
)
def test_a_refusal_names_the_row_and_keeps_what_was_typed(client: Client, path, first, typed, said):
    typed = {"month-1-seen": first.pk, "month-6-value": "۹۹۹", "month-6-source": "آمارنامه"} | typed
    page = client.post(path, typed)
    assert page.status_code == 422
    shown = page.content.decode()
    assert said in shown
    assert all(f'value="{text}"' in shown for name, text in typed.items() if name.endswith(("-value", "source")))
    assert standing() == [(1, Decimal(41), "گمرک")]


def test_second_of_two_is_told_keeps_the_text_and_may_insist(client: Client, cast, macro_target, path, first):
    other = Observed(first.period, Decimal(42), "گمرک", "بازبینی", seen=first.pk)
    record_observations(by=cast.planner2, macro_target=macro_target, entries=[other])
    typed = {"source": "گمرک", "month-1-seen": first.pk, "month-1-value": "۴۵", "month-1-reason": "رقم قطعی"}
    page = client.post(path, typed)
    assert page.status_code == 409
    shown = page.content.decode()
    assert all(text in shown for text in ("فروردین ۱۳۹۹", 'value="۴۵"', "رقم قطعی", "۴۲"))
    latest = MacroObservation.objects.current().get()
    assert page.context["table"].rows[0]["seen"].value() == str(latest.pk)
    assert client.post(path, typed | {"month-1-seen": latest.pk}).status_code == 302
    assert standing() == [(1, Decimal(45), "گمرک")]


# --- past values ----------------------------------------------------------------------------------


def test_a_year_and_its_months(client: Client, cast, exports, settings):
    settings.TODAY = "2020-09-01"
    client.force_login(cast.planner)
    path = reverse("indicator-past-values", args=[exports.code, 1398])
    typed = {"source": "گمرک", "year-value": "۹۵۰", "month-12-value": "۸۷"}
    assert client.post(path, typed).status_code == 302
    rows = PastValue.objects.current().order_by("pk").values_list("year", "month", "value", "source")
    assert list(rows) == [(1398, None, 950, "گمرک"), (1398, 12, 87, "گمرک")]
    assert client.get(exports.get_absolute_url()).context["past_values"].count() == 2


@pytest.mark.parametrize(("year", "status"), [(1299, 404), (1300, 200), (1399, 200), (1400, 404)])
def test_only_years_that_have_begun(client: Client, cast, exports, settings, year, status):
    settings.TODAY = "2020-09-01"
    client.force_login(cast.planner)
    assert client.get(reverse("indicator-past-values", args=[exports.code, year])).status_code == status


def test_a_reason_without_another_figure_is_not_lost(client: Client, cast, exports, settings):
    settings.TODAY = "2020-09-01"
    record_past_values(by=cast.planner2, indicator=exports, entries=[Past(1398, None, Decimal(950), "گمرک")])
    seen = PastValue.objects.get().pk
    client.force_login(cast.planner)
    path = reverse("indicator-past-values", args=[exports.code, 1398])
    page = client.post(path, {"year-value": "950", "year-reason": "آمار قطعی", "year-seen": seen})
    assert page.status_code == 422
    assert "آمار قطعی" in page.content.decode()


def test_second_of_two_is_told_of_a_past_value(client: Client, cast, exports, settings):
    settings.TODAY = "2020-09-01"
    record_past_values(by=cast.planner2, indicator=exports, entries=[Past(1398, None, Decimal(950), "گمرک")])
    client.force_login(cast.planner)
    path = reverse("indicator-past-values", args=[exports.code, 1398])
    page = client.post(path, {"source": "آمارنامه", "year-value": "960"})
    assert page.status_code == 409
    assert all(text in page.content.decode() for text in ('value="960"', 'value="آمارنامه"', "۹۵۰"))


def test_pages_cost_as_much_for_one_entry_as_for_sixty(client: Client, cast, macro_target, exports, settings):
    settings.TODAY = "2021-03-20"  # all of 1399 has begun
    client.force_login(cast.planner)
    observations = reverse("macro-target-observations", args=[macro_target.uuid])
    past_values = reverse("indicator-past-values", args=[exports.code, 1398])
    periods = list(macro_target.plan_year.periods.regular())
    counts: dict[str, list[int]] = {observations: [], past_values: []}
    seen: dict[Any, Any] = {}
    for value in range(1, 7):
        months = range(1, 2 if value == 1 else 13)
        said = (Decimal(value), "گمرک", "اصلاح")
        observed = [Observed(periods[month - 1], *said, seen.get(periods[month - 1].pk)) for month in months]
        rows = record_observations(by=cast.planner, macro_target=macro_target, entries=observed)
        seen |= {row.period_id: row.pk for row in rows}
        past = [Past(1398, month, *said, seen.get(f"past {month}")) for month in months]
        past_rows = record_past_values(by=cast.planner, indicator=exports, entries=past)
        seen |= {f"past {row.month}": row.pk for row in past_rows}
        if value in (1, 6):
            for page in counts:
                client.get(page)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(page).status_code == 200
                counts[page].append(len(asked))
    assert MacroObservation.objects.count() > 60
    assert all(one == sixty <= 25 for one, sixty in counts.values())
