"""The list of challenges, and which decisions would release most."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Listed, Told, told_as_of, words_of_late, words_of_waiting
from agencies.permissions import has_permission
from config.clock import today
from config.persian.numbers import format_number
from config.sorting import whether
from projects.challenges import challenges_visible_to, turns_of, with_clock
from projects.enums import HOLDING_UP
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
        """The reader's own first, what is solved last, each by the day until which it is to be solved."""
        related = ("project__program__agency", "owner_agency", "asked_agency")
        return self._known().select_related(*related).order_by("-is_mine", "is_over", "until", "pk")

    def _known(self) -> Any:
        turns = turns_of(self.person)
        mine = reduce(or_, turns.values(), Q(pk__in=[]))
        return with_clock(challenges_visible_to(self.person), today()).annotate(
            is_mine=whether(mine),
            is_to_fetch=whether(turns.get("challenges-to-fetch", Q(pk__in=[]))),
            is_over=whether(~Q(state__in=HOLDING_UP)),
        )

    def told(self) -> list[Told]:
        late, up, mine = Q(is_overdue=True), Q(is_to_escalate=True), Q(is_mine=True)
        counts = self._known().aggregate(
            mine=Count("pk", filter=mine),
            late=Count("pk", filter=late),
            since=Min("until", filter=late),
            due_up=Count("pk", filter=up),
        )
        told = []
        if n := counts["mine"]:
            told.append(Told(words_of_waiting(n), "mine", "?mine=true"))
        if n := counts["late"]:
            words = words_of_late(n, (today() - counts["since"]).days)
            told.append(Told(words, "bad", "?overdue=true&state=holding_up"))
        else:
            told.append(Told(_("none is late"), "ok"))
        if n := counts["due_up"]:
            words = ngettext("%(shown)s should go one desk up", "%(shown)s should go one desk up", n)
            told.append(Told(words % {"shown": format_number(n)}, "warn", "?due_up=true"))
        return [*told, told_as_of(today())]

    def get_table_kwargs(self) -> dict[str, Any]:
        # The workbook has every column for itself; on the page several stand together in one cell.
        is_taken_away = self.request.GET.get("format") == "xlsx"
        return {"today": today(), "exclude": () if is_taken_away else ("days", "level", "category", "program")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"can_register": registers_challenges(self.person)}


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
