"""A year as a whole: its returns, its actions, and all its figures together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import scope_of
from agencies.unchanged import of_the_same
from config.persian.calendar import tehran_date
from projects.enums import REGULAR_PERIODS
from projects.models import Period, PlanYear
from targets.models import MacroTarget, MasterTable, ProgressReport, Target
from targets.performance.macro import MacroFigures, latest_observations, macro_figures, macro_targets_of
from targets.performance.reading import Reading, reading_of
from targets.performance.target import Performance, Totals, grouped, performance_of, totals
from targets.planned import Planned, plan_of, table_in_force
from targets.rollups import Coverage

Each = TypeVar("Each")

# --- returns ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Returns:
    """Returns of an agency: due, received (signed by the head), and of these received after their last day."""

    due: int = 0
    received: int = 0
    late: int = 0

    def __add__(self, other: Returns) -> Returns:
        return Returns(self.due + other.due, self.received + other.received, self.late + other.late)


def returns_by_agency(
    plan_year: PlanYear,
    *,
    today: datetime.date,
    through: Period | None = None,
    as_of: datetime.datetime | None = None,
) -> dict[int, dict[int, Returns]]:
    """Returns that were due until today, by agency key and period key; `through` leaves out later ones. One query."""
    reports = ProgressReport.objects.filter(period__plan_year=plan_year, period__kind__in=REGULAR_PERIODS)
    if through is not None:
        reports = reports.filter(period__last_day__lte=through.last_day)
    found: dict[int, dict[int, Returns]] = {}
    for agency, period, due_on, signed_at, signed_on in reports.values_list(
        "agency_id", "period_id", "period__due_on", "signed_at", "signed_on"
    ):
        if signed_at is not None and (as_of is None or signed_at <= as_of):
            one = Returns(due=1, received=1, late=int(signed_on is not None and signed_on > due_on))
        elif due_on < today:
            one = Returns(due=1)
        else:
            continue
        found.setdefault(agency, {})[period] = one
    return found


def last_due_period(
    plan_year: PlanYear, *, today: datetime.date, as_of: datetime.datetime | None = None
) -> Period | None:
    """The latest month or quarter for which returns were due by today, or that an agency has signed early."""
    return last_due_among(periods_of(plan_year, today=today, as_of=as_of))


def periods_of(plan_year: PlanYear, *, today: datetime.date, as_of: datetime.datetime | None = None) -> list[Any]:
    """The year's months or quarters in their order, each with `was_due` by today, or signed early. One query."""
    returns = ProgressReport.objects.filter(period=OuterRef("pk"))
    signed = returns.filter(signed_at__isnull=False)
    if as_of is not None:
        signed = signed.filter(signed_at__lte=as_of)
    was_due = Q(Q(due_on__lt=today) & Exists(returns) | Exists(signed))
    periods = plan_year.periods.regular().select_related("plan_year").order_by("ordinal")
    return list(periods.annotate(was_due=ExpressionWrapper(was_due, BooleanField())))


def last_due_among(periods: Sequence[Any]) -> Period | None:
    """Of a year's periods, as `periods_of` gives them."""
    return next((period for period in reversed(periods) if period.was_due), None)


# --- the whole year -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year's figures together, for a dashboard or the year-end report; maps are by key.

    `table` is the frozen version that the figures stand on, None before the freeze. `period` is the last one that was
    due, `agencies` how many of the agencies that owed a return for it have signed it.
    """

    plan_year: PlanYear
    table: MasterTable | None
    performances: list[Performance]
    totals: Totals
    macro_targets: list[MacroFigures]
    by_agency: dict[int, Totals]
    returns: dict[int, Returns]
    period: Period | None
    agencies: Coverage
    _reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        """Raises LookupError of figures as of a moment."""
        if self._reading is None:
            raise LookupError("Of figures as of a moment nothing else is read.")
        return self._reading


def figures_now(
    plan_year: PlanYear,
    *,
    user: User | AnonymousUser | None = None,
    today: datetime.date,
    through: Period | None = None,
    table: MasterTable | None = None,
    among: QuerySet[Target] | None = None,
) -> YearFigures:
    """The year as it stands, of the targets that `user` may see (None: all), or of those `among` which it is asked.

    Where it is asked of some, the returns are those of their agencies. `table` is an earlier version to stand on.
    """
    return _figures(plan_year, table or table_in_force(plan_year), user, today, through, None, among=among)


def figures_as_of(
    plan_year: PlanYear,
    as_of: datetime.datetime,
    *,
    today: datetime.date | None = None,
    through: Period | None = None,
    only: Callable[[Planned], bool] | None = None,
) -> YearFigures:
    """The year as it was recorded until `as_of`, from the ledgers, on the table that was in force then.

    `today` says what was due; it is the day of `as_of` unless the demonstration's calendar stands elsewhere. `through`
    leaves out later periods; `only` says which targets are meant, and the returns of whose agencies.
    What no ledger keeps (names, and the plan of a year that was not frozen yet) is as it stands now.
    """
    return _figures(plan_year, table_as_of(plan_year, as_of), None, today or tehran_date(as_of), through, as_of, only)


def table_as_of(plan_year: PlanYear, as_of: datetime.datetime) -> MasterTable | None:
    """The frozen version that was in force at that moment; None before the first."""
    return MasterTable.objects.filter(plan_year=plan_year, frozen_at__lte=as_of).order_by("-version").first()


def _figures(
    plan_year: PlanYear,
    table: MasterTable | None,
    user: User | AnonymousUser | None,
    today: datetime.date,
    through: Period | None,
    as_of: datetime.datetime | None,
    only: Callable[[Planned], bool] | None = None,
    among: QuerySet[Target] | None = None,
) -> YearFigures:
    visible = None if user is None else Target.objects.visible_to(user)
    targets = visible if among is None else among
    reading = None
    if as_of is None:
        reading = reading_of(plan_year, table=table, targets=targets, today=today).until(through)
        performances = reading.performances
    else:
        recorded = [row for row in plan_of(plan_year, table=table, targets=targets) if only is None or only(row)]
        performances = performance_of(recorded, plan_year, today=today, through=through, as_of=as_of)
    plan = [each.planned for each in performances]
    period = through or last_due_period(plan_year, today=today, as_of=as_of)
    meant = None if only is None and among is None else {row.agency_id for row in plan}

    by_agency = returns_by_agency(plan_year, today=today, through=through, as_of=as_of)
    returns = {key: each for key, each in _in_scope(user, by_agency).items() if meant is None or key in meant}
    of_period = [each[period.pk] for each in returns.values() if period and period.pk in each]

    def sums() -> tuple[Totals, dict[int, Totals]]:
        of_agency = grouped(performances, lambda each: each.planned.agency_id)
        by_agency = {agency: totals(group, plan_year) for agency, group in of_agency.items()}
        return totals(performances, plan_year), by_agency

    together, apart = of_the_same(("totals", plan_year.achievement_cap), [performances], sums)
    return YearFigures(
        plan_year=plan_year,
        table=table,
        performances=performances,
        totals=together,
        macro_targets=_of_macro_targets(plan_year, performances, through, as_of),
        by_agency=apart,
        returns={key: sum(each.values(), Returns()) for key, each in returns.items()},
        period=period,
        agencies=Coverage(reported=sum(each.received for each in of_period), due=len(of_period)),
        _reading=reading,
    )


def _of_macro_targets(
    plan_year: PlanYear, performances: list[Performance], through: Period | None, as_of: datetime.datetime | None
) -> list[MacroFigures]:
    observations = latest_observations(plan_year, through=through, as_of=as_of)
    macro_targets = macro_targets_of(plan_year, as_of=as_of)

    def figures() -> list[MacroFigures]:
        feeding = grouped(performances, lambda each: each.planned.macro_target)
        return [macro_figures(each, feeding.get(each.uuid, []), observations.get(each.pk)) for each in macro_targets]

    return of_the_same(("macro figures", get_language()), [performances, macro_targets, observations], figures)


def macro_figures_now(plan_year: PlanYear, *, user: User | AnonymousUser, today: datetime.date) -> list[MacroFigures]:
    """The year's macro targets in force as they stand, of the targets that `user` may see."""
    reading = reading_of(
        plan_year, table=table_in_force(plan_year), targets=Target.objects.visible_to(user), today=today
    )
    return _of_macro_targets(plan_year, reading.performances, None, None)


def feeding_now(macro_target: MacroTarget, *, user: User | AnonymousUser, today: datetime.date) -> list[Performance]:
    """The targets that feed the macro target as they stand, of those that `user` may see."""
    year = macro_target.plan_year
    plan = plan_of(year, table=table_in_force(year), targets=Target.objects.visible_to(user))
    return performance_of([row for row in plan if row.macro_target == macro_target.uuid], year, today=today)


def _in_scope(user: User | AnonymousUser | None, returns: Mapping[int, Each]) -> dict[int, Each]:
    """How many returns are missing is no secret of the province; an agency counts its own."""
    if user is None:
        return dict(returns)
    scope = scope_of(user, Permission.PROGRESS_VIEW)
    return {agency: each for agency, each in returns.items() if scope.whole_province or agency in scope.agency_ids}
