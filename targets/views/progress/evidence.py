"""The files that prove a line: attached, and taken away as a download."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.uploads import download, extension_of
from projects.refusals import Refused
from projects.views.programs import explain_refusal
from targets.forms.progress import EvidenceForm
from targets.models import Evidence
from targets.operations.evidence import add_evidence, evidence_visible_to, used_elsewhere
from targets.permissions import check_user_writes_return
from targets.views.progress.page import fetch_return


class EvidenceAdd(Guarded, View):
    permission = Permission.PROGRESS_ENTER
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, line_uuid: str) -> HttpResponse:
        report = fetch_return(request, uuid)
        check_user_writes_return(request.user, report)
        line = get_object_or_404(report.lines.select_related("report"), uuid=line_uuid)
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
            return redirect(f"{report.get_absolute_url()}#line-{line.uuid}")
        try:
            evidence = add_evidence(by=request.user, line=line, **form.cleaned_data)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The file is attached."))
            _tell_where_else(request, evidence)
        return redirect(f"{report.get_absolute_url()}#line-{line.uuid}")


def _tell_where_else(request: SignedInRequest, evidence: Evidence) -> None:
    uses = used_elsewhere([evidence], request.user).get(evidence.pk)
    if uses:
        places = "، " if get_language_bidi() else ", "
        messages.warning(
            request,
            _(
                "The same file is evidence elsewhere already: %(places)s. Say in “What it proves” which part of it "
                "belongs here, or attach another one; the reviewer sees it too."
            )
            % {"places": places.join(f"{use.line} ({use.line.report.period.name})" for use in uses)},
        )


class EvidenceFile(Guarded, View):
    """A file as a download, under a name of ours."""

    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponseBase:
        evidence = get_object_or_404(evidence_visible_to(request.user), uuid=uuid)
        return download(
            evidence.stored_as,
            called=evidence.original_name,
            name=f"evidence-{evidence.uuid}.{extension_of(evidence.original_name)}",
            content_type=evidence.content_type,
        )
