"""Taking back what was signed, to restate it: in the adjustment window, or in a period that was re-opened."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import difference
from agencies.models import User
from projects.refusals import Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.lines import line_of
from targets.models import ReportLine
from targets.operations.progress.writing import add_contributor, add_to_ledger, claim_report, new_version, record_line
from targets.permissions import check_user_writes_return, on_behalf
from targets.returns import can_be_restated


@transaction.atomic
def take_back_line(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """The agency takes a line back, saying why; from there it goes the way of every correction.

    What was signed counts until the restated figure is signed in its turn. No period is added: the line stays the one
    of its own period. Raises Refused without a reason, and outside the adjustment window and any re-opening.
    """
    report = claim_report(line.report, version)
    check_user_writes_return(by, report)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the reviewer will read your reason."))
    line = line_of(report, line)
    if not can_be_restated(report, line):
        raise Refused(
            _(
                "“%(line)s” can't be restated now: that is possible in the adjustment window after the year's end, or "
                "once the planning organization has re-opened the period."
            )
            % {"line": line}
        )
    before, status = line.status, report.status
    # The entry comes first: it is what lets a decided line change.
    add_to_ledger([line], EntryKind.REOPENED, by=by, reason=reason)
    line.status, line.return_reason, line.is_restated = LineStatus.RETURNED, reason, True
    line.save(update_fields=["status", "return_reason", "is_restated"])
    report.status, report.settled_at = ReportStatus.SUBMITTED, None
    add_contributor(report, by)
    new_version(report, "status", "settled_at", "contributor_ids")
    changes = difference({"status": before}, {"status": line.status}) | on_behalf(by, report)
    if status != report.status:
        changes |= {"return": [status, report.status]}
    record_line(report, line, by=by, act=Act.RETURNED, changes=changes, note=reason)
    return line
