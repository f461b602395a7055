"""Many-to-many lists come with the rows which name them: as `prefetch_related` gives them, without its questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import County
from config.joined import with_lists
from projects.models import Project
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db


def test_lists_come_with_their_rows(cast: Cast) -> None:
    several, none = make_program(cast, projects=2).projects.order_by("position")
    several.counties.set(reversed(County.objects.all()[:3]))
    with CaptureQueriesContext(connection) as asked:
        rows = list(with_lists(Project.objects.order_by("position"), "counties", "partners"))
        found = [[(county.pk, str(county)) for county in row.counties.all()] for row in rows]
        assert [list(row.partners.all()) for row in rows] == [[], []]
    assert len(asked) == 1
    plain = Project.objects.order_by("position").prefetch_related("counties")
    assert found == [[(county.pk, str(county)) for county in row.counties.all()] for row in plain]
    assert [len(each) for each in found] == [3, 0] and rows == [several, none]


def test_what_is_narrowed_down_is_asked_anew(cast: Cast) -> None:
    project = make_program(cast, projects=1).projects.get()
    first, second = County.objects.all()[:2]
    project.counties.set([first, second])
    [row] = with_lists(Project.objects.all(), "counties")
    assert list(row.counties.filter(pk=second.pk)) == [second]
    # What has neither a text nor a number for a value is there when it is asked for.
    assert row.counties.all()[0].valid_from == first.valid_from
