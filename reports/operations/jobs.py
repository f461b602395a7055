"""Reports: asking for one, and what a worker does with it.

`ReportJob` is the list of work. A worker takes a job by compare-and-set, which counts the attempt; from then on every
write of that worker names the attempt, so that one who was taken for dead cannot spoil the work of the next. The data
set is written and committed first: whoever takes the job up again goes on from it.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act, Permission
from agencies.history import record
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import today
from config.persian.calendar import tehran_day_bounds
from config.storage import open_stored, sha256_of, store
from projects.models import PlanYear
from projects.refusals import Refused
from reports import data_set, excel, pdf, queue
from reports.enums import UNFINISHED, JobProblem, JobState, ReportKind
from reports.models import ReportJob
from targets.models import MasterTable

logger = logging.getLogger("jahesh.reports")

# After so many attempts a job is not worth another.
ATTEMPTS = 5
BEAT_EVERY = 10.0
SILENT_AFTER = datetime.timedelta(seconds=30)
# A job waits so long for its hint to arrive before the sweeper sends another.
NEGLECTED_AFTER = datetime.timedelta(seconds=5)
# Who asks "as of now" twice within this time asks for the same report.
SAME_MOMENT = datetime.timedelta(minutes=1)
FOLDER = "reports"

# What is made of the data set, in this order, and how far the work is before each.
WRITERS: dict[str, tuple[int, Callable[[dict[str, Any], str], bytes]]] = {
    "xlsx": (50, excel.workbook),
    "pdf": (75, pdf.document),
}


class TakenOver(Exception):
    """The job was given to somebody else meanwhile; what this worker still holds of it counts no more."""


# --- asking -------------------------------------------------------------------------------------


def moment_of(day: datetime.date) -> datetime.datetime | None:
    """Until when counts what is recorded "as of" a day: its last moment in Tehran, or None (now) for today."""
    if day == today():
        return None
    return tehran_day_bounds(day)[1] - datetime.timedelta(microseconds=1)


@transaction.atomic
def request_report(
    *,
    by: User,
    plan_year: PlanYear,
    as_of: datetime.datetime | None = None,
    kind: ReportKind = ReportKind.YEAR_END,
    language: str = "fa",
) -> ReportJob:
    """Put a report on the list of work, and return the job.

    `as_of` is the moment until which what was recorded counts; None is now. An equal request that is not finished is
    returned instead of a second one. Raises PermissionDenied; Refused for a moment still to come, a language the
    product does not speak and a year without a master table.
    """
    check_permission(by, Permission.REPORT_COMPILE)
    now = timezone.now()
    if as_of is not None and as_of > now:
        raise Refused(_("A report cannot be compiled as of a moment that is still to come."))
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("There is no report in this language."))
    # Two equal requests at once must not both find nothing; foreign keys to the year are not held up by this lock.
    PlanYear.objects.select_for_update(no_key=True).get(pk=plan_year.pk)
    if not MasterTable.objects.filter(plan_year=plan_year, frozen_at__lte=as_of or now).exists():
        raise Refused(_("The year had no master target table by then: the report is compiled from the frozen table."))
    same = ReportJob.objects.filter(plan_year=plan_year, kind=kind, language=language, state__in=UNFINISHED)
    same = same.filter(as_of=as_of) if as_of else same.filter(as_of__gte=now - SAME_MOMENT)
    if job := same.first():
        return job
    job = ReportJob.objects.create(
        plan_year=plan_year, kind=kind, language=language, as_of=as_of or now, requested_by=by
    )
    record(
        by=by,
        act=Act.REPORT_REQUESTED,
        kind="reports.report_job",
        object_id=job.uuid,
        label=str(job),
        changes={"as_of": [None, job.as_of.isoformat()]},
    )
    transaction.on_commit(lambda: queue.send_hint(job.pk))
    return job


# --- working ------------------------------------------------------------------------------------


def claim_job(*, job_id: int) -> ReportJob | None:
    """Take the job if it waits; None when it is gone, finished or in other hands."""
    taken = ReportJob.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat_at=Now()
    )
    return ReportJob.objects.select_related("plan_year").get(pk=job_id) if taken else None


def compile_job(*, job: ReportJob) -> None:
    """Compile a claimed job: data set, workbook, document, done.

    A failure puts the job back for another attempt, after the last one it is failed and says why; nothing is raised.
    """
    try:
        with _Heart(job):
            data = data_set.parse(_data_set_of(job))
            files = {}
            for extension, (progress, write) in WRITERS.items():
                _note(job, progress=progress)
                stored = store(_written(write, data, job), folder=FOLDER)
                files[extension] = {"stored_as": stored.name, "sha256": stored.sha256, "bytes": stored.bytes}
            _finish(job, files)
    except TakenOver:
        logger.warning("report job %s, attempt %s: taken over by another worker", job.pk, job.attempts)
    except Exception as error:
        logger.exception("report job %s, attempt %s", job.pk, job.attempts)
        _give_back(job, JobProblem.STORAGE if isinstance(error, OSError) else JobProblem.ERROR)


def give_back_stopped_jobs() -> None:
    """Put the jobs whose worker has fallen silent back on the list; after the last attempt they are failed."""
    for job in ReportJob.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=Now() - SILENT_AFTER):
        logger.warning("report job %s, attempt %s: its worker has stopped", job.pk, job.attempts)
        _give_back(job, JobProblem.STOPPED)


def neglected_jobs() -> list[int]:
    """The jobs that have waited longer than a hint takes to arrive, oldest first."""
    waiting = Q(state=JobState.QUEUED, requested_at__lt=Now() - NEGLECTED_AFTER)
    return list(ReportJob.objects.filter(waiting).order_by("requested_at").values_list("pk", flat=True))


def _data_set_of(job: ReportJob) -> bytes:
    """The job's data set: the one an earlier attempt has left, else written and committed now."""
    if not job.data_set:
        _note(job, progress=5)
        content = data_set.written(data_set.read(job.plan_year, as_of=job.as_of, on=_day_of(job)))
        stored = store(content, folder=FOLDER)
        _note(job, progress=40, data_set=stored.name, data_hash=stored.sha256)
        job.data_set, job.data_hash = stored.name, stored.sha256
        _wait_at_barrier()
    if sha256_of(job.data_set) != job.data_hash:
        raise OSError(f"the stored data set of report job {job.pk} is no longer what was written")
    with open_stored(job.data_set) as file:
        return file.read()


def _day_of(job: ReportJob) -> datetime.date:
    """The day for which the rules ask what was due: the day of the as-of moment, but no day still to come."""
    return min(timezone.localdate(job.as_of), today())


def _written(write: Callable[[dict[str, Any], str], bytes], data: dict[str, Any], job: ReportJob) -> bytes:
    with translation.override(job.language):
        return write(data, job.data_hash)


def _note(job: ReportJob, **changes: Any) -> None:
    """Write to the job and show a sign of life. Raises TakenOver when it is no longer this worker's."""
    ours = ReportJob.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if not ours.update(heartbeat_at=Now(), **changes):
        raise TakenOver


@transaction.atomic
def _finish(job: ReportJob, files: dict[str, dict[str, Any]]) -> None:
    _note(job, state=JobState.DONE, progress=100, files=files, problem="", finished_at=Now())
    record(
        by=None,
        act=Act.COMPILED,
        kind="reports.report_job",
        object_id=job.uuid,
        label=str(job),
        file_hashes=[job.data_hash, *(file["sha256"] for file in files.values())],
    )


@transaction.atomic
def _give_back(job: ReportJob, problem: JobProblem) -> None:
    ours = ReportJob.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if job.attempts < ATTEMPTS:
        ours.update(state=JobState.QUEUED, problem=problem)
    elif ours.update(state=JobState.FAILED, problem=problem, finished_at=Now()):
        record(
            by=None,
            act=Act.FAILED,
            kind="reports.report_job",
            object_id=job.uuid,
            label=str(job),
            note=problem,
        )


def _wait_at_barrier() -> None:
    """A hook for tests: while the file that JAHESH_REPORT_BARRIER names exists, the worker stands still here."""
    while settings.REPORT_BARRIER and Path(settings.REPORT_BARRIER).exists():
        time.sleep(0.05)


class _Heart(threading.Thread):
    """Shows that the worker lives while one long step keeps it busy; it beats on a connection of its own."""

    def __init__(self, job: ReportJob) -> None:
        super().__init__(name=f"heart of report job {job.pk}", daemon=True)
        self.mine = ReportJob.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
        self.stopped = threading.Event()

    def __enter__(self) -> _Heart:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        self.join()

    def run(self) -> None:
        try:
            while not self.stopped.wait(BEAT_EVERY):
                try:
                    self.mine.update(heartbeat_at=Now())
                except DatabaseError:
                    logger.warning("a heartbeat was not written", exc_info=True)
                    connection.close()
        finally:
            connection.close()
