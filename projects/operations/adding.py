"""Adding many projects to a program at once: the rules of `save_project`, a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import User
from projects.models import Action, Challenge, FundingLine, Program, Project
from projects.operations.programs import claim_version
from projects.operations.projects import ACTION_FIELDS, CHALLENGE_FIELDS, FUNDING_FIELDS, PROJECT_FIELDS
from projects.operations.writing import empty, one_line, put, refuse_unknown
from projects.permissions import on_behalf
from projects.refusals import Moved, Refused, RefusedNumber


@dataclass
class NewProject:
    """A project to add, in the words of `save_project`; nothing that it names is stored yet."""

    fields: Mapping[str, Any]
    actions: Sequence[Mapping[str, Any]] = ()
    funding: Sequence[Mapping[str, Any]] = ()
    challenges: Sequence[Mapping[str, Any]] = ()


@dataclass
class _Made:
    """A project with the rows that hang on it, on their way into the database."""

    project: Project
    given: dict[str, Any]
    actions: list[Action] = field(default_factory=list)
    funding: list[FundingLine] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    # For each obstacle the places (from 1) of the actions that it blocks.
    blocked: list[Sequence[int]] = field(default_factory=list)


@transaction.atomic
def add_projects(*, by: User, program: Program, version: int, projects: Sequence[NewProject]) -> list[Project]:
    """Add the projects to the program in their order, each with an event of its own.

    Raises RefusedNumber with the place of the one that is refused, Moved or PermissionDenied (see `claim_version`).
    """
    claim_version(by=by, program=program, version=version)
    last = program.projects.aggregate(last=Max("position"))["last"] or 0
    made = []
    for number, new in enumerate(projects):
        with numbered(number):
            made.append(_make(program, last + number + 1, new))
    Project.objects.bulk_create(each.project for each in made)
    for name in ("counties", "partners"):
        _join(name, made)
    Action.objects.bulk_create(action for each in made for action in each.actions)
    FundingLine.objects.bulk_create(line for each in made for line in each.funding)
    Challenge.objects.bulk_create(challenge for each in made for challenge in each.challenges)
    _block(made)
    for each in made:
        record(
            by=by,
            act=Act.CREATED,
            kind="projects.project",
            object_id=each.project.uuid,
            root_id=program.uuid,
            label=each.project.title,
            agency=program.agency_id,
            changes=_told(each) | on_behalf(by, program),
        )
    return [each.project for each in made]


@contextmanager
def numbered(number: int) -> Iterator[None]:
    """A refusal inside says which of many it is about; that somebody else was quicker concerns all of them."""
    try:
        yield
    except Moved:
        raise
    except (Refused, ValidationError) as refusal:
        raise RefusedNumber(number, refusal) from refusal


def _make(program: Program, position: int, new: NewProject) -> _Made:
    refuse_unknown(new.fields, PROJECT_FIELDS)
    project = Project(program=program, position=position, code=f"{program.code}-{position:02d}")
    made = _Made(project, put(project, new.fields))
    for place, row in enumerate(new.actions, 1):
        refuse_unknown(row, ACTION_FIELDS)
        made.actions.append(Action(project=project, position=place, **_filled(Action, ACTION_FIELDS, row)))
    for row in new.funding:
        refuse_unknown(row, FUNDING_FIELDS)
        made.funding.append(FundingLine(project=project, **row))
    for place, row in enumerate(new.challenges, 1):
        refuse_unknown(row, {*CHALLENGE_FIELDS, "actions"})
        challenge = Challenge(project=project, position=place, **_filled(Challenge, CHALLENGE_FIELDS, row))
        blocked = row.get("actions") or ()
        if any(not 0 < action <= len(made.actions) for action in blocked):
            raise Refused(_("Obstacle “%(obstacle)s” blocks an action that is not there.") % {"obstacle": challenge})
        made.challenges.append(challenge)
        made.blocked.append(blocked)
    if project.has_no_obstacles and made.challenges:
        raise Refused(_("State the obstacles, or that there is none: not both."))
    return made


def _filled(model: type[Action | Challenge], names: Sequence[str], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] if row.get(name) is not None else empty(model, name) for name in names}


def _join(name: str, made: Sequence[_Made]) -> None:
    """The many-to-many rows of that name."""
    relation = Project._meta.get_field(name)
    through = getattr(Project, name).through
    ours, theirs = relation.m2m_field_name(), relation.m2m_reverse_field_name()  # type: ignore[union-attr]
    through.objects.bulk_create(
        through(**{ours: each.project, theirs: other}) for each in made for other in each.given.get(name, ())
    )


def _block(made: Sequence[_Made]) -> None:
    through = Challenge.actions.through
    through.objects.bulk_create(
        through(challenge=challenge, action=each.actions[place - 1])
        for each in made
        for challenge, blocked in zip(each.challenges, each.blocked, strict=True)
        for place in blocked
    )


def _told(made: _Made) -> dict[str, list[str | None]]:
    """What the history says of a new project."""
    lines: dict[str, str] = {}
    for number, action in enumerate(made.actions, 1):
        lines[f"action {number}"] = one_line(action, ACTION_FIELDS)
    for funding in made.funding:
        lines[f"funding {funding.source}"] = one_line(funding, FUNDING_FIELDS)
    for number, (challenge, blocked) in enumerate(zip(made.challenges, made.blocked, strict=True), 1):
        line = one_line(challenge, CHALLENGE_FIELDS)
        lines[f"obstacle {number}"] = f"{line} · {', '.join(map(str, sorted(blocked)))}" if blocked else line
    return difference({}, made.given | lines)
