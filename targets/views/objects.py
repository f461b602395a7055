"""Shared objects: the list, a new one, and the planning organization's corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Listed
from agencies.permissions import has_permission
from projects.refusals import Moved
from targets.forms.double_counts import SharedObjectForm, near_objects
from targets.models import SharedObject
from targets.operations.objects import add_object, correct_object
from targets.tables.double_counts import SharedObjectFilter, SharedObjectTable


class SharedObjectList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.OBJECT_VIEW
    table_class = SharedObjectTable
    filterset_class = SharedObjectFilter
    template_name = "targets/shared_object_list.html"
    list_name = gettext_lazy("Shared objects")
    paginate_by = 25

    def get_queryset(self) -> QuerySet[SharedObject]:
        return SharedObject.objects.select_related("county")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"can_edit": has_permission(self.person, Permission.OBJECT_EDIT)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        typed = self.request.GET.get("q", "")
        nothing = bool(typed) and not context["table"].data
        return context | {
            "can_add": has_permission(self.person, Permission.OBJECT_ADD),
            # Where nothing fits, what is written nearly so.
            "near": near_objects(typed, "") if nothing else [],
        }


class SharedObjectNew(Guarded, View):
    permission = Permission.OBJECT_ADD

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, SharedObjectForm(initial={"name": request.GET.get("name", "")}))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = SharedObjectForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            made = add_object(by=request.user, **form.object_fields())
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._page(request, form, status=422)
        messages.success(request, _("“%(object)s” is in the list now.") % {"object": made})
        return redirect("shared-object-list")

    def _page(self, request: SignedInRequest, form: SharedObjectForm, status: int = 200) -> HttpResponse:
        return render(request, "targets/shared_object_form.html", {"form": form, "object": None}, status=status)


class SharedObjectEdit(Guarded, View):
    permission = Permission.OBJECT_EDIT

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        found = get_object_or_404(SharedObject, uuid=uuid)
        return self._page(request, found, SharedObjectForm(instance=found, initial={"version": found.version}))

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        found = get_object_or_404(SharedObject, uuid=uuid)
        form = SharedObjectForm(request.POST, instance=found)
        if not form.is_valid():
            return self._page(request, found, form, status=422)
        try:
            version = form.cleaned_data["version"] or 0
            correct_object(by=request.user, shared_object=found, version=version, **form.object_fields())
        except Moved as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, found, form, status=409)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self._page(request, found, form, status=422)
        messages.success(request, _("Saved."))
        return redirect("shared-object-list")

    def _page(
        self, request: SignedInRequest, found: SharedObject, form: SharedObjectForm, status: int = 200
    ) -> HttpResponse:
        return render(request, "targets/shared_object_form.html", {"form": form, "object": found}, status=status)
