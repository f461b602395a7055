"""A return on its way out of the agency: sent by the officer, signed by the head or given back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.models import User
from agencies.operations import claim_signing_seat
from agencies.permissions import check_permission
from config.clock import today
from config.persian.calendar import format_date
from projects.models import SignedLetter
from projects.receipts import new_tracking_code, signature_on_record
from projects.refusals import Moved, Refused
from projects.revisions import content_hash
from targets.enums import REPORT_OPEN_TO_AGENCY, LineStatus, ReportStatus
from targets.lines import lines_of
from targets.models import ProgressReport, ReturnSignature
from targets.operations.progress.writing import claim_report, new_version, record_move
from targets.periods import PeriodStanding, standing_of
from targets.permissions import check_user_writes_return, on_behalf
from targets.plausibility import missing_before_sending
from targets.returns import content_of_return, is_a_correction, is_in_time, sheet_of, why_closed


@transaction.atomic
def send_report(*, by: User, report: ProgressReport, version: int) -> ProgressReport:
    """Send the return to the head of the agency; after its first signature, the lines that were corrected.

    Raises Refused with the list of problems when a line says nothing, before the period's last day, and once the period
    has closed. Where it was re-opened for one program, the lines of the others may stay unsaid.
    """
    report = claim_report(report, version)
    check_user_writes_return(by, report)
    if report.status not in (*REPORT_OPEN_TO_AGENCY, ReportStatus.SUBMITTED):
        raise Refused(_("The return has been sent already."))
    if not is_a_correction(report) and not is_in_time(report):
        raise Refused(why_closed(report))
    if standing_of(report.period, today()) in (PeriodStanding.NOT_BEGUN, PeriodStanding.OPEN):
        raise Refused(
            _("The period is still running: its return can be sent from %(day)s on.")
            % {"day": format_date(report.period.last_day)}
        )
    sheet = sheet_of(report)
    if is_a_correction(report) and not any(item.line.status == LineStatus.ENTERED for item in sheet):
        raise Refused(_("No line has been corrected since it was returned."))
    problems = list(missing_before_sending(report, sheet))
    if problems:
        raise Refused(_("The return is not complete yet."), problems)
    if by.pk == report.signed_by_id:
        raise Refused(_("You have signed this return; another person must send the correction."))
    before = report.status
    report.status = ReportStatus.AWAITING_HEAD
    report.sent_by, report.sent_at, report.sent_on = by, timezone.now(), today()
    report.content_hash = content_hash(content_of_return(report, [item.line for item in sheet]))
    new_version(report, "status", "sent_by", "sent_at", "sent_on", "content_hash")
    sent = on_behalf(by, report)
    record_move(report, before, by=by, act=Act.MOVED, changes=sent, file_hashes=[report.content_hash])
    return report


@transaction.atomic
def send_back(*, by: User, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """The head gives the return back to the officer instead of signing it, saying why."""
    check_permission(by, Permission.PROGRESS_SIGN, report.agency_id)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the officer will read your reason."))
    report = claim_report(report, version)
    if report.status != ReportStatus.AWAITING_HEAD:
        raise Refused(_("The return is not waiting for a signature."))
    before = report.status
    report.status = ReportStatus.SUBMITTED if is_a_correction(report) else ReportStatus.DRAFT
    new_version(report, "status")
    record_move(report, before, by=by, act=Act.RETURNED, note=reason)
    return report


@transaction.atomic
def sign_report(
    *, by: User, report: ProgressReport, version: int, letter: SignedLetter | None = None
) -> ProgressReport:
    """The head signs: what was entered leaves the agency. Each signature has its tracking code (کد رهگیری).

    On the return `signed_by`, `signed_at` and the code stay those of the first signature, the day the return left the
    house. With a `letter` the head has signed on paper, and `by` registers that. Raises Refused when the signer is the
    sender, Moved when the text is another one than was sent.
    """
    permission = Permission.PROGRESS_SIGN
    check_permission(by, permission if letter is None else Permission.LETTER_REGISTER, report.agency_id)
    report = claim_report(report, version)
    sent_by, sent_at, sent_on = report.sent_by_id, report.sent_at, report.sent_on
    if report.status != ReportStatus.AWAITING_HEAD or sent_by is None or not sent_at or not sent_on:
        raise Refused(_("The return is not waiting for a signature."))
    if not is_a_correction(report) and not is_in_time(report):
        raise Refused(why_closed(report))
    signer = by if letter is None else letter.seat.user
    if signer.pk == report.sent_by_id:
        raise Refused(_("You have sent this return yourself; another person must sign it."))
    content = content_of_return(report, lines_of(report))
    text = content_hash(content)
    if text != report.content_hash:
        raise Moved
    if letter is None:
        seat = claim_signing_seat(by=by, permission=permission, agency=report.agency_id)
    else:
        seat = letter.seat
    if seat.delegated_by_id is not None and signer.pk in report.contributor_ids:
        raise Refused(_("You have entered figures of this return: who signs by delegation signs what others entered."))
    before = report.status
    report.status = ReportStatus.SUBMITTED
    signature = ReturnSignature.objects.create(
        report=report,
        tracking_code=new_tracking_code(report.period.plan_year.year, report.period.ordinal),
        content_hash=text,
        lines=len(content["lines"]),
        lines_with_a_figure=sum(line["reported"] is not None for line in content["lines"]),
        files=sum(len(line["files"]) for line in content["lines"]),
        sent_by_id=sent_by,
        sent_at=sent_at,
        sent_on=sent_on,
        signed_by=signer,
        seat=seat,
        letter=letter,
        signed_at=timezone.now(),
        signed_on=today(),
    )
    if not is_a_correction(report):
        report.signed_by, report.signed_at, report.signed_on = signer, signature.signed_at, signature.signed_on
        report.tracking_code = signature.tracking_code
    new_version(report, "status", "signed_by", "signed_at", "signed_on", "tracking_code")
    report.lines.filter(status=LineStatus.ENTERED).update(status=LineStatus.SENT, return_reason="", is_restated=False)
    receipt = signature_on_record(signature.tracking_code, seat, letter)
    files = [text] if letter is None else [text, letter.sha256]
    record_move(report, before, by=by, act=Act.SIGNED, changes=receipt, file_hashes=files)
    return report
