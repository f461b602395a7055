"""How the list of programs is narrowed down."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.finding import Words
from agencies.models import Agency
from config.clock import today
from projects.calls import missed_the_call
from projects.enums import ProgramStatus
from projects.finding import fits_program
from projects.models import Axis, PlanYear, Program
from projects.permissions import waits_for


class Needs(TextChoices):
    """Programs with which something is to be done."""

    ME = "me", _("Wait for me")
    LATE = "late", _("Not signed after the call's deadline")


class ProgramFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    needs = django_filters.ChoiceFilter(label=_("To be done"), choices=Needs.choices, method="needing")
    plan_year = django_filters.ModelChoiceFilter(
        label=_("Plan year"), queryset=PlanYear.objects.all(), field_name="plan_year", to_field_name="year"
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ProgramStatus.choices)
    agency = ChooseFilter(label=_("Agency"), choose="agency", queryset=Agency.objects.all(), to_field_name="code")
    axis = ChooseFilter(label=_("Axis"), choose="axis", queryset=Axis.objects.all(), to_field_name="code")

    class Meta:
        model = Program
        fields: list[str] = []

    def search(self, programs: QuerySet[Program], _name: str, value: str) -> QuerySet[Program]:
        """Title and code as the reader may read them; whatever letters, digits and spaces were typed."""
        return programs.filter(fits_program(self.request.user, Words(value).anywhere))

    def needing(self, programs: QuerySet[Program], _name: str, value: str) -> QuerySet[Program]:
        return programs.filter(waits_for(self.request.user) if value == Needs.ME else missed_the_call(today()))
