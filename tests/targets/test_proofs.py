"""How much of what was achieved has evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.clock import today
from reports.demonstration.evidence import one_page
from targets.enums import AchievementFrom, Aggregation, Direction, Kind
from targets.models import Unit
from targets.operations.evidence import add_evidence
from targets.performance import figures_now
from targets.proofs import proved_of_sum, proved_share
from targets.reported import DueLine
from targets.rollups import NOTHING, Amount, Measure
from tests.targets.returns import AREA, CROPS, IN_ORDIBEHESHT, line_of, make_world

NO, HALF, ALL = Decimal(0), Decimal(50), Decimal(100)


def measure(kind: Kind, aggregation: Aggregation) -> Measure:
    return Measure("x", Unit(code="x"), Direction.UP, kind, aggregation, AchievementFrom.ZERO)


def lines(*values: str | None, proved: set[int]) -> list[DueLine]:
    """A due line a period, with a file in those that are proved; "6/8" is a ratio of 8."""
    found = []
    for ordinal, value in enumerate(values, start=1):
        amount = NOTHING
        if value is not None:
            top, _, bottom = value.partition("/")
            amount = Amount(Decimal(top), Decimal(top), Decimal(bottom)) if bottom else Amount(Decimal(top))
        found.append(DueLine(1, ordinal, amount, NOTHING, NOTHING, is_proved=ordinal in proved))
    return found


SUM = measure(Kind.FLOW, Aggregation.SUM)


@pytest.mark.parametrize(
    ("of", "values", "proved", "share"),
    [
        (SUM, ["30", "10", "20"], {1}, HALF),
        (SUM, ["30", "10", "20"], {1, 2, 3}, ALL),
        (SUM, ["30", "10", "20"], set(), NO),
        # What was not reported is neither proved nor missing.
        (SUM, ["30", None, "30"], {2, 3}, HALF),
        (SUM, [None, None], {1}, None),
        (SUM, [], set(), None),
        # Nothing was achieved: there is nothing to prove.
        (SUM, ["0", "0"], {1}, None),
        # A correction downwards wants proof as well.
        (SUM, ["30", "-30"], {1}, HALF),
        (measure(Kind.FLOW, Aggregation.RATIO), ["6/8", "1/8"], {2}, HALF),
        (measure(Kind.FLOW, Aggregation.MAX), ["5", "9", "7"], {2}, ALL),
        (measure(Kind.FLOW, Aggregation.MAX), ["5", "9", "7"], {1, 3}, NO),
        (measure(Kind.FLOW, Aggregation.LAST), ["5", "9"], {1}, NO),
        (measure(Kind.STOCK, Aggregation.SUM), ["250", "255", None], {2}, ALL),
        (measure(Kind.STOCK, Aggregation.SUM), ["250", "0"], {2}, ALL),
        (measure(Kind.STOCK, Aggregation.RATIO), ["6/8", "1/8"], {1}, NO),
    ],
)
def test_share_of_a_target(of, values, proved, share):
    assert proved_share(of, lines(*values, proved=proved)) == share


@pytest.mark.parametrize(
    ("parts", "share"),
    [
        ([], None),
        ([(Decimal(10), None), (None, ALL)], None),
        ([(Decimal(30), ALL), (Decimal(10), NO)], Decimal(75)),
        ([(Decimal(30), ALL), (Decimal(-30), NO), (Decimal(999), None)], HALF),
    ],
)
def test_share_of_a_sum(parts, share):
    assert proved_of_sum(parts) == share


@pytest.fixture
def world(db, cast, settings, tmp_path):
    settings.TODAY = IN_ORDIBEHESHT
    settings.STORAGE_ROOT = tmp_path
    return make_world(cast)


def test_coverage_with_evidence_is_shown_where_the_figure_is_verified(world, client):
    report = world.entered()
    for about in (CROPS, AREA):
        file = SimpleUploadedFile("a.pdf", one_page(about.replace("_", " ")))
        add_evidence(by=world.jahad_editor, line=line_of(report, about), file=file)
    assert shares(world) == {CROPS: None, AREA: None, "unemployment_rate": None}
    world.signed()
    assert shares(world) == {CROPS: ALL, AREA: ALL, "unemployment_rate": NO}
    totals = figures_now(world.year, today=today()).by_agency[world.jahad.pk]
    assert (round(totals.proved.value, 2), totals.proved.counted, totals.proved.of) == (Decimal("66.67"), 3, 3)
    client.force_login(world.planner)
    page = client.get(report.get_absolute_url())
    assert (page.context["proved"], page.context["figures"]) == (2, 4)
    figure = client.get(reverse("figure", args=[line_of(report, CROPS).target.uuid]))
    assert "۱۰۰" in figure.content.decode().partition('data-figure="proved">')[2][:40]
    dashboard = client.get(reverse("dashboard"), {"view": "whole"}).content.decode()
    assert any("۶۷" in cell[:90] for cell in dashboard.split('data-figure="agency-proved"')[1:])


def shares(world):
    found = figures_now(world.year, today=today()).performances
    return {
        each.planned.sheet.measure.indicator: each.proved for each in found if each.planned.agency_id == world.jahad.pk
    }
