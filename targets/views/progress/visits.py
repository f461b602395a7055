"""Field visits: recorded beside the lines that wait, read by everybody who may see the project's returns."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.uploads import download, extension_of
from config.clock import today
from projects.conflicts import Sheet
from projects.models import Project
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from targets.enums import LineStatus
from targets.forms.visits import VisitForm
from targets.lines import lines_of, project_of
from targets.models import ActionProgress, FieldVisit, Measurement, ProgressReport, ReportLine, VisitPhoto
from targets.operations.visits import record_visit
from targets.permissions import user_can_verify
from targets.views.progress.page import fetch_return


class VisitNew(Guarded, View):
    """A visit to a project of the return, with the lines of the project that wait."""

    permission = Permission.PROGRESS_VERIFY

    def get(self, request: SignedInRequest, uuid: str, project_uuid: str) -> HttpResponse:
        report, project, lines = self._fetch(request, uuid, project_uuid)
        form = VisitForm(lines=lines, initial={"version": report.version, "visited_on": today()})
        return self._page(request, report, project, form)

    def post(self, request: SignedInRequest, uuid: str, project_uuid: str) -> HttpResponse:
        report, project, lines = self._fetch(request, uuid, project_uuid)
        form = VisitForm(request.POST, request.FILES, lines=lines)
        if not form.is_valid():
            return self._page(request, report, project, form, status=422)
        try:
            visit = record_visit(by=request.user, report=report, project=project, **form.said())
        except Moved as refusal:
            return conflict(
                request,
                refusal,
                root_id=report.uuid,
                latest_url=request.path,
                mine=Sheet(form),
                is_open=False,
                keeps=False,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, report, project, form, status=422)
        messages.success(request, _("The visit is recorded."))
        return redirect(visit)

    def _fetch(
        self, request: SignedInRequest, uuid: str, project_uuid: str
    ) -> tuple[ProgressReport, Project, list[ReportLine]]:
        report = fetch_return(request, uuid)
        if not user_can_verify(request.user, report):
            raise PermissionDenied(_("The return is not under verification, or you had a part in it."))
        lines = [line for line in lines_of(report) if str(project_of(line).uuid) == str(project_uuid)]
        if not lines:
            raise Http404
        return report, project_of(lines[0]), [line for line in lines if line.status == LineStatus.SENT]

    def _page(
        self, request: SignedInRequest, report: ProgressReport, project: Project, form: VisitForm, status: int = 200
    ) -> HttpResponse:
        context = {"report": report, "project": project, "form": form}
        return render(request, "targets/visit_form.html", context, status=status)


class VisitPage(Guarded, View):
    """What was found, with the photos, and what it decided of which lines."""

    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        visits = FieldVisit.objects.visible_to(request.user).select_related("project__program__agency", "recorded_by")
        visit = get_object_or_404(visits, uuid=uuid)
        beside = ("line__report__period__plan_year", "line__target__indicator__unit", "line__target__county")
        decided = [
            *Measurement.objects.filter(visit=visit).select_related(*beside),
            *ActionProgress.objects.filter(visit=visit).select_related(beside[0], "line__action"),
        ]
        context = {"visit": visit, "photos": list(visit.photos.all()), "decided": decided}
        return render(request, "targets/visit.html", context)


class VisitPhotoFile(Guarded, View):
    """A photo as a download, under a name of ours."""

    permission = Permission.PROGRESS_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponseBase:
        photos = VisitPhoto.objects.filter(visit__in=FieldVisit.objects.visible_to(request.user))
        photo = get_object_or_404(photos, uuid=uuid)
        return download(
            photo.stored_as,
            called=photo.original_name,
            name=f"visit-{photo.uuid}.{extension_of(photo.original_name)}",
            content_type=photo.content_type,
        )
