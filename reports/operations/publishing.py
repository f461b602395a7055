"""From a compiled report to a published one: its narrative, the review, two signatures, the publication.

Each step names what its maker read: the narrative by a hash of its texts, the rest by the version of the publication
and the hash of what was reviewed. Whoever compiled or wrote does not review; the two who sign are two people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Act, Permission, Role
from agencies.history import record
from agencies.models import Event, User
from agencies.permissions import check_permission, roles_of
from config.storage import open_stored
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from reports import data_set, queue
from reports.enums import JobState, PartKind, PublicationStage, ReportKind
from reports.models import Publication, ReportJob, ReportPart, SectionText
from reports.operations.compiling import WRITERS


def texts_hash(texts: Mapping[str, str]) -> str:
    """What stands written of a report's sections: whoever writes names what they read."""
    return hashlib.sha256(json.dumps(dict(sorted(texts.items()))).encode()).hexdigest()[:16]


def contents_hash(job: ReportJob) -> str:
    """The data and the files of a report: whoever signs names what they read."""
    files = "".join(f"{name}:{job.files[name]['sha256']};" for name in sorted(job.files))
    return hashlib.sha256(f"{job.data_hash};{files}".encode()).hexdigest()


@transaction.atomic
def write_narrative(*, by: User, job: ReportJob, texts: Mapping[str, str], seen: str) -> ReportJob:
    """Write what sections say in place of their drafts ("": the draft stands); the files are made anew of it.

    Raises Moved when somebody wrote meanwhile, Refused when the report is not ready, or was reviewed.
    """
    check_permission(by, Permission.REPORT_WRITE)
    job = _locked(job)
    _check_draft(job)
    rows = {row.section: row for row in job.texts.select_for_update()}
    if texts_hash({section: row.text for section, row in rows.items()}) != seen:
        raise Moved
    changes = {}
    for section, text in texts.items():
        row = rows.get(section)
        if row is None or row.text == text or (not row.text and text == row.draft):
            continue
        changes[section] = [row.text, text]
        SectionText.objects.filter(pk=row.pk).update(
            text=text, version=row.version + 1, edited_by=by, edited_at=timezone.now()
        )
    if not changes:
        return job
    # What was written is printed: the data set stays, the files are made anew. The former ones are kept.
    earlier = [*job.result.get("earlier", []), *job.files.values()]
    ReportPart.objects.filter(job=job, kind=PartKind.FILE).delete()
    ReportJob.objects.filter(pk=job.pk).update(
        state=JobState.QUEUED, attempts=0, files={}, finished_at=None, result=job.result | {"earlier": earlier}
    )
    _record(by, Act.CHANGED, job, changes=changes)
    transaction.on_commit(lambda: queue.send_hint(job.pk))
    return job


@transaction.atomic
def review_report(*, by: User, job: ReportJob, content_hash: str) -> Publication:
    """Say that the report is right as it stands. Whoever asked for it or wrote in it does not."""
    check_permission(by, Permission.REPORT_REVIEW)
    job = _locked(job)
    _check_draft(job)
    if job.files.keys() != WRITERS.keys() or job.parts.filter(problem__gt="").exists():
        raise Refused(_("A report of which a part could not be compiled is not published. Have it compiled again."))
    if contents_hash(job) != content_hash:
        raise Moved
    if by.pk == job.requested_by_id or job.texts.filter(edited_by=by).exists():
        raise Refused(_("Whoever asked for a report or wrote in it does not review it."))
    publication, _made = Publication.objects.get_or_create(job=job)
    return _move(
        by,
        publication,
        PublicationStage.REVIEWED,
        content_hash=content_hash,
        reviewed_by=by,
        reviewed_at=timezone.now(),
    )


@transaction.atomic
def send_back(*, by: User, job: ReportJob, content_hash: str, reason: str) -> None:
    """Say what is wrong with a draft, in place of reviewing it: its words are written again, or it is compiled anew."""
    check_permission(by, Permission.REPORT_REVIEW)
    if not reason:
        raise Refused(_("Say why the report goes back."))
    job = _locked(job)
    _check_draft(job)
    if contents_hash(job) != content_hash or was_sent_back(job):
        raise Moved
    _record(by, Act.RETURNED, job, note=reason)


def was_sent_back(job: ReportJob) -> Event | None:
    """Who sent the report back, when and why, where nothing was written in it since."""
    return _sent_back(job.uuid, job.finished_at).select_related("actor").order_by("-pk").first()


def is_sent_back() -> Exists:
    """The same as a condition on reports."""
    return Exists(_sent_back(OuterRef("uuid"), OuterRef("finished_at")))


def _sent_back(key: Any, finished_at: Any) -> QuerySet[Event]:
    return Event.objects.filter(root_id=key, object_id=key, act=Act.RETURNED, at__gt=finished_at)


@transaction.atomic
def sign_publication(*, by: User, publication: Publication, version: int, content_hash: str) -> Publication:
    """Sign for the secretariat or as the deputy governor; with both signatures the report is signed."""
    check_permission(by, Permission.REPORT_SIGN)
    publication = _as_read(publication, version)
    if publication.stage != PublicationStage.REVIEWED or publication.content_hash != content_hash:
        raise Moved
    side = "secretariat" if Role.SECRETARIAT in roles_of(by) else "deputy"
    other = {"secretariat": publication.deputy_by_id, "deputy": publication.secretariat_by_id}[side]
    if getattr(publication, f"{side}_by_id") is not None:
        raise Moved
    if other == by.pk or publication.reviewed_by_id == by.pk:
        raise Refused(_("A report is reviewed by one person and signed by two others."))
    stage = PublicationStage.REVIEWED if other is None else PublicationStage.SIGNED
    signed: dict[str, Any] = {f"{side}_by": by, f"{side}_at": timezone.now()}
    return _move(by, publication, stage, act=Act.SIGNED, **signed)


@transaction.atomic
def take_back(*, by: User, publication: Publication, version: int, reason: str) -> Publication:
    """Back to the draft, with the reason: its narrative may be written again, and all say their word anew."""
    if not reason:
        raise Refused(_("Say why the report goes back."))
    permission = Permission.REPORT_REVIEW if roles_of(by) & {Role.PLANNER} else Permission.REPORT_SIGN
    check_permission(by, permission)
    publication = _as_read(publication, version)
    if publication.stage not in (PublicationStage.REVIEWED, PublicationStage.SIGNED):
        raise Moved
    sides = ("reviewed", "secretariat", "deputy")
    nobody: dict[str, Any] = {f"{side}_{what}": None for side in sides for what in ("by", "at")}
    return _move(by, publication, PublicationStage.DRAFT, act=Act.RETURNED, note=reason, content_hash="", **nobody)


@transaction.atomic
def publish(*, by: User, publication: Publication, version: int, number: str, why: str = "") -> Publication:
    """Publish a signed report under its number; from then on nothing of it changes.

    Where a report about the same was published before, this one restates it: it says what changed, and why.
    """
    check_permission(by, Permission.REPORT_PUBLISH)
    if not number:
        raise Refused(_("A report is published under a number."))
    publication = _as_read(publication, version)
    if publication.stage != PublicationStage.SIGNED:
        raise Moved
    job = publication.job
    # One after the other: two must not both replace the same one.
    PlanYear.objects.select_for_update(no_key=True).get(pk=job.plan_year_id)
    before = published_about(job)
    changes: list[Any] = []
    if before is not None:
        with open_stored(job.data_set) as file:
            data = data_set.parse(file.read())
        if (data["previous"] or {}).get("report") != str(before.job.uuid):
            raise Refused(
                _(
                    "A report about the same was published after this one was compiled: compile it again, then publish "
                    "it."
                )
            )
        if not why:
            raise Refused(_("Say why the published report is restated."))
        changes = data["restatements"]
    return _move(
        by,
        publication,
        PublicationStage.PUBLISHED,
        number=number,
        published_by=by,
        published_at=timezone.now(),
        replaces=before,
        changes=changes,
        why=why if before else "",
    )


def published_about(job: ReportJob) -> Publication | None:
    """The published report about the same that nothing has replaced yet."""
    found = Publication.objects.filter(
        stage=PublicationStage.PUBLISHED,
        replaced_by__isnull=True,
        job__plan_year=job.plan_year_id,
        job__agency=job.agency_id,
        job__sector=job.sector_id,
        job__county=job.county_id,
    ).exclude(job=job)
    return found.select_related("job").order_by("-published_at").first()


def _locked(job: ReportJob) -> ReportJob:
    return ReportJob.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.pk)


def _check_draft(job: ReportJob) -> None:
    if job.kind != ReportKind.YEAR_END or job.state != JobState.DONE:
        raise Refused(_("The report is not ready yet."))
    if Publication.objects.filter(job=job).exclude(stage=PublicationStage.DRAFT).exists():
        raise Refused(_("The report was reviewed; it can be written in once it is back as a draft."))


def _as_read(publication: Publication, version: int) -> Publication:
    found = (
        Publication.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=publication.pk)
    )
    if found.version != version:
        raise Moved
    return found


def _move(
    by: User, publication: Publication, stage: PublicationStage, *, act: Act = Act.MOVED, note: str = "", **values: Any
) -> Publication:
    before = publication.stage
    for name, value in values.items():
        setattr(publication, name, value)
    publication.stage = stage
    publication.version += 1
    publication.save(update_fields=["stage", "version", *values])
    told = {"stage": [before, stage]} | ({"number": [None, values["number"]]} if "number" in values else {})
    hashes = [publication.content_hash] if publication.content_hash else []
    _record(by, act, publication.job, changes=told, note=note or str(values.get("why", "")), file_hashes=hashes)
    return publication


def _record(by: User, act: Act, job: ReportJob, **told: Any) -> None:
    record(by=by, act=act, kind="reports.report_job", object_id=job.uuid, label=str(job), agency=job.agency_id, **told)
