"""What the history keeps from the province: lists people arrange, what agencies hand in; and what it calls things."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.history import inner_affair
from agencies.spoken import call

call(
    {
        "agenda": _("agenda"),
        "attendees": _("attendees"),
        "minutes": _("minutes of matter"),
        "papers_sent": _("documents sent on"),
        "resolutions": _("resolutions"),
        "sessions": _("sessions"),
    }
)


@inner_affair
def saved_views() -> Q:
    return Q(object_kind="reports.saved_view")


@inner_affair
def workbooks_of_agencies() -> Q:
    """An agency's workbook says what its head has not signed yet; what planners hand in is their own."""
    return Q(object_kind__in=["reports.intake", "reports.table_habit"]) & ~Q(changes__has_key="on_behalf")
