"""Who may do what to a program *now*: the table of roles combined with whose turn it is."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import check_permission, has_permission
from projects.enums import EDITABLE, YearState
from projects.models import Program
from projects.workflow import Move, moves_from


def check_user_can_edit_program(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person may write in the program as it stands."""
    check_permission(user, Permission.PROGRAM_EDIT, program.agency_id)
    if program.status not in EDITABLE:
        raise PermissionDenied(_("The program has been sent; it can be edited when it is back with the agency."))
    if program.plan_year.state != YearState.OPEN:
        raise PermissionDenied(_("The year is frozen; figures change only through an amendment."))


def user_can_edit_program(user: User | AnonymousUser, program: Program) -> bool:
    """The same question, answered yes or no."""
    try:
        check_user_can_edit_program(user, program)
    except PermissionDenied:
        return False
    return True


def moves_open_to(user: User | AnonymousUser, program: Program) -> list[Move]:
    """The buttons: moves that leave the program's status and that the person's roles include."""
    return [move for move in moves_from(program.status) if has_permission(user, move.permission, program.agency_id)]


def check_user_can_remark(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person reviews programs."""
    check_permission(user, Permission.PROGRAM_REVIEW, program.agency_id)


def check_user_can_answer(user: User | AnonymousUser, program: Program) -> None:
    """Raise PermissionDenied unless the person writes for the program's agency."""
    check_permission(user, Permission.PROGRAM_EDIT, program.agency_id)
