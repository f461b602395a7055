"""The first page of everybody: what waits for them."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from agencies.access import Guarded
from agencies.enums import Permission
from agencies.lists import Told, told_as_of, words_of_late, words_of_waiting
from agencies.permissions import agencies_served_by, has_permission, scope_of
from config.clock import today
from config.lateness import words_of_days
from config.persian.numbers import format_number
from projects.enums import YearState
from projects.models import PlanYear
from reports.desk import Chore, chores_of, desk_queues
from reports.inbox import Item, Queue, inbox_of, open_calls
from reports.inbox.items import SHOWN
from reports.reminders import reminders_of

# A queue, each of its things with the days that it is late.
Waiting = tuple[Queue, list[tuple[Item, int]]]


def _late_first(items: list[Item], day: datetime.date) -> list[tuple[Item, int]]:
    """Each with the days that it is late; what is not late keeps its order."""
    return sorted(((item, item.days_late(day)) for item in items), key=lambda pair: -pair[1])


def _standing(queues: list[Waiting], chores: list[Chore], late_elsewhere: int, day: datetime.date) -> list[Told]:
    """What waits and what of it is late, in one line, with the way to what is to be done first."""
    if not queues:
        words = ngettext("%(shown)s thing to put in order", "%(shown)s things to put in order", len(chores))
        return [Told(words % {"shown": format_number(len(chores))}, "mine", "#chores")] if chores else []
    waiting = sum(queue.count for queue, _rows in queues)
    late = [days for queue, _rows in queues for item in queue.items if (days := item.days_late(day))]
    is_cut = any(queue.count > len(queue.items) for queue, _rows in queues)
    told = [Told(words_of_waiting(waiting), "mine")]
    if late:
        said = words_of_late(len(late), max(late))
        told.append(Told(_("at least %(said)s") % {"said": said} if is_cut else said, "bad"))
    else:
        told.append(Told(_("none of them is late"), "ok"))
    if late_elsewhere:
        words = ngettext("%(shown)s reminder of what is late", "%(shown)s reminders of what is late", late_elsewhere)
        told.append(Told(words % {"shown": format_number(late_elsewhere)}, "warn", "#reminders"))
    told.append(told_as_of(day))
    first, rows = queues[0]
    for item, _days in rows[:1]:
        named = {"verb": first.deed.verb, "title": format_html("<bdi>{}</bdi>", item.title)}
        told.append(Told(format_html(_("First of all, {verb}: {title}"), **named), "act", item.url))
    return told


class Inbox(Guarded, TemplateView):
    permission = Permission.INBOX_VIEW
    template_name = "reports/inbox.html"

    def get_template_names(self) -> list[str]:
        """The page; or how much there is of it, where another page asks for that."""
        return ["reports/inbox_count.html" if "count" in self.request.GET else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = today()
        queues = [
            (queue, _late_first(queue.items, day)[:SHOWN])
            for queue in (*inbox_of(self.person), *desk_queues(self.person, day))
            if queue.count
        ]
        # What is late comes first, the latest of all at the top, in its queue and among the queues.
        queues.sort(key=lambda entry: -max((late for _item, late in entry[1]), default=0))
        writes = has_permission(self.person, Permission.PROGRAM_EDIT)
        reminders = [
            (each, left := each.days_left(day), words_of_days(left)) for each in reminders_of(self.person, day)
        ]
        chores = chores_of(self.person, day)
        return super().get_context_data(**kwargs) | {
            "queues": queues,
            "standing": _standing(queues, chores, sum(left < 0 for _each, left, _words in reminders), day),
            "shows_agency": scope_of(self.person, self.permission).whole_province
            or len(agencies_served_by(self.person)) > 1,
            "chores": chores,
            "calls": open_calls(self.person, day),
            "reminders": reminders,
            "open_years": PlanYear.objects.filter(state=YearState.OPEN) if writes else (),
        }
