"""The form above the dashboard: what one can ask of a year."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F, QuerySet, Value
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.models import County, Sector
from agencies.unchanged import while_sources_unchanged
from config.persian.digits import localise_digits
from projects.models import Axis, Period, PriorityIndustry
from reports.dashboard.asked import NARROWING, Asked
from targets.models import Indicator, MasterTable


@dataclass(frozen=True)
class Names:
    """Code and name of what one can narrow down to, in its order, by the name of the field; and of the indicators."""

    of: Mapping[str, Mapping[str, str]]


def names_to_narrow() -> Names:
    """All lists in one query, or none, in the language of the page."""
    return while_sources_unchanged(("names to narrow", get_language()), _names_to_narrow)


def _names_to_narrow() -> Names:
    lists: dict[str, tuple[QuerySet[Any], str, str]] = {
        "axis": (Axis.objects.all(), "position", "code"),
        "sector": (Sector.objects.all(), "position", "code"),
        "industry": (PriorityIndustry.objects.all(), "position", "code"),
        "county": (County.objects.all(), "", "sci_code"),
        "indicator": (Indicator.objects.all(), "", "code"),
    }
    parts = [
        rows.order_by().values_list(
            Value(kind),
            F(position) if position else Value(0),
            Value("") if position else F("sort_key"),
            F(code),
            F("name_fa"),
            F("name_en"),
        )
        for kind, (rows, position, code) in lists.items()
    ]
    found: dict[str, dict[str, str]] = {kind: {} for kind in lists}
    for kind, _position, _key, code, name, name_en in sorted(parts[0].union(*parts[1:], all=True)):
        found[kind][code] = (name_en or name) if get_language() == "en" else name
    return Names(found)


class DashboardForm(forms.Form):
    """`year` stays outside: it is chosen first, and the other lists depend on it."""

    axis = forms.ChoiceField(label=_("Axis"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    industry = forms.ChoiceField(label=_("Priority industry"), required=False)
    county = forms.ChoiceField(label=_("County"), required=False)
    period = forms.ChoiceField(label=_("Figures to the end of"), required=False)
    version = forms.ChoiceField(label=_("Version of the master table"), required=False)

    def __init__(
        self,
        data: QueryDict,
        *,
        names: Names,
        periods: Sequence[Period],
        versions: Sequence[MasterTable],
        today: datetime.date,
    ) -> None:
        super().__init__(data)
        for name in NARROWING:
            self._offer(name, _t("All"), names.of[name].items())
        over = [period for period in periods if period.last_day < today]
        self._offer("period", _t("Latest period"), ((str(period.ordinal), period.name) for period in over))
        numbers = ((str(table.version), localise_digits(str(table.version))) for table in versions)
        self._offer("version", _t("Latest"), numbers)

    def _offer(self, name: str, empty: str, choices: Any) -> None:
        field = self.fields[name]
        field.choices = [("", empty), *choices]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = _("“%(value)s” is not one of the choices.")

    @property
    def asked(self) -> Asked:
        """What was understood of it."""
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in self.fields})


def is_asked(data: QueryDict) -> bool:
    return any(data.get(name) for name in DashboardForm.base_fields)
