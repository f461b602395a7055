"""Opening a plan year, with the periods for which returns will be owed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects.forms import YearForm
from projects.refusals import Refused
from targets.operations.years import open_year_with_periods


class YearOpen(Guarded, View):
    permission = Permission.CALL_ISSUE

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, YearForm())

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = YearForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            plan_year = open_year_with_periods(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=422)
        messages.success(
            request,
            _("The year %(year)s is open, with the periods for which returns will be owed. Now issue its call.")
            % {"year": plan_year},
        )
        return redirect("call-board", plan_year.year)

    def _page(self, request: SignedInRequest, form: YearForm, status: int = 200) -> HttpResponse:
        return render(request, "targets/year_open.html", {"form": form}, status=status)
