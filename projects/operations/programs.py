"""Writing a program's own fields, and taking the right to write anything under it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission, has_permission
from config.clock import moment, today
from projects.enums import EDITABLE, YearState
from projects.models import PlanYear, Program, Stay
from projects.operations.writing import assign, refuse_unknown
from projects.permissions import check_user_can_edit_program, on_behalf
from projects.refusals import Moved, Refused

PROGRAM_FIELDS = frozenset(
    {"title", "purpose", "family", "axis", "policy_clauses", "key_cores", "topics", "document_reference"}
)


@transaction.atomic
def create_program(
    *,
    by: User,
    agency: Agency,
    plan_year: PlanYear,
    carried_over_from: Program | None = None,
    copied_from: Program | None = None,
    **fields: Any,
) -> Program:
    """Start a program as a draft of the agency. `fields`: those of PROGRAM_FIELDS, `title` at least.

    In a frozen year it is a late one, which comes into the master table by an amendment once it is approved.
    Who does not write for the agency may be a planner who does so on its behalf: then the program says by whom.
    """
    is_of_the_house = has_permission(by, Permission.PROGRAM_EDIT, agency)
    if not is_of_the_house and not has_permission(by, Permission.ON_BEHALF_ENTER):
        check_permission(by, Permission.PROGRAM_EDIT, agency)
    if plan_year.state == YearState.CLOSED:
        raise Refused(_("The year is closed: nothing is added to it."))
    refuse_unknown(fields, PROGRAM_FIELDS)
    program = Program(
        plan_year=plan_year,
        agency=agency,
        code=_next_program_code(agency, plan_year),
        created_by=by,
        on_behalf_by=None if is_of_the_house else by,
        status_since=moment(),
        touched_on=today(),
        carried_over_from=carried_over_from,
        copied_from=copied_from,
    )
    changes = assign(program, fields)
    changes |= difference({}, {"carried_over_from": carried_over_from, "copied_from": copied_from})
    Stay.objects.create(program=program, status=program.status, since_on=today())
    program.contributors.add(by)
    record(
        by=by,
        act=Act.CREATED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=agency,
        changes=changes | on_behalf(by, program),
    )
    return program


@transaction.atomic
def save_program(*, by: User, program: Program, version: int, **fields: Any) -> Program:
    """Write the program's own fields (PROGRAM_FIELDS). Raises Moved when `version` is no longer the latest."""
    refuse_unknown(fields, PROGRAM_FIELDS)
    claim_version(by=by, program=program, version=version)
    changes = assign(program, fields)
    record(
        by=by,
        act=Act.CHANGED,
        kind="projects.program",
        object_id=program.uuid,
        label=program.title,
        agency=program.agency_id,
        changes=changes | on_behalf(by, program),
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
    if not unchanged.update(version=F("version") + 1, touched_on=today()):
        raise Moved
    if by.pk != program.created_by_id:
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
