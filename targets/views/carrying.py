"""Pages on which the work of one year goes on in another: unfinished projects carried over, a program copied."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.models import Agency, County
from agencies.permissions import check_permission
from config.clock import today
from config.persian.numbers import format_number
from projects.enums import EDITABLE, YearState
from projects.models import PlanYear, Program
from projects.refusals import Moved, Refused
from projects.views.writing import program_in_sight
from targets.forms.carrying import CarryOverForm, CopyForm
from targets.models import Indicator, Unit
from targets.operations.carrying import carry_over, copy_program
from targets.performance import Performance
from targets.unfinished import Unfinished, unfinished_projects, year_before
from targets.views.year_grid import fetch_year


@dataclass(frozen=True)
class TargetLeft:
    """A target of an unfinished project: what was promised, what of it was verified, what is left.

    `start` is the baseline from which its percentage counts the way; None where it counts from nothing.
    """

    indicator: Indicator
    county: County | None
    unit: Unit
    promised: Decimal | None
    verified: Decimal | None
    percent: Decimal | None
    start: Decimal | None

    @property
    def asked(self) -> Decimal | None:
        return None if self.promised is None else self.promised - (self.start or 0)

    @property
    def done(self) -> Decimal | None:
        return None if self.verified is None else self.verified - (self.start or 0)

    @property
    def left(self) -> Decimal | None:
        """What is still to come; None while nothing was verified. Of a falling figure it is below zero."""
        return None if self.promised is None or self.verified is None else self.promised - self.verified


@dataclass(frozen=True)
class Row:
    """An unfinished project on the page."""

    unfinished: Unfinished
    targets: list[TargetLeft]
    is_chosen: bool


class CarryOver(Guarded, View):
    """The unfinished projects of the year before, to be carried over into this one in one act."""

    permission = Permission.PROGRAM_EDIT
    plan_year: PlanYear
    agency: Agency

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        self.plan_year, self.agency = fetch_year(request, year)
        return self._page(self._form())

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        self.plan_year, self.agency = fetch_year(request, year)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            carried = carry_over(by=request.user, agency=self.agency, plan_year=self.plan_year, **form.carried())
        except (Refused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=409 if isinstance(refusal, Moved) else 422)
        count = {"count": format_number(len(carried)), "year": self.plan_year}
        messages.success(
            request, _("Carried over into %(year)s: %(count)s. Now say what they promise in this year.") % count
        )
        programs = {project.program_id: project.program for project in carried}
        if len(programs) == 1:
            return redirect(programs.popitem()[1])
        return redirect(f"{reverse('program-list')}?plan_year={self.plan_year.year}&agency={self.agency.code}")

    @cached_property
    def _source(self) -> PlanYear | None:
        return year_before(self.plan_year)

    @cached_property
    def _unfinished(self) -> list[Unfinished]:
        if self._source is None:
            return []
        return unfinished_projects(self._source, user=self.person, today=today(), agencies=[self.agency.pk])

    def _form(self, data: Any = None) -> CarryOverForm:
        drafts: QuerySet[Program] = Program.objects.filter(
            agency=self.agency, plan_year=self.plan_year, status__in=EDITABLE
        ).select_related("plan_year", "agency")
        return CarryOverForm(data, rows=self._unfinished, drafts=list(drafts))

    def _page(self, form: CarryOverForm, status: int = 200) -> HttpResponse:
        if status == 409:
            # What somebody else carried over meanwhile is shown as it is now.
            del self._unfinished
        context = {
            "form": form,
            "plan_year": self.plan_year,
            "source": self._source,
            "agency": self.agency,
            "rows": self._rows(form.chosen),
            "can_choose": any(row.goes_on_in is None for row in self._unfinished),
            "as_of": today(),
        }
        return render(self.request, "targets/carry_over.html", context, status=status)

    def _rows(self, chosen: set[str]) -> list[Row]:
        plan = [performance.planned for row in self._unfinished for performance in row.targets]
        indicators = {each.code: each for each in Indicator.objects.filter(code__in={row.indicator for row in plan})}
        counties = {each.sci_code: each for each in County.objects.filter(sci_code__in={row.county for row in plan})}
        return [
            Row(row, [_left(each, indicators, counties) for each in row.targets], str(row.project.uuid) in chosen)
            for row in self._unfinished
        ]


def _left(performance: Performance, indicators: dict[str, Indicator], counties: dict[str, County]) -> TargetLeft:
    planned = performance.planned
    return TargetLeft(
        indicators[planned.indicator],
        counties.get(planned.county),
        planned.unit,
        planned.sheet.value,
        performance.verified,
        performance.verified_achievement,
        planned.sheet.baseline if planned.sheet.counts_from_baseline else None,
    )


class ProgramCopy(Guarded, View):
    """A program of one's own agency as a new draft of an open year."""

    permission = Permission.PROGRAM_EDIT

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program, years = self._fetch(request, uuid)
        if not years:
            messages.error(request, _("No year is open for new programs; the planning organization opens the next."))
            return redirect(program)
        # The next open year from the program's own on; years come latest first.
        later = [year for year in years if year.year >= program.plan_year.year] or years
        initial = {"plan_year": later[-1].year, "title": program.title}
        return self._page(request, program, CopyForm(years=years, initial=initial))

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program, years = self._fetch(request, uuid)
        form = CopyForm(request.POST, years=years)
        if not form.is_valid():
            return self._page(request, program, form, status=422)
        try:
            copy = copy_program(by=request.user, program=program, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, program, form, status=422)
        messages.success(request, _("Copied: this is the new draft. What was achieved stays with the original."))
        return redirect(copy)

    def _fetch(self, request: SignedInRequest, uuid: Any) -> tuple[Program, list[PlanYear]]:
        program = program_in_sight(request, uuid)
        check_permission(request.user, self.permission, program.agency_id)
        return program, list(PlanYear.objects.filter(state=YearState.OPEN))

    def _page(self, request: SignedInRequest, program: Program, form: CopyForm, status: int = 200) -> HttpResponse:
        return render(request, "targets/program_copy.html", {"program": program, "form": form}, status=status)
