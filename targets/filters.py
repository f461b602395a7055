"""How the master table is narrowed down, and what a query asks of it, on the page and taken away alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseKeyFilter
from agencies.finding import Words
from agencies.models import User
from config.clock import today
from config.persian.digits import localise_digits
from projects.models import PlanYear
from projects.signed import kept_from
from projects.years import year_asked_for
from targets.enums import Standing
from targets.master_table import ORDERS, Grouping, MasterTableContent, Names, names_of, read_master_table
from targets.models import MasterTable, Target
from targets.signed import found_as_signed


class MasterTableFilter(django_filters.FilterSet):
    """Choices come from `names`: one look-up serves the filters, the headings and the cells.

    Year, version, grouping and standing say what is read of the targets that are left (`targets.master_table`).
    """

    q = django_filters.CharFilter(
        label=_("Search"), method="search", widget=forms.TextInput({"placeholder": _("Project, program or indicator")})
    )
    year = django_filters.ChoiceFilter(label=_("Plan year"), method="leave", empty_label=None)
    # Switched above the table, not in the form.
    group = django_filters.ChoiceFilter(
        label=_("Group by"), choices=Grouping.choices, method="leave", empty_label=None, widget=forms.HiddenInput
    )
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


# --- what a query asks for ----------------------------------------------------------------------

# The columns that a reader may do without, in the order of the table; and what stands for all of them.
CHOOSABLE = (
    *("agency", "standing", "baseline", "offered", "agreed", "expected", "reported", "verified"),
    *("disputed", "forecast", "achievement", "actions"),
)
EVERY = "all"


def columns_in(query: QueryDict) -> list[str]:
    """The columns that a query names, each by itself as a form says them, or several in one (`in_few_words`)."""
    named = [name for said in query.getlist("column") for name in said.split(".")]
    return [*CHOOSABLE] if EVERY in named else named


def in_few_words(query: QueryDict) -> QueryDict:
    """The same question with its columns in one: a page says it again in forty links."""
    named = [name for name in CHOOSABLE if name in columns_in(query)]
    if not named:
        return query
    said = query.copy()
    said["column"] = EVERY if len(named) == len(CHOOSABLE) else ".".join(named)
    return said


@dataclass(frozen=True)
class Asked:
    """What a query means for the person who asks; nothing of the table itself has been read yet."""

    plan_year: PlanYear
    table: MasterTable | None
    names: Names
    filter: MasterTableFilter
    order: Sequence[str]
    columns: Sequence[str] = ()

    @property
    def shown(self) -> frozenset[str] | None:
        """The columns of the page that the reader has chosen, with those that are always there; None for all."""
        return frozenset({"project", "indicator", *self.columns}) if self.columns else None

    def count(self) -> int:
        """How many targets the filters leave, at most: the standing is known only once the table has been read."""
        return self.filter.qs.filter(project__program__plan_year=self.plan_year).count() if self.is_understood else 0

    @property
    def is_understood(self) -> bool:
        return self.filter.is_valid()

    @property
    def misunderstood(self) -> list[str]:
        """What the filters did not understand, each with the name of its field."""
        fields = self.filter.form.fields
        return [f"{fields[name].label}: {' '.join(errors)}" for name, errors in self.filter.errors.items()]

    def read(self) -> MasterTableContent:
        """The table, its rows in the order of the project codes."""
        return read_master_table(
            self.plan_year,
            table=self.table,
            # A filter that was not understood narrows down to nothing: the page says which, beside the field.
            targets=self.filter.qs if self.is_understood else Target.objects.none(),
            today=today(),
            names=self.names,
            grouping=Grouping(self.filter.asked_for("group") or Grouping.MACRO),
            standing=self.filter.asked_for("standing"),
        )

    def read_in_order(self) -> MasterTableContent:
        """The same, its rows within their groups in the order asked for."""
        content = self.read()
        for alias in self.order:
            if alias.removeprefix("-") in ORDERS:
                content = content.ordered_by(alias)
        return content


def asked_for(query: QueryDict, person: User) -> Asked | None:
    """`year` (default: this year's, or the latest), `version` (default: the latest), filters, `group`, `sort`.

    None when no year is planned. Raises Http404 for a year or a version that there is not.
    """
    years = list(PlanYear.objects.all())
    plan_year = year_asked_for(query.get("year", ""), years)
    if plan_year is None:
        return None
    versions = list(MasterTable.objects.filter(plan_year=plan_year).select_related("frozen_by"))
    names = names_of(plan_year)
    narrowed = MasterTableFilter(
        query,
        Target.objects.visible_to(person),
        person=person,
        names=names,
        plan_year=plan_year,
        years=years,
        versions=versions,
    )
    table = _version(query.get("version", ""), versions)
    return Asked(plan_year, table, names, narrowed, query.getlist("sort"), columns_in(query))


def _version(asked: str, versions: list[MasterTable]) -> MasterTable | None:
    if not asked:
        return versions[0] if versions else None
    table = next((table for table in versions if str(table.version) == asked), None)
    if table is None:
        raise Http404
    return table
