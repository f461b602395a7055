"""What stands beside the targets: obstacles, versions of the master table, and decisions of the headquarters."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from agencies.models import Agency
from projects.challenges import followed
from projects.enums import ChallengeDesk, ChallengeState
from projects.models import Challenge, ChallengeStep, PlanYear
from reports.data_set.texts import Data, coded, day, named
from targets.models import MasterTable


def challenges(
    plan_year: PlanYear, projects: Collection[int], agencies: Mapping[int, Agency], as_of: datetime.datetime
) -> list[Data]:
    """The obstacles of these projects as they stood then: desk and state are those of the last step until then."""
    found = (
        Challenge.objects.filter(followed(), project__in=projects, project__program__plan_year=plan_year)
        .filter(Q(registered_at__isnull=True) | Q(registered_at__lte=as_of))
        .select_related("project__program", "owner_agency", "asked_agency")
        .order_by("project__code", "position", "pk")
    )
    steps: dict[int, list[ChallengeStep]] = {}
    for step in ChallengeStep.objects.filter(challenge__in=found.values("pk"), made_at__lte=as_of).order_by("pk"):
        steps.setdefault(step.challenge_id, []).append(step)
    rows = []
    for challenge in found:
        taken = steps.get(challenge.pk, [])
        last = taken[-1] if taken else None
        state = last.state if last else ChallengeState.OPEN
        rows.append(
            {
                "challenge": str(challenge.uuid),
                "agency": coded(agencies[challenge.project.program.agency_id]),
                "project": {"code": challenge.project.code, "title": challenge.project.title},
                "title": challenge.title,
                "category": challenge.category,
                "level": challenge.level,
                "desk": last.desk if last else ChallengeDesk.AGENCY,
                "state": state,
                "asked": named(challenge.asked_agency or challenge.owner_agency),
                "asked_name": challenge.asked_name or challenge.owner,
                "wanted": challenge.wanted,
                "until": day(challenge.asked_until or challenge.due_on),
                "solved_on": day(last.made_on) if last and state == ChallengeState.SOLVED else None,
                "solution": challenge.solution if state == ChallengeState.SOLVED else "",
                "steps": len(taken),
            }
        )
    return rows


def versions(plan_year: PlanYear, as_of: datetime.datetime) -> list[Data]:
    """The versions of the master table that had been frozen by then, with the decision that made each later one."""
    found = MasterTable.objects.filter(plan_year=plan_year, frozen_at__lte=as_of).select_related("amendment")
    return [
        {
            "version": table.version,
            "frozen_on": day(table.frozen_on),
            "rows": table.row_count,
            "content_hash": table.content_hash,
            "reason": table.amendment.reason_code if table.amendment else "",
            "authority": table.amendment.authority if table.amendment else "",
            "authority_number": table.amendment.authority_number if table.amendment else "",
            "authority_on": day(table.amendment.authority_on) if table.amendment else None,
            "text": table.amendment.text if table.amendment else "",
        }
        for table in found.order_by("version")
    ]


def sessions(plan_year: PlanYear, as_of: datetime.datetime) -> dict[str, Any]:
    """The sessions of the headquarters and what became of their resolutions."""
    return {"sessions": [], "resolutions": []}
