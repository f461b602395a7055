"""Settling or returning what an agency has reported, line by line: the planning organization's part."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference
from agencies.models import User
from agencies.permissions import check_permission
from projects.refusals import Moved, Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.models import ProgressReport, ReportLine
from targets.operations.progress.writing import add_to_ledger, claim_report, record_line, record_move, record_return
from targets.permissions import had_part_in_return
from targets.returns import BACK_WITH_AGENCY, is_under_verification, label_of, line_of, lines_of


@transaction.atomic
def settle_line(*, by: User, line: ReportLine, version: int) -> ReportLine:
    """Verify one line as it was reported. The return is settled with its last line."""
    report = _claim_for_verification(line.report, version, by)
    line = _sent_line(report, line)
    if line.reported is None:
        raise Refused(_("“%(line)s” has no figure to settle: return it, or settle the whole return.") % {"line": line})
    _verify_as_reported([line], by)
    record_line(report, line, by=by, act=Act.SETTLED, changes=_verified([line]))
    if not report.lines.exclude(status=LineStatus.SETTLED).exists():
        _close(report, by)
    return line


@transaction.atomic
def settle_lines(*, by: User, report: ProgressReport, version: int) -> ProgressReport:
    """Verify, as they were reported, all lines that wait for it.

    With nothing left at the agency the return is settled; a line that has only a note stays "not reported".
    """
    report = _claim_for_verification(report, version, by)
    lines = lines_of(report)
    waiting = [line for line in lines if line.status == LineStatus.SENT and line.reported is not None]
    is_last = not any(line.status in BACK_WITH_AGENCY for line in lines)
    if not waiting and not is_last:
        raise Refused(_("No line waits to be settled."))
    _verify_as_reported(waiting, by)
    if waiting:
        record_return(report, by=by, act=Act.SETTLED, changes=_verified(waiting))
    if is_last:
        _close(report, by)
    return report


@transaction.atomic
def return_line(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """Send one line back to the agency, saying why; the rest of the return goes on."""
    report = _claim_for_verification(line.report, version, by)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    line = _sent_line(report, line)
    line.status = LineStatus.RETURNED
    line.return_reason = reason
    line.save(update_fields=["status", "return_reason"])
    add_to_ledger([line], EntryKind.RETURNED, by=by, reason=reason)
    record_line(
        report,
        line,
        by=by,
        act=Act.RETURNED,
        changes=difference({"status": LineStatus.SENT}, {"status": line.status}),
        note=reason,
    )
    return line


def _claim_for_verification(report: ProgressReport, version: int, by: User) -> ProgressReport:
    """The return, locked, for somebody who verifies and had no part in what it says (maker ≠ checker)."""
    check_permission(by, Permission.PROGRESS_VERIFY, report.agency_id)
    report = claim_report(report, version)
    if not is_under_verification(report):
        raise Refused(_("The return is not under verification."))
    if had_part_in_return(by, report):
        raise Refused(_("You had a part in this return; another person must verify it."))
    return report


def _sent_line(report: ProgressReport, line: ReportLine) -> ReportLine:
    """The line as it stands now; raises Moved when it no longer waits for the reviewer."""
    line = line_of(report, line)
    if line.status != LineStatus.SENT:
        raise Moved
    return line


def _verify_as_reported(lines: list[ReportLine], by: User) -> None:
    for line in lines:
        line.status = LineStatus.SETTLED
        line.verified = line.reported
        line.verified_numerator, line.verified_denominator = line.reported_numerator, line.reported_denominator
    ReportLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        status=LineStatus.SETTLED,
        verified=F("reported"),
        verified_numerator=F("reported_numerator"),
        verified_denominator=F("reported_denominator"),
    )
    add_to_ledger(lines, EntryKind.VERIFIED, by=by)


def _verified(lines: Iterable[ReportLine]) -> dict[str, list[str | None]]:
    return difference({}, {label_of(line): line.verified for line in lines})


def _close(report: ProgressReport, by: User) -> None:
    before = report.status
    report.status = ReportStatus.SETTLED
    report.settled_at = timezone.now()
    report.save(update_fields=["status", "settled_at"])
    record_move(report, before, by=by, act=Act.SETTLED)
