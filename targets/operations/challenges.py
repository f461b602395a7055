"""Registering and changing a challenge together with what it costs in the units of the targets."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import User
from projects.models import Challenge, Project
from projects.operations.challenges import claim_for_costs, register_challenge, save_challenge
from projects.refusals import Refused
from targets.models import ChallengeCost, Target
from targets.units import too_fine

# By target what the delay costs, in its unit; None: it is held up, nobody has said by how much.
Costs = Mapping[Target, Decimal | None]


@transaction.atomic
def register_with_costs(*, by: User, project: Project, costs: Costs, **fields: Any) -> Challenge:
    """Register a challenge (`projects.operations.challenges.register_challenge`) with the targets it holds up."""
    challenge = register_challenge(by=by, project=project, **fields)
    _replace(by, challenge, costs)
    return challenge


@transaction.atomic
def save_with_costs(*, by: User, challenge: Challenge, version: int, costs: Costs, **fields: Any) -> Challenge:
    """Change what was registered, and the targets it holds up. Raises Moved when `version` is not the latest."""
    challenge = save_challenge(by=by, challenge=challenge, version=version, **fields)
    _replace(by, challenge, costs)
    return challenge


@transaction.atomic
def save_costs(*, by: User, challenge: Challenge, version: int, costs: Costs) -> Challenge:
    """Say which targets a challenge holds up, of one that a program states. Raises Moved as above."""
    challenge = claim_for_costs(by=by, challenge=challenge, version=version)
    _replace(by, challenge, costs, is_alone=True)
    return challenge


def _replace(by: User, challenge: Challenge, costs: Costs, *, is_alone: bool = False) -> None:
    program = challenge.project.program
    for target, amount in costs.items():
        if target.project.program_id != program.pk:
            raise Refused(_("A challenge holds up targets of one program; register another one for the other program."))
        if told := too_fine(target.indicator.unit, [amount]):
            raise Refused(f"{target}: {told}")
    before = {cost.target: cost.amount for cost in costs_of(challenge)}
    ChallengeCost.objects.filter(challenge=challenge).delete()
    ChallengeCost.objects.bulk_create(
        ChallengeCost(challenge=challenge, target=target, amount=amount) for target, amount in costs.items()
    )
    changes = difference(_said(before), _said(costs))
    if not changes and not is_alone:
        return
    record(
        by=by,
        act=Act.CHANGED,
        kind="targets.challenge_cost",
        object_id=challenge.uuid,
        label=challenge.title,
        agency=program.agency_id,
        changes=changes,
    )


def costs_of(challenge: Challenge) -> list[ChallengeCost]:
    costs = ChallengeCost.objects.filter(challenge=challenge)
    return list(costs.select_related("target__indicator__unit", "target__county", "target__project").order_by("pk"))


def _said(costs: Costs) -> dict[str, str | Decimal]:
    """By the target's project and indicator, as several targets of a program are for the same."""
    return {
        " · ".join([target.project.code, str(target), *([str(target.county)] if target.county else [])]): (
            "—" if amount is None else amount
        )
        for target, amount in costs.items()
    }
