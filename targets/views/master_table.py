"""The master table (جدول کلان) on the page and as Excel."""

from __future__ import annotations

from abc import ABC, abstractmethod

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Kept
from agencies.permissions import has_permission
from config.clock import today
from projects.enums import YearState
from projects.models import PlanYear
from projects.years import year_asked_for
from targets.excel import MIME_TYPE, file_name, master_table_workbook
from targets.filters import MasterTableFilter
from targets.master_table import ORDERS, Grouping, MasterTableContent, names_of, read_master_table
from targets.models import MasterTable, Target
from targets.planned import actions_of
from targets.tables.master_table import STANDING_TONE, MasterTableTable

ROWS_A_PAGE = 50


class MasterTableRead(Guarded, View, ABC):
    """What was asked for: `year` (default: this year's, or the latest), `version` (default: the latest), filters."""

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        years = list(PlanYear.objects.all())
        plan_year = year_asked_for(request.GET.get("year", ""), years)
        if plan_year is None:
            return self.nothing_planned()
        versions = list(MasterTable.objects.filter(plan_year=plan_year).select_related("frozen_by"))
        names = names_of(plan_year)
        self.filter = MasterTableFilter(
            request.GET,
            Target.objects.visible_to(request.user),
            person=request.user,
            names=names,
            plan_year=plan_year,
            years=years,
            versions=versions,
        )
        return self.answer(
            read_master_table(
                plan_year,
                table=self._table(versions),
                # A filter that was not understood narrows down to nothing: the page says which, beside the field.
                targets=self.filter.qs if self.filter.is_valid() else Target.objects.none(),
                today=today(),
                names=names,
                grouping=Grouping(self.filter.asked_for("group") or Grouping.MACRO),
                standing=self.filter.asked_for("standing"),
            )
        )

    @abstractmethod
    def answer(self, content: MasterTableContent) -> HttpResponse: ...

    def nothing_planned(self) -> HttpResponse:
        raise Http404

    def _table(self, versions: list[MasterTable]) -> MasterTable | None:
        asked = self.request.GET.get("version", "")
        if not asked:
            return versions[0] if versions else None
        table = next((table for table in versions if str(table.version) == asked), None)
        if table is None:
            raise Http404
        return table


class MasterTablePage(MasterTableRead, Kept):
    def answer(self, content: MasterTableContent) -> HttpResponse:
        table = MasterTableTable(content)
        table.order_by = self.request.GET.getlist("sort")
        shown = table.show_page(_page_number(self.request), size=ROWS_A_PAGE)
        table.actions_of = actions_of(shown, content.table)
        asked = self.request.GET
        elsewhere = asked.copy()
        for name in ("standing", "page"):
            elsewhere.pop(name, None)
        narrowing = MasterTableFilter.base_filters.keys() - {"year", "group"}
        return render(
            self.request,
            "targets/master_table.html",
            {
                "content": content,
                "table": table,
                "filter": self.filter,
                "filtered": any(asked.get(name) for name in narrowing),
                "query": asked.urlencode(),
                "standings": [(standing, n, STANDING_TONE[standing]) for standing, n in content.by_standing],
                "asked_standing": asked.get("standing", ""),
                "standing_query": f"{elsewhere.urlencode()}&" if elsewhere else "",
                "sees_double_counts": has_permission(self.request.user, Permission.DOUBLE_COUNT_VIEW),
                "can_freeze": content.plan_year.state == YearState.OPEN
                and has_permission(self.request.user, Permission.MASTER_TABLE_FREEZE),
            },
            status=200 if self.filter.is_valid() else 422,
        )

    def nothing_planned(self) -> HttpResponse:
        return render(self.request, "targets/master_table.html", {"content": None})


class MasterTableExport(MasterTableRead):
    def answer(self, content: MasterTableContent) -> HttpResponse:
        if not self.filter.is_valid():
            labels = {name: field.label for name, field in self.filter.form.fields.items()}
            said = [f"{labels[name]}: {' '.join(errors)}" for name, errors in self.filter.errors.items()]
            return HttpResponse("\n".join(said), content_type="text/plain; charset=utf-8", status=422)
        for alias in self.request.GET.getlist("sort"):
            if alias.removeprefix("-") in ORDERS:
                content = content.ordered_by(alias)
        return HttpResponse(
            master_table_workbook(content),
            content_type=MIME_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{file_name(content)}"'},
        )


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
