"""What stands for a program that the agency is correcting: the text that its head signed last.

A program that came back from the province is written in again. What the agency writes is its own affair until the head
has signed it; until then everybody else reads the last signed revision, and so do the master table and its sums.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Case, CharField, F, Field, Model, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.fields.json import KT

from agencies.enums import Permission, Role
from agencies.models import County, Sector, User
from agencies.permissions import has_permission, roles_of, scope_of
from projects.enums import EDITABLE, ProgramStatus
from projects.models import (
    Action,
    Axis,
    Challenge,
    KeyCore,
    PolicyClause,
    PriorityIndustry,
    Program,
    ProgramQuerySet,
    Project,
    Revision,
    Topic,
)
from projects.readiness import projects_of

# Where a program that has been signed before is being written in again, or was when the agency gave it up.
BEING_CORRECTED = EDITABLE | {ProgramStatus.AWAITING_HEAD, ProgramStatus.WITHDRAWN}

Content = Mapping[str, Any]


def reads_what_was_signed(user: User | AnonymousUser, program: Program) -> bool:
    """Whether the person reads the signed text instead of the one being written.

    All do but the house, the auditor, and planners where planners write on the agency's behalf.
    """
    if program.status not in BEING_CORRECTED or Role.AUDITOR in roles_of(user):
        return False
    if program.on_behalf_by_id is not None and has_permission(user, Permission.ON_BEHALF_ENTER):
        return False
    return program.agency_id not in scope_of(user, Permission.PROGRAM_VIEW).agency_ids


def kept_from(user: User | AnonymousUser, program: str = "") -> Q:
    """Programs whose text as it is being written the person may not read; `program` is the path to them, with "__"."""
    if Role.AUDITOR in roles_of(user):
        return Q(pk__in=[])
    own = scope_of(user, Permission.PROGRAM_VIEW).agency_ids
    kept = Q(**{f"{program}status__in": BEING_CORRECTED}) & ~Q(**{f"{program}agency__in": own})
    if has_permission(user, Permission.ON_BEHALF_ENTER):
        kept &= Q(**{f"{program}on_behalf_by__isnull": True})
    return kept


def with_titles_for(programs: ProgramQuerySet, user: User | AnonymousUser) -> ProgramQuerySet:
    """The programs with `title_shown`: the title as the person may read it."""
    signed = last_signed("pk")
    return programs.annotate(
        title_shown=Case(
            When(kept_from(user), then=Subquery(signed.values(title=KT("content__program__title"))[:1])),
            default=F("title"),
            output_field=CharField(),
        )
    )


def last_signed(program: str) -> QuerySet[Revision]:
    """The revisions of the program that a query names, as a part of it: the one that was signed last is the first."""
    return Revision.objects.filter(program=OuterRef(program), signed_at__isnull=False).order_by("-number")


def signed_contents(programs: Iterable[uuid.UUID]) -> dict[uuid.UUID, Content]:
    """What was signed last of those of the programs that are being corrected; one query."""
    revisions = Revision.objects.filter(
        program__uuid__in=set(programs), program__status__in=BEING_CORRECTED, signed_at__isnull=False
    )
    return dict(revisions.order_by("program", "number").values_list("program__uuid", "content"))


def as_signed(program: Program, content: Content) -> Program:
    """The program in memory with what was signed in place of what is being written; it must not be saved."""
    own = content["program"]
    projects = {project.code: project for project in projects_of(program)}
    known = [(projects[facts["code"]], facts) for facts in content["projects"] if facts["code"] in projects]
    here = [project for project, _facts in known]
    # Most of what was signed still stands there: only what does not is asked for.
    axes = _called(Axis, [own["axis"]], [program.axis])
    listed = {
        name: _called(model, own[name], getattr(program, name).all())
        for name, model in (("policy_clauses", PolicyClause), ("key_cores", KeyCore), ("topics", Topic))
    }
    sectors, industries = (
        _called(model, [facts[name] for _project, facts in known], [getattr(project, name) for project in here])
        for name, model in (("sector", Sector), ("priority_industry", PriorityIndustry))
    )
    codes = [code for _project, facts in known for code in facts["counties"]]
    counties = _called(County, codes, [county for project in here for county in project.counties.all()], "sci_code")
    _put(program, own, {"axis": axes})
    program._prefetched_objects_cache = {  # type: ignore[attr-defined]
        name: [row for code, row in rows.items() if code in own[name]] for name, rows in listed.items()
    }
    signed = []
    for project, facts in known:
        _put(project, facts, {"sector": sectors, "priority_industry": industries})
        # What `projects_of` fetched beside each project, as it was.
        project._prefetched_objects_cache = {  # type: ignore[attr-defined]
            "counties": [row for code, row in counties.items() if code in facts["counties"]],
            "actions": [_put(Action(project=project), action) for action in facts["actions"]],
            "challenges": [_challenge(project, said) for said in facts.get("challenges", ())],
        }
        project.has_no_obstacles = "has_no_obstacles" in facts
        project.grade_reason = facts.get("grade_reason", "")
        signed.append(project)
    program._projects_at_hand = signed  # type: ignore[attr-defined]
    return program


def _called(
    model: type[Model], codes: Iterable[str | None], at_hand: Iterable[Any], key: str = "code"
) -> dict[str, Any]:
    """The rows of those codes by code, in their own order; one query for those that are not at hand."""
    wanted = {code for code in codes if code}
    found = {getattr(row, key): row for row in at_hand if row is not None and getattr(row, key) in wanted}
    if missing := wanted - found.keys():
        found |= {getattr(row, key): row for row in model._default_manager.filter(**{f"{key}__in": missing})}
    order = [str(name) for name in model._meta.ordering or ()]
    return dict(sorted(found.items(), key=lambda pair: [getattr(pair[1], name) for name in order]))


def _challenge(project: Project, facts: Content) -> Challenge:
    challenge: Challenge = _put(Challenge(project=project), {k: v for k, v in facts.items() if k != "blocks"})
    challenge._blocked_at_hand = [Action(project=project, title=title) for title in facts["blocks"]]
    return challenge


def _put(row: Any, facts: Content, links: Mapping[str, Mapping[str, Any]] | None = None) -> Any:
    """Set the columns that the facts name; `links` are rows by code, one that there is no longer is left empty."""
    columns = {field.name: field for field in type(row)._meta.concrete_fields}
    for name, text in facts.items():
        if name in (links or {}):
            setattr(row, name, (links or {})[name].get(text) if text else None)
        elif name in columns:
            setattr(row, name, _value(columns[name], text))
    return row


def _value(column: Field[Any, Any], text: str | None) -> Any:
    """What the canonical text (`agencies.history.as_text`) says in that column."""
    if text is None and not column.null:
        return ""
    return text == "true" if isinstance(column, BooleanField) else column.to_python(text)


def signed_actions(content: Content, project_code: str) -> list[dict[str, Any]]:
    """The actions of a project as they were signed: title, responsible, starts_on, ends_on, weight."""
    for project in content["projects"]:
        if project["code"] == project_code:
            return [
                {
                    "title": action["title"] or "",
                    "responsible": action["responsible"] or "",
                    "starts_on": _day(action["starts_on"]),
                    "ends_on": _day(action["ends_on"]),
                    "weight": _amount(action["weight"]),
                }
                for action in project["actions"]
            ]
    return []


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
