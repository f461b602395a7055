"""Agencies' returns: the list, a return on one page, and one view for each act on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.forms import BoundField
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Act, Permission
from agencies.lists import Listed
from agencies.models import Event
from agencies.permissions import has_permission, scope_of
from config.clock import today
from config.storage import open_stored
from projects.conflicts import Merge, Sheet, chosen, marks, merge
from projects.enums import Turn
from projects.forms import VersionForm
from projects.models import Program, Project
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from projects.views.programs import explain_refusal
from targets.enums import Kind, LineStatus
from targets.forms.progress import EvidenceForm, ReasonForm, ReturnForm
from targets.models import Evidence, ProgressReport, ReportLine
from targets.operations import progress
from targets.operations.evidence import add_evidence, evidence_visible_to, extension_of, used_elsewhere
from targets.periods import PeriodStanding, days_late, standing_of
from targets.permissions import user_can_enter, user_can_sign, user_can_verify, user_sees_line
from targets.returns import Part, SheetLine, is_a_correction, lines_of, missing_before_sending, returns_in, sheet_of
from targets.tables.progress import IDLE_COLUMNS, STATUS_TONE, WHOSE_TURN, ReturnFilter, ReturnTable

LINE_TONE: dict[str, str] = {
    LineStatus.DUE: "idle",
    LineStatus.ENTERED: "info",
    LineStatus.SENT: "info",
    LineStatus.RETURNED: "warn",
    LineStatus.SETTLED: "ok",
}


# --- the list -------------------------------------------------------------------------------------


class ReturnList(Guarded, Listed, SingleTableMixin, FilterView):
    """The returns in parts: to report, to verify, not reported, all. `?part=` says which."""

    permission = Permission.PROGRESS_VIEW
    table_class = ReturnTable
    filterset_class = ReturnFilter
    template_name = "targets/progress_list.html"
    list_name = gettext_lazy("Progress returns")
    paginate_by = 25

    @cached_property
    def is_of_the_province(self) -> bool:
        return scope_of(self.person, Permission.PROGRESS_VIEW).whole_province

    @property
    def parts(self) -> list[Part]:
        """Those that concern the reader, the first being where they start."""
        if not self.is_of_the_province:
            return [Part.REPORT, Part.VERIFY, Part.SILENT, Part.ALL]
        if has_permission(self.person, Permission.PROGRESS_VERIFY):
            return [Part.VERIFY, Part.SILENT, Part.ALL]
        return [Part.SILENT, Part.VERIFY, Part.ALL]

    @property
    def part(self) -> Part:
        asked = self.request.GET.get("part")
        return next((part for part in self.parts if part == asked), self.parts[0])

    def get_queryset(self) -> QuerySet[ProgressReport]:
        visible = ProgressReport.objects.visible_to(self.person).values("pk")
        return (
            returns_in(self.part, self.person, today())
            .select_related("agency", "period__plan_year")
            .annotate(
                total=Count("lines"),
                entered=Count("lines", filter=~Q(lines__status=LineStatus.DUE)),
                waiting=Count("lines", filter=Q(lines__status=LineStatus.SENT)),
                back=Count("lines", filter=Q(lines__status=LineStatus.RETURNED)),
                is_open_to_reader=Q(pk__in=visible),
            )
            .order_by("period__first_day", "agency__sort_key")
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        # In an agency's own list every row says the same agency: the period comes first.
        first = "agency" if self.is_of_the_province else "period"
        return {"today": today(), "exclude": IDLE_COLUMNS[self.part], "sequence": (first, "...")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        path = reverse("progress")
        return super().get_context_data(**kwargs) | {
            "part": self.part,
            "tabs": [
                {
                    "label": part.label,
                    "url": f"{path}?part={part}",
                    "active": part == self.part,
                    "count": None if part == Part.ALL else returns_in(part, self.person, today()).count(),
                }
                for part in self.parts
            ],
        }


# --- one return -----------------------------------------------------------------------------------


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
    evidence: list[Evidence] = field(default_factory=list)


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
    reports = ProgressReport.objects.visible_to(request.user).select_related("agency", "period__plan_year", "signed_by")
    return get_object_or_404(reports, uuid=uuid)


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
    rows = _rows(request, report, sheet, form)
    can_sign = user_can_sign(request.user, report)
    can_verify = user_can_verify(request.user, report)
    can_write = bool(form.lines)
    turn = WHOSE_TURN[report.status]
    return render(
        request,
        "targets/progress_report.html",
        {
            "report": report,
            "form": form,
            "programs": _by_program(rows),
            "tone": STATUS_TONE[report.status],
            "turn": None if turn == Turn.NOBODY else turn.label,
            "is_my_turn": can_write or can_sign or (can_verify and any(row.can_verify for row in rows)),
            "days_late": 0 if report.signed_at else days_late(report.period, today()),
            "can_write": can_write,
            "can_send": can_write
            and standing_of(report.period, today()) in (PeriodStanding.DUE, PeriodStanding.OVERDUE),
            "is_correction": is_a_correction(report),
            "missing": list(missing_before_sending(report, sheet)) if can_write else [],
            "sent_back": _sent_back(report) if can_write else None,
            "can_sign": can_sign,
            "can_verify": can_verify,
            "waiting": sum(row.can_verify for row in rows),
            "repeated": used_elsewhere([file for row in rows for file in row.evidence]) if can_verify else set(),
            "evidence_form": EvidenceForm(auto_id=False),
        },
        status=status,
    )


def _rows(request: SignedInRequest, report: ProgressReport, sheet: list[SheetLine], form: ReturnForm) -> list[Row]:
    files: dict[int, list[Evidence]] = {}
    for file in evidence_visible_to(request.user).filter(line__report=report).select_related("added_by"):
        files.setdefault(file.line_id, []).append(file)
    can_verify = user_can_verify(request.user, report)
    writable = {line.uuid for line in form.lines}
    rows = []
    for item in sheet:
        line = item.line
        fields = [
            (str(label), bound)
            for name, label in (
                ("value", _value_label(line)),
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
                evidence=files.get(line.pk, []),
            )
        )
    return rows


def _value_label(line: ReportLine) -> str:
    if line.target is None:
        return _("Progress to date (percent)")
    unit = line.target.indicator.unit
    if line.target.indicator.kind == Kind.STOCK:
        return _("Level at the period's end (%(unit)s)") % {"unit": unit}
    return _("Amount of the period (%(unit)s)") % {"unit": unit}


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
        object_kind="targets.progress_report",
        act__in=(Act.MOVED, Act.SIGNED, Act.RETURNED),
    )
    last = moves.select_related("actor").order_by("-pk").first()
    return last if last is not None and last.act == Act.RETURNED else None


class ReturnPage(Guarded, View):
    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        return return_page(request, fetch_return(request, uuid))


# --- the agency's acts ----------------------------------------------------------------------------


class ReturnSave(Guarded, View):
    """Saves the whole page; sends it too where the address says so."""

    permission = Permission.PROGRESS_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        report = fetch_return(request, uuid)
        typed = chosen(request.POST)
        lines = lines_of(report)
        form = return_form(request, report, lines, typed)
        gone = _typed_too_late(form, lines, typed)
        if gone:
            message = _("These lines have been sent meanwhile; they can be changed when they are back with the agency.")
            return self._conflict(request, report, typed, message, closed=gone)
        if not form.is_valid():
            return return_page(request, report, form, status=422)
        try:
            report = progress.save_lines(
                by=request.user, report=report, version=form.cleaned_data["version"], values=form.entries()
            )
        except Moved as refusal:
            return self._conflict(request, report, typed, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return return_page(request, report, form, status=422)
        self.after_saving(request, report)
        return redirect(report)

    def after_saving(self, request: SignedInRequest, report: ProgressReport) -> None:
        messages.success(request, _("Saved. Nothing has left the agency yet."))

    def _conflict(
        self,
        request: SignedInRequest,
        report: ProgressReport,
        typed: QueryDict,
        refusal: object,
        closed: Iterable[str] = (),
    ) -> HttpResponse:
        """Both texts, line by line. What is chosen is saved, not sent: it wants to be looked at once more."""
        latest = fetch_return(request, str(report.uuid))
        lines = lines_of(latest)
        named = _lines_named(lines, typed)
        address = reverse("progress-save", args=[report.uuid])
        return conflict(
            request,
            refusal,
            root_id=report.uuid,
            latest_url=report.get_absolute_url(),
            version=latest.version,
            mine=Sheet(ReturnForm(typed, lines=named)),
            theirs=Sheet(ReturnForm(lines=named)),
            closed=closed or _typed_too_late(return_form(request, latest, lines, typed), lines, typed),
            is_open=any(user_can_enter(request.user, latest, line) for line in named),
            address=address,
            action=address,
        )


def _lines_named(lines: Iterable[ReportLine], typed: QueryDict) -> list[ReportLine]:
    return [line for line in lines if f"note-{line.uuid}" in typed or f"value-{line.uuid}" in typed]


def _typed_too_late(form: ReturnForm, lines: Iterable[ReportLine], typed: QueryDict) -> list[str]:
    """The fields in which something was typed for a line that the agency no longer writes in."""
    late = [line for line in _lines_named(lines, typed) if line not in form.lines]
    merged = merge(Sheet(ReturnForm(typed, lines=late)), Sheet(ReturnForm(lines=late))) if late else Merge({}, [])
    return [difference.key for difference in merged.differences]


class ReturnSend(ReturnSave):
    def after_saving(self, request: SignedInRequest, report: ProgressReport) -> None:
        try:
            progress.send_report(by=request.user, report=report, version=report.version)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("Sent: it now waits for the signature of the head of the agency."))


class EvidenceAdd(Guarded, View):
    permission = Permission.PROGRESS_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, line_uuid: str) -> HttpResponse:
        report = fetch_return(request, uuid)
        line = get_object_or_404(report.lines.select_related("report"), uuid=line_uuid)
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
            return redirect(f"{report.get_absolute_url()}#line-{line.uuid}")
        try:
            add_evidence(by=request.user, line=line, **form.cleaned_data)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The file is attached."))
        return redirect(f"{report.get_absolute_url()}#line-{line.uuid}")


# --- acts with one click --------------------------------------------------------------------------


class ReturnAct(Guarded, View):
    """An act on the return, or on one of its lines, as the person saw it."""

    # One of `targets.operations.progress`; it takes `by`, `report` or `line`, and what the form brings.
    operation: Callable[..., object]
    form_class: type[VersionForm] = VersionForm
    # What the next page says.
    done: Promise
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, line_uuid: str | None = None) -> HttpResponse:
        report = fetch_return(request, uuid)
        about: dict[str, ProgressReport | ReportLine] = {"report": report}
        address = report.get_absolute_url()
        if line_uuid:
            about = {"line": get_object_or_404(report.lines.select_related("report"), uuid=line_uuid)}
            address += f"#line-{line_uuid}"
        form = self.form_class(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(address)
        try:
            self.operation(by=request.user, **about, **form.cleaned_data)
        except Moved as refusal:
            reason = Sheet(form) if form.cleaned_data.get("reason") else None
            return conflict(
                request,
                refusal,
                root_id=report.uuid,
                latest_url=address,
                mine=reason,
                is_open=False,
                keeps=False,
            )
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, str(self.done))
        return redirect(address)


class ReturnSign(ReturnAct):
    permission = Permission.PROGRESS_SIGN
    operation = staticmethod(progress.sign_report)
    done = gettext_lazy("Signed and submitted. The tracking code stands above.")


class ReturnSendBack(ReturnAct):
    permission = Permission.PROGRESS_SIGN
    operation = staticmethod(progress.send_back)
    form_class = ReasonForm
    done = gettext_lazy("The return is back with the officer.")


class ReturnSettle(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.settle_lines)
    done = gettext_lazy("All lines that waited are settled as reported.")


class LineSettle(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.settle_line)
    done = gettext_lazy("The line is settled as reported.")


class LineReturn(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.return_line)
    form_class = ReasonForm
    done = gettext_lazy("The line is back with the agency; the others go on.")


class EvidenceFile(Guarded, View):
    """A file as a download, under a name of ours; a browser that opens it all the same may run nothing in it."""

    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponseBase:
        evidence = get_object_or_404(evidence_visible_to(request.user), uuid=uuid)
        name = f"evidence-{evidence.uuid}.{extension_of(evidence.original_name)}"
        response = FileResponse(
            open_stored(evidence.stored_as), as_attachment=True, filename=name, content_type=evidence.content_type
        )
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
