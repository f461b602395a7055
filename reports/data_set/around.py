"""What stands beside the targets: obstacles, versions of the master table, and decisions of the headquarters."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from django.db.models import Q

from agencies.models import Agency
from projects.challenges import followed
from projects.enums import ChallengeDesk, ChallengeState
from projects.models import Challenge, ChallengeStep, PlanYear
from reports.data_set.texts import Data, coded, day, named
from reports.enums import ResolutionState, SessionState
from reports.models import FollowUp, HqSession
from reports.resolutions import resolved_in
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


def sessions(
    plan_year: PlanYear, as_of: datetime.datetime, on: datetime.date, agencies: Collection[int] | None = None
) -> Data:
    """The signed sessions of the year until that day, and their resolutions by the last thing done about each then.

    `agencies`: of their resolutions alone, and of the sessions that resolved something for them.
    """
    last_day = min(plan_year.last_day, on)
    held = HqSession.objects.filter(state=SessionState.SIGNED, held_on__range=(plan_year.first_day, last_day))
    held = held.filter(Q(signed_at__isnull=True) | Q(signed_at__lte=as_of)).order_by("number")
    found = resolved_in(plan_year.first_day, last_day).filter(session__in=held.values("pk"))
    if agencies is not None:
        found = found.filter(agency__in=agencies)
        held = held.filter(pk__in=found.values("session"))
    states: dict[int, str] = {}
    steps = FollowUp.objects.filter(resolution__in=found.values("pk"), made_at__lte=as_of).order_by("pk")
    for resolution, state in steps.values_list("resolution_id", "state"):
        states[resolution] = state
    rows = found.select_related("session", "agency").order_by("session__number", "number")
    return {
        "sessions": [{"number": each.number, "held_on": day(each.held_on), "chair": each.chair} for each in held],
        "resolutions": [
            {
                "session": row.session.number,
                "number": f"{row.session.number}/{row.number}",
                "text": row.text,
                "agency": coded(row.agency),
                "until": day(row.extended_until or row.due_on),
                "state": states.get(row.pk, ResolutionState.NOT_IMPLEMENTED),
            }
            for row in rows
        ],
    }
