"""Large outputs of the master table: a worker writes them, whoever asked takes them away while the link lives.

What stands in one is what that person may see at the moment it is written. It never leaves by mail.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Collection
from functools import partial
from typing import IO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act, Permission
from agencies.history import record
from agencies.models import User
from agencies.permissions import check_permission
from config.storage import discard, store
from projects.refusals import Refused
from reports import queue
from reports.enums import UNFINISHED, JobState, ReportKind
from reports.models import ReportJob
from reports.operations.kinds import Files, Note, work_of
from targets.excel import master_table_csv, write_master_table
from targets.filters import asked_for
from targets.master_table import MasterTableContent

# So long the link lives; asked for again it is written anew.
KEPT_FOR = datetime.timedelta(hours=24)
FOLDER = "exports"
# So many bytes are held in memory while they are written.
HELD = 4 * 1024 * 1024


def _write_csv(file: IO[bytes], content: MasterTableContent, *, shown: Collection[str] | None = None) -> None:
    file.writelines(master_table_csv(content, shown=shown))


WRITERS = {"xlsx": write_master_table, "csv": _write_csv}


@transaction.atomic
def request_export(*, by: User, query: str, extension: str, language: str) -> ReportJob:
    """Put the master table, as the query asks for it, on the list of work.

    One that the person waits for already is returned instead of a second. Raises PermissionDenied, Http404 as the page
    does, and Refused for a query that is not understood.
    """
    check_permission(by, Permission.MASTER_TABLE_VIEW)
    asked = asked_for(QueryDict(query), by)
    if asked is None or not asked.is_understood:
        raise Refused(_("It is not clear what is asked for. Go back to the master table and set the filters anew."))
    if extension not in WRITERS or language not in dict(settings.LANGUAGES):
        raise Refused(_("There is no such output."))
    parameters = {"query": query, "extension": extension}
    # Two equal requests at once must not both find nothing.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    waiting = ReportJob.objects.exports_of(by).filter(state__in=UNFINISHED, parameters=parameters, language=language)
    if job := waiting.first():
        return job
    job = ReportJob.objects.create(
        kind=ReportKind.EXPORT,
        plan_year=asked.plan_year,
        as_of=timezone.now(),
        language=language,
        parameters=parameters,
        requested_by=by,
    )
    _record(job, Act.REPORT_REQUESTED, by=by)
    transaction.on_commit(lambda: queue.send_hint(job.pk))
    return job


@work_of(ReportKind.EXPORT)
def write_export(job: ReportJob, note: Note) -> Files:
    """Read the table as the person sees it now, and write it."""
    person = job.requested_by
    if person is None or not person.is_active:
        raise PermissionDenied
    check_permission(person, Permission.MASTER_TABLE_VIEW)
    extension = job.parameters["extension"]
    with translation.override(job.language), tempfile.SpooledTemporaryFile(max_size=HELD) as file:
        asked = asked_for(QueryDict(job.parameters["query"]), person)
        if asked is None:
            raise LookupError("no year is planned any more")
        note(progress=10)
        content = asked.read_in_order()
        note(progress=60, result={"targets": len(content.rows)})
        WRITERS[extension](file, content, shown=asked.shown)
        note(progress=90)
        file.seek(0)
        stored = store(file, folder=FOLDER)
    return {extension: {"stored_as": stored.name, "sha256": stored.sha256, "bytes": stored.bytes}}


def drop_old_exports() -> int:
    """Throw away what nobody can take away any more; returns how many."""
    ended = ReportJob.objects.filter(kind=ReportKind.EXPORT, state=JobState.DONE, finished_at__lt=Now() - KEPT_FOR)
    return sum(_drop(job) for job in ended.exclude(files={}))


@transaction.atomic
def _drop(job: ReportJob) -> bool:
    job = ReportJob.objects.select_for_update().get(pk=job.pk)
    names = {file["stored_as"] for file in job.files.values()}
    if not names:
        return False
    ReportJob.objects.filter(pk=job.pk).update(files={})
    _record(job, Act.REMOVED, by=None)
    left = ReportJob.objects.filter(kind=ReportKind.EXPORT).exclude(files={})
    elsewhere = {file["stored_as"] for other in left for file in other.files.values()}
    for name in sorted(names - elsewhere):
        transaction.on_commit(partial(discard, name))
    return True


def _record(job: ReportJob, act: Act, *, by: User | None) -> None:
    record(by=by, act=act, kind="reports.report_job", object_id=job.uuid, label=str(job))
