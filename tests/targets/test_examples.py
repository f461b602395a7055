"""Worked examples on an indicator's sheet: what each choice makes of 10, 20 and 30, by the roll-ups themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from targets import rollups
from targets.enums import AchievementFrom, Aggregation, Direction, Kind
from targets.examples import Example, examples_of
from targets.models import Indicator, Unit

ONES = {"kind": "flow", "aggregation": "sum", "direction": "up", "achievement_from": "zero"}


def an_indicator(unit: str = "tonne", dimension: str = "mass", **choices: str) -> Indicator:
    measured_in = Unit(
        code=unit, name_en=unit, dimension=dimension, factor=Decimal(1), decimals=2, adds_within="dimension"
    )
    return Indicator(code="any", unit=measured_in, **{**ONES, **choices})


def texts(example: Example) -> dict[str, list[str]]:
    with translation.override("en"):
        return {row.heading: [cell.text for cell in row.cells] for row in example.rows}


def chosen(examples: list[Example]) -> list[str]:
    return [cell.when for example in examples for row in example.rows for cell in row.cells if cell.chosen]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_three_periods_and_three_counties():
    adding_up, _achieving = examples_of(an_indicator())
    assert texts(adding_up) == {
        "Sum": ["60", "30", "60"],
        "Last value": ["30", "30", "60"],
        "Largest value": ["30", "30", "30"],
        "Ratio of sums": ["0.3", "0.3", "0.3"],
        "Weighted mean": ["22.5", "30", "22.5"],
        "Not aggregated": ["no figure", "30", "This indicator is not added up."],
    }


def test_a_ratio_in_percent_and_what_percentages_do_not_do():
    adding_up, _achieving = examples_of(an_indicator("percent", "ratio"))
    shown = texts(adding_up)
    assert shown["Ratio of sums"] == ["30", "30", "30"]
    assert shown["Sum"][2].startswith("Percentages and ratios are added only")


def test_what_is_achieved():
    _adding_up, achieving = examples_of(an_indicator())
    assert texts(achieving) == {
        "Increasing": ["33% · 67% · 100%", "33% · 67% · 100%", "0% · 50% · 100%", "not computable yet"],
        "Decreasing": ["100% · 50% · 0%", "not computable yet"] * 2,
        "Hold": ["50% · 100% · 50%"] * 4,
        "Keep in range": ["67% · 100% · 80%"] * 4,
    }


def test_cells_that_the_choices_come_to_are_marked():
    assert chosen(examples_of(an_indicator())) == [
        "aggregation=sum kind=flow",
        "aggregation=sum",
        "direction=up achievement_from=zero kind=flow",
    ]
    typed = {**ONES, "kind": "stock", "aggregation": "last", "direction": "down"}
    assert chosen(examples_of(an_indicator(), typed)) == [
        "aggregation=last kind=stock",
        "aggregation=last",
        "direction=down achievement_from=zero kind=stock",
    ]


def test_every_choice_has_its_example():
    shown = {
        condition
        for example in examples_of(an_indicator())
        for row in example.rows
        for cell in row.cells
        for condition in cell.when.split()
    }
    lists = {"kind": Kind, "aggregation": Aggregation, "direction": Direction, "achievement_from": AchievementFrom}
    assert shown == {f"{name}={choice}" for name, choices in lists.items() for choice in choices}


def test_examples_follow_the_arithmetic(monkeypatch):
    """They are computed, not typed: another rule of adding up is another example."""
    monkeypatch.setattr("targets.examples.over_periods", lambda *_given: rollups.Amount(Decimal(7)))
    assert texts(examples_of(an_indicator())[0])["Sum"][:2] == ["7", "7"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["indicator", "indicator-edit"])
def test_examples_stand_on_the_sheet_and_beside_its_form(client: Client, cast, page):
    client.force_login(cast.planner)
    shown = client.get(reverse(page, args=["non_oil_exports"])).content.decode()
    assert shown.count('aria-current="true"') >= 3
    assert "۳۳٪ · ۶۷٪ · ۱۰۰٪" in shown


@pytest.mark.django_db
def test_examples_follow_what_was_typed(client: Client, cast):
    client.force_login(cast.planner)
    exports = Indicator.objects.get(code="non_oil_exports")
    typed = {"version": exports.version, "name_fa": "", "kind": "stock", "aggregation": "max", "direction": "چ"}
    page = client.post(reverse("indicator-edit", args=[exports.code]), typed)
    assert page.status_code == 422
    assert chosen(page.context["examples"]) == ["aggregation=max kind=stock", "aggregation=max"]
