"""The agency workbook: taken away, handed in, looked at before anything is stored, applied."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Act, Permission
from agencies.lists import Told
from agencies.models import Agency
from agencies.permissions import has_permission
from agencies.spoken import Spoken
from agencies.tables.history import name_of, value_of
from config.persian.digits import localise_digits
from config.storage import open_stored
from config.workbooks import MIME_TYPE
from projects.models import PlanYear, Program
from projects.refusals import Moved, Refused
from reports.enums import IntakeState
from reports.forms import WorkbookForm
from reports.intakes import check_user_hands_in, hands_in_for, is_of_the_house, plan_of
from reports.models import Intake
from reports.operations import apply_intake, decide_conflicts, discard_intake, hand_in_workbook
from reports.workbooks.flat.plan import FlatPlan
from reports.workbooks.plan import Plan, PlannedCell, PlannedRow, Verdict, name_of_decision
from reports.workbooks.problems import SHOWN
from reports.workbooks.returned import returned_workbook
from reports.workbooks.template import agency_workbook, file_name
from targets.models import ProgressReport
from targets.operations.year import RefusedAt

# As many rows of a plan as somebody looks through.
SHOWN_ROWS = 200
RECENT = 20
READING = frozenset({IntakeState.WAITING, IntakeState.READING})
TONES = {
    IntakeState.WAITING: "info",
    IntakeState.READING: "info",
    IntakeState.ASKING: "warn",
    IntakeState.PREVIEWED: "warn",
    IntakeState.APPLIED: "ok",
    IntakeState.DISCARDED: "idle",
    IntakeState.REFUSED: "bad",
}
VERDICT_TONES = {
    Verdict.NEW: "ok",
    Verdict.CHANGED: "info",
    Verdict.CONFLICT: "warn",
    Verdict.REFUSED: "bad",
    Verdict.UNCHANGED: "idle",
}


class OfAYear(Guarded, View):
    """What concerns an agency's year: the person's own agency, or for the province the one that is asked for."""

    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER

    def fetch(self, request: SignedInRequest, year: int) -> tuple[PlanYear, Agency | None]:
        """The year and the agency; no agency where somebody of the province has not said which."""
        plan_year = get_object_or_404(PlanYear, year=year)
        asked = request.GET.get("agency")
        own = hands_in_for(request.user)
        if has_permission(request.user, Permission.ON_BEHALF_ENTER):
            found = Agency.objects.filter(code=asked).first() if asked else next(iter(own), None)
            missing = bool(asked) and found is None
        else:
            found = next((agency for agency in own if asked in (None, agency.code)), None)
            missing = found is None
        if missing:
            raise Http404
        if found is not None:
            check_user_hands_in(request.user, found, plan_year)
        return plan_year, found


class YearWorkbook(OfAYear):
    """Where the workbook of a year is taken away and handed in."""

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year, agency = self.fetch(request, year)
        return self._page(request, plan_year, agency, WorkbookForm())

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year, agency = self.fetch(request, year)
        if agency is None:
            raise Http404
        form = WorkbookForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                intake = hand_in_workbook(
                    by=request.user, agency=agency, plan_year=plan_year, name=file.name, content=file.read()
                )
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect(intake)
        return self._page(request, plan_year, agency, form, status=422)

    def _page(
        self,
        request: SignedInRequest,
        plan_year: PlanYear,
        agency: Agency | None,
        form: WorkbookForm,
        status: int = 200,
    ) -> HttpResponse:
        handed_in = Intake.objects.visible_to(request.user).filter(agency=agency, plan_year=plan_year)
        context = {
            "plan_year": plan_year,
            "agency": agency,
            "form": form,
            "agencies": Agency.objects.all() if has_permission(request.user, Permission.ON_BEHALF_ENTER) else (),
            "on_behalf": agency is not None and not is_of_the_house(request.user, agency),
            "intakes": [
                (intake, TONES[IntakeState(intake.state)]) for intake in handed_in.select_related("handed_by")[:RECENT]
            ],
        }
        return render(request, "reports/year_workbook.html", context, status=status)


class YearWorkbookFile(OfAYear):
    """The workbook itself."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year, agency = self.fetch(request, year)
        if agency is None:
            raise Http404
        house = is_of_the_house(request.user, agency)
        content = agency_workbook(
            agency=agency,
            plan_year=plan_year,
            programs=None if house else Program.objects.visible_to(request.user),
            returns=None if house else ProgressReport.objects.filter(on_behalf_by__isnull=False),
        )
        return _download(content, file_name(agency, plan_year))


class OfAnIntake(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER

    def fetch(self, request: SignedInRequest, uuid: uuid.UUID) -> Intake:
        found = Intake.objects.visible_to(request.user).select_related("agency", "plan_year", "handed_by", "applied_by")
        return get_object_or_404(found, uuid=uuid)

    def page(
        self,
        request: SignedInRequest,
        intake: Intake,
        plan: Plan | FlatPlan | None = None,
        *,
        told: object = "",
        status: int = 200,
    ) -> HttpResponse:
        """The workbook as it stands: being read, to be looked at, applied."""
        if plan is None and intake.state == IntakeState.PREVIEWED:
            plan = plan_of(intake, request.user)
        context = {
            "intake": intake,
            "tone": TONES[IntakeState(intake.state)],
            "told": told,
            "poll_url": intake.get_absolute_url() if intake.state in READING else "",
            "effects": effects_of(intake),
            "effects_hidden": max(0, len(intake.effects) - SHOWN_ROWS),
        }
        if plan is not None:
            context |= shown(plan) | {"standing": _standing(plan)}
        return render(request, "reports/intake.html", context, status=status)


def _standing(plan: Plan | FlatPlan) -> list[Told]:
    """What the reader does next about a workbook that was read, of which nothing is stored yet."""
    left = sum(1 for _conflict in undecided(plan))
    if plan.problems:
        act = Told(
            _("Waiting for you: correct what is refused and hand the workbook in again"), "mine", "#problems-title"
        )
    elif left:
        act = Told(_("Waiting for you: choose what is to stand"), "mine", "#conflicts-title")
    elif plan.can_be_applied:
        act = Told(_("Waiting for you: look through it, then apply all of it"), "mine", "#changes-title")
    else:
        return []
    return [act, Told(_("nothing is stored yet"), "warn")]


class IntakePage(OfAnIntake):
    http_method_names = ["get"]

    def get(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        if request.htmx:  # type: ignore[attr-defined]
            if intake.state in READING:
                context = {"intake": intake, "tone": TONES[IntakeState(intake.state)], "poll_url": request.path}
                return render(request, "reports/intake_progress.html", context)
            response = HttpResponse()
            response.headers["HX-Refresh"] = "true"
            return response
        if intake.state == IntakeState.ASKING:
            return redirect("intake-questions", uuid)
        return self.page(request, intake)


class IntakeDecide(OfAnIntake):
    """Keeps whose text is to stand, cell by cell, or the same for all that nobody has chosen yet."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        chosen = {
            name.removeprefix("choice:"): str(whose)
            for name, whose in request.POST.items()
            if name.startswith("choice:")
        }
        try:
            if (whose := request.POST.get("all")) and intake.state == IntakeState.PREVIEWED:
                chosen = {name: whose for _row, _cell, name in undecided(plan_of(intake, request.user))} | chosen
            intake = decide_conflicts(by=request.user, intake=intake, decisions=chosen)
        except Moved as refusal:
            return self.page(request, self.fetch(request, uuid), told=refusal, status=409)
        left = sum(1 for _conflict in undecided(plan_of(intake, request.user)))
        if left:
            told = ngettext(
                "Kept. %(count)s cell is still to be decided.", "Kept. %(count)s cells are still to be decided.", left
            )
            messages.warning(request, told % {"count": localise_digits(str(left))})
        else:
            messages.success(request, _("Kept: every cell is decided. Now apply the workbook."))
        return redirect(intake)


class IntakeApply(OfAnIntake):
    """Applies what the person has seen: all of it, or nothing."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        try:
            apply_intake(by=request.user, intake=intake, fingerprint=request.POST.get("fingerprint", ""))
        except Moved as refusal:
            return self.page(request, self.fetch(request, uuid), told=refusal, status=409)
        except RefusedAt as refusal:
            plan = plan_of(intake, request.user)
            plan.refuse_at(refusal.place, str(refusal))
            return self.page(request, intake, plan, told=_("Nothing is stored."), status=422)
        except Refused as refusal:
            return self.page(request, intake, told=refusal, status=422)
        messages.success(request, _("Applied: all that the workbook changes is stored."))
        return redirect(intake)


class IntakeDiscard(OfAnIntake):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        try:
            discard_intake(by=request.user, intake=intake)
        except Moved as refusal:
            return self.page(request, self.fetch(request, uuid), told=refusal, status=409)
        messages.success(request, _("The workbook was left aside; nothing of it is stored."))
        return redirect(intake)


class IntakeReturned(OfAnIntake):
    """Their own workbook, with what is wrong marked in it."""

    http_method_names = ["get"]

    def get(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        intake = self.fetch(request, uuid)
        if intake.state != IntakeState.PREVIEWED:
            raise Http404
        problems = plan_of(intake, request.user).problems
        if not problems:
            raise Http404
        with open_stored(intake.stored_as) as file:
            content = file.read()
        return _download(returned_workbook(content, problems), f"jahesh-{intake.agency.code}-to-correct.xlsx")


def shown(plan: Plan | FlatPlan) -> dict[str, Any]:
    """A plan as its page shows it."""
    # Those that are to be decided first.
    conflicts = sorted(conflicts_of(plan), key=lambda conflict: bool(conflict[1].decided))
    changing = list(plan.with_verdict(Verdict.NEW, Verdict.CHANGED))
    return {
        "plan": plan,
        "tiles": [(label, plan.counts[verdict], VERDICT_TONES[verdict]) for verdict, label in verdict_labels()],
        "conflicts": conflicts[:SHOWN_ROWS],
        "conflicts_hidden": max(0, len(conflicts) - SHOWN_ROWS),
        "problems": plan.problems[:SHOWN],
        "problems_hidden": max(0, len(plan.problems) - SHOWN),
        "changing": [_row(row) for row in changing[:SHOWN_ROWS]],
        "changing_hidden": max(0, len(changing) - SHOWN_ROWS),
    }


def conflicts_of(plan: Plan | FlatPlan) -> Iterator[tuple[PlannedRow, PlannedCell, str]]:
    """The cells that both sides changed, with the name of the decision about each."""
    for row in plan.rows:
        for cell in row.cells:
            if cell.is_conflict:
                yield row, cell, name_of_decision(row, cell)


def undecided(plan: Plan | FlatPlan) -> Iterator[tuple[PlannedRow, PlannedCell, str]]:
    return (conflict for conflict in conflicts_of(plan) if not conflict[1].decided)


def effects_of(intake: Intake) -> list[dict[str, Any]]:
    """What an applied workbook changed, in words."""
    spoken = Spoken()
    return [
        {
            "label": spoken.label(label or ""),
            "field": name_of(kind or "", name or "", spoken) if name else dict(Act.choices).get(act, ""),
            "old": value_of(kind or "", name or "", old, spoken),
            "new": value_of(kind or "", name or "", new, spoken),
        }
        for kind, act, label, name, old, new in intake.effects[:SHOWN_ROWS]
    ]


def verdict_labels() -> list[tuple[Verdict, str]]:
    return [
        (Verdict.NEW, _("new")),
        (Verdict.CHANGED, _("changed")),
        (Verdict.CONFLICT, _("changed on both sides")),
        (Verdict.REFUSED, _("refused")),
        (Verdict.UNCHANGED, _("as they were")),
    ]


def _row(row: PlannedRow) -> tuple[PlannedRow, str, str]:
    return row, dict(verdict_labels())[row.verdict], VERDICT_TONES[row.verdict]


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MIME_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
