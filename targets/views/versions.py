"""The versions of a year's master table: the list, two of them cell by cell, each as its exact copy in Excel."""

from __future__ import annotations

import tempfile
from typing import Any

from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.permissions import has_permission
from config.workbooks import MIME_TYPE
from projects.enums import YearState
from projects.models import PlanYear
from targets.models import Amendment, MasterTable, Target
from targets.version_workbook import comparison_workbook, write_version
from targets.versions import differences

# So many bytes of a workbook are held in memory; what is larger lies on the disk while it is sent.
HELD = 4 * 1024 * 1024


class VersionList(Guarded, View):
    """Every version of the year with what made it; for the province the amendments besides."""

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        versions = list(
            MasterTable.objects.filter(plan_year=plan_year)
            .select_related("frozen_by", "amendment")
            .annotate(lines=Count("amendment__lines"))
            .order_by("-version")
        )
        amendments = (
            Amendment.objects.visible_to(request.user)
            .filter(plan_year=plan_year)
            .select_related("proposed_by", "decided_by", "plan_year")
            .annotate(line_count=Count("lines"))
            .order_by("-number")
        )
        context = {
            "plan_year": plan_year,
            "versions": versions,
            "amendments": amendments,
            "sees_amendments": has_permission(request.user, Permission.AMENDMENT_VIEW),
            "can_propose": bool(versions)
            and plan_year.state == YearState.FROZEN
            and has_permission(request.user, Permission.AMENDMENT_PROPOSE),
        }
        return render(request, "targets/versions.html", context)


class VersionCompare(Guarded, View):
    """`?before=1&after=2`, or the last two; `?format=xlsx` takes it away."""

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        versions = list(MasterTable.objects.filter(plan_year=plan_year).select_related("plan_year", "frozen_by"))
        if not versions:
            raise Http404
        after = self._asked("after", versions, versions[0])
        before = self._asked("before", versions, versions[min(1, len(versions) - 1)])
        found = differences(before, after, targets=Target.objects.visible_to(request.user))
        if request.GET.get("format") == "xlsx":
            name = f"jahesh-targets-{plan_year.year}-v{before.version}-v{after.version}.xlsx"
            return _workbook(comparison_workbook(before, after, found), name)
        context: dict[str, Any] = {
            "plan_year": plan_year,
            "versions": versions,
            "before": before,
            "after": after,
            "pair": [before, after],
            "found": found,
            "changed": sum(bool(each.cells) for each in found),
            "came": sum(each.before is None for each in found),
            "went": sum(each.after is None for each in found),
        }
        return render(request, "targets/version_compare.html", context)

    def _asked(self, name: str, versions: list[MasterTable], default: MasterTable) -> MasterTable:
        asked = self.request.GET.get(name, "")
        if not asked:
            return default
        found = next((table for table in versions if str(table.version) == asked), None)
        if found is None:
            raise Http404
        return found


class VersionWorkbook(Guarded, View):
    """The whole version, every cell of it: for the province, which may see every row."""

    permission = Permission.AMENDMENT_VIEW

    def get(self, request: SignedInRequest, year: int, version: int) -> FileResponse:
        tables = MasterTable.objects.select_related("plan_year")
        table = get_object_or_404(tables, plan_year__year=year, version=version)
        # However many rows there are, no more than this is held in memory.
        file = tempfile.SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115 -- closed with the answer
        write_version(file, table)
        file.seek(0)
        name = f"jahesh-targets-{year}-v{version}-copy.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=MIME_TYPE)


def _workbook(body: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(body, content_type=MIME_TYPE, headers={"Content-Disposition": disposition})
