"""Macro targets: one with its proposal, what the planning organization types, what is decided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.models import Agency
from agencies.permissions import has_permission
from config.clock import today
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from projects.views.programs import explain_refusal
from projects.views.second_look import SecondLook
from targets.enums import ProposalState
from targets.forecast import brought_to, forecasts_of
from targets.forms.macro import MacroDecisionForm, MacroProposalForm, MacroTargetStartForm, shown_proposal
from targets.models import AgencyShare, MacroObservation, MacroTarget, MacroTargetProposal
from targets.operations import macro as operations
from targets.performance import agency_parts, feeding_now, macro_figures, total_of_parts
from targets.proposals import Share, last_proposal, shares_of, starting_point, state_of
from targets.rollups import needed
from targets.tables.macro import STATE_TONE
from targets.views.macro_list import sees_proposals


def fetch_macro_target(request: SignedInRequest, uuid: Any) -> MacroTarget:
    """The macro target, 404 when the person may not know of it."""
    macro_targets = MacroTarget.objects.visible_to(request.user).select_related(
        "plan_year", "indicator__unit", "sector", "priority_industry", "in_force__decided_by", "in_force__proposed_by"
    )
    return get_object_or_404(macro_targets, uuid=uuid)


class MacroTargetPage(Guarded, View):
    permission = Permission.MACRO_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        macro_target = fetch_macro_target(request, uuid)
        in_force = macro_target.in_force
        proposals = list(
            macro_target.proposals.select_related("proposed_by", "decided_by").order_by("-number")
            if sees_proposals(request.user)
            else []
        )
        waiting = next((each for each in proposals if each.state == ProposalState.WAITING), None)
        shares = [
            Share(row.agency, row.value, row.reason)
            for row in AgencyShare.objects.visible_to(request.user).filter(proposal=in_force).select_related("agency")
        ]
        fed_by = feeding_now(macro_target, user=request.user, today=today()) if in_force else []
        figures = macro_figures(macro_target, fed_by) if in_force else None
        forecasts = forecasts_of(fed_by, macro_target.plan_year, today=today())
        parts = agency_parts(macro_target, fed_by, shares) if in_force else []
        context = {
            "macro_target": macro_target,
            "unit": macro_target.indicator.unit,
            "in_force": in_force,
            "needed": needed(in_force.baseline, in_force.value) if in_force else None,
            "figures": figures,
            "forecast": brought_to(macro_target, fed_by, forecasts) if in_force else None,
            "sees_all": sees_proposals(request.user),
            "parts": parts,
            "total": total_of_parts(macro_target, parts) if in_force and sees_proposals(request.user) else None,
            "trajectory": _by_period(macro_target, in_force),
            "waiting": waiting,
            "waiting_shares": _side_by_side(shares_of(in_force), shares_of(waiting)) if waiting else [],
            "waiting_trajectory": _by_period(macro_target, waiting),
            "proposals": proposals,
            "observations": MacroObservation.objects.current()
            .filter(macro_target=macro_target)
            .select_related("period__plan_year", "entered_by")
            .order_by("period__first_day"),
            "state": state_of(macro_target, waiting),
            "tone": STATE_TONE[state_of(macro_target, waiting)],
            "can_enter": has_permission(request.user, Permission.STATISTICS_ENTER),
            "can_propose": has_permission(request.user, Permission.MACRO_PROPOSE),
            "can_withdraw": waiting is not None
            and waiting.proposed_by_id == request.user.pk
            and has_permission(request.user, Permission.MACRO_PROPOSE),
            "can_decide": waiting is not None
            and has_permission(request.user, Permission.MACRO_APPROVE)
            and waiting.proposed_by_id != request.user.pk,
        }
        return render(request, "targets/macro_target.html", context)


def _side_by_side(before: list[Share], after: list[Share]) -> list[tuple[Agency, Share | None, Share | None]]:
    """Each agency with its share in force and its share as proposed; None where it has none."""
    stood = {share.agency: share for share in before}
    said = {share.agency: share for share in after}
    return [(agency, stood.get(agency), said.get(agency)) for agency in stood | said]


def _by_period(macro_target: MacroTarget, proposal: MacroTargetProposal | None) -> list[tuple[Any, Decimal]]:
    if proposal is None or not proposal.trajectory:
        return []
    periods = macro_target.plan_year.periods.regular().order_by("ordinal")
    return list(zip(periods, proposal.trajectory, strict=False))


class MacroTargetAdd(Guarded, View):
    permission = Permission.MACRO_PROPOSE

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        return self._page(request, plan_year, MacroTargetStartForm(initial=shown_proposal(None, [])))

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        form = MacroTargetStartForm(request.POST)
        if not form.is_valid():
            return self._page(request, plan_year, form, status=422)
        parts = {name: form.cleaned_data[name] for name in ("indicator", "sector", "priority_industry")}
        try:
            macro_target = operations.add_macro_target(
                by=request.user, plan_year=plan_year, shares=form.cleaned_data["shares"], **parts, **form.proposed()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, plan_year, form, status=422)
        messages.success(request, _("Proposed. It counts nowhere until the deputy governor approves it."))
        return redirect(macro_target)

    def _page(
        self, request: SignedInRequest, plan_year: PlanYear, form: MacroTargetStartForm, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "plan_year": plan_year, "macro_target": None}
        return render(request, "targets/macro_form.html", context, status=status)


class MacroTargetPropose(Guarded, SecondLook):
    """Other figures for a macro target; those in force stay until the deputy has approved them."""

    permission = Permission.MACRO_PROPOSE
    macro_target: MacroTarget

    def look_again(self) -> None:
        self.macro_target = fetch_macro_target(self.request, self.kwargs["uuid"])  # type: ignore[arg-type]

    def form(self, data: Any = None) -> MacroProposalForm:
        unit = self.macro_target.indicator.unit
        if data is not None:
            return MacroProposalForm(data, unit=unit)
        start = starting_point(self.macro_target)
        return MacroProposalForm(initial=shown_proposal(start, shares_of(start)) | self.seen(), unit=unit)

    def seen(self) -> dict[str, Any]:
        last = last_proposal(self.macro_target)
        return {"based_on": last.number if last else 0}

    def told(self, refusal: Moved) -> object:
        return _("Somebody proposed other figures meanwhile. Look at them; save again to propose yours instead.")

    def save(self, form: MacroProposalForm) -> HttpResponse:
        operations.propose_macro_target(
            by=self.person,
            macro_target=self.macro_target,
            based_on=form.cleaned_data["based_on"],
            shares=form.cleaned_data["shares"],
            **form.proposed(),
        )
        messages.success(self.request, _("Proposed. What is in force stays until the deputy governor approves it."))
        return redirect(self.macro_target)

    def page(self, form: MacroProposalForm, *, status: int = 200, refusal: object = "") -> HttpResponse:
        context = {"form": form, "plan_year": self.macro_target.plan_year, "macro_target": self.macro_target}
        return render(self.request, "targets/macro_form.html", context, status=status)


class MacroTargetDecide(Guarded, View):
    """Approves the waiting proposal, or returns it with a reason: the address says which."""

    permission = Permission.MACRO_APPROVE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any, decision: str) -> HttpResponse:
        macro_target = fetch_macro_target(request, uuid)
        form = MacroDecisionForm(request.POST)
        if decision not in ("approve", "return"):
            raise Http404
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(macro_target)
        number = form.cleaned_data["number"]
        try:
            if decision == "approve":
                operations.approve_macro_target(by=request.user, macro_target=macro_target, number=number)
                messages.success(request, _("Approved: everything counts with these figures now."))
            else:
                operations.return_macro_proposal(
                    by=request.user, macro_target=macro_target, number=number, reason=form.cleaned_data["reason"]
                )
                messages.success(request, _("The proposal is back with the planning organization."))
        except Moved as refusal:
            return conflict(
                request, refusal, root_id=macro_target.uuid, latest_url=macro_target.get_absolute_url(), is_open=False
            )
        except Refused as refusal:
            explain_refusal(request, refusal)
        return redirect(macro_target)


class MacroProposalWithdraw(Guarded, View):
    """Who proposed takes the waiting proposal back."""

    permission = Permission.MACRO_PROPOSE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        macro_target = fetch_macro_target(request, uuid)
        form = MacroDecisionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(macro_target)
        try:
            operations.withdraw_macro_proposal(
                by=request.user, macro_target=macro_target, number=form.cleaned_data["number"]
            )
        except Moved as refusal:
            return conflict(
                request, refusal, root_id=macro_target.uuid, latest_url=macro_target.get_absolute_url(), is_open=False
            )
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The proposal is taken back; what is in force stays."))
        return redirect(macro_target)
