"""Reference lists on screen: one list and one form for all of them."""

from __future__ import annotations

import copy
import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies import operations
from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission, Role
from agencies.filters import AgencyFilter, ReferenceFilter
from agencies.forms import ReferenceForm, reference_form, tell_what_is_stored
from agencies.history import events_about
from agencies.lists import Listed
from agencies.models import Agency, ListedRow, Membership
from agencies.reference_lists import LISTS, ReferenceList, RowCount, row_counts
from agencies.refusals import Moved, Refused
from agencies.seats import ONE_AT_A_TIME
from agencies.tables.desk import ReferenceTable
from agencies.tables.history import EventTable
from config.clock import today

SHOWN = 20


def list_called(slug: str) -> ReferenceList:
    if slug not in LISTS:
        raise Http404
    return LISTS[slug]


def row_of(listed: ReferenceList, key: str) -> Any:
    """The row with this code; 404 where there is none, or where this cannot be a code of the list."""
    try:
        row = listed.rows.filter(**{listed.key: key}).first()
    except (ValidationError, ValueError):
        row = None
    if row is None:
        raise Http404
    return row


def explain(form: ReferenceForm, error: ValidationError) -> None:
    """What the operation says of a field beside that field, all else above the form."""
    for name, problems in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, problems)


class SeatsOf(NamedTuple):
    """Who holds a role in an agency, today or from a later day on, and whether somebody else may hold it too."""

    role: str
    label: str
    seats: list[tuple[Membership, bool]]
    is_open: bool


def seats_in(agency: Agency, day: datetime.date) -> list[SeatsOf]:
    """The agency's roles, each with its seats and whether they are held already."""
    lasting = Membership.objects.lasting(day).filter(agency=agency).select_related("user", "agency")
    seats = list(lasting.order_by("valid_from", "pk"))
    found = []
    for role in (Role.AGENCY_HEAD, Role.AGENCY_EDITOR):
        held = [(seat, seat.valid_from <= day) for seat in seats if seat.role == role]
        is_taken = role in ONE_AT_A_TIME and any(seat.last_day is None for seat, _is_held in held)
        found.append(SeatsOf(role.value, str(role.label), held, not is_taken))
    return found


class ReferenceOverview(Guarded, TemplateView):
    permission = Permission.REFERENCE_MANAGE
    template_name = "agencies/reference_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = row_counts(LISTS.values())
        lists = [(listed, counts.get(slug, RowCount(0, 0))) for slug, listed in LISTS.items()]
        return super().get_context_data(**kwargs) | {"lists": lists}


class ReferenceRows(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.REFERENCE_MANAGE
    table_class = ReferenceTable
    template_name = "agencies/reference_list.html"
    paginate_by = 50

    @property
    def listed(self) -> ReferenceList:
        return list_called(self.kwargs["slug"])

    @property
    def list_name(self) -> Promise:  # type: ignore[override]  # each list has its own
        return self.listed.title

    @property
    def filterset_class(self) -> type[ReferenceFilter]:
        return AgencyFilter if self.listed.model is Agency else ReferenceFilter

    def get_queryset(self) -> QuerySet[Any]:
        return self.listed.rows

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"listed": self.listed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"listed": self.listed}


class ReferenceWrite(Guarded, View):
    """A row's form; what is typed goes through the list's one operation."""

    permission = Permission.REFERENCE_MANAGE

    def answer(self, request: SignedInRequest, listed: ReferenceList, row: Any) -> HttpResponse:
        form = reference_form(listed, copy.copy(row), request.POST)
        if not form.is_valid():
            return self.page(request, listed, row, form, status=422)
        fields = dict(form.cleaned_data)
        seen = fields.pop("seen")
        try:
            operations.save_reference_row(by=request.user, listed=listed, row=row, seen=seen, **fields)
        except Moved:
            tell_what_is_stored(form, listed.rows.get(pk=row.pk), listed.fields)
            return self.page(request, listed, row, form, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, listed, row, form, status=422)
        except ValidationError as error:
            explain(form, error)
            return self.page(request, listed, row, form, status=422)
        messages.success(request, _("Saved."))
        return redirect("reference-rows", listed.slug)

    def page(
        self,
        request: SignedInRequest,
        listed: ReferenceList,
        row: ListedRow | None,
        form: ReferenceForm,
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {"listed": listed, "row": row, "form": form}
        if row:
            events = events_about(listed.id_of(row))[:SHOWN]
            context["table"] = EventTable(events, orderable=False, empty_text=_("Nobody has changed this row here."))
        if isinstance(row, Agency):
            context["seats"] = seats_in(row, today())
        return render(request, "agencies/reference_form.html", context, status=status)


class ReferenceCreate(ReferenceWrite):
    def get(self, request: SignedInRequest, slug: str) -> HttpResponse:
        listed = list_called(slug)
        return self.page(request, listed, None, reference_form(listed, None))

    def post(self, request: SignedInRequest, slug: str) -> HttpResponse:
        return self.answer(request, list_called(slug), None)


class ReferenceUpdate(ReferenceWrite):
    def get(self, request: SignedInRequest, slug: str, key: str) -> HttpResponse:
        listed = list_called(slug)
        row = row_of(listed, key)
        return self.page(request, listed, row, reference_form(listed, row))

    def post(self, request: SignedInRequest, slug: str, key: str) -> HttpResponse:
        listed = list_called(slug)
        return self.answer(request, listed, row_of(listed, key))
