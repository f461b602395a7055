"""What is done with a job of each kind: one table, which the work itself enters.

Work is handed the job and `note`, by which it says how far it is; `note` raises `TakenOver` once the job is no longer
this worker's. It returns the job's files: {"xlsx": {"stored_as", "sha256", "bytes"}, …}.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.enums import ReportKind
from reports.models import ReportJob

Note = Callable[..., None]
Files = dict[str, dict[str, Any]]
Work = Callable[[ReportJob, Note], Files]

WORK: dict[ReportKind, Work] = {}


class TakenOver(Exception):
    """The job was given to somebody else meanwhile, or cancelled; what this worker still holds of it counts no more."""


def work_of(kind: ReportKind) -> Callable[[Work], Work]:
    """Registers what is done with jobs of that kind."""

    def enter(work: Work) -> Work:
        WORK[kind] = work
        return work

    return enter
