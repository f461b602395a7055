"""Writing amendments: what the planner proposes for a frozen year, and what the deputy decides.

Approval is the only door in the freeze: it changes the live figures that its lines name and writes the next version of
the master table, in one transaction; the database holds both against the lines.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, record
from agencies.models import Agency, User
from agencies.permissions import check_permission
from agencies.uploads import Upload, check_quota, take
from config.clock import moment, today
from config.persian.numbers import format_number
from config.storage import store
from projects.enums import ProjectState, YearState
from projects.models import PlanYear, Program, Project
from projects.refusals import Moved, Refused
from targets.amendments import (
    FIGURES,
    Figures,
    LineFault,
    WrongFigure,
    amended,
    figures_of,
    late_programs,
    moved_lines,
    name_of,
    rows_in_force,
)
from targets.enums import AmendmentState, LineKind, Side
from targets.freeze import content_hash
from targets.models import Amendment, AmendmentLine, MasterTable, MasterTableRow, Offer, Target
from targets.operations.progress import follow_version
from targets.operations.promises import frozen_row, targets_to_freeze
from targets.planned import table_in_force

FOLDER = "amendments"


@transaction.atomic
def propose_amendment(
    *,
    by: User,
    plan_year: PlanYear,
    version: int,
    reason_code: str,
    text: str,
    authority: str,
    authority_number: str,
    authority_on: datetime.date,
    figures: Mapping[UUID, Figures] | None = None,
    drops: Iterable[UUID] = (),
    programs: Iterable[UUID] = (),
    file: Upload | None = None,
) -> Amendment:
    """Propose one decision: `figures` by the UUIDs of targets, projects that go, approved programs that come in.

    `version` is that of the master table which the proposer has read. Nothing changes until the deputy approves.
    Raises Moved when another version is in force, Refused with a LineFault for each line that cannot stand.
    """
    check_permission(by, Permission.AMENDMENT_PROPOSE)
    plan_year, table = _locked(plan_year)
    if table.version != version:
        raise Moved(_("Another version of the master table is in force meanwhile; please look at it first."))
    if authority_on > today():
        raise Refused(_("The letter or resolution is dated in the future."))
    lines = _lines(table, dict(figures or {}), list(drops), list(programs))
    amendment = Amendment(
        plan_year=plan_year,
        number=(Amendment.objects.filter(plan_year=plan_year).aggregate(last=Max("number"))["last"] or 0) + 1,
        reason_code=reason_code,
        text=text,
        authority=authority,
        authority_number=authority_number,
        authority_on=authority_on,
        proposed_by=by,
        **_stored(file, by),
    )
    amendment.clean_fields(exclude=["plan_year", "proposed_by", "decided_by", "decided_at", "approved_in"])
    amendment.save(force_insert=True)
    for position, line in enumerate(lines, 1):
        line.amendment, line.position = amendment, position
    AmendmentLine.objects.bulk_create(lines)
    _record(
        amendment,
        by=by,
        act=Act.CREATED,
        changes={"lines": [None, str(len(lines))], "version": [None, str(table.version)]},
        note=amendment.text,
        file_hashes=[amendment.sha256] if amendment.sha256 else (),
    )
    return amendment


@transaction.atomic
def approve_amendment(*, by: User, amendment: Amendment) -> MasterTable:
    """Put the amendment in force on the deputy's behalf: its figures where they live, and the next version.

    All of its lines or none. Raises Moved when it no longer waits, or when a later version has overtaken some lines
    (and names them); Refused for whoever proposed it.
    """
    check_permission(by, Permission.AMENDMENT_APPROVE)
    plan_year, table = _locked(amendment.plan_year)
    amendment = _waiting(amendment)
    _refuse_own(amendment, by)
    lines = _read(amendment)
    moved = moved_lines(lines, table)
    if moved:
        raise Moved(
            _("Version %(version)s is in force meanwhile and has changed: %(lines)s. Propose the amendment anew.")
            % {"version": format_number(table.version), "lines": "؛ ".join(_name(line) for line in moved)}
        )
    # As at the freeze: whoever still writes under a program that comes in finishes first.
    programs = [line.program_id for line in lines if line.program_id is not None]
    list(Program.objects.filter(pk__in=programs).select_for_update().order_by("pk").values_list("pk"))
    _decide(amendment, AmendmentState.APPROVED, by)
    _change_targets(lines, by, amendment)
    dropped = [line.project_id for line in lines if line.kind == LineKind.DROP]
    Project.objects.filter(pk__in=dropped).update(state=ProjectState.DROPPED, state_reason=amendment.text)
    rows = _next_rows(table, lines)
    if not rows:
        raise Refused(_("Nothing would be left in the master table."))
    after = MasterTable.objects.create(
        plan_year=plan_year,
        version=table.version + 1,
        row_count=len(rows),
        content_hash=content_hash(rows),
        note=amendment.text[:500],
        frozen_by=by,
        frozen_at=timezone.now(),
        amendment=amendment,
    )
    for row in rows:
        row.master_table = after
    MasterTableRow.objects.bulk_create(rows)
    record(
        by=by,
        act=Act.FROZEN,
        kind="targets.master_table",
        object_id=after.uuid,
        root_id=amendment.uuid,
        label=str(after),
        changes={
            "amendment": [AmendmentState.PROPOSED, AmendmentState.APPROVED],
            "lines": [None, str(len(lines))],
            "rows": [str(table.row_count), str(after.row_count)],
        },
        note=amendment.text,
        file_hashes=[after.content_hash],
    )
    _tell_agencies(lines, by=by, amendment=amendment)
    follow_version(by=by, before=table, after=after)
    return after


@transaction.atomic
def reject_amendment(*, by: User, amendment: Amendment, reason: str) -> Amendment:
    """Refuse the amendment whole, with the reason. Raises Moved when it no longer waits."""
    check_permission(by, Permission.AMENDMENT_APPROVE)
    if not reason.strip():
        raise Refused(_("Say why the amendment is rejected."))
    amendment = _waiting(amendment)
    _refuse_own(amendment, by)
    _decide(amendment, AmendmentState.REJECTED, by, reason)
    _record(amendment, by=by, act=Act.RETURNED, changes=_moved_to(AmendmentState.REJECTED), note=reason)
    return amendment


@transaction.atomic
def withdraw_amendment(*, by: User, amendment: Amendment) -> Amendment:
    """Take one's own amendment back while it waits. Raises Moved when it does not, Refused for a colleague's."""
    check_permission(by, Permission.AMENDMENT_PROPOSE)
    amendment = _waiting(amendment)
    if amendment.proposed_by_id != by.pk:
        raise Refused(_("Whoever proposed takes it back."))
    _decide(amendment, AmendmentState.WITHDRAWN, by)
    _record(amendment, by=by, act=Act.REMOVED, changes=_moved_to(AmendmentState.WITHDRAWN))
    return amendment


def _locked(plan_year: PlanYear) -> tuple[PlanYear, MasterTable]:
    """The year, its row locked so that amendments come one after another, and its version in force."""
    plan_year = PlanYear.objects.select_for_update().get(pk=plan_year.pk)
    table = table_in_force(plan_year)
    if table is None or plan_year.state != YearState.FROZEN:
        raise Refused(_("Only a frozen year is amended."))
    return plan_year, table


# --- what is proposed ---------------------------------------------------------------------------------


def _lines(
    table: MasterTable, figures: dict[UUID, Figures], drops: list[UUID], programs: list[UUID]
) -> list[AmendmentLine]:
    """The lines in the order of the table. Raises Refused with every fault at once."""
    rows = list(rows_in_force(table))
    known = {row.target.uuid for row in rows}
    projects = {row.target.project.uuid: row.target.project for row in rows}
    late = {program.uuid: program for program in late_programs(table.plan_year)}
    gone, not_late = (
        _("This row is no longer in the master table."),
        _("This program can't come in: it is not approved, or stands in the table already."),
    )
    faults = [LineFault(str(key), "value", gone) for key in figures if key not in known]
    faults += [LineFault(str(key), "drop", gone) for key in drops if key not in projects]
    faults += [LineFault(str(key), "program", not_late) for key in programs if key not in late]
    lines = []
    for row in rows:
        asked = figures.get(row.target.uuid)
        if asked is None:
            continue
        place = str(row.target.uuid)
        if row.target.project.uuid in drops:
            faults.append(
                LineFault(
                    place, "value", _("%(row)s: its project goes with this very amendment.") % {"row": name_of(row)}
                )
            )
            continue
        try:
            after = amended(row, asked)
        except WrongFigure as wrong:
            faults.append(LineFault(place, wrong.field, f"{name_of(row)}: {wrong}"))
            continue
        before = {f"old_{name}": figure for name, figure in figures_of(row).items()}
        lines.append(AmendmentLine(kind=LineKind.FIGURES, target=row.target, **before, **after))
    lines += [AmendmentLine(kind=LineKind.DROP, project=project) for key, project in projects.items() if key in drops]
    lines += [AmendmentLine(kind=LineKind.LATE, program=program) for key, program in late.items() if key in programs]
    if faults:
        raise Refused(_("Nothing is stored yet: some lines can't stand."), faults)
    if not lines:
        raise Refused(_("The amendment changes nothing: enter a new figure, or choose a project or a program."))
    return lines


def _stored(file: Upload | None, by: User) -> dict[str, Any]:
    if file is None:
        return {}
    taken = take(file)
    check_quota(by, len(taken.content))
    stored = store(taken.content, folder=FOLDER)
    return {
        "stored_as": stored.name,
        "sha256": stored.sha256,
        "bytes": stored.bytes,
        "content_type": taken.content_type,
        "original_name": taken.name,
    }


# --- what is decided ----------------------------------------------------------------------------------


def _waiting(amendment: Amendment) -> Amendment:
    """The amendment as it stands, its row locked. Raises Moved unless it waits."""
    found = Amendment.objects.select_for_update(of=("self",)).select_related("plan_year").get(pk=amendment.pk)
    if found.state != AmendmentState.PROPOSED:
        raise Moved(_("This amendment no longer waits; please look at the page again."))
    return found


def _read(amendment: Amendment) -> list[AmendmentLine]:
    about = ("target__indicator", "target__county", "target__project__program", "project__program", "program")
    return list(amendment.lines.select_related(*about).order_by("position"))


def _refuse_own(amendment: Amendment, by: User) -> None:
    if amendment.proposed_by_id == by.pk:
        raise Refused(_("Whoever proposes does not approve: somebody else has to."))


def _decide(amendment: Amendment, state: AmendmentState, by: User, reason: str = "") -> None:
    amendment.state = state
    amendment.decided_by, amendment.decided_at, amendment.decision_reason = by, moment(), reason
    amendment.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])


def _change_targets(lines: Iterable[AmendmentLine], by: User, amendment: Amendment) -> None:
    """What is agreed keeps its one home: the amended figure is an offer of its own, and the accepted one."""
    changed = {line.target_id: line for line in lines if line.kind == LineKind.FIGURES}
    rounds = dict(Offer.objects.filter(target__in=changed).values_list("target").annotate(last=Max("round")).order_by())
    offers = Offer.objects.bulk_create(
        Offer(
            target=line.target,
            round=rounds.get(target, 0) + 1,
            side=Side.AMENDMENT,
            value=line.value,
            numerator=line.numerator,
            denominator=line.denominator,
            trajectory=line.trajectory,
            reason=amendment.text,
            letter_number=amendment.authority_number,
            letter_on=amendment.authority_on,
            made_by=by,
        )
        for target, line in changed.items()
    )
    targets = []
    for offer, line in zip(offers, changed.values(), strict=True):
        target: Target = line.target  # type: ignore[assignment]
        target.accepted_offer = offer
        for name in ("lower_bound", "upper_bound", "weight"):
            setattr(target, name, getattr(line, name))
        targets.append(target)
    Target.objects.bulk_update(targets, ["accepted_offer", "lower_bound", "upper_bound", "weight"])


def _next_rows(table: MasterTable, lines: Iterable[AmendmentLine]) -> list[MasterTableRow]:
    """The rows of the version before with what the lines say, and those of the programs that come in."""
    lines = list(lines)
    changed = {line.target_id: line for line in lines if line.kind == LineKind.FIGURES}
    dropped = {line.project_id for line in lines if line.kind == LineKind.DROP}
    rows = []
    for row in table.rows.select_related("target").order_by("position"):
        if row.target.project_id in dropped:
            continue
        row.pk, row._state.adding = None, True
        if row.target_id in changed:
            for name in FIGURES:
                setattr(row, name, getattr(changed[row.target_id], name))
        rows.append(row)
    late = [line.program_id for line in lines if line.kind == LineKind.LATE]
    rows += [frozen_row(0, target) for target in targets_to_freeze(Program.objects.filter(pk__in=late))]
    # Stable: within a project the rows keep the order in which they stood.
    rows.sort(key=lambda row: row.project_code)
    for position, row in enumerate(rows, 1):
        row.position = position
    return rows


# --- history --------------------------------------------------------------------------------------------


def _record(
    amendment: Amendment,
    *,
    by: User,
    act: Act,
    changes: Mapping[str, list[str | None]],
    note: str = "",
    file_hashes: Iterable[str] = (),
) -> None:
    record(
        by=by,
        act=act,
        kind="targets.amendment",
        object_id=amendment.uuid,
        label=f"{amendment.plan_year.year} · {amendment.number}",
        changes=changes,
        note=note,
        file_hashes=file_hashes,
    )


def _moved_to(state: AmendmentState) -> dict[str, list[str | None]]:
    return {"status": [AmendmentState.PROPOSED, state]}


def _tell_agencies(lines: Iterable[AmendmentLine], *, by: User, amendment: Amendment) -> None:
    """One event for each program that is touched, so that its agency reads in its own history what became of it."""
    programs: dict[int, Program] = {}
    changes: dict[int, dict[str, list[str | None]]] = {}
    for line in lines:
        program = line.program or (line.project or line.target.project).program  # type: ignore[union-attr]
        programs[program.pk] = program
        said = changes.setdefault(program.pk, {})
        match line.kind:
            case LineKind.FIGURES:
                name = _name(line)
                said[name] = [as_text(line.old_value), as_text(line.value)]
                if line.old_weight != line.weight:
                    said[f"{name} · weight"] = [as_text(line.old_weight), as_text(line.weight)]
            case LineKind.DROP:
                said[_name(line)] = [ProjectState.ACTIVE, ProjectState.DROPPED]
            case _:
                said["master_table"] = [None, "in"]
    for key, program in programs.items():
        agency: Agency | int = program.agency_id
        record(
            by=by,
            act=Act.CHANGED,
            kind="projects.program",
            object_id=program.uuid,
            label=program.title,
            agency=agency,
            changes=changes[key],
            note=amendment.text,
        )


def _name(line: AmendmentLine) -> str:
    if line.target is not None:
        county = line.target.county.sci_code if line.target.county else ""
        return " · ".join(filter(None, [line.target.project.code, line.target.indicator.code, county]))
    return line.project.code if line.project else line.program.code  # type: ignore[union-attr]
