"""Two periods, two years or two versions side by side."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.clock import today
from projects.years import year_asked_for
from reports.side_by_side import By, State, States, side_by_side
from reports.ways import ways_for


class ComparePage(Guarded, View):
    """`one` and `other` name the states (`State.code`), by default the last two of `year`; `by` says of what parts."""

    permission = Permission.DASHBOARD_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        states = States(today())
        plan_year = year_asked_for(request.GET.get("year", ""), states.years)
        if plan_year is None:
            raise Http404
        usual = states.usual(plan_year)
        one, other = (self.state(states, name, usual[place]) for place, name in enumerate(("one", "other")))
        asked = request.GET.get("by", "")
        if asked and asked not in By.values:
            raise Http404
        found = side_by_side(states, one, other, by=By(asked or By.AGENCY), user=request.user, today=today())
        context = {
            "found": found,
            "states": states,
            "choices": By.choices,
            "ways": ways_for(request.user, plan_year, "compare"),
            "are_versions": one.version is not None
            and other.version is not None
            and one.plan_year == other.plan_year
            and one != other,
        }
        return render(request, "reports/compare.html", context)

    def state(self, states: States, name: str, usual: State) -> State:
        asked = self.request.GET.get(name, "")
        found = states.called(asked) if asked else usual
        if found is None:
            raise Http404
        return found
