"""Amendments: what the planner proposes of a frozen year's rows, one with its lines, what is decided."""

from __future__ import annotations

import uuid as uuids
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.filters import ChooseFilter
from agencies.finding import Words
from agencies.models import Agency
from agencies.permissions import has_permission
from agencies.uploads import download, extension_of
from config.persian.fields import PersianCharField, PersianForm
from config.persian.numbers import format_number
from projects.enums import YearState
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from projects.views.programs import explain_refusal
from targets.amendments import LineFault, late_programs, moved_lines, rows_in_force
from targets.enums import AmendmentState, LineKind
from targets.forms.amendments import AmendmentForm, AmendmentGrid
from targets.forms.sheets import columns_from, preview
from targets.models import Amendment, Indicator, MasterTable, MasterTableRow
from targets.operations import amendments as operations
from targets.planned import table_in_force

STATE_TONE: dict[str, str] = {
    AmendmentState.PROPOSED: "warn",
    AmendmentState.APPROVED: "ok",
    AmendmentState.REJECTED: "bad",
    AmendmentState.WITHDRAWN: "idle",
}


class RowFilter(django_filters.FilterSet):
    """Which of the frozen rows stand in the sheet."""

    q = django_filters.CharFilter(label=gettext_lazy("Search"), method="search")
    agency = ChooseFilter(
        label=gettext_lazy("Agency"), choose="agency", queryset=Agency.objects.all(), to_field_name="code"
    )
    indicator = ChooseFilter(
        label=gettext_lazy("Indicator"),
        choose="indicator",
        queryset=Indicator.objects.all(),
        to_field_name="code",
        field_name="target__indicator",
    )

    class Meta:
        model = MasterTableRow
        fields: list[str] = []

    def search(self, rows: QuerySet[MasterTableRow], _name: str, value: str) -> QuerySet[MasterTableRow]:
        keys = ("target__project__search_key", "target__project__program__search_key", "target__indicator__search_key")
        return rows.filter(Words(value).anywhere(*keys))


class OfFrozenYear(Guarded, View):
    """What a planner does with the version in force of a frozen year."""

    permission = Permission.AMENDMENT_PROPOSE
    plan_year: PlanYear
    table: MasterTable

    def fetch(self, year: int) -> None:
        """The year and its version in force: 404 where there is none."""
        self.plan_year = get_object_or_404(PlanYear, year=year)
        table = table_in_force(self.plan_year)
        if table is None or self.plan_year.state != YearState.FROZEN:
            raise Http404
        self.table = table

    @cached_property
    def filter(self) -> RowFilter:
        return RowFilter(self.request.GET, rows_in_force(self.table))

    @property
    def rows(self) -> list[MasterTableRow]:
        return list(self.filter.qs) if self.filter.is_valid() else []

    def grid(self, data: Any = None) -> AmendmentGrid:
        return AmendmentGrid(self.rows, self.plan_year.periods.regular().order_by("ordinal"), data)


class AmendmentPropose(OfFrozenYear):
    """The sheet of frozen rows, narrowed down by `?agency=…`, and the decision around it."""

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        self.fetch(year)
        grid = self.grid()
        return self._page(grid, self._form(grid, initial={"version": self.table.version}))

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        self.fetch(year)
        grid = self.grid(request.POST)
        form = self._form(grid, request.POST, request.FILES)
        # Both are asked, so that every refusal is there at once.
        if not all([form.is_valid(), grid.is_valid()]):
            return self._page(grid, form, status=422)
        try:
            amendment = operations.propose_amendment(
                by=request.user, plan_year=self.plan_year, figures=grid.figures(), **form.decision()
            )
        except Moved as refusal:
            # What was typed stays, on the version that is in force now.
            typed = request.POST.copy()
            typed["version"] = str(self.table.version)
            form = self._form(grid, typed)
            form.add_error(None, str(refusal))
            return self._page(grid, form, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            for message in grid.take_faults(fault for fault in refusal.problems if isinstance(fault, LineFault)):
                form.add_error(None, message)
            return self._page(grid, form, status=422)
        messages.success(request, _("Proposed. The version in force stays until the deputy governor approves it."))
        return redirect(amendment)

    def _form(self, grid: AmendmentGrid, *data: Any, **kwargs: Any) -> AmendmentForm:
        projects = {row.target.project_id: row.target.project for row in grid.rows}
        return AmendmentForm(*data, late=late_programs(self.plan_year), projects=projects.values(), **kwargs)

    def _page(self, grid: AmendmentGrid, form: AmendmentForm, status: int = 200) -> HttpResponse:
        context = {
            "plan_year": self.plan_year,
            "table": self.table,
            "grid": grid,
            "sheet": grid.sheet,
            "problems": grid.sheet.problems,
            "form": form,
            "filter": self.filter,
            "filtered": any(self.request.GET.get(name) for name in RowFilter.base_filters),
            "is_plain": "plain" in self.request.GET,
            "address": self.request.get_full_path(),
        }
        return render(self.request, "targets/amendment_form.html", context, status=status)


class AmendmentPreview(OfFrozenYear):
    """How a block would be read, before it is put in. Writes nothing."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        self.fetch(year)
        grid = self.grid()
        columns = columns_from(grid.sheet, request.POST.get("column", ""))
        if not columns:
            raise Http404
        block = preview(columns, request.POST.get("block", ""), grid.readers(request.POST.getlist("row")))
        return render(request, "targets/grid_preview.html", {"preview": block})


def fetch_amendment(request: SignedInRequest, uuid: Any) -> Amendment:
    """The amendment, 404 for whoever may not know of it."""
    amendments = Amendment.objects.visible_to(request.user).select_related("plan_year", "proposed_by", "decided_by")
    return get_object_or_404(amendments, uuid=uuid)


class AmendmentPage(Guarded, View):
    permission = Permission.AMENDMENT_VIEW

    def get(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        amendment = fetch_amendment(request, uuid)
        about = ("target__indicator__unit", "target__county", "target__project__program__agency")
        lines = list(
            amendment.lines.select_related(*about, "project__program__agency", "program__agency").order_by("position")
        )
        waits = amendment.state == AmendmentState.PROPOSED
        table = table_in_force(amendment.plan_year)
        is_own = amendment.proposed_by_id == request.user.pk
        context = {
            "amendment": amendment,
            "tone": STATE_TONE[amendment.state],
            "figures": [line for line in lines if line.kind == LineKind.FIGURES],
            "drops": [line for line in lines if line.kind == LineKind.DROP],
            "late": [line for line in lines if line.kind == LineKind.LATE],
            "moved": {line.pk for line in moved_lines(lines, table)} if waits and table else set(),
            "version": MasterTable.objects.filter(amendment=amendment).first(),
            "can_decide": waits and not is_own and has_permission(request.user, Permission.AMENDMENT_APPROVE),
            "can_withdraw": waits and is_own and has_permission(request.user, Permission.AMENDMENT_PROPOSE),
        }
        return render(request, "targets/amendment.html", context)


class DecisionForm(PersianForm):
    reason = PersianCharField(required=False, max_length=1000)


class AmendmentDecide(Guarded, View):
    """Approves the amendment, or rejects it with a reason: the address says which."""

    permission = Permission.AMENDMENT_APPROVE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuids.UUID, decision: str) -> HttpResponse:
        amendment = fetch_amendment(request, uuid)
        form = DecisionForm(request.POST)
        if decision not in ("approve", "reject"):
            raise Http404
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(amendment)
        try:
            if decision == "approve":
                table = operations.approve_amendment(by=request.user, amendment=amendment)
                messages.success(
                    request,
                    _("Approved: version %(version)s of the master table is in force, with %(rows)s rows.")
                    % {"version": format_number(table.version), "rows": format_number(table.row_count)},
                )
            else:
                reason = form.cleaned_data["reason"]
                operations.reject_amendment(by=request.user, amendment=amendment, reason=reason)
                messages.success(request, _("The amendment is rejected; what is in force stays."))
        except Moved as refusal:
            return _told(request, amendment, refusal)
        except Refused as refusal:
            explain_refusal(request, refusal)
        return redirect(amendment)


class AmendmentWithdraw(Guarded, View):
    """Who proposed takes it back while it waits."""

    permission = Permission.AMENDMENT_PROPOSE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        amendment = fetch_amendment(request, uuid)
        try:
            operations.withdraw_amendment(by=request.user, amendment=amendment)
        except Moved as refusal:
            return _told(request, amendment, refusal)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The amendment is taken back; what is in force stays."))
        return redirect(amendment)


class AmendmentFile(Guarded, View):
    """The scan or table as a download."""

    permission = Permission.AMENDMENT_VIEW

    def get(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponseBase:
        amendment = fetch_amendment(request, uuid)
        if not amendment.stored_as:
            raise Http404
        return download(
            amendment.stored_as,
            called=amendment.original_name,
            name=f"amendment-{amendment.uuid}.{extension_of(amendment.original_name)}",
            content_type=amendment.content_type,
        )


def _told(request: SignedInRequest, amendment: Amendment, refusal: Moved) -> HttpResponse:
    return conflict(request, refusal, root_id=amendment.uuid, latest_url=amendment.get_absolute_url(), is_open=False)
