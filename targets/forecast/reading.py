"""Forecasts of the targets that somebody reads: four queries, or three, however many there are."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agencies.unchanged import of_the_same, while_sources_unchanged
from projects.models import Action, Period, PlanYear
from targets.forecast.actions import Work, late_share
from targets.forecast.rule import PAST_YEARS, Forecast, Told, forecast
from targets.models import PastValue
from targets.performance import Done, Performance, Reading, action_progress
from targets.planned import Planned, StandingAction, standing_actions
from targets.reported import DueLine

_MONTHS = 12


@dataclass(frozen=True)
class Beside:
    """What forecasts need beside what was reported: the projects' work, the periods by ordinal, past years."""

    works: Mapping[int, Sequence[Work]]
    periods: Mapping[int, Period]
    past: Mapping[str, Sequence[Sequence[Decimal]]]


def beside(
    performances: Collection[Performance],
    plan_year: PlanYear,
    *,
    today: datetime.date,
    done: Mapping[int, Done] | None = None,
    actions: Collection[Action | StandingAction] | None = None,
    periods: Iterable[Period] | None = None,
) -> Beside:
    """Of the targets that have reported; no query where none has, nor for what has been read already."""
    told = [each for each in performances if each.year_to_date.reported_lines]
    if not told:
        return Beside({}, {}, {})
    return Beside(
        works_of([each.planned for each in told], plan_year, today=today, done=done, actions=actions),
        {period.ordinal: period for period in (plan_year.periods.regular() if periods is None else periods)},
        _past_years(plan_year, told),
    )


def forecasts_of(
    performances: Collection[Performance],
    plan_year: PlanYear,
    *,
    today: datetime.date,
    done: Mapping[int, Done] | None = None,
    actions: Collection[Action | StandingAction] | None = None,
    periods: Iterable[Period] | None = None,
) -> dict[int, Forecast]:
    """By target key. `done` is the progress of the `actions`, where these (or the `periods`) have been read already."""
    return forecasts_from(
        performances, beside(performances, plan_year, today=today, done=done, actions=actions, periods=periods)
    )


def forecasts_now(reading: Reading, periods: Iterable[Period] | None = None) -> dict[int, Forecast]:
    """Of a reading's targets, kept as long as these, their actions and how far they are stay the same.

    `periods` are the year's regular ones, where they have been read already.
    """
    performances = reading.performances
    # Where nothing was reported, actions and how far they are say nothing of what is to come: they are not read.
    given = [performances, reading.done, reading.actions] if _is_reported_of(performances) else [performances]
    return of_the_same(("forecasts", reading.today), given, lambda: _forecasts_in(reading, performances, periods))


def _forecasts_in(
    reading: Reading, performances: Collection[Performance], periods: Iterable[Period] | None = None
) -> dict[int, Forecast]:
    if not _is_reported_of(performances):
        return forecasts_from(performances, Beside({}, {}, {}))
    return forecasts_of(
        performances,
        reading.plan_year,
        today=reading.today,
        done=reading.done,
        actions=reading.actions,
        periods=periods,
    )


def _is_reported_of(performances: Iterable[Performance]) -> bool:
    return any(each.year_to_date.reported_lines for each in performances)


class Forecasts(Mapping[int, Forecast]):
    """The forecasts of a reading's targets, by target key; those that nobody asks for are not made."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._made: dict[int, Forecast] = {}

    def make(self, performances: Iterable[Performance], periods: Iterable[Period]) -> None:
        """Those of some targets at once; who asks for another one later has all of them made."""
        missing = [each for each in performances if each.planned.target_id not in self._made]
        if missing:
            self._made |= _forecasts_in(self._reading, missing, periods)

    def __getitem__(self, target: int) -> Forecast:
        if target not in self._made:
            self._made = forecasts_now(self._reading)
        return self._made[target]

    def __iter__(self) -> Iterator[int]:
        return (each.planned.target_id for each in self._reading.performances)

    def __len__(self) -> int:
        return len(self._reading.performances)


def forecasts_from(performances: Iterable[Performance], known: Beside) -> dict[int, Forecast]:
    """By target key; no query."""
    late: dict[tuple[int, int], Decimal] = {}
    found = {}
    for each in performances:
        project, ordinal = each.planned.project_id, each.year_to_date.ordinal or 0
        if (project, ordinal) not in late:
            works, period = known.works.get(project, ()), known.periods.get(ordinal)
            late[project, ordinal] = late_share(works, period.last_day) if period else Decimal(0)
        found[each.planned.target_id] = _forecast(
            each, ordinal, late[project, ordinal], known.past.get(each.planned.indicator, ())
        )
    return found


def _forecast(each: Performance, due: int, late: Decimal, past: Sequence[Sequence[Decimal]]) -> Forecast:
    return each.computed(
        "forecast",
        (late, past),
        lambda: forecast(each.planned.sheet, told_by(each.lines), due=due, late=late, past=past),
    )


def told_by(lines: Sequence[DueLine]) -> list[Told]:
    """The periods that have a figure, each as verified where it is, else as reported."""
    found = []
    for line in lines:
        is_verified = line.verified.value is not None
        amount = line.verified if is_verified else line.reported
        if amount.value is not None:
            found.append(Told(line.ordinal, amount, is_verified, line.periods[0]))
    return found


# --- the work -----------------------------------------------------------------------------------------


def works_of(
    plan: Iterable[Planned],
    plan_year: PlanYear,
    *,
    today: datetime.date,
    done: Mapping[int, Done] | None = None,
    actions: Collection[Action | StandingAction] | None = None,
) -> dict[int, list[Work]]:
    """By project key, the plan's actions with what is done of them, verified where that is done.

    Two queries, less those for `actions` and for what is `done` of them where these have been read already.
    """
    actions = [action for action in (standing_actions(plan) if actions is None else actions) if action.weight]
    if done is None:
        done = action_progress(plan_year, today=today, keys=[action.pk for action in actions])
    found: dict[int, list[Work]] = {}
    for action in actions:
        found.setdefault(action.project_id, []).append(
            Work(
                action.title,
                action.responsible,
                action.starts_on,
                action.ends_on,
                action.weight or Decimal(0),
                _percent_done(done.get(action.pk)),
            )
        )
    return found


def _percent_done(done: Done | None) -> Decimal | None:
    """An action without a line has not begun."""
    if done is None:
        return Decimal(0)
    return done.reported if done.verified is None else done.verified


# --- the past ------------------------------------------------------------------------


def _past_years(plan_year: PlanYear, performances: Sequence[Performance]) -> dict[str, list[list[Decimal]]]:
    """The amounts of past years by indicator, latest first, one for each period; years with all months known only."""
    periods = max(len(each.planned.sheet.trajectory) for each in performances)
    growing = frozenset(
        each.planned.indicator for each in performances if each.planned.sheet.measure.grows_through_the_year
    )
    if not periods or _MONTHS % periods:
        return {}
    return while_sources_unchanged(
        ("past years", plan_year.year, growing, periods), lambda: _amounts_of_past_years(plan_year, growing, periods)
    )


def _amounts_of_past_years(
    plan_year: PlanYear, growing: Collection[str], periods: int
) -> dict[str, list[list[Decimal]]]:
    values = PastValue.objects.current().filter(
        indicator__code__in=growing,
        year__range=(plan_year.year - PAST_YEARS, plan_year.year - 1),
        month__isnull=False,
    )
    months: dict[tuple[str, int], dict[int, Decimal]] = {}
    for code, year, month, value in values.order_by("-year").values_list("indicator__code", "year", "month", "value"):
        months.setdefault((code, year), {})[month] = value
    found: dict[str, list[list[Decimal]]] = {}
    size = _MONTHS // periods
    for (code, _year), known in months.items():
        if len(known) == _MONTHS and min(known.values()) >= 0 < sum(known.values()):
            amounts = [known[month] for month in range(1, _MONTHS + 1)]
            found.setdefault(code, []).append(
                [sum(amounts[place : place + size], Decimal(0)) for place in range(0, _MONTHS, size)]
            )
    return found
