"""One sheet for the head: all that waits for a signature, what changed and what stands out first.

The number of queries does not depend on how many programs and returns wait.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from agencies.enums import Act, Permission
from agencies.models import Event, User
from agencies.permissions import scope_of
from config.clock import today
from config.persian.calendar import tehran_date
from projects.comparison import changes_between, things_of
from projects.enums import ProgramStatus, YearState
from projects.models import PlanYear, Program, Remark, Revision
from reports.words import ChangedThing, Words
from targets.enums import ReportStatus
from targets.lines import lines_of_all
from targets.models import Evidence, Indicator, ProgressReport
from targets.returns import SheetLine, is_a_correction, sheets_of
from targets.signing import Finding, Notable, lines_to_sign, stands_out_in_program, stands_out_in_return


@dataclass(frozen=True)
class Group:
    """Findings of one kind."""

    label: str
    tone: str
    findings: list[Finding]


@dataclass
class Waiting:
    """What is the same of programs and returns: which, in which version, when it was sent and by whom."""

    title: str
    url: str
    agency: str
    version: int
    sent_by: User | None
    sent_on: datetime.date | None
    groups: list[Group] = field(default_factory=list)
    on_behalf: bool = False
    plan_year: PlanYear | None = None
    due_on: datetime.date | None = None

    @property
    def days_left(self) -> int:
        """Until the agency's deadline; below zero once it has passed."""
        return (self.due_on - today()).days if self.due_on else 0

    @property
    def exceptions(self) -> int:
        return sum(len(group.findings) for group in self.groups)


@dataclass
class WaitingProgram(Waiting):
    """A program that waits; `changes` is None where nothing has been signed of it before."""

    program: Program = field(kw_only=True)
    revision: Revision = field(kw_only=True)
    signed_at: Any = None
    changes: list[ChangedThing] | None = None
    returned_because: str = ""
    projects: list[str] = field(default_factory=list)
    targets: int = 0

    @property
    def key(self) -> str:
        return f"program-{self.program.uuid}"

    @property
    def paper_url(self) -> str:
        return reverse("signing-paper", args=["program", self.program.uuid])

    @property
    def token(self) -> str:
        """What the signature names: the thing, its version, and the text that was seen."""
        return f"program.{self.program.uuid}.{self.version}.{self.revision.content_hash}"


@dataclass
class WaitingReturn(Waiting):
    """A return that waits; of a correction only the lines that were corrected."""

    report: ProgressReport = field(kw_only=True)
    lines: list[SheetLine] = field(default_factory=list)
    is_correction: bool = False

    @property
    def is_first(self) -> bool:
        """Whether no line has a period before it to be compared with."""
        return all(item.previous is None for item in self.lines)

    @property
    def changed(self) -> list[SheetLine]:
        return [item for item in self.lines if item.previous != item.line.reported]

    @property
    def unchanged(self) -> list[SheetLine]:
        return [item for item in self.lines if item.previous == item.line.reported]

    @property
    def key(self) -> str:
        return f"return-{self.report.uuid}"

    @property
    def paper_url(self) -> str:
        return reverse("signing-paper", args=["return", self.report.uuid])

    @property
    def token(self) -> str:
        return f"return.{self.report.uuid}.{self.version}."


@dataclass(frozen=True)
class HeadSheet:
    """The whole sheet: returns first, they have a day by which they are due."""

    returns: list[WaitingReturn]
    programs: list[WaitingProgram]

    @property
    def count(self) -> int:
        return len(self.returns) + len(self.programs)

    @property
    def is_single(self) -> bool:
        """One thing is signed by its own button: there is nothing to tick."""
        return self.count == 1


def sheet_for(user: User) -> HeadSheet:
    """All that waits for the person's signature."""
    return HeadSheet(_returns(user), _programs(user))


def _grouped(findings: Iterable[Finding]) -> list[Group]:
    by_kind: dict[Notable, list[Finding]] = {}
    for finding in findings:
        by_kind.setdefault(finding.kind, []).append(finding)
    return [
        Group(str(kind.label), "info" if kind == Notable.NO_EVIDENCE else "warn", by_kind[kind])
        for kind in Notable
        if kind in by_kind
    ]


# --- programs -------------------------------------------------------------------------------------


def _programs(user: User) -> list[WaitingProgram]:
    waiting = list(
        Program.objects.visible_to(user)
        .filter(
            agency__in=scope_of(user, Permission.PROGRAM_SIGN).agency_ids,
            status=ProgramStatus.AWAITING_HEAD,
        )
        .exclude(plan_year__state=YearState.CLOSED)
        .select_related("agency", "plan_year")
        .order_by("status_since")
    )
    if not waiting:
        return []
    submitted, signed = _revisions(waiting)
    indicators = {indicator.code: indicator for indicator in Indicator.objects.select_related("unit")}
    words, remarks, reasons = Words(), _unanswered(waiting), _reasons(waiting)
    sheet = []
    for program in waiting:
        revision, before = submitted[program.pk], signed.get(program.pk)
        findings = [Finding(Notable.UNANSWERED, remark.text) for remark in remarks.get(program.pk, [])]
        findings += stands_out_in_program(revision.content, before.content if before else None, indicators)
        sheet.append(
            WaitingProgram(
                title=program.title,
                url=program.get_absolute_url(),
                agency=str(program.agency),
                version=program.version,
                sent_by=revision.submitted_by,
                sent_on=tehran_date(revision.submitted_at),
                groups=_grouped(findings),
                plan_year=program.plan_year,
                due_on=program.plan_year.call_deadline if program.plan_year.state == YearState.OPEN else None,
                program=program,
                on_behalf=program.on_behalf_by_id is not None,
                revision=revision,
                signed_at=before.signed_at if before else None,
                changes=words.changes(changes_between(before.content, revision.content)) if before else None,
                returned_because=reasons.get(program.uuid, ""),
                projects=[thing.title for thing in things_of(revision.content) if thing.kind == "projects.project"],
                targets=len(revision.content["targets"]),
            )
        )
    return sheet


def _revisions(programs: Iterable[Program]) -> tuple[dict[int, Revision], dict[int, Revision]]:
    """What was submitted last of each, and what was signed last before it."""
    submitted: dict[int, Revision] = {}
    signed: dict[int, Revision] = {}
    revisions = Revision.objects.filter(program__in=programs).select_related("submitted_by").order_by("number")
    for revision in revisions:
        if revision.signed_at is None:
            submitted[revision.program_id] = revision
        else:
            signed[revision.program_id] = revision
    return submitted, signed


def _unanswered(programs: Iterable[Program]) -> dict[int, list[Remark]]:
    found: dict[int, list[Remark]] = {}
    for remark in Remark.objects.filter(program__in=programs, answered_at__isnull=True, resolved_at__isnull=True):
        found.setdefault(remark.program_id, []).append(remark)
    return found


def _reasons(programs: Iterable[Program]) -> dict[Any, str]:
    """Why the province returned them last, by UUID."""
    back = Event.objects.filter(
        object_id=OuterRef("uuid"), act=Act.MOVED, changes__status__1=ProgramStatus.RETURNED
    ).order_by("-pk")
    rows = Program.objects.filter(pk__in=[program.pk for program in programs])
    return {key: note for key, note in rows.values_list("uuid", Subquery(back.values("note")[:1])) if note}


# --- returns --------------------------------------------------------------------------------------


def _returns(user: User) -> list[WaitingReturn]:
    waiting = list(
        ProgressReport.objects.visible_to(user)
        .filter(
            agency__in=scope_of(user, Permission.PROGRESS_SIGN).agency_ids,
            status=ReportStatus.AWAITING_HEAD,
            period__plan_year__state=YearState.FROZEN,
        )
        .select_related("agency", "period__plan_year", "sent_by")
        .order_by("period__due_on")
    )
    if not waiting:
        return []
    lines = lines_of_all(waiting)
    sheets = sheets_of(waiting, lines)
    proved = set(Evidence.objects.filter(line__report__in=waiting).values_list("line", flat=True))
    sheet = []
    for report in waiting:
        to_sign = lines_to_sign(sheets[report.pk])
        sheet.append(
            WaitingReturn(
                title=str(report.period),
                url=report.get_absolute_url(),
                agency=str(report.agency),
                version=report.version,
                sent_by=report.sent_by,
                sent_on=report.sent_on,
                groups=_grouped(stands_out_in_return(to_sign, report.period.plan_year, proved)),
                plan_year=report.period.plan_year,
                due_on=report.period.due_on,
                report=report,
                on_behalf=report.on_behalf_by_id is not None,
                lines=to_sign,
                is_correction=is_a_correction(report),
            )
        )
    return sheet


# --- what was ticked ------------------------------------------------------------------------------


class Ticked(NamedTuple):
    """One thing of the sheet as it was seen: its kind, its UUID, its version and the hash of its text."""

    kind: str
    uuid: uuid.UUID
    version: int
    seen: str


def ticked(text: str) -> Ticked:
    """What a box of the sheet says. Raises ValueError for what no sheet ever offered."""
    kind, key, version, seen = text.split(".")
    if kind not in ("program", "return"):
        raise ValueError(text)
    return Ticked(kind, uuid.UUID(key), int(version), seen)
