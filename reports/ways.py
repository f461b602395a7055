"""The pages beside the dashboard, as tabs: what cuts across the agencies for the province, the comparison for all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission
from projects.models import PlanYear

_WAYS = (
    ("dashboard", _("Dashboard"), Permission.DASHBOARD_VIEW),
    ("county-map", _("Counties"), Permission.PROVINCE_VIEW),
    ("industry-list", _("Priority industries"), Permission.PROVINCE_VIEW),
    ("coverage", _("Coverage of what is asked"), Permission.PROVINCE_VIEW),
    ("compare", _("Side by side"), Permission.DASHBOARD_VIEW),
)


def ways_for(user: User | AnonymousUser, plan_year: PlanYear, here: str) -> list[dict[str, Any]]:
    """As components/tabs.html takes them; `here` is the name of the page that is open."""
    return [
        {"label": label, "url": f"{reverse(name)}?year={plan_year.year}", "active": name == here}
        for name, label, permission in _WAYS
        if has_permission(user, permission)
    ]
