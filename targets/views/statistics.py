"""Entering official figures: of a macro target by period, and of an indicator in years that are over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.clock import today
from config.persian.calendar import month_name, to_solar
from config.persian.digits import localise_digits
from projects.refusals import Moved, Refused
from targets.forms.statistics import FigureTable, Place, having_seen
from targets.models import Indicator, MacroObservation, MacroTarget, PastValue, Statistic, Unit
from targets.operations.statistics import Observed, Past, is_over, record_observations, record_past_values
from targets.views.indicators import fetch_indicator
from targets.views.macro import fetch_macro_target

FIRST_YEAR = 1300


class FigureEntry(Guarded, View, ABC):
    """A year's figures in one table, and under it the ledger: what was entered, instead of what, by whom and why.

    Who saves after somebody else keeps what they typed, sees what stands now, and may save again.
    """

    permission = Permission.STATISTICS_ENTER
    unit: Unit
    template_name: str

    @abstractmethod
    def fetch(self, **address: Any) -> None:
        """Get what the address names; raises Http404."""

    @abstractmethod
    def places(self) -> list[Place]: ...

    @abstractmethod
    def ledger(self) -> QuerySet[Any]:
        """Every entry of these places."""

    @abstractmethod
    def place_of(self, entry: Any) -> Hashable:
        """The key of the place that an entry of the ledger is for."""

    @abstractmethod
    def write(self, entries: Iterable[tuple[Any, dict[str, Any]]]) -> list[Any]:
        """Call the operation; returns what was written."""

    @abstractmethod
    def context(self) -> dict[str, Any]: ...

    def get(self, request: SignedInRequest, **address: Any) -> HttpResponse:
        self.fetch(**address)
        return self._page(self._table(None))

    def post(self, request: SignedInRequest, **address: Any) -> HttpResponse:
        self.fetch(**address)
        table = self._table(request.POST)
        if not table.is_valid():
            return self._page(table, status=422)
        try:
            written = self.write(table.entries())
        except Moved as refusal:
            table = self._table(having_seen(request.POST, self._table(None)))
            table.is_valid()
            table.refusal = _("%(refusal)s Save again to enter yours instead.") % {"refusal": refusal}
            return self._page(table, status=409)
        except Refused as refusal:
            table.refusal = str(refusal)
            return self._page(table, status=422)
        if written:
            messages.success(request, _("Saved."))
        else:
            messages.info(request, _("Nothing differs from what stands."))
        return redirect(request.path)

    def _table(self, data: Any) -> FigureTable:
        last: dict[Hashable, Statistic] = {
            self.place_of(entry): entry for entry in self.ledger() if not hasattr(entry, "replaced_by")
        }
        return FigureTable(data, places=self.places(), ledger=last, unit=self.unit)

    def _page(self, table: FigureTable, status: int = 200) -> HttpResponse:
        labels = {place.key: place.label for place in self.places()}
        ledger = [(self.place_of(entry), entry) for entry in self.ledger().order_by("-pk")]
        entries = [(labels[place], entry) for place, entry in ledger if place in labels]
        context = {"table": table, "unit": self.unit, "places": self.unit.decimals, "entries": entries}
        return render(self.request, self.template_name, context | self.context(), status=status)


class ObservationEntry(FigureEntry):
    template_name = "targets/macro_observations.html"
    macro_target: MacroTarget

    def fetch(self, **address: Any) -> None:
        self.macro_target = fetch_macro_target(self.request, address["uuid"])  # type: ignore[arg-type]
        self.unit = self.macro_target.indicator.unit
        begun = self.macro_target.plan_year.periods.regular().filter(first_day__lte=today())
        self.periods = {period.pk: period for period in begun}

    def places(self) -> list[Place]:
        return [Place(f"{each.kind}-{each.ordinal}", each.pk, each.name) for each in self.periods.values()]

    def ledger(self) -> QuerySet[MacroObservation]:
        entries = self.macro_target.observations.filter(period__in=self.periods)
        return entries.select_related("entered_by", "replaces", "replaced_by")

    def place_of(self, entry: MacroObservation) -> Hashable:
        return entry.period_id

    def write(self, entries: Iterable[tuple[Any, dict[str, Any]]]) -> list[MacroObservation]:
        observed = [Observed(self.periods[period], **entry) for period, entry in entries]
        return record_observations(by=self.person, macro_target=self.macro_target, entries=observed)

    def context(self) -> dict[str, Any]:
        return {"macro_target": self.macro_target}


class PastValueEntry(FigureEntry):
    """A year as a whole and its twelve months. The year that runs is not over yet, but months of it are."""

    template_name = "targets/past_values.html"
    indicator: Indicator
    year: int

    def fetch(self, **address: Any) -> None:
        self.indicator, self.year = fetch_indicator(address["code"]), address["year"]
        self.unit = self.indicator.unit
        if not FIRST_YEAR <= self.year <= to_solar(today())[0]:
            raise Http404

    def places(self) -> list[Place]:
        months = [Place(f"month-{month}", month, month_name(month)) for month in range(1, 13)]
        places = [Place("year", None, _("Whole year")), *months]
        return [place for place in places if is_over(self.year, place.key)]  # type: ignore[arg-type]

    def ledger(self) -> QuerySet[PastValue]:
        entries = PastValue.objects.filter(indicator=self.indicator, year=self.year)
        return entries.select_related("entered_by", "replaces", "replaced_by")

    def place_of(self, entry: PastValue) -> Hashable:
        return entry.month

    def write(self, entries: Iterable[tuple[Any, dict[str, Any]]]) -> list[PastValue]:
        past = [Past(self.year, month, **entry) for month, entry in entries]
        return record_past_values(by=self.person, indicator=self.indicator, entries=past)

    def context(self) -> dict[str, Any]:
        known = PastValue.objects.current().filter(indicator=self.indicator).values_list("year", flat=True)
        last = to_solar(today())[0]
        offered = {*known, *range(self.year - 1, self.year + 2), last - 1} - {self.year}
        years = sorted((year for year in offered if FIRST_YEAR <= year <= last), reverse=True)
        return {
            "indicator": self.indicator,
            "year": localise_digits(str(self.year)),
            "years": [
                (localise_digits(str(year)), reverse("indicator-past-values", args=[self.indicator.code, year]))
                for year in years
            ],
        }
