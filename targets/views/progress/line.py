"""One line of a return: its life in one place, and what the reader may say about its figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Told, told_of_day
from config.clock import today
from config.lateness import words_of_wait
from config.persian.calendar import format_date
from projects.conflicts import Sheet
from projects.enums import Turn
from projects.models import Program
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from targets.enums import LineStatus
from targets.forms.verification import FigureForm, WhyForm
from targets.life import LINE_TONE, Life, lives_of
from targets.lines import line_of, project_of
from targets.models import Narrative, ProgressReport, ReportLine
from targets.operations import progress
from targets.operations.evidence import evidence_visible_to, used_elsewhere
from targets.permissions import user_can_object, user_can_rule, user_can_verify, user_sees_line
from targets.returns import amount_in, is_under_verification, sheet_of
from targets.silence import verified_until
from targets.views.progress.page import fetch_return


def line_url(line: ReportLine) -> str:
    """The page of a line that knows its return."""
    return reverse("progress-line", args=[line.report.uuid, line.uuid])


def fetch_line(request: SignedInRequest, uuid: str, line_uuid: str) -> ReportLine:
    """The line with its return and what it is about, 404 when the person may not know of it."""
    report = fetch_return(request, uuid)
    return line_of(report, get_object_or_404(report.lines, uuid=line_uuid))


class LineAct(Guarded, View):
    """An act on the line by a form of its page; what cannot be done is said there, and nothing typed is lost."""

    # One of `targets.operations.progress`: it takes `by`, `line`, `version` and what else the form says.
    operation: Callable[..., object]
    form_class: ClassVar[type[WhyForm]] = WhyForm
    # The form's name on the page, and what the next page says.
    name: ClassVar[str]
    done: ClassVar[Promise]
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, line_uuid: str) -> HttpResponse:
        line = fetch_line(request, uuid, line_uuid)
        form = self.form_class(request.POST, line=line, auto_id=f"{self.name}-%s")
        if not form.is_valid():
            return line_page(request, line, {self.name: form}, status=422)
        try:
            self.operation(by=request.user, line=line, **form.said())
        except Moved as refusal:
            return conflict(
                request,
                refusal,
                root_id=line.report.uuid,
                latest_url=line_url(line),
                crumbs=[(line.report, line.report.get_absolute_url())],
                mine=Sheet(form),
                is_open=False,
                keeps=False,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return line_page(request, line, {self.name: form}, status=422)
        messages.success(request, str(self.done))
        return redirect(line_url(line))


class LineAdjust(LineAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.adjust_line)
    form_class = FigureForm
    name = "adjust"
    done = _("Your figure stands beside the reported one. The head of the agency may object to it for some days.")


class LineDispute(LineAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.dispute_line)
    name = "dispute"
    done = _("What was reported is in dispute. The deputy governor settles it.")


class LineKeep(LineAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.keep_figure)
    name = "keep"
    done = _("You keep to your figure: the line stays in dispute until the deputy governor settles it.")


class LineTakeBack(LineAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.take_back)
    name = "take_back"
    done = _("Taken back: the line is verified as it was reported.")


class LineObject(LineAct):
    permission = Permission.PROGRESS_SIGN
    operation = staticmethod(progress.object_to_figure)
    name = "object"
    done = _("Your objection is with the reviewer. What you reported counts as disputed until it is settled.")


class LineRule(LineAct):
    permission = Permission.PROGRESS_RULE
    operation = staticmethod(progress.settle_dispute)
    form_class = FigureForm
    name = "rule"
    done = _("The dispute is settled by your figure.")


_ACTS: dict[str, type[LineAct]] = {
    act.name: act for act in (LineAdjust, LineDispute, LineObject, LineKeep, LineTakeBack, LineRule)
}


def acts_open_to(request: SignedInRequest, report: ProgressReport, line: ReportLine) -> list[str]:
    """What the reader may do with the line now, by the names of the forms."""
    acts = []
    if user_can_verify(request.user, report):
        if line.status == LineStatus.SENT:
            acts += ["adjust"] if line.reported is None else ["adjust", "dispute"]
        if line.status == LineStatus.OBJECTED:
            acts += ["keep", "take_back"]
        if line.status == LineStatus.DISPUTED:
            acts += ["take_back"]
    if user_can_object(request.user, report, line):
        acts.append("object")
    if user_can_rule(request.user, report, line):
        acts.append("rule")
    return acts


def line_page(
    request: SignedInRequest, line: ReportLine, typed: dict[str, WhyForm] | None = None, status: int = 200
) -> HttpResponse:
    """The line's page, with a refused form as it was typed."""
    report, program = line.report, project_of(line).program
    is_shown = user_sees_line(request.user, report, line)
    forms = {
        name: _ACTS[name].form_class(line=line, initial={"version": report.version}, auto_id=f"{name}-%s")
        for name in acts_open_to(request, report, line)
    } | (typed or {})
    unit = line.target.indicator.unit if line.target else None
    life = lives_of([line], request.user, evidence=evidence_visible_to(request.user), today=today())[0]
    can_verify = user_can_verify(request.user, report) and line.status == LineStatus.SENT
    files = [step.file for step in life.steps if step.file]
    elsewhere = used_elsewhere(files, request.user)
    return render(
        request,
        "targets/line.html",
        {
            "standing": _standing(line, life, [*forms, *(["verify"] if can_verify else [])]),
            "report": report,
            "line": line,
            "item": sheet_of(report, [line])[0],
            "project": project_of(line),
            "program": program,
            "unit": unit,
            "places": unit.decimals if unit else 2,
            "tone": LINE_TONE[line.status],
            "is_shown": is_shown,
            "figures": _figures(line) if is_shown else [],
            "life": life,
            "repeated": [(file, elsewhere[file.pk]) for file in files if file.pk in elsewhere],
            "narrative": _narrative(report, program) if is_shown else "",
            "forms": forms,
            "errors": [form for form in forms.values() if form.is_bound],
            "can_verify": can_verify,
        },
        status=status,
    )


# What the reader does about the line, by what is open to them; the first that is open counts.
_NEXT: dict[str, Promise] = {
    "verify": _("accept it, adjust it or send it back"),
    "keep": _("answer the objection"),
    "rule": _("settle the dispute"),
    "object": _("object, or let the figure stand"),
}


def _standing(line: ReportLine, life: Life, acts: list[str]) -> list[Told]:
    """Whose turn the line is, for how long, and until when: to object, to correct or to verify what was signed."""
    report = line.report
    act = next((words for name, words in _NEXT.items() if name in acts), None)
    if act is not None:
        told = [Told(_t("Waiting for you: %(act)s") % {"act": act}, "mine")]
    elif life.lies_with != Turn.NOBODY:
        told = [Told(_t("Waiting for %(who)s") % {"who": life.lies_with.label}, "turn")]
    else:
        return []
    waited = (today() - life.lies_since).days if life.lies_since else life.days.get(life.lies_with, 0)
    told.append(Told(words_of_wait(waited), "soft"))
    if "object" in acts and line.objection_until:
        words = _t("Without an objection the figure stands after %(day)s") % {"day": format_date(line.objection_until)}
        return [*told, Told(words, "warn"), told_of_day(line.objection_until, today())]
    until = verified_until(report) if is_under_verification(report) else None
    if until:
        words = _t("Correct until %(day)s") if life.lies_with == Turn.AGENCY else _t("Verify until %(day)s")
        told += [Told(words % {"day": format_date(until)}, "soft"), told_of_day(until, today())]
    return told


def _figures(line: ReportLine) -> list[tuple[str, Any]]:
    """The three columns, and the reviewer's own figure where there is one."""
    named = [("reported", _("Reported by the agency")), ("verified", _("Verified")), ("disputed", _("In dispute"))]
    if line.adjusted is not None:
        named.append(("adjusted", _("The reviewer's figure")))
    return [(str(label), amount_in(line, figure)) for figure, label in named]


def _narrative(report: ProgressReport, program: Program) -> str:
    return Narrative.objects.filter(report=report, program=program).values_list("text", flat=True).first() or ""


class LinePage(Guarded, View):
    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str, line_uuid: str) -> HttpResponse:
        return line_page(request, fetch_line(request, uuid, line_uuid))
