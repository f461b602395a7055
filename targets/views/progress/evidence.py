"""The files that prove a line: attached, and taken away as a download."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.uploads import Upload, download, extension_of
from config.persian.numbers import format_number
from projects.refusals import Refused
from targets.forms.progress import EvidenceForm
from targets.models import Evidence, ReportLine
from targets.operations.evidence import add_evidence, evidence_visible_to, used_elsewhere
from targets.permissions import check_user_writes_return
from targets.views.progress.page import fetch_return

# What a script asks for that stays on its page: there the words are shown beside the line.
AS_JSON = "application/json"


@dataclass
class Attaching:
    """What became of the files that were handed in for a line."""

    attached: list[Evidence] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class EvidenceAdd(Guarded, View):
    """Files for a line: each is taken or refused by itself. A grid stays on its page, all others are led back."""

    permission = Permission.PROGRESS_ENTER
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, line_uuid: str) -> HttpResponse:
        report = fetch_return(request, uuid)
        check_user_writes_return(request.user, report)
        line = get_object_or_404(report.lines.select_related("report"), uuid=line_uuid)
        form = EvidenceForm(request.POST, request.FILES)
        found = Attaching(refused=[str(error) for errors in form.errors.values() for error in errors])
        if form.is_valid():
            found = _attach(request, line, form.cleaned_data["file"], form.cleaned_data["proves"])
        elsewhere = _words_about_elsewhere(request, found.attached)
        if request.headers.get("Accept") == AS_JSON:
            told = {"files": line.evidence.count(), "refused": " ".join(found.refused), "elsewhere": elsewhere}
            return JsonResponse(told, status=422 if found.refused else 200)
        if found.refused:
            messages.error(request, " ".join(found.refused))
        if found.attached:
            messages.success(request, _words_about(len(found.attached)))
        if elsewhere:
            messages.warning(request, elsewhere)
        return redirect(f"{report.get_absolute_url()}#line-{line.uuid}")


def _attach(request: SignedInRequest, line: ReportLine, files: list[Upload], proves: str) -> Attaching:
    found = Attaching()
    for file in files:
        try:
            found.attached.append(add_evidence(by=request.user, line=line, file=file, proves=proves))
        except Refused as refusal:
            found.refused.append(str(refusal))
    return found


def _words_about(count: int) -> str:
    if count == 1:
        return _("The file is attached.")
    words = ngettext("%(shown)s file is attached.", "%(shown)s files are attached.", count)
    return words % {"shown": format_number(count)}


def _words_about_elsewhere(request: SignedInRequest, attached: list[Evidence]) -> str:
    """Where files that were attached are evidence already, and what is to be done about it; "" where nowhere."""
    elsewhere = used_elsewhere(attached, request.user)
    if not elsewhere:
        return ""
    uses = dict.fromkeys(use for found in elsewhere.values() for use in found)
    places = "، " if get_language_bidi() else ", "
    return _(
        "The same file is evidence elsewhere already: %(places)s. Say in “What it proves” which part of it "
        "belongs here, or attach another one; the reviewer sees it too."
    ) % {"places": places.join(f"{use.line} ({use.line.report.period.name})" for use in uses)}


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
