"""Sign-in and the history."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies import history
from agencies.access import Guarded
from agencies.enums import Permission
from agencies.filters import EventFilter
from agencies.lists import Listed
from agencies.models import Event, Membership
from agencies.tables import EventTable
from config.clock import today


class SignIn(LoginView):
    """The door. Open to everybody; the answer does not say whether the name exists."""

    template_name = "agencies/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.MODE == "demo":
            # Their password is no secret: the demo is for trying all seats.
            seats = Membership.objects.in_force(today()).select_related("user", "agency")
            context["demo_accounts"] = [(seat.user.username, str(seat)) for seat in seats.order_by("pk")]
        return context


class History(Guarded, Listed, SingleTableMixin, FilterView):
    """Who did what, latest first: of everything the person may see, or of one program, return or report (`?root=`)."""

    permission = Permission.HISTORY_VIEW
    table_class = EventTable
    filterset_class = EventFilter
    template_name = "agencies/history.html"
    list_name = _("History")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Event]:
        return history.visible_to(self.person).select_related("actor")
