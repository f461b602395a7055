"""What-ifs of the planning organization: working values beside what is on the table, and what they would do.

Only planners come here, and nothing of it stands on any other page, in any file or in the history.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.access import SignedInRequest
from agencies.enums import Permission
from agencies.history import this_moment
from projects.refusals import Moved
from targets.forms.working import WorkingValueForm
from targets.models import WorkingValue
from targets.operations.working import Reckoned, keep_working_values
from targets.sittings import Line, Sitting, sitting_for
from targets.views.sittings import OfAgency, OfSector, SittingView


class WhatIf(SittingView):
    permission = Permission.WORKING_VALUES

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        sitting, kept = self._sitting(request, code)
        return self._page(request, code, sitting, [_form(line, kept) for line in sitting.lines])

    def post(self, request: SignedInRequest, code: str) -> HttpResponse:
        sitting, kept = self._sitting(request, code)
        forms = [WorkingValueForm(request.POST, target=line.target) for line in sitting.lines]
        # Each is asked, so that every row tells its own fault.
        faults = [form for form in forms if not form.is_valid()]
        if faults:
            return self._page(request, code, sitting, forms, status=422)
        rows = [
            Reckoned(form.target, form.cleaned_data["seen"], form.cleaned_data["value"], form.cleaned_data["note"])
            for form in forms
            # A row that the sheet did not have, as it came to the sitting meanwhile, is left alone.
            if form.add_prefix("value") in request.POST
        ]
        try:
            keep_working_values(by=request.user, reckoned=rows)
        except Moved as refusal:
            typed = request.POST.copy()
            for form in forms:
                stored = kept.get(form.target.pk)
                typed[form.add_prefix("seen")] = "" if stored is None else str(stored.value)
            forms = [WorkingValueForm(typed, target=line.target) for line in sitting.lines]
            return self._page(request, code, sitting, forms, status=409, told=refusal)
        return redirect(self._address(code, sitting))

    def _sitting(self, request: SignedInRequest, code: str) -> tuple[Sitting, dict[int, WorkingValue]]:
        whose, plan_year = self.whose(request, code), self.year(request)
        kept = {
            row.target_id: row
            for row in WorkingValue.objects.filter(target__project__program__plan_year=plan_year).select_related(
                "written_by"
            )
        }
        what_if = {key: row.value for key, row in kept.items()}
        return sitting_for(request.user, whose, plan_year, this_moment(), what_if=what_if), kept

    def _address(self, code: str, sitting: Sitting) -> str:
        return reverse(f"what-if-{self.kind}", args=[code]) + f"?year={sitting.plan_year.year}"

    def _page(
        self,
        request: SignedInRequest,
        code: str,
        sitting: Sitting,
        forms: list[WorkingValueForm],
        *,
        status: int = 200,
        told: object = "",
    ) -> HttpResponse:
        context = {
            "sitting": sitting,
            "rows": list(zip(sitting.lines, forms, strict=True)),
            "told": told,
            "has_errors": any(form.errors for form in forms),
            "sitting_url": reverse(f"sitting-{self.kind}", args=[code]) + f"?year={sitting.plan_year.year}",
        }
        return render(request, "targets/what_if.html", context, status=status)


def _form(line: Line, kept: dict[int, WorkingValue]) -> WorkingValueForm:
    stored = kept.get(line.target.pk)
    initial = {"seen": stored.value, "value": stored.value, "note": stored.note} if stored else {}
    return WorkingValueForm(initial=initial, target=line.target)


class AgencyWhatIf(OfAgency, WhatIf):
    pass


class SectorWhatIf(OfSector, WhatIf):
    pass
