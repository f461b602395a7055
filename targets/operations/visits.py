"""Recording a field visit (بازدید میدانی): what was seen on the spot counts as verified."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import record
from agencies.models import User
from agencies.uploads import SCANS, Upload, check_quota, take
from config.clock import today
from config.storage import store
from projects.models import Project
from projects.refusals import Refused
from targets.lines import lines_of, project_of
from targets.models import FieldVisit, ProgressReport, VisitPhoto
from targets.operations.evidence import FOLDER
from targets.operations.progress.entering import Entry, value_of
from targets.operations.progress.verifying import accept_line, because, claim_for_verification, sent_line, set_figure
from targets.returns import amount_in


@transaction.atomic
def record_visit(
    *,
    by: User,
    report: ProgressReport,
    version: int,
    project: Project,
    visited_on: datetime.date,
    place: str,
    visitors: str,
    findings: str,
    photos: Sequence[Upload] = (),
    seen: Mapping[uuid.UUID, Entry] | None = None,
) -> FieldVisit:
    """Keep what was found of a project, and judge lines of its return by what was `seen` (by their UUIDs).

    A line that was seen as it was reported is verified, any other one adjusted; the ledger names the visit. All of it
    or nothing. Raises Refused for a day to come, for a file that is no photo, and for a line of another project.
    """
    report = claim_for_verification(report, version, by)
    if visited_on > today():
        raise Refused(_("A visit is recorded after it was made."))
    findings = because(findings)
    lines = {line.uuid: line for line in lines_of(report) if project_of(line).pk == project.pk}
    if not lines or not {*(seen or {})} <= {*lines}:
        raise Refused(_("The line belongs to another return."))
    visit = FieldVisit.objects.create(
        project=project, visited_on=visited_on, place=place, visitors=visitors, findings=findings, recorded_by=by
    )
    kept = _keep_photos(visit, photos)
    record(
        by=by,
        act=Act.CREATED,
        kind="targets.field_visit",
        object_id=visit.uuid,
        root_id=report.uuid,
        label=project.code,
        agency=report.agency,
        changes={"visited_on": [None, visited_on.isoformat()], "place": [None, place], "visitors": [None, visitors]},
        note=findings,
        file_hashes=[photo.sha256 for photo in kept],
    )
    for key, entry in (seen or {}).items():
        line = sent_line(report, lines[key])
        if value_of(line, entry) == amount_in(line):
            accept_line(line, by=by, reason=findings[:500], visit=visit)
        else:
            set_figure(line, entry, by=by, reason=findings[:500], visit=visit)
    return visit


def _keep_photos(visit: FieldVisit, photos: Sequence[Upload]) -> list[VisitPhoto]:
    found: dict[str, VisitPhoto] = {}
    for file in photos:
        taken = take(file, SCANS)
        check_quota(visit.recorded_by, len(taken.content))
        stored = store(taken.content, folder=FOLDER)
        found.setdefault(
            stored.sha256,
            VisitPhoto(
                visit=visit,
                stored_as=stored.name,
                sha256=stored.sha256,
                bytes=stored.bytes,
                content_type=taken.content_type,
                original_name=taken.name,
            ),
        )
    return VisitPhoto.objects.bulk_create(found.values())
