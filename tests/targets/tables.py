"""A program on the bargaining table, and short ways to say something there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agencies.models import User
from projects.enums import ProgramStatus
from projects.models import Program
from targets.bargaining import Bargain, bargains_of
from targets.enums import Side
from targets.models import Offer, OfferAnswer, Target
from targets.operations import bargaining
from targets.operations.bargaining import Terms
from tests.cast import Cast
from tests.factories import make_program

AGENCY, PROVINCE = Side.AGENCY, Side.PROVINCE
BECAUSE = Terms("بر پایه ظرفیت استان")


@dataclass
class Table:
    """JAHAD's program in negotiation: 240 was offered for each target, from a baseline of 100."""

    cast: Cast
    program: Program

    @property
    def targets(self) -> list[Target]:
        targets = Target.objects.filter(project__program=self.program).select_related("project", "accepted_offer")
        return list(targets.order_by("pk"))

    @property
    def target(self) -> Target:
        return self.targets[0]

    def bargain(self, target: Target | None = None) -> Bargain:
        fresh = Target.objects.select_related("project__program", "indicator", "accepted_offer")
        return bargains_of([fresh.get(pk=(target or self.target).pk)])[0]

    def offers(self, by: User, side: Side, value: int | str, **given: Any) -> Offer:
        target = given.pop("target", None) or self.target
        given = {"seen_round": self.bargain(target).round, "terms": BECAUSE, **given}
        return bargaining.make_offer(by=by, target=target, side=side, value=Decimal(value), **given)

    def counters(self, value: int | str, **given: Any) -> Offer:
        return self.offers(self.cast.planner, PROVINCE, value, **given)

    def accepts(self, by: User, side: Side, target: Target | None = None, **given: Any) -> Offer:
        target = target or self.target
        return bargaining.accept_offer(by=by, target=target, side=side, seen_round=self.bargain(target).round, **given)

    def asks(self, by: User, side: Side, target: Target | None = None) -> OfferAnswer:
        target = target or self.target
        seen = self.bargain(target).round
        return bargaining.ask_for_ruling(by=by, target=target, side=side, seen_round=seen, reason="توافق نشد")

    def rules(self, value: int | str, *, by: User | None = None, target: Target | None = None) -> Offer:
        target = target or self.target
        by, seen = by or self.cast.deputy, self.bargain(target).round
        return bargaining.give_ruling(by=by, target=target, seen_round=seen, terms=BECAUSE, value=Decimal(value))


def lay_table(cast: Cast, **program: Any) -> Table:
    return Table(cast, make_program(cast, status=ProgramStatus.NEGOTIATION, **program))
