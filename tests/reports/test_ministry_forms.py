"""Fill my form: handed in, told what stands under its headings, given back filled, known again."""

from __future__ import annotations

import io
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from agencies.models import Event
from projects.refusals import Moved, Refused
from reports.models import MinistryForm
from reports.operations.ministry_forms import keep_form, map_columns, point_at_headings
from tests.cast import Cast
from tests.reports.ministry_forms import HEADING_ROW, HEADINGS, form_of_a_ministry
from tests.targets.returns import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_tir(settings):
    settings.TODAY = "2020-07-05"


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY="2020-07-05"):
        world = make_world(Cast())
        world.signed(1, crops="100")
        return world, keep_form(by=world.planner, file=uploaded())


@pytest.fixture
def world(kept):
    return deepcopy(kept[0])


@pytest.fixture
def form(kept):
    return deepcopy(kept[1])


FORM = form_of_a_ministry()


def uploaded(name: str = "فرم.xlsx", content: bytes = FORM) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_headings_are_found_and_understood(form) -> None:
    assert (form.sheet, form.header_row) == ("فرم", HEADING_ROW)
    assert [text for _column, text in form.headings] == list(HEADINGS)
    # A heading that says nothing is left to people.
    assert form.filled == {
        1: "ordinal",
        2: "project",
        3: "indicator",
        4: "unit",
        5: "target",
        6: "actual",
        7: "achievement",
    }


def test_filled_it_says_what_the_master_table_says(client: Client, world, form) -> None:
    client.force_login(world.planner)
    client.cookies["jahesh_language"] = "fa"
    response = client.get(reverse("ministry-form-filled", args=[form.uuid]), {"group": "agency", "agency": "JAHAD"})
    page = load_workbook(io.BytesIO(response.content)).active
    rows = list(page.iter_rows(min_row=HEADING_ROW + 1, max_row=HEADING_ROW + 3, max_col=7, values_only=True))
    with override("fa"):
        crops = next(row for row in rows if row[4] == 1200)
    assert crops[5:] == (100, pytest.approx(0.083333, abs=1e-6))
    assert [row[0] for row in rows] == [1, 2, 3]
    assert page.cell(HEADING_ROW + 4, 2).value == "جمع"


def test_a_choice_is_kept_and_the_next_form_with_the_same_headings_begins_so(client: Client, world, form) -> None:
    client.force_login(world.planner)
    chosen = {"version": form.version, "column_2": "program", "column_5": "verified", "column_7": ""}
    response = client.post(reverse("ministry-form", args=[form.uuid]), chosen)
    assert response.status_code == 302
    form.refresh_from_db()
    assert (form.filled, form.mapped_by, form.version) == ({2: "program", 5: "verified"}, world.planner, 2)
    assert Event.objects.filter(object_id=form.uuid).count() == 2
    # Another letterhead, another name of the sheet, the same headings written on an Arabic keyboard.
    again = form_of_a_ministry(title="نمونه", headings=tuple(heading.replace("ی", "ي") for heading in HEADINGS))
    assert keep_form(by=world.planner2, file=uploaded("دیگر.xlsx", again)).filled == form.filled


def test_two_who_change_it_at_once_do_not_lose_anything(world, form) -> None:
    map_columns(by=world.planner, form=form, version=1, columns={2: "program"})
    with pytest.raises(Moved):
        map_columns(by=world.planner2, form=form, version=1, columns={2: "project"})
    with pytest.raises(Moved):
        point_at_headings(by=world.planner2, form=form, version=1, sheet="فرم", header_row=1)


def test_headings_elsewhere_are_pointed_at(world, form) -> None:
    assert point_at_headings(by=world.planner, form=form, version=1, sheet="فرم", header_row=1).headings == [
        [1, "وزارت کشور"]
    ]
    with pytest.raises(Refused):
        point_at_headings(by=world.planner, form=form, version=2, sheet="فرم", header_row=2)
    with pytest.raises(Refused):
        point_at_headings(by=world.planner, form=form, version=2, sheet="ناموجود", header_row=3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.xlsx", b"no workbook at all"),
        ("form.xlsm", FORM),
        ("form.xlsx", FORM[:900]),
    ],
)
def test_what_is_no_honest_workbook_is_not_kept(client: Client, world, name: str, content: bytes) -> None:
    client.force_login(world.planner)
    before = MinistryForm.objects.count()
    response = client.post(reverse("ministry-forms"), {"file": SimpleUploadedFile(name, content)})
    assert (response.status_code, MinistryForm.objects.count()) == (422, before)


def test_the_same_file_is_kept_once(world, form) -> None:
    assert keep_form(by=world.planner2, file=uploaded()) == form


def test_the_list_does_not_grow_in_queries(client: Client, world, form) -> None:
    client.force_login(world.planner)
    client.get(reverse("ministry-forms"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("ministry-forms"))
    for number in range(20):
        form.pk, form.uuid, form.sha256 = None, MinistryForm().uuid, f"{number:064}"
        form.save(force_insert=True)
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("ministry-forms")).status_code == 200
    assert len(many) == len(few) <= 25
