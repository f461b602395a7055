"""People and agencies as they are found by whoever keeps them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.finding import Found, Kind, Words, kind
from agencies.models import Agency, Membership, User
from config.clock import today
from config.sorting import BETWEEN, folded


def with_seats(people: QuerySet[User]) -> QuerySet[User]:
    """The people with the seats that they hold today, as `seats_today`."""
    seats = Membership.objects.in_force(today()).select_related("agency")
    return people.prefetch_related(Prefetch("memberships", queryset=seats, to_attr="seats_today"))


def by_key(people: QuerySet[User]) -> QuerySet[User]:
    """The people with a search key (`key`) of all that they are known by."""
    between, names = Value(BETWEEN), (F("full_name"), F("full_name_en"), F("username"), F("email"))
    parts = [part for name in names for part in (name, between)]
    return people.alias(key=folded(Concat(*parts, output_field=TextField())))


def _people(_person: User, words: Words) -> QuerySet[User]:
    return with_seats(by_key(User.objects.all()).filter(words.anywhere("key")).order_by("sort_key", "pk"))


def _person_found(person: Any) -> Found:
    seats = " · ".join(str(seat) for seat in person.seats_today)
    return Found(str(person), reverse("person-detail", args=[person.uuid]), person.username, seats)


def agencies_called(_person: User, words: Words) -> QuerySet[Agency]:
    """By code, name or former name."""
    return Agency.objects.filter(words.within("search_key") | Q(former_names__icontains=words.typed))


def _agency_found(agency: Agency) -> Found:
    address = reverse("reference-row", args=["agencies", agency.code])
    return Found(str(agency), address, agency.code, str(agency.get_kind_display()))


kind(
    Kind(
        "people",
        _("People"),
        Permission.PEOPLE_MANAGE,
        _people,
        _person_found,
        lambda _person: with_seats(User.objects.all()),
        near="full_name",
    )
)
kind(
    Kind(
        "agencies-kept",
        _("Agencies"),
        Permission.REFERENCE_MANAGE,
        agencies_called,
        _agency_found,
        lambda _person: Agency.objects.all(),
        near="name_fa",
    )
)
