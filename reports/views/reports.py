"""Year-end reports: the list, asking for one, watching it being compiled, taking it away."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, Min, Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django_tables2 import SingleTableView

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_as_of
from agencies.permissions import has_permission
from config.clock import today
from config.lateness import words_of_wait
from config.persian.calendar import tehran_date
from config.persian.numbers import format_number
from config.sorting import whether
from config.storage import open_stored
from projects.refusals import Refused
from reports.enums import JobState, PublicationStage, ReportKind
from reports.files import name_of, places_of
from reports.forms import ReportRequestForm
from reports.models import ReportJob, ReportJobQuerySet
from reports.operations import moment_of, request_report
from reports.operations.publishing import is_sent_back
from reports.tables import ReportJobTable
from reports.tables.desk import waits_for

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


class ReportList(Guarded, Listed, SingleTableView):
    """All reports, and the form that asks for another."""

    permission = Permission.REPORT_VIEW
    template_name = "reports/report_list.html"
    list_name = gettext_lazy("Reports")
    table_class = ReportJobTable
    paginate_by = 25

    def get_queryset(self) -> ReportJobQuerySet:
        jobs = ReportJob.objects.visible_to(self.person)
        jobs = jobs.annotate(is_back=is_sent_back())
        named = jobs.select_related("plan_year", "agency", "sector", "county", "requested_by", "publication")
        return named.annotate(is_mine=whether(waits_for(self.person)))

    def told(self) -> list[Told]:
        """What could not be compiled, what waits for the reader or for others on its way to publication, how long."""
        jobs = self.get_queryset()
        on_the_way = Q(kind=ReportKind.YEAR_END, state=JobState.DONE) & ~Q(
            publication__stage=PublicationStage.PUBLISHED
        )
        counts = jobs.order_by().aggregate(
            failed=Count("pk", filter=Q(state=JobState.FAILED)),
            mine=Count("pk", filter=Q(is_mine=True)),
            others=Count("pk", filter=on_the_way & Q(is_mine=False)),
            since=Min("finished_at", filter=on_the_way),
        )
        failed, mine, others = (counts[name] for name in ("failed", "mine", "others"))
        said = []
        if failed:
            words = ngettext("%(n)s could not be compiled", "%(n)s could not be compiled", failed)
            said.append(Told(words % {"n": format_number(failed)}, "bad"))
        if since := counts["since"]:
            wait = words_of_wait(max((today() - tehran_date(since)).days, 0))
            said.append(Told(_("no report has a deadline; the oldest waits %(wait)s") % {"wait": wait}))
        else:
            said.append(Told(_("no report waits for anybody"), "ok"))
        if others:
            words = ngettext("%(n)s report waits for others", "%(n)s reports wait for others", others)
            said.append(Told(words % {"n": format_number(others)}, "turn"))
        if mine:
            words = ngettext("%(n)s report waits for you", "%(n)s reports wait for you", mine)
            said.append(Told(words % {"n": format_number(mine)}, "mine"))
            first = jobs.filter(waits_for(self.person)).order_by("finished_at")[0]
            said.append(Told(str(first), "act", first.get_absolute_url()))
        return [*said, told_as_of(today())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_request = has_permission(self.person, Permission.REPORT_COMPILE)
        form = kwargs.pop("form", None) or (ReportRequestForm() if may_request else None)
        return super().get_context_data(**kwargs) | {"form": form}


class ReportRequest(ReportList):
    """Asking for a report; what cannot be compiled is said beside the form."""

    permission = Permission.REPORT_COMPILE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = ReportRequestForm(request.POST)
        if form.is_valid():
            chosen = form.cleaned_data
            try:
                job = request_report(
                    by=request.user,
                    plan_year=chosen["plan_year"],
                    as_of=moment_of(chosen["as_of"]) if chosen["as_of"] else None,
                    language=chosen["language"],
                    extent=form.extent,
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect(job)
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ReportFile(Guarded, View):
    """A finished report as workbook or document, or the data set it was made of."""

    permission = Permission.REPORT_VIEW
    http_method_names = ["get", "head"]

    def get(self, request: SignedInRequest, uuid: uuid.UUID, extension: str) -> FileResponse:
        jobs = ReportJob.objects.visible_to(request.user).select_related("plan_year")
        job = get_object_or_404(jobs, uuid=uuid)
        stored_as = places_of(job).get(extension)
        if stored_as is None:
            raise Http404
        return FileResponse(
            open_stored(stored_as),
            as_attachment=True,
            filename=name_of(job, extension),
            content_type=CONTENT_TYPES[extension],
        )
