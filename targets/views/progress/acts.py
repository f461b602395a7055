"""The acts on a return, or on one of its lines, that take one click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects.conflicts import Sheet
from projects.forms import VersionForm
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from projects.views.programs import explain_refusal
from targets.enums import LineStatus
from targets.forms.progress import ReasonForm
from targets.forms.verification import AcceptReturnForm
from targets.models import ProgressReport, ReportLine
from targets.operations import progress
from targets.views.progress.page import fetch_return


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
        form = self.form_for(report)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(address)
        try:
            self.operation(by=request.user, **about, **self.said(form))
        except Moved as refusal:
            reason = Sheet(form) if form.cleaned_data.get("reason") else None
            return conflict(
                request,
                refusal,
                root_id=report.uuid,
                latest_url=address,
                crumbs=[(report, address)],
                mine=reason,
                is_open=False,
                keeps=False,
            )
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, str(self.done))
        return redirect(address)

    def form_for(self, report: ProgressReport) -> VersionForm:
        return self.form_class(self.request.POST)

    def said(self, form: VersionForm) -> dict[str, Any]:
        """What the operation takes beside `by` and what it is about."""
        return form.cleaned_data


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
    """Accepts all lines that wait, but for those that are left out with a reason."""

    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.settle_lines)
    done = gettext_lazy("The lines that waited are accepted as reported, but for those that were left out.")

    def form_for(self, report: ProgressReport) -> VersionForm:
        waiting = report.lines.filter(status=LineStatus.SENT).values_list("uuid", flat=True)
        return AcceptReturnForm(self.request.POST, lines=waiting)

    def said(self, form: VersionForm) -> dict[str, Any]:
        left_out = form.left_out() if isinstance(form, AcceptReturnForm) else {}
        return {"version": form.cleaned_data["version"], "left_out": left_out}


class LineSettle(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.settle_line)
    done = gettext_lazy("The line is settled as reported.")


class LineReturn(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.return_line)
    form_class = ReasonForm
    done = gettext_lazy("The line is back with the agency; the others go on.")


class LineRestate(ReturnAct):
    permission = Permission.PROGRESS_ENTER
    or_permission = Permission.ON_BEHALF_ENTER
    operation = staticmethod(progress.take_back_line)
    form_class = ReasonForm
    done = gettext_lazy("The line is back with you. Correct it, and send it as every correction.")


class ReturnNothing(ReturnAct):
    permission = Permission.PROGRESS_ENTER
    or_permission = Permission.ON_BEHALF_ENTER
    operation = staticmethod(progress.report_nothing)
    form_class = ReasonForm
    done = gettext_lazy("Saved: in all lines that said nothing yet, nothing happened.")
