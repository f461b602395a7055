"""The list of a report's parts: taking one, keeping what came of it, giving it back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from reports.enums import JobState, PartKind, PartState
from reports.models import ReportPart
from reports.operations.hearts import Heart, silent_after
from reports.operations.kinds import TakenOver

logger = logging.getLogger("jahesh.reports")

# A part that went wrong so often is left out.
ATTEMPTS = 2


@contextmanager
def unhurried() -> Iterator[None]:
    """Within it nothing that is written waits for the disk, which takes longer than most parts.

    What a crash of the database takes away is made once more; the end of the job, written afterwards, is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def claim_part(*, job_id: int, kinds: tuple[PartKind, ...] = tuple(PartKind)) -> ReportPart | None:
    """Take the next part that waits, of a report that is being compiled; None when there is none.

    Two workers at once take two different ones.
    """
    waiting = ReportPart.objects.filter(
        job=job_id, job__state=JobState.RUNNING, kind__in=kinds, state=PartState.QUEUED
    ).order_by("position")
    while part := waiting.select_related("job__plan_year").first():
        untaken = ReportPart.objects.filter(pk=part.pk, state=PartState.QUEUED, attempts=part.attempts)
        if untaken.update(state=PartState.RUNNING, attempts=part.attempts + 1, heartbeat_at=Now()):
            part.state, part.attempts = PartState.RUNNING, part.attempts + 1
            return part
    return None


def heart_of(part: ReportPart) -> Heart:
    """Keeps a claimed part from being given to another while it is being compiled."""
    return Heart(_ours(part))


def keep_part(*, part: ReportPart, content: dict[str, Any]) -> None:
    """Keep what came of a claimed part. Raises TakenOver when it is no longer this worker's."""
    if not _ours(part).update(state=PartState.DONE, content=content, problem=""):
        raise TakenOver


def give_back_part(*, part: ReportPart, error: Exception | None = None) -> None:
    """Let a part be tried once more; what went wrong twice is failed and says why. Without an error it was no fault."""
    if error is None:
        _ours(part).update(state=PartState.QUEUED, attempts=F("attempts") - 1)
        return
    logger.error("report job %s, %s", part.job_id, part, exc_info=error)
    state = PartState.QUEUED if part.attempts < ATTEMPTS else PartState.FAILED
    _ours(part).update(state=state, problem=f"{type(error).__name__}: {error}"[:300])


def give_back_silent_parts(*, job_id: int) -> None:
    """Let the parts whose worker has fallen silent be taken by another."""
    silent = ReportPart.objects.filter(job=job_id, state=PartState.RUNNING, heartbeat_at__lt=Now() - silent_after())
    if count := silent.update(state=PartState.QUEUED):
        logger.warning("report job %s: %s parts whose worker has stopped", job_id, count)


def _ours(part: ReportPart) -> Any:
    return ReportPart.objects.filter(pk=part.pk, state=PartState.RUNNING, attempts=part.attempts)
