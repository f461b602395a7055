"""A return on one page, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Act, Permission
from agencies.lists import Told
from agencies.models import Event, User
from config.clock import day_of, today
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.conflicts import Sheet, marks
from projects.enums import Turn
from projects.models import Program, Project
from targets.enums import DECIDED_LINES, LINES_IN_DISPUTE, LineStatus, ReportStatus
from targets.forms.progress import EvidenceForm, ReturnForm, facts_of, value_label
from targets.life import LINE_TONE
from targets.lines import lines_of
from targets.models import ActionProgress, Evidence, Measurement, ProgressReport, ReportLine
from targets.models.progress import LedgerEntry
from targets.operations.evidence import evidence_visible_to, used_elsewhere
from targets.periods import PeriodStanding, asks_for, days_late, is_closed, standing_of
from targets.permissions import (
    user_can_enter,
    user_can_sign,
    user_can_verify,
    user_sees_corrections,
    user_sees_line,
    user_writes_return,
)
from targets.plausibility import Doubt, doubts_about, missing_before_sending
from targets.returns import (
    BACK_WITH_AGENCY,
    WAITING_LINES,
    SheetLine,
    can_be_restated,
    is_a_correction,
    is_in_time,
    is_under_verification,
    open_until,
    sheet_of,
    turn_of,
    why_closed,
)
from targets.silence import verified_until
from targets.tables.progress import STATUS_TONE

# What the history calls a return.
RETURN_KIND = "targets.progress_report"


@dataclass(frozen=True)
class Attached:
    """A file of a line, and where else the same file is evidence, as far as the reader may see."""

    file: Evidence
    elsewhere: list[Evidence]


@dataclass
class Row:
    """A line on the page: what stands beside it, what the reader may do with it, the fields to write in."""

    item: SheetLine
    tone: str
    # False while the agency corrects it and the reader is not of the house.
    is_shown: bool
    can_write: bool
    can_verify: bool
    fields: list[tuple[str, BoundField]] = field(default_factory=list)
    note: BoundField | None = None
    nothing: BoundField | None = None
    evidence: list[Attached] = field(default_factory=list)
    # Why the figure is hardly so, in words.
    doubts: list[Doubt] = field(default_factory=list)
    # What stood in the line before, the oldest first; empty while it was written once.
    entries: list[LedgerEntry] = field(default_factory=list)
    can_restate: bool = False
    # What the script has to know of it.
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_asked_for(self) -> bool:
        line = self.item.line
        return line.target is None or asks_for(line.report.period, line.target.indicator.frequency)


@dataclass
class ProjectRows:
    project: Project
    targets: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)


@dataclass
class ProgramRows:
    program: Program
    projects: list[ProjectRows] = field(default_factory=list)


def fetch_return(request: SignedInRequest, uuid: str) -> ProgressReport:
    """The return, 404 when the person may not know of it."""
    reports = ProgressReport.objects.visible_to(request.user)
    beside = ("agency", "period__plan_year", "on_behalf_by", "sent_by")
    return get_object_or_404(reports.select_related(*beside), uuid=uuid)


def return_form(request: SignedInRequest, report: ProgressReport, lines: Iterable[ReportLine], data: Any) -> ReturnForm:
    """The form of the lines that the person may write in; without `data` as they are stored."""
    open_lines = [line for line in lines if user_can_enter(request.user, report, line)]
    form = ReturnForm(data, lines=open_lines)
    form.initial = {"version": report.version, "marks": marks(Sheet(form)) if data is None else ""}
    return form


def return_page(
    request: SignedInRequest, report: ProgressReport, form: ReturnForm | None = None, status: int = 200
) -> HttpResponse:
    """Everything about a return on one page; with a refused `form` as it was typed."""
    lines = lines_of(report)
    form = form or return_form(request, report, lines, None)
    sheet = sheet_of(report, lines)
    can_sign = user_can_sign(request.user, report)
    can_verify = user_can_verify(request.user, report)
    rows = _rows(request, report, sheet, form, can_verify=can_verify)
    context = where_it_stands(report, form, sheet)
    context |= {
        "programs": _by_program(rows),
        "writers": User.objects.filter(pk__in=report.contributor_ids).order_by("pk"),
        "signatures": report.signatures.select_related(
            "sent_by", "signed_by", "seat__delegated_by", "letter__registered_by"
        ),
        "has_paper": report.status == ReportStatus.AWAITING_HEAD and user_sees_corrections(request.user, report),
        "is_my_turn": context["can_write"]
        or can_sign
        or any(row.can_verify or (can_verify and row.item.line.status == LineStatus.OBJECTED) for row in rows),
        "can_sign": can_sign,
        "can_verify": can_verify,
        "waiting": sum(row.can_verify for row in rows),
        "counts": [(str(label), count) for label, count in _counts(sheet) if count] if report.signed_at else [],
        "settled": sum(row.item.line.status in DECIDED_LINES for row in rows),
        "lines": len(rows),
        "figures": sum(row.is_shown and row.item.line.reported is not None for row in rows),
        "proved": sum(row.is_shown and row.item.line.reported is not None and bool(row.evidence) for row in rows),
        "with_agency": [item.line for item in sheet if item.line.status in BACK_WITH_AGENCY] if can_verify else [],
        "evidence_form": EvidenceForm(auto_id=False),
    }
    return render(request, "targets/progress_report.html", context, status=status)


def _counts(sheet: Iterable[SheetLine]) -> list[tuple[str | Promise, int]]:
    """Of the lines how many say a figure, are verified, adjusted among these, in dispute, with the agency."""
    lines = [item.line for item in sheet]
    return [
        (gettext_lazy("Reported"), sum(line.reported is not None for line in lines)),
        (gettext_lazy("Verified"), sum(line.verified is not None for line in lines)),
        (gettext_lazy("of these adjusted"), sum(line.status == LineStatus.ADJUSTED for line in lines)),
        (gettext_lazy("In dispute"), sum(line.status in LINES_IN_DISPUTE for line in lines)),
        (gettext_lazy("With the agency"), sum(line.status in BACK_WITH_AGENCY for line in lines)),
    ]


def where_it_stands(report: ProgressReport, form: ReturnForm, sheet: Iterable[SheetLine]) -> dict[str, Any]:
    """What every page on which a return is written says of it: whose turn it is, and what is missing."""
    can_write = bool(form.lines)
    sheet = list(sheet)
    statuses = {item.line.status for item in sheet}
    turn = turn_of(report, waits=bool(statuses & WAITING_LINES), is_disputed=LineStatus.DISPUTED in statuses)
    day = today()
    is_correction = is_a_correction(report)
    in_time = is_correction or is_in_time(report)
    return {
        "report": report,
        "form": form,
        "tone": STATUS_TONE[report.status],
        "turn": None if turn == Turn.NOBODY else turn.label,
        # What was signed lies a week with whoever has it.
        "lies_until": verified_until(report) if is_under_verification(report) else None,
        "is_with_agency": turn == Turn.AGENCY,
        "back": [item.line for item in sheet if item.line.status == LineStatus.RETURNED] if can_write else [],
        "days_late": 0 if report.signed_at else days_late(report.period, day),
        "can_write": can_write,
        "can_send": can_write
        and in_time
        and standing_of(report.period, day) not in (PeriodStanding.NOT_BEGUN, PeriodStanding.OPEN),
        "is_correction": is_correction,
        "is_closed": is_closed(report.period, day),
        "open_until": open_until(report),
        "reopened": [exception for exception in report.exceptions if exception.is_in_force(day)],
        "why_closed": "" if in_time else why_closed(report),
        "can_say_nothing": can_write
        and not is_correction
        and any(line.status == LineStatus.DUE for line in form.lines),
        "missing": list(missing_before_sending(report, sheet)) if can_write else [],
        "sent_back": _sent_back(report) if can_write else None,
        "standing": _written(report, form) if can_write and not is_correction else [],
    }


def _written(report: ProgressReport, form: ReturnForm) -> list[Told]:
    """How many of the lines that can be written in say something, and when that was saved last."""
    n, of = sum(line.status != LineStatus.DUE for line in form.lines), len(form.lines)
    words = _("written: %(n)s of %(of)s lines") % {"n": format_number(n), "of": format_number(of)}
    told = [Told(words, "ok" if n == of else "info")]
    saved = Event.objects.filter(root_id=report.uuid, object_kind=RETURN_KIND, act=Act.REPORTED).order_by("-pk")
    if at := saved.values_list("at", flat=True).first():
        told.append(Told(_("last saved on %(day)s") % {"day": format_date(day_of(at))}, "soft"))
    else:
        told.append(Told(_("nothing saved yet"), "soft"))
    return told


def _rows(
    request: SignedInRequest, report: ProgressReport, sheet: list[SheetLine], form: ReturnForm, *, can_verify: bool
) -> list[Row]:
    attached = list(evidence_visible_to(request.user).filter(line__report=report).select_related("added_by"))
    elsewhere = used_elsewhere(attached, request.user)
    files: dict[int, list[Attached]] = {}
    for file in attached:
        files.setdefault(file.line_id, []).append(Attached(file, elsewhere.get(file.pk, [])))
    writable = {line.uuid for line in form.lines}
    ledger = entries_of(report)
    writes = user_writes_return(request.user, report)
    rows = []
    for item in sheet:
        line = item.line
        fields = [
            (str(label), bound)
            for name, label in (
                ("value", value_label(line)),
                ("numerator", _("Numerator")),
                ("denominator", _("Denominator")),
            )
            if (bound := form.part(line, name))
        ]
        rows.append(
            Row(
                item=item,
                tone=LINE_TONE[line.status],
                is_shown=user_sees_line(request.user, report, line),
                can_write=line.uuid in writable,
                can_verify=can_verify and line.status == LineStatus.SENT,
                fields=fields,
                note=form.part(line, "note"),
                nothing=form.part(line, "nothing"),
                evidence=files.get(line.pk, []),
                doubts=doubts_about(item),
                entries=ledger.get(line.pk, []),
                can_restate=writes and can_be_restated(report, line),
                facts=facts_of(item) if line.uuid in writable else {},
            )
        )
    return rows


def entries_of(report: ProgressReport) -> dict[int, list[LedgerEntry]]:
    """What the ledger holds of each line beyond what stands in it, the oldest first; two queries."""
    found: dict[int, list[LedgerEntry]] = {}
    for ledger in (Measurement, ActionProgress):
        for entry in ledger.objects.filter(line__report=report).select_related("entered_by").order_by("pk"):
            found.setdefault(entry.line_id, []).append(entry)
    return {line: entries for line, entries in found.items() if _tells_more(entries)}


def _tells_more(entries: list[LedgerEntry]) -> bool:
    """Whether they say what the line does not: what was accepted as it was reported stands in it already."""
    return len({entry.value for entry in entries}) > 1 or (len(entries) > 1 and any(entry.reason for entry in entries))


def _by_program(rows: Iterable[Row]) -> list[ProgramRows]:
    """The rows as they are read: program › project › targets and actions."""
    programs: dict[int, ProgramRows] = {}
    projects: dict[int, ProjectRows] = {}
    for row in rows:
        project = row.item.project
        if project.pk not in projects:
            projects[project.pk] = ProjectRows(project)
            program = programs.setdefault(project.program_id, ProgramRows(project.program))
            program.projects.append(projects[project.pk])
        part = projects[project.pk]
        (part.targets if row.item.line.target_id else part.actions).append(row)
    return list(programs.values())


def _sent_back(report: ProgressReport) -> Event | None:
    """The head's last word, if it was to give the return back."""
    moves = Event.objects.filter(
        root_id=report.uuid,
        object_kind=RETURN_KIND,
        act__in=(Act.MOVED, Act.SIGNED, Act.RETURNED),
    )
    last = moves.select_related("actor").order_by("-pk").first()
    return last if last is not None and last.act == Act.RETURNED else None


class ReturnPage(Guarded, View):
    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        return return_page(request, fetch_return(request, uuid))
