"""The pages of the reports: who sees them, what they answer, and what can be taken away."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency
from config.storage import store
from projects.models import PlanYear
from reports.enums import JobProblem, JobState, PublicationStage
from reports.models import ReportJob
from reports.operations import request_report
from tests.cast import Cast
from tests.factories import make_frozen_year

SEES = ["planner", "deputy", "secretariat", "auditor"]
AGENCIES = ["jahad.editor", "jahad.head"]
CONTENT = {"xlsx": b"workbook", "pdf": b"document", "json": b"{}"}


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGE_ROOT = tmp_path / "storage"
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")


@pytest.fixture(scope="module")
def kept(module_db: None) -> PlanYear:
    return make_frozen_year(Cast()).plan_year


@pytest.fixture
def year(kept: PlanYear, db: None) -> PlanYear:
    return deepcopy(kept)


@pytest.fixture
def job(year: PlanYear, cast: Cast) -> ReportJob:
    return request_report(by=cast.secretariat, plan_year=year, language="en")


@pytest.fixture
def done(job: ReportJob) -> ReportJob:
    """The job, finished, with files that say which they are."""
    stored = {extension: store(content, folder="reports") for extension, content in CONTENT.items()}
    return change(
        job,
        state=JobState.DONE,
        progress=100,
        data_set=stored["json"].name,
        data_hash=stored["json"].sha256,
        files={
            extension: {"stored_as": stored[extension].name, "sha256": stored[extension].sha256, "bytes": 8}
            for extension in ("xlsx", "pdf")
        },
        finished_at=timezone.now(),
    )


def change(job: ReportJob, **values: Any) -> ReportJob:
    with transaction.atomic():
        ReportJob.objects.filter(pk=job.pk).update(**values)
        record(by=None, act=Act.CHANGED, kind="reports.report_job", object_id=job.uuid, label=str(job))
    return ReportJob.objects.get(pk=job.pk)


def signed_in(client: Client, cast: Cast, username: str) -> Client:
    client.force_login(cast[username])
    client.cookies["jahesh_language"] = "en"
    return client


def taken_away(client: Client, job: ReportJob, extension: str) -> tuple[bytes, HttpResponse]:
    answer: Any = client.get(reverse("report-file", args=[job.uuid, extension]))
    return b"".join(answer.streaming_content), answer


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", SEES)
def test_province_sees_the_reports(username: str, client: Client, cast: Cast, done: ReportJob) -> None:
    signed_in(client, cast, username)

    assert client.get(reverse("report-list")).status_code == 200
    assert client.get(done.get_absolute_url()).status_code == 200
    assert taken_away(client, done, "pdf")[0] == CONTENT["pdf"]


@pytest.mark.parametrize("username", AGENCIES)
def test_agency_sees_those_about_itself_alone(username: str, client: Client, cast: Cast, done: ReportJob) -> None:
    signed_in(client, cast, username)

    assert str(done.uuid) not in client.get(reverse("report-list")).content.decode()
    assert client.get(done.get_absolute_url()).status_code == 404
    assert client.get(reverse("report-file", args=[done.uuid, "pdf"])).status_code == 404
    assert client.post(reverse("report-request"), {}).status_code == 403
    change(done, agency=Agency.objects.get(code="JAHAD"))
    assert client.get(done.get_absolute_url()).status_code == 200
    assert taken_away(client, done, "pdf")[0] == CONTENT["pdf"]


def test_administrator_does_not(client: Client, cast: Cast, done: ReportJob) -> None:
    signed_in(client, cast, "administrator")

    assert client.get(reverse("report-list")).status_code == 403
    assert client.get(done.get_absolute_url()).status_code == 403


def test_auditor_reads_but_does_not_ask(client: Client, cast: Cast, year: PlanYear) -> None:
    signed_in(client, cast, "auditor")

    assert "Compile the report" not in client.get(reverse("report-list")).content.decode()
    assert client.post(reverse("report-request"), {"plan_year": year.pk, "language": "fa"}).status_code == 403
    assert ReportJob.objects.count() == 0


def test_unknown_report_is_not_found(db: None, client: Client, cast: Cast) -> None:
    signed_in(client, cast, "planner")
    nowhere = uuid.uuid4()

    assert client.get(reverse("report-detail", args=[nowhere])).status_code == 404
    assert client.get(reverse("report-file", args=[nowhere, "pdf"])).status_code == 404


# --- asking -------------------------------------------------------------------------------------


def test_request_leads_to_the_report(client: Client, cast: Cast, year: PlanYear) -> None:
    signed_in(client, cast, "secretariat")

    answer = client.post(reverse("report-request"), {"plan_year": year.pk, "language": "en", "as_of": ""})

    job = ReportJob.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == job.get_absolute_url()
    assert (job.requested_by, job.language, job.state) == (cast.secretariat, "en", JobState.QUEUED)


def test_request_as_of_tomorrow_is_said_beside_the_field(client: Client, cast: Cast, year: PlanYear) -> None:
    signed_in(client, cast, "secretariat")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    answer = client.post(
        reverse("report-request"), {"plan_year": year.pk, "language": "en", "as_of": tomorrow.isoformat()}
    )

    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert ReportJob.objects.count() == 0


def test_request_by_get_is_no_request(client: Client, cast: Cast, year: PlanYear) -> None:
    signed_in(client, cast, "secretariat")

    assert client.get(reverse("report-request")).status_code == 405


# --- watching -----------------------------------------------------------------------------------


def test_unfinished_report_asks_again(client: Client, cast: Cast, job: ReportJob) -> None:
    signed_in(client, cast, "planner")

    page = client.get(job.get_absolute_url()).content.decode()

    assert f'hx-get="{job.get_absolute_url()}"' in page
    assert "report.pdf" not in page


def test_poll_is_answered_with_the_progress_alone(client: Client, cast: Cast, job: ReportJob) -> None:
    signed_in(client, cast, "planner")

    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith("<div hx-get")
    assert "<html" not in part


def test_finished_report_offers_its_files_and_asks_no_more(client: Client, cast: Cast, done: ReportJob) -> None:
    signed_in(client, cast, "planner")

    part = client.get(done.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert "hx-get" not in part
    assert all(reverse("report-file", args=[done.uuid, extension]) in part for extension in CONTENT)


def test_failed_report_says_why(client: Client, cast: Cast, job: ReportJob) -> None:
    change(job, state=JobState.FAILED, problem=JobProblem.STORAGE)
    signed_in(client, cast, "planner")

    with translation.override("en"):
        reason = str(JobProblem.STORAGE.label)
    assert reason in client.get(job.get_absolute_url()).content.decode()


def test_list_asks_the_database_as_often_for_many_reports(
    client: Client, cast: Cast, year: PlanYear, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, cast, "planner")
    counts = []
    for number in (1, 24):
        for hour in range(number):
            moment = timezone.now() - datetime.timedelta(microseconds=hour + 1)
            request_report(by=cast.secretariat, plan_year=year, as_of=moment, language="en")
        with django_assert_max_num_queries(25) as queries:
            client.get(reverse("report-list"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_list_says_as_of_which_day_and_how_far_the_publication_is(
    client: Client, cast: Cast, done: ReportJob, settings: Any
) -> None:
    settings.TODAY = "2020-07-05"
    signed_in(client, cast, "planner")
    [row] = client.get(reverse("report-list")).context["table"].rows
    # The clock of the rules stands on an earlier day than that of the machine.
    assert row.get_cell("as_of") == '۱۳۹۹/۰۴/۱۵ <span class="j-soft j-small">پیش از پایان سال</span>'
    assert str(PublicationStage.DRAFT.label) in row.get_cell("publication")


# --- taking away --------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", CONTENT)
def test_file_is_an_attachment_with_a_name_of_ours(extension: str, client: Client, cast: Cast, done: ReportJob) -> None:
    signed_in(client, cast, "planner")

    content, answer = taken_away(client, done, extension)

    assert content == CONTENT[extension]
    digest = hashlib.sha256(CONTENT["json"]).hexdigest()[:8]
    assert answer["Content-Disposition"] == f'attachment; filename="year-end-1399-{digest}-en.{extension}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_file_of_an_unfinished_report_is_not_there(client: Client, cast: Cast, job: ReportJob) -> None:
    signed_in(client, cast, "planner")

    assert client.get(reverse("report-file", args=[job.uuid, "pdf"])).status_code == 404


@pytest.mark.parametrize("extension", ["html", "exe", "..pdf", "PDF"])
def test_there_are_no_other_files(extension: str, client: Client, cast: Cast, done: ReportJob) -> None:
    signed_in(client, cast, "planner")

    assert client.get(reverse("report-file", args=[done.uuid, extension])).status_code == 404
