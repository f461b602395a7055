"""People and the seats they hold: the administrator's pages."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from agencies import operations, passwords
from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission, Role
from agencies.filters import EmptySeat, PersonFilter
from agencies.forms import PersonEditForm, PersonForm, SeatEndForm, SeatForm, tell_what_is_stored
from agencies.history import events_about
from agencies.kept import with_seats
from agencies.lists import Listed, Told
from agencies.models import Agency, Membership, User
from agencies.operations.people import PERSON_FIELDS
from agencies.refusals import Moved, Refused
from agencies.tables.desk import PersonTable, state_of
from agencies.tables.history import EventTable
from config.clock import today
from config.persian.digits import localise_digits

# So much of what was done to somebody stands on their page.
SHOWN = 20


class PersonList(Guarded, Listed, SingleTableMixin, FilterView):
    permission = Permission.PEOPLE_MANAGE
    list_name = _l("People")
    table_class = PersonTable
    filterset_class = PersonFilter
    template_name = "agencies/person_list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[User]:
        return with_seats(User.objects.all())

    def told(self) -> list[Told]:
        """Who has never come in, and which agencies have nobody to write or to sign."""
        active = User.objects.filter(is_active=True)
        never = active.filter(last_login__isnull=True).count()
        asked = Agency.objects.expected()
        empty = [(seat, asked.without(Role(seat.value), today()).count()) for seat in EmptySeat]
        told = [Told(_("never signed in: %(n)s") % {"n": localise_digits(str(never))}, "warn" if never else "ok")]
        for seat, n in empty:
            words = _("agencies that are to answer, %(which)s: %(n)s")
            words %= {"which": str(seat.label).lower(), "n": localise_digits(str(n))}
            url = reverse("reference-rows", args=["agencies"]) + f"?missing={seat}&expected_to_submit=true"
            told.append(Told(words, "bad" if n else "ok", url if n else ""))
        return told


def asked_seat(request: SignedInRequest) -> dict[str, str]:
    """The seat that a page of an agency links to, to begin the form with."""
    return {name: request.GET[name] for name in ("role", "agency") if name in request.GET}


class PersonCreate(Guarded, View):
    """Adds a person, and at once the seat that they are to hold."""

    permission = Permission.PEOPLE_MANAGE

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, PersonForm(initial=asked_seat(request)))

    def post(self, request: SignedInRequest) -> HttpResponse:
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)

        def add(password: str) -> User:
            person = operations.add_person(by=request.user, password=password, must_change_password=True, **form.person)
            if form.seat:
                operations.give_seat(by=request.user, user=person, **form.seat)
            return person

        try:
            person = passwords.hand_over(request.user, add)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=422)
        messages.success(
            request, _("The person is there.") if form.seat else _("The person is there. Now give them a position.")
        )
        return redirect("person-detail", person.uuid)

    def _page(self, request: SignedInRequest, form: PersonForm, status: int = 200) -> HttpResponse:
        return render(request, "agencies/person_new.html", {"form": form}, status=status)


class PersonDetail(Guarded, View):
    """Who it is, which seats they hold, held and will hold, and what was done about them."""

    permission = Permission.PEOPLE_MANAGE

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        person = get_object_or_404(User, uuid=uuid)
        day = today()
        seats = person.memberships.select_related("agency", "delegated_by").order_by("-valid_from", "-pk")
        return render(
            request,
            "agencies/person_detail.html",
            {
                "person": person,
                "state": state_of(person),
                "first_password": passwords.take(request.user, person),
                "seats": [
                    (seat, seat.valid_from > day, seat.last_day is not None and seat.last_day < day) for seat in seats
                ],
                "is_self": person.pk == request.user.pk,
                "table": EventTable(events_about(person.uuid)[:SHOWN], orderable=False),
            },
        )


class PersonUpdate(Guarded, View):
    permission = Permission.PEOPLE_MANAGE

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        person = get_object_or_404(User, uuid=uuid)
        return self._page(request, person, PersonEditForm(instance=person))

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        person = get_object_or_404(User, uuid=uuid)
        form = PersonEditForm(request.POST, instance=copy.copy(person))
        if not form.is_valid():
            return self._page(request, person, form, status=422)
        try:
            operations.edit_person(by=request.user, person=person, **form.cleaned_data)
        except Moved:
            tell_what_is_stored(form, User.objects.get(pk=person.pk), PERSON_FIELDS)
            return self._page(request, person, form, status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, person, form, status=422)
        messages.success(request, _("Saved."))
        return redirect("person-detail", person.uuid)

    def _page(self, request: SignedInRequest, person: User, form: PersonEditForm, status: int = 200) -> HttpResponse:
        return render(request, "agencies/person_form.html", {"form": form, "person": person}, status=status)


class PersonAct(Guarded, View, ABC):
    """An act on a person that answers on their page."""

    permission = Permission.PEOPLE_MANAGE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        person = get_object_or_404(User, uuid=uuid)
        try:
            messages.success(request, self.act(request, person))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("person-detail", person.uuid)

    @abstractmethod
    def act(self, request: SignedInRequest, person: User) -> str:
        """Do it and say that it is done. Raises Refused."""


class PersonDeactivate(PersonAct):
    def act(self, request: SignedInRequest, person: User) -> str:
        operations.deactivate_person(by=request.user, person=person)
        return _("Deactivated: nobody signs in as this person any more.")


class PersonReactivate(PersonAct):
    def act(self, request: SignedInRequest, person: User) -> str:
        reactivate = partial(operations.reactivate_person, by=request.user, person=person)
        passwords.hand_over(request.user, lambda password: reactivate(password=password))
        return _("Reactivated, with a new first password.")


class PersonPassword(PersonAct):
    def act(self, request: SignedInRequest, person: User) -> str:
        give = partial(operations.set_first_password, by=request.user, person=person)
        passwords.hand_over(request.user, lambda password: give(password=password))
        return _("A new first password is set; whoever was signed in as this person is signed out.")


class SeatGive(Guarded, View):
    permission = Permission.PEOPLE_MANAGE

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        return self._page(request, get_object_or_404(User, uuid=uuid), SeatForm(initial=asked_seat(request)))

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        person = get_object_or_404(User, uuid=uuid)
        form = SeatForm(request.POST)
        if not form.is_valid():
            return self._page(request, person, form, status=422)
        try:
            operations.give_seat(by=request.user, user=person, **form.seat)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, person, form, status=422)
        messages.success(request, _("The position is given."))
        return redirect("person-detail", person.uuid)

    def _page(self, request: SignedInRequest, person: User, form: SeatForm, status: int = 200) -> HttpResponse:
        return render(request, "agencies/seat_form.html", {"form": form, "person": person}, status=status)


class SeatEnd(Guarded, View):
    permission = Permission.PEOPLE_MANAGE

    def get(self, request: SignedInRequest, uuid: str, seat_uuid: str) -> HttpResponse:
        return self._page(request, self._seat(uuid, seat_uuid), SeatEndForm(initial={"last_day": today()}))

    def post(self, request: SignedInRequest, uuid: str, seat_uuid: str) -> HttpResponse:
        seat = self._seat(uuid, seat_uuid)
        form = SeatEndForm(request.POST)
        if not form.is_valid():
            return self._page(request, seat, form, status=422)
        try:
            operations.end_seat(by=request.user, seat=seat, last_day=form.cleaned_data["last_day"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, seat, form, status=409 if isinstance(refusal, Moved) else 422)
        messages.success(request, _("The position ends."))
        return redirect("person-detail", seat.user.uuid)

    def _seat(self, uuid: str, seat_uuid: str) -> Membership:
        return get_object_or_404(Membership.objects.select_related("user", "agency"), uuid=seat_uuid, user__uuid=uuid)

    def _page(self, request: SignedInRequest, seat: Membership, form: SeatEndForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "person": seat.user, "seat": seat}
        return render(request, "agencies/seat_form.html", context, status=status)
