"""Two states of the plan side by side: two periods, two years, or two versions of a master table.

A state is a year as it stands, to the end of one of its periods, or as one of its frozen versions promised it. What is
set side by side is what both have: macro targets by their indicator and part, agencies and the like by their codes.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.models import Agency, Sector, User
from agencies.permissions import has_permission, sight_of
from agencies.unchanged import while_unchanged
from config.made import Made
from config.persian.digits import localise_digits
from projects.models import Axis, Period, PlanYear
from targets.models import MacroTarget, MasterTable, Target, Unit
from targets.performance import (
    MacroFigures,
    Performance,
    Reading,
    Totals,
    grouped,
    last_due_period,
    macro_figures,
    macro_targets_of,
    reading_of,
    totals,
)


class By(TextChoices):
    """What the second table sets side by side."""

    AGENCY = "agency", gettext_lazy("Agency")
    SECTOR = "sector", gettext_lazy("Sector")
    AXIS = "axis", gettext_lazy("Axis")


@dataclass(frozen=True)
class State:
    """A year, to the end of a period or by a version where one is named."""

    plan_year: PlanYear
    period: Period | None = None
    version: MasterTable | None = None

    @property
    def code(self) -> str:
        if self.version is not None:
            return f"{self.plan_year.year}-v{self.version.version}"
        return f"{self.plan_year.year}-{self.period.ordinal}" if self.period else str(self.plan_year.year)

    def __str__(self) -> str:
        if self.version is not None:
            return _("%(year)s, version %(version)s") % {
                "year": self.plan_year,
                "version": localise_digits(str(self.version.version)),
            }
        if self.period is not None:
            return _("%(year)s, to the end of %(period)s") % {"year": self.plan_year, "period": self.period.name}
        return _("%(year)s, as it stands") % {"year": self.plan_year}


class States:
    """Every state there is to choose, by years, the latest first; three queries."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.years = list(PlanYear.objects.all())
        self._periods: dict[int, list[Period]] = {}
        for period in Period.objects.regular().filter(last_day__lt=today).order_by("-last_day"):
            self._periods.setdefault(period.plan_year_id, []).append(period)
        self.tables: dict[int, list[MasterTable]] = {}
        for table in MasterTable.objects.order_by("-version"):
            self.tables.setdefault(table.plan_year_id, []).append(table)

    @cached_property
    def by_year(self) -> list[tuple[PlanYear, list[State]]]:
        return [
            (
                year,
                [
                    State(year),
                    *(State(year, period=period) for period in self._periods.get(year.pk, [])),
                    *(State(year, version=table) for table in self.tables.get(year.pk, [])),
                ],
            )
            for year in self.years
        ]

    def called(self, code: str) -> State | None:
        return next((state for _year, states in self.by_year for state in states if state.code == code), None)

    def table_of(self, state: State) -> MasterTable | None:
        """The frozen version that the state stands on, None before the freeze."""
        return state.version or next(iter(self.tables.get(state.plan_year.pk, [])), None)

    def usual(self, plan_year: PlanYear) -> tuple[State, State]:
        """The period due last and the one before; without these the year and the one before, or twice the year."""
        now, periods = State(plan_year), self._periods.get(plan_year.pk, [])
        last = last_due_period(plan_year, today=self.today)
        before = next((period for period in periods if last and period.ordinal == last.ordinal - 1), None)
        if last is not None and before is not None:
            return State(plan_year, period=before), State(plan_year, period=last)
        earlier = next((year for year in self.years if year.year < plan_year.year), None)
        return (State(earlier) if earlier else now), now


@dataclass(frozen=True)
class Side:
    """A state with its figures, of the targets that the reader may see."""

    state: State
    totals: Totals
    performances: Sequence[Performance]
    macro: Mapping[tuple[str, str], MacroFigures]


@dataclass(frozen=True)
class Pair:
    """A figure on both sides; `change` is the second less the first."""

    one: Decimal | None
    other: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.one is None or self.other is None else self.other - self.one


@dataclass(frozen=True)
class MacroPair:
    name: str
    key: str
    unit: Unit
    agreed: Pair
    reported: Pair
    verified: Pair


@dataclass(frozen=True)
class PartPair:
    name: str
    key: str
    targets: tuple[int, int]
    rate: Pair
    verified_achievement: Pair
    # Of how many targets the second side lacks a report that was due: its figures then look worse than they may be.
    unreported: int = 0
    url: str = ""


@dataclass(frozen=True)
class SideBySide:
    one: Side
    other: Side
    by: By
    macro: Sequence[MacroPair]
    parts: Sequence[PartPair]
    whole: PartPair

    @cached_property
    def made(self) -> Made:
        """What the page says of it, in the language that it was read in."""
        return Made("reports", found=self)

    @property
    def fell_most(self) -> PartPair | None:
        """Of those whose reports are all there the one that lost most; None where none lost."""
        fallen = [part for part in self.parts if not part.unreported and (part.rate.change or 0) < 0]
        return min(fallen, key=lambda part: part.rate.change or 0, default=None)

    @property
    def has_changes(self) -> bool:
        """Whether any part has a figure on both sides."""
        return any(part.rate.change is not None for part in self.parts)

    @property
    def unreported(self) -> Sequence[PartPair]:
        return [part for part in self.parts if part.unreported]


def side_by_side(states: States, one: State, other: State, *, by: By, user: User, today: datetime.date) -> SideBySide:
    """A constant number of queries; kept until something is done."""
    return while_unchanged(
        ("side by side", sight_of(user), one.code, other.code, by, today, get_language()),
        lambda: _read(states, one, other, by, user, today),
    )


def _read(states: States, one: State, other: State, by: By, user: User, today: datetime.date) -> SideBySide:
    first, second = _sides(states, (one, other), user, today)
    return SideBySide(
        first,
        second,
        by=by,
        macro=_macro_pairs(first, second),
        parts=_part_pairs(first, second, by, user),
        whole=_part_pair(_("Together"), "whole", first.totals, second.totals),
    )


def _sides(states: States, both: Iterable[State], user: User, today: datetime.date) -> list[Side]:
    """What both of them stand on is read once."""
    visible = Target.objects.visible_to(user)

    @cache
    def reading(plan_year: PlanYear, table: MasterTable | None) -> Reading:
        return reading_of(plan_year, table=table, targets=visible, today=today)

    macro_targets = cache(macro_targets_of)
    return [
        _side(
            state,
            reading(state.plan_year, states.table_of(state)).until(state.period).performances,
            macro_targets(state.plan_year),
        )
        for state in both
    ]


def _side(state: State, performances: Sequence[Performance], macro_targets: Iterable[MacroTarget]) -> Side:
    feeding = grouped(performances, lambda each: each.planned.macro_target)
    macro = {
        (macro.indicator.code, str(macro.part or "")): macro_figures(macro, feeding.get(macro.uuid, []))
        for macro in macro_targets
    }
    return Side(state, totals(performances, state.plan_year), performances, macro)


def _macro_pairs(one: Side, other: Side) -> list[MacroPair]:
    """Those of the second side in their order, then those that only the first has; in one unit, or not at all."""
    found = []
    for key in dict.fromkeys([*other.macro, *one.macro]):
        before, after = one.macro.get(key), other.macro.get(key)
        known = after or before
        if known is None or len({each.macro_target.indicator.unit_id for each in (before, after) if each}) > 1:
            continue
        found.append(
            MacroPair(
                str(known.macro_target),
                "-".join(filter(None, key)),
                known.macro_target.indicator.unit,
                agreed=_pair(before, after, lambda each: each.agreed),
                reported=_pair(before, after, lambda each: each.reported),
                verified=_pair(before, after, lambda each: each.verified),
            )
        )
    return found


def _pair(
    before: MacroFigures | None, after: MacroFigures | None, figure: Callable[[MacroFigures], Decimal | None]
) -> Pair:
    return Pair(figure(before) if before else None, figure(after) if after else None)


def _parts(by: By) -> Mapping[Hashable, Agency | Sector | Axis]:
    """In their own order, by what rows of the plan call them."""
    match by:
        case By.AGENCY:
            return {agency.pk: agency for agency in Agency.objects.all()}
        case By.SECTOR:
            return {sector.code: sector for sector in Sector.objects.all()}
        case By.AXIS:
            return {axis.code: axis for axis in Axis.objects.all()}


def _address(part: Agency | Sector | Axis, plan_year: PlanYear, user: User) -> str:
    """Where the detail of a part stands that the reader may open."""
    match part:
        case Agency():
            address = reverse("agency-sheet", args=[part.code])
        case Sector() if has_permission(user, Permission.PROVINCE_VIEW):
            address = reverse("sector-sheet", args=[part.code])
        case _:
            return f"{reverse('master-table')}?year={plan_year.year}&{type(part).__name__.lower()}={part.code}"
    return f"{address}?year={plan_year.year}"


_KEYS: dict[By, Callable[[Performance], Hashable]] = {
    By.AGENCY: lambda each: each.planned.agency_id,
    By.SECTOR: lambda each: each.planned.sector,
    By.AXIS: lambda each: each.planned.axis,
}


def _part_pairs(one: Side, other: Side, by: By, user: User) -> list[PartPair]:
    parts = _parts(by)
    groups = [grouped(side.performances, _KEYS[by]) for side in (one, other)]
    there = groups[0].keys() | groups[1].keys()
    keys: Iterable[Hashable] = [*(key for key in parts if key in there), *(key for key in there if key not in parts)]
    return [
        _part_pair(
            str(parts.get(key, _("Without"))),
            str(key),
            *(
                totals(group.get(key, []), side.state.plan_year)
                for side, group in zip((one, other), groups, strict=True)
            ),
            url=_address(parts[key], other.state.plan_year, user) if key in parts else "",
        )
        for key in keys
    ]


def _part_pair(name: str, key: str, one: Totals, other: Totals, *, url: str = "") -> PartPair:
    return PartPair(
        name,
        key,
        (one.targets, other.targets),
        rate=Pair(one.rate.value, other.rate.value),
        verified_achievement=Pair(one.verified_achievement.value, other.verified_achievement.value),
        unreported=other.coverage.due - other.coverage.reported,
        url=url,
    )
