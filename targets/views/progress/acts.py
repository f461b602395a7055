"""The acts on a return, or on one of its lines, that take one click."""

from __future__ import annotations

from collections.abc import Callable

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
from targets.forms.progress import ReasonForm
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
        form = self.form_class(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(address)
        try:
            self.operation(by=request.user, **about, **form.cleaned_data)
        except Moved as refusal:
            reason = Sheet(form) if form.cleaned_data.get("reason") else None
            return conflict(
                request,
                refusal,
                root_id=report.uuid,
                latest_url=address,
                mine=reason,
                is_open=False,
                keeps=False,
            )
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, str(self.done))
        return redirect(address)


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
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.settle_lines)
    done = gettext_lazy("All lines that waited are settled as reported.")


class LineSettle(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.settle_line)
    done = gettext_lazy("The line is settled as reported.")


class LineReturn(ReturnAct):
    permission = Permission.PROGRESS_VERIFY
    operation = staticmethod(progress.return_line)
    form_class = ReasonForm
    done = gettext_lazy("The line is back with the agency; the others go on.")
