"""The board of the answers to a year's call."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from config.clock import today
from projects.models import PlanYear
from reports.call_board import call_board


class CallBoardPage(Guarded, TemplateView):
    permission = Permission.CALL_VIEW
    template_name = "reports/call_board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan_year = get_object_or_404(PlanYear, year=self.kwargs["year"])
        return super().get_context_data(**kwargs) | {"board": call_board(plan_year, user=self.person, today=today())}
