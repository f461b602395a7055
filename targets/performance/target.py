"""Targets, one by one and together, with what came of them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from projects.models import Period, PlanYear
from targets.double_counts import WHOLLY, Counted, counting, note_on
from targets.enums import Standing
from targets.models import Unit
from targets.planned import Planned
from targets.proofs import proved_share
from targets.reported import DueLine, lines_due
from targets.rollups import (
    Amount,
    Average,
    Coverage,
    NotAdditive,
    YearToDate,
    achievement,
    coverage,
    in_part,
    over_periods,
    over_targets,
    rate_to_date,
    standing,
    weighted_average,
)

Key = TypeVar("Key", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Performance:
    """A target with what came of it. Percentages are as they are, None where not computable.

    `expected` is the trajectory's value at the last period that was due, `rate` the percent of it that is done.
    What is computed of one target alone it keeps (`computed`); the next reading takes over those that stayed the same.
    """

    planned: Planned
    year_to_date: YearToDate
    achievement: Decimal | None
    verified_achievement: Decimal | None
    expected: Decimal | None
    rate: Decimal | None
    standing: Standing
    # The percent of the reported year to date that has evidence; None where there is nothing to prove.
    proved: Decimal | None = None
    # How it counts in sums, where others count the same.
    counted: Counted = WHOLLY
    # What it is made of: its due lines, in the order of their periods.
    lines: Sequence[DueLine] = ()
    _computed: dict[str, tuple[Any, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def computed(self, name: str, given: Any, compute: Callable[[], T]) -> T:
        """What `compute` gives of this target and of what is `given` beside it; once, while that stays equal."""
        found = self._computed.get(name)
        if found is None or found[0] != given:
            found = self._computed[name] = (given, compute())
        return found[1]

    @property
    def reported(self) -> Decimal | None:
        return self.year_to_date.reported.value

    @property
    def verified(self) -> Decimal | None:
        return self.year_to_date.verified.value

    @property
    def disputed(self) -> Decimal | None:
        return self.year_to_date.disputed.value

    @property
    def covers_the_year(self) -> bool:
        """Whether every period of the year was due and has been reported."""
        return _covers_the_year(self.planned, self.year_to_date, self.lines)

    def once(self, amount: Amount) -> Amount:
        """What of one of its amounts goes into a sum: a double count that was confirmed is counted once."""
        return in_part(amount, self.counted.part)


def performance_of(
    plan: Sequence[Planned],
    plan_year: PlanYear,
    *,
    today: datetime.date,
    through: Period | None = None,
    as_of: datetime.datetime | None = None,
    for_sums: bool = True,
    before: Mapping[int, Performance] = MappingProxyType({}),
    counted: Mapping[int, Counted] | None = None,
    lines: Mapping[int, Sequence[DueLine]] | None = None,
) -> list[Performance]:
    """The plan's rows with their year to date, in their order; two queries, with `as_of` two more.

    `today` says what is due, `through` leaves out later periods, `as_of` counts what was recorded until that moment.
    What is not `for_sums` leaves out how it counts in them: one query less. Of those that were read `before`, by their
    keys, what is still so is taken over. What is known already is given: `counted` how they count in sums, and their
    due `lines`, by their keys.
    """
    wanted = [row.target_id for row in plan]
    if counted is None:
        counted = counting(plan, as_of) if for_sums else {}
    if lines is None:
        due = lines_due("target", plan_year, today=today, keys=wanted, through=through, as_of=as_of)
        lines = grouped(due, lambda line: line.about)
    found = []
    for row in plan:
        of_row, counts = lines.get(row.target_id, []), counted.get(row.target_id, WHOLLY)
        known = before.get(row.target_id)
        if known is None or (known.planned, known.lines, known.counted) != (row, of_row, counts):
            known = _performance(row, of_row, plan_year, counts)
        found.append(known)
    return found


def until_period(period: Period, performances: Iterable[Performance], plan_year: PlanYear) -> list[Performance]:
    """The same targets with what was due to the end of a regular period; no query."""

    def until(each: Performance) -> Performance:
        def compute() -> Performance:
            lines = [line for line in each.lines if line.ordinal <= period.ordinal]
            return _performance(each.planned, lines, plan_year, each.counted)

        return each.computed(f"until {period.ordinal}", plan_year.on_plan_from, compute)

    return [until(each) for each in performances]


def year_to_date_of(planned: Planned, lines: Sequence[DueLine]) -> YearToDate:
    """A target's year to date from its due lines, in the order of their periods."""
    measure = planned.sheet.measure
    reported = [line.reported for line in lines if line.reported.value is not None]
    verified = [line.verified for line in lines if line.verified.value is not None]
    disputed = [line.disputed for line in lines if line.disputed.value is not None]
    so_far = over_periods(measure, reported)
    return YearToDate(
        reported=so_far,
        verified=so_far if verified == reported else over_periods(measure, verified),
        disputed=over_periods(measure, disputed),
        due=len(lines),
        reported_lines=len(reported),
        verified_lines=len(verified),
        disputed_lines=len(disputed),
        ordinal=lines[-1].ordinal if lines else None,
    )


def _covers_the_year(planned: Planned, so_far: YearToDate, lines: Sequence[DueLine]) -> bool:
    """What is known only each quarter covers the year by four figures."""
    periods = sum(line.ordinal - (line.since or line.ordinal) + 1 for line in lines) if so_far.is_covered else 0
    return so_far.is_covered and periods == len(planned.sheet.trajectory)


def _performance(planned: Planned, lines: Sequence[DueLine], plan_year: PlanYear, counted: Counted) -> Performance:
    sheet = planned.sheet
    year_to_date = year_to_date_of(planned, lines)
    complete = _covers_the_year(planned, year_to_date, lines)
    reported, verified = year_to_date.reported.value, year_to_date.verified.value
    achieved = achievement(sheet, reported, year_complete=complete)
    is_verified = verified == reported
    return Performance(
        planned=planned,
        year_to_date=year_to_date,
        achievement=achieved,
        verified_achievement=achieved if is_verified else achievement(sheet, verified, year_complete=complete),
        expected=sheet.expected_at(year_to_date.ordinal),
        rate=rate_to_date(sheet, reported, year_to_date.ordinal),
        standing=standing(sheet, year_to_date, on_plan_from=plan_year.on_plan_from),
        proved=proved_share(sheet.measure, lines),
        counted=counted,
        lines=lines,
    )


# --- several targets ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Totals:
    """Several targets together. Averages are weighted and take each target up to the cap of the year.

    `achievement` is of the year-end values, `verified_achievement` the same by what was verified, `rate` of what the
    trajectories expect so far, `proved` how much of what was achieved has evidence. `coverage` counts targets whose due
    periods are all reported, `verified_coverage` those whose are all verified; of `disputed` targets a period is in
    dispute.
    """

    targets: int
    achievement: Average
    verified_achievement: Average
    rate: Average
    proved: Average
    coverage: Coverage
    verified_coverage: Coverage
    disputed: int
    standings: Mapping[Standing, int]


def totals(performances: Sequence[Performance], plan_year: PlanYear) -> Totals:
    """Add up any targets, of whatever units: percentages are averaged by weight, amounts are not added."""

    weights = [each.planned.weight for each in performances]
    due = [each.year_to_date for each in performances if each.year_to_date.due]

    def average(percents: Iterable[Decimal | None]) -> Average:
        return weighted_average(zip(weights, percents, strict=True), cap=plan_year.achievement_cap)

    return Totals(
        targets=len(performances),
        achievement=average(each.achievement for each in performances),
        verified_achievement=average(each.verified_achievement for each in performances),
        rate=average(each.rate for each in performances),
        proved=average(each.proved for each in performances),
        coverage=coverage((so_far.is_covered, None) for so_far in due),
        verified_coverage=coverage((so_far.is_verified, None) for so_far in due),
        disputed=sum(each.year_to_date.disputed_lines > 0 for each in performances),
        standings=Counter(each.standing for each in performances),
    )


def grouped(several: Iterable[T], key: Callable[[T], Key]) -> dict[Key, list[T]]:
    """What comes, targets for one, by a key, each group and the groups in the order they come in."""
    groups: dict[Key, list[T]] = {}
    for each in several:
        groups.setdefault(key(each), []).append(each)
    return groups


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts of several targets in one unit, with the coverage of what was reported and of what was verified.

    `unit` is None, and so are the amounts, where they make no sum; then `footnote` says why. With amounts there it says
    what they leave out.
    """

    unit: Unit | None
    offered: Decimal | None
    agreed: Decimal | None
    reported: Decimal | None
    verified: Decimal | None
    disputed: Decimal | None
    coverage: Coverage
    verified_coverage: Coverage
    footnote: str = ""


def sums(performances: Sequence[Performance]) -> Sums:
    """Add up the amounts of targets of one indicator, as they are; those of several indicators make no sum."""
    measures = [each.planned.sheet.measure for each in performances]
    try:
        if len({measure.indicator for measure in measures}) != 1:
            raise NotAdditive(_("Amounts of several indicators are not added."))
        offered, agreed, reported, verified, disputed = (
            over_targets(list(zip(measures, amounts, strict=True))).value
            for amounts in zip(
                *(
                    map(each.once, (row.offered, row.agreed, so_far.reported, so_far.verified, so_far.disputed))
                    for each in performances
                    for row, so_far in [(each.planned, each.year_to_date)]
                ),
                strict=True,
            )
        )
    except NotAdditive as refusal:
        covered = _coverages(performances, lambda each: None)
        return Sums(None, None, None, None, None, None, *covered, str(refusal))
    return Sums(
        measures[0].unit,
        offered,
        agreed,
        reported,
        verified,
        disputed,
        *_coverages(performances, lambda each: each.once(each.planned.agreed).value),
        note_on(each.counted for each in performances),
    )


def _coverages(
    performances: Iterable[Performance], amount: Callable[[Performance], Decimal | None]
) -> tuple[Coverage, Coverage]:
    """Of what was reported, and of what was verified."""
    due = [(each.year_to_date, amount(each)) for each in performances if each.year_to_date.due]
    return (
        coverage((so_far.is_covered, stands_for) for so_far, stands_for in due),
        coverage((so_far.is_verified, stands_for) for so_far, stands_for in due),
    )
