"""What the province needs in its year and how it stood before: macro targets with capacities and shares, statistics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from config.clock import today
from projects.models import PlanYear
from reports.demonstration import content
from reports.demonstration.planning import steps_to
from reports.demonstration.plans import EVEN, FIELD_WORK, LATE_START, ProgramPlan
from reports.demonstration.province.drawing import as_planned, promised_change
from reports.demonstration.province.vocabulary import further_macro_targets
from reports.demonstration.writing import MACRO_TARGETS, Stage, read_rows, write_macro_target
from targets.enums import Aggregation, Direction, Kind
from targets.models import Indicator, MacroTarget
from targets.operations.statistics import Observed, Past, record_observations, record_past_values
from targets.proposals import Share
from targets.rollups import needed

# So many macro targets, the first in the list, have official figures in the year itself.
OBSERVED = 18
# So many years before the year are known as a whole, the last of them by months too.
YEARS_KNOWN = 3
# The way that the months of a year take, by chance.
WAYS = (EVEN, EVEN, FIELD_WORK, LATE_START)
PROVINCIAL_SOURCES = (
    "برآورد کارگروه تخصصی با نظر دستگاه‌های مسئول",
    "سند آمایش استان",
    "ظرفیت اسمی پروانه‌های بهره‌برداری",
    "مطالعات سند تدبیر توسعه استان",
)
NATIONAL_SOURCE = "گزارش وزارتخانه مسئول درباره ظرفیت کشور"
SHARE_REASONS = ("به نسبت عملکرد سه سال گذشته", "به نسبت سهم دستگاه در ظرفیت استان", "بر پایه تکلیف ابلاغی وزارتخانه")
PAST_SOURCE = "سالنامه آماری استان (داده نمایشی)"


@dataclass(frozen=True)
class Need:
    """A macro target to be: where the province stands, and where it is to be at the year's end."""

    indicator: Indicator
    baseline: Decimal
    value: Decimal

    @property
    def step(self) -> Decimal:
        return Decimal(1).scaleb(-self.indicator.unit.decimals)

    @property
    def change(self) -> Decimal:
        return abs(needed(self.baseline, self.value))


def needs_of(indicators: Mapping[str, Indicator]) -> dict[str, Need]:
    """What the year needs, by indicator: the macro targets of the small demonstration, and the province's own."""
    rows = [(row["indicator"], row["baseline_1399"], row["target_1399"]) for row in read_rows(MACRO_TARGETS)]
    rows += [(row["indicator"], row["baseline"], row["target"]) for row in further_macro_targets()]
    return {code: Need(indicators[code], Decimal(baseline), Decimal(value)) for code, baseline, value in rows}


def next_needs(needs: Mapping[str, Need]) -> dict[str, Need]:
    """The next year starts where this one is to end."""
    return {
        code: Need(
            need.indicator,
            need.value,
            (need.value + needed(need.baseline, need.value) * Decimal("0.8")).quantize(need.step),
        )
        for code, need in needs.items()
    }


def write_needs(
    stage: Stage,
    plan_year: PlanYear,
    needs: Mapping[str, Need],
    programs: Iterable[ProgramPlan],
    rng: Random,
    *,
    waiting: int = 0,
) -> dict[str, MacroTarget]:
    """The macro targets, with what each agency is asked for; every so many (`waiting`) still waits for the deputy."""
    programs = list(programs)
    return {
        code: write_macro_target(
            stage,
            plan_year,
            code,
            approved=not waiting or position % waiting != 0,
            position=position,
            baseline=need.baseline,
            value=need.value,
            trajectory=_trajectory(need, rng),
            shares=_shares(stage, need, programs, rng),
            **_capacities(need, rng),
        )
        for position, (code, need) in enumerate(needs.items(), start=1)
    }


def _trajectory(need: Need, rng: Random) -> list[Decimal]:
    """The way through the year, for most of them."""
    way = rng.choice(WAYS)
    if rng.random() < 0.3:
        return []
    return steps_to(need.value, way, need.indicator, baseline=need.baseline)


def _capacities(need: Need, rng: Random) -> dict[str, object]:
    """What the province and the country could reach, for what is to rise."""
    chances = [rng.uniform(1.15, 1.6), rng.uniform(12, 30)]
    source = rng.choice(PROVINCIAL_SOURCES)
    if need.indicator.direction != Direction.UP or not _adds_up(need.indicator):
        return {}
    provincial, national = (as_planned(need.value * Decimal(f"{chance:.2f}"), need.indicator) for chance in chances)
    return {
        "provincial_capacity": provincial,
        "provincial_source": source,
        "national_capacity": national,
        "national_source": NATIONAL_SOURCE,
    }


def _shares(stage: Stage, need: Need, programs: Iterable[ProgramPlan], rng: Random) -> list[Share]:
    """What each agency that can help is asked for; together it is all that is needed."""
    parts: dict[str, Decimal] = {}
    for program in programs:
        change = promised_change(program, need.indicator)
        if change > 0:
            parts[program.agency] = parts.get(program.agency, Decimal(0)) + change
    if not parts or not _adds_up(need.indicator) or need.indicator.direction != Direction.UP:
        return []
    asked = {agency: part * Decimal(rng.randrange(80, 121)) for agency, part in sorted(parts.items())}
    total = sum(asked.values())
    values = {agency: as_planned(need.change * part / total, need.indicator) for agency, part in asked.items()}
    # What rounding left over is asked of the one that is asked for most.
    largest = max(values, key=lambda agency: values[agency])
    values[largest] += need.change - sum(values.values())
    reasons = {agency: rng.choice(SHARE_REASONS) for agency in values}
    return [Share(stage.agencies[agency], value, reasons[agency]) for agency, value in values.items() if value > 0]


def _adds_up(indicator: Indicator) -> bool:
    return indicator.aggregation in (Aggregation.SUM, Aggregation.LAST)


# --- official statistics --------------------------------------------------------------------------


def write_observations(
    stage: Stage, plan_year: PlanYear, macro_targets: Mapping[str, MacroTarget], rng: Random
) -> None:
    """The official figures of the months that statistics have come out for: the last one is still missing."""
    past = list(plan_year.periods.regular().filter(due_on__lt=today()).order_by("ordinal"))[:-1]
    for code, macro_target in list(macro_targets.items())[:OBSERVED]:
        indicator, figures = stage.indicators[code], macro_target.figures
        step = Decimal(1).scaleb(-indicator.unit.decimals)
        pace = Decimal(rng.randrange(80, 109)) / 100
        change = needed(figures.baseline, figures.value) * pace
        entries = []
        for period in past:
            if indicator.kind == Kind.STOCK:
                level = figures.baseline + change * period.ordinal / 12
            else:
                level = (figures.baseline + change) / 12
            value = (level * Decimal(rng.randrange(960, 1041)) / 1000).quantize(step)
            entries.append(Observed(period, value, content.OBSERVED_SOURCE))
        if entries:
            record_observations(by=stage.people["planner"], macro_target=macro_target, entries=entries)


def write_past_values(stage: Stage, year: int, needs: Mapping[str, Need], rng: Random) -> None:
    """What the indicators were in the years before, the last of them month by month as well."""
    for need in needs.values():
        entries = [Past(*when, value, PAST_SOURCE) for when, value in _past(year, need, rng)]
        record_past_values(by=stage.people["planner"], indicator=need.indicator, entries=entries)


def _past(year: int, need: Need, rng: Random) -> Iterator[tuple[tuple[int, int | None], Decimal]]:
    value, step = need.baseline, need.step
    for ago in range(1, YEARS_KNOWN + 1):
        yield (year - ago, None), value
        before = (value - needed(need.baseline, need.value) * Decimal(rng.randrange(10, 70)) / 100).quantize(step)
        before = before if before > 0 else value
        if ago == 1:
            way = rng.choice(WAYS)
            points = steps_to(value, way, need.indicator, baseline=before)
            for month, (earlier, point) in enumerate(zip([Decimal(0), *points], points, strict=False), start=1):
                yield (year - 1, month), point if need.indicator.kind == Kind.STOCK else point - earlier
        value = before
