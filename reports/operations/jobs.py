"""The list of work: what a worker does with a job, and what becomes of one whose worker died.

`ReportJob` is the list. A worker takes a job by compare-and-set, which counts the attempt; from then on every write of
that worker names the attempt, so that one who was taken for dead cannot spoil the work of the next. What is done with a
job of each kind stands in `reports.operations.kinds`.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from agencies.enums import Act, Permission
from agencies.history import record
from agencies.models import User
from agencies.permissions import check_permission
from projects.refusals import Moved
from reports.enums import UNFINISHED, JobProblem, JobState, ReportKind
from reports.models import ReportJob
from reports.operations.hearts import Heart, silent_after
from reports.operations.kinds import WORK, Files, TakenOver

logger = logging.getLogger("jahesh.reports")

# After so many attempts a job is not worth another.
ATTEMPTS = 5
# A job waits so long for its hint to arrive before the sweeper sends another.
NEGLECTED_AFTER = datetime.timedelta(seconds=5)
# So many hints are sent in one look: more than the workers can follow only fill the queue.
HINTED_AT_ONCE = 20


def claim_job(*, job_id: int) -> ReportJob | None:
    """Take the job if it waits; None when it is gone, finished or in other hands."""
    taken = ReportJob.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat_at=Now()
    )
    jobs = ReportJob.objects.select_related("plan_year", "agency", "sector", "county")
    return jobs.get(pk=job_id) if taken else None


def compile_job(*, job: ReportJob) -> None:
    """Do the work of a claimed job.

    A failure puts the job back for another attempt, after the last one it is failed and says why; nothing is raised.
    """

    def note(**changes: Any) -> None:
        """Write to the job and show a sign of life. Raises TakenOver when it is no longer this worker's."""
        if not _ours(job).update(heartbeat_at=Now(), **changes):
            raise TakenOver

    try:
        with Heart(_ours(job)):
            files = WORK[ReportKind(job.kind)](job, note)
            _finish(job, files)
    except TakenOver:
        logger.warning("report job %s, attempt %s: taken over or cancelled", job.pk, job.attempts)
    except Exception as error:
        logger.exception("report job %s, attempt %s", job.pk, job.attempts)
        _give_back(job, JobProblem.STORAGE if isinstance(error, OSError) else JobProblem.ERROR)


def give_back_stopped_jobs() -> None:
    """Put the jobs whose worker has fallen silent back on the list; after the last attempt they are failed."""
    for job in ReportJob.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=Now() - silent_after()):
        logger.warning("report job %s, attempt %s: its worker has stopped", job.pk, job.attempts)
        _give_back(job, JobProblem.STOPPED)


def neglected_jobs() -> list[int]:
    """The jobs that have waited longer than a hint takes to arrive, the oldest of them."""
    waiting = Q(state=JobState.QUEUED, requested_at__lt=Now() - NEGLECTED_AFTER)
    return list(
        ReportJob.objects.filter(waiting).order_by("requested_at").values_list("pk", flat=True)[:HINTED_AT_ONCE]
    )


@transaction.atomic
def cancel_job(*, by: User, job: ReportJob) -> None:
    """Take a job off the list, or out of the hands of whoever works on it. Raises Moved when it has ended."""
    check_permission(by, Permission.REPORT_COMPILE)
    unfinished = ReportJob.objects.filter(pk=job.pk, state__in=UNFINISHED)
    if not unfinished.update(state=JobState.CANCELLED, finished_at=Now()):
        raise Moved
    _record(job, Act.REMOVED, by=by, changes={"state": [job.state, JobState.CANCELLED]})


def _ours(job: ReportJob) -> Any:
    return ReportJob.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


@transaction.atomic
def _finish(job: ReportJob, files: Files) -> None:
    ended = _ours(job).update(
        heartbeat_at=Now(), state=JobState.DONE, progress=100, files=files, problem="", finished_at=Now()
    )
    if not ended:
        raise TakenOver
    job.refresh_from_db(fields=["data_hash"])
    hashes = [job.data_hash, *(file["sha256"] for file in files.values())]
    _record(job, Act.COMPILED, file_hashes=[each for each in hashes if each])


@transaction.atomic
def _give_back(job: ReportJob, problem: JobProblem) -> None:
    if job.attempts < ATTEMPTS:
        _ours(job).update(state=JobState.QUEUED, problem=problem)
    elif _ours(job).update(state=JobState.FAILED, problem=problem, finished_at=Now()):
        _record(job, Act.FAILED, note=problem)


def _record(job: ReportJob, act: Act, *, by: User | None = None, **told: Any) -> None:
    record(by=by, act=act, kind="reports.report_job", object_id=job.uuid, label=str(job), agency=job.agency_id, **told)
