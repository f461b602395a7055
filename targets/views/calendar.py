"""The calendar of the year: its periods, and the day on which one of them is due."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.clock import today
from projects.models import Holiday, Period, PlanYear
from projects.refusals import Moved, Refused
from projects.years import year_asked_for
from targets.forms.calendar import DueDayForm
from targets.operations.calendar import change_due_day
from targets.periods import standing_of


class CalendarPage(Guarded, TemplateView):
    permission = Permission.REFERENCE_MANAGE
    template_name = "targets/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = list(PlanYear.objects.all())
        day = today()
        plan_year = year_asked_for(self.request.GET.get("year", ""), years)
        periods = list(plan_year.periods.select_related("plan_year")) if plan_year else []
        holidays = (
            Holiday.objects.filter(day__range=(plan_year.first_day, plan_year.last_day))
            if plan_year
            else Holiday.objects.none()
        )
        return super().get_context_data(**kwargs) | {
            "plan_year": plan_year,
            "tabs": [
                {"label": str(year), "url": f"{reverse('calendar')}?year={year.year}", "active": year == plan_year}
                for year in years
            ],
            "periods": [(period, standing_of(period, day).label, period.due_on >= day) for period in periods],
            "holidays": holidays,
        }


class DueDayChange(Guarded, View):
    permission = Permission.REFERENCE_MANAGE

    def get(self, request: SignedInRequest, year: int, kind: str, ordinal: int) -> HttpResponse:
        period = self._period(year, kind, ordinal)
        return self._page(request, period, DueDayForm(initial={"due_on": period.due_on, "seen": period.due_on}))

    def post(self, request: SignedInRequest, year: int, kind: str, ordinal: int) -> HttpResponse:
        period = self._period(year, kind, ordinal)
        form = DueDayForm(request.POST)
        if not form.is_valid():
            return self._page(request, period, form, status=422)
        try:
            changed = change_due_day(by=request.user, period=period, **form.cleaned_data)
        except Moved as refusal:
            # What was typed stays; the day that stands now is seen, so that a second look can be saved.
            period = self._period(year, kind, ordinal)
            typed = request.POST.copy()
            typed["seen"] = period.due_on.isoformat()
            form = DueDayForm(typed)
            form.add_error(None, str(refusal))
            return self._page(request, period, form, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, period, form, status=422)
        if changed.due_on != form.cleaned_data["due_on"]:
            messages.warning(
                request, _("That day is a Friday or a holiday: the return is due on the next working day.")
            )
        messages.success(request, _("The due day is changed."))
        return redirect(f"{reverse('calendar')}?year={year}")

    def _period(self, year: int, kind: str, ordinal: int) -> Period:
        periods = Period.objects.select_related("plan_year")
        return get_object_or_404(periods, plan_year__year=year, kind=kind, ordinal=ordinal)

    def _page(self, request: SignedInRequest, period: Period, form: DueDayForm, status: int = 200) -> HttpResponse:
        return render(request, "targets/due_day_form.html", {"period": period, "form": form}, status=status)
