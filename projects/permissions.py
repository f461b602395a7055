"""Who may do what to a program *now*: the table of roles combined with whose turn it is."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import check_permission, has_permission, scope_of
from projects.enums import EDITABLE, YearState
from projects.models import Program
from projects.workflow import Move, leading_moves, moves_from


def user_writes_for_agency(user: User | AnonymousUser, permission: Permission, program: Program) -> bool:
    """Whether the person has the permission (to edit, to submit) in the program's agency, or writes on its behalf."""
    if program.on_behalf_by_id is not None and has_permission(user, Permission.ON_BEHALF_ENTER):
        return True
    return has_permission(user, permission, program.agency_id)


def check_user_writes_for_agency(user: User | AnonymousUser, permission: Permission, program: Program) -> None:
    """Raise PermissionDenied unless `user_writes_for_agency`."""
    if not user_writes_for_agency(user, permission, program):
        check_permission(user, permission, program.agency_id)


def on_behalf(user: User, program: Program) -> dict[str, list[str | None]]:
    """How the history marks what somebody of the province writes in a program on its agency's behalf."""
    writes_there = has_permission(user, Permission.PROGRAM_EDIT, program.agency_id)
    return {} if program.on_behalf_by_id is None or writes_there else {"on_behalf": [None, "true"]}


def check_user_can_edit_program(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person may write in the program as it stands."""
    check_user_writes_for_agency(user, Permission.PROGRAM_EDIT, program)
    if program.status not in EDITABLE:
        raise PermissionDenied(_("The program has been sent; it can be edited when it is back with the agency."))
    # Of a frozen year only what never was approved is still written: it comes in by an amendment.
    if program.plan_year.state == YearState.CLOSED:
        raise PermissionDenied(_("The year is closed; its programs stay as they are."))


def user_can_edit_program(user: User | AnonymousUser, program: Program) -> bool:
    """The same question, answered yes or no."""
    try:
        check_user_can_edit_program(user, program)
    except PermissionDenied:
        return False
    return True


def moves_open_to(user: User | AnonymousUser, program: Program) -> list[Move]:
    """The buttons: moves that leave the program's status and that the person's roles include."""
    return [move for move in moves_from(program.status) if user_can_move(user, program, move)]


def waits_for(user: User) -> Q:
    """Which programs wait for the person: those that a move of theirs would take on."""
    found = Q(pk__in=[])
    for move in leading_moves():
        scope = scope_of(user, move.permission)
        if scope.whole_province or scope.agency_ids:
            places = Q() if scope.whole_province else Q(agency__in=scope.agency_ids)
            found |= Q(status__in=move.sources) & places
    if has_permission(user, Permission.ON_BEHALF_ENTER):
        found |= Q(status__in=EDITABLE, on_behalf_by__isnull=False)
    return found & ~Q(plan_year__state=YearState.CLOSED)


def user_can_move(user: User | AnonymousUser, program: Program, move: Move) -> bool:
    """Whether the person's roles include the move. Whoever had a hand in a program does not review it."""
    if move.permission == Permission.PROGRAM_SUBMIT:
        return user_writes_for_agency(user, move.permission, program)
    return has_permission(user, move.permission, program.agency_id) and not (
        move.permission == Permission.PROGRAM_REVIEW and has_part_in(user, program)
    )


def has_part_in(user: User | AnonymousUser, program: Program) -> bool:
    """Whether somebody of the province has written in the program, which then others review."""
    return program.on_behalf_by_id is not None and program.contributors.filter(pk=user.pk).exists()


def check_user_can_remark(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person reviews programs, and has not written in this one."""
    check_permission(user, Permission.PROGRAM_REVIEW, program.agency_id)
    if has_part_in(user, program):
        raise PermissionDenied(_("You have written in this program; another person must review it."))


def check_user_can_exempt(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person reviews programs, and neither wrote in this one nor submitted it."""
    check_permission(user, Permission.PROGRAM_REVIEW, program.agency_id)
    part = Q(contributors=user.pk) | Q(revisions__submitted_by=user.pk)
    if Program.objects.filter(part, pk=program.pk).exists():
        raise PermissionDenied(_("You have a part in this program; another person must decide on its exceptions."))


def user_can_exempt(user: User | AnonymousUser, program: Program) -> bool:
    """The same question, answered yes or no."""
    try:
        check_user_can_exempt(user, program)
    except PermissionDenied:
        return False
    return True


def check_user_can_answer(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person writes for the program's agency."""
    check_user_writes_for_agency(user, Permission.PROGRAM_EDIT, program)
