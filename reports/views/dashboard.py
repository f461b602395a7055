"""The province at a glance; each figure opens the rows it is made of."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from config.clock import today
from projects.models import PlanYear
from reports.dashboard import dashboard_of, plan_year_shown


class DashboardPage(Guarded, TemplateView):
    permission = Permission.DASHBOARD_VIEW
    template_name = "reports/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("year", "")
        plan_year = plan_year_shown(asked, today())
        if plan_year is None and asked:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "plan_year": plan_year,
            "years": PlanYear.objects.all(),
            "board": dashboard_of(plan_year, user=self.person, today=today()) if plan_year else None,
        }
