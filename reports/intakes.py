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
from reports.models import Intake, TableHabit
from reports.workbooks import FileRefused, Problem, Reading, Table, Workbook
from reports.workbooks.agency import agency_code_of, is_agency_workbook, read_agency_workbook
from reports.workbooks.flat.names import TITLES, named
from reports.workbooks.flat.plan import FlatPlan, Said
from reports.workbooks.flat.sheets import FlatSheet, agency_of, has_table, sheet_with_table
from reports.workbooks.plan import Plan
from targets.models import ProgressReport

Reader = User | AnonymousUser


# --- readers --------------------------------------------------------------------------------------


class Understands(Protocol):
    """Reads the cells of a workbook of its kind as tables. Raises FileRefused."""

    def __call__(self, workbook: Workbook, *, agency: Agency, plan_year: PlanYear) -> Reading: ...


class WorkbookReader(NamedTuple):
    """`plan` works out what a workbook of the kind would change; `owner` says whose it is, None where it does not."""

    kind: IntakeKind
    recognises: Callable[[Workbook], bool]
    read: Understands
    plan: Callable[[Intake, User], Plan | FlatPlan]
    owner: Callable[[Workbook], Agency | None]


def reader_of(workbook: Workbook) -> WorkbookReader:
    """Raises FileRefused where nobody recognises it."""
    for reader in _READERS:
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


def plan_of(intake: Intake, user: User) -> Plan | FlatPlan:
    """What the workbook would change now, if this person applied it."""
    return next(reader for reader in _READERS if reader.kind == intake.kind).plan(intake, user)


def _plan_of_workbook(intake: Intake, user: User) -> Plan:
    return Plan(
        [Table.from_json(table) for table in intake.tables],
        agency=intake.agency,
        plan_year=intake.plan_year,
        programs=programs_open_to(user, intake.agency),
        returns=returns_open_to(user, intake.agency),
        problems=[Problem.from_json(problem) for problem in intake.problems],
        decisions=intake.decisions,
    )


def _plan_of_table(intake: Intake, user: User) -> FlatPlan:
    habit = TableHabit.objects.filter(agency=intake.agency_id).first()
    return FlatPlan(
        FlatSheet.from_json(intake.tables[0]),
        Said.of(intake.answers, habit),
        agency=intake.agency,
        plan_year=intake.plan_year,
        user=user,
        problems=[Problem.from_json(problem) for problem in intake.problems],
    )


def _read_table(workbook: Workbook, *, agency: Agency, plan_year: PlanYear) -> Reading:
    """The sheet with the table as it came; what its columns are is worked out with the answers about it."""
    habit = TableHabit.objects.filter(agency=agency).first()
    return Reading([sheet_with_table(workbook, habit.headings if habit else {})])


def _owner_of_workbook(workbook: Workbook) -> Agency | None:
    return Agency.objects.filter(code=agency_code_of(workbook)).first()


def _owner_of_table(workbook: Workbook) -> Agency | None:
    return agency_of(sheet_with_table(workbook, {}), named(Agency.objects.all(), idle=TITLES))


# The first that recognises a workbook reads it.
_READERS = [
    WorkbookReader(
        IntakeKind.AGENCY_WORKBOOK, is_agency_workbook, read_agency_workbook, _plan_of_workbook, _owner_of_workbook
    ),
    WorkbookReader(IntakeKind.FLAT_TABLE, has_table, _read_table, _plan_of_table, _owner_of_table),
]
