"""How the master table is narrowed down, on the page and in its Excel output alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from config.persian.digits import localise_digits, to_latin
from config.persian.letters import search_key
from projects.models import PlanYear
from targets.enums import Standing
from targets.master_table import Grouping, Names, macro_heading
from targets.models import MasterTable, Target


class MasterTableFilter(django_filters.FilterSet):
    """Choices come from `names`: one look-up serves the filters, the headings and the cells.

    Year, version, grouping and standing say what is read of the targets that are left (`targets.master_table`).
    """

    q = django_filters.CharFilter(label=_("Search"), method="search")
    year = django_filters.ChoiceFilter(label=_("Plan year"), method="leave", empty_label=None)
    group = django_filters.ChoiceFilter(label=_("Group by"), choices=Grouping.choices, method="leave", empty_label=None)
    agency = django_filters.ChoiceFilter(label=_("Agency"), field_name="project__program__agency__code")
    sector = django_filters.ChoiceFilter(label=_("Sector"), field_name="project__sector__code")
    axis = django_filters.ChoiceFilter(label=_("Axis"), field_name="project__program__axis__code")
    county = django_filters.ChoiceFilter(label=_("County"), method="in_county")
    indicator = django_filters.ChoiceFilter(label=_("Indicator"), field_name="indicator__code")
    macro = django_filters.ChoiceFilter(label=_("Macro target"), field_name="macro_target__uuid")
    standing = django_filters.ChoiceFilter(label=_("Standing"), choices=Standing.choices, method="leave")
    version = django_filters.ChoiceFilter(label=_("Version"), method="leave", empty_label=_("Latest"))

    class Meta:
        model = Target
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        targets: QuerySet[Target],
        *,
        names: Names,
        plan_year: PlanYear,
        years: Iterable[PlanYear],
        versions: Iterable[MasterTable],
    ) -> None:
        asked = data.copy()
        asked.setdefault("year", str(plan_year.year))
        super().__init__(asked, targets)
        named: dict[str, Iterable[tuple[Any, Any]]] = {
            "year": ((year.year, year) for year in years),
            "version": ((table.version, localise_digits(str(table.version))) for table in versions),
            "agency": ((agency.code, agency) for agency in names.agencies.values()),
            "sector": names.sectors.items(),
            "axis": names.axes.items(),
            "county": names.counties.items(),
            "indicator": names.indicators.items(),
            "macro": ((key, macro_heading(macro)) for key, macro in names.macro_targets.items()),
        }
        for name, choices in named.items():
            self.filters[name].extra["choices"] = [(str(key), str(label)) for key, label in choices]

    def asked_for(self, name: str) -> str:
        """A choice that stands in the form, "" when there is none, or none that the field knows."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ""

    def search(self, targets: QuerySet[Target], _name: str, value: str) -> QuerySet[Target]:
        """Project, program or indicator by title, or the project's code; whatever letters and digits were typed."""
        key = search_key(value)
        return targets.filter(
            Q(project__search_key__contains=key)
            | Q(project__program__search_key__contains=key)
            | Q(indicator__search_key__contains=key)
            | Q(project__code__icontains=to_latin(value).strip())
        )

    def in_county(self, targets: QuerySet[Target], _name: str, value: str) -> QuerySet[Target]:
        """Targets of the county, and those without a county whose project works there."""
        return targets.filter(Q(county__sci_code=value) | Q(county__isnull=True, project__counties__sci_code=value))

    def leave(self, targets: QuerySet[Target], _name: str, _value: str) -> QuerySet[Target]:
        """Not a question to the targets."""
        return targets
