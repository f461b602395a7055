"""Workbooks that come in: handed in, read, decided on, applied all or nothing, or discarded.

Until it is applied a workbook is nobody's act: it makes no event. Applied it makes one, whatever it changes, with the
hash of the file and that of all that it changed.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import gathered, record
from agencies.models import Agency, Event, User
from agencies.uploads import check_quota
from config.storage import open_stored, store
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from reports import queue
from reports.enums import OPEN_INTAKES, IntakeState
from reports.intakes import check_user_hands_in, is_of_the_house, plan_of, reader_of
from reports.models import Intake, WorkbookBatch
from reports.workbooks import FileRefused, Workbook, judge_name, read_workbook, stored_tables
from reports.workbooks.flat.plan import FlatPlan
from reports.workbooks.plan import MINE, THEIRS, Plan
from targets.operations.progress import save_lines
from targets.operations.year import RefusedAt, save_year

logger = logging.getLogger("jahesh.workbooks")

FOLDER = "workbooks"
# What is larger is read by a worker, and the page shows how far it is.
READ_AT_ONCE = 400_000
ROWS_AT_ONCE = 2_000
# So many rows are tried before anybody presses the button; of more it would take as long as storing them.
REHEARSED = 1_000
ATTEMPTS = 3
SILENT_AFTER = datetime.timedelta(seconds=90)
NEGLECTED_AFTER = datetime.timedelta(seconds=5)


# --- handing in -----------------------------------------------------------------------------------


def hand_in_workbook(
    *,
    by: User,
    agency: Agency,
    plan_year: PlanYear,
    name: str | None,
    content: bytes,
    workbook: Workbook | None = None,
    batch: WorkbookBatch | None = None,
) -> Intake:
    """Take a workbook for the agency's year. A small one is read at once, a large one by a worker.

    One of a `batch` has been read as `workbook` already. Raises FileRefused for what is no honest workbook, or not
    this agency's: then nothing is stored, the file neither.
    """
    intake = _begin(by, agency, plan_year, name, content)
    intake.batch = batch
    if len(content) <= READ_AT_ONCE:
        workbook = workbook or read_workbook(intake.original_name, content)
        # A small file may hold a great many rows.
        if workbook.row_count <= ROWS_AT_ONCE:
            _read(intake, workbook)
    with transaction.atomic():
        _keep(intake, content)
        if intake.state == IntakeState.WAITING:
            transaction.on_commit(lambda: queue.send_workbook_hint(intake.pk))
    return intake


def import_workbook(
    *,
    by: User,
    agency: Agency,
    plan_year: PlanYear,
    name: str | None,
    content: bytes,
    dry_run: bool = False,
    answers: Mapping[str, str] | None = None,
) -> tuple[Intake, Plan | FlatPlan]:
    """Read a workbook and apply it at once where nothing stands in the way; otherwise nothing of it is stored at all.

    `answers` say of a flat table what its page would ask ("money", "slash"). Returns the intake, applied or never
    stored, and the plan that says what it changes or what stands in the way.
    Raises FileRefused.
    """
    intake = _begin(by, agency, plan_year, name, content)
    intake.answers = dict(answers or {})
    _read(intake, read_workbook(intake.original_name, content))
    plan = plan_of(intake, by)
    if plan.can_be_applied and not dry_run:
        with transaction.atomic():
            _keep(intake, content)
            intake = apply_intake(by=by, intake=intake, fingerprint=plan.fingerprint)
    return intake, plan


def _begin(by: User, agency: Agency, plan_year: PlanYear, name: str | None, content: bytes) -> Intake:
    check_user_hands_in(by, agency, plan_year)
    return Intake(
        agency=agency,
        plan_year=plan_year,
        on_behalf=not is_of_the_house(by, agency),
        original_name=judge_name(name, len(content)),
        handed_by=by,
        language=(get_language() or "fa")[:2],
    )


def _keep(intake: Intake, content: bytes) -> None:
    """Store the file and the row that names it. Inside the caller's transaction."""
    check_quota(intake.handed_by, len(content))
    stored = store(content, folder=FOLDER)
    intake.stored_as, intake.sha256, intake.bytes = stored.name, stored.sha256, stored.bytes
    intake.save()


def _read(intake: Intake, workbook: Workbook) -> None:
    """Take the workbook into the intake, and try what it would change; nothing is saved. Raises FileRefused."""
    reader = reader_of(workbook)
    reading = reader.read(workbook, agency=intake.agency, plan_year=intake.plan_year)
    intake.kind, intake.progress = reader.kind, 100
    intake.tables = stored_tables(reading.tables)
    intake.problems = [problem.as_json() for problem in reading.problems]
    intake.notes = reading.notes
    rehearse(intake)


def rehearse(intake: Intake) -> None:
    """Write what the workbook would change and take it all back: what only an operation refuses is told beforehand."""
    plan = plan_of(intake, intake.handed_by)
    intake.state = IntakeState.ASKING if plan.is_asking else IntakeState.PREVIEWED
    if plan.can_be_applied and len(plan.rows) <= REHEARSED:
        try:
            with transaction.atomic(), gathered():
                _write(plan, intake, intake.handed_by)
                transaction.set_rollback(True)
        except RefusedAt as refusal:
            plan = plan_of(intake, intake.handed_by)
            plan.refuse_at(refusal.place, str(refusal))
            intake.problems = [problem.as_json() for problem in plan.problems]
        except (Refused, PermissionDenied) as refusal:
            intake.notes = [*intake.notes, str(refusal)]
    intake.counts = plan.counts


# --- reading by a worker --------------------------------------------------------------------------


def read_waiting_workbook(*, intake_id: int) -> None:
    """Read a workbook that waits, unless it is gone, read or in other hands. What is refused says why."""
    waiting = Intake.objects.filter(pk=intake_id, state=IntakeState.WAITING)
    if not waiting.update(state=IntakeState.READING, progress=20, attempts=F("attempts") + 1, heartbeat_at=Now()):
        return
    intake = Intake.objects.select_related("agency", "plan_year", "handed_by").get(pk=intake_id)
    with translation.override(intake.language):
        try:
            with open_stored(intake.stored_as) as file:
                _read(intake, read_workbook(intake.original_name, file.read()))
        except FileRefused as refusal:
            intake.state, intake.reason = IntakeState.REFUSED, str(refusal)
    mine = Intake.objects.filter(pk=intake_id, state=IntakeState.READING, attempts=intake.attempts)
    names = ("kind", "state", "reason", "tables", "problems", "notes", "counts")
    mine.update(progress=100, **{name: getattr(intake, name) for name in names})


def give_back_stopped_workbooks() -> None:
    """Put back what a dead worker was reading; after the last attempt it is refused."""
    stopped = Intake.objects.filter(state=IntakeState.READING, heartbeat_at__lt=Now() - SILENT_AFTER)
    for intake in stopped:
        logger.warning("workbook %s, attempt %s: its reader has stopped", intake.pk, intake.attempts)
        mine = Intake.objects.filter(pk=intake.pk, state=IntakeState.READING, attempts=intake.attempts)
        if intake.attempts < ATTEMPTS:
            mine.update(state=IntakeState.WAITING)
        else:
            with translation.override(intake.language):
                mine.update(state=IntakeState.REFUSED, reason=_("It could not be read. Please tell the operator."))


def neglected_workbooks() -> list[int]:
    """The workbooks that have waited longer than a hint takes to arrive, oldest first."""
    waiting = Q(state=IntakeState.WAITING, handed_at__lt=Now() - NEGLECTED_AFTER)
    return list(Intake.objects.filter(waiting).order_by("handed_at").values_list("pk", flat=True))


# --- deciding -------------------------------------------------------------------------------------


@transaction.atomic
def decide_conflicts(*, by: User, intake: Intake, decisions: Mapping[str, str]) -> Intake:
    """Keep whose text is to stand in which cell: "mine" of the file, "theirs" of the system."""
    intake = claim_intake(intake, by)
    known = {name: whose for name, whose in decisions.items() if whose in (MINE, THEIRS)}
    intake.decisions = {**intake.decisions, **known}
    intake.counts = plan_of(intake, by).counts
    intake.save(update_fields=["decisions", "counts"])
    return intake


@transaction.atomic
def discard_intake(*, by: User, intake: Intake) -> None:
    """Leave the workbook aside: it changes nothing any more."""
    intake = claim_intake(intake, by, *OPEN_INTAKES)
    intake.state = IntakeState.DISCARDED
    intake.save(update_fields=["state"])


@transaction.atomic
def apply_intake(*, by: User, intake: Intake, fingerprint: str | None = None) -> Intake:
    """Write all that the workbook changes, or nothing, as one act with one event.

    `fingerprint` is that of the plan which the person saw. Raises Moved when something else would happen by now, and
    Refused (RefusedAt with the row) for what cannot be written.
    """
    intake = claim_intake(intake, by)
    plan = plan_of(intake, by)
    if fingerprint is not None and plan.fingerprint != fingerprint:
        raise Moved(_("Something was changed meanwhile: this is what the workbook would change now. Look once more."))
    if plan.problems:
        raise Refused(_("Rows are refused: nothing is stored. Correct them in the workbook, and hand it in again."))
    if not plan.can_be_applied:
        raise Refused(_("Decide first what is to stand where both sides changed a cell."))
    with gathered() as events:
        _write(plan, intake, by)
    intake.counts, intake.effects = plan.counts, _effects_of(events)
    intake.state, intake.applied_by, intake.applied_at = IntakeState.APPLIED, by, timezone.now()
    intake.save(update_fields=["counts", "effects", "state", "applied_by", "applied_at"])
    roots = {event.root_id for event in events}
    record(
        by=by,
        act=Act.CHANGED,
        kind="reports.intake",
        object_id=intake.uuid,
        root_id=roots.pop() if len(roots) == 1 else intake.uuid,
        label=intake.original_name,
        agency=intake.agency_id,
        changes={
            "created": [None, str(plan.counts["new"])],
            "changed": [None, str(plan.counts["changed"])],
            **({"on_behalf": [None, "true"]} if intake.on_behalf else {}),
        },
        file_hashes=[intake.sha256, hashlib.sha256(json.dumps(intake.effects).encode()).hexdigest()],
    )
    return intake


def claim_intake(intake: Intake, by: User, *states: IntakeState) -> Intake:
    """The intake as it stands, its row locked. Raises Moved when it was applied or discarded meanwhile."""
    claimed = (
        Intake.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=intake.pk, state__in=states or (IntakeState.PREVIEWED,))
        .select_related("agency", "plan_year", "handed_by")
        .first()
    )
    if claimed is None:
        raise Moved(_("This workbook was applied or discarded meanwhile."))
    check_user_hands_in(by, claimed.agency, claimed.plan_year)
    return claimed


def _write(plan: Plan | FlatPlan, intake: Intake, by: User) -> None:
    """Through the operations of the screens. Inside the caller's transaction."""
    save_year(by=by, agency=intake.agency, plan_year=intake.plan_year, programs=plan.entries())
    for report, entries in plan.returns():
        save_lines(by=by, report=report, version=report.version, values=entries)


def _effects_of(events: list[Event]) -> list[list[str | None]]:
    """What the operations told: of each event its kind, act, label and field, from, to."""
    return [
        [event.object_kind, event.act, event.label, name, *change]
        for event in events
        for name, change in (event.changes or {"": [None, None]}).items()
    ]
