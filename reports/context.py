"""What every page's frame shows: the menu of the reader's permissions, who they are, what day it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission, Role
from agencies.lists import name_of_page
from agencies.permissions import ROLE_PERMISSIONS, roles_of, seats_of
from config.clock import today
from reports.models import Notice, SavedView

MENU: tuple[tuple[str, Promise, Permission], ...] = (
    ("inbox", _("Inbox"), Permission.INBOX_VIEW),
    ("signing", _("To sign"), Permission.PROGRAM_SIGN),
    ("letters", _("Signed letters"), Permission.LETTER_REGISTER),
    ("dashboard", _("Dashboard"), Permission.DASHBOARD_VIEW),
    ("call-list", _("Calls"), Permission.CALL_VIEW),
    ("program-list", _("Programs"), Permission.PROGRAM_VIEW),
    ("sitting-list", _("Bargaining"), Permission.SITTING_VIEW),
    ("grading-list", _("Grading"), Permission.GRADING_VIEW),
    ("master-table", _("Master target table"), Permission.MASTER_TABLE_VIEW),
    ("macro-target-list", _("Macro targets"), Permission.MACRO_VIEW),
    ("indicator-list", _("Indicators"), Permission.INDICATOR_VIEW),
    ("progress", _("Progress"), Permission.PROGRESS_VIEW),
    ("challenge-list", _("Challenges"), Permission.CHALLENGE_VIEW),
    ("session-list", _("Sessions"), Permission.SESSION_VIEW),
    ("report-list", _("Reports"), Permission.REPORT_VIEW),
    ("history", _("History"), Permission.HISTORY_VIEW),
    ("person-list", _("People"), Permission.PEOPLE_MANAGE),
    ("reference", _("Reference lists"), Permission.REFERENCE_MANAGE),
    ("calendar", _("Calendar of the year"), Permission.REFERENCE_MANAGE),
    ("outbox", _("Outbox"), Permission.OUTBOX_MANAGE),
)

# What stands under an entry whose address it does not begin with, by the beginning of its route's name.
UNDER = {
    "bargaining": "sitting-list",
    "challenge-": "challenge-list",
    "export": "master-table",
    "ministry-form": "master-table",
    "intake": "program-list",
    "workbook-batch": "program-list",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html; made once a request, though a page with tables asks more than once."""
    if not hasattr(request, "_frame"):
        request._frame = _frame(request)  # type: ignore[attr-defined]
    return request._frame  # type: ignore[attr-defined]


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    seats = seats_of(user) if user else []
    menu = _menu_of(roles_of(user)) if user else ()
    # The entry that the page stands under: of several that fit, the nearest.
    fitting = [url for _label, url in menu if request.path == url or (url != "/" and request.path.startswith(url))]
    route = (request.resolver_match.url_name if request.resolver_match else None) or ""
    entry = next((name for start, name in UNDER.items() if route.startswith(start)), None)
    here = reverse(entry) if entry else max(fitting, key=len, default=None)
    return {
        "menu": [{"label": label, "url": url, "active": url == here} for label, url in menu],
        "acting_as": "، ".join(str(seat) for seat in seats),
        "unread": Notice.objects.filter(person=user.pk, read_at__isnull=True).count() if user and seats else 0,
        "today": today(),
        "illustrative": settings.MODE == "demo",
        "province": settings.PROVINCE_NAME_EN if get_language() == "en" else settings.PROVINCE_NAME,
    }


@cache
def _menu_of(roles: frozenset[Role]) -> Sequence[tuple[Promise, str]]:
    """The labels and addresses that these roles open."""
    permissions = frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
    return [(label, reverse(name)) for name, label, permission in MENU if permission in permissions]


class SavedViews:
    """The reader's saved views of the list that is open; asked of the database when a page shows them."""

    def __init__(self, request: HttpRequest) -> None:
        match = request.resolver_match
        self.user = request.user
        self.page = name_of_page(match) if match else ""
        self.query = request.GET.urlencode()
        self.person = request.user.pk

    @cached_property
    def all(self) -> list[SavedView]:
        visible = SavedView.objects.visible_to(self.user).filter(page=self.page)
        return list(visible.select_related("person"))


def saved_views(request: HttpRequest) -> dict[str, Any]:
    """What components/saved_views.html shows."""
    return {"saved_views": SavedViews(request)} if hasattr(request, "user") else {}
