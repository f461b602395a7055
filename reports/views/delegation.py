"""Delegated signatures: who may sign for the head, on which days; giving one, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission, Role
from agencies.models import Membership, User
from agencies.operations import delegate_signature, revoke_delegation
from agencies.permissions import scope_of, seats_of
from config.clock import today
from projects.refusals import Refused
from reports.forms import DelegationForm


def delegations_visible_to(user: User) -> QuerySet[Membership]:
    """The delegations in the agencies for which the person signs, by whomever they were given."""
    return (
        Membership.objects.filter(
            agency__in=scope_of(user, Permission.PROGRAM_SIGN).agency_ids, delegated_by__isnull=False
        )
        .select_related("user", "agency", "delegated_by", "revoked_by")
        .order_by("-valid_from", "-pk")
    )


def own_agencies(user: User) -> frozenset[int]:
    """Where the person signs in their own right, and may lend that."""
    return frozenset(
        seat.agency_id
        for seat in seats_of(user)
        if seat.role == Role.AGENCY_HEAD and seat.delegated_by_id is None and seat.agency_id is not None
    )


class Delegations(Guarded, View):
    permission = Permission.PROGRAM_SIGN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, self._form(request))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = self._form(request, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        chosen = dict(form.cleaned_data)
        colleague = chosen.pop("colleague")
        try:
            delegate_signature(by=request.user, to=colleague.user, agency=colleague.agency, **chosen)
        except (Refused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=422)
        messages.success(request, _("The signature is delegated."))
        return redirect("delegations")

    def _form(self, request: SignedInRequest, data: object = None) -> DelegationForm:
        return DelegationForm(data, head=request.user, agencies=own_agencies(request.user))

    def _page(self, request: SignedInRequest, form: DelegationForm, status: int = 200) -> HttpResponse:
        delegations = [(seat, _standing(seat)) for seat in delegations_visible_to(request.user)[:100]]
        may_delegate = bool(own_agencies(request.user))
        return render(
            request,
            "reports/delegations.html",
            {"delegations": delegations, "form": form, "may_delegate": may_delegate},
            status=status,
        )


def _standing(seat: Membership) -> tuple[str, str]:
    """Where a delegation stands today: word and tone."""
    day = today()
    if seat.revoked_on is not None:
        return _("Revoked"), "bad"
    if seat.valid_until is not None and seat.valid_until < day:
        return _("Over"), "idle"
    return (_("Not begun"), "info") if seat.valid_from > day else (pgettext("delegation", "In force"), "ok")


class DelegationRevoke(Guarded, View):
    permission = Permission.PROGRAM_SIGN
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        seat = get_object_or_404(delegations_visible_to(request.user), uuid=uuid)
        try:
            revoke_delegation(by=request.user, seat=seat)
        except (Refused, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The delegation is revoked; what was signed stays signed."))
        return redirect("delegations")
