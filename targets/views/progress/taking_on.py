"""Taking a return on, to enter it on an agency's behalf."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects.refusals import Refused
from projects.views.programs import explain_refusal
from targets.models import ProgressReport
from targets.operations import progress


class ReturnOnBehalf(Guarded, View):
    """A return that nobody has begun; that it is owed is known to the province."""

    permission = Permission.ON_BEHALF_ENTER

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        return render(request, "targets/progress_on_behalf.html", {"report": self._fetch(uuid)})

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        try:
            report = progress.take_on_return(by=request.user, report=self._fetch(uuid))
        except Refused as refusal:
            explain_refusal(request, refusal)
            return redirect("progress")
        messages.success(request, _("You enter this return on the agency's behalf. Its head signs it all the same."))
        return redirect(report)

    def _fetch(self, uuid: str) -> ProgressReport:
        """A return that is not signed: who is silent is known to the province, what they have drafted is not."""
        silent = ProgressReport.objects.filter(signed_at__isnull=True).select_related("agency", "period__plan_year")
        report = silent.filter(uuid=uuid).first()
        if report is None:
            raise Http404
        return report
