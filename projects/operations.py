"""Everything that writes what is planned.

Each operation is keyword-only, atomic, says who acts (`by=`), checks the permission and whose turn it is, records one
event in the history and refuses with `Refused`, `Moved` or PermissionDenied. A program is written as a whole: whoever
writes names the `version` they read.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Model
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission
from config.persian import digits
from projects.enums import EDITABLE, YearState
from projects.models import Action, FundingLine, PlanYear, Program, Project, Remark, Revision
from projects.permissions import check_user_can_answer, check_user_can_edit_program, check_user_can_remark
from projects.readiness import readiness
from projects.refusals import Moved, Refused
from projects.revisions import content_hash, content_of
from projects.workflow import MOVES_BY_NAME, Move

# Sent inside the transaction of a move, with `program`, `move` and `by`: apps above add their effects.
program_moved = Signal()

PROGRAM_FIELDS = frozenset(
    {"title", "purpose", "family", "axis", "policy_clauses", "key_cores", "topics", "document_reference"}
)
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
        "weight",
        "needs_money",
        "jobs_direct",
        "jobs_indirect",
        "justification",
    }
)
ACTION_FIELDS = ("title", "responsible", "starts_on", "ends_on", "weight")
FUNDING_FIELDS = ("source", "approved", "allocated", "spent")


# --- programs ------------------------------------------------------------------------------------


@transaction.atomic
def create_program(*, by: User, agency: Agency, plan_year: PlanYear, **fields: Any) -> Program:
    """Start a program as a draft of the agency. `fields`: those of PROGRAM_FIELDS, `title` at least."""
    check_permission(by, Permission.PROGRAM_EDIT, agency)
    if plan_year.state != YearState.OPEN:
        raise Refused(_("The year is frozen: new programs come in through an amendment."))
    _refuse_unknown(fields, PROGRAM_FIELDS)
    program = Program(
        plan_year=plan_year,
        agency=agency,
        code=_next_program_code(agency, plan_year),
        created_by=by,
        status_since=timezone.now(),
    )
    changes = _assign(program, fields)
    program.contributors.add(by)
    record(
        by=by,
        act=Act.CREATED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=agency,
        changes=changes,
    )
    return program


@transaction.atomic
def save_program(*, by: User, program: Program, version: int, **fields: Any) -> Program:
    """Write the program's own fields (PROGRAM_FIELDS). Raises Moved when `version` is no longer the latest."""
    _refuse_unknown(fields, PROGRAM_FIELDS)
    claim_version(by=by, program=program, version=version)
    changes = _assign(program, fields)
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=program.agency_id,
        changes=changes,
    )
    return program


def claim_version(*, by: User, program: Program, version: int) -> None:
    """Take the right to write in the program: compare-and-set on the version, inside the caller's transaction.

    Every operation that writes anything under a program, in this app or above, calls this first: the update locks
    the program's row, so that no move and no other save comes between. Raises PermissionDenied, or Moved.
    """
    check_user_can_edit_program(by, program)
    # Without a join: PostgreSQL asks the condition again of the row that it waited for, not of a subquery.
    unchanged = Program.objects.filter(pk=program.pk, version=version, status__in=EDITABLE)
    if not unchanged.update(version=F("version") + 1):
        raise Moved
    program.contributors.add(by)
    program.version = version + 1
    program.__dict__.pop("_projects_at_hand", None)


def _next_program_code(agency: Agency, plan_year: PlanYear) -> str:
    """«99-JAHAD-03»: year, agency, number in the year. The agency's row is locked, so that no number comes twice."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    prefix = f"{plan_year.year % 100:02d}-{agency.code}-"
    codes = Program.objects.filter(plan_year=plan_year, agency=agency).values_list("code", flat=True)
    last = max((int(code.removeprefix(prefix)) for code in codes), default=0)
    return f"{prefix}{last + 1:02d}"


# --- projects and actions ------------------------------------------------------------------------


@transaction.atomic
def save_project(
    *,
    by: User,
    program: Program,
    version: int,
    project: Project | None = None,
    actions: Sequence[Mapping[str, Any]] | None = None,
    funding: Sequence[Mapping[str, Any]] | None = None,
    **fields: Any,
) -> Project:
    """Write a project of the program, with its actions and its funding.

    `project` None adds one. `fields`: those of PROJECT_FIELDS. `actions`, `funding`: the whole list as it shall be,
    or None to leave it: dicts of ACTION_FIELDS with the "uuid" of an existing action (missing ones are removed),
    dicts of FUNDING_FIELDS.
    """
    _refuse_unknown(fields, PROJECT_FIELDS)
    claim_version(by=by, program=program, version=version)
    act = Act.CHANGED if project else Act.CREATED
    if project is None:
        position = (program.projects.aggregate(last=Max("position"))["last"] or 0) + 1
        project = Project(program=program, position=position, code=f"{program.code}-{position:02d}")
    elif project.program_id != program.pk:
        raise Refused(_("The project belongs to another program."))
    changes = _assign(project, fields)
    if actions is not None:
        changes |= _replace_actions(project, actions)
    if funding is not None:
        changes |= _replace_funding(project, funding)
    record(
        by=by,
        act=act,
        kind="projects.project",
        object_id=project.uuid,
        root_id=program.uuid,
        label=project.title,
        agency=program.agency_id,
        changes=changes,
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
    )


def _replace_actions(project: Project, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str | None]]:
    existing = {action.uuid: action for action in project.actions.all()}
    before = {f"action {number}": _line(action, ACTION_FIELDS) for number, action in enumerate(existing.values(), 1)}
    kept: list[Action] = []
    for position, row in enumerate(rows, 1):
        _refuse_unknown(row, {*ACTION_FIELDS, "uuid"})
        key = row.get("uuid")
        action = existing.pop(uuid.UUID(str(key)), None) if key else Action(project=project)
        if action is None:
            raise Moved
        for name in ACTION_FIELDS:
            setattr(action, name, row.get(name) if row.get(name) is not None else _empty(Action, name))
        action.position = position
        action.save()
        kept.append(action)
    for removed in existing.values():
        removed.delete()
    after = {f"action {number}": _line(action, ACTION_FIELDS) for number, action in enumerate(kept, 1)}
    return difference(before, after)


def _replace_funding(project: Project, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str | None]]:
    before = {f"funding {line.source}": _line(line, FUNDING_FIELDS) for line in project.funding_lines.all()}
    project.funding_lines.all().delete()
    lines = []
    for row in rows:
        _refuse_unknown(row, FUNDING_FIELDS)
        lines.append(FundingLine.objects.create(project=project, **row))
    return difference(before, {f"funding {line.source}": _line(line, FUNDING_FIELDS) for line in lines})


# --- the one door --------------------------------------------------------------------------------


@transaction.atomic
def move_program(*, by: User, program: Program, move: str, version: int, reason: str = "") -> Program:
    """Make a move of the workflow.

    Permission → whole → compare-and-set on status and version → signature → history → effects of the apps above.
    `version` is the one the mover saw: nobody signs or approves a text they did not read. Raises PermissionDenied,
    Refused (with the list of problems) or Moved.
    """
    step = MOVES_BY_NAME.get(move)
    if step is None:
        raise Refused(_("There is no such move."))
    check_permission(by, step.permission, program.agency_id)
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    _refuse_after_freeze(program, step)
    source = program.status
    unmoved = Program.objects.filter(pk=program.pk, status__in=step.sources, version=version)
    if not unmoved.update(status=step.target, status_since=timezone.now()):
        raise Moved(
            _("The program's status was changed by another user at the same moment; please load the page again.")
        )
    program.refresh_from_db()
    program.__dict__.pop("_projects_at_hand", None)
    problems = readiness(program, step.target).problems
    if problems:
        raise Refused(_("The program is not complete yet."), problems)
    revision = _sign(by=by, program=program, step=step)
    record(
        by=by,
        act=Act.MOVED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=program.agency_id,
        changes=difference({"status": source}, {"status": program.status})
        | ({"revision": [None, str(revision.number)]} if revision else {}),
        note=reason,
        file_hashes=[revision.content_hash] if revision else (),
    )
    program_moved.send(sender=Program, program=program, move=step, by=by)
    return program


def _refuse_after_freeze(program: Program, step: Move) -> None:
    """Once the year is frozen, what was not approved comes in by amendment only."""
    # The row is locked, so that a move and the freeze cannot pass each other.
    year = PlanYear.objects.select_for_update(of=("self",), no_key=True).get(pk=program.plan_year_id)
    if year.state != YearState.OPEN and step.name not in ("close", "withdraw"):
        raise Refused(_("The year is frozen: what was not approved before comes in through an amendment."))


def _sign(*, by: User, program: Program, step: Move) -> Revision | None:
    """Set the move's signature on the current revision; submitting makes the revision."""
    if not step.signs:
        return None
    if step.signs == "submitted":
        content = content_of(program)
        return Revision.objects.create(
            program=program,
            number=program.revisions.count() + 1,
            content=content,
            content_hash=content_hash(content),
            contributor_ids=sorted(program.contributors.values_list("pk", flat=True)),
            submitted_by=by,
            submitted_at=timezone.now(),
        )
    revision = program.revisions.order_by("-number").select_for_update().first()
    if revision is None:
        raise Refused(_("The program was never submitted."))
    if content_hash(content_of(program)) != revision.content_hash:
        raise Moved
    _refuse_own_work(by, revision, step.signs)
    setattr(revision, f"{step.signs}_by", by)
    setattr(revision, f"{step.signs}_at", timezone.now())
    revision.save(update_fields=[f"{step.signs}_by", f"{step.signs}_at"])
    return revision


def _refuse_own_work(by: User, revision: Revision, signature: str) -> None:
    """Maker ≠ checker. The database says the same by constraint and trigger; here it is said in words."""
    earlier = {revision.submitted_by_id, revision.signed_by_id, revision.accepted_by_id, revision.approved_by_id}
    if by.pk in earlier:
        raise Refused(_("You have already put your name to this program; another person must take this step."))
    if signature in ("accepted", "approved") and by.pk in revision.contributor_ids:
        raise Refused(_("You have written in this program; another person must accept or approve it."))


# --- remarks -------------------------------------------------------------------------------------


@transaction.atomic
def make_remark(
    *,
    by: User,
    program: Program,
    text: str,
    anchor_kind: str = "program",
    anchor_id: uuid.UUID | None = None,
    is_blocking: bool = True,
) -> Remark:
    """Say something about a program, or about a thing in it, on the reviewers' behalf."""
    check_user_can_remark(by, program)
    if not text.strip():
        raise Refused(_("Write the remark first."))
    remark = Remark.objects.create(
        program=program,
        anchor_kind=anchor_kind,
        anchor_id=anchor_id or program.uuid,
        text=text.strip(),
        is_blocking=is_blocking,
        made_by=by,
    )
    record(
        by=by,
        act=Act.REMARKED,
        kind="projects.remark",
        object_id=remark.uuid,
        root_id=program.uuid,
        label=str(remark),
        agency=program.agency_id,
        note=remark.text,
    )
    return remark


@transaction.atomic
def answer_remark(*, by: User, remark: Remark, answer: str) -> Remark:
    """Answer a remark on the agency's behalf; an answer is given once."""
    check_user_can_answer(by, remark.program)
    if not answer.strip():
        raise Refused(_("Write the answer first."))
    unanswered = Remark.objects.filter(pk=remark.pk, answered_at__isnull=True)
    if not unanswered.update(answer=answer.strip(), answered_by=by, answered_at=timezone.now()):
        raise Moved(_("This remark has been answered meanwhile; please load the page again."))
    remark.refresh_from_db()
    record(
        by=by,
        act=Act.ANSWERED,
        kind="projects.remark",
        object_id=remark.uuid,
        root_id=remark.program.uuid,
        label=str(remark),
        agency=remark.program.agency_id,
        note=remark.answer,
    )
    return remark


# --- shared by the above -------------------------------------------------------------------------


def _refuse_unknown(fields: Iterable[str], allowed: Iterable[str]) -> None:
    unknown = set(fields) - set(allowed)
    if unknown:
        raise TypeError(f"not to be written here: {', '.join(sorted(unknown))}")


def _assign(instance: Model, fields: Mapping[str, Any]) -> dict[str, list[str | None]]:
    """Set and save the fields, many-to-many ones too; returns {field: [old, new]} of what changed."""
    many = {field.name for field in instance._meta.many_to_many}
    fields = {
        name: list(value) if name in many else (value if value is not None else _empty(type(instance), name))
        for name, value in fields.items()
    }
    is_new = instance._state.adding
    before = {
        name: None if is_new else (list(getattr(instance, name).all()) if name in many else getattr(instance, name))
        for name in fields
    }
    for name, value in fields.items():
        if name not in many:
            setattr(instance, name, value)
    instance.full_clean(exclude=many, validate_unique=False, validate_constraints=False)
    if is_new:
        instance.save()
    else:
        instance.save(update_fields=[name for name in fields if name not in many])
    for name in many & set(fields):
        getattr(instance, name).set(fields[name])
    return difference(before, fields)


def _empty(model: type[Model], name: str) -> Any:
    """What "nothing" is in a column: NULL where it is allowed, else the empty text or the default."""
    field = model._meta.get_field(name)
    return None if field.null else field.get_default()


def _line(instance: Model, names: Iterable[str]) -> str:
    """One readable line of an action or funding line for the history."""
    return digits.to_latin(" · ".join(as_text(getattr(instance, name)) or "—" for name in names))
