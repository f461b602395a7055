"""The first page of everybody: what waits for them."""

from __future__ import annotations

import datetime
from typing import Any

from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.permissions import agencies_served_by, has_permission, scope_of
from config.clock import today
from projects.enums import YearState
from projects.models import PlanYear
from reports.desk import chores_of, desk_queues
from reports.inbox import Item, inbox_of, open_calls
from reports.reminders import reminders_of
from reports.reminders.kinds import words_of_days


def _late_first(items: list[Item], day: datetime.date) -> list[tuple[Item, int]]:
    """Each with the days that it is late; what is not late keeps its order."""
    return sorted(((item, item.days_late(day)) for item in items), key=lambda pair: -pair[1])


class Inbox(Guarded, TemplateView):
    permission = Permission.INBOX_VIEW
    template_name = "reports/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = today()
        queues: list[dict[str, Any]] = [
            {"queue": queue, "rows": _late_first(queue.items, day)}
            for queue in (*inbox_of(self.person), *desk_queues(self.person, day))
            if queue.count
        ]
        # What is late comes first, in its queue and among the queues.
        queues.sort(key=lambda entry: not any(late for _item, late in entry["rows"]))
        writes = has_permission(self.person, Permission.PROGRAM_EDIT)
        reminders = [
            (each, left := each.days_left(day), words_of_days(left)) for each in reminders_of(self.person, day)
        ]
        return super().get_context_data(**kwargs) | {
            "queues": queues,
            "waiting": sum(entry["queue"].count for entry in queues),
            "late": sum(late > 0 for entry in queues for _item, late in entry["rows"]),
            "shows_agency": scope_of(self.person, self.permission).whole_province
            or len(agencies_served_by(self.person)) > 1,
            "chores": chores_of(self.person, day),
            "calls": open_calls(self.person, day),
            "reminders": reminders,
            "late_elsewhere": sum(left < 0 for _each, left, _words in reminders),
            "open_years": PlanYear.objects.filter(state=YearState.OPEN) if writes else (),
        }
