"""Saved views: keeping the list as it stands, renaming, sharing, removing. Opening one is following its address."""

from __future__ import annotations

from abc import ABC, abstractmethod

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, resolve
from django.utils.translation import gettext as _
from django.views import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Kept, address_of_page
from agencies.permissions import check_permission
from projects.refusals import Refused
from projects.views.programs import explain_refusal
from reports import operations
from reports.forms import NewViewForm, ViewForm
from reports.models import SavedView


def list_at(page: str) -> type[Kept]:
    """The view of the list at the address of that name; 404 when there is no such list."""
    try:
        view = getattr(resolve(address_of_page(page)).func, "view_class", None)
    except NoReverseMatch as error:
        raise Http404 from error
    if view is None or not issubclass(view, Kept):
        raise Http404
    return view


def kept_part(query: str) -> str:
    """What of an address is kept: filters and order, not the page one happens to be on."""
    asked = QueryDict(query, mutable=True)
    for name in ("page", "format"):
        asked.pop(name, None)
    return asked.urlencode()


def explain_errors(request: SignedInRequest, form: ViewForm) -> None:
    for name, errors in form.errors.items():
        messages.error(request, f"{form.fields[name].label}: {' '.join(str(error) for error in errors)}")


class ViewSave(Guarded, View):
    permission = Permission.INBOX_VIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        page = request.POST.get("page", "")
        check_permission(request.user, list_at(page).permission)
        form = NewViewForm(request.POST)
        if not form.is_valid():
            explain_errors(request, form)
            return redirect(address_of_page(page))
        query = kept_part(form.cleaned_data["query"])
        try:
            view = operations.save_view(by=request.user, **form.cleaned_data | {"query": query})
        except Refused as refusal:
            explain_refusal(request, refusal)
            return redirect(f"{address_of_page(page)}?{query}")
        messages.success(request, _("The view is kept."))
        return redirect(view)


class ViewAct(Guarded, View, ABC):
    """An act on a view of one's own; those of others are not there."""

    permission = Permission.INBOX_VIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        view = get_object_or_404(SavedView, person=request.user, uuid=uuid)
        return self.act(request, view)

    @abstractmethod
    def act(self, request: SignedInRequest, view: SavedView) -> HttpResponse: ...


class ViewChange(ViewAct):
    def act(self, request: SignedInRequest, view: SavedView) -> HttpResponse:
        form = ViewForm(request.POST)
        if not form.is_valid():
            explain_errors(request, form)
            return redirect(view)
        try:
            operations.change_view(by=request.user, view=view, **form.cleaned_data)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The view is changed."))
        return redirect(view)


class ViewRemove(ViewAct):
    def act(self, request: SignedInRequest, view: SavedView) -> HttpResponse:
        operations.remove_view(by=request.user, view=view)
        messages.success(request, _("The view is removed; the list itself stays as it is."))
        return redirect(address_of_page(view.page))
