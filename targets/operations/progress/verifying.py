"""Judging what an agency has reported, line by line: the planning organization's part.

A line that waits is accepted as reported, adjusted to the reviewer's own figure, disputed, or returned. An adjusted
figure is the verified one at once; the head of the agency has days to object to it (`disputes`). The return is settled
with its last line.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, difference
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import moment, today
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from targets.enums import DECIDED_LINES, LINES_IN_DISPUTE, EntryKind, LineStatus, ReportStatus
from targets.lines import label_of, line_of, lines_of
from targets.models import FieldVisit, ProgressReport, ReportLine
from targets.operations.progress.entering import Entry, value_of
from targets.operations.progress.writing import add_to_ledger, claim_report, record_line, record_move, record_return
from targets.periods import A_DAY, days_off, working_day_from
from targets.permissions import had_part_in_return
from targets.returns import BACK_WITH_AGENCY, amount_in, is_under_verification

# What stands in the way of a return being settled, beside lines that are left out.
_OPEN = BACK_WITH_AGENCY | LINES_IN_DISPUTE


@transaction.atomic
def settle_line(*, by: User, line: ReportLine, version: int) -> ReportLine:
    """Verify one line as it was reported."""
    report = claim_for_verification(line.report, version, by)
    return accept_line(sent_line(report, line), by=by)


@transaction.atomic
def settle_lines(
    *, by: User, report: ProgressReport, version: int, left_out: Mapping[uuid.UUID, str] | None = None
) -> ProgressReport:
    """Verify, as they were reported, all lines that wait for it, except those `left_out`, each with its reason.

    With nothing left open the return is settled; a line that has only a note stays "not reported".
    """
    report = claim_for_verification(report, version, by)
    lines = lines_of(report)
    waiting, excepted = part_lines([line for line in lines if line.status == LineStatus.SENT], left_out or {})
    accepted = [line for line in waiting if line.reported is not None]
    is_last = not excepted and not any(line.status in _OPEN for line in lines)
    if not accepted and not is_last:
        raise Refused(_("No line waits to be settled."))
    verify_as_reported(accepted, by)
    leave_out(excepted, left_out or {}, by)
    changes = verified_in(accepted) | left_out_in(excepted, left_out or {})
    if is_last:
        _close(report, by, changes)
    else:
        record_return(report, by=by, act=Act.SETTLED, changes=changes)
    return report


@transaction.atomic
def adjust_line(*, by: User, line: ReportLine, version: int, entry: Entry, reason: str) -> ReportLine:
    """Set the reviewer's own figure beside the reported one, saying why; the agency has days to object."""
    report = claim_for_verification(line.report, version, by)
    return set_figure(sent_line(report, line), entry, by=by, reason=because(reason))


@transaction.atomic
def dispute_line(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """Put what was reported in dispute, saying why: it is not verified until the deputy settles it."""
    report = claim_for_verification(line.report, version, by)
    reason = because(reason)
    line = sent_line(report, line)
    if line.reported is None:
        raise Refused(_("“%(line)s” has no figure that could be in dispute: return it.") % {"line": line})
    put_in_dispute(line, LineStatus.DISPUTED)
    add_to_ledger([line], EntryKind.DISPUTED, by=by, reason=reason)
    record_line(report, line, by=by, act=Act.MOVED, changes={"status": [LineStatus.SENT, line.status]}, note=reason)
    return line


@transaction.atomic
def return_line(*, by: User, line: ReportLine, version: int, reason: str) -> ReportLine:
    """Send one line back to the agency, saying why; the rest of the return goes on."""
    report = claim_for_verification(line.report, version, by)
    reason = because(reason)
    line = sent_line(report, line)
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


# --- what the operations of verification have in common --------------------------------------------


def claim_for_verification(report: ProgressReport, version: int, by: User) -> ProgressReport:
    """The return, locked, for somebody who verifies and had no part in what it says (maker ≠ checker)."""
    check_permission(by, Permission.PROGRESS_VERIFY, report.agency_id)
    report = claim_report(report, version)
    if not is_under_verification(report):
        raise Refused(_("The return is not under verification."))
    if had_part_in_return(by, report):
        raise Refused(_("You had a part in this return; another person must verify it."))
    return report


def sent_line(report: ProgressReport, line: ReportLine) -> ReportLine:
    """The line as it stands now; raises Moved when it no longer waits for the reviewer."""
    line = line_of(report, line)
    if line.status != LineStatus.SENT:
        raise Moved
    return line


def because(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    return reason


def accept_line(line: ReportLine, *, by: User, reason: str = "", visit: FieldVisit | None = None) -> ReportLine:
    """Verify a claimed line as it was reported."""
    if line.reported is None:
        raise Refused(_("“%(line)s” has no figure to settle: return it, or settle the whole return.") % {"line": line})
    verify_as_reported([line], by, reason=reason, visit=visit)
    record_line(line.report, line, by=by, act=Act.SETTLED, changes=verified_in([line]), note=reason)
    close_when_decided(line.report, by)
    return line


def set_figure(line: ReportLine, entry: Entry, *, by: User, reason: str, visit: FieldVisit | None = None) -> ReportLine:
    """Give a claimed line the reviewer's figure. Raises Refused where it is no other one than was reported."""
    figure = value_of(line, entry)
    if figure[0] is None:
        raise Refused(_("“%(line)s”: enter your own figure.") % {"line": line})
    if figure == amount_in(line):
        raise Refused(_("“%(line)s”: this is the figure that was reported; accept the line instead.") % {"line": line})
    before = {"status": line.status, "figure": line.reported}
    line.adjusted, line.adjusted_numerator, line.adjusted_denominator = figure
    line.verified, line.verified_numerator, line.verified_denominator = figure
    line.status = LineStatus.ADJUSTED
    line.objection_until = _last_day_to_object(line.report.period.plan_year)
    line.save(update_fields=["status", "objection_until", *_columns("adjusted"), *_columns("verified")])
    add_to_ledger([line], EntryKind.ADJUSTED, by=by, reason=reason, figure="adjusted", visit=visit)
    after = {"status": line.status, "figure": line.adjusted, "objection_until": line.objection_until}
    record_line(line.report, line, by=by, act=Act.SETTLED, changes=difference(before, after), note=reason)
    close_when_decided(line.report, by)
    return line


def put_in_dispute(line: ReportLine, status: LineStatus) -> None:
    """What was reported is in dispute, and nothing is verified."""
    line.status = status
    line.disputed, line.disputed_numerator, line.disputed_denominator = amount_in(line)
    line.verified = line.verified_numerator = line.verified_denominator = None
    line.save(update_fields=["status", *_columns("disputed"), *_columns("verified")])


def take_out_of_dispute(line: ReportLine, figure: tuple[object, object, object]) -> None:
    """The line is settled by that figure."""
    line.status = LineStatus.SETTLED
    line.verified, line.verified_numerator, line.verified_denominator = figure
    line.disputed = line.disputed_numerator = line.disputed_denominator = None
    line.save(update_fields=["status", *_columns("disputed"), *_columns("verified")])


def part_lines(
    waiting: Iterable[ReportLine], left_out: Mapping[uuid.UUID, str]
) -> tuple[list[ReportLine], list[ReportLine]]:
    """The lines that are accepted, and those that are left out. Each of these waits and says why, else Refused."""
    lines = list(waiting)
    excepted = [line for line in lines if line.uuid in left_out]
    if len(excepted) < len(left_out):
        raise Moved
    for line in excepted:
        if not left_out[line.uuid].strip():
            raise Refused(_("“%(line)s” is left out: say why.") % {"line": line})
    return [line for line in lines if line.uuid not in left_out], excepted


def verify_as_reported(lines: list[ReportLine], by: User, *, reason: str = "", visit: FieldVisit | None = None) -> None:
    for line in lines:
        line.status = LineStatus.SETTLED
        line.verified, line.verified_numerator, line.verified_denominator = amount_in(line)
    ReportLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        status=LineStatus.SETTLED,
        verified=F("reported"),
        verified_numerator=F("reported_numerator"),
        verified_denominator=F("reported_denominator"),
    )
    add_to_ledger(lines, EntryKind.VERIFIED, by=by, reason=reason, visit=visit)


def leave_out(lines: list[ReportLine], reasons: Mapping[uuid.UUID, str], by: User) -> None:
    add_to_ledger(lines, EntryKind.LEFT_OUT, by=by, reasons={key: reason.strip() for key, reason in reasons.items()})


def verified_in(lines: Iterable[ReportLine]) -> dict[str, list[str | None]]:
    return difference({}, {label_of(line): line.verified for line in lines})


def left_out_in(lines: Iterable[ReportLine], reasons: Mapping[uuid.UUID, str]) -> dict[str, list[str | None]]:
    return {f"{label_of(line)} (left out)": [None, as_text(reasons[line.uuid].strip())] for line in lines}


def close_when_decided(report: ProgressReport, by: User) -> None:
    """The return is settled with its last line; of those that said nothing there is nothing to decide."""
    if not report.lines.exclude(status__in=[*DECIDED_LINES, LineStatus.DUE]).exists():
        _close(report, by)


def _close(report: ProgressReport, by: User, verified: Mapping[str, list[str | None]] | None = None) -> None:
    """The return is settled, with what was `verified` in the same act."""
    before = report.status
    report.status = ReportStatus.SETTLED
    report.settled_at = moment()
    report.save(update_fields=["status", "settled_at"])
    record_move(report, before, by=by, act=Act.SETTLED, changes=verified)


def _last_day_to_object(plan_year: PlanYear) -> datetime.date:
    """So many days from today; a Friday or a holiday becomes the next working day."""
    return working_day_from(today() + plan_year.objection_days * A_DAY, days_off())


def _columns(figure: str) -> list[str]:
    return [f"{figure}{part}" for part in ("", "_numerator", "_denominator")]
