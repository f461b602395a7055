"""Disputes about a figure: the agency objects, the reviewer answers, the deputy settles what stays in dispute."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import today
from projects.refusals import Moved, Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.lines import line_of
from targets.models import ProgressReport, ReportLine
from targets.operations.progress.entering import Entry, value_of
from targets.operations.progress.verifying import (
    because,
    claim_for_verification,
    close_when_decided,
    put_in_dispute,
    take_out_of_dispute,
)
from targets.operations.progress.writing import add_to_ledger, claim_report, new_version, record_line, record_move
from targets.permissions import had_part_in_return, took_side
from targets.returns import amount_in, may_still_be_objected_to


@transaction.atomic
def object_to_figure(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """The head of the agency objects to an adjusted figure, saying why: what was reported is in dispute.

    Who signs for the house objects for it. Raises Refused when the days to object are over.
    """
    check_permission(by, Permission.PROGRESS_SIGN, line.report.agency_id)
    if not (reason := reason.strip()):
        raise Refused(_("Say why: the reviewer will read your reason."))
    report = claim_report(line.report, version)
    line = line_of(report, line)
    if line.status != LineStatus.ADJUSTED:
        raise Moved
    if not may_still_be_objected_to(line, today()):
        raise Refused(_("The days to object to “%(line)s” are over; the adjusted figure stands.") % {"line": line})
    if line.reported is None:
        raise Refused(_("“%(line)s”: the agency reported no figure that could be in dispute.") % {"line": line})
    put_in_dispute(line, LineStatus.OBJECTED)
    add_to_ledger([line], EntryKind.OBJECTED, by=by, reason=reason)
    changes = difference({"status": LineStatus.ADJUSTED}, {"status": line.status})
    record_line(report, line, by=by, act=Act.MOVED, changes=changes, note=reason)
    before, was_settled = report.status, report.status == ReportStatus.SETTLED
    if was_settled:
        report.status, report.settled_at = ReportStatus.SUBMITTED, None
    new_version(report, "status", "settled_at")
    if was_settled:
        record_move(report, before, by=by, act=Act.MOVED)
    return line


@transaction.atomic
def keep_figure(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """The reviewer keeps to the adjusted figure: the line stays in dispute, for the deputy to settle."""
    report = claim_for_verification(line.report, version, by)
    reason = because(reason)
    line = _line_in(report, line, LineStatus.OBJECTED)
    line.status = LineStatus.DISPUTED
    line.save(update_fields=["status"])
    add_to_ledger([line], EntryKind.KEPT, by=by, reason=reason, figure="adjusted")
    changes = difference({"status": LineStatus.OBJECTED}, {"status": line.status})
    record_line(report, line, by=by, act=Act.MOVED, changes=changes, note=reason)
    return line


@transaction.atomic
def take_back(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """The reviewer takes the adjustment or the dispute back: the line is verified as it was reported."""
    report = claim_for_verification(line.report, version, by)
    reason = because(reason)
    line = _line_in(report, line, LineStatus.OBJECTED, LineStatus.DISPUTED)
    before = line.status
    take_out_of_dispute(line, amount_in(line))
    add_to_ledger([line], EntryKind.TAKEN_BACK, by=by, reason=reason, figure="verified")
    _record_end(report, line, before, by=by, act=Act.SETTLED, reason=reason)
    return line


@transaction.atomic
def settle_dispute(*, by: User, line: ReportLine, version: int, entry: Entry, reason: str) -> ReportLine:
    """The deputy settles what stays in dispute by a figure of either side or another one; nobody objects to it.

    Raises Refused for who had a part in the return, or took a side (maker ≠ checker).
    """
    check_permission(by, Permission.PROGRESS_RULE)
    reason = because(reason)
    report = claim_report(line.report, version)
    line = _line_in(report, line, LineStatus.DISPUTED)
    if had_part_in_return(by, report) or took_side(by, line):
        raise Refused(_("You took a side in this; another person must settle it."))
    figure = value_of(line, entry)
    if figure[0] is None:
        raise Refused(_("“%(line)s”: enter the figure that is to stand.") % {"line": line})
    take_out_of_dispute(line, figure)
    add_to_ledger([line], EntryKind.SETTLED, by=by, reason=reason, figure="verified")
    _record_end(report, line, LineStatus.DISPUTED, by=by, act=Act.RULED, reason=reason)
    return line


def _line_in(report: ProgressReport, line: ReportLine, *statuses: LineStatus) -> ReportLine:
    line = line_of(report, line)
    if line.status not in statuses:
        raise Moved
    return line


def _record_end(report: ProgressReport, line: ReportLine, before: str, *, by: User, act: Act, reason: str) -> None:
    was, now = {"status": before, "figure": line.reported}, {"status": line.status, "figure": line.verified}
    record_line(report, line, by=by, act=act, changes=difference(was, now), note=reason)
    close_when_decided(report, by)
