"""The lists of double counts and of shared objects: their rows, and how they are narrowed down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.finding import Words
from agencies.models import Agency, County
from config.persian.digits import localise_digits
from config.persian.filters import NOTHING, digits, num
from config.persian.letters import search_key
from config.persian.numbers import format_percent
from projects.models import PlanYear
from projects.tables import badge
from targets.double_count_cases import Case
from targets.double_counts import amount_of
from targets.enums import CaseState, Ground, ObjectKind
from targets.models import Indicator, SharedObject, Target

STATE_TONE: dict[CaseState, str] = {
    CaseState.SUSPECTED: "warn",
    CaseState.CONFIRMED: "ok",
    CaseState.CLEARED: "idle",
}


@dataclass(frozen=True)
class CaseRow:
    """A case of the list, with the names of what its targets are of."""

    case: Case
    indicator: Indicator
    agencies: Mapping[int, Agency]
    counties: Mapping[str, County]

    @property
    def state(self) -> CaseState:
        return self.case.state

    @property
    def projects(self) -> str:
        """What the list is sorted by under its projects."""
        return self.case.rows[0].project_code

    @property
    def where(self) -> str:
        named = {str(self.counties[code]) for row in self.case.rows for code in row.places if code in self.counties}
        return "، ".join(sorted(named))

    @property
    def ground(self) -> str:
        """The objects by their names, or how near the titles are."""
        if self.case.objects:
            return "، ".join(map(str, self.case.objects))
        return f"{Ground.TITLE.label} ({format_percent(self.case.percent)})"

    @property
    def amount(self) -> Any:
        """The smallest of the amounts: so much may be counted more than once."""
        return min((amount for row in self.case.rows if (amount := amount_of(row)) is not None), default=None)

    def fits(self, words: Words) -> bool:
        texts = [self.indicator.name_fa, self.indicator.name_en, self.ground]
        for row in self.case.rows:
            texts += [row.project_title, row.project_code, row.program_title, str(self.agencies[row.agency_id])]
        keys = [search_key(text) for text in texts]
        return all(any(word in key for key in keys) for word in words.keys)


class CaseFilter(django_filters.FilterSet):
    """The year says what is read; a case fits with any of its targets."""

    q = django_filters.CharFilter(label=_("Search"), method="leave")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=CaseState.choices, method="leave")
    ground = django_filters.ChoiceFilter(label=_("Suspected for"), choices=Ground.choices, method="leave")
    agency = ChooseFilter(
        label=_("Agency"),
        choose="agency",
        queryset=Agency.objects.all(),
        to_field_name="code",
        field_name="project__program__agency",
    )
    indicator = ChooseFilter(
        label=_("Indicator"), choose="indicator", queryset=Indicator.objects.all(), to_field_name="code"
    )
    year = django_filters.ChoiceFilter(label=_("Plan year"), method="leave", empty_label=None)

    class Meta:
        model = Target
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict | None,
        *args: Any,
        plan_year: PlanYear | None,
        years: Iterable[PlanYear],
        **kwargs: Any,
    ) -> None:
        asked = QueryDict(mutable=True) if data is None else data.copy()
        if plan_year is not None and not asked.get("year"):
            asked["year"] = str(plan_year.year)
        super().__init__(asked, *args, **kwargs)
        self.filters["year"].extra["choices"] = [(str(year.year), str(year)) for year in years]

    def leave(self, targets: QuerySet[Target], _name: str, _value: str) -> QuerySet[Target]:
        """Not a question to the targets."""
        return targets

    def takes(self, row: CaseRow) -> bool:
        """Whether the case is asked for, by what no table holds."""
        asked = self.form.cleaned_data
        words = Words(asked.get("q") or "")
        return (
            asked.get("state") in ("", None, row.state)
            and asked.get("ground") in ("", None, row.case.ground)
            and row.fits(words)
        )


class CaseTable(tables.Table):
    indicator = tables.Column(_("Indicator"), order_by="indicator__sort_key", attrs={"td": {"class": "j-cell-text"}})
    ground = tables.Column(_("Suspected for"), attrs={"td": {"class": "j-cell-text"}})
    projects = tables.Column(_("Projects"), attrs={"td": {"class": "j-cell-text"}})
    where = tables.Column(_("County"))
    amount = tables.Column(_("At most in common"), attrs={"td": {"class": "j-cell-num"}, "th": {"class": "j-cell-num"}})
    state = tables.Column(_("Status"))

    class Meta:
        empty_text = _("No double count fits what you asked for.")

    def render_indicator(self, record: CaseRow) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.case.address, record.indicator)

    def render_ground(self, value: str) -> SafeString:
        return format_html("<bdi>{}</bdi>", localise_digits(value))

    def render_projects(self, record: CaseRow) -> SafeString:
        return format_html_join(
            "",
            '<p class="mb-0"><bdi>{}</bdi> <span class="j-soft j-small">{}</span></p>',
            ((row.project_title, record.agencies[row.agency_id]) for row in record.case.rows),
        )

    def render_where(self, value: str) -> str:
        return value or NOTHING

    def render_amount(self, value: Any, record: CaseRow) -> str:
        return num(value, record.indicator.unit.decimals)

    def render_state(self, value: CaseState) -> SafeString:
        return badge(value.label, STATE_TONE[value])


class SharedObjectFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ObjectKind.choices)
    county = ChooseFilter(label=_("County"), choose="county", queryset=County.objects.all(), to_field_name="sci_code")

    class Meta:
        model = SharedObject
        fields: list[str] = []

    def search(self, objects: QuerySet[SharedObject], _name: str, value: str) -> QuerySet[SharedObject]:
        """By name or number, whatever letters, digits and spaces were typed."""
        return objects.filter(Words(value).anywhere("search_key"))


class SharedObjectTable(tables.Table):
    name = tables.Column(_("Name"), order_by=("sort_key", "pk"), attrs={"td": {"class": "j-cell-text"}})
    kind = tables.Column(_("Kind"))
    identifier = tables.Column(_("Licence or file number"))
    county = tables.Column(_("County"), order_by="county__sort_key")

    class Meta:
        model = SharedObject
        fields = ("name", "kind", "identifier", "county")
        order_by = ("name",)
        empty_text = _("No object fits what you asked for.")

    def __init__(self, *args: Any, can_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_edit = can_edit

    def render_name(self, record: SharedObject) -> SafeString:
        if self.can_edit:
            return format_html('<a href="{}"><bdi>{}</bdi></a>', record.get_absolute_url(), record.name)
        return format_html("<bdi>{}</bdi>", record.name)

    def render_identifier(self, value: str) -> SafeString:
        return format_html('<bdi dir="ltr" translate="no">{}</bdi>', digits(value))
