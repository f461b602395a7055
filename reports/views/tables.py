"""Flat tables: what is asked about one; many workbooks handed in at once, and applied at once."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.persian.numbers import format_number
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from reports.enums import IntakeState
from reports.forms import ManyWorkbooksForm
from reports.forms.tables import TableQuestionsForm
from reports.intakes import plan_of
from reports.models import Intake, WorkbookBatch
from reports.operations import answer_intake, apply_batch, hand_in_workbooks
from reports.views.workbooks import TONES, OfAnIntake
from reports.workbooks.flat.plan import FlatPlan
from reports.workbooks.plan import Verdict

RECENT = 20
# What of a workbook has to be decided or corrected by somebody.
HINDERING = (Verdict.CONFLICT, Verdict.REFUSED)


class IntakeQuestions(OfAnIntake):
    """What the columns of a flat table are, and what else has to be said of it once."""

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        return self._page(request, intake, TableQuestionsForm(plan=self._plan(request, intake)))

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        form = TableQuestionsForm(request.POST, plan=self._plan(request, intake))
        if not form.is_valid():
            return self._page(request, intake, form, status=422)
        try:
            intake = answer_intake(by=request.user, intake=intake, answers=form.answers())
        except Moved as refusal:
            return self.page(request, self.fetch(request, uuid), told=refusal, status=409)
        if intake.state == IntakeState.ASKING:
            messages.info(request, _("Thank you; something more has to be asked."))
            return redirect("intake-questions", uuid)
        messages.success(request, _("Understood. It is remembered for the agency's next table."))
        return redirect(intake)

    def _plan(self, request: SignedInRequest, intake: Intake) -> FlatPlan:
        """What is known of the table. Raises 404 for another workbook, and for one that is decided on."""
        if intake.state not in (IntakeState.ASKING, IntakeState.PREVIEWED):
            raise Http404
        plan = plan_of(intake, request.user)
        if not isinstance(plan, FlatPlan):
            raise Http404
        return plan

    def _page(
        self, request: SignedInRequest, intake: Intake, form: TableQuestionsForm, status: int = 200
    ) -> HttpResponse:
        context = {"intake": intake, "plan": form.plan, "form": form, "tone": TONES[IntakeState(intake.state)]}
        return render(request, "reports/intake_questions.html", context, status=status)


class WorkbooksAtOnce(Guarded, View):
    """Where the workbooks of many agencies are handed in on their behalf."""

    permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        return self._page(request, get_object_or_404(PlanYear, year=year), ManyWorkbooksForm())

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        form = ManyWorkbooksForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, plan_year, form, status=422)
        files = [(file.name, file.read()) for file in form.cleaned_data["workbooks"]]
        try:
            batch = hand_in_workbooks(by=request.user, plan_year=plan_year, files=files)
        except Refused as refusal:
            form.add_error("workbooks", str(refusal))
            return self._page(request, plan_year, form, status=422)
        return redirect(batch)

    def _page(
        self, request: SignedInRequest, plan_year: PlanYear, form: ManyWorkbooksForm, status: int = 200
    ) -> HttpResponse:
        batches = WorkbookBatch.objects.visible_to(request.user).filter(plan_year=plan_year)
        context = {
            "plan_year": plan_year,
            "form": form,
            "batches": batches.annotate(taken=Count("intakes"))[:RECENT],
        }
        return render(request, "reports/workbooks_at_once.html", context, status=status)


class OfABatch(Guarded, View):
    permission = Permission.ON_BEHALF_ENTER

    def fetch(self, request: SignedInRequest, uuid: uuid.UUID) -> WorkbookBatch:
        found = WorkbookBatch.objects.visible_to(request.user).select_related("plan_year")
        return get_object_or_404(found, uuid=uuid)


class WorkbookBatchPage(OfABatch):
    """The one list: whose, what, and what is wrong."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        batch = self.fetch(request, uuid)
        found = batch.intakes.select_related("agency").defer("tables", "effects").order_by("agency__sort_key", "pk")
        intakes = list(found)
        context = {
            "batch": batch,
            "rows": [
                (intake, TONES[IntakeState(intake.state)], *(intake.counts.get(verdict, 0) for verdict in HINDERING))
                for intake in intakes
            ],
            "without_question": [intake for intake in intakes if intake.is_without_question],
        }
        return render(request, "reports/workbook_batch.html", context)


class WorkbookBatchApply(OfABatch):
    """Applies those about which there is no question, as they stand in the list; the others stay in it."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        batch = self.fetch(request, uuid)
        done = apply_batch(by=request.user, batch=batch, seen=request.POST.getlist("seen"))
        if count := len(done.applied):
            told = ngettext("%(count)s workbook applied.", "%(count)s workbooks applied.", count)
            messages.success(request, told % {"count": format_number(count)})
        for intake, reason in done.left:
            messages.warning(request, f"{intake.agency} – {intake}: {reason}")
        if done.waiting:
            told = ngettext(
                "%(count)s more waits: press the button once more.",
                "%(count)s more wait: press the button once more.",
                done.waiting,
            )
            messages.info(request, told % {"count": format_number(done.waiting)})
        if not any(done):
            messages.info(request, _("There is nothing to apply: every workbook is applied or asks for something."))
        return redirect(batch)
