"""Sign-in, one's own password, and the history."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies import history, operations
from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.filters import EventFilter
from agencies.forms import PasswordForm, SignInForm
from agencies.lists import Listed
from agencies.models import Event, Membership
from agencies.tables.history import EventTable
from agencies.throttle import TooMany, count_try, forget_tries
from config.clock import today


class SignIn(LoginView):
    """The door. Open to everybody; the answer does not say whether the name exists."""

    template_name = "agencies/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.MODE == "demo":
            # Their password is no secret: the demo is for trying all seats.
            seats = Membership.objects.in_force(today()).select_related("user", "agency")
            context["demo_accounts"] = [(seat.user.username, str(seat)) for seat in seats.order_by("pk")]
        return context


class PasswordChange(Guarded, View):
    """A person's own password; guessing the current one is counted for the account.

    Not for the address: behind a proxy the whole province has one.
    """

    permission = Permission.INBOX_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, PasswordForm(user=request.user))

    def post(self, request: SignedInRequest) -> HttpResponse:
        counted = f"account {request.user.pk}"
        form = PasswordForm(request.POST, user=request.user)
        try:
            count_try("password", counted)
        except TooMany as refusal:
            form = PasswordForm(user=request.user)
            messages.error(request, str(refusal))
            return self._page(request, form, status=429)
        if not form.is_valid():
            return self._page(request, form, status=422)
        forget_tries("password", counted)
        person = operations.change_own_password(by=request.user, password=form.cleaned_data["new"])
        # This session goes on; all others of the person end.
        update_session_auth_hash(request, person)
        messages.success(request, _t("Your password is changed."))
        return redirect("inbox")

    def _page(self, request: SignedInRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
        return render(request, "agencies/password_change.html", {"form": form}, status=status)


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
