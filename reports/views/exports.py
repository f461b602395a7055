"""Large outputs of the master table: asking for one, watching it being written, taking it away while the link lives."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import DetailView, View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.storage import open_stored
from config.workbooks import CSV_TYPE, MIME_TYPE
from projects.refusals import Refused
from reports.enums import UNFINISHED, JobProblem, JobState
from reports.files import ReportedFile
from reports.models import ReportJob, ReportJobQuerySet
from reports.operations.exports import KEPT_FOR, WRITERS, request_export
from reports.tables import TONES
from targets.filters import asked_for

CONTENT_TYPES = {"xlsx": MIME_TYPE, "csv": CSV_TYPE}


class ExportRequest(Guarded, View):
    """`?…&as=xlsx`: the query of the master table's page, and as what it is wanted."""

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page()

    def post(self, request: SignedInRequest) -> HttpResponse:
        query, extension = self._asked()
        try:
            job = request_export(by=request.user, query=query, extension=extension, language=get_language() or "fa")
        except Refused as refusal:
            return self._page(str(refusal), status=422)
        return redirect("export", uuid=job.uuid)

    def _asked(self) -> tuple[str, str]:
        query = self.request.GET.copy()
        extension = query.pop("as", ["xlsx"])[-1]
        query.pop("page", None)
        return query.urlencode(), extension if extension in WRITERS else "xlsx"

    def _page(self, refusal: str = "", *, status: int = 200) -> HttpResponse:
        asked = asked_for(self.request.GET, self.person)
        if asked is None:
            raise Http404
        query, _extension = self._asked()
        context = {"count": asked.count(), "plan_year": asked.plan_year, "refusal": refusal, "query": query}
        return render(self.request, "reports/export_request.html", context, status=status)


class ExportPage(Guarded, DetailView):
    """One output of the reader's own: how far it is, and the link."""

    permission = Permission.MASTER_TABLE_VIEW
    template_name = "reports/export.html"
    slug_field = slug_url_kwarg = "uuid"
    context_object_name = "job"

    def get_queryset(self) -> ReportJobQuerySet:
        return ReportJob.objects.exports_of(self.person).select_related("plan_year")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.object
        address = reverse("export", args=[job.uuid])
        return super().get_context_data(**kwargs) | {
            "tone": TONES[JobState(job.state)],
            "poll_url": address if job.state in UNFINISHED else "",
            "problem": JobProblem(job.problem).label if job.problem else "",
            "files": [
                ReportedFile(name_of(job, extension), reverse("export-file", args=[job.uuid, extension]), file["bytes"])
                for extension, file in job.files.items()
                if not is_over(job)
            ],
            "until": job.finished_at + KEPT_FOR if job.finished_at else None,
            "is_over": is_over(job),
            "again": f"{reverse('export-request')}?{job.parameters['query']}&as={job.parameters['extension']}",
        }

    def get_template_names(self) -> list[str]:
        return ["reports/export_progress.html" if self.request.htmx else self.template_name]  # type: ignore[attr-defined]


class ExportFile(Guarded, View):
    """The file itself, for whoever asked for it, while the link lives; afterwards its page says so."""

    permission = Permission.MASTER_TABLE_VIEW
    http_method_names = ["get", "head"]

    def get(self, request: SignedInRequest, uuid: uuids.UUID, extension: str) -> FileResponse | HttpResponse:
        job = get_object_or_404(ReportJob.objects.exports_of(request.user).select_related("plan_year"), uuid=uuid)
        if job.parameters["extension"] != extension or job.state != JobState.DONE:
            raise Http404
        if is_over(job):
            return redirect("export", uuid=job.uuid)
        return FileResponse(
            open_stored(job.files[extension]["stored_as"]),
            as_attachment=True,
            filename=name_of(job, extension),
            content_type=CONTENT_TYPES[extension],
        )


def is_over(job: ReportJob) -> bool:
    """Whether the link has died."""
    return job.state == JobState.DONE and (not job.files or job.finished_at + KEPT_FOR < timezone.now())  # type: ignore[operator]


def name_of(job: ReportJob, extension: str) -> str:
    return f"jahesh-targets-{job.plan_year.year}-{timezone.localtime(job.requested_at):%Y%m%d-%H%M}.{extension}"
