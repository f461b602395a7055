"""Where forecasts are seen: the target's figure, its program, its macro target, the dashboard, the master table."""

from __future__ import annotations

import io
from copy import deepcopy
from decimal import Decimal as D

import pytest
from django.test import override_settings
from django.urls import reverse
from openpyxl import load_workbook

from config.clock import today
from targets.forecast import Method, WhyNot, expected_achievement, forecasts_of, sum_of
from targets.models import Target
from targets.operations.progress import open_period
from targets.operations.statistics import Past, record_past_values
from targets.performance import performance_of
from targets.planned import plan_of, table_in_force
from tests.cast import Cast
from tests.targets.returns import AREA, CROPS, RATE, make_world

pytestmark = pytest.mark.django_db

# Farvardin to Khordad are over.
IN_TIR = "2020-07-05"


@pytest.fixture(autouse=True)
def in_tir(settings):
    settings.TODAY = IN_TIR


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY=IN_TIR):
        return make_world(Cast())


@pytest.fixture
def world(kept):
    return deepcopy(kept)


def read(world):
    plan = plan_of(world.year, table=table_in_force(world.year))
    performances = performance_of(plan, world.year, today=today())
    forecasts = forecasts_of(performances, world.year, today=today())
    return performances, {row.planned.indicator: forecasts[row.planned.target_id] for row in performances}, forecasts


def page(client, person, route, *args, query=""):
    client.force_login(person)
    client.cookies["jahesh_language"] = "en"
    answer = client.get(reverse(route, args=args) + query)
    assert answer.status_code == 200
    return answer


def test_nothing_reported_is_no_forecast_and_every_page_says_so(client, world, settings):
    open_period(period=world.period(1))
    # The year was frozen so late that its first returns were due a few days later.
    settings.TODAY = "2020-07-15"
    _rows, found, _all = read(world)
    assert {each.why_not for each in found.values()} == {WhyNot.NOT_REPORTED}
    target = Target.objects.get(indicator__code=CROPS)
    assert "No period has been reported yet." in page(client, world.planner, "figure", target.uuid).content.decode()
    assert "no forecast" in page(client, world.planner, "master-table", query="?column=forecast").content.decode()


def test_forecast_is_seen_beside_its_method_wherever_the_target_is(client, world):
    """Crops: 180 of 200 in two months of twelve, on reported figures; nothing late but what is not done of the land."""
    world.signed(1, crops="100", area="255", land="40")
    world.signed(2, crops="80", area="258", land="40")
    rows, found, forecasts = read(world)
    crops = found[CROPS]
    assert (crops.method, crops.periods, crops.verified, crops.pace) == (Method.SUM, 2, 0, 90)
    assert crops.low < crops.value < crops.high
    assert found[AREA].method == found[RATE].method == Method.LEVEL
    target = Target.objects.get(indicator__code=CROPS)

    figure = page(client, world.planner, "figure", target.uuid).content.decode()
    assert "In 2 of 12 periods 90% of what the trajectory planned for them was done" in figure
    assert "Figures: reported, not verified yet." in figure
    program = page(client, world.jahad_head, "program-detail", world.program.uuid).content.decode()
    assert "Forecast to the end of the year" in program
    assert "Actions that decide its targets" in program

    together = expected_achievement(rows, forecasts, world.year)
    assert together.low < together.value < together.high
    assert (together.coverage.reported, together.coverage.due) == (3, 4)
    workbook = page(client, world.planner, "master-table-export")
    sheet = load_workbook(io.BytesIO(workbook.content)).worksheets[0]
    heading = {cell.value: cell.column for cell in sheet[3]}
    of_crops = next(
        row for row in sheet.iter_rows(min_row=4) if row[heading["Forecast to the end of the year"] - 1].value
    )
    assert of_crops[heading["Forecast from"] - 1].value <= of_crops[heading["Forecast to"] - 1].value
    board = page(client, world.deputy, "dashboard").context["board"]
    assert [row.forecast.value for row in board.agencies if row.agency == world.jahad] != [None]


def test_past_months_of_the_province_have_a_voice(world):
    world.signed(1, crops="100")
    target = Target.objects.select_related("indicator").get(indicator__code=CROPS)
    months = [Past(1398, month, D(10 if month < 12 else 890), "آمارنامه") for month in range(1, 13)]
    record_past_values(by=world.planner, indicator=target.indicator, entries=months[:-1])
    _rows, found, _all = read(world)
    assert found[CROPS].past_years == 0
    record_past_values(by=world.planner, indicator=target.indicator, entries=months[-1:])
    _rows, found, _all = read(world)
    assert found[CROPS].past_years == 1


def test_targets_of_several_indicators_make_no_sum(world):
    world.signed(1)
    rows, _found, forecasts = read(world)
    assert sum_of(rows, forecasts).value is None
    alone = [row for row in rows if row.planned.indicator == AREA]
    assert sum_of(alone, forecasts).value == forecasts[alone[0].planned.target_id].value
    ratio = [row for row in rows if row.planned.indicator == RATE]
    assert sum_of(ratio, forecasts).value is None


def test_page_on_how_good_it_is(client, world):
    answer = page(client, world.jahad_editor, "forecast-quality")
    assert answer.context["looked_back"] is None
    kinds = [result.kind for result in answer.context["at_half_time"]]
    assert sorted(set(kinds)) == ["late_burst", "seasonal", "steady"]


def test_a_year_that_is_over_is_looked_back_on(client, world, settings):
    for ordinal in range(1, 13):
        settings.TODAY = str(world.period(ordinal).due_on)
        world.signed(ordinal, crops=str(90 + ordinal), area=str(250 + 5 * ordinal))
    settings.TODAY = "2021-05-05"
    back = page(client, world.jahad_head, "forecast-quality").context["looked_back"]
    assert back.complete == 3
    assert [(passed, of) for passed, of, _errors in back.after] == [(3, 12), (6, 12), (9, 12)]
    assert all(errors.years == 3 for _passed, _of, errors in back.after)
    _rows, found, _all = read(world)
    assert (found[CROPS].method, found[CROPS].value) == (Method.COMPLETE, found[CROPS].low)
