"""What an agency enters in the lines of a return."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act
from agencies.history import as_text, difference
from agencies.models import User
from config.persian.numbers import INTEGER_DIGITS, format_number
from projects.refusals import Refused
from targets.enums import EntryKind, LineStatus, ReportStatus
from targets.lines import label_of, lines_of
from targets.models import ProgressReport, ReportLine
from targets.operations.progress.writing import add_contributor, add_to_ledger, claim_report, new_version, record_return
from targets.permissions import check_user_writes_return, on_behalf
from targets.returns import (
    asks_for_parts,
    at_rest,
    is_a_correction,
    is_in_time,
    is_open_to_agency,
    measure_of,
    sheet_of,
    why_closed,
)
from targets.rollups import quotient


@dataclass(frozen=True)
class Entry:
    """What an agency enters in a line: a percentage or a quantity, a ratio's two parts instead, and a note.

    None is "not reported", which is not zero. "Nothing happened" is an answer of its own, with its reason in the note:
    the line then holds what a line at rest holds.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: str = ""
    nothing_happened: bool = False


@transaction.atomic
def save_lines(*, by: User, report: ProgressReport, version: int, values: Mapping[uuid.UUID, Entry]) -> ProgressReport:
    """Write lines of the return, named by their UUID; lines not named stay as they are.

    Raises Moved when somebody else wrote meanwhile, Refused for a value that cannot be, or for a line that has left
    the agency. Where nothing differs nothing is written.
    """
    report = claim_report(report, version)
    check_user_writes_return(by, report)
    return _save(by, report, lines_of(report, values), values)


@transaction.atomic
def report_nothing(*, by: User, report: ProgressReport, version: int, reason: str) -> ProgressReport:
    """Say of every line that is open and says nothing yet that nothing happened, and why.

    Raises Refused without a reason, and where no such line is left.
    """
    report = claim_report(report, version)
    check_user_writes_return(by, report)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why nothing happened: the reviewer will read your reason."))
    if not is_in_time(report):
        raise Refused(why_closed(report))
    lines = lines_of(report)
    silent = [line for line in lines if line.status == LineStatus.DUE and is_open_to_agency(report, line)]
    if not silent:
        raise Refused(_("Every line says something already."))
    return _save(by, report, lines, {line.uuid: Entry(note=reason, nothing_happened=True) for line in silent})


def _save(
    by: User, report: ProgressReport, all_lines: list[ReportLine], values: Mapping[uuid.UUID, Entry]
) -> ProgressReport:
    lines = {line.uuid: line for line in all_lines}
    idle = [line for key, entry in values.items() if entry.nothing_happened and (line := lines.get(key))]
    rest = {item.line.uuid: at_rest(item) for item in sheet_of(report, idle)} if idle else {}
    changes: dict[str, list[str | None]] = {}
    written: list[ReportLine] = []
    revalued: list[ReportLine] = []
    for key, entry in values.items():
        line = lines.get(key)
        if line is None:
            raise Refused(_("The line belongs to another return."))
        before = _value_in(line)
        change = _enter(report, line, _settled_entry(line, entry, rest.get(key)))
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
        update_fields=[
            "reported",
            "reported_numerator",
            "reported_denominator",
            "note",
            "nothing_happened",
            "status",
        ],
    )
    add_to_ledger(revalued, EntryKind.REPORTED, by=by, with_notes=True)
    if report.status == ReportStatus.DUE:
        report.status = ReportStatus.DRAFT
    add_contributor(report, by)
    new_version(report, "status", "contributor_ids")
    record_return(report, by=by, act=Act.REPORTED, changes=changes | on_behalf(by, report))
    return report


def _settled_entry(line: ReportLine, entry: Entry, rest: Decimal | None) -> Entry:
    """The entry as it is stored. Raises Refused for one that says that nothing happened, and something else as well."""
    if not entry.nothing_happened:
        return entry
    value_of(line, entry)
    typed = entry.value if entry.value is not None else entry.numerator
    if typed is not None and typed != rest:
        raise Refused(
            _("“%(line)s” says that nothing happened and has a figure as well: leave one of the two out.")
            % {"line": line}
        )
    return replace(entry, value=rest, numerator=None, denominator=None)


def _value_in(line: ReportLine) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return line.reported, line.reported_numerator, line.reported_denominator


def _enter(report: ProgressReport, line: ReportLine, entry: Entry) -> dict[str, list[str | None]]:
    """Put the entry into the line, not yet into the database; returns what changed."""
    new, old = value_of(line, entry), _value_in(line)
    label = label_of(line)
    changes = difference(
        {label: _in_words(*old), f"{label} (note)": line.note, f"{label} (nothing happened)": line.nothing_happened},
        {label: _in_words(*new), f"{label} (note)": entry.note, f"{label} (nothing happened)": entry.nothing_happened},
    )
    if not changes:
        return {}
    if not is_open_to_agency(report, line):
        raise Refused(why_closed(report, line))
    line.reported, line.reported_numerator, line.reported_denominator = new
    line.note, line.nothing_happened = entry.note, entry.nothing_happened
    says_something = line.reported is not None or line.note
    untouched = LineStatus.RETURNED if is_a_correction(report) else LineStatus.DUE
    line.status = LineStatus.ENTERED if says_something else untouched
    return changes


def _in_words(value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> str | None:
    """The value for the history, a ratio with its parts: two may make the same ratio."""
    return as_text(value) if numerator is None else f"{as_text(value)} ({as_text(numerator)}/{as_text(denominator)})"


def value_of(line: ReportLine, entry: Entry) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, numerator and denominator that the entry makes in this line. Raises Refused for what cannot be."""
    if entry.nothing_happened and not entry.note:
        raise Refused(_("“%(line)s”: say in the note why nothing happened.") % {"line": line})
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
