"""The things of this app that remarks may be about: the program, and its projects."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from projects.anchors import AnchorKind, Thing, Words, anchor_kind
from projects.models import Program, Project
from projects.readiness import projects_of

_PROGRAM = ("title", "family", "axis", "document_reference", "purpose", "topics", "policy_clauses")
_PROJECT = (
    *("title", "sector", "scope_level", "tier", "weight", "priority_industry", "chain_link", "jobs_direct"),
    *("jobs_indirect", "description", "justification", "counties", "partners"),
)
# What is no field but a part of the form, and stands under a heading of its own.
_PARTS: dict[str, Words] = {"actions": _("Actions"), "challenges": _("Obstacles"), "funding": _("Money")}


def labels_of(model: type[Program | Project], names: tuple[str, ...]) -> dict[str, Words]:
    return {name: capfirst(model._meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]


def _programs(program: Program) -> Iterator[Thing]:
    yield program.uuid, str(_("The program"))


def _program_url(program: Program, _thing: uuid.UUID, field: str) -> str:
    return reverse("program-edit", args=[program.uuid]) + (f"#id_{field}" if field else "")


def _projects(program: Program) -> Iterator[Thing]:
    for project in projects_of(program):
        yield project.uuid, str(project)


def _project_url(program: Program, thing: uuid.UUID, field: str) -> str:
    place = f"#{field}-title" if field in _PARTS else f"#id_{field}" if field else ""
    return reverse("project-edit", args=[program.uuid, thing]) + place


anchor_kind(AnchorKind("program", _("Program"), labels_of(Program, _PROGRAM), _programs, _program_url))
anchor_kind(AnchorKind("project", _("Project"), labels_of(Project, _PROJECT) | _PARTS, _projects, _project_url))
