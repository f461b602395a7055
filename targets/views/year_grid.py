"""An agency's year as one grid: shown, read before something is put in, laid out by pattern, saved as a whole."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Told, told_of_day
from agencies.models import Agency
from agencies.permissions import agencies_served_by, has_permission
from config.clock import today
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from projects.conflicts import as_typed, chosen
from projects.enums import EDITABLE, YearState
from projects.models import PlanYear, Program
from projects.readiness import readiness_of
from projects.refusals import Moved
from projects.views.conflicts import told
from targets.forms.sheets import columns_from, posted_rows, preview, written
from targets.forms.year_grid import YearGrid
from targets.operations.year import RefusedAt, save_year
from targets.trajectories import Pattern, lay_out, shares_of, shares_of_last_year

# Rows to begin with where there is no script to add more.
BLANK_ROWS = 3


def fetch_year(request: SignedInRequest, year: int) -> tuple[PlanYear, Agency]:
    """The year and the agency whose drafts are asked for: 404 when there is none such, 403 once the year is frozen."""
    plan_year = get_object_or_404(PlanYear, year=year)
    served = [
        agency
        for agency in agencies_served_by(request.user)
        if has_permission(request.user, Permission.PROGRAM_EDIT, agency)
    ]
    asked = request.GET.get("agency")
    agency = next((agency for agency in served if asked in (None, agency.code)), None)
    if agency is None:
        raise Http404
    if plan_year.state != YearState.OPEN:
        raise PermissionDenied(_("The year is frozen; figures change only through an amendment."))
    return plan_year, agency


class YearGridPage(Guarded, View):
    """The grid: `?program=` narrows it to one program, `?plain` shows it as plain fields for a page without script.

    `?wanting` is the list of what is missing, which the page fetches when it is there.
    """

    permission = Permission.PROGRAM_EDIT

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year, agency = fetch_year(request, year)
        if "wanting" in request.GET:
            return self._wanting(request, plan_year, agency)
        return self._page(request, YearGrid(agency=agency, plan_year=plan_year, only=self._only(request, agency)))

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year, agency = fetch_year(request, year)
        grid = YearGrid(agency=agency, plan_year=plan_year, data=chosen(request.POST))
        stale = self._stale(grid)
        if stale is not None:
            return self._conflict(request, grid, stale, Moved())
        if not grid.is_valid():
            return self._page(request, grid, status=422)
        entries = grid.entries()
        try:
            programs = save_year(by=request.user, agency=agency, plan_year=plan_year, programs=entries)
        except Moved as refusal:
            return self._conflict(request, grid, self._stale(grid) or entries[0].program, refusal)
        except RefusedAt as refusal:
            grid.refuse_at(refusal.place, str(refusal))
            return self._page(request, grid, status=422)
        if programs:
            messages.success(request, _("Saved: %(programs)s programs.") % {"programs": format_number(len(programs))})
        else:
            messages.info(request, _("Nothing differs from what is stored."))
        return redirect(request.get_full_path())

    def _wanting(self, request: SignedInRequest, plan_year: PlanYear, agency: Agency) -> HttpResponse:
        """The part of the page that comes after it: what keeps each draft from being sent."""
        drafts = list(
            Program.objects.filter(agency=agency, plan_year=plan_year, status__in=EDITABLE).select_related(
                "agency", "plan_year", "axis"
            )
        )
        found, deadline = readiness_of(drafts), plan_year.call_deadline
        context = {
            "wanting": [(program, found[program.pk]) for program in drafts],
            "deadline": deadline,
            "days_left": (deadline - today()).days if deadline else None,
        }
        return render(request, "targets/year_wanting.html", context)

    def _only(self, request: SignedInRequest, agency: Agency) -> Program | None:
        asked = request.GET.get("program", "")
        if not asked:
            return None
        try:
            return get_object_or_404(Program, agency=agency, uuid=uuid.UUID(asked))
        except ValueError as error:
            raise Http404 from error

    def _stale(self, grid: YearGrid) -> Program | None:
        """A program that somebody has saved, or sent, since it was read, and under which something was typed."""
        read = grid.posted_versions
        for program in Program.objects.filter(agency=grid.agency, uuid__in=read):
            if read[str(program.uuid)] != program.version and grid.writes_under(program):
                return program
        return None

    def _conflict(
        self, request: SignedInRequest, grid: YearGrid, program: Program | None, refusal: Moved
    ) -> HttpResponse:
        """Both texts, cell by cell, to be merged by choice; what has been sent meanwhile stays as it was sent."""
        now = YearGrid(agency=grid.agency, plan_year=grid.plan_year)
        gone = grid.rows_gone(now)
        typed = {name: values for name, values in as_typed(grid.data or {}).items() if name not in gone}
        context = {
            **told(request, refusal, program.uuid if program else None, can_save=True),
            "crumbs": [
                (_("Programs"), reverse("program-list")),
                (_("The year %(year)s in one grid") % {"year": grid.plan_year}, request.get_full_path()),
                *([(program.title, program.get_absolute_url())] if program else []),
            ],
            "differences": grid.differences(now),
            "has_theirs": True,
            "latest_url": request.get_full_path(),
            "can_save": True,
            "action": request.get_full_path(),
            "fields": typed | {f"version-{key}": [str(version)] for key, version in now.versions.items()},
        }
        return render(request, "409.html", context, status=409)

    def _standing(self, grid: YearGrid) -> list[Told]:
        """Whose turn it is, how near the deadline is, and what was saved last."""
        drafts = [node.entry.program for node in grid.programs if node.entry.program]
        if not drafts:
            return []
        words = ngettext(
            "Waiting for you: complete %(shown)s program and send it on its page",
            "Waiting for you: complete %(shown)s programs and send each on its page",
            len(drafts),
        )
        standing = [Told(words % {"shown": format_number(len(drafts))}, "mine")]
        if grid.plan_year.call_deadline:
            standing.append(told_of_day(grid.plan_year.call_deadline, today()))
        saved_on = max(program.touched_on for program in drafts)
        standing.append(Told(_("last saved on %(day)s") % {"day": format_date(saved_on)}, "soft"))
        return standing

    def _page(self, request: SignedInRequest, grid: YearGrid, status: int = 200) -> HttpResponse:
        is_plain = "plain" in request.GET
        for sheet in grid.sheets.values() if is_plain else ():
            for _number in range(BLANK_ROWS):
                sheet.add()
        context: dict[str, Any] = {
            "grid": grid,
            "standing": self._standing(grid),
            "plan_year": grid.plan_year,
            "agency": grid.agency,
            "patterns": Pattern.choices,
            "lists": grid.lists.shown(),
            "is_plain": is_plain,
            # After a refusal those that were read, so that a save by somebody else is still noticed.
            "versions": grid.versions | grid.posted_versions,
            "path": request.get_full_path(),
            "problems": [(sheet, *problem) for sheet in grid.sheets.values() for problem in sheet.problems],
            "elsewhere": Program.objects.filter(agency=grid.agency, plan_year=grid.plan_year)
            .exclude(uuid__in=grid.versions)
            .count(),
        }
        return render(request, "targets/year_grid.html", context, status=status)


class YearGridPreview(Guarded, View):
    """How a block would be read, before it is put in. Writes nothing."""

    permission = Permission.PROGRAM_EDIT
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year, agency = fetch_year(request, year)
        grid = YearGrid(agency=agency, plan_year=plan_year)
        sheet = grid.sheets.get(request.POST.get("sheet", ""))
        if sheet is None:
            raise Http404
        columns = columns_from(sheet, request.POST.get("column", ""))
        if not columns:
            raise Http404
        readers = grid.readers(sheet.name, request.POST.getlist("title"))
        block = preview(columns, request.POST.get("block", ""), readers)
        return render(request, "targets/grid_preview.html", {"preview": block})


class YearGridTrajectories(Guarded, View):
    """Trajectories by pattern for the rows that are sent: for each its points, as they are typed, or why not."""

    permission = Permission.PROGRAM_EDIT
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, year: int, pattern: str) -> HttpResponse:
        plan_year, agency = fetch_year(request, year)
        if pattern not in Pattern:
            raise Http404
        grid = YearGrid(agency=agency, plan_year=plan_year)
        columns = grid.sheets["targets"].columns
        return JsonResponse(
            {
                posted.name: self._laid_out(grid, Pattern(pattern), posted.texts)
                for posted in posted_rows(request.POST, "targets", columns)
            }
        )

    def _laid_out(self, grid: YearGrid, pattern: Pattern, texts: dict[str, str]) -> dict[str, Any]:
        try:
            target = grid.target_to_lay_out(texts)
        except ValidationError as error:
            return {"error": " ".join(error.messages)}
        periods = len(grid.lists.periods)
        if pattern == Pattern.LAST_YEAR:
            shares = shares_of_last_year(grid.agency, grid.plan_year, target.indicator, periods)
            if not shares:
                return {"error": _("Your agency has no trajectory of last year for this indicator.")}
        else:
            shares = shares_of(pattern, periods)
        return {"points": [written(point) for point in lay_out(target, shares)]}
