"""Opening a plan year."""

from __future__ import annotations

import datetime

import pytest

from agencies.models import Event
from projects.models import PlanYear
from projects.operations import open_year
from projects.refusals import Refused

pytestmark = pytest.mark.django_db


def test_open_year_leap(cast):
    year = open_year(by=cast.administrator, year=1399, slogan_fa="جهش تولید")

    assert (year.first_day, year.last_day) == (datetime.date(2020, 3, 20), datetime.date(2021, 3, 20))
    assert year.state == "open"
    event = Event.objects.latest("pk")
    assert (event.act, event.actor, event.label) == ("opened", cast.administrator, "1399")
    assert event.changes["slogan_fa"] == [None, "جهش تولید"]


def test_open_year_twice():
    open_year(by=None, year=1400)

    with pytest.raises(Refused):
        open_year(by=None, year=1400)
    assert PlanYear.objects.count() == 1


def test_open_year_unknown_field():
    with pytest.raises(TypeError, match="state"):
        open_year(by=None, year=1400, state="frozen")
