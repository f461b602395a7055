"""Macro targets: who enters them, who puts them in force, what stands beside them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from projects.enums import YearState
from projects.refusals import Moved, Refused
from targets.models import Indicator
from targets.operations.macro import add_macro_target, approve_macro_target, observe
from tests.factories import make_year

pytestmark = pytest.mark.django_db

FIGURES = {"baseline": Decimal(950), "value": Decimal(1150)}


@pytest.fixture
def exports():
    return Indicator.objects.get(code="non_oil_exports")


def test_macro_target_is_in_force_once_the_deputy_approves(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)
    assert macro_target.approved_at is None

    approve_macro_target(by=cast.deputy, macro_target=macro_target)

    assert macro_target.approved_by == cast.deputy
    event = Event.objects.latest("pk")
    assert (event.act, event.actor, event.changes) == ("agreed", cast.deputy, {"value": [None, "1150"]})


def test_macro_target_approved_twice(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)
    approve_macro_target(by=cast.deputy, macro_target=macro_target)

    with pytest.raises(Moved):
        approve_macro_target(by=cast.deputy, macro_target=macro_target)


@pytest.mark.parametrize(
    "username", ["jahad.editor", "jahad.head", "deputy", "secretariat", "auditor", "administrator"]
)
def test_macro_target_entered_by_others(cast, exports, username):
    with pytest.raises(PermissionDenied):
        add_macro_target(by=cast[username], plan_year=make_year(), indicator=exports, **FIGURES)


def test_macro_target_approved_by_who_entered_it(cast, exports):
    macro_target = add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, **FIGURES)

    with pytest.raises(PermissionDenied):
        approve_macro_target(by=cast.planner, macro_target=macro_target)


def test_macro_target_in_a_frozen_year(cast, exports):
    with pytest.raises(Refused):
        add_macro_target(by=cast.planner, plan_year=make_year(state=YearState.FROZEN), indicator=exports, **FIGURES)


def test_macro_target_unknown_field(cast, exports):
    with pytest.raises(TypeError, match="approved_by"):
        add_macro_target(by=cast.planner, plan_year=make_year(), indicator=exports, approved_by=cast.planner, **FIGURES)


def test_observe(cast, exports):
    year = make_year()
    macro_target = add_macro_target(by=cast.planner, plan_year=year, indicator=exports, **FIGURES)
    farvardin = year.periods.get(kind="month", ordinal=1)

    observation = observe(
        by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal("41.3"), source="گمرک"
    )

    assert list(macro_target.observations.values_list("value", "entered_by")) == [(Decimal("41.3"), cast.planner.pk)]
    with pytest.raises(Refused):
        observe(by=cast.planner, macro_target=macro_target, period=farvardin, value=Decimal(42), source="گمرک")
    with pytest.raises(Refused):
        observe(
            by=cast.planner,
            macro_target=macro_target,
            period=make_year(1400).periods.get(kind="month", ordinal=1),
            value=Decimal(42),
            source="گمرک",
        )
    assert macro_target.observations.get() == observation
