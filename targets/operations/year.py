"""Writing an agency's year at once: what a grid holds, through the same operations as the pages for one thing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies.models import Agency, User
from projects.models import PlanYear, Program, Project
from projects.operations import (
    NewProject,
    add_projects,
    create_program,
    remove_project,
    save_program,
    save_project,
)
from projects.refusals import Moved, Refused, RefusedNumber
from targets.models import Target
from targets.operations.adding import NewTarget, add_targets
from targets.operations.promises import remove_target, save_target


class RefusedAt(Refused):
    """A refusal that knows the `place` of what it refuses, as the entry named it."""

    def __init__(self, refusal: Refused | ValidationError, place: str) -> None:
        message = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else refusal.message
        super().__init__(message)
        self.place = place


@dataclass
class TargetEntry:
    """A target to write or remove; `target` None adds one. `fields` as `save_target` takes them."""

    place: str
    target: Target | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    is_removed: bool = False


@dataclass
class ProjectEntry:
    """A project with what is written under it; `project` None adds one.

    `actions`, `funding` and `challenges` are whole lists as `save_project` takes them; None leaves them as they are.
    """

    place: str
    project: Project | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    actions: list[dict[str, Any]] | None = None
    funding: list[dict[str, Any]] | None = None
    challenges: list[dict[str, Any]] | None = None
    targets: list[TargetEntry] = field(default_factory=list)
    is_removed: bool = False

    @property
    def says_something(self) -> bool:
        lists = (self.actions, self.funding, self.challenges)
        return bool(self.fields or self.is_removed or any(each is not None for each in lists))


@dataclass
class ProgramEntry:
    """A program with what is written under it, on the `version` that was read; `program` None adds one."""

    place: str
    program: Program | None = None
    version: int = 1
    fields: dict[str, Any] = field(default_factory=dict)
    projects: list[ProjectEntry] = field(default_factory=list)


@transaction.atomic
def save_year(*, by: User, agency: Agency, plan_year: PlanYear, programs: Sequence[ProgramEntry]) -> list[Program]:
    """Write the programs with their projects, actions and targets: all of it or nothing.

    Each thing is written by its own operation and has its own event in the history. Raises RefusedAt with the place of
    the entry, Moved when one of the programs was saved meanwhile, or PermissionDenied.
    """
    return [_write_program(by, agency, plan_year, entry) for entry in programs]


def _write_program(by: User, agency: Agency, plan_year: PlanYear, entry: ProgramEntry) -> Program:
    program = entry.program
    with _naming(entry.place):
        if program is None:
            program = create_program(by=by, agency=agency, plan_year=plan_year, **entry.fields)
        else:
            program.version = entry.version
            if entry.fields:
                save_program(by=by, program=program, version=program.version, **entry.fields)
    projects = _write_projects(by, program, entry.projects)
    _write_targets(by, program, projects)
    return program


def _write_projects(
    by: User, program: Program, entries: Sequence[ProjectEntry]
) -> list[tuple[Project, list[TargetEntry]]]:
    """The projects that are there then, with what is to be written of their targets."""
    found = {}
    for place, entry in enumerate(entries):
        project = entry.project
        if project is None:
            continue
        with _naming(entry.place):
            if entry.is_removed:
                remove_project(by=by, program=program, version=program.version, project=project)
                continue
            if entry.says_something:
                save_project(
                    by=by,
                    program=program,
                    version=program.version,
                    project=project,
                    actions=entry.actions,
                    funding=entry.funding,
                    challenges=entry.challenges,
                    **entry.fields,
                )
        found[place] = project, entry.targets
    new = [(place, entry) for place, entry in enumerate(entries) if entry.project is None]
    if new:
        with _naming_each([entry.place for _place, entry in new]):
            added = add_projects(
                by=by,
                program=program,
                version=program.version,
                projects=[
                    NewProject(entry.fields, entry.actions or (), entry.funding or (), entry.challenges or ())
                    for _place, entry in new
                ],
            )
        found |= {place: (project, entry.targets) for (place, entry), project in zip(new, added, strict=True)}
    return [found[place] for place in sorted(found)]


def _write_targets(by: User, program: Program, projects: Sequence[tuple[Project, list[TargetEntry]]]) -> None:
    """What is removed makes room first: a target for the whole project and one by county exclude each other."""
    entries = [(project, entry) for project, targets in projects for entry in targets]
    for project, entry in sorted(entries, key=lambda pair: not pair[1].is_removed):
        if entry.target is None:
            continue
        with _naming(entry.place):
            if entry.is_removed:
                remove_target(by=by, program=program, version=program.version, target=entry.target)
            else:
                save_target(
                    by=by,
                    program=program,
                    version=program.version,
                    project=project,
                    target=entry.target,
                    **entry.fields,
                )
    new = [(project, entry) for project, entry in entries if entry.target is None]
    if new:
        with _naming_each([entry.place for _project, entry in new]):
            add_targets(
                by=by,
                program=program,
                version=program.version,
                targets=[NewTarget(project, entry.fields) for project, entry in new],
            )


@contextlib.contextmanager
def _naming(place: str) -> Iterator[None]:
    """A refusal inside names the place; that somebody else was quicker concerns the whole program."""
    try:
        yield
    except Moved:
        raise
    except (Refused, ValidationError) as refusal:
        raise RefusedAt(refusal, place) from refusal


@contextlib.contextmanager
def _naming_each(places: Sequence[str]) -> Iterator[None]:
    """The same for many that are written at once."""
    try:
        yield
    except RefusedNumber as refusal:
        raise RefusedAt(refusal, places[refusal.number]) from refusal
