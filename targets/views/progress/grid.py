"""A whole return as one grid: shown, read before something is put in, saved and sent like its page."""

from __future__ import annotations

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.uploads import accepted
from targets.forms.progress import ReturnForm
from targets.forms.return_grid import ReturnGrid
from targets.forms.sheets import columns_from, preview
from targets.lines import lines_of
from targets.models import ProgressReport
from targets.operations.evidence import evidence_visible_to
from targets.permissions import check_user_writes_return
from targets.returns import sheet_of
from targets.views.progress.page import fetch_return, return_form, where_it_stands
from targets.views.progress.saving import ReturnSave, ReturnSend


def fetch_own_return(request: SignedInRequest, uuid: str) -> ProgressReport:
    """The return, for somebody who writes in it; 403 for who may only read it."""
    report = fetch_return(request, uuid)
    check_user_writes_return(request.user, report)
    return report


def grid_of(request: SignedInRequest, report: ProgressReport, form: ReturnForm | None = None) -> ReturnGrid:
    lines = lines_of(report)
    form = form or return_form(request, report, lines, None)
    files = evidence_visible_to(request.user).filter(line__report=report).values_list("line").annotate(Count("pk"))
    return ReturnGrid(report, form, sheet_of(report, lines), dict(files.order_by()))


class ReturnGridPage(ReturnSave):
    """Every line in one sheet; lines that cannot be written in now stand there locked."""

    http_method_names = ["get", "post"]

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        return self.page(request, fetch_own_return(request, uuid))

    def page(
        self, request: SignedInRequest, report: ProgressReport, form: ReturnForm | None = None, status: int = 200
    ) -> HttpResponse:
        grid = grid_of(request, report, form)
        context = where_it_stands(report, grid.form, grid.items)
        context |= {
            "grid": grid,
            "sheet": grid.sheet,
            "save_address": self.save_address(report),
            "accepted": accepted(),
        }
        return render(request, "targets/return_grid.html", context, status=status)

    def page_address(self, report: ProgressReport) -> str:
        return reverse("progress-grid", args=[report.uuid])

    def save_address(self, report: ProgressReport) -> str:
        return self.page_address(report)


class ReturnGridSend(ReturnSend, ReturnGridPage):
    http_method_names = ["post"]


class ReturnGridPreview(Guarded, View):
    """How a block would be read, before it is put in. Writes nothing."""

    permission = Permission.PROGRESS_ENTER
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        grid = grid_of(request, fetch_own_return(request, uuid))
        columns = columns_from(grid.sheet, request.POST.get("column", ""))
        if not columns:
            raise Http404
        block = preview(columns, request.POST.get("block", ""), grid.readers(request.POST.getlist("row")))
        return render(request, "targets/grid_preview.html", {"preview": block})
