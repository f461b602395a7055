"""Files that prove a line of a return: where they go, who may see them; which are taken says `agencies.uploads`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission, Role
from agencies.history import record
from agencies.models import User
from agencies.permissions import has_permission, roles_of, scope_of
from agencies.uploads import Upload, check_quota, take
from config.storage import store
from projects.refusals import Refused
from targets.enums import LineStatus
from targets.lines import label_of, line_of
from targets.models import Evidence, ProgressReport, ReportLine
from targets.operations.progress import add_contributor, claim_report
from targets.permissions import check_user_writes_return, on_behalf
from targets.returns import is_open_to_agency, why_closed

FOLDER = "evidence"


@transaction.atomic
def add_evidence(*, by: User, line: ReportLine, file: Upload, proves: str = "") -> Evidence:
    """Attach a file to a line that is open to the agency; a returned line counts as corrected by it.

    Raises Refused for a file that is not taken, beyond the month's quota, and when the line has left the agency;
    NotStored when the disk is full.
    """
    report = claim_report(line.report)
    check_user_writes_return(by, report)
    line = line_of(report, line)
    if not is_open_to_agency(report, line):
        raise Refused(why_closed(report, line))
    taken = take(file)
    if line.evidence.filter(sha256=hashlib.sha256(taken.content).hexdigest()).exists():
        raise Refused(_("“%(name)s” is attached to this line already.") % {"name": taken.name})
    check_quota(by, len(taken.content))
    stored = store(taken.content, folder=FOLDER)
    evidence = Evidence.objects.create(
        line=line,
        stored_as=stored.name,
        sha256=stored.sha256,
        bytes=stored.bytes,
        content_type=taken.content_type,
        original_name=taken.name,
        proves=proves,
        added_by=by,
    )
    add_contributor(report, by)
    report.save(update_fields=["contributor_ids"])
    if line.status == LineStatus.RETURNED:
        line.status = LineStatus.ENTERED
        line.save(update_fields=["status"])
    record(
        by=by,
        act=Act.EVIDENCE_ADDED,
        kind="targets.evidence",
        object_id=evidence.uuid,
        root_id=report.uuid,
        label=label_of(line),
        agency=report.agency,
        changes={"file": [None, taken.name]} | on_behalf(by, report),
        note=proves,
        file_hashes=[stored.sha256],
    )
    return evidence


def evidence_visible_to(user: User | AnonymousUser) -> QuerySet[Evidence]:
    """Files of the returns that the person may see; the province sees those of lines that are not being corrected."""
    files = Evidence.objects.filter(line__report__in=ProgressReport.objects.visible_to(user))
    scope = scope_of(user, Permission.PROGRESS_VIEW)
    if scope.whole_province and Role.AUDITOR not in roles_of(user):
        open_to_all = ~Q(line__status=LineStatus.ENTERED)
        if has_permission(user, Permission.ON_BEHALF_ENTER):
            open_to_all |= Q(line__report__on_behalf_by__isnull=False)
        files = files.filter(open_to_all)
    return files


def used_elsewhere(files: Iterable[Evidence], user: User | AnonymousUser) -> dict[int, list[Evidence]]:
    """Where else the same files are evidence, by the key of each file that is; as far as the person may see."""
    files = list(files)
    uses: dict[str, list[Evidence]] = {}
    same = evidence_visible_to(user).filter(sha256__in={file.sha256 for file in files})
    about = ("line__report__agency", "line__report__period__plan_year", "line__target__indicator", "line__action")
    for use in same.select_related(*about).order_by("pk"):
        uses.setdefault(use.sha256, []).append(use)
    return {
        file.pk: elsewhere
        for file in files
        if (elsewhere := [use for use in uses.get(file.sha256, []) if use.line_id != file.line_id])
    }
