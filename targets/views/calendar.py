"""The calendar of the year: its periods, the day on which one of them is due, the days of a challenge at a desk."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Told
from agencies.permissions import has_permission
from config.clock import today
from config.lateness import words_of_days
from projects.models import Holiday, Period, PlanYear
from projects.operations import DESKS, change_days_at_desks
from projects.views.second_look import SecondLook
from projects.years import year_asked_for
from targets.forms.calendar import DaysAtDesksForm, DueDayForm
from targets.models import PeriodClosing
from targets.operations.calendar import change_due_day
from targets.periods import PeriodStanding, standing_of


class CalendarPage(Guarded, TemplateView):
    """What is open until when, for everybody; the administrator changes due days from here."""

    permission = Permission.CALL_VIEW
    or_permission = Permission.REFERENCE_MANAGE
    template_name = "targets/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = list(PlanYear.objects.all())
        day = today()
        plan_year = year_asked_for(self.request.GET.get("year", ""), years)
        periods = list(plan_year.periods.select_related("plan_year")) if plan_year else []
        closings = {closing.period_id: closing for closing in PeriodClosing.objects.filter(period__in=periods)}
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
            "periods": [
                (period, _shown(standing_of(period, day)), period.due_on >= day, closings.get(period.pk))
                for period in periods
            ],
            "standing": _standing(periods, day, reads=has_permission(self.person, Permission.PROGRESS_VIEW)),
            "can_change": has_permission(self.person, Permission.REFERENCE_MANAGE),
            "holidays": holidays,
        }


_TONES = {
    PeriodStanding.NOT_BEGUN: "idle",
    PeriodStanding.OPEN: "info",
    PeriodStanding.DUE: "warn",
    PeriodStanding.OVERDUE: "bad",
    PeriodStanding.CLOSED: "idle",
}


def _shown(stands: PeriodStanding) -> dict[str, object]:
    return {"label": stands.label, "tone": _TONES[stands]}


def _standing(periods: list[Period], day: datetime.date, *, reads: bool) -> list[Told]:
    """Of each period that is open how near its due day is, or how long past; to whoever reads returns with the way."""
    told = []
    for period in periods:
        standing = standing_of(period, day)
        if standing not in (PeriodStanding.NOT_BEGUN, PeriodStanding.CLOSED):
            words = f"{period.name}: {words_of_days((period.due_on - day).days)}"
            told.append(Told(words, _TONES[standing]))
    if told and reads:
        told.append(Told(_("To the returns"), "act", reverse("progress")))
    return told


class DueDayChange(Guarded, SecondLook):
    permission = Permission.REFERENCE_MANAGE
    period: Period

    def look_again(self) -> None:
        periods = Period.objects.select_related("plan_year")
        year, kind, ordinal = (self.kwargs[name] for name in ("year", "kind", "ordinal"))
        self.period = get_object_or_404(periods, plan_year__year=year, kind=kind, ordinal=ordinal)

    def form(self, data: Any = None) -> DueDayForm:
        return DueDayForm(data, initial={"due_on": self.period.due_on, **self.seen()})

    def seen(self) -> dict[str, Any]:
        return {"seen": self.period.due_on}

    def save(self, form: DueDayForm) -> HttpResponse:
        changed = change_due_day(by=self.person, period=self.period, **form.cleaned_data)
        if changed.due_on != form.cleaned_data["due_on"]:
            messages.warning(
                self.request, _("That day is a Friday or a holiday: the return is due on the next working day.")
            )
        messages.success(self.request, _("The due day is changed."))
        return redirect(f"{reverse('calendar')}?year={self.period.plan_year.year}")

    def page(self, form: DueDayForm, *, status: int = 200, refusal: object = "") -> HttpResponse:
        return render(self.request, "targets/due_day_form.html", {"period": self.period, "form": form}, status=status)


class DaysAtDesksChange(Guarded, SecondLook):
    """How long a challenge may lie with the agency and with the province, changed within the year."""

    permission = Permission.REFERENCE_MANAGE
    plan_year: PlanYear

    def look_again(self) -> None:
        self.plan_year = get_object_or_404(PlanYear, year=self.kwargs["year"])

    def form(self, data: Any = None) -> DaysAtDesksForm:
        # What is typed stays in the form; the year itself is the operation's to write.
        return DaysAtDesksForm(data, initial=model_to_dict(self.plan_year, DESKS) | self.seen())

    def seen(self) -> dict[str, Any]:
        return {"seen": " ".join(str(getattr(self.plan_year, name)) for name in DESKS)}

    def save(self, form: DaysAtDesksForm) -> HttpResponse:
        change_days_at_desks(
            by=self.person,
            plan_year=self.plan_year,
            seen=form.days_seen(),
            days=form.days(),
            reason=form.cleaned_data["reason"],
        )
        messages.success(self.request, _("The days are changed; they hold for the challenges that lie there too."))
        return redirect(f"{reverse('calendar')}?year={self.plan_year.year}")

    def page(self, form: DaysAtDesksForm, *, status: int = 200, refusal: object = "") -> HttpResponse:
        context = {"plan_year": self.plan_year, "form": form}
        return render(self.request, "targets/days_at_desks_form.html", context, status=status)
