"""Large outputs: asked for on a page, written by a worker as whoever asked may see it, gone when the link dies."""

from __future__ import annotations

import datetime
import io
from copy import deepcopy

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reports.enums import JobState
from reports.files import reconcile
from reports.models import ReportJob
from reports.operations import claim_job, compile_job, drop_old_exports
from targets.excel import HEADING_ROW
from targets.views import master_table_export
from tests.cast import Cast
from tests.targets.returns import make_world

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


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many rows that none is small."""
    monkeypatch.setattr(master_table_export, "AT_ONCE", 0)


def asked_for(client: Client, address: str) -> ReportJob:
    """The job, as the page of the master table leads to it."""
    leads = client.get(address)
    assert leads.status_code == 302
    page = client.get(leads["Location"])
    assert page.status_code == 200 and not ReportJob.objects.exists()
    assert client.post(leads["Location"])["Location"].startswith("/exports/")
    return ReportJob.objects.get()


def written(job: ReportJob) -> ReportJob:
    claimed = claim_job(job_id=job.pk)
    assert claimed is not None
    compile_job(job=claimed)
    job.refresh_from_db()
    return job


def test_a_large_one_is_written_by_a_worker_as_it_was_asked_for(client: Client, world, large) -> None:
    client.force_login(world.samt_editor)
    client.cookies["jahesh_language"] = "en"
    job = asked_for(client, "/targets/export.xlsx?year=1399&group=agency&sort=-agreed")
    assert client.get(reverse("export", args=[job.uuid])).status_code == 200
    assert client.get(reverse("export-file", args=[job.uuid, "xlsx"])).status_code == 404
    assert (written(job).state, job.progress, job.problem) == (JobState.DONE, 100, "")
    address = reverse("export-file", args=[job.uuid, "xlsx"])
    assert address in client.get(reverse("export", args=[job.uuid])).content.decode()
    page = load_workbook(io.BytesIO(b"".join(client.get(address)))).worksheets[0]
    # What the officer of that agency may see of it, and nothing else.
    agency = world.samt_editor.memberships.get().agency
    assert {page.cell(HEADING_ROW + 1, 1).value, page.cell(HEADING_ROW + 2, 4).value} == {agency.name_en}
    assert page.cell(HEADING_ROW + 3, 1).value is None
    assert page.cell(HEADING_ROW, 1).value == "Project code"
    assert not reconcile().missing and not reconcile().altered


def test_asked_for_twice_it_is_written_once(client: Client, world, large) -> None:
    client.force_login(world.planner)
    job = asked_for(client, "/targets/export.csv?year=1399")
    client.post(f"{reverse('export-request')}?year=1399&as=csv")
    assert ReportJob.objects.get() == job
    [(extension, file)] = written(job).files.items()
    assert (extension, file["bytes"] > 100) == ("csv", True)


def test_it_is_nobody_else_s(client: Client, world, large) -> None:
    client.force_login(world.planner)
    job = written(asked_for(client, "/targets/export.xlsx?year=1399"))
    client.force_login(world.planner2)
    for address in (reverse("export", args=[job.uuid]), reverse("export-file", args=[job.uuid, "xlsx"])):
        assert client.get(address).status_code == 404
    assert job not in ReportJob.objects.visible_to(world.planner)


def test_who_may_see_no_more_gets_no_more(client: Client, world, large) -> None:
    """What a person may see is asked when it is written, not when it was asked for."""
    client.force_login(world.jahad_editor)
    job = asked_for(client, "/targets/export.xlsx?year=1399")
    world.jahad_editor.memberships.update(valid_until=datetime.date(2020, 7, 1))
    assert written(job).files == {}
    assert job.state == JobState.QUEUED and job.problem


@pytest.mark.parametrize("swept", [False, True])
def test_the_link_dies(client: Client, world, large, swept: bool) -> None:
    client.force_login(world.planner)
    job = written(asked_for(client, "/targets/export.xlsx?year=1399"))
    assert drop_old_exports() == 0
    ReportJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - datetime.timedelta(hours=25))
    if swept:
        assert (drop_old_exports(), drop_old_exports()) == (1, 0)
        job.refresh_from_db()
        assert job.files == {}
    page = reverse("export", args=[job.uuid])
    assert client.get(reverse("export-file", args=[job.uuid, "xlsx"]))["Location"] == page
    shown = client.get(page).content.decode()
    assert "export-file" not in shown and "/exports/?year=1399&amp;as=xlsx" in shown
