"""How the master table is narrowed down, on the page and in its Excel output alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseKeyFilter
from agencies.finding import Words
from agencies.models import User
from config.persian.digits import localise_digits
from projects.models import PlanYear
from projects.signed import kept_from
from targets.enums import Standing
from targets.master_table import Grouping, Names
from targets.models import MasterTable, Target
from targets.signed import found_as_signed


class MasterTableFilter(django_filters.FilterSet):
    """Choices come from `names`: one look-up serves the filters, the headings and the cells.

    Year, version, grouping and standing say what is read of the targets that are left (`targets.master_table`).
    """

    q = django_filters.CharFilter(label=_("Search"), method="search")
    year = django_filters.ChoiceFilter(label=_("Plan year"), method="leave", empty_label=None)
    group = django_filters.ChoiceFilter(label=_("Group by"), choices=Grouping.choices, method="leave", empty_label=None)
    agency = ChooseKeyFilter(label=_("Agency"), choose="agency", field_name="project__program__agency__code")
    sector = ChooseKeyFilter(label=_("Sector"), choose="sector", field_name="project__sector__code")
    axis = ChooseKeyFilter(label=_("Axis"), choose="axis", field_name="project__program__axis__code")
    industry = ChooseKeyFilter(
        label=_("Priority industry"), choose="priority-industry", field_name="project__priority_industry__code"
    )
    clause = ChooseKeyFilter(
        label=_("Policy clause"), choose="policy-clause", field_name="project__program__policy_clauses__code"
    )
    county = ChooseKeyFilter(label=_("County"), choose="county", method="in_county")
    indicator = ChooseKeyFilter(label=_("Indicator"), choose="indicator", field_name="indicator__code")
    macro = ChooseKeyFilter(label=_("Macro target"), choose="macro", field_name="macro_target__uuid")
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
        person: User | AnonymousUser,
        names: Names,
        plan_year: PlanYear,
        years: Iterable[PlanYear],
        versions: Iterable[MasterTable],
    ) -> None:
        self.person = person
        asked = data.copy()
        asked.setdefault("year", str(plan_year.year))
        super().__init__(asked, targets)
        choices = {
            "year": [(str(year.year), str(year)) for year in years],
            "version": [(str(table.version), localise_digits(str(table.version))) for table in versions],
        }
        rows: dict[str, Callable[[], Mapping[str, Any]]] = {
            "agency": lambda: {agency.code: agency for agency in names.agencies.values()},
            "sector": lambda: names.sectors,
            "axis": lambda: names.axes,
            "industry": lambda: names.industries,
            "clause": lambda: names.clauses,
            "county": lambda: names.counties,
            "indicator": lambda: names.indicators,
            "macro": lambda: {str(key): macro for key, macro in names.macro_targets.items()},
        }
        for name in choices:
            self.filters[name].extra["choices"] = choices[name]
        for name in rows:
            # Fetched where somebody asks for one of them.
            self.filters[name].extra |= {"rows": SimpleLazyObject(rows[name]), "year": plan_year.year}

    def asked_for(self, name: str) -> str:
        """A choice that stands in the form, "" when there is none, or none that the field knows."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ""

    def search(self, targets: QuerySet[Target], _name: str, value: str) -> QuerySet[Target]:
        """Project, program or indicator by title, or the project's code; whatever letters and digits were typed.

        A program that is being corrected is found outside the house by what its head signed last.
        """
        words = Words(value)
        keys = ("project__search_key", "project__program__search_key", "indicator__search_key")
        kept = kept_from(self.person, "project__program__")
        as_signed = found_as_signed(targets.filter(kept), words)
        return targets.filter(~kept & words.anywhere(*keys) | Q(pk__in=as_signed))

    def in_county(self, targets: QuerySet[Target], _name: str, value: str) -> QuerySet[Target]:
        """Targets of the county, and those without a county whose project works there."""
        return targets.filter(Q(county__sci_code=value) | Q(county__isnull=True, project__counties__sci_code=value))

    def leave(self, targets: QuerySet[Target], _name: str, _value: str) -> QuerySet[Target]:
        """Not a question to the targets."""
        return targets
