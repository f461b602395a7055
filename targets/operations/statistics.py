"""Writing official statistics: observations of macro targets, and values of earlier years.

A figure that was entered stays in its ledger; a correction says what it replaces and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, record
from agencies.models import User
from agencies.permissions import check_permission
from agencies.reference_lists import history_id
from config.clock import today
from config.persian.calendar import to_solar
from projects.models import Period
from projects.refusals import Moved, Refused
from targets.models import Indicator, MacroObservation, MacroTarget, PastValue


class Observed(NamedTuple):
    """The official figure of a period; None takes it back. `seen` is the key of the entry that the writer saw there."""

    period: Period
    value: Decimal | None
    source: str = ""
    reason: str = ""
    seen: int | None = None


class Past(NamedTuple):
    """What was in a year, as a whole or in one solar month; None takes it back. `seen` as in Observed."""

    year: int
    month: int | None
    value: Decimal | None
    source: str = ""
    reason: str = ""
    seen: int | None = None


@transaction.atomic
def record_observations(*, by: User, macro_target: MacroTarget, entries: Iterable[Observed]) -> list[MacroObservation]:
    """Enter official figures of periods; they stand beside the sum of the projects. Returns what was written.

    Raises Refused for a period of another year, for a figure without source and a correction without reason; Moved when
    somebody has entered another figure since the writer looked.
    """
    check_permission(by, Permission.STATISTICS_ENTER)
    macro_target = (
        MacroTarget.objects.select_for_update(of=("self",))
        .select_related("plan_year", "indicator")
        .get(pk=macro_target.pk)
    )
    ledger = MacroObservation.objects.filter(macro_target=macro_target, replaced_by__isnull=True)
    standing = {row.period_id: row for row in ledger}
    written, changes, reasons = [], {}, []
    for entry in entries:
        if entry.period.plan_year_id != macro_target.plan_year_id:
            raise Refused(_("The period belongs to another year."))
        if entry.period.first_day > today():
            raise Refused(_("%(place)s has not begun: there is no figure of it yet.") % {"place": entry.period})
        before = standing.get(entry.period.pk)
        fields = _new_entry(entry, before, str(entry.period))
        if fields is None:
            continue
        row = MacroObservation(macro_target=macro_target, period=entry.period, entered_by=by, **fields)
        written.append(row)
        changes[f"observation {entry.period.ordinal}"] = _pair(before, row)
        reasons.append(entry.reason)
    MacroObservation.objects.bulk_create(written)
    if written:
        label = f"{macro_target.plan_year.year} · {macro_target.indicator.code}"
        _record(by, "targets.macro_target", macro_target.uuid, label, changes, reasons)
    return written


def observe(*, by: User, macro_target: MacroTarget, period: Period, value: Decimal, source: str) -> MacroObservation:
    """Enter the first official figure of a period; raises what `record_observations` raises."""
    return record_observations(by=by, macro_target=macro_target, entries=[Observed(period, value, source)])[0]


@transaction.atomic
def record_past_values(*, by: User, indicator: Indicator, entries: Iterable[Past]) -> list[PastValue]:
    """Enter what an indicator was in earlier years. Returns what was written.

    Raises Refused for a figure without source and a correction without reason; Moved when somebody has entered another
    figure since the writer looked.
    """
    check_permission(by, Permission.STATISTICS_ENTER)
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    ledger = PastValue.objects.filter(indicator=indicator, replaced_by__isnull=True)
    standing = {(row.year, row.month): row for row in ledger}
    written, changes, reasons = [], {}, []
    for entry in entries:
        before = standing.get((entry.year, entry.month))
        row = PastValue(indicator=indicator, year=entry.year, month=entry.month, entered_by=by)
        if not is_over(entry.year, entry.month):
            raise Refused(_("%(place)s is not over: there is no figure of it yet.") % {"place": row.when})
        fields = _new_entry(entry, before, row.when)
        if fields is None:
            continue
        for name, value in fields.items():
            setattr(row, name, value)
        written.append(row)
        changes[f"past value {entry.year}" + (f"/{entry.month}" if entry.month else "")] = _pair(before, row)
        reasons.append(entry.reason)
    PastValue.objects.bulk_create(written)
    if written:
        _record(by, "targets.indicator", history_id(indicator), indicator.code, changes, reasons)
    return written


def is_over(year: int, month: int | None) -> bool:
    """Whether the solar year, or the month of it, has ended by today."""
    this_year, this_month, _day = to_solar(today())
    return year < this_year or (month is not None and year == this_year and month < this_month)


def _new_entry(
    entry: Observed | Past, before: MacroObservation | PastValue | None, place: str
) -> Mapping[str, Any] | None:
    """The fields of the row to be added; None where the entry says what stands there already."""
    if entry.seen != (before.pk if before else None):
        raise Moved(
            _("%(place)s: somebody has entered this figure meanwhile; please look at the page again.")
            % {"place": place}
        )
    if (before.value if before else None) == entry.value and (before is None or before.source == entry.source):
        return None
    if entry.value is not None and not entry.source.strip():
        raise Refused(_("%(place)s: name the source of the figure.") % {"place": place})
    if before is not None and before.value is not None and not entry.reason.strip():
        raise Refused(_("%(place)s: say why the figure is corrected.") % {"place": place})
    return {"value": entry.value, "source": entry.source, "reason": entry.reason, "replaces": before}


def _pair(before: MacroObservation | PastValue | None, after: MacroObservation | PastValue) -> list[str | None]:
    return [as_text(before.value) if before else None, as_text(after.value)]


def _record(
    by: User, kind: str, object_id: Any, label: str, changes: dict[str, list[str | None]], reasons: list[str]
) -> None:
    record(
        by=by,
        act=Act.CHANGED,
        kind=kind,
        object_id=object_id,
        label=label,
        changes=changes,
        note=" · ".join(dict.fromkeys(filter(None, reasons))),
    )
