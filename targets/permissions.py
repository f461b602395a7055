"""Who may do what with an agency's return *now*: the table of roles combined with where the return stands.

The operations of `targets.operations.progress` check again, with the return's row locked.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from agencies.enums import Permission, Role
from agencies.models import User
from agencies.permissions import check_permission, has_permission, roles_of, scope_of
from config.clock import today
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.models import ActionProgress, Measurement, ProgressReport, ReportLine
from targets.returns import is_open_to_agency, is_under_verification, may_still_be_objected_to

Reader = User | AnonymousUser

# Entries by which a reviewer takes a side in a dispute.
SIDES = frozenset({EntryKind.ADJUSTED, EntryKind.DISPUTED, EntryKind.KEPT})


def user_writes_return(user: Reader, report: ProgressReport) -> bool:
    """Whether the person enters the return, for the agency or on its behalf."""
    if report.on_behalf_by_id is not None and has_permission(user, Permission.ON_BEHALF_ENTER):
        return True
    return has_permission(user, Permission.PROGRESS_ENTER, report.agency_id)


def check_user_writes_return(user: Reader, report: ProgressReport) -> None:
    """Raise PermissionDenied unless `user_writes_return`."""
    if not user_writes_return(user, report):
        check_permission(user, Permission.PROGRESS_ENTER, report.agency_id)


def on_behalf(user: User, report: ProgressReport) -> dict[str, list[str | None]]:
    """How the history marks what somebody of the province enters in a return on its agency's behalf."""
    enters_there = has_permission(user, Permission.PROGRESS_ENTER, report.agency_id)
    return {} if report.on_behalf_by_id is None or enters_there else {"on_behalf": [None, "true"]}


def user_can_enter(user: Reader, report: ProgressReport, line: ReportLine) -> bool:
    """Whether the person writes in the line, as an officer of the agency or on its behalf."""
    return is_open_to_agency(report, line) and user_writes_return(user, report)


def user_can_sign(user: Reader, report: ProgressReport) -> bool:
    """Whether the return waits for the person's signature."""
    return report.status == ReportStatus.AWAITING_HEAD and has_permission(
        user, Permission.PROGRESS_SIGN, report.agency_id
    )


def had_part_in_return(user: Reader, report: ProgressReport) -> bool:
    """Whether the person entered, sent or signed what the return says, or registered the letter that signed it."""
    if user.pk in (report.sent_by_id, report.signed_by_id, *report.contributor_ids):
        return True
    return report.signatures.filter(letter__registered_by=user.pk).exists()


def user_can_verify(user: Reader, report: ProgressReport) -> bool:
    """Whether the person settles or returns lines of the return; whoever had a part in it does not."""
    return (
        is_under_verification(report)
        and has_permission(user, Permission.PROGRESS_VERIFY, report.agency_id)
        and not had_part_in_return(user, report)
    )


def user_can_object(user: Reader, report: ProgressReport, line: ReportLine) -> bool:
    """Whether the person objects to the adjusted figure: the head who signed the line's house, while the days run."""
    return may_still_be_objected_to(line, today()) and has_permission(user, Permission.PROGRESS_SIGN, report.agency_id)


def user_can_rule(user: Reader, report: ProgressReport, line: ReportLine) -> bool:
    """Whether the person settles what stays in dispute; whoever had a part in the return or took a side does not."""
    return (
        line.status == LineStatus.DISPUTED
        and has_permission(user, Permission.PROGRESS_RULE)
        and not had_part_in_return(user, report)
        and not took_side(user, line)
    )


def took_side(user: Reader, line: ReportLine) -> bool:
    """Whether the person adjusted or disputed the line, or kept to it when the agency objected."""
    book = ActionProgress if line.target_id is None else Measurement
    return book.objects.filter(line=line.pk, kind__in=SIDES, entered_by=user.pk).exists()


def user_sees_corrections(user: Reader, report: ProgressReport) -> bool:
    """Whether lines that are being corrected are shown: to the agency and the auditor, to the province once signed.

    Planners see them where planners enter the return on the agency's behalf.
    """
    if report.on_behalf_by_id is not None and has_permission(user, Permission.ON_BEHALF_ENTER):
        return True
    whole_province = scope_of(user, Permission.PROGRESS_VIEW).whole_province
    return not whole_province or Role.AUDITOR in roles_of(user)


def user_sees_line(user: Reader, report: ProgressReport, line: ReportLine) -> bool:
    """Whether the person sees what the line says."""
    return report.signed_at is None or line.status != LineStatus.ENTERED or user_sees_corrections(user, report)
