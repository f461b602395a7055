"""A figure's page: what it is made of, who said it, and who may know."""

from __future__ import annotations

import re
import uuid
from copy import deepcopy
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import User
from targets.models import Target
from targets.operations.evidence import add_evidence
from targets.operations.progress import Entry, return_line, save_lines, settle_lines
from tests.cast import Cast
from tests.every_state import pdf_saying
from tests.factories import make_program, make_year
from tests.targets.returns import CROPS, line_of, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_tir(settings):
    settings.TODAY = "2020-07-05"


@pytest.fixture(scope="module")
def kept(module_db):
    with override_settings(TODAY="2020-07-05"):
        return make_world(Cast())


@pytest.fixture
def world(kept):
    return deepcopy(kept)


def crops():
    return Target.objects.get(indicator__code=CROPS, project__program__agency__code="JAHAD")


def page(client, user, target=None):
    client.force_login(user)
    client.cookies["jahesh_language"] = "en"
    return client.get(reverse("figure", args=[(target or crops()).uuid]))


def entries_of(response):
    """The ledger, newest first."""
    steps = [step for life in response.context["lives"] for step in reversed(life.entries)]
    return [(step.kind, step.amount.value, step.words) for step in steps]


def files_of(response):
    return [step.file.original_name for life in response.context["lives"] for step in life.steps if step.file]


def test_figure_names_offers_versions_and_ledger(client, world):
    report = world.signed(1, crops="100")
    settle_lines(by=world.planner, report=report, version=report.version)
    response = page(client, world.planner)
    assert [offer.value for offer in response.context["offers"]] == [Decimal(1200)]
    assert [row.value for row in response.context["versions"]] == [Decimal(1200)]
    assert entries_of(response) == [("verified", Decimal(100), ""), ("reported", Decimal(100), "")]
    first, second, *_rest = response.context["periods"]
    assert (first.expected, first.year_to_date, first.line.verified.value) == (Decimal(100), Decimal(100), Decimal(100))
    assert (second.expected, second.year_to_date, second.line) == (Decimal(200), None, None)
    html = response.content.decode()
    assert "jahad.editor" in html
    assert "planner" in html


def test_figure_adds_up_over_the_periods(client, world):
    world.signed(1, crops="100")
    world.signed(2, crops="80")
    periods = page(client, world.planner).context["periods"]
    assert [each.year_to_date for each in periods[:3]] == [Decimal(100), Decimal(180), None]


def test_figure_tells_nobody_what_is_not_signed(client, world):
    world.entered(1, crops="77")
    for reader in (world.planner, world.jahad_editor):
        assert entries_of(page(client, reader)) == []


def test_figure_tells_nobody_a_correction_that_is_not_signed(client, world):
    report = world.signed(1, crops="100")
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="سند ندارد")
    save_lines(by=world.jahad_editor, report=report, version=report.version, values={line.uuid: Entry(Decimal(77))})
    response = page(client, world.planner)
    assert entries_of(response) == [("returned", Decimal(100), "سند ندارد"), ("reported", Decimal(100), "")]
    assert response.context["performance"].reported == Decimal(100)


def test_figure_names_no_file_of_a_correction_that_is_not_signed(client, world, settings, tmp_path):
    settings.STORAGE_ROOT = tmp_path
    report = world.signed(1)
    line = line_of(report, CROPS)
    return_line(by=world.planner, line=line, version=report.version, reason="سند ندارد")
    pdf = SimpleUploadedFile("scale.pdf", pdf_saying("scale"))
    add_evidence(by=world.jahad_editor, line=line, file=pdf, proves="قبض باسکول")
    assert [files_of(page(client, reader)) for reader in (world.planner, world.deputy)] == [[], []]
    assert files_of(page(client, world.jahad_head)) == ["scale.pdf"]


def test_figure_of_another_agency_is_as_unknown_as_one_that_is_not_there(client, world):
    foreign = page(client, world.samt_editor)
    client.force_login(world.samt_editor)
    unknown = client.get(reverse("figure", args=[uuid.uuid4()]))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert anonymous(foreign) == anonymous(unknown)


def anonymous(response):
    """The page without what differs in every answer: the address asked for and the form's token."""
    named = r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}"
    return re.sub(named, "", response.content.decode())


def test_figure_for_who_reads_no_master_table(client, world):
    assert page(client, world.administrator).status_code == 403


def test_figure_before_the_freeze_and_of_a_refused_program(client, cast):
    year = make_year()
    for status in ("negotiation", "rejected"):
        program = make_program(cast, plan_year=year, status=status)
        response = page(client, cast.planner, Target.objects.get(project__program=program))
        assert response.status_code == 200


@pytest.mark.parametrize("months", [1, 3])
def test_figure_costs_the_same_queries_for_few_entries_and_many(client, world, months):
    for ordinal in range(1, months + 1):
        world.signed(ordinal)
    client.force_login(User.objects.get(pk=world.planner.pk))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("figure", args=[crops().uuid]))
    assert len(queries) == 22
