"""The province at a glance: the deputy's brief, the dashboard under it, both on the screen of the meeting room."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.clock import today
from projects.models import PlanYear
from projects.years import year_asked_for
from reports.dashboard.asked import NARROWING, Asked
from reports.dashboard.brief import Brief
from reports.dashboard.choosing import DashboardForm, Names, is_asked, names_to_narrow
from reports.dashboard.reading import Dashboard, calendar_of
from reports.dashboard.sheet import sheet_of
from reports.dashboard.shown import shown_to
from reports.dashboard.tiles import next_of
from reports.pdf import laid_out
from reports.ways import ways_for

SCREEN, PAGE = "reports/dashboard_screen.html", "reports/dashboard.html"
# What half of the page would weigh: fetched when it is opened (`Shown.made`).
PARTS = {"macro": "macro_figures", "sectors": "board_sectors", "agencies": "board_agencies", "ranking": "ranking"}


class DashboardPage(Guarded, View):
    """What is asked for stands in the address.

    `view` shows it on a screen, on a sheet of PDF, or whole, for paper; `part` is one of PARTS, alone.
    """

    permission = Permission.DASHBOARD_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        years = list(PlanYear.objects.all())
        plan_year = year_asked_for(request.GET.get("year", ""), years)
        if plan_year is None:
            return render(request, PAGE, {"board": None})
        calendar, names = calendar_of(plan_year), names_to_narrow()
        form = DashboardForm(
            request.GET, names=names, periods=calendar.periods, versions=calendar.versions, today=today()
        )
        shown = shown_to(request.user, plan_year, today=today(), asked=form.asked, calendar=calendar, names=names)
        board, part_shown = shown.board, _part_of(form.asked, names)
        if (part := PARTS.get(request.GET.get("part", ""))) and form.is_valid():
            return HttpResponse(shown.made[part])
        if request.GET.get("view") == "sheet":
            return _sheet(board, shown.brief, part_shown)
        context = {
            "plan_year": plan_year,
            "years": years,
            "form": form,
            "filtered": is_asked(request.GET),
            "board": board,
            "part_shown": part_shown,
            "ways": ways_for(request.user, plan_year, "dashboard"),
            "shown": shown,
            "made": shown.made,
            "next": next_of(board, shown.brief, request.user),
            "whole": request.GET.get("view") == "whole",
            "whole_address": _address(request, view="whole"),
            "part_address": {part: _address(request, view="", part=part) for part in PARTS},
            "screen_address": _address(request, view="screen"),
            "sheet_address": _address(request, view="sheet"),
            "page_address": _address(request, view=""),
        }
        template = SCREEN if request.GET.get("view") == "screen" else PAGE
        return render(request, template, context, status=200 if form.is_valid() else 422)


def _part_of(asked: Asked, names: Names) -> str:
    """By their names the axis, sector, industry and county that it is narrowed to; "" for none."""
    chosen = [(name, code) for name in NARROWING if (code := getattr(asked, name))]
    return pgettext("between the parts of a list", ", ").join(names.of[name].get(code, code) for name, code in chosen)


def _sheet(board: Dashboard, brief: Brief, part_shown: str) -> HttpResponse:
    name = f"jahesh-{board.plan_year.year}-{board.today.isoformat()}.pdf"
    return HttpResponse(
        laid_out("brief.typ", sheet_of(board, brief, part_shown)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _address(request: HttpRequest, **changes: Any) -> str:
    """The same choice, shown otherwise."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"{request.path}?{asked.urlencode()}" if asked else request.path
