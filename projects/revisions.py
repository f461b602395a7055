"""What left the agency: the canonical content of a program and its hash.

Apps above add their sections (targets do), so that what is signed is the whole sheet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db.models import prefetch_related_objects

from agencies.history import as_text
from projects.models import Program, Project
from projects.readiness import fetch_funding, projects_of

Section = Callable[[Program], Any]

_SECTIONS: dict[str, Section] = {}


def section(name: str) -> Callable[[Section], Section]:
    """Register a part of the content: a function that gives JSON of text, lists and objects only."""

    def register(give: Section) -> Section:
        _SECTIONS[name] = give
        return give

    return register


def content_of(program: Program) -> dict[str, Any]:
    """The program with everything under it, as JSON without numbers: amounts are text, so nothing is rounded."""
    return {name: give(program) for name, give in sorted(_SECTIONS.items())}


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON text: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@section("program")
def _program(program: Program) -> dict[str, Any]:
    return {
        "code": program.code,
        "title": program.title,
        "purpose": program.purpose,
        "family": program.family,
        "axis": as_text(program.axis),
        "policy_clauses": sorted(program.policy_clauses.values_list("code", flat=True)),
        "key_cores": sorted(program.key_cores.values_list("code", flat=True)),
        "topics": sorted(program.topics.values_list("code", flat=True)),
        "document_reference": program.document_reference,
    }


@section("projects")
def _projects(program: Program) -> list[dict[str, Any]]:
    projects = projects_of(program)
    fetch_funding(projects)
    prefetch_related_objects(projects, "partners")
    return [_project(project) for project in projects]


def _project(project: Project) -> dict[str, Any]:
    return {
        "code": project.code,
        "title": project.title,
        "description": project.description,
        "sector": as_text(project.sector),
        "priority_industry": as_text(project.priority_industry),
        "chain_link": project.chain_link,
        "counties": sorted(county.sci_code for county in project.counties.all()),
        "partners": sorted(partner.code for partner in project.partners.all()),
        "scope_level": project.scope_level,
        "tier": project.tier,
        "weight": as_text(project.weight),
        "needs_money": as_text(project.needs_money),
        "jobs_direct": as_text(project.jobs_direct),
        "jobs_indirect": as_text(project.jobs_indirect),
        "justification": project.justification,
        "funding": [
            {name: as_text(getattr(line, name)) for name in ("source", "approved", "allocated", "spent")}
            for line in project.funding_lines.all()
        ],
        "actions": [
            {
                name: as_text(getattr(action, name))
                for name in ("title", "responsible", "starts_on", "ends_on", "weight")
            }
            for action in project.actions.all()
        ],
        **_said_since(project),
    }


def _said_since(project: Project) -> dict[str, Any]:
    """What projects have been asked for since the first were signed: not said, it leaves their text and hash alone."""
    facts = {
        "grade_reason": project.grade_reason,
        "has_no_obstacles": as_text(project.has_no_obstacles) if project.has_no_obstacles else None,
        "challenges": [
            {
                name: as_text(getattr(challenge, name))
                for name in ("title", "category", "level", "owner", "owner_side", "ask", "due_on")
            }
            | {"blocks": [action.title for action in challenge.actions.all()]}
            for challenge in project.challenges.all()
        ],
    }
    return {name: said for name, said in facts.items() if said}
