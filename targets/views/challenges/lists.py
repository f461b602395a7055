"""The list of challenges, and which decisions would release most."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Listed
from agencies.permissions import has_permission
from config.clock import today
from projects.challenges import challenges_visible_to, with_clock
from projects.models import Challenge, PlanYear
from projects.years import year_asked_for
from targets.releasing import DECISIONS, decisions_in
from targets.tables.challenges import ChallengeFilter, ChallengeTable


def registers_challenges(user: Any) -> bool:
    return has_permission(user, Permission.CHALLENGE_AGENCY) or has_permission(user, Permission.CHALLENGE_PROVINCE)


class ChallengeList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.CHALLENGE_VIEW
    table_class = ChallengeTable
    filterset_class = ChallengeFilter
    template_name = "targets/challenge_list.html"
    list_name = gettext_lazy("Challenges")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Challenge]:
        related = ("project__program__agency", "owner_agency", "asked_agency")
        return with_clock(challenges_visible_to(self.person), today()).select_related(*related)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known: Any = with_clock(challenges_visible_to(self.person), today())
        return super().get_context_data(**kwargs) | {
            "can_register": registers_challenges(self.person),
            "overdue": known.filter(is_overdue=True).count(),
            "due_up": known.filter(is_to_escalate=True).count(),
        }


class DecisionsPage(Guarded, TemplateView):
    """All open challenges of a year in the order of what deciding them would release, with the way it is reckoned."""

    permission = Permission.CHALLENGE_VIEW
    template_name = "targets/challenge_decisions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = list(PlanYear.objects.all())
        asked = self.request.GET.get("year", "")
        plan_year = year_asked_for(asked, years)
        if plan_year is None and asked:
            raise Http404
        decisions = decisions_in(plan_year, user=self.person, today=today()) if plan_year else None
        return super().get_context_data(**kwargs) | {
            "plan_year": plan_year,
            "tabs": [
                {
                    "label": str(year),
                    "url": f"{reverse('challenge-decisions')}?year={year.year}",
                    "active": year == plan_year,
                }
                for year in years
            ],
            "decisions": decisions,
            "first": min(DECISIONS, len(decisions.rows)) if decisions else 0,
        }
