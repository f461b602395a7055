"""Double counts as people meet them: what is suspected and what was decided, each as one case with its targets."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from agencies.models import User
from projects.models import PlanYear, Program
from targets.double_counts import Decided, Suspicion, by_target, decisions_on, suspects_among, suspicions_in
from targets.enums import CaseState, Ground, Verdict
from targets.models import DoubleCount, SharedObject, Target
from targets.planned import Planned, plan_of, table_in_force

_STATES = {Verdict.CONFIRMED: CaseState.CONFIRMED, Verdict.CLEARED: CaseState.CLEARED}


@dataclass(frozen=True)
class Case:
    """Targets that may count the same, in the order of their keys. `decided` is there once a decision is in force."""

    state: CaseState
    ground: Ground
    rows: Sequence[Planned]
    objects: Sequence[SharedObject]
    # Of the titles, 0 to 1; 0 where nothing near stands beside each other any more.
    likeness: Decimal
    # The decisions in force that are of these targets alone: the next one takes their place.
    standing: Sequence[uuid.UUID]
    decided: Decided | None = None

    @property
    def keys(self) -> frozenset[int]:
        return frozenset(row.target_id for row in self.rows)

    @property
    def is_told(self) -> bool:
        """Whether it is told on the pages of its programs: what was cleared is over."""
        return self.state != CaseState.CLEARED

    @property
    def percent(self) -> int:
        """The likeness in percent."""
        return round(self.likeness * 100)

    @property
    def address(self) -> str:
        return reverse("double-count", args=[row.target_uuid for row in self.rows[:2]])


def cases_of(plan_year: PlanYear, targets: QuerySet[Target]) -> list[Case]:
    """The year's cases among those targets, what is open first; the number of queries does not depend on them."""
    plan = plan_of(plan_year, table=table_in_force(plan_year), targets=targets)
    return cases_in(plan, decisions_on([row.target_id for row in plan]))


def cases_in(plan: Sequence[Planned], decisions: Sequence[Decided], *, with_objects: bool = True) -> list[Case]:
    """The cases among the plan's rows, of which those are the decisions; one query, for the objects that they name."""
    suspicions = list(suspicions_in(plan))
    names = {name for each in suspicions for name in each.objects} if with_objects else ()
    objects = SharedObject.objects.in_bulk(names, field_name="uuid")
    by_first: dict[int, list[Suspicion]] = {}
    for each in suspicions:
        by_first.setdefault(each.one, []).append(each)
    about, by_key = by_target(decisions), {row.target_id: row for row in plan}

    def case(state: CaseState, ground: Ground, rows: Sequence[Planned], decided: Decided | None = None) -> Case:
        keys = {row.target_id for row in rows}
        within = [each for key in keys for each in by_first.get(key, ()) if each.other in keys]
        named = sorted(frozenset().union(*(each.objects for each in within)) & objects.keys())
        near = max((each.likeness for each in within), default=Decimal(0))
        standing = sorted({each.uuid for key in keys for each in about.get(key, ()) if each.shares.keys() <= keys})
        return Case(state, ground, rows, [objects[key] for key in named], near, standing, decided)

    found = [
        case(CaseState.SUSPECTED, group.ground, group.rows) for group in suspects_among(plan, suspicions, decisions)
    ]
    for decided in decisions:
        rows = [by_key[key] for key in sorted(decided.shares.keys() & by_key.keys())]
        if decided.verdict in _STATES and len(rows) > 1:
            found.append(case(_STATES[decided.verdict], decided.ground, rows, decided))
    return found


def case_between(one: Target, other: Target, user: User | AnonymousUser) -> Case | None:
    """The case of these two targets, as far as the person sees its targets: one that is open before one decided on."""
    plan_year = one.project.program.plan_year
    cases = cases_of(plan_year, Target.objects.visible_to(user).filter(indicator=one.indicator_id))
    return next((case for case in cases if {one.pk, other.pk} <= case.keys), None)


def decisions_about(case: Case) -> list[DoubleCount]:
    """What was ever decided on two or more of its targets, the last word first."""
    about = Count("shares", filter=Q(shares__target__in=case.keys))
    return list(
        DoubleCount.objects.annotate(about=about)
        .filter(about__gt=1)
        .select_related("decided_by")
        .prefetch_related("shares__target__project")
        .order_by("-pk")
    )


def wrote_in(user: User, rows: Iterable[Planned]) -> bool:
    """Whether the person has written in one of the programs: then somebody else decides."""
    programs = {row.program_uuid for row in rows}
    return Program.contributors.through.objects.filter(user=user.pk, program__uuid__in=programs).exists()
