"""Official figures: who enters them, and how one is corrected."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event
from projects.refusals import Moved, Refused
from targets.models import Indicator, MacroObservation, PastValue
from targets.operations.macro import add_macro_target
from targets.operations.statistics import Observed, Past, observe, record_observations, record_past_values
from tests.factories import make_year

pytestmark = pytest.mark.django_db

FIGURES = {"baseline": Decimal(950), "value": Decimal(1150)}


@pytest.fixture
def exports():
    return Indicator.objects.get(code="non_oil_exports")


@pytest.fixture
def macro_target(cast, exports):
    return add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)


@pytest.fixture
def farvardin(macro_target):
    return macro_target.plan_year.periods.get(kind="month", ordinal=1)


def test_observe(cast, macro_target, farvardin):
    observation = observe(
        by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal("41.3"), source="گمرک"
    )

    assert list(macro_target.observations.values_list("value", "entered_by")) == [(Decimal("41.3"), cast.planner.pk)]
    with pytest.raises(Refused):
        observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(42), source="گمرک")
    another_year = make_year(1400).periods.get(kind="month", ordinal=1)
    with pytest.raises(Refused):
        observe(by=cast.planner, macro_target=macro_target, period=another_year, value=Decimal(42), source="گمرک")
    assert macro_target.observations.get() == observation


def correct(cast, macro_target, first, **entry):
    given = {"value": Decimal(43), "source": "گمرک", "reason": "رقم قطعی شد", "seen": first.pk, **entry}
    return record_observations(by=cast.planner2, macro_target=macro_target, entries=[Observed(first.period, **given)])


@pytest.fixture
def first(cast, macro_target, farvardin):
    return observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(41), source="گمرک")


def test_an_observation_is_corrected_and_stays_on_record(cast, macro_target, first):
    correct(cast, macro_target, first)

    assert [row.value for row in MacroObservation.objects.current()] == [Decimal(43)]
    assert MacroObservation.objects.count() == 2
    event = Event.objects.latest("pk")
    assert (event.changes, event.note) == ({"observation 1": ["41", "43"]}, "رقم قطعی شد")


def test_what_stood_before_the_correction_can_be_asked_for(cast, macro_target, first):
    before = timezone.now()
    correct(cast, macro_target, first)

    assert [row.value for row in MacroObservation.objects.current(before)] == [Decimal(41)]
    assert [row.value for row in MacroObservation.objects.current(timezone.now())] == [Decimal(43)]
    assert not MacroObservation.objects.current(before - datetime.timedelta(days=1)).exists()


def test_an_observation_is_taken_back(cast, macro_target, first):
    correct(cast, macro_target, first, value=None, source="")
    assert not MacroObservation.objects.current().exists()


def test_a_correction_without_reason(cast, macro_target, first):
    with pytest.raises(Refused):
        correct(cast, macro_target, first, reason="")


def test_the_second_of_two_corrections_is_told(cast, macro_target, first):
    correct(cast, macro_target, first)
    with pytest.raises(Moved):
        correct(cast, macro_target, first, value=Decimal(44))


def test_what_says_the_same_is_not_written(cast, macro_target, first):
    assert correct(cast, macro_target, first, value=Decimal(41), reason="") == []


def test_an_observation_without_source(cast, macro_target, farvardin):
    with pytest.raises(Refused):
        observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(41), source=" ")


@pytest.mark.parametrize("username", ["jahad.editor", "deputy", "secretariat", "auditor", "administrator"])
def test_official_figures_entered_by_others(cast, macro_target, farvardin, exports, username):
    with pytest.raises(PermissionDenied):
        observe(by=cast[username], macro_target=macro_target, period=farvardin, value=Decimal(41), source="گمرک")
    with pytest.raises(PermissionDenied):
        record_past_values(by=cast[username], indicator=exports, entries=[Past(1398, None, Decimal(950), "گمرک")])


def test_past_values_of_years_and_months(cast, exports):
    entries = [Past(1398, None, Decimal(950), "گمرک"), Past(1398, 1, Decimal(70), "گمرک")]
    record_past_values(by=cast.planner, indicator=exports, entries=entries)
    assert [(row.year, row.month, row.value) for row in PastValue.objects.current().order_by("pk")] == [
        (1398, None, Decimal(950)),
        (1398, 1, Decimal(70)),
    ]
    changes = {"past value 1398": [None, "950"], "past value 1398/1": [None, "70"]}
    assert Event.objects.latest("pk").changes == changes


@pytest.mark.parametrize(
    ("year", "month", "is_there"), [(1398, None, True), (1399, 5, True), (1399, 6, False), (1399, None, False)]
)
def test_a_past_value_is_of_what_is_over(cast, exports, settings, year, month, is_there):
    settings.TODAY = "2020-09-01"  # in the sixth month of 1399
    entries = [Past(year, month, Decimal(70), "گمرک")]
    if is_there:
        assert record_past_values(by=cast.planner, indicator=exports, entries=entries)
    else:
        with pytest.raises(Refused):
            record_past_values(by=cast.planner, indicator=exports, entries=entries)


def test_a_period_that_has_not_begun_has_no_official_figure(cast, macro_target, farvardin, settings):
    settings.TODAY = "2020-03-19"
    with pytest.raises(Refused):
        observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(41), source="گمرک")
    settings.TODAY = "2020-03-20"
    observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(41), source="گمرک")


def test_a_past_value_is_corrected(cast, exports):
    entry = Past(1398, None, Decimal(950), "گمرک")
    (first,) = record_past_values(by=cast.planner, indicator=exports, entries=[entry])
    other = entry._replace(value=Decimal(960), reason="قطعی")
    with pytest.raises(Moved):
        record_past_values(by=cast.planner, indicator=exports, entries=[other])
    record_past_values(by=cast.planner, indicator=exports, entries=[other._replace(seen=first.pk)])
    assert PastValue.objects.current().get().value == Decimal(960)
