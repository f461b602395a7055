"""The inbox says what waits, how late it is and what is done about it; it leads whoever writes into the open year."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from config.clock import on_day, today
from projects.enums import ProgramStatus
from reports.inbox.acts import DEEDS
from tests.cast import Cast
from tests.factories import make_frozen_year, make_program, make_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("person", "is_led"), [("jahad.editor", True), ("jahad.head", False), ("planner", False)])
def test_who_writes_finds_the_grid_of_the_open_year_only(client: Client, cast: Cast, person: str, is_led: bool) -> None:
    make_frozen_year(cast)
    make_year(1400)
    client.force_login(cast[person])
    page = client.get(reverse("inbox")).content.decode()
    assert (reverse("year-grid", args=[1400]) in page) == is_led
    assert reverse("year-grid", args=[1399]) not in page


def test_every_thing_has_its_verb_and_what_is_late_longest_comes_first(client: Client, cast: Cast) -> None:
    year = make_year(1400, call_deadline=today())
    late = make_program(cast, plan_year=year, status=ProgramStatus.RETURNED, title="آبیاری")
    make_program(cast, plan_year=year, status=ProgramStatus.DRAFT, title="باغ")
    client.force_login(cast.jahad_editor)
    client.cookies["jahesh_language"] = "en"
    with on_day(today() + datetime.timedelta(days=4)):
        page = client.get(reverse("inbox")).content.decode()
        count = client.get(reverse("inbox"), {"count": ""}).content.decode()
    assert (
        count.strip()
        == "(2 things wait for you; 2 are late, the longest by 4 days; First of all, Correct: <bdi>آبیاری</bdi>)"
    )
    assert "2 things wait for you" in page and "2 are late, the longest by 4 days" in page
    assert f'href="{late.get_absolute_url()}"><span>First of all, Correct: <bdi>آبیاری</bdi></span></a>' in page
    assert (
        f'href="{late.get_absolute_url()}">Correct<span class="visually-hidden">: <bdi>آبیاری</bdi></span></a>' in page
    )
    assert ">Complete<span" in page and f'href="{reverse("program-list")}?needs=me"' in page


def test_every_list_of_a_queue_is_there() -> None:
    assert all(deed.list_url.startswith("/") for deed in DEEDS.values() if deed.route)
