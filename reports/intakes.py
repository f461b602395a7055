"""What may be handed in by whom, and which reader understands it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import agencies_served_by, has_permission
from projects.enums import EDITABLE, YearState
from projects.models import PlanYear, Program
from reports.enums import IntakeKind
from reports.models import Intake
from reports.workbooks import FileRefused, Problem, Reading, Table, Workbook
from reports.workbooks.agency import is_agency_workbook, read_agency_workbook
from reports.workbooks.plan import Plan
from targets.models import ProgressReport

Reader = User | AnonymousUser


# --- readers --------------------------------------------------------------------------------------


class Understands(Protocol):
    """Reads the cells of a workbook of its kind as tables. Raises FileRefused."""

    def __call__(self, workbook: Workbook, *, agency: Agency, plan_year: PlanYear) -> Reading: ...


class WorkbookReader(NamedTuple):
    kind: IntakeKind
    recognises: Callable[[Workbook], bool]
    read: Understands


# The first that recognises a workbook reads it.
READERS: list[WorkbookReader] = [
    WorkbookReader(IntakeKind.AGENCY_WORKBOOK, is_agency_workbook, read_agency_workbook),
]


def reader_of(workbook: Workbook) -> WorkbookReader:
    """Raises FileRefused where nobody recognises it."""
    for reader in READERS:
        if reader.recognises(workbook):
            return reader
    raise FileRefused(
        _("This is not the agency's workbook of this system. Download it here, and copy your rows into it.")
    )


# --- who ------------------------------------------------------------------------------------------


def hands_in_for(user: Reader) -> list[Agency]:
    """The agencies of whose house the person is and for which they write."""
    return [agency for agency in agencies_served_by(user) if has_permission(user, Permission.PROGRAM_EDIT, agency)]


def is_of_the_house(user: Reader, agency: Agency) -> bool:
    return agency in hands_in_for(user)


def check_user_hands_in(user: Reader, agency: Agency, plan_year: PlanYear) -> None:
    """Raise PermissionDenied unless the person may hand in a workbook for the agency's year now."""
    if not is_of_the_house(user, agency) and not has_permission(user, Permission.ON_BEHALF_ENTER):
        raise PermissionDenied(_("Your role does not include this. Ask the person responsible, or the administrator."))
    if plan_year.state == YearState.CLOSED:
        raise PermissionDenied(_("The year is closed; its programs stay as they are."))


def programs_open_to(user: Reader, agency: Agency) -> QuerySet[Program]:
    """The drafts in which the person writes: the agency's, or those that planners enter on its behalf."""
    drafts = Program.objects.filter(agency=agency, status__in=EDITABLE)
    return drafts if is_of_the_house(user, agency) else drafts.filter(on_behalf_by__isnull=False)


def returns_open_to(user: Reader, agency: Agency) -> QuerySet[ProgressReport]:
    """The returns in which the person writes, in the same way."""
    returns = ProgressReport.objects.filter(agency=agency)
    return returns if is_of_the_house(user, agency) else returns.filter(on_behalf_by__isnull=False)


# --- what it would change -------------------------------------------------------------------------


def plan_of(intake: Intake, user: User) -> Plan:
    """What the workbook would change now, if this person applied it."""
    return Plan(
        [Table.from_json(table) for table in intake.tables],
        agency=intake.agency,
        plan_year=intake.plan_year,
        programs=programs_open_to(user, intake.agency),
        returns=returns_open_to(user, intake.agency),
        problems=[Problem.from_json(problem) for problem in intake.problems],
        decisions=intake.decisions,
    )
