"""The projects of a year with all that they are aligned with, as everybody outside the house may read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Model, OuterRef, Subquery, When

from agencies.models import User
from projects.enums import ProgramStatus, ProjectState
from projects.models import PlanYear, Program, Project
from projects.signed import BEING_CORRECTED, Content, last_signed

_ENDED_IN_NOTHING = (ProgramStatus.REJECTED, ProgramStatus.WITHDRAWN)
_FACTS = {
    "code": "code",
    "title": "title",
    "program": "program__uuid",
    "agency": "program__agency_id",
    "axis": "program__axis__code",
    "sector": "sector__code",
    "industry": "priority_industry__code",
    "chain_link": "chain_link",
}


@dataclass(frozen=True, slots=True)
class Aligned:
    """A project with the codes of what it and its program serve, "" and nothing where they name none."""

    code: str
    title: str
    program: UUID
    agency: int
    axis: str
    policy_clauses: frozenset[str]
    key_cores: frozenset[str]
    topics: frozenset[str]
    sector: str
    industry: str
    chain_link: str


def aligned_projects(plan_year: PlanYear, user: User | AnonymousUser) -> list[Aligned]:
    """The active projects of the programs in force that the reader knows of; one query.

    A program that is being corrected stands as it was signed last.
    """
    programs = Program.objects.visible_to(user).filter(plan_year=plan_year).exclude(status__in=_ENDED_IN_NOTHING)
    projects = Project.objects.filter(program__in=programs, state=ProjectState.ACTIVE).order_by("code")
    served = {
        "policy_clauses": _codes(Program.policy_clauses.through, "policyclause"),
        "key_cores": _codes(Program.key_cores.through, "keycore"),
        "topics": _codes(Program.topics.through, "topic"),
    }
    written = Subquery(last_signed("program").values("content")[:1])
    signed = Case(When(program__status__in=BEING_CORRECTED, then=written))
    facts = projects.values(**{f"its_{name}": F(path) for name, path in _FACTS.items()}, **served, signed=signed)
    rows = [{name.removeprefix("its_"): value for name, value in row.items()} for row in facts]
    return [_row(row) for row in _as_signed(rows)]


def _codes(through: type[Model], name: str) -> ArraySubquery:
    rows = through._default_manager.filter(program=OuterRef("program_id"))
    return ArraySubquery(rows.values(f"{name}__code"))


def _as_signed(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What was not signed yet is left out."""
    for row in rows:
        content = row["signed"]
        if content is None:
            yield row
        elif (said := _signed_facts(content, row["code"])) is not None:
            yield row | said


def _signed_facts(content: Content, code: str) -> dict[str, Any] | None:
    project = next((each for each in content["projects"] if each["code"] == code), None)
    if project is None:
        return None
    program = content["program"]
    return {
        "title": project["title"],
        "axis": program["axis"],
        **{name: program[name] for name in ("policy_clauses", "key_cores", "topics")},
        "sector": project["sector"],
        "industry": project["priority_industry"],
        "chain_link": project["chain_link"],
    }


def _row(facts: Mapping[str, Any]) -> Aligned:
    texts = {name: facts[name] or "" for name in ("axis", "sector", "industry", "chain_link")}
    many = {name: frozenset(facts[name]) for name in ("policy_clauses", "key_cores", "topics")}
    return Aligned(facts["code"], facts["title"], facts["program"], facts["agency"], **texts, **many)  # type: ignore[arg-type]
