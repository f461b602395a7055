"""The list of indicators: its table, and how it is narrowed down."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agencies.filters import ChooseFilter
from agencies.finding import Words
from agencies.models import Sector
from agencies.tables import badge
from targets.enums import Kind
from targets.models import Indicator

VERIFIED = {True: (_("Verified"), "ok"), False: (_("Not verified yet"), "idle")}


class IndicatorFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="search")
    sector = ChooseFilter(label=_("Sector"), choose="sector", queryset=Sector.objects.all(), to_field_name="code")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    verified = django_filters.ChoiceFilter(
        label=_("Verified"),
        choices=[("yes", VERIFIED[True][0]), ("no", VERIFIED[False][0])],
        method="verified_or_not",
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def search(self, indicators: QuerySet[Indicator], _name: str, value: str) -> QuerySet[Indicator]:
        """By either name or the code; whatever letters, digits and spaces were typed."""
        return indicators.filter(Words(value).anywhere("search_key"))

    def verified_or_not(self, indicators: QuerySet[Indicator], _name: str, value: str) -> QuerySet[Indicator]:
        return indicators.filter(is_verified=value == "yes")


class IndicatorTable(tables.Table):
    name = tables.Column(_("Indicator"), order_by="sort_key", attrs={"td": {"class": "j-cell-text"}})
    code = tables.Column(_("Code"))
    unit = tables.Column(_("Unit"), order_by="unit__name_fa")
    sector = tables.Column(_("Sector"), order_by="sector__position")
    kind = tables.Column(_("Kind"))
    direction = tables.Column(_("Direction"))
    owner = tables.Column(_("Owner"), order_by="owner__sort_key")
    is_verified = tables.Column(_("Verified"))

    class Meta:
        model = Indicator
        fields = ("name", "code", "unit", "sector", "kind", "direction", "owner", "is_verified")
        order_by = ("name",)
        empty_text = _("No indicator fits what you asked for.")

    def render_name(self, record: Indicator) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)

    def render_code(self, value: str) -> SafeString:
        return format_html('<bdi class="j-code" dir="ltr" translate="no">{}</bdi>', value)

    def render_is_verified(self, value: bool) -> SafeString:
        return badge(*VERIFIED[value])
