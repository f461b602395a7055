"""What the history keeps from the province: how a person arranges lists for themselves, what an agency hands in."""

from __future__ import annotations

from django.db.models import Q

from agencies.history import inner_affair


@inner_affair
def saved_views() -> Q:
    return Q(object_kind="reports.saved_view")


@inner_affair
def workbooks_of_agencies() -> Q:
    """An agency's workbook says what its head has not signed yet; what planners hand in is their own."""
    return Q(object_kind="reports.intake") & ~Q(changes__has_key="on_behalf")
