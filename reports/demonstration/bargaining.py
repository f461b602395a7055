"""What is said at the table in the demonstration, through the operations that the people at it use."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from agencies.models import User
from projects.models import Program
from reports.demonstration.plans import ProgramPlan, SaidPlan
from targets.bargaining import bargains_of
from targets.enums import Side
from targets.models import Target
from targets.operations.bargaining import Terms, accept_offer, ask_for_ruling, give_ruling, make_offer


def bargain_over(people: Mapping[str, User], plan: ProgramPlan, program: Program) -> None:
    """Say it all, in order, about the program's first target."""
    for said in plan.said:
        target = Target.objects.select_related("project", "indicator", "accepted_offer").get(
            project__program=program, project__position=1, position=1
        )
        _say(people[said.by], said, target)
    program.refresh_from_db()


def _say(by: User, said: SaidPlan, target: Target) -> None:
    side = Side.AGENCY if said.by.endswith(".head") else Side.PROVINCE
    here: dict[str, Any] = {"by": by, "target": target, "seen_round": bargains_of([target])[0].round}
    terms = Terms(said.reason, said.condition)
    match said.act:
        case "offer":
            make_offer(side=side, value=Decimal(said.value), terms=terms, **here)
        case "accept":
            accept_offer(side=side, **here)
        case "ask":
            ask_for_ruling(side=side, reason=said.reason, **here)
        case "rule":
            give_ruling(value=Decimal(said.value), terms=terms, **here)
