"""Flat tables: what is said of them once; many workbooks handed in at once, and applied at once."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission
from projects.models import PlanYear
from projects.refusals import Moved, Refused
from reports.enums import IntakeState
from reports.intakes import plan_of, reader_of
from reports.models import Intake, TableHabit, WorkbookBatch
from reports.operations.intakes import apply_intake, claim_intake, hand_in_workbook, rehearse
from reports.workbooks import FileRefused, Workbook, read_workbook
from reports.workbooks.flat.names import TITLES, Names, named

# As many workbooks as a province has agencies, and some that were sent twice.
MOST_AT_ONCE = 100
# A page that applies many workbooks begins no other one after so long.
SECONDS_AT_ONCE = 15


@transaction.atomic
def answer_intake(*, by: User, intake: Intake, answers: Mapping[str, Any]) -> Intake:
    """Keep what somebody says of a flat table, and remember it for the agency's next one.

    `answers`: "headings" and "indicators" (see TableHabit), "money", "source", "slash", "head_line". What a file means
    by 12/5 and where its headings stand is its own affair and not remembered. Raises Moved or PermissionDenied.
    """
    intake = claim_intake(intake, by, IntakeState.ASKING, IntakeState.PREVIEWED)
    known = intake.answers
    intake.answers = {**known, **answers}
    for name in ("headings", "indicators"):
        intake.answers[name] = {**known.get(name, {}), **answers.get(name, {})}
    _remember(by, intake)
    intake.problems = []
    rehearse(intake)
    intake.save(update_fields=["answers", "problems", "notes", "state", "counts"])
    return intake


def _remember(by: User, intake: Intake) -> None:
    habit = TableHabit.objects.filter(agency=intake.agency_id).first() or TableHabit(agency=intake.agency)
    before = _told(habit)
    said = intake.answers
    habit.headings = {**habit.headings, **said.get("headings", {})}
    habit.indicators = {**habit.indicators, **said.get("indicators", {})}
    habit.money = said.get("money") or habit.money
    habit.source = said.get("source", habit.source)
    changes = difference(before, _told(habit))
    if not changes:
        return
    habit.save()
    record(
        by=by,
        act=Act.CHANGED,
        kind="reports.table_habit",
        object_id=None,
        root_id=intake.uuid,
        label=str(intake.agency.name_fa),
        agency=intake.agency_id,
        changes=changes | ({"on_behalf": [None, "true"]} if intake.on_behalf else {}),
    )


def _told(habit: TableHabit) -> dict[str, Any]:
    """What the history says of the habits."""
    columns = {f"heading {key}": field or "-" for key, field in habit.headings.items()}
    names = {f"indicator {key}": code for key, code in habit.indicators.items()}
    return {**columns, **names, "money": habit.money, "source": habit.source}


def hand_in_workbooks(*, by: User, plan_year: PlanYear, files: Sequence[tuple[str | None, bytes]]) -> WorkbookBatch:
    """Take the workbooks of many agencies on their behalf: each for the agency that it names, or its file's name does.

    Each is taken or refused by itself; what was refused stands in the batch, with the reason in each language.
    """
    check_permission(by, Permission.ON_BEHALF_ENTER)
    if len(files) > MOST_AT_ONCE:
        raise Refused(_("So many files are not taken at once: at most %(limit)s.") % {"limit": MOST_AT_ONCE})
    batch = WorkbookBatch.objects.create(plan_year=plan_year, handed_by=by)
    agencies = named(Agency.objects.all(), idle=TITLES)

    def why_not(name: str | None, content: bytes) -> str:
        """Take the file; why it is refused, in the active language, "" when it is taken."""
        try:
            workbook = read_workbook(name, content)
            agency = _owner(workbook, name or "", agencies)
            hand_in_workbook(
                by=by,
                agency=agency,
                plan_year=plan_year,
                name=name,
                content=content,
                workbook=workbook,
                batch=batch,
            )
        except (Refused, PermissionDenied) as refusal:
            return str(refusal)
        return ""

    for name, content in files:
        if reason := why_not(name, content):
            reasons = {get_language(): reason}
            # It is refused for the same reason again, said in the other language.
            for language in {code for code, _name in settings.LANGUAGES} - reasons.keys():
                with override(language):
                    reasons[language] = why_not(name, content)
            batch.refused.append([name or "", reasons])
    batch.save(update_fields=["refused"])
    return batch


class Applied(NamedTuple):
    """What came of a batch: the workbooks that are applied, those that stay with the reason, and how many wait."""

    applied: list[Intake]
    left: list[tuple[Intake, str]]
    waiting: int


def apply_batch(*, by: User, batch: WorkbookBatch, seen: Collection[str]) -> Applied:
    """Apply those workbooks of the batch about which there is no question, each by itself and with its own event.

    `seen` are they as the person saw them (`Intake.seen_as`). One that would change something else by now, or is
    refused after all, stays as it was and is counted anew; the others are applied nevertheless. What would take
    longer than a page may waits for the next time.
    """
    check_permission(by, Permission.ON_BEHALF_ENTER)
    applied: list[Intake] = []
    left: list[tuple[Intake, str]] = []
    open_ones = batch.intakes.filter(state=IntakeState.PREVIEWED).select_related("agency", "plan_year", "handed_by")
    chosen = [each for each in open_ones.order_by("agency__sort_key", "pk") if each.is_without_question]
    begun = time.monotonic()
    for place, intake in enumerate(chosen):
        if time.monotonic() - begun > SECONDS_AT_ONCE:
            return Applied(applied, left, len(chosen) - place)
        try:
            applied.append(_apply_as_seen(by, intake, seen))
        except (Refused, PermissionDenied) as refusal:
            left.append((intake, str(refusal)))
            _count_anew(by, intake)
    return Applied(applied, left, 0)


@transaction.atomic
def _apply_as_seen(by: User, intake: Intake, seen: Collection[str]) -> Intake:
    claimed = claim_intake(intake, by)
    plan = plan_of(claimed, by)
    if claimed.seen_as not in seen or plan.counts != claimed.counts:
        raise Moved(_("Something was changed meanwhile: look at this workbook by itself."))
    return apply_intake(by=by, intake=claimed, fingerprint=plan.fingerprint)


@transaction.atomic
def _count_anew(by: User, intake: Intake) -> None:
    try:
        claimed = claim_intake(intake, by)
    except (Refused, PermissionDenied):
        return  # Applied or discarded meanwhile, or no longer theirs.
    rehearse(claimed)
    claimed.save(update_fields=["problems", "notes", "state", "counts"])


def _owner(workbook: Workbook, name: str, agencies: Names) -> Agency:
    found = reader_of(workbook).owner(workbook) or agencies.within(PurePath(name).stem)
    if found is None:
        raise FileRefused(_("It does not say whose it is. Name the agency in its rows, or in the name of the file."))
    agency: Agency = found
    return agency
