"""The agencies beside each other: by what was verified of their promises, and how far their word was confirmed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from agencies.models import Agency
from agencies.unchanged import of_the_same
from projects.enums import REGULAR_PERIODS
from projects.models import PlanYear
from reports.dashboard.accuracy import accuracy_of
from reports.dashboard.lateness import Late, Silent
from targets.enums import EntryKind
from targets.forecast import Forecast, Together, expected_achievement
from targets.master_table import names_of
from targets.models import Measurement, ReportLine
from targets.performance import Performance, Totals, YearFigures, grouped


@dataclass(frozen=True)
class AgencyRow:
    """An agency in the comparison: what it promised, what came of it, and how far its word was confirmed."""

    agency: Agency
    totals: Totals
    # The percent of its year-end values that it is likely to reach.
    forecast: Together
    accuracy: Decimal | None
    # Figures that were sent back, or opened again to be restated.
    restated: int
    late_actions: int
    # Of its overdue returns the one that waits longest.
    silent: Silent | None
    performances: Sequence[Performance]


def ranked(
    figures: YearFigures, forecasts: Mapping[int, Forecast], late: Late, silent: Sequence[Silent]
) -> list[AgencyRow]:
    """Agencies with targets, by what was verified of their promises; what is not computable last.

    Two queries, as long as nothing of it is changed.
    """
    agencies = names_of(figures.plan_year).agencies

    def apart() -> dict[int, tuple[list[Performance], Together, Decimal | None]]:
        of_agency = grouped(figures.performances, lambda each: each.planned.agency_id)
        return {
            key: (rows, expected_achievement(rows, forecasts, figures.plan_year), accuracy_of(rows))
            for key, rows in of_agency.items()
        }

    cap = figures.plan_year.achievement_cap
    of_agency = of_the_same(("agencies apart", cap, get_language()), [figures.performances, forecasts], apart)
    restated = _restated(figures)
    waiting: dict[int, Silent] = {}
    for each in silent:
        waiting.setdefault(each.report.agency_id, each)
    rows = [
        AgencyRow(
            agency=agencies[key],
            totals=sums,
            forecast=forecast,
            accuracy=accuracy,
            restated=restated.get(key, 0),
            late_actions=late.by_agency.get(key, 0),
            silent=waiting.get(key),
            performances=performances,
        )
        for key, sums in figures.by_agency.items()
        for performances, forecast, accuracy in [of_agency[key]]
    ]
    return sorted(rows, key=_by_what_was_verified)


def _by_what_was_verified(row: AgencyRow) -> tuple[bool, Decimal, bool, Decimal, str]:
    verified, rate = row.totals.verified_achievement.value, row.totals.rate.value
    return (verified is None, -(verified or Decimal(0)), rate is None, -(rate or Decimal(0)), row.agency.sort_key)


def _restated(figures: YearFigures) -> dict[int, int]:
    """By agency, the lines whose figure was sent back or opened again; one query."""
    agency_of = {each.planned.target_id: each.planned.agency_id for each in figures.performances}
    again = figures.reading.of_returns("restated", _restated_by_agency)
    return Counter(
        agency_of[target]
        for target, ordinal in again.values()
        if target in agency_of and (figures.period is None or ordinal <= figures.period.ordinal)
    )


def _restated_by_agency(
    plan_year: PlanYear, today: datetime.date, agencies: Collection[int]
) -> dict[int, dict[int, tuple[int, int]]]:
    """By agency, and by line: its target, and the number of its period."""
    lines = ReportLine.objects.filter(
        Exists(Measurement.objects.filter(line=OuterRef("pk"), kind__in=(EntryKind.RETURNED, EntryKind.REOPENED))),
        report__agency__in=agencies,
        report__period__plan_year=plan_year,
        report__period__kind__in=REGULAR_PERIODS,
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    names = ("report__agency", "pk", "target", "report__period__ordinal")
    for agency, line, target, ordinal in lines.order_by().values_list(*names):
        found.setdefault(agency, {})[line] = (target, ordinal)
    return found
