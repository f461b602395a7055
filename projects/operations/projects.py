"""Writing a project of a program with its actions and its funding."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.dispatch import Signal
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import User
from projects.models import Action, Challenge, FundingLine, Program, Project
from projects.operations.programs import claim_version
from projects.operations.writing import assign, empty, one_line, refuse_unknown
from projects.permissions import on_behalf
from projects.refusals import Moved, Refused

PROJECT_FIELDS = frozenset(
    {
        "title",
        "description",
        "sector",
        "priority_industry",
        "chain_link",
        "counties",
        "partners",
        "scope_level",
        "tier",
        "grade_reason",
        "weight",
        "needs_money",
        "jobs_direct",
        "jobs_indirect",
        "justification",
        "has_no_obstacles",
    }
)
ACTION_FIELDS = ("title", "responsible", "starts_on", "ends_on", "weight")
FUNDING_FIELDS = ("source", "approved", "allocated", "spent")
CHALLENGE_FIELDS = ("title", "category", "level", "owner", "owner_side", "ask", "due_on")


@transaction.atomic
def save_project(
    *,
    by: User,
    program: Program,
    version: int,
    project: Project | None = None,
    actions: Sequence[Mapping[str, Any]] | None = None,
    funding: Sequence[Mapping[str, Any]] | None = None,
    challenges: Sequence[Mapping[str, Any]] | None = None,
    carried_over_from: Project | None = None,
    **fields: Any,
) -> Project:
    """Write a project of the program, with its actions, its funding and its obstacles.

    `project` None adds one, the unfinished project `carried_over_from` an earlier year where there is one. `fields`:
    those of PROJECT_FIELDS. `actions`, `funding`, `challenges`: the whole list as it shall be, or None to leave it:
    dicts of ACTION_FIELDS with the "uuid" of an existing action (missing ones are removed), dicts of FUNDING_FIELDS,
    dicts of CHALLENGE_FIELDS with the "uuid" of an existing one and the places (from 1) of the "actions" it blocks.
    """
    refuse_unknown(fields, PROJECT_FIELDS)
    claim_version(by=by, program=program, version=version)
    act = Act.CHANGED if project else Act.CREATED
    is_new = project is None
    if project is None:
        position = (program.projects.aggregate(last=Max("position"))["last"] or 0) + 1
        project = Project(
            program=program,
            position=position,
            code=f"{program.code}-{position:02d}",
            carried_over_from=carried_over_from,
        )
    elif project.program_id != program.pk:
        raise Refused(_("The project belongs to another program."))
    changes = assign(project, fields)
    if carried_over_from is not None:
        changes |= difference({}, {"carried_over_from": carried_over_from})
    # Nothing hangs on a new project. Of another one before the actions are written anew: what is removed blocks nothing
    # and is blocked by nothing.
    stated = {} if is_new else _obstacles_on_record(project)
    if actions is not None:
        changes |= _replace_actions(project, [] if is_new else _actions_of(project), actions)
    if funding is not None:
        changes |= _replace_funding(project, [] if is_new else list(project.funding_lines.order_by("pk")), funding)
    if challenges is not None and (challenges or not is_new):
        _replace_challenges(project, challenges)
        changes |= difference(stated, _obstacles_on_record(project))
    if project.has_no_obstacles and (challenges or not is_new) and project.challenges.stated().exists():
        raise Refused(_("State the obstacles, or that there is none: not both."))
    record(
        by=by,
        act=act,
        kind="projects.project",
        object_id=project.uuid,
        root_id=program.uuid,
        label=project.title,
        agency=program.agency_id,
        changes=changes | on_behalf(by, program),
    )
    return project


# Sent before a project is removed, with `project` and `by`: apps above remove what hangs on it.
project_removing = Signal()


@transaction.atomic
def remove_project(*, by: User, program: Program, version: int, project: Project) -> None:
    """Remove a project with everything under it. Only while the program is being written by the agency."""
    claim_version(by=by, program=program, version=version)
    if project.program_id != program.pk:
        raise Refused(_("The project belongs to another program."))
    if program.revisions.exists():
        raise Refused(
            _("The project has already been sent once: ask the reviewer to drop it, so that it stays on record.")
        )
    project_removing.send(sender=Project, project=project, by=by)
    project.challenges.all().delete()
    project.actions.all().delete()
    project.delete()
    record(
        by=by,
        act=Act.REMOVED,
        kind="projects.project",
        object_id=project.uuid,
        root_id=program.uuid,
        label=project.title,
        agency=program.agency_id,
        changes=on_behalf(by, program),
    )


def _actions_of(project: Project) -> list[Action]:
    return list(project.actions.order_by("position", "pk"))


def _replace_actions(
    project: Project, stored: Sequence[Action], rows: Sequence[Mapping[str, Any]]
) -> dict[str, list[str | None]]:
    existing = {action.uuid: action for action in stored}
    before = {f"action {number}": one_line(action, ACTION_FIELDS) for number, action in enumerate(existing.values(), 1)}
    kept: list[Action] = []
    added: list[Action] = []
    for position, row in enumerate(rows, 1):
        refuse_unknown(row, {*ACTION_FIELDS, "uuid"})
        key = row.get("uuid")
        action = existing.pop(uuid.UUID(str(key)), None) if key else Action(project=project)
        if action is None:
            raise Moved
        for name in ACTION_FIELDS:
            setattr(action, name, row.get(name) if row.get(name) is not None else empty(Action, name))
        action.position = position
        if key:
            action.save()
        else:
            added.append(action)
        kept.append(action)
    Action.objects.bulk_create(added)
    for removed in existing.values():
        removed.delete()
    after = {f"action {number}": one_line(action, ACTION_FIELDS) for number, action in enumerate(kept, 1)}
    return difference(before, after)


def _replace_funding(
    project: Project, existing: Sequence[FundingLine], rows: Sequence[Mapping[str, Any]]
) -> dict[str, list[str | None]]:
    before = {f"funding {line.source}": one_line(line, FUNDING_FIELDS) for line in existing}
    if existing:
        project.funding_lines.all().delete()
    for row in rows:
        refuse_unknown(row, FUNDING_FIELDS)
    lines = FundingLine.objects.bulk_create(FundingLine(project=project, **row) for row in rows)
    return difference(before, {f"funding {line.source}": one_line(line, FUNDING_FIELDS) for line in lines})


def _obstacles_on_record(project: Project) -> dict[str, str]:
    """Each stated obstacle in one line, with the places of the actions that it blocks."""
    stated = project.challenges.stated().order_by("position", "pk").prefetch_related("actions")
    lines = {}
    for number, challenge in enumerate(stated, 1):
        blocked = sorted(action.position for action in challenge.actions.all())
        line = one_line(challenge, CHALLENGE_FIELDS)
        lines[f"obstacle {number}"] = f"{line} · {', '.join(map(str, blocked))}" if blocked else line
    return lines


def _replace_challenges(project: Project, rows: Sequence[Mapping[str, Any]]) -> None:
    existing = {challenge.uuid: challenge for challenge in project.challenges.stated()}
    actions = _actions_of(project)
    for position, row in enumerate(rows, 1):
        refuse_unknown(row, {*CHALLENGE_FIELDS, "uuid", "actions"})
        key = row.get("uuid")
        challenge = existing.pop(uuid.UUID(str(key)), None) if key else Challenge(project=project)
        if challenge is None:
            raise Moved
        for name in CHALLENGE_FIELDS:
            setattr(challenge, name, row.get(name) if row.get(name) is not None else empty(Challenge, name))
        challenge.position = position
        blocked = row.get("actions") or ()
        if any(not 0 < place <= len(actions) for place in blocked):
            raise Refused(_("Obstacle “%(obstacle)s” blocks an action that is not there.") % {"obstacle": challenge})
        if challenge._state.adding:
            challenge.save()
        else:
            challenge.save(update_fields=[*CHALLENGE_FIELDS, "position"])
        challenge.actions.set(actions[place - 1] for place in blocked)
    for removed in existing.values():
        if removed.steps.exists():
            raise Refused(
                _("Obstacle “%(obstacle)s” has been followed up: it stays on record; say there that it is solved.")
                % {"obstacle": removed}
            )
        removed.delete()
