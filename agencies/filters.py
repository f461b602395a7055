"""How the history, people and reference lists are narrowed down."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, TextChoices, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.comboboxes import ChooseField, ChooseKeyField
from agencies.enums import Act, AgencyKind, EvaluationGroup, Role
from agencies.finding import Words
from agencies.kept import by_key
from agencies.models import Agency, AgencyQuerySet, Event, ListedRowQuerySet, Membership, Sector, User, UserQuerySet
from config.clock import today
from config.persian.calendar import tehran_day_bounds
from config.persian.digits import to_latin
from config.persian.fields import PersianCharField, SolarDateField
from config.persian.letters import normalise, search_key
from config.sorting import folded


class TextFilter(django_filters.Filter):
    field_class = PersianCharField


class SolarDateFilter(django_filters.Filter):
    field_class = SolarDateField


class ChooseFilter(django_filters.Filter):
    """One row of a choice list (`choose`), out of `queryset`."""

    field_class = ChooseField


class ChooseKeyFilter(django_filters.Filter):
    """The key of one row of a choice list (`choose`), out of `rows`."""

    field_class = ChooseKeyField


class EventFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Search"), method="search")
    act = django_filters.ChoiceFilter(label=_("Act"), choices=Act.choices)
    person = TextFilter(label=_("Person"), method="by_person")
    since = SolarDateFilter(label=_("From day"), method="from_day")
    until = SolarDateFilter(label=_("To day"), method="to_day")
    # The program, return or report that a page links from.
    root = django_filters.UUIDFilter(field_name="root_id", widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields: list[str] = []

    def search(self, events: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        """What it was done to, why, or an old or new value."""
        text = normalise(value)
        return events.alias(changed=Cast("changes", TextField())).filter(
            Q(label__icontains=text) | Q(note__icontains=text) | Q(changed__icontains=text)
        )

    def by_person(self, events: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        name = normalise(value)
        return events.filter(
            Q(actor__full_name__icontains=name)
            | Q(actor__full_name_en__icontains=name)
            | Q(actor__username__icontains=name)
        )

    def from_day(self, events: QuerySet[Event], _name: str, value: datetime.date) -> QuerySet[Event]:
        return events.filter(at__gte=tehran_day_bounds(value)[0])

    def to_day(self, events: QuerySet[Event], _name: str, value: datetime.date) -> QuerySet[Event]:
        return events.filter(at__lt=tehran_day_bounds(value)[1])


class PersonState(TextChoices):
    ACTIVE = "active", pgettext_lazy("person", "Active")
    INACTIVE = "inactive", pgettext_lazy("person", "Deactivated")
    SEATLESS = "seatless", _("Active, without a position")


class PersonFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Search"), method="search")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, method="leave_to_seats")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=PersonState.choices, method="in_state")
    agency = ChooseFilter(
        label=_("Agency"),
        choose="agency",
        queryset=Agency.objects.all(),
        to_field_name="code",
        method="leave_to_seats",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Role and agency are asked of one and the same seat of today."""
        people = super().filter_queryset(queryset)
        wanted = {name: self.form.cleaned_data.get(name) for name in ("role", "agency")}
        wanted = {name: value for name, value in wanted.items() if value}
        return people.filter(Exists(_seats_of_today(**wanted))) if wanted else people

    def leave_to_seats(self, people: QuerySet[User], _name: str, _value: Any) -> QuerySet[User]:
        return people

    def search(self, people: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Name, user name or e-mail; whatever letters and spaces were typed."""
        return by_key(people).filter(Words(value).anywhere("key"))

    def in_state(self, people: UserQuerySet, _name: str, value: str) -> QuerySet[User]:
        match value:
            case PersonState.INACTIVE:
                return people.filter(is_active=False)
            case PersonState.SEATLESS:
                return people.without_seat(today())
            case _:
                return people.filter(is_active=True)


def _seats_of_today(**wanted: Any) -> QuerySet[Membership]:
    return Membership.objects.in_force(today()).filter(user=OuterRef("pk"), **wanted)


class RowState(TextChoices):
    IN_FORCE = "in_force", pgettext_lazy("reference row", "In force")
    ENDED = "ended", pgettext_lazy("reference row", "Ended")


class YesNoFilter(django_filters.ChoiceFilter):
    """Whether a column is true; nothing chosen asks for both."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=(("true", _("yes")), ("false", _("no"))), **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{self.field_name: value == "true"}) if value else rows


# Columns that name a row of a list for ever.
CODES = ("code", "sci_code")


class ReferenceFilter(django_filters.FilterSet):
    q = TextFilter(label=_("Search"), method="search")
    verified = YesNoFilter(label=_("Confirmed"), field_name="is_verified")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=RowState.choices, method="in_state")

    def search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.alias(name_key=folded(F("name_fa"))).filter(self.fits(rows.model, value))

    def fits(self, model: type[Model], value: str) -> Q:
        """Persian name, English name, code or source; whatever letters and spaces were typed."""
        text = normalise(value)
        columns = {column.name for column in model._meta.concrete_fields}
        fits = Q(name_key__contains=search_key(value)) | Q(name_en__icontains=text) | Q(source__icontains=text)
        for name in CODES:
            if name in columns:
                fits |= Q(**{f"{name}__icontains": to_latin(text)})
        return fits

    def in_state(self, rows: ListedRowQuerySet, _name: str, value: str) -> QuerySet[Any]:
        in_force = rows.in_force(today())
        return in_force if value == RowState.IN_FORCE else rows.exclude(pk__in=in_force.values("pk"))


class EmptySeat(TextChoices):
    OFFICER = Role.AGENCY_EDITOR.value, _("Without an officer")
    HEAD = Role.AGENCY_HEAD.value, _("Without a head")


class AgencyFilter(ReferenceFilter):
    sector = ChooseFilter(label=_("Sector"), choose="sector", queryset=Sector.objects.all(), to_field_name="code")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgencyKind.choices)
    evaluation_group = django_filters.ChoiceFilter(label=_("Evaluation group"), choices=EvaluationGroup.choices)
    expected_to_submit = YesNoFilter(label=_("Expected to submit"))
    missing = django_filters.ChoiceFilter(label=_("Positions"), choices=EmptySeat.choices, method="without_seat_of")

    def fits(self, model: type[Model], value: str) -> Q:
        """By former names too."""
        return super().fits(model, value) | Q(former_names__icontains=normalise(value))

    def without_seat_of(self, agencies: AgencyQuerySet, _name: str, value: str) -> QuerySet[Agency]:
        return agencies.without(Role(value), today())
