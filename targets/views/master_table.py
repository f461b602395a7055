"""The master table (جدول کلان) on its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Kept
from agencies.permissions import has_permission
from projects.enums import YearState
from targets.asked import asked_for
from targets.filters import MasterTableFilter
from targets.master_table import MasterTableContent
from targets.planned import actions_of
from targets.tables.master_table import STANDING_TONE, MasterTableTable

ROWS_A_PAGE = 50


class MasterTablePage(Guarded, Kept, View):
    """What was asked for (`targets.asked`), a page at a time."""

    permission = Permission.MASTER_TABLE_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        asked = asked_for(request.GET, request.user)
        if asked is None:
            return render(request, "targets/master_table.html", {"content": None})
        self.filter = asked.filter
        return self.answer(asked.read())

    def answer(self, content: MasterTableContent) -> HttpResponse:
        table = MasterTableTable(content)
        table.order_by = self.request.GET.getlist("sort")
        shown = table.show_page(_page_number(self.request), size=ROWS_A_PAGE)
        table.actions_of = actions_of(shown, content.table)
        asked = self.request.GET
        elsewhere = asked.copy()
        for name in ("standing", "page"):
            elsewhere.pop(name, None)
        narrowing = MasterTableFilter.base_filters.keys() - {"year", "group"}
        return render(
            self.request,
            "targets/master_table.html",
            {
                "content": content,
                "table": table,
                "filter": self.filter,
                "filtered": any(asked.get(name) for name in narrowing),
                "query": asked.urlencode(),
                "standings": [(standing, n, STANDING_TONE[standing]) for standing, n in content.by_standing],
                "asked_standing": asked.get("standing", ""),
                "standing_query": f"{elsewhere.urlencode()}&" if elsewhere else "",
                "sees_double_counts": has_permission(self.request.user, Permission.DOUBLE_COUNT_VIEW),
                "can_freeze": content.plan_year.state == YearState.OPEN
                and has_permission(self.request.user, Permission.MASTER_TABLE_FREEZE),
            },
            status=200 if self.filter.is_valid() else 422,
        )


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
