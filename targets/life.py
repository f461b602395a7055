"""The life of a figure, readable in one place: what was said of a line, by whom, when, why and with which evidence.

A line's life is told from its ledger, the signatures under its return and its evidence, and so are the days it lay
with each side: the agency's officer, its head, the reviewer, the deputy. What an agency corrects and has not signed
yet is told to the agency only.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from agencies.models import User
from config.persian.calendar import tehran_date
from projects.enums import Turn
from targets.enums import DISPUTING_ENTRIES, VERIFYING_ENTRIES, EntryKind, LineStatus, ReportStatus
from targets.models import (
    ActionProgress,
    Evidence,
    FieldVisit,
    Measurement,
    ProgressReport,
    ReportLine,
    ReturnSignature,
)
from targets.permissions import user_sees_corrections
from targets.returns import BACK_WITH_AGENCY, amount_in
from targets.rollups import NOTHING, Amount

# With whom a line lies after each entry; entries that are not here move nothing.
_GOES_TO: dict[str, Turn] = {
    EntryKind.RETURNED: Turn.AGENCY,
    EntryKind.REOPENED: Turn.AGENCY,
    EntryKind.OBJECTED: Turn.PLANNER,
    EntryKind.DISPUTED: Turn.DEPUTY,
    EntryKind.KEPT: Turn.DEPUTY,
    **dict.fromkeys(VERIFYING_ENTRIES, Turn.NOBODY),
}
_TONE: dict[str, str] = {
    EntryKind.RETURNED: "warn",
    EntryKind.REOPENED: "warn",
    EntryKind.LEFT_OUT: "idle",
    EntryKind.KEPT: "warn",
    **dict.fromkeys(DISPUTING_ENTRIES, "bad"),
    **dict.fromkeys(VERIFYING_ENTRIES, "ok"),
}

LINE_TONE: dict[str, str] = {
    LineStatus.DUE: "idle",
    LineStatus.ENTERED: "info",
    LineStatus.SENT: "info",
    LineStatus.RETURNED: "warn",
    LineStatus.ADJUSTED: "ok",
    LineStatus.OBJECTED: "bad",
    LineStatus.DISPUTED: "bad",
    LineStatus.SETTLED: "ok",
}


@dataclass(frozen=True)
class Step:
    """One thing that happened to the line. `goes_to` says with whom it lies from then on, None where it stays."""

    at: datetime.datetime
    on: datetime.date
    what: str | Promise
    who: User
    tone: str = "info"
    amount: Amount = NOTHING
    words: str = ""
    file: Evidence | None = None
    visit: FieldVisit | None = None
    goes_to: Turn | None = None
    kind: str = ""


@dataclass
class Life:
    """A line with all its steps, oldest first, and the days it lay with each side until `today`."""

    line: ReportLine
    steps: list[Step] = field(default_factory=list)
    days: dict[Turn, int] = field(default_factory=dict)
    lies_with: Turn = Turn.AGENCY

    @property
    def tone(self) -> str:
        return LINE_TONE[self.line.status]

    @property
    def lies_since(self) -> datetime.date | None:
        """Since when it lies where it lies now, this time; None before anything moved it."""
        return next((step.on for step in reversed(self.steps) if step.goes_to is not None), None)

    @property
    def signed(self) -> Amount:
        """What was signed last: of a line that is back with the agency what it came back with."""
        if self.line.status not in BACK_WITH_AGENCY:
            return amount_in(self.line)
        came_back = (EntryKind.RETURNED, EntryKind.REOPENED)
        return next((step.amount for step in reversed(self.steps) if step.kind in came_back), NOTHING)

    @property
    def clock(self) -> list[tuple[str | Promise, int, bool]]:
        """Each side with its days, and whether the line lies there now."""
        return [(side.label, days, side == self.lies_with) for side, days in self.days.items()]

    @property
    def entries(self) -> list[Step]:
        return [step for step in self.steps if step.kind]


def lives_of(
    lines: Iterable[ReportLine],
    reader: User,
    *,
    evidence: QuerySet[Evidence],
    today: datetime.date,
    is_signed: bool = False,
) -> list[Life]:
    """The lives of these lines, which know their returns; five queries or fewer, whatever their number.

    `evidence` are the files that the reader may see. `is_signed` keeps what was not signed from the agency's own people
    too: it is nobody's figure yet.
    """
    lives = {line.pk: Life(line) for line in lines}
    reports = {life.line.report_id: life.line.report for life in lives.values()}
    for book in (Measurement, ActionProgress):
        if any((life.line.target_id is None) == (book is ActionProgress) for life in lives.values()):
            _tell_entries(lives, book)
    signatures: dict[int, list[ReturnSignature]] = {}
    for signature in ReturnSignature.objects.filter(report__in=reports).select_related("sent_by", "signed_by"):
        signatures.setdefault(signature.report_id, []).append(signature)
    files: dict[int, list[Evidence]] = {}
    for file in evidence.filter(line__in=lives).select_related("added_by"):
        files.setdefault(file.line_id, []).append(file)
    for life in lives.values():
        report = life.line.report
        told = not is_signed and user_sees_corrections(reader, report)
        if not told:
            _keep_corrections(life)
        life.steps += [_added(file) for file in files.get(life.line.pk, [])]
        _tell_signatures(life, signatures.get(report.pk, []))
        if report.signed_at is None or told:
            _tell_sending(life, report)
        life.steps.sort(key=lambda step: step.at)
        life.days, life.lies_with = days_with(
            ((step.on, step.goes_to) for step in life.steps if step.goes_to is not None),
            since=report.period.last_day,
            today=today,
        )
    return list(lives.values())


def days_with(
    moves: Iterable[tuple[datetime.date, Turn]], *, since: datetime.date, today: datetime.date
) -> tuple[dict[Turn, int], Turn]:
    """The days with each side from `since` on, when the agency's officer has it, and with whom it lies today."""
    days = {Turn.AGENCY: 0, Turn.HEAD: 0, Turn.PLANNER: 0, Turn.DEPUTY: 0}
    side, begun = Turn.AGENCY, since
    for on, to in [*moves, (today, Turn.NOBODY)]:
        if side != Turn.NOBODY:
            days[side] += max((on - begun).days, 0)
        last, side, begun = side, to, max(on, begun)
    return days, last


def _tell_entries(lives: Mapping[int, Life], book: type[Measurement] | type[ActionProgress]) -> None:
    entries: Any = book.objects.filter(line__in=lives).select_related("entered_by", "visit").order_by("pk")
    for entry in entries:
        parts = (entry.numerator, entry.denominator) if isinstance(entry, Measurement) else ()
        lives[entry.line_id].steps.append(
            Step(
                at=entry.recorded_at,
                on=entry.recorded_on,
                what=entry.get_kind_display(),
                who=entry.entered_by,
                tone=_TONE.get(entry.kind, "info"),
                amount=Amount(entry.value, *parts),
                words=entry.reason,
                visit=entry.visit,
                goes_to=_GOES_TO.get(entry.kind),
                kind=entry.kind,
            )
        )


def _keep_corrections(life: Life) -> None:
    """Take out what the agency enters in a line that is back with it: it is told once it is signed."""
    if life.line.status not in BACK_WITH_AGENCY:
        return
    while life.steps and life.steps[-1].kind == EntryKind.REPORTED:
        life.steps.pop()


def _added(file: Evidence) -> Step:
    return Step(
        at=file.added_at,
        on=tehran_date(file.added_at),
        what=pgettext_lazy("life of a figure", "Evidence attached"),
        who=file.added_by,
        words=file.proves,
        file=file,
    )


def _tell_sending(life: Life, report: ProgressReport) -> None:
    """What lies with the head now: the whole return the first time, then the lines that were corrected."""
    is_in_it = report.signed_at is None or life.line.status == LineStatus.ENTERED
    if report.status != ReportStatus.AWAITING_HEAD or not is_in_it:
        return
    if report.sent_by is not None and report.sent_at is not None and report.sent_on is not None:
        life.steps.append(_sent(report.sent_at, report.sent_on, report.sent_by))


def _sent(at: datetime.datetime, on: datetime.date, who: User) -> Step:
    what = pgettext_lazy("life of a figure", "Sent to the head of the agency")
    return Step(at=at, on=on, what=what, who=who, goes_to=Turn.HEAD)


def _tell_signatures(life: Life, signatures: list[ReturnSignature]) -> None:
    """The first signature is under all lines, a later one under those that were written in since the one before."""
    before: datetime.datetime | None = None
    written = [step.at for step in life.steps if step.kind == EntryKind.REPORTED or step.file]
    for signature in signatures:
        is_under = before is None or any(before < at <= signature.signed_at for at in written)
        before = signature.signed_at
        if not is_under:
            continue
        life.steps += [
            _sent(signature.sent_at, signature.sent_on, signature.sent_by),
            Step(
                at=signature.signed_at,
                on=signature.signed_on,
                what=pgettext_lazy("life of a figure", "Signed by the head of the agency"),
                who=signature.signed_by,
                goes_to=Turn.PLANNER,
            ),
        ]
