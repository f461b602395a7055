"""A target's forecast with all that stands beside it on a page: the method, how long it is in reach, what decides."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.persian.numbers import ROUNDED_FROM
from projects.models import Action, Period, PlanYear
from targets.forecast.actions import Deciding, deciding
from targets.forecast.reach import OutOfReach, out_of_reach
from targets.forecast.reading import beside, forecasts_from, told_by
from targets.forecast.rule import Forecast, Outlook
from targets.forecast.words import method_in_words
from targets.performance import Performance
from targets.planned import Planned, StandingAction

OUTLOOK_TONE: dict[Outlook, str] = {Outlook.REACHED: "ok", Outlook.OPEN: "idle", Outlook.MISSED: "bad"}


@dataclass(frozen=True)
class Shown:
    """`reach` says in words until when the target can be reached, "" where that can't be said."""

    planned: Planned
    forecast: Forecast
    method: str
    reach: str
    is_out_of_reach: bool
    deciding: Sequence[Deciding]

    @property
    def places(self) -> int:
        """Decimals that an estimate bears: none from a hundred on."""
        sizes = [abs(each) for each in (self.forecast.value, self.forecast.low, self.forecast.high) if each is not None]
        return 0 if max(sizes, default=0) >= ROUNDED_FROM else self.planned.unit.decimals

    @property
    def tone(self) -> str:
        return OUTLOOK_TONE[self.forecast.outlook] if self.forecast.outlook else ""


def shown_of(
    performances: Sequence[Performance],
    plan_year: PlanYear,
    *,
    today: datetime.date,
    actions: Collection[Action | StandingAction] | None = None,
) -> list[Shown]:
    """In the order of the targets; four queries, or none where nothing was reported.

    `actions` are those of their projects as everybody reads them, where they have been read already.
    """
    known = beside(performances, plan_year, today=today, actions=actions)
    forecasts = forecasts_from(performances, known)
    found = []
    for each in performances:
        planned, forecast = each.planned, forecasts[each.planned.target_id]
        reach = out_of_reach(planned.sheet, told_by(each.lines), forecast)
        period = known.periods.get(each.year_to_date.ordinal or 0)
        works = known.works.get(planned.project_id, ())
        found.append(
            Shown(
                planned,
                forecast,
                method_in_words(forecast),
                reach_in_words(reach, known.periods, forecast),
                reach is not None and reach.has_happened,
                deciding(works, period.last_day) if period and forecast.outlook != Outlook.REACHED else (),
            )
        )
    return found


def reach_in_words(reach: OutOfReach | None, periods: Mapping[int, Period], forecast: Forecast) -> str:
    if reach is not None:
        sentence = (
            _("Out of reach since the end of %(period)s: even the best period in each that is left would not do.")
            if reach.has_happened
            else _("As things go, out of reach from the end of %(period)s on.")
        )
        return sentence % {"period": periods[reach.ordinal].name}
    if forecast.outlook in (Outlook.OPEN, Outlook.MISSED) and forecast.expected:
        return _("It stays in reach until the last period.")
    return ""
