"""From a compiled report to a published one: who does what, nothing changes then, what a later one restates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from agencies.enums import Act
from agencies.guards import Sqlstate
from agencies.models import Event
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from reports.enums import JobState, PublicationStage
from reports.models import Publication, ReportJob
from reports.operations import (
    claim_job,
    compile_job,
    compiling,
    publish,
    request_report,
    review_report,
    send_back,
    sign_publication,
    take_back,
    write_narrative,
)
from reports.operations.publishing import contents_hash, is_sent_back, texts_hash, was_sent_back
from reports.tables.desk import waits_for
from reports.year_end import Report
from targets.models import ProgressReport, ReportLine
from targets.operations.progress import Entry, save_lines, send_report, settle_lines, sign_report, take_back_line
from targets.operations.reopening import reopen_period
from tests.cast import Cast
from tests.databases import Database
from tests.reports.test_data_set import make_reported_year


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.STORAGE_ROOT = tmp_path / "storage"
    settings.TODAY = "2020-04-22"
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    # What the files look like is the matter of other tests; here it matters what they are made of.
    for extension in compiling.WRITERS:
        monkeypatch.setitem(compiling.WRITERS, extension, told)
    with translation.override("en"):
        yield


def told(report: Report) -> bytes:
    return repr([(section.key, section.draft) for section in report.parts]).encode()


@pytest.fixture
def year(committed_db: Database, cast: Cast) -> PlanYear:
    return make_reported_year(cast)


def compiled(cast: Cast, year: PlanYear) -> ReportJob:
    return worked_on(request_report(by=cast.secretariat, plan_year=year, language="en"))


def worked_on(job: ReportJob) -> ReportJob:
    taken = claim_job(job_id=job.pk)
    assert taken is not None
    compile_job(job=taken)
    return ReportJob.objects.get(pk=job.pk)


def seen(job: ReportJob) -> str:
    return texts_hash(dict(job.texts.values_list("section", "text")))


def signed(cast: Cast, job: ReportJob) -> Publication:
    publication = review_report(by=cast.planner, job=job, content_hash=contents_hash(job))
    for person in (cast.secretariat, cast.deputy):
        publication = sign_publication(
            by=person,
            publication=publication,
            version=publication.version,
            content_hash=publication.content_hash,
        )
    return publication


def published(cast: Cast, job: ReportJob, number: str, why: str = "") -> Publication:
    publication = signed(cast, job)
    return publish(by=cast.secretariat, publication=publication, version=publication.version, number=number, why=why)


def test_narrative_is_written_beside_the_figures_and_printed(year: PlanYear, cast: Cast) -> None:
    job = compiled(cast, year)
    draft = job.texts.get(section="axes").draft

    write_narrative(by=cast.secretariat, job=job, texts={"axes": "In our own words.", "money": ""}, seen=seen(job))
    again = worked_on(job)

    row = again.texts.get(section="axes")
    assert (row.draft, row.text, row.edited_by) == (draft, "In our own words.", cast.secretariat)
    assert (again.state, again.data_hash) == (JobState.DONE, job.data_hash)
    assert again.files["pdf"] != job.files["pdf"]
    assert job.files["pdf"] in again.result["earlier"]
    with pytest.raises(Moved):
        write_narrative(by=cast.secretariat, job=again, texts={"axes": "x"}, seen=texts_hash({}))
    with pytest.raises(PermissionDenied):
        write_narrative(by=cast.planner, job=again, texts={"axes": "x"}, seen=seen(again))


def test_report_is_reviewed_signed_by_two_and_published_for_good(year: PlanYear, cast: Cast) -> None:
    job = compiled(cast, year)
    with pytest.raises(Moved):
        review_report(by=cast.planner, job=job, content_hash="0" * 64)
    publication = review_report(by=cast.planner, job=job, content_hash=contents_hash(job))
    with pytest.raises(Refused, match="reviewed"):
        write_narrative(by=cast.secretariat, job=job, texts={"axes": "late"}, seen=seen(job))
    as_read = {"publication": publication, "content_hash": publication.content_hash}
    publication = sign_publication(by=cast.secretariat, version=publication.version, **as_read)
    with pytest.raises(Moved):
        sign_publication(by=cast.secretariat, version=publication.version, **as_read)
    with pytest.raises(Moved):
        publish(by=cast.secretariat, publication=publication, version=publication.version, number="1")
    publication = sign_publication(by=cast.deputy, version=publication.version, **as_read)
    with pytest.raises(PermissionDenied):
        publish(by=cast.deputy, publication=publication, version=publication.version, number="1")

    publication = publish(by=cast.secretariat, publication=publication, version=publication.version, number="41/1")

    assert publication.stage == PublicationStage.PUBLISHED
    assert list(Event.objects.filter(object_id=job.uuid).order_by("pk").values_list("act", flat=True)) == [
        *(Act.REPORT_REQUESTED, Act.COMPILED, Act.MOVED, Act.SIGNED, Act.SIGNED, Act.MOVED)
    ]
    for statement in (
        "UPDATE reports_publication SET number = '2'",
        "DELETE FROM reports_publication",
        "UPDATE reports_reportjob SET data_hash = 'x'",
        "UPDATE reports_reportpart SET problem = 'x'",
        "DELETE FROM reports_reportpart",
        "UPDATE reports_sectiontext SET text = 'x'",
        f"INSERT INTO reports_sectiontext (job_id, section, draft, text, version) VALUES ({job.pk}, 'new', '', '', 1)",
    ):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert refusal.value.__cause__.pgcode == Sqlstate.FROZEN, statement  # type: ignore[union-attr]


def test_whoever_asked_does_not_review(year: PlanYear, cast: Cast) -> None:
    job = worked_on(request_report(by=cast.planner, plan_year=year, language="en"))

    with pytest.raises(Refused, match="does not review"):
        review_report(by=cast.planner, job=job, content_hash=contents_hash(job))
    assert review_report(by=cast.planner2, job=job, content_hash=contents_hash(job)).reviewed_by == cast.planner2


def test_a_draft_is_sent_back_with_what_is_wrong_until_it_is_written_again(year: PlanYear, cast: Cast) -> None:
    job = compiled(cast, year)
    with pytest.raises(Refused, match="Say why"):
        send_back(by=cast.planner, job=job, content_hash=contents_hash(job), reason="")
    with pytest.raises(PermissionDenied):
        send_back(by=cast.deputy, job=job, content_hash=contents_hash(job), reason="A name is wrong.")
    with pytest.raises(Moved):
        send_back(by=cast.planner, job=job, content_hash="another", reason="A name is wrong.")
    send_back(by=cast.planner, job=job, content_hash=contents_hash(job), reason="A name is wrong.")
    with pytest.raises(Moved):
        send_back(by=cast.planner2, job=job, content_hash=contents_hash(job), reason="A name is wrong.")

    def waiting() -> list[int]:
        jobs = ReportJob.objects.annotate(is_back=is_sent_back())
        return [jobs.filter(waits_for(person)).count() for person in (cast.secretariat, cast.planner)]

    back = was_sent_back(job)
    assert back and (back.act, back.note, back.actor) == (Act.RETURNED, "A name is wrong.", cast.planner)
    assert waiting() == [1, 0]
    section = job.texts.order_by("pk")[0].section
    written = write_narrative(by=cast.secretariat, job=job, texts={section: "Corrected."}, seen=seen(job))
    assert was_sent_back(worked_on(written)) is None
    assert waiting() == [0, 1]


def test_taken_back_it_is_a_draft_without_signatures(year: PlanYear, cast: Cast) -> None:
    publication = signed(cast, compiled(cast, year))

    publication = take_back(
        by=cast.deputy, publication=publication, version=publication.version, reason="A section is missing."
    )

    found = Publication.objects.get(pk=publication.pk)
    assert found.stage == PublicationStage.DRAFT
    assert (found.reviewed_by, found.secretariat_by, found.deputy_by, found.content_hash) == (None, None, None, "")


def test_later_report_restates_the_published_one(year: PlanYear, cast: Cast, settings: Any) -> None:
    first = published(cast, compiled(cast, year), "41/1")
    settings.TODAY = "2020-06-10"
    restate_crops(cast, "90.25", "The figure was that of another county.")
    job = compiled(cast, year)

    publication = signed(cast, job)
    with pytest.raises(Refused, match="why"):
        publish(by=cast.secretariat, publication=publication, version=publication.version, number="41/2")
    second = publish(
        by=cast.secretariat, publication=publication, version=publication.version, number="41/2", why="A correction."
    )

    assert (second.replaces, second.why) == (first, "A correction.")
    changed = {(row["figure"], row["ordinal"], row["old"], row["new"]) for row in second.changes}
    assert ("reported", 1, "100.5", "90.25") in changed
    assert ("verified", 1, "100.5", "90.25") in changed
    assert {row["why"] for row in second.changes} == {"The figure was that of another county."}


def restate_crops(cast: Cast, value: str, reason: str) -> None:
    """The settled line is opened once more, corrected, signed and settled."""
    line = ReportLine.objects.select_related("report__period", "report__agency").get(
        target__isnull=False, reported__isnull=False
    )
    report = line.report
    reopen_period(
        by=cast.planner, period=report.period, agency=report.agency, until=datetime.date(2020, 6, 20), reason=reason
    )
    take_back_line(by=cast.jahad_editor, line=line, version=report.version, reason=reason)
    report = ProgressReport.objects.get(pk=report.pk)
    report = save_lines(
        by=cast.jahad_editor,
        report=report,
        version=report.version,
        values={line.uuid: Entry(Decimal(value), note="recounted")},
    )
    report = send_report(by=cast.jahad_editor, report=report, version=report.version)
    report = sign_report(by=cast.jahad_head, report=report, version=report.version)
    settle_lines(by=cast.planner, report=report, version=report.version)
