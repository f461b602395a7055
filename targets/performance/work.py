"""How far the work is: the actions of the projects, as reported last and as verified last."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from projects.models import Action, Period, PlanYear
from targets.planned import StandingAction
from targets.reported import last_of_actions, lines_due
from targets.rollups import Average, weighted_average


@dataclass(frozen=True, slots=True)
class Done:
    """How much of an action is done, in percent, as reported last and as verified last. None: has not been reported.

    `disputed` is what of it is in dispute now.
    """

    reported: Decimal | None
    verified: Decimal | None
    disputed: Decimal | None = None


def action_progress(
    plan_year: PlanYear,
    *,
    today: datetime.date,
    keys: Collection[int] | None = None,
    through: Period | None = None,
    as_of: datetime.datetime | None = None,
) -> dict[int, Done]:
    """Progress of the actions that were due, by their key; one that is not here has not begun. One query (or three).

    `keys` are those of the actions wanted, None for all.
    """
    if as_of is None:
        told = last_of_actions(plan_year, today=today, keys=keys, through=through)
        return {action: Done(*figures) for action, *figures, _agency in told}
    found: dict[int, Done] = {}
    for line in lines_due("action", plan_year, today=today, keys=keys, through=through, as_of=as_of):
        before = found.get(line.about, Done(None, None))
        reported, verified = line.reported.value, line.verified.value
        found[line.about] = Done(
            before.reported if reported is None else reported,
            before.verified if verified is None else verified,
            line.disputed.value,
        )
    return found


def progress_by_agency(
    plan_year: PlanYear, today: datetime.date, agencies: Collection[int]
) -> dict[int, dict[int, Done]]:
    """The same of what these agencies have to report, by their keys. One query."""
    found: dict[int, dict[int, Done]] = {}
    for action, *figures, agency in last_of_actions(plan_year, today=today, agencies=agencies):
        found.setdefault(agency, {})[action] = Done(*figures)
    return found


def project_progress(actions: Iterable[Action | StandingAction], done: Mapping[int, Done]) -> dict[int, Average]:
    """Physical progress of the projects whose actions these are, Σ weight × action, by project key; no query.

    An action that has not begun is at zero; one that should have been reported and was not is left out and lowers the
    count.
    """
    parts: dict[int, list[tuple[Decimal, Decimal | None]]] = {}
    for action in actions:
        if action.weight is not None:
            percent = done[action.pk].reported if action.pk in done else Decimal(0)
            parts.setdefault(action.project_id, []).append((action.weight, percent))
    return {project: weighted_average(weights) for project, weights in parts.items()}
