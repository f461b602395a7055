"""What all that is written in a return has in common: claiming it, its versions, its ledger, its history."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import difference, record
from agencies.models import User
from config.clock import today
from projects.enums import YearState
from projects.refusals import Moved, Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.lines import label_of
from targets.models import ActionProgress, FieldVisit, Measurement, ProgressReport, ReportLine, ReturnStay
from targets.returns import WAITING_LINES, amount_in, turn_of


def claim_report(report: ProgressReport, version: int | None = None) -> ProgressReport:
    """The return as it stands, its row locked until the transaction ends.

    Raises Moved when it is no longer at `version`, Refused when its year is closed.
    """
    rows = ProgressReport.objects.select_for_update(of=("self",), no_key=True).filter(pk=report.pk)
    if version is not None:
        rows = rows.filter(version=version)
    # Not `first`, which puts the only row into an order.
    try:
        claimed = rows.select_related("agency", "period__plan_year").get()
    except ProgressReport.DoesNotExist:
        raise Moved from None
    if claimed.period.plan_year.state != YearState.FROZEN:
        raise Refused(_("The year is closed; its figures stay as they are."))
    return claimed


def add_contributor(report: ProgressReport, by: User) -> None:
    """Put the person among those who had a part in the return; the caller, who holds its row, saves it."""
    report.contributor_ids = sorted({*report.contributor_ids, by.pk})


def new_version(report: ProgressReport, *fields: str) -> None:
    report.version += 1
    report.save(update_fields=["version", *fields])


def add_to_ledger(
    lines: Iterable[ReportLine],
    kind: EntryKind,
    *,
    by: User,
    reason: str = "",
    reasons: Mapping[uuid.UUID, str] | None = None,
    with_notes: bool = False,
    figure: str = "reported",
    visit: FieldVisit | None = None,
) -> None:
    """One entry for each line, with the figure that the act is about and why: one reason, each its own, or its note."""
    measurements, progress = [], []
    for line in lines:
        why = line.note if with_notes else (reasons or {}).get(line.uuid, reason)
        said = {"line": line, "kind": kind, "reason": why, "entered_by": by, "visit": visit}
        amount = amount_in(line, figure)
        if line.target_id is None:
            progress.append(ActionProgress(value=amount.value, **said))
        else:
            measurements.append(Measurement(**amount._asdict(), **said))
    Measurement.objects.bulk_create(measurements)
    ActionProgress.objects.bulk_create(progress)


def record_return(
    report: ProgressReport,
    *,
    by: User | None,
    act: Act,
    changes: Mapping[str, list[str | None]],
    note: str = "",
    file_hashes: Iterable[str] = (),
) -> None:
    """The history's entry of an act on the return as a whole."""
    record(
        by=by,
        act=act,
        kind="targets.progress_report",
        object_id=report.uuid,
        label=str(report),
        agency=report.agency,
        changes=changes,
        note=note,
        file_hashes=file_hashes,
    )
    note_whose_turn(report)


def record_move(
    report: ProgressReport,
    before: str,
    *,
    by: User,
    act: Act,
    note: str = "",
    changes: Mapping[str, list[str | None]] | None = None,
    file_hashes: Iterable[str] = (),
) -> None:
    moved = difference({"status": before}, {"status": report.status}) | dict(changes or {})
    record_return(report, by=by, act=act, changes=moved, note=note, file_hashes=file_hashes)


def record_line(
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
    note_whose_turn(report)


def note_whose_turn(report: ProgressReport) -> None:
    """After every act: where the return lies with another side now, since today."""
    is_submitted = report.status == ReportStatus.SUBMITTED
    statuses = {*report.lines.values_list("status", flat=True).distinct().order_by()} if is_submitted else set()
    turn = turn_of(report, waits=bool(statuses & WAITING_LINES), is_disputed=LineStatus.DISPUTED in statuses)
    if report.stays.order_by("-pk").values_list("turn", flat=True).first() != turn:
        ReturnStay.objects.create(report=report, turn=turn, since_on=today())
