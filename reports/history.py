"""What the history keeps from the province: how a person arranges lists for themselves."""

from __future__ import annotations

from django.db.models import Q

from agencies.history import inner_affair


@inner_affair
def saved_views() -> Q:
    return Q(object_kind="reports.saved_view")
