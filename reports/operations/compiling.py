"""Compiling a year-end report: its data set first, written and committed; then its parts, made of that alone.

`ReportPart` is the list of a report's parts: half of the data set, read at the same snapshot as the other; sections
and agencies' chapters; then the files that are put together of them. Every worker that is free takes parts of it;
whoever holds the job works along, waits for what others hold, and is the only one to put together. Whoever takes the
job up again goes on from what is there already.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

from django.utils import translation

from config.barriers import wait_at
from config.storage import open_stored, sha256_of, store
from reports import data_set, excel, pdf, queue, word_report, year_end
from reports.enums import PartKind, PartState, PublicationStage, ReportKind
from reports.models import Publication, ReportJob, ReportPart, SectionText
from reports.operations.asking import period_at_the_end_of
from reports.operations.kinds import Files, Note, TakenOver, work_of
from reports.operations.parts import claim_part, give_back_part, give_back_silent_parts, heart_of, keep_part, unhurried
from reports.year_end import Data, Report, Section

FOLDER = "reports"
# Whoever waits for parts that others hold looks again after so many seconds.
LOOK_EVERY = 0.02
# So often it is noted how far the report is, and seen whether it was cancelled.
NOTE_EVERY = 0.5

# What is put together of the parts.
WRITERS: dict[str, Callable[[Report], bytes]] = {
    "pdf": pdf.document,
    "docx": word_report.document,
    "xlsx": excel.workbook,
}
SAYS = (PartKind.SECTION, PartKind.AGENCY)


@work_of(ReportKind.YEAR_END)
def compile_year_end(job: ReportJob, note: Note) -> Files:
    data = _data_set_of(job, note)
    # How much of what was due has been reported: whoever reviews the report reads it beside how much is compiled.
    note(progress=20, result=job.result | {name: data[name] for name in ("coverage", "returns")})
    with unhurried():
        _list_parts(job, year_end.parts_of(data))
        _work_through(job, SAYS, note, start=20, end=60)
        keep_drafts(job)
        _list_parts(job, [(PartKind.FILE, extension) for extension in WRITERS], after=len(year_end.parts_of(data)))
        _work_through(job, (PartKind.FILE,), note, start=60, end=95)
    files = {part.key: part.content for part in job.parts.filter(kind=PartKind.FILE, state=PartState.DONE)}
    if not files:
        raise RuntimeError("no file of the report could be written")
    return files


def help_with(*, job_id: int) -> None:
    """Work on parts of a report that somebody else holds, until there is none left to take."""
    with unhurried(), suppress(OSError, TakenOver):
        while part := claim_part(job_id=job_id):
            compile_part(part)


def compile_part(part: ReportPart) -> None:
    """Compile a claimed part and keep it.

    What goes wrong in it fails this part alone, after a second attempt, and says why. Raises OSError when the storage
    is away: then the job is for another time.
    """
    job = part.job
    try:
        with translation.override(job.language), heart_of(part):
            if part.kind == PartKind.DATA:
                content = data_set.read(question_of(job), data_set.of_projects, at=part.content["snapshot"])
            elif part.kind == PartKind.FILE:
                stored = store(WRITERS[part.key](report_of(job)), folder=FOLDER)
                content = {"stored_as": stored.name, "sha256": stored.sha256, "bytes": stored.bytes}
            else:
                content = year_end.packed(year_end.compiled(_data(job.data_set, job.data_hash), part.kind, part.key))
    except OSError:
        give_back_part(part=part)
        raise
    except Exception as error:
        give_back_part(part=part, error=error)
    else:
        keep_part(part=part, content=content)


def report_of(job: ReportJob) -> Report:
    """The report put together of the parts that are there, with what is written of them."""
    parts: dict[tuple[str, str], Section] = {}
    failed = {}
    for part in job.parts.filter(kind__in=SAYS).order_by("position"):
        if part.state == PartState.DONE:
            parts[part.kind, part.key] = year_end.unpacked(part.content)
        else:
            failed[part.key] = part.problem
    words = dict(job.texts.values_list("section", "text"))
    return year_end.put_together(_data(job.data_set, job.data_hash), job.data_hash, parts, words, failed)


def keep_drafts(job: ReportJob) -> None:
    """Keep what each section says by itself, for whoever wants to write it otherwise. What was written stays."""
    sections = job.parts.filter(kind=PartKind.SECTION, state=PartState.DONE).order_by("position")
    SectionText.objects.bulk_create(
        [
            SectionText(job=job, section=part.key, draft="\n".join(part.content["draft"]))
            for part in sections
            if part.key in year_end.SECTIONS
        ],
        ignore_conflicts=True,
    )


def question_of(job: ReportJob) -> data_set.Question:
    """What the report's data set answers."""
    return data_set.Question(
        plan_year=job.plan_year,
        as_of=job.as_of,
        on=job.day,
        span=job.span,
        ordinal=job.ordinal,
        through=period_at_the_end_of(job.plan_year, job.span, job.ordinal),
        agency=job.agency,
        sector=job.sector,
        county=job.county,
        previous=published_before(job),
    )


def published_before(job: ReportJob) -> tuple[Data, Data] | None:
    """The last published report about the same, with its data set."""
    published = Publication.objects.filter(
        stage=PublicationStage.PUBLISHED,
        job__plan_year=job.plan_year,
        job__agency=job.agency,
        job__sector=job.sector,
        job__county=job.county,
        job__as_of__lt=job.as_of,
    )
    found = published.select_related("job").order_by("-job__as_of", "-pk").first()
    if found is None:
        return None
    before = _data(found.job.data_set, found.job.data_hash)
    reference = {
        "report": str(found.job.uuid),
        "number": found.number,
        "as_of": before["as_of"],
        "day": before["day"],
        "data_hash": found.job.data_hash,
    }
    return reference, before


def _data_set_of(job: ReportJob, note: Note) -> Data:
    """The job's data set: the one an earlier attempt has left, else written and committed now."""
    if not job.data_set:
        note(progress=5)
        content = data_set.written(_read(job, note))
        stored = store(content, folder=FOLDER)
        note(progress=20, data_set=stored.name, data_hash=stored.sha256)
        job.data_set, job.data_hash = stored.name, stored.sha256
        wait_at("REPORT_BARRIER")
    return _data(job.data_set, job.data_hash)


def _read(job: ReportJob, note: Note) -> Data:
    """The data set: the half of the targets is read here, the other by whoever is free."""
    half = job.parts.filter(kind=PartKind.DATA)
    with data_set.snapshot() as name, unhurried():
        # What an earlier attempt has left is of another snapshot.
        half.delete()
        _list_parts(job, [(PartKind.DATA, "projects")], content={"snapshot": name})
        data = data_set.read(question_of(job), data_set.of_targets, at=name)
        _work_through(job, (PartKind.DATA,), note, start=5, end=20)
    part = half.get()
    if part.state != PartState.DONE:
        raise RuntimeError(f"half of the data set could not be read: {part.problem}")
    part.delete()
    return data | part.content


# A worker compiles many parts of one report, one after the other.
@lru_cache(maxsize=1)
def _data(stored_as: str, sha256: str) -> Data:
    if sha256_of(stored_as) != sha256:
        raise OSError(f"the stored data set {stored_as} is no longer what was written")
    with open_stored(stored_as) as file:
        return data_set.parse(file.read())


def _list_parts(
    job: ReportJob, parts: list[tuple[PartKind, str]], *, after: int = 0, content: Data | None = None
) -> None:
    """Put the parts on the list; what an earlier attempt has put there stays, with what became of it."""
    ReportPart.objects.bulk_create(
        [
            ReportPart(job=job, kind=kind, key=key, position=position, content=content or {})
            for position, (kind, key) in enumerate(parts, after + 1)
        ],
        ignore_conflicts=True,
    )
    queue.send_part_hints(job.pk, len(parts))


def _work_through(job: ReportJob, kinds: tuple[PartKind, ...], note: Note, *, start: int, end: int) -> None:
    """Work on the parts of these kinds, with whoever else does, until every one of them is done or failed."""
    parts = job.parts.filter(kind__in=kinds)
    unfinished = parts.filter(state__in=(PartState.QUEUED, PartState.RUNNING))
    of, noted = parts.count(), 0.0
    while True:
        while part := claim_part(job_id=job.pk, kinds=kinds):
            compile_part(part)
            if time.monotonic() - noted > NOTE_EVERY:
                note(progress=start + (end - start) * (of - unfinished.count()) // max(of, 1))
                noted = time.monotonic()
        if not unfinished.exists():
            return
        if time.monotonic() - noted > NOTE_EVERY:
            give_back_silent_parts(job_id=job.pk)
            note()
            noted = time.monotonic()
        # Others work on what is left; the database is asked, since a hint of theirs may be lost.
        time.sleep(LOOK_EVERY)
