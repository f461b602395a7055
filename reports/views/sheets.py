"""Sheets for a session: an agency for those who may know of it, what cuts across agencies for the province.

Beside them the map of the counties, the priority industries, and what of all that is asked for nobody works at.
"""

from __future__ import annotations

from abc import ABC
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.permissions import scope_of
from config.clock import today
from projects.models import PlanYear
from projects.years import year_asked_for
from reports.sheets import (
    Part,
    PartKind,
    Sheet,
    chains_of,
    county_map,
    coverage_of,
    part_called,
    sheet_of,
)
from reports.ways import ways_for
from targets.performance import macro_targets_of


class OfYear(Guarded, View, ABC):
    """A page of a year: `year`, by default this year's, or the latest."""

    permission = Permission.PROVINCE_VIEW

    def frame(self) -> dict[str, Any]:
        """The year that is meant, and the others."""
        years = list(PlanYear.objects.all())
        plan_year = year_asked_for(self.request.GET.get("year", ""), years)
        if plan_year is None:
            raise Http404
        here = str(self.request.resolver_match.url_name) if self.request.resolver_match else ""
        return {"plan_year": plan_year, "years": years, "ways": ways_for(self.person, plan_year, here)}


class SheetPage(OfYear):
    """`period`: the number of the period to whose end the figures are wanted, by default of the last one due."""

    kind: PartKind
    template = "reports/sheet.html"

    def get(self, request: SignedInRequest, code: str) -> HttpResponse:
        frame, part = self.frame(), self.part(code)
        until = request.GET.get("period", "")
        try:
            sheet = sheet_of(part, frame["plan_year"], user=request.user, today=today(), until=until)
        except LookupError as missing:
            raise Http404 from missing
        return render(request, self.template, frame | self.context(sheet))

    def part(self, code: str) -> Part:
        part = part_called(self.kind, code)
        if part is None:
            raise Http404
        return part

    def context(self, sheet: Sheet) -> dict[str, Any]:
        return {"sheet": sheet, "part": sheet.part}


class AgencySheet(SheetPage):
    """For the province, and for the agency itself; of another agency they do not learn that there is a page."""

    permission = Permission.DASHBOARD_VIEW
    kind = PartKind.AGENCY

    def part(self, code: str) -> Part:
        part = super().part(code)
        scope = scope_of(self.person, Permission.DASHBOARD_VIEW)
        if not scope.whole_province and part.row.pk not in scope.agency_ids:
            raise Http404
        return part


class SectorSheet(SheetPage):
    kind = PartKind.SECTOR


class CountySheet(SheetPage):
    kind = PartKind.COUNTY


class IndustrySheet(SheetPage):
    """The strategy page of a priority industry, and what is done about it."""

    kind = PartKind.INDUSTRY
    template = "reports/industry_sheet.html"

    def context(self, sheet: Sheet) -> dict[str, Any]:
        [chain] = chains_of(sheet.plan_year, user=self.person, only=sheet.part.row)  # type: ignore[arg-type]
        return super().context(sheet) | {"chain": chain}


class CountyMapPage(OfYear):
    """`macro`: a macro target of the year, for which the tiles then speak; `order=name`: the table by the alphabet."""

    def get(self, request: SignedInRequest) -> HttpResponse:
        frame = self.frame()
        asked = request.GET.get("macro", "")
        macro_target = None
        if asked:
            of_year = {str(each.uuid): each for each in macro_targets_of(frame["plan_year"])}
            macro_target = of_year.get(asked)
            if macro_target is None:
                raise Http404
        counties = county_map(frame["plan_year"], user=request.user, today=today(), macro_target=macro_target)
        by_name = request.GET.get("order") == "name"
        context = {
            "counties": counties,
            "lines": counties.lines if by_name else counties.worst_first,
            "by_name": by_name,
        }
        return render(request, "reports/county_map.html", frame | context)


class IndustryList(OfYear):
    def get(self, request: SignedInRequest) -> HttpResponse:
        frame = self.frame()
        chains = chains_of(frame["plan_year"], user=request.user)
        return render(request, "reports/industry_list.html", frame | {"chains": chains})


class CoveragePage(OfYear):
    def get(self, request: SignedInRequest) -> HttpResponse:
        frame = self.frame()
        coverage = coverage_of(frame["plan_year"], user=request.user)
        return render(request, "reports/coverage.html", frame | {"coverage": coverage})
