"""The list of work: asking for a report, taking a job, compiling it, and what a dead worker leaves."""

from __future__ import annotations

import datetime
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone, translation

from agencies.enums import Act
from agencies.history import record
from agencies.models import Agency, Event
from config import storage
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from reports import data_set, queue, year_end
from reports.enums import JobProblem, JobState, PartKind, PartState
from reports.models import ReportJob
from reports.operations import (
    cancel_job,
    claim_job,
    compile_job,
    compiling,
    give_back_stopped_jobs,
    jobs,
    moment_of,
    neglected_jobs,
    request_check,
    request_report,
)
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_frozen_year, make_year

AT_ONCE = 6


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> Path:
    settings.STORAGE_ROOT = tmp_path / "storage"
    return settings.STORAGE_ROOT


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is waiting here, and none is needed: the queue is only a hint."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")


@pytest.fixture(scope="module")
def kept(module_db: None) -> PlanYear:
    return make_frozen_year(Cast()).plan_year


@pytest.fixture
def year(kept: PlanYear, db: None) -> PlanYear:
    """1399, frozen, in a transaction that is rolled back."""
    return deepcopy(kept)


@pytest.fixture
def committed_year(committed_db: Database, cast: Cast) -> PlanYear:
    """1399, frozen, in a database of the test's own."""
    return make_frozen_year(cast).plan_year


def change(job: ReportJob, **values: Any) -> ReportJob:
    """The job in a state that only time or a dead worker brings about."""
    with transaction.atomic():
        ReportJob.objects.filter(pk=job.pk).update(**values)
        record(by=None, act=Act.CHANGED, kind="reports.report_job", object_id=job.uuid, label=str(job))
    return ReportJob.objects.get(pk=job.pk)


def claimed(job: ReportJob) -> ReportJob:
    taken = claim_job(job_id=job.pk)
    assert taken is not None
    return taken


def acts(job: ReportJob) -> list[str]:
    return list(Event.objects.filter(object_id=job.uuid).order_by("pk").values_list("act", flat=True))


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What the act gives when so many do it at the same moment, each on a connection of its own."""

    def alone(_number: int) -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(alone, range(AT_ONCE)))


# --- asking -------------------------------------------------------------------------------------


def test_request_is_put_on_the_list(year: PlanYear, cast: Cast) -> None:
    job = request_report(by=cast.secretariat, plan_year=year)

    assert (job.state, job.attempts, job.language) == (JobState.QUEUED, 0, "fa")
    assert timezone.now() - job.as_of < datetime.timedelta(seconds=10)
    assert acts(job) == [Act.REPORT_REQUESTED]
    assert Event.objects.get(object_id=job.uuid).actor == cast.secretariat


def test_equal_request_finds_the_unfinished_job(year: PlanYear, cast: Cast) -> None:
    first = request_report(by=cast.secretariat, plan_year=year)
    claimed(first)

    assert request_report(by=cast.deputy, plan_year=year) == first
    assert acts(first) == [Act.REPORT_REQUESTED]


def test_equal_request_after_the_end_is_a_new_job(year: PlanYear, cast: Cast) -> None:
    first = request_report(by=cast.secretariat, plan_year=year)
    change(first, state=JobState.FAILED)

    assert request_report(by=cast.secretariat, plan_year=year) != first


def test_other_language_is_another_job(year: PlanYear, cast: Cast) -> None:
    first = request_report(by=cast.secretariat, plan_year=year)

    assert request_report(by=cast.secretariat, plan_year=year, language="en") != first


def test_job_as_of_an_earlier_moment_does_not_answer_for_now(year: PlanYear, cast: Cast) -> None:
    moment = timezone.now()
    earlier = request_report(by=cast.secretariat, plan_year=year, as_of=moment)
    ReportJob.objects.filter(pk=earlier.pk).update(as_of=moment - datetime.timedelta(hours=1))

    assert request_report(by=cast.secretariat, plan_year=year) != earlier


def test_requests_at_once_make_one_job(committed_year: PlanYear, cast: Cast) -> None:
    person = cast.secretariat

    jobs = at_once(lambda: request_report(by=person, plan_year=committed_year).pk)

    assert len(set(jobs)) == 1
    assert ReportJob.objects.count() == 1
    assert Event.objects.filter(act=Act.REPORT_REQUESTED).count() == 1


def test_request_as_of_tomorrow_is_refused(year: PlanYear, cast: Cast) -> None:
    with pytest.raises(Refused, match="still to come"):
        request_report(by=cast.secretariat, plan_year=year, as_of=timezone.now() + datetime.timedelta(days=1))


def test_request_for_a_year_without_a_table_is_refused(db: None, cast: Cast) -> None:
    with pytest.raises(Refused, match="no master target table"):
        request_report(by=cast.secretariat, plan_year=make_year(1400))


def test_request_as_of_a_moment_before_the_freeze_is_refused(year: PlanYear, cast: Cast) -> None:
    with pytest.raises(Refused, match="no master target table"):
        request_report(by=cast.secretariat, plan_year=year, as_of=timezone.now() - datetime.timedelta(days=1))


def test_request_in_a_strange_language_is_refused(year: PlanYear, cast: Cast) -> None:
    with pytest.raises(Refused, match="language"):
        request_report(by=cast.secretariat, plan_year=year, language="de")


@pytest.mark.parametrize("username", ["jahad.editor", "jahad.head", "auditor", "administrator"])
def test_request_by_others_is_forbidden(username: str, year: PlanYear, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        request_report(by=cast[username], plan_year=year)
    assert ReportJob.objects.count() == 0


def test_as_of_a_day_is_its_last_moment_in_tehran(settings: Any) -> None:
    settings.TODAY = "2020-04-26"

    assert moment_of(datetime.date(2020, 4, 25)) == datetime.datetime(2020, 4, 25, 19, 29, 59, 999999, datetime.UTC)


def test_as_of_today_is_now(settings: Any) -> None:
    settings.TODAY = "2020-04-26"

    assert moment_of(datetime.date(2020, 4, 26)) is None


# --- the hint -----------------------------------------------------------------------------------


@pytest.fixture
def silent_broker() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_request_does_not_wait_for_a_silent_broker(
    committed_year: PlanYear, cast: Cast, silent_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", silent_broker)
    person = cast.secretariat
    before = time.monotonic()

    job = request_report(by=person, plan_year=committed_year)

    assert time.monotonic() - before < 2
    assert ReportJob.objects.get(pk=job.pk).state == JobState.QUEUED


def test_hint_to_a_broker_that_is_gone_takes_no_time() -> None:
    before = time.monotonic()

    queue.send_hint(1)

    assert time.monotonic() - before < 1


# --- taking -------------------------------------------------------------------------------------


def test_claim_counts_the_attempt_and_beats(year: PlanYear, cast: Cast) -> None:
    job = claimed(request_report(by=cast.secretariat, plan_year=year))

    assert (job.state, job.attempts) == (JobState.RUNNING, 1)
    assert job.heartbeat_at is not None


def test_claimed_job_is_not_claimed_again(year: PlanYear, cast: Cast) -> None:
    job = claimed(request_report(by=cast.secretariat, plan_year=year))

    assert claim_job(job_id=job.pk) is None


def test_job_that_is_gone_is_not_claimed(db: None) -> None:
    assert claim_job(job_id=0) is None


def test_claims_at_once_give_the_job_to_one(committed_year: PlanYear, cast: Cast) -> None:
    job = request_report(by=cast.secretariat, plan_year=committed_year)

    taken = at_once(lambda: claim_job(job_id=job.pk))

    assert [each for each in taken if each] == [job]
    assert ReportJob.objects.get(pk=job.pk).attempts == 1


# --- compiling ----------------------------------------------------------------------------------


def test_compiled_job_has_its_files_and_its_event(committed_year: PlanYear, cast: Cast) -> None:
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))

    compile_job(job=job)

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.progress, job.attempts, job.problem) == (JobState.DONE, 100, 1, "")
    assert storage.verify(job.data_set, job.data_hash)
    with storage.open_stored(job.data_set) as file:
        data = data_set.parse(file.read())
    assert job.result == {name: data[name] for name in ("coverage", "returns")}
    assert sorted(job.files) == ["docx", "pdf", "xlsx"]
    assert not job.parts.exclude(state=PartState.DONE).exists()
    assert all(storage.verify(file["stored_as"], file["sha256"]) for file in job.files.values())
    assert acts(job) == [Act.REPORT_REQUESTED, Act.COMPILED]
    assert Event.objects.get(object_id=job.uuid, act=Act.COMPILED).file_hashes == sorted(
        [job.data_hash, *(file["sha256"] for file in job.files.values())]
    )


def test_two_compiles_of_the_same_moment_are_equal_to_the_byte(committed_year: PlanYear, cast: Cast) -> None:
    moment = timezone.now()
    jobs = []
    for _time in range(2):
        job = claimed(request_report(by=cast.secretariat, plan_year=committed_year, as_of=moment))
        compile_job(job=job)
        jobs.append(ReportJob.objects.get(pk=job.pk))

    first, second = jobs
    assert first != second
    assert (first.data_hash, first.files) == (second.data_hash, second.files)


def test_who_is_free_reads_half_of_the_data_set(
    committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reads_its_half_beside_a_helper(question: data_set.Question) -> dict[str, Any]:
        with ThreadPoolExecutor() as helpers:
            helped.extend(helpers.submit(help_alone, job.pk).result())
        return of_targets(question)

    def help_alone(job_id: int) -> list[dict[str, Any]]:
        try:
            compiling.help_with(job_id=job_id)
            return list(job.parts.values("kind", "state", "attempts"))
        finally:
            connection.close()

    helped: list[dict[str, Any]] = []
    moment, of_targets = timezone.now(), data_set.of_targets
    alone = claimed(request_report(by=cast.secretariat, plan_year=committed_year, as_of=moment))
    compile_job(job=alone)
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year, as_of=moment))
    monkeypatch.setattr(data_set, "of_targets", reads_its_half_beside_a_helper)

    compile_job(job=job)

    assert helped == [{"kind": PartKind.DATA, "state": PartState.DONE, "attempts": 1}]
    assert ReportJob.objects.get(pk=job.pk).data_hash == ReportJob.objects.get(pk=alone.pk).data_hash
    assert not job.parts.filter(kind=PartKind.DATA).exists()


def test_half_that_an_earlier_attempt_has_read_does_not_count(committed_year: PlanYear, cast: Cast) -> None:
    moment = timezone.now()
    alone = claimed(request_report(by=cast.secretariat, plan_year=committed_year, as_of=moment))
    compile_job(job=alone)
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year, as_of=moment))
    job.parts.create(kind=PartKind.DATA, key="projects", position=1, state=PartState.DONE, content={"projects": []})

    compile_job(job=job)

    assert ReportJob.objects.get(pk=job.pk).data_hash == ReportJob.objects.get(pk=alone.pk).data_hash


def test_half_that_cannot_be_read_puts_the_job_back(
    committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_set, "of_projects", fails)
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))

    compile_job(job=job)

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.problem, job.data_set) == (JobState.QUEUED, JobProblem.ERROR, "")


def test_next_attempt_goes_on_from_the_data_set(
    committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_arguments: Any) -> bytes:
        raise SystemExit

    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))
    with monkeypatch.context() as patch:
        patch.setitem(compiling.WRITERS, "xlsx", dies)
        with pytest.raises(SystemExit):
            compile_job(job=job)
    left = change(job, state=JobState.QUEUED)
    # By then its parts have been silent as long.
    job.parts.filter(state=PartState.RUNNING).update(heartbeat_at=timezone.now() - datetime.timedelta(minutes=1))
    with transaction.atomic():
        Agency.objects.update(name_fa="نام دیگر")
        record(by=None, act=Act.CHANGED, kind="agencies.agency", object_id=None, label="")

    compile_job(job=claimed(left))

    done = ReportJob.objects.get(pk=job.pk)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert (done.data_set, done.data_hash) == (left.data_set, left.data_hash)
    assert acts(done).count(Act.COMPILED) == 1


def test_worker_taken_for_dead_does_not_spoil_the_work_of_the_next(committed_year: PlanYear, cast: Cast) -> None:
    slow = claimed(request_report(by=cast.secretariat, plan_year=committed_year))
    change(slow, state=JobState.QUEUED)
    compile_job(job=claimed(slow))
    done = ReportJob.objects.get(pk=slow.pk)

    compile_job(job=slow)

    assert ReportJob.objects.values().get(pk=slow.pk) == ReportJob.objects.values().get(pk=done.pk)
    assert acts(done).count(Act.COMPILED) == 1


def fails(*_arguments: Any) -> Any:
    raise ZeroDivisionError("poison")


def test_failure_puts_the_job_back(committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling.data_set, "read", fails)
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))

    compile_job(job=job)

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.attempts, job.problem, job.files) == (JobState.QUEUED, 1, JobProblem.ERROR, {})


def test_fifth_failure_is_the_last(committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling.data_set, "read", fails)
    job = request_report(by=cast.secretariat, plan_year=committed_year)
    for _attempt in range(jobs.ATTEMPTS):
        compile_job(job=claimed(job))

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.attempts, job.problem) == (JobState.FAILED, 5, JobProblem.ERROR)
    assert job.finished_at is not None
    assert claim_job(job_id=job.pk) is None
    assert acts(job) == [Act.REPORT_REQUESTED, Act.FAILED]


def test_poison_section_and_file_fail_alone_with_their_reason(
    committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(year_end.SECTIONS, "money", fails)
    monkeypatch.setitem(compiling.WRITERS, "xlsx", fails)
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))

    compile_job(job=job)

    job = ReportJob.objects.get(pk=job.pk)
    failed = job.parts.filter(state=PartState.FAILED)
    assert (job.state, sorted(job.files)) == (JobState.DONE, ["docx", "pdf"])
    assert {(part.key, part.attempts, part.problem) for part in failed} == {
        ("money", 2, "ZeroDivisionError: poison"),
        ("xlsx", 2, "ZeroDivisionError: poison"),
    }
    assert not job.texts.filter(section="money").exists()


def test_cancelled_job_is_left_alone(committed_year: PlanYear, cast: Cast) -> None:
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))
    cancel_job(by=cast.planner, job=job)

    compile_job(job=job)

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.files, job.parts.count()) == (JobState.CANCELLED, {}, 0)
    assert acts(job) == [Act.REPORT_REQUESTED, Act.REMOVED]
    with pytest.raises(Moved):
        cancel_job(by=cast.planner, job=job)


def test_check_finds_the_report_as_it_is_and_a_flipped_byte(
    committed_year: PlanYear, cast: Cast, own_storage: Path
) -> None:
    report = claimed(request_report(by=cast.secretariat, plan_year=committed_year))
    compile_job(job=report)
    first = request_check(by=cast.auditor, job=report)
    compile_job(job=claimed(first))
    file = own_storage / ReportJob.objects.get(pk=report.pk).files["docx"]["stored_as"]
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    second = request_check(by=cast.auditor, job=report)
    compile_job(job=claimed(second))

    first, second = (ReportJob.objects.get(pk=check.pk) for check in (first, second))
    assert (first.state, first.result["agrees"]) == (JobState.DONE, True), first.result
    assert [each["what"] for each in second.result["findings"] if not each["agrees"]] == ["docx"]


def test_full_disk_is_said_so(committed_year: PlanYear, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: Any, **_named: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiling, "store", full)
    job = claimed(request_report(by=cast.secretariat, plan_year=committed_year))

    compile_job(job=job)

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.problem, job.data_set) == (JobState.QUEUED, JobProblem.STORAGE, "")


def test_altered_data_set_is_not_compiled(committed_year: PlanYear, cast: Cast, own_storage: Path) -> None:
    job = request_report(by=cast.secretariat, plan_year=committed_year)
    stored = storage.store(b"{}", folder="reports")
    job = claimed(change(job, data_set=stored.name, data_hash="0" * 64))

    compile_job(job=job)

    assert ReportJob.objects.get(pk=job.pk).problem == JobProblem.STORAGE


# --- the sweeper --------------------------------------------------------------------------------


@pytest.mark.parametrize(("silent_for", "state"), [(10, JobState.RUNNING), (40, JobState.QUEUED)])
def test_job_of_a_silent_worker_is_given_back(silent_for: int, state: JobState, year: PlanYear, cast: Cast) -> None:
    job = claimed(request_report(by=cast.secretariat, plan_year=year))
    change(job, heartbeat_at=timezone.now() - datetime.timedelta(seconds=silent_for))

    give_back_stopped_jobs()

    assert ReportJob.objects.get(pk=job.pk).state == state


def test_job_that_stopped_five_workers_is_failed(year: PlanYear, cast: Cast) -> None:
    job = claimed(request_report(by=cast.secretariat, plan_year=year))
    change(job, attempts=5, heartbeat_at=timezone.now() - datetime.timedelta(minutes=1))

    give_back_stopped_jobs()

    job = ReportJob.objects.get(pk=job.pk)
    assert (job.state, job.problem) == (JobState.FAILED, JobProblem.STOPPED)
    assert acts(job)[-1] == Act.FAILED


def test_neglected_are_the_jobs_that_wait_longer_than_a_hint_takes(year: PlanYear, cast: Cast) -> None:
    fresh = request_report(by=cast.secretariat, plan_year=year)
    waiting = request_report(by=cast.secretariat, plan_year=year, language="en")
    change(waiting, requested_at=timezone.now() - datetime.timedelta(seconds=20))
    taken = claimed(change(fresh, requested_at=timezone.now()))

    assert neglected_jobs() == [waiting.pk]
    assert taken.state == JobState.RUNNING
