"""Decisions on a part: one project that waits or goes, and a session's list approved at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import today
from projects.enums import UNDER_DECISION, ProjectState, YearState
from projects.models import Program, Project
from projects.operations.moves import move_program
from projects.permissions import check_user_can_remark
from projects.refusals import Moved, Refused


@transaction.atomic
def decide_project(
    *, by: User, program: Program, version: int, project: Project, state: ProjectState, reason: str = ""
) -> Project:
    """Defer or drop one project on the planner's behalf, or take it up again; the rest of the program goes on.

    Only while the program is with the planning organization, and not the last project of it. Raises Moved when the
    program is no longer at `version`.
    """
    check_user_can_remark(by, program)
    if project.program_id != program.pk:
        raise Refused(_("The project belongs to another program."))
    reason = reason.strip()
    if state != ProjectState.ACTIVE and not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    if program.plan_year.state == YearState.CLOSED:
        raise Refused(_("The year is closed; its programs stay as they are."))
    unmoved = Program.objects.filter(pk=program.pk, version=version, status__in=UNDER_DECISION)
    if not unmoved.update(version=F("version") + 1, touched_on=today()):
        raise Moved
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.state == state:
        raise Refused(_("Nothing differs from what is stored."))
    others = Project.objects.filter(program=program, state=ProjectState.ACTIVE).exclude(pk=project.pk)
    if state != ProjectState.ACTIVE and not others.exists():
        raise Refused(_("Nothing of the program would be left: reject the program instead."))
    before, project.state, project.state_reason = project.state, state, reason
    project.save(update_fields=["state", "state_reason"])
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.project",
        object_id=project.uuid,
        root_id=program.uuid,
        label=project.title,
        agency=program.agency_id,
        changes=difference({"state": before}, {"state": state}),
        note=reason,
    )
    program.version = version + 1
    program.__dict__.pop("_projects_at_hand", None)
    return project


class Ticked(NamedTuple):
    """A program on the list as the deputy saw it: its version, and the hash of its text."""

    program: Program
    version: int
    seen: str


class Outcome(NamedTuple):
    """What became of a ticked program: approved where nothing refused it."""

    program: Program
    refusal: str

    @property
    def is_approved(self) -> bool:
        return not self.refusal


def approve_programs(*, by: User, session: str, ticked: Iterable[Ticked]) -> list[Outcome]:
    """Approve a session's list on the deputy's behalf, each program by itself, under the session's number.

    What may not be approved by this person, or has moved since, stays as it is and is named; the others are approved.
    """
    check_permission(by, Permission.PROGRAM_APPROVE)
    session = session.strip()
    if not session:
        raise Refused(_("Enter the session's number: the approvals stand under it."))
    outcomes = []
    for program, version, seen in ticked:
        try:
            move_program(by=by, program=program, move="approve", version=version, reason=session, seen=seen)
        except (Refused, PermissionDenied) as refusal:
            problems = [problem.message for problem in getattr(refusal, "problems", ())]
            outcomes.append(Outcome(program, " ".join([str(refusal), *problems])))
        else:
            outcomes.append(Outcome(program, ""))
    if not outcomes:
        raise Refused(_("Tick at least one program."))
    return outcomes
