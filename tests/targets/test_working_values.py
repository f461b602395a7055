"""Working values: planners reckon with them, and nobody else learns of them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from agencies.models import Event
from targets.models import WorkingValue
from tests.cast import Cast
from tests.targets.tables import Table
from tests.targets.test_sittings import feeding_table

pytestmark = pytest.mark.django_db

PAGE = "/sittings/agencies/JAHAD/what-if/?year=1399"


@pytest.fixture
def table(client: Client, cast: Cast) -> Table:
    client.cookies["jahesh_language"] = "en"
    with translation.override("en"):
        return feeding_table(cast)


def typed(table: Table, value: str, seen: str = "") -> dict[str, str]:
    key = f"t{table.target.pk}"
    return {f"{key}-seen": seen, f"{key}-value": value, f"{key}-note": "سقف ظرفیت"}


def test_a_what_if_shows_what_it_would_do(client: Client, cast: Cast, table: Table) -> None:
    client.force_login(cast.planner)
    events = Event.objects.count()
    assert client.post(PAGE, typed(table, "۳۷۱")).status_code == 302
    page = client.get(PAGE)
    assert page.context["sitting"].macro_lines[0].whole.gap_on_the_table == 500 - 371
    assert (WorkingValue.objects.get().value, Event.objects.count()) == (371, events)
    assert client.post(PAGE, typed(table, "", seen="371")).status_code == 302
    assert not WorkingValue.objects.exists()


def test_nobody_else_meets_it(client: Client, cast: Cast, table: Table) -> None:
    client.force_login(cast.planner)
    client.post(PAGE, typed(table, "371"))
    for who in ("jahad.head", "jahad.editor", "deputy", "auditor", "secretariat"):
        client.force_login(cast[who])
        assert client.get(PAGE).status_code == 403
        target, program = table.target.uuid, table.program
        for path in (
            *("/sittings/agencies/JAHAD/?year=1399", f"/targets/{target}/bargaining/", f"/targets/{target}/"),
            *(program.get_absolute_url(), "/history/", "/targets/?year=1399"),
        ):
            page = client.get(path, follow=True).content.decode()
            # In keys and tokens any digits come up by chance.
            assert not re.search(r"(?<![\w-])371(?![\w-])", page) and "what-if" not in page, (who, path)


def test_of_two_planners_the_second_is_told(client: Client, cast: Cast, table: Table) -> None:
    client.force_login(cast.planner)
    client.post(PAGE, typed(table, "371"))
    client.force_login(cast.planner2)
    answer = client.post(PAGE, typed(table, "402"))
    assert answer.status_code == 409 and "402" in answer.content.decode()
    assert WorkingValue.objects.get().value == 371


def test_what_cannot_be_read_is_marked_and_nothing_is_kept(client: Client, cast: Cast, table: Table) -> None:
    client.force_login(cast.planner)
    answer = client.post(PAGE, typed(table, "بسیار"))
    assert answer.status_code == 422 and "بسیار" in answer.content.decode()
    assert not WorkingValue.objects.exists()
