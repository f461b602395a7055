"""How good the forecast is: on years that are made up, and on the last year that is over."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from config.clock import today
from targets.forecast.looking_back import look_back
from targets.forecast.validation import HALF_TIME, YEARS, Knows, made_up_results


class ForecastQuality(Guarded, TemplateView):
    permission = Permission.MASTER_TABLE_VIEW
    template_name = "targets/forecast_quality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = made_up_results()
        return super().get_context_data(**kwargs) | {
            "years": YEARS,
            "at_half_time": [each for each in results if each.after == HALF_TIME],
            "through_the_year": [each for each in results if each.knows == Knows.TRAJECTORY],
            "looked_back": look_back(user=self.person, today=today()),
        }
