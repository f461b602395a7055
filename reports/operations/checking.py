"""Checking a report: it is compiled once more, and compared with what is kept of it. Nothing of it is written."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import translation

from config.storage import open_stored, verify
from reports import data_set, year_end
from reports.enums import ReportKind
from reports.models import ReportJob
from reports.operations.compiling import WRITERS, question_of
from reports.operations.kinds import Files, Note, work_of


@work_of(ReportKind.CHECK)
def check_report(job: ReportJob, note: Note) -> Files:
    """What is kept of the report, compiled once more: whether each agrees stands in the check's result."""
    report = job.of
    assert report is not None  # noqa: S101 -- the database demands it
    findings = compared(report)
    note(result={"agrees": all(each["agrees"] for each in findings), "findings": findings}, data_hash=report.data_hash)
    return {}


def compared(job: ReportJob) -> list[dict[str, Any]]:
    """The report compiled once more beside what is kept of it: [{"what", "agrees", …}]; nothing is written."""
    found: list[dict[str, Any]] = []
    with open_stored(job.data_set) as file:
        kept = data_set.parse(file.read())
    found.append({"what": "stored_data", "agrees": verify(job.data_set, job.data_hash)})
    now = data_set.parse(data_set.written(data_set.read(question_of(job))))
    differing = sorted(name for name in kept.keys() | now.keys() if kept.get(name) != now.get(name))
    found.append({"what": "data", "agrees": not differing, "differing": differing})
    words = dict(job.texts.values_list("section", "text"))
    with translation.override(job.language):
        report = year_end.whole(kept, job.data_hash, words)
        for extension, kept_file in sorted(job.files.items()):
            again = hashlib.sha256(WRITERS[extension](report)).hexdigest()
            is_whole = verify(kept_file["stored_as"], kept_file["sha256"])
            found.append({"what": extension, "agrees": is_whole and again == kept_file["sha256"]})
    return found
