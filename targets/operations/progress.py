"""Writing what is reported: an agency's return for a period, from its opening to its settlement.

    opened → entered → sent by the officer → signed by the head → settled line by line by the planning organization

Each operation is keyword-only, atomic, says who acts (`by=`), checks the permission, and records one event in the
history; every value that was entered, verified or returned stands in the ledger too. It refuses with `Refused`, `Moved`
or PermissionDenied.

`version` is the one the person saw: everything the agency does to a return makes a new one, so that nobody signs or
settles what they did not read. The reviewer's acts make none: two reviewers may work on different lines at once.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, difference, record
from agencies.models import User
from agencies.permissions import check_permission
from config.clock import today
from config.persian.calendar import format_date
from config.persian.numbers import INTEGER_DIGITS, format_number
from projects.enums import REGULAR_PERIODS, YearState
from projects.models import Action, Period, PlanYear
from projects.refusals import Moved, Refused
from targets.enums import REPORT_OPEN_TO_AGENCY, EntryKind, LineStatus, ReportStatus
from targets.models import ActionProgress, MasterTable, MasterTableRow, Measurement, ProgressReport, ReportLine
from targets.periods import PeriodStanding, days_off, periods_of, standing_of
from targets.returns import (
    BACK_WITH_AGENCY,
    SIGNED_LINES,
    asks_for_parts,
    is_a_correction,
    is_open_to_agency,
    is_under_verification,
    label_of,
    lines_of,
    measure_of,
    missing_before_sending,
    sheet_of,
)
from targets.rollups import quotient


@dataclass(frozen=True)
class Entry:
    """What an agency enters in a line: a percentage or a quantity, a ratio's two parts instead, and a note.

    None is "not reported", which is not zero.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""


# --- opening --------------------------------------------------------------------------------------


@transaction.atomic
def make_periods(*, by: User | None, plan_year: PlanYear) -> list[Period]:
    """Store the periods of a year that has none yet. Raises Refused when it has."""
    if plan_year.periods.exists():
        raise Refused(_("The year has its reporting periods already."))
    periods = Period.objects.bulk_create(periods_of(plan_year, days_off()))
    record(
        by=by,
        act=Act.CREATED,
        kind="projects.period",
        object_id=None,
        label=str(plan_year.year),
        changes={"periods": [None, str(len(periods))]},
    )
    return periods


def open_due_periods() -> int:
    """Open the regular periods of frozen years whose first day has come; returns how many returns that made.

    A freeze that comes late is caught up with: each period that has passed gets its own return.
    """
    begun = (
        Period.objects.regular()
        .filter(plan_year__state=YearState.FROZEN, first_day__lte=today())
        .order_by("plan_year", "first_day")
    )
    return sum(len(open_period(period=period)) for period in begun)


@transaction.atomic
def open_period(*, by: User | None = None, period: Period) -> list[ProgressReport]:
    """Make the returns that agencies owe for the period: one for each that has targets in the master table.

    A return has a line for each of the agency's frozen targets and for each action of their projects that has begun
    and was not yet reported as complete. Returns that exist are left alone, so it is safe to run twice, and at once.
    Raises Refused when the period asks for no return or the year is not frozen.
    """
    # The period's row is locked, so that a second run waits and then finds the returns made.
    period = Period.objects.select_for_update(of=("self",), no_key=True).select_related("plan_year").get(pk=period.pk)
    if period.kind not in REGULAR_PERIODS:
        raise Refused(_("This period restates earlier figures; it asks for no return of its own."))
    if period.plan_year.state != YearState.FROZEN:
        raise Refused(_("Returns are opened while the year's master table is in force."))
    if standing_of(period, today()) == PeriodStanding.NOT_BEGUN:
        raise Refused(_("The period has not begun."))
    rows = list(
        MasterTableRow.objects.filter(
            master_table=MasterTable.objects.filter(plan_year=period.plan_year).order_by("-version").first()
        )
        .exclude(agency__in=ProgressReport.objects.filter(period=period).values("agency"))
        .select_related("agency", "target")
        .order_by("position")
    )
    agencies = {row.agency_id: row.agency for row in rows}
    reports = {
        report.agency_id: report
        for report in ProgressReport.objects.bulk_create(
            ProgressReport(agency=agency, period=period) for agency in agencies.values()
        )
    }
    agency_of_project = {row.target.project_id: row.agency_id for row in rows}
    ReportLine.objects.bulk_create(
        [ReportLine(report=reports[row.agency_id], target=row.target) for row in rows]
        + [
            ReportLine(report=reports[agency_of_project[action.project_id]], action=action)
            for action in _running_actions(period, agency_of_project)
        ]
    )
    for report in reports.values():
        record(
            by=by,
            act=Act.OPENED,
            kind="targets.progress_report",
            object_id=report.uuid,
            label=str(report),
            agency=report.agency,
            changes={"due": [None, period.due_on.isoformat()]},
        )
    return list(reports.values())


def _running_actions(period: Period, projects: Iterable[int]) -> list[Action]:
    """The projects' actions that have begun by the period's end and were not reported complete in an earlier one."""
    complete = ReportLine.objects.filter(
        action__project__in=projects,
        report__period__plan_year=period.plan_year_id,
        report__period__first_day__lt=period.first_day,
        status__in=SIGNED_LINES,
        reported=100,
    )
    return list(
        Action.objects.filter(project__in=projects)
        .exclude(starts_on__gt=period.last_day)
        .exclude(pk__in=complete.values("action"))
        .order_by("project__code", "position")
    )


# --- the agency -----------------------------------------------------------------------------------


@transaction.atomic
def save_lines(*, by: User, report: ProgressReport, version: int, values: Mapping[uuid.UUID, Entry]) -> ProgressReport:
    """Write lines of the return, named by their UUID; lines not named stay as they are.

    Raises Moved when somebody else wrote meanwhile, Refused for a value that cannot be, or for a line that has left
    the agency. Where nothing differs nothing is written.
    """
    check_permission(by, Permission.PROGRESS_ENTER, report.agency_id)
    report = claim_report(report, version)
    lines = {line.uuid: line for line in lines_of(report)}
    changes: dict[str, list[str | None]] = {}
    written: list[ReportLine] = []
    revalued: list[ReportLine] = []
    for key, entry in values.items():
        line = lines.get(key)
        if line is None:
            raise Refused(_("The line belongs to another return."))
        before = _value_in(line)
        change = _enter(report, line, entry)
        if change:
            changes |= change
            written.append(line)
            if _value_in(line) != before:
                revalued.append(line)
    if not changes:
        return report
    # The rows are there, so that each conflicts with itself and is updated: one statement for a whole month.
    ReportLine.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["reported", "reported_numerator", "reported_denominator", "note", "status"],
    )
    _add_to_ledger(revalued, EntryKind.REPORTED, by=by, with_notes=True)
    if report.status == ReportStatus.DUE:
        report.status = ReportStatus.DRAFT
    _new_version(report, "status")
    record(
        by=by,
        act=Act.REPORTED,
        kind="targets.progress_report",
        object_id=report.uuid,
        label=str(report),
        agency=report.agency,
        changes=changes,
    )
    return report


def _value_in(line: ReportLine) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return line.reported, line.reported_numerator, line.reported_denominator


def _enter(report: ProgressReport, line: ReportLine, entry: Entry) -> dict[str, list[str | None]]:
    """Put the entry into the line, not yet into the database; returns what changed."""
    new, old = _value_of(line, entry), _value_in(line)
    label = label_of(line)
    changes = difference(
        {label: _in_words(*old), f"{label} (note)": line.note},
        {label: _in_words(*new), f"{label} (note)": entry.note},
    )
    if not changes:
        return {}
    if not is_open_to_agency(report, line):
        raise Refused(
            _("“%(line)s” has been sent; it can be changed when it is back with the agency.") % {"line": line}
        )
    line.reported, line.reported_numerator, line.reported_denominator = new
    line.note = entry.note
    says_something = line.reported is not None or line.note
    untouched = LineStatus.RETURNED if is_a_correction(report) else LineStatus.DUE
    line.status = LineStatus.ENTERED if says_something else untouched
    return changes


def _in_words(value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> str | None:
    """The value for the history, a ratio with its parts: two may make the same ratio."""
    return as_text(value) if numerator is None else f"{as_text(value)} ({as_text(numerator)}/{as_text(denominator)})"


def _value_of(line: ReportLine, entry: Entry) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, numerator and denominator that the entry makes in this line. Raises Refused for what cannot be."""
    if line.target is not None and asks_for_parts(line.target.indicator):
        if entry.numerator is None and entry.denominator is None:
            return None, None, None
        if entry.numerator is None or entry.denominator is None:
            raise Refused(_("“%(line)s”: enter both numerator and denominator.") % {"line": line})
        if entry.denominator <= 0:
            raise Refused(_("“%(line)s”: the denominator must be above zero.") % {"line": line})
        value = quotient(measure_of(line.target.indicator), entry.numerator, entry.denominator)
        if value is not None and abs(value) >= 10**INTEGER_DIGITS:
            raise Refused(
                _("“%(text)s” is too large: at most %(limit)s digits before the decimal mark.")
                % {"text": line, "limit": format_number(INTEGER_DIGITS)}
            )
        return value, entry.numerator, entry.denominator
    if line.action is not None and entry.value is not None and not 0 <= entry.value <= 100:
        raise Refused(_("“%(line)s”: progress lies between 0 and 100 percent.") % {"line": line})
    return entry.value, None, None


@transaction.atomic
def send_report(*, by: User, report: ProgressReport, version: int) -> ProgressReport:
    """Send the return to the head of the agency; after its first signature, the lines that were corrected.

    Raises Refused with the list of problems when a line says nothing, and before the period's last day.
    """
    check_permission(by, Permission.PROGRESS_ENTER, report.agency_id)
    report = claim_report(report, version)
    if report.status not in (*REPORT_OPEN_TO_AGENCY, ReportStatus.SUBMITTED):
        raise Refused(_("The return has been sent already."))
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
    report.sent_by, report.sent_at = by, timezone.now()
    _new_version(report, "status", "sent_by", "sent_at")
    _record_move(report, before, by=by, act=Act.MOVED)
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
    _new_version(report, "status")
    _record_move(report, before, by=by, act=Act.RETURNED, note=reason)
    return report


@transaction.atomic
def sign_report(*, by: User, report: ProgressReport, version: int) -> ProgressReport:
    """The head signs: what was entered leaves the agency. The first signature gives the tracking code (کد رهگیری).

    `signed_by` and `signed_at` stay those of the first signature, the day the return left the house; signatures under
    corrections stand in the history. Raises Refused when the signer is the sender.
    """
    check_permission(by, Permission.PROGRESS_SIGN, report.agency_id)
    report = claim_report(report, version)
    if report.status != ReportStatus.AWAITING_HEAD:
        raise Refused(_("The return is not waiting for a signature."))
    if by.pk == report.sent_by_id:
        raise Refused(_("You have sent this return yourself; another person must sign it."))
    before = report.status
    report.status = ReportStatus.SUBMITTED
    if not is_a_correction(report):
        report.signed_by, report.signed_at, report.signed_on = by, timezone.now(), today()
        report.tracking_code = _tracking_code(report.period)
    _new_version(report, "status", "signed_by", "signed_at", "signed_on", "tracking_code")
    report.lines.filter(status=LineStatus.ENTERED).update(status=LineStatus.SENT, return_reason="")
    _record_move(report, before, by=by, act=Act.SIGNED)
    return report


def _tracking_code(period: Period) -> str:
    """Year, number of the period, and eight digits nobody can guess: short enough to be said on the telephone."""
    return f"{period.plan_year.year}-{period.ordinal:02d}-{secrets.randbelow(10**8):08d}"


# --- the planning organization ---------------------------------------------------------------------


@transaction.atomic
def settle_line(*, by: User, line: ReportLine, version: int) -> ReportLine:
    """Verify one line as it was reported. The return is settled with its last line."""
    report = _claim_for_verification(line.report, version, by)
    line = _sent_line(report, line)
    if line.reported is None:
        raise Refused(_("“%(line)s” has no figure to settle: return it, or settle the whole return.") % {"line": line})
    _verify_as_reported([line], by)
    _record_line(report, line, by=by, act=Act.SETTLED, changes=_verified([line]))
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
        record(
            by=by,
            act=Act.SETTLED,
            kind="targets.progress_report",
            object_id=report.uuid,
            label=str(report),
            agency=report.agency,
            changes=_verified(waiting),
        )
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
    _add_to_ledger([line], EntryKind.RETURNED, by=by, reason=reason)
    _record_line(
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
    entered = {"line__report": report, "kind": EntryKind.REPORTED, "entered_by": by}
    if (
        by.pk in (report.sent_by_id, report.signed_by_id)
        or Measurement.objects.filter(**entered).exists()
        or ActionProgress.objects.filter(**entered).exists()
    ):
        raise Refused(_("You had a part in this return; another person must verify it."))
    return report


def _sent_line(report: ProgressReport, line: ReportLine) -> ReportLine:
    """The line as it stands now; raises Moved when it no longer waits for the reviewer."""
    line = next(candidate for candidate in lines_of(report) if candidate.pk == line.pk)
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
    _add_to_ledger(lines, EntryKind.VERIFIED, by=by)


def _verified(lines: Iterable[ReportLine]) -> dict[str, list[str | None]]:
    return difference({}, {label_of(line): line.verified for line in lines})


def _close(report: ProgressReport, by: User) -> None:
    before = report.status
    report.status = ReportStatus.SETTLED
    report.settled_at = timezone.now()
    report.save(update_fields=["status", "settled_at"])
    _record_move(report, before, by=by, act=Act.SETTLED)


# --- shared by the above ----------------------------------------------------------------------------


def claim_report(report: ProgressReport, version: int | None = None) -> ProgressReport:
    """The return as it stands, its row locked until the transaction ends.

    Raises Moved when it is no longer at `version`, Refused when its year is closed.
    """
    rows = ProgressReport.objects.select_for_update(of=("self",), no_key=True).filter(pk=report.pk)
    if version is not None:
        rows = rows.filter(version=version)
    claimed = rows.select_related("agency", "period__plan_year").first()
    if claimed is None:
        raise Moved
    if claimed.period.plan_year.state != YearState.FROZEN:
        raise Refused(_("The year is closed; its figures stay as they are."))
    return claimed


def _new_version(report: ProgressReport, *fields: str) -> None:
    report.version += 1
    report.save(update_fields=["version", *fields])


def _add_to_ledger(
    lines: Iterable[ReportLine], kind: EntryKind, *, by: User, reason: str = "", with_notes: bool = False
) -> None:
    """One entry for each line, with the value that the act is about and its reason, or the line's own note."""
    measurements, progress = [], []
    for line in lines:
        why = line.note if with_notes else reason
        if line.target_id is None:
            progress.append(ActionProgress(line=line, kind=kind, value=line.reported, reason=why, entered_by=by))
            continue
        measurements.append(
            Measurement(
                line=line,
                kind=kind,
                value=line.reported,
                numerator=line.reported_numerator,
                denominator=line.reported_denominator,
                reason=why,
                entered_by=by,
            )
        )
    Measurement.objects.bulk_create(measurements)
    ActionProgress.objects.bulk_create(progress)


def _record_move(report: ProgressReport, before: str, *, by: User, act: Act, note: str = "") -> None:
    record(
        by=by,
        act=act,
        kind="targets.progress_report",
        object_id=report.uuid,
        label=str(report),
        agency=report.agency,
        changes=difference({"status": before}, {"status": report.status}),
        note=note,
    )


def _record_line(
    report: ProgressReport,
    line: ReportLine,
    *,
    by: User,
    act: Act,
    changes: Mapping[str, list[str | None]],
    note: str = "",
) -> None:
    record(
        by=by,
        act=act,
        kind="targets.report_line",
        object_id=line.uuid,
        root_id=report.uuid,
        label=label_of(line),
        agency=report.agency,
        changes=changes,
        note=note,
    )
