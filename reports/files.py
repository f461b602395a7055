"""The files of a report, and whether every file and the row that names it still agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from agencies.uploads import counts_towards_quota
from config.storage import sha256_of, stored_names
from reports.enums import JobState, PartKind, PartState
from reports.models import FollowUpFile, HqSession, Intake, MinistryForm, ReportJob, ReportPart


class ReportedFile(NamedTuple):
    """A file that can be taken away: `name` is made by us, `size` in bytes where known."""

    name: str
    url: str
    size: int | None


class Kept(NamedTuple):
    """What a row says about its file: `owner` is the kind of row and its UUID."""

    owner: str
    stored_as: str
    sha256: str


class Reconciliation(NamedTuple):
    """Rows whose file is `missing`, or `altered` since it was stored; `orphans` are files that no row names."""

    checked: int
    missing: list[Kept]
    altered: list[Kept]
    orphans: list[str]

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.altered or self.orphans)


def places_of(job: ReportJob) -> dict[str, str]:
    """Where the files of a finished report are stored, by extension; {} before it is finished."""
    if job.state != JobState.DONE:
        return {}
    return {extension: file["stored_as"] for extension, file in job.files.items()} | {"json": job.data_set}


def name_of(job: ReportJob, extension: str) -> str:
    """The name under which it is taken away: kind, year, and the beginning of the data's hash."""
    about = [job.kind.replace("_", "-"), str(job.plan_year.year)]
    about += [f"{job.span}-{job.ordinal}"] if job.ordinal else []
    about += [each for each in (job.agency and job.agency.code, job.sector and job.sector.code) if each]
    about += [job.county.sci_code] if job.county else []
    return f"{'-'.join(about)}-{job.data_hash[:8]}-{job.language}.{extension}"


def downloads(job: ReportJob) -> list[ReportedFile]:
    """The files of a finished report as its page offers them."""
    return [
        ReportedFile(
            name=name_of(job, extension),
            url=reverse("report-file", args=[job.uuid, extension]),
            size=job.files[extension]["bytes"] if extension in job.files else None,
        )
        for extension in places_of(job)
    ]


counts_towards_quota(Intake, by="handed_by", at="handed_at")
counts_towards_quota(FollowUpFile, by="follow_up__made_by", at="follow_up__made_at")
counts_towards_quota(HqSession, by="signed_by", at="signed_at")
counts_towards_quota(MinistryForm, by="uploaded_by", at="uploaded_at")


def reconcile() -> Reconciliation:
    """Compare every stored file with the row that names it, reading each file once."""
    kept = list(_kept())
    present = {name: sha256_of(name) for name in stored_names()}
    return Reconciliation(
        checked=len(kept),
        missing=[row for row in kept if row.stored_as not in present],
        altered=[row for row in kept if present.get(row.stored_as, row.sha256) != row.sha256],
        orphans=sorted(present.keys() - {row.stored_as for row in kept}),
    )


def _kept() -> Iterator[Kept]:
    for model in _tables_of_files():
        rows = model._default_manager.exclude(stored_as="").values_list("uuid", "stored_as", "sha256")
        for key, stored_as, sha256 in rows.iterator():
            yield Kept(f"{model._meta.model_name} {key}", stored_as, sha256)
    for job in ReportJob.objects.exclude(data_set="", files={}).iterator():
        if job.data_set:
            yield Kept(f"report {job.uuid}", job.data_set, job.data_hash)
        for file in [*job.files.values(), *job.result.get("earlier", [])]:
            yield Kept(f"report {job.uuid}", file["stored_as"], file["sha256"])
    # Of a report that is being compiled, or never was finished, its parts name the files.
    parts = ReportPart.objects.filter(kind=PartKind.FILE, state=PartState.DONE).exclude(job__state=JobState.DONE)
    for part in parts.select_related("job").iterator():
        yield Kept(f"report {part.job.uuid}", part.content["stored_as"], part.content["sha256"])


def _tables_of_files() -> Iterator[type[Model]]:
    """Every table whose rows name a stored file and its hash, so that none is forgotten."""
    for model in apps.get_models():
        if {"stored_as", "sha256"} <= {field.name for field in model._meta.fields}:
            yield model
