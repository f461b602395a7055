"""Which decisions would release most: what each open challenge holds up of what the province still needs.

Of each target that a challenge blocks, the part that is not achieved yet counts, or what the delay is said to cost, but
no more than that part. It is set against what the macro target needs, each in its own unit; only these shares, in
percent, are added and compared. The challenges are put in their order one after another: what one of them releases is
not there for the next, so that the same target is counted once.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import scope_of
from agencies.unchanged import while_sources_unchanged
from config.joined import with_lists
from projects.challenges import challenges_visible_to, with_clock
from projects.enums import HOLDING_UP
from projects.models import Challenge, PlanYear
from targets.models import ChallengeCost, MacroTarget, Target
from targets.performance import MacroFigures, Performance, macro_targets_of, performance_of
from targets.performance.macro import why_not_added
from targets.planned import plan_of, table_in_force
from targets.rollups import Amount, contribution, converted, needed, portion

# How many decisions are put before the deputy.
DECISIONS = 7
NOTHING = Decimal(0)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Left:
    """What of a target is not achieved yet, as a share of what its macro target needs."""

    performance: Performance
    macro_target: MacroTarget
    share: Decimal

    def share_of(self, cost: Decimal) -> Decimal:
        """The share of a cost in the target's unit."""
        return abs(_share(self.performance, cost, self.macro_target) or NOTHING)


@dataclass(frozen=True, slots=True)
class Released:
    """What a decision would release of one macro target: in its own unit, and in percent of what it needs."""

    macro_target: MacroTarget
    amount: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Decision:
    """An open challenge with what it holds up, beyond what those before it in the list hold up already."""

    challenge: Challenge
    parts: list[Released]
    total: Decimal
    targets: int
    # Whether all of it is by costs that were stated.
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions in their order, and how many open challenges hold up nothing that can be set against a need."""

    rows: list[Decision]
    without: int


def in_order(
    holds: Mapping[Key, Mapping[int, Decimal | None]], left: Mapping[int, Decimal]
) -> list[tuple[Key, dict[int, Decimal]]]:
    """The holders, the one that releases most first; each with the shares it releases, by target.

    `holds`: by target how much of it is held up, None for all that is `left` of it. What was released is not left for
    those that come after. Equals come in the order in which they were given; who releases nothing is not in the list.
    """
    rest, waiting, found = dict(left), dict(holds), []
    while waiting:
        best: Key | None = None
        released: dict[int, Decimal] = {}
        for holder, held in waiting.items():
            shares = {
                target: rest[target] if part is None else min(part, rest[target])
                for target, part in held.items()
                if target in rest
            }
            if sum(shares.values(), NOTHING) > sum(released.values(), NOTHING):
                best, released = holder, shares
        if best is None:
            break
        del waiting[best]
        for target, share in released.items():
            rest[target] -= share
        found.append((best, {target: share for target, share in released.items() if share}))
    return found


def what_is_left(performances: Iterable[Performance], macro_targets: Iterable[MacroTarget]) -> dict[int, Left]:
    """What is not achieved yet of each target that feeds a macro target and adds up with the others; no query."""
    by_uuid = {macro.uuid: macro for macro in macro_targets}
    found = {}
    for each in performances:
        row = each.planned
        macro = by_uuid.get(row.macro_target) if row.macro_target else None
        if macro is None or why_not_added(row, macro.indicator.unit):
            continue
        promised = _share(each, row.agreed_contribution, macro)
        if promised is None:
            continue
        done = contribution(row.sheet, row.feeds, each.reported, year_complete=each.covers_the_year)
        share = promised - (_share(each, done, macro) or NOTHING)
        if share > 0:
            found[row.target_id] = Left(each, macro, share)
    return found


def _share(each: Performance, amount: Decimal | None, macro_target: MacroTarget) -> Decimal | None:
    """An amount in percent of what the macro target needs; what is counted elsewhere is left out."""
    counted, figures = each.once(Amount(amount)).value, macro_target.figures
    if counted is None:
        return None
    brought = converted(counted, each.planned.unit, macro_target.indicator.unit)
    return portion(brought, needed(figures.baseline, figures.value))


def decisions_among(
    challenges: Sequence[Challenge],
    costs: Iterable[ChallengeCost],
    performances: Sequence[Performance],
    macro_targets: Sequence[MacroTarget],
) -> Decisions:
    """The challenges (with their actions at hand) in their order; no query."""
    left = what_is_left(performances, macro_targets)
    of_project: dict[int, list[int]] = {}
    for each in performances:
        of_project.setdefault(each.planned.project_id, []).append(each.planned.target_id)
    stated: dict[int, dict[int, Decimal | None]] = {}
    for cost in costs:
        known = left.get(cost.target_id)
        part = None if cost.amount is None or known is None else known.share_of(cost.amount)
        stated.setdefault(cost.challenge_id, {})[cost.target_id] = part
    holds = {
        challenge.pk: stated.get(challenge.pk)
        or {target: None for project in _projects_of(challenge) for target in of_project.get(project, ())}
        for challenge in challenges
    }
    by_key = {each.pk: each for each in challenges}
    rows = [
        Decision(
            by_key[key],
            _parts(shares, left),
            sum(shares.values(), NOTHING),
            len(shares),
            is_stated=all(holds[key][target] is not None for target in shares),
        )
        for key, shares in in_order(holds, {target: each.share for target, each in left.items()})
    ]
    without = sum(not any(target in left for target in held) for held in holds.values())
    return Decisions(rows, without)


def _projects_of(challenge: Challenge) -> set[int]:
    """The projects whose actions it blocks; without any, the one it stands in the way of."""
    return {action.project_id for action in challenge.actions.all()} or {challenge.project_id}


def _parts(shares: Mapping[int, Decimal], left: Mapping[int, Left]) -> list[Released]:
    by_macro: dict[MacroTarget, Decimal] = {}
    for target, share in shares.items():
        macro_target = left[target].macro_target
        by_macro[macro_target] = by_macro.get(macro_target, NOTHING) + share
    parts = []
    for macro_target, share in sorted(by_macro.items(), key=lambda pair: -pair[1]):
        figures = macro_target.figures
        parts.append(Released(macro_target, abs(needed(figures.baseline, figures.value)) * share / 100, share))
    return parts


def open_challenges(plan_year: PlanYear, user: User, today: datetime.date) -> list[Challenge]:
    """The year's challenges that hold something up, of those the person knows, the oldest first; one query."""

    def read() -> list[Challenge]:
        known = with_clock(challenges_visible_to(user), today).filter(
            project__program__plan_year=plan_year, state__in=HOLDING_UP
        )
        related = ("project__program__agency", "owner_agency", "asked_agency")
        return list(with_lists(known.select_related(*related), "actions").order_by("pk"))

    scope = scope_of(user, Permission.CHALLENGE_VIEW)
    return while_sources_unchanged(("open challenges", plan_year.pk, today, scope), read)


def decisions_in(
    plan_year: PlanYear,
    *,
    user: User,
    today: datetime.date,
    performances: Sequence[Performance] | None = None,
    macro_figures: Sequence[MacroFigures] | None = None,
) -> Decisions:
    """The decisions of a year for that reader, from figures that are at hand or fetched here."""
    challenges = open_challenges(plan_year, user, today)
    if performances is None:
        visible = Target.objects.visible_to(user)
        plan = plan_of(plan_year, table=table_in_force(plan_year), targets=visible)
        performances = performance_of(plan, plan_year, today=today)
    macro_targets = (
        macro_targets_of(plan_year) if macro_figures is None else [figures.macro_target for figures in macro_figures]
    )
    costs = ChallengeCost.objects.filter(challenge__in=[challenge.pk for challenge in challenges])
    return decisions_among(challenges, costs, performances, macro_targets)
