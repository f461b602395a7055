"""How the history is narrowed down."""

from __future__ import annotations

import datetime

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from agencies.comboboxes import ChooseField, ChooseKeyField
from agencies.enums import Act
from agencies.models import Event
from config.persian.calendar import tehran_day_bounds
from config.persian.fields import PersianCharField, SolarDateField
from config.persian.letters import normalise


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
