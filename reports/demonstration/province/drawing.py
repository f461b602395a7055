"""Drawing what a province plans: the people of its agencies, and programs with everything under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from agencies.enums import Role
from projects.enums import Family, FundingSource, ScopeLevel, Tier
from reports.demonstration.plans import (
    BILLION,
    EVEN,
    ActionPlan,
    ObstaclePlan,
    Person,
    ProgramPlan,
    ProjectPlan,
    TargetPlan,
)
from reports.demonstration.province.vocabulary import (
    LATE_LOAN,
    WORKS,
    ProgramKind,
    ProjectKind,
    Promise,
    action_kinds,
    names,
)
from targets.enums import Aggregation, Direction, Kind
from targets.models import Indicator
from targets.returns import asks_for_parts

# What a project that builds, equips or lends usually promises besides.
WORKS_WITH_JOBS = frozenset({"build", "equip", "revive", "loan", "livestock"})
BASELINE_SOURCES = (
    "آمارنامه پایان سال قبل",
    "گزارش عملکرد سال قبل دستگاه",
    "سامانه آماری دستگاه",
    "صورت‌وضعیت پایان سال قبل",
)
CHAIN_LINKS = ("تأمین مواد اولیه", "فرآوری", "طراحی و قالب‌سازی", "بسته‌بندی و نگهداری", "فروش و صادرات")
# Cases behind a ratio's value: it is reported by numerator and denominator.
CASES = 10_000


@dataclass(frozen=True)
class Province:
    """What the plans refer to: counties that exist in the year by code, agencies' sectors, indicators."""

    counties: Mapping[str, str]
    sectors: Mapping[str, str]
    indicators: Mapping[str, Indicator]


def chance(seed: int, about: str) -> Random:
    """A chance of its own for each thing, so that what is drawn of one does not change another."""
    return Random(f"{seed}/{about}")  # noqa: S311  a demonstration is repeatable, not secret


def draw_people(agencies: Iterable[str], rng: Random) -> tuple[Person, ...]:
    """An officer and a head for each agency, no two with the same name."""
    given, families = names()
    pairs = [(one, family) for one in given for family in families]
    rng.shuffle(pairs)
    people = []
    for agency in agencies:
        for seat, role in (("editor", Role.AGENCY_EDITOR), ("head", Role.AGENCY_HEAD)):
            (given_fa, given_en), (family_fa, family_en) = pairs.pop()
            name_fa, name_en = f"{given_fa} {family_fa}", f"{given_en} {family_en}"
            people.append(Person(f"{agency.lower()}.{seat}", name_fa, name_en, role, agency))
    return tuple(people)


def draw_program(kind: ProgramKind, province: Province, rng: Random) -> ProgramPlan:
    """A program of that kind as the agency drafts it; how far it travels is decided later."""
    return ProgramPlan(
        agency=kind.agency,
        title=kind.title,
        axis=kind.axis,
        clauses=kind.clauses,
        topics=kind.topics,
        purpose=kind.purpose,
        family=rng.choice((Family.PRODUCTION_LEAP, Family.PRODUCTION_LEAP, Family.BOTH, Family.RESISTANCE_ECONOMY)),
        way=(),
        projects=tuple(
            project for project_kind in kind.projects for project in _projects(kind, project_kind, province, rng)
        ),
    )


def _projects(program: ProgramKind, kind: ProjectKind, province: Province, rng: Random) -> Iterator[ProjectPlan]:
    """One project over all its counties, or one for each."""
    counties = [code for code in kind.counties if code in province.counties]
    if kind.draw_counties:
        counties = rng.sample(sorted(province.counties), kind.draw_counties)
    for one in [[code] for code in counties] if kind.is_for_each_county else [counties]:
        yield _project(program, kind, one, province, rng)


def _project(
    program: ProgramKind, kind: ProjectKind, counties: list[str], province: Province, rng: Random
) -> ProjectPlan:
    work = WORKS[kind.work]
    way = rng.choice(work.ways)
    size = Decimal(str(round(rng.uniform(0.7, 1.4), 2)))
    funding = _funding(kind, rng)
    targets = [
        target
        for promise in kind.promises
        for target in _targets(promise, counties, size, way, province.indicators[promise.indicator], rng)
    ]
    promised = {target.indicator for target in targets}
    without_jobs = kind.work in WORKS_WITH_JOBS and not promised & {"jobs_created", "industry_jobs", "mine_jobs"}
    if without_jobs and rng.random() < 0.62:
        jobs = str(rng.randrange(6, 64, 2))
        targets.append(TargetPlan("jobs_created", "0", jobs, "نبود طرح در سال قبل", way))
    if FundingSource.PRIVATE in funding and "private_investment" not in promised and rng.random() < 0.7:
        billions = funding[FundingSource.PRIVATE] // BILLION
        before = str(round(billions * rng.uniform(0.3, 0.8)))
        targets.append(TargetPlan("private_investment", before, str(billions), "گزارش سرمایه‌گذار", way))
    return ProjectPlan(
        title=kind.title.format(county=province.counties[counties[0]]) if kind.is_for_each_county else kind.title,
        sector=kind.sector or province.sectors[program.agency],
        justification=rng.choice(work.justifications),
        actions=_actions(kind.work, rng),
        targets=tuple(targets),
        scope_level=_scope_level(kind, rng),
        tier=rng.choices((Tier.A, Tier.B, Tier.C), (25, 45, 30))[0],
        counties=tuple(counties),
        partners=kind.partners,
        industry=kind.industry,
        chain_link=rng.choice(CHAIN_LINKS) if kind.industry else "",
        funding=funding,
        obstacles=_obstacles(funding),
        jobs=next((int(Decimal(one.value)) for one in targets if one.indicator.endswith("jobs_created")), None),
    )


def _obstacles(funding: dict[FundingSource, int]) -> tuple[ObstaclePlan, ...]:
    """Some of those that wait for a bank say so; the sum decides, so that nothing else is drawn otherwise."""
    loan = funding.get(FundingSource.BANK_LOAN, 0)
    return (LATE_LOAN,) if loan and loan // BILLION % 3 == 0 else ()


def _scope_level(kind: ProjectKind, rng: Random) -> ScopeLevel:
    if kind.is_for_each_county:
        return ScopeLevel.COUNTY
    if kind.work in ("service", "license"):
        return rng.choice((ScopeLevel.AGENCY, ScopeLevel.PROVINCIAL))
    return rng.choices((ScopeLevel.PROVINCIAL, ScopeLevel.NATIONAL), (80, 20))[0]


def _funding(kind: ProjectKind, rng: Random) -> dict[FundingSource, int]:
    money = WORKS[kind.work].money
    if money is None:
        return {}
    sources, least, most = money
    total = rng.randrange(least, most, max(1, (most - least) // 40))
    total = total if kind.is_for_each_county else total * 2
    if len(sources) == 1 or rng.random() < 0.35:
        return {sources[0]: total * BILLION}
    first = max(1, round(total * rng.uniform(0.55, 0.8)))
    second = rng.choice(sources[1:])
    return {sources[0]: first * BILLION, second: max(1, total - first) * BILLION}


def _actions(work: str, rng: Random) -> tuple[ActionPlan, ...]:
    """The work's actions in their order, now and then without one; the weights make 100."""
    kinds = list(action_kinds(work))
    if len(kinds) > 4 and rng.random() < 0.3:
        kinds.pop(rng.randrange(1, len(kinds) - 1))
    total = sum(kind.weight for kind in kinds)
    weights = [kind.weight * 100 // total // 5 * 5 for kind in kinds]
    weights[-2] += 100 - sum(weights)
    actions = []
    for kind, weight in zip(kinds, weights, strict=True):
        first, last = kind.months
        first = min(max(1, first + rng.choice((-1, 0, 0, 1))), last)
        actions.append(ActionPlan(kind.title, kind.responsible, (first, last), weight))
    return tuple(actions)


# --- figures --------------------------------------------------------------------------------------


def _targets(
    promise: Promise,
    counties: list[str],
    size: Decimal,
    way: tuple[int, ...],
    indicator: Indicator,
    rng: Random,
) -> Iterator[TargetPlan]:
    if promise.by_county:
        shares = [rng.uniform(0.6, 1.4) for _county in counties]
        for county, share in zip(counties, shares, strict=True):
            part = size * Decimal(str(round(share / sum(shares), 3)))
            yield replace(_target(promise, part, way, indicator, rng), county=county)
    else:
        yield _target(promise, size, way, indicator, rng)


def _target(promise: Promise, size: Decimal, way: tuple[int, ...], indicator: Indicator, rng: Random) -> TargetPlan:
    source = rng.choice(BASELINE_SOURCES)
    before, value = Decimal(promise.baseline), Decimal(promise.value)
    if indicator.direction == Direction.RANGE:
        bounds = (str(before), str(value))
        middle = str((before + value) / 2)
        return TargetPlan(promise.indicator, str(before), middle, source, EVEN, bounds=bounds)
    if asks_for_parts(indicator):
        # The level itself stays as it is usual; how far it is to move differs.
        moved = (before + (value - before) * Decimal(str(round(rng.uniform(0.7, 1.2), 2)))).quantize(Decimal("0.1"))
        cases = CASES if indicator.aggregation == Aggregation.RATIO else CASES // 10
        per = 100 if indicator.aggregation == Aggregation.RATIO else 1
        return TargetPlan(promise.indicator, str(before), f"{int(moved * cases / per)}/{cases}", source, way)
    # What an agency promises lies around what is usual, sometimes below last year.
    ambition = Decimal(str(round(rng.uniform(0.88, 1.15), 2)))
    grown = before + (value - before) * ambition if indicator.kind == Kind.STOCK else value * ambition
    return _with_amounts(TargetPlan(promise.indicator, "0", "0", source, way), before * size, grown * size, indicator)


def _with_amounts(target: TargetPlan, baseline: Decimal, value: Decimal, indicator: Indicator) -> TargetPlan:
    least = Decimal(1).scaleb(-indicator.unit.decimals)
    baseline, value = as_planned(baseline, indicator), as_planned(value, indicator)
    value = max(value, baseline + least if indicator.kind == Kind.STOCK else least)
    return replace(target, baseline=str(baseline), value=str(value))


def as_planned(amount: Decimal, indicator: Indicator) -> Decimal:
    """The amount as people plan it: in round figures, within the unit's decimals."""
    digits = amount.adjusted()
    step = Decimal(1).scaleb(max(digits - 2, -min(indicator.unit.decimals, 2)))
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step.normalize()


def fit(
    programs: list[ProgramPlan], needed: Mapping[str, Decimal], province: Province, rng: Random
) -> list[ProgramPlan]:
    """The same programs with amounts that come to something like what the province needs.

    Some macro targets are covered and more, for some a gap is left; ratios and what feeds nothing stay as drawn.
    """
    promised: dict[str, Decimal] = {}
    for program in programs:
        for target in _targets_of(program):
            if target.indicator in needed:
                change = _change(target, province.indicators[target.indicator])
                promised[target.indicator] = promised.get(target.indicator, Decimal(0)) + change
    scale = {
        indicator: needed[indicator] * Decimal(str(round(rng.uniform(0.72, 1.12), 2))) / total
        for indicator, total in promised.items()
        if total > 0
    }

    def fitted(target: TargetPlan) -> TargetPlan:
        factor = scale.get(target.indicator)
        if factor is None or "/" in target.value:
            return target
        indicator = province.indicators[target.indicator]
        return _with_amounts(target, Decimal(target.baseline) * factor, Decimal(target.value) * factor, indicator)

    return [
        replace(
            program,
            projects=tuple(
                replace(project, targets=tuple(map(fitted, project.targets))) for project in program.projects
            ),
        )
        for program in programs
    ]


def promised_change(program: ProgramPlan, indicator: Indicator) -> Decimal:
    """What the program's targets add to the province's figure for the indicator; 0 for a ratio."""
    return sum(
        (_change(target, indicator) for target in _targets_of(program) if target.indicator == indicator.code),
        Decimal(0),
    )


def _change(target: TargetPlan, indicator: Indicator) -> Decimal:
    """The amount of the year for a flow, the way from the baseline for a stock; 0 for a ratio, which makes no sum."""
    if "/" in target.value:
        return Decimal(0)
    return Decimal(target.value) - (Decimal(target.baseline) if indicator.kind == Kind.STOCK else 0)


def _targets_of(program: ProgramPlan) -> Iterator[TargetPlan]:
    for project in program.projects:
        yield from project.targets
