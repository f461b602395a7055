"""Compiling a year-end report: its data set first, written and committed; then its files, made of that alone.

Whoever takes the job up again goes on from what an earlier attempt has left.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone, translation

from config.barriers import wait_at
from config.clock import today
from config.storage import open_stored, sha256_of, store
from reports import data_set, excel, pdf
from reports.enums import ReportKind
from reports.models import ReportJob
from reports.operations.kinds import Files, Note, work_of

FOLDER = "reports"

# What is made of the data set, in this order, and how far the work is before each.
WRITERS: dict[str, tuple[int, Callable[[dict[str, Any], str], bytes]]] = {
    "xlsx": (50, excel.workbook),
    "pdf": (75, pdf.document),
}


@work_of(ReportKind.YEAR_END)
def compile_year_end(job: ReportJob, note: Note) -> Files:
    data = data_set.parse(_data_set_of(job, note))
    files = {}
    for extension, (progress, write) in WRITERS.items():
        note(progress=progress)
        stored = store(_written(write, data, job), folder=FOLDER)
        files[extension] = {"stored_as": stored.name, "sha256": stored.sha256, "bytes": stored.bytes}
    return files


def _data_set_of(job: ReportJob, note: Note) -> bytes:
    """The job's data set: the one an earlier attempt has left, else written and committed now."""
    if not job.data_set:
        note(progress=5)
        content = data_set.written(data_set.read(job.plan_year, as_of=job.as_of, on=_day_of(job)))
        stored = store(content, folder=FOLDER)
        note(progress=40, data_set=stored.name, data_hash=stored.sha256)
        job.data_set, job.data_hash = stored.name, stored.sha256
        wait_at("REPORT_BARRIER")
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
