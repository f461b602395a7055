"""Correcting the wording of a frozen program."""

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
from projects.models import Program
from projects.refusals import Moved, Refused
from targets.corrections import can_be_corrected, texts_of
from targets.forms.corrections import CorrectionForm
from targets.operations.corrections import correct_wording


class WordingCorrect(Guarded, View):
    """All texts of the program and of what stands under it; figures and dates change by an amendment only."""

    permission = Permission.WORDING_CORRECT

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program = self._program(request, uuid)
        form = CorrectionForm(initial={"version": program.version}, texts=texts_of(program))
        return self._page(request, program, form)

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program = self._program(request, uuid)
        form = CorrectionForm(request.POST, texts=texts_of(program))
        if not form.is_valid():
            return self._page(request, program, form, status=422)
        given = {"version": form.cleaned_data["version"], "reason": form.cleaned_data["reason"]}
        try:
            correct_wording(by=request.user, program=program, texts=form.corrected(), **given)
        except Moved as refusal:
            # What was typed stays, on what stands there now.
            typed = request.POST.copy()
            program = self._program(request, uuid)
            typed["version"] = str(program.version)
            form = CorrectionForm(typed, texts=texts_of(program))
            form.add_error(None, str(refusal))
            return self._page(request, program, form, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, program, form, status=422)
        messages.success(request, _("Corrected. The master table and its versions stay as they are."))
        return redirect(program)

    def _program(self, request: SignedInRequest, uuid: Any) -> Program:
        found = Program.objects.visible_to(request.user).select_related("agency", "plan_year")
        program = get_object_or_404(found, uuid=uuid)
        if not can_be_corrected(program):
            raise PermissionDenied(
                _("Only the wording of what stands in the master table of a frozen year is corrected this way.")
            )
        return program

    def _page(
        self, request: SignedInRequest, program: Program, form: CorrectionForm, status: int = 200
    ) -> HttpResponse:
        return render(request, "targets/correction_form.html", {"program": program, "form": form}, status=status)
