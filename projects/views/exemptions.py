"""Exceptions from a rule: asked for by the agency, decided or made by a reviewer; the list of those that wait."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import told_of_waiting
from config.clock import today
from config.persian.calendar import tehran_date
from projects import operations
from projects.enums import WITH_THE_AGENCY, ExemptionState, YearState
from projects.forms import ExemptionDecisionForm, ExemptionForm, ExemptionWithdrawalForm
from projects.models import Exemption, Program
from projects.permissions import check_user_can_edit_program
from projects.readiness import rule_label
from projects.refusals import Refused
from projects.views.programs import explain_refusal
from projects.views.writing import program_in_sight

# Of those decided, the list shows the latest.
DECIDED_SHOWN = 30


class ExemptionAsk(Guarded, View):
    """The agency asks that one item of the list shall not hold its program up."""

    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program = program_in_sight(request, uuid)
        check_user_can_edit_program(request.user, program)
        form = ExemptionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why: the planning organization will read your reason."))
            return _back_to_list(program)
        fields = form.cleaned_data
        try:
            operations.ask_exemption(by=request.user, program=program, plea=fields.pop("reason"), **fields)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The planning organization has your request; its answer appears here."))
        return _back_to_list(program)


class ExemptionTakeBack(Guarded, View):
    """The agency no longer asks for what nobody has decided on."""

    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any, exemption_uuid: Any) -> HttpResponse:
        program = program_in_sight(request, uuid)
        exemption = get_object_or_404(program.exemptions.select_related("program__agency"), uuid=exemption_uuid)
        try:
            operations.take_back_exemption(by=request.user, exemption=exemption)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("Taken back; it stays on record."))
        return _back_to_list(program)


class ExemptionMake(Guarded, View):
    """A reviewer makes an exception for one item of the list."""

    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program = program_in_sight(request, uuid)
        form = ExemptionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why: the agency and the deputy governor will read your reason."))
            return _back_to_list(program)
        try:
            operations.make_exemption(by=request.user, program=program, **form.cleaned_data)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The exception is made; everybody who reads the program sees it."))
        return _back_to_list(program)


def _back_to_list(program: Program) -> HttpResponse:
    return redirect(program.get_absolute_url() + "#readiness-title")


class ExemptionList(Guarded, View):
    """What agencies ask for, oldest first, and what was decided last. Of what is not signed, no more than was asked."""

    permission = Permission.PROGRAM_REVIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        asked = Exemption.objects.select_related(
            "program__agency", "program__plan_year", "asked_by", "decided_by", "withdrawn_by"
        )
        on_their_way = asked.exclude(program__plan_year__state=YearState.CLOSED)
        waiting = list(on_their_way.filter(state=ExemptionState.ASKED).order_by("asked_at"))
        decided = list(asked.filter(decided_at__isnull=False).order_by("-decided_at")[:DECIDED_SHOWN])
        for each in decided:
            each.can_be_withdrawn = (  # type: ignore[attr-defined]
                each.state == ExemptionState.GRANTED and each.program.status in WITH_THE_AGENCY
            )
        known = set(Program.objects.visible_to(request.user).values_list("pk", flat=True))
        for each in [*waiting, *decided]:
            each.rule_label = rule_label(each.rule)  # type: ignore[attr-defined]
            each.is_known = each.program_id in known  # type: ignore[attr-defined]
        context = {
            "standing": told_of_waiting([tehran_date(each.asked_at) for each in waiting if each.asked_at], today()),
            "waiting": waiting,
            "decided": decided,
            "form": ExemptionDecisionForm(auto_id=False),
        }
        return render(request, "projects/exemption_list.html", context)


class ExemptionDecide(Guarded, View):
    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        exemption = get_object_or_404(Exemption.objects.select_related("program__agency"), uuid=uuid)
        form = ExemptionDecisionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why: the agency and the deputy governor will read your reason."))
            return redirect("exemption-list")
        try:
            operations.decide_exemption(by=request.user, exemption=exemption, **form.cleaned_data)
        except (Refused, PermissionDenied) as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("Decided; the agency sees it on the program's page."))
        return redirect("exemption-list")


class ExemptionWithdraw(Guarded, View):
    """A reviewer withdraws a granted exception while its program is with the agency."""

    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        exemption = get_object_or_404(Exemption.objects.select_related("program__agency"), uuid=uuid)
        form = ExemptionWithdrawalForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why: the agency and the deputy governor will read your reason."))
            return redirect("exemption-list")
        try:
            operations.withdraw_exemption(by=request.user, exemption=exemption, **form.cleaned_data)
        except (Refused, PermissionDenied) as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("Withdrawn; the rule holds the program up again."))
        return redirect("exemption-list")
