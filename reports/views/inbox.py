"""The first page of everybody: what waits for them."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.permissions import has_permission
from config.clock import today
from projects.enums import YearState
from projects.models import PlanYear
from reports.desk import chores_of, desk_queues
from reports.inbox import inbox_of, open_calls
from reports.reminders import reminders_of


class Inbox(Guarded, TemplateView):
    permission = Permission.INBOX_VIEW
    template_name = "reports/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = today()
        queues = [
            {"queue": queue, "rows": [(item, item.is_late(day)) for item in queue.items]}
            for queue in (*inbox_of(self.person), *desk_queues(self.person, day))
            if queue.count
        ]
        writes = has_permission(self.person, Permission.PROGRAM_EDIT)
        return super().get_context_data(**kwargs) | {
            "queues": queues,
            "chores": chores_of(self.person, day),
            "calls": open_calls(self.person, day),
            "reminders": [(each, each.days_left(day)) for each in reminders_of(self.person, day)],
            "open_years": PlanYear.objects.filter(state=YearState.OPEN) if writes else (),
        }
