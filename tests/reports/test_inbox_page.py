"""The inbox leads whoever writes programs into the grid of an open year."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories import make_frozen_year, make_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("person", "is_led"), [("jahad.editor", True), ("jahad.head", False), ("planner", False)])
def test_who_writes_finds_the_grid_of_the_open_year_only(client: Client, cast: Cast, person: str, is_led: bool) -> None:
    make_frozen_year(cast)
    make_year(1400)
    client.force_login(cast[person])
    page = client.get(reverse("inbox")).content.decode()
    assert (reverse("year-grid", args=[1400]) in page) == is_led
    assert reverse("year-grid", args=[1399]) not in page
