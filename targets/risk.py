"""Which waiting lines a reviewer reads first: the larger, the farther from the trajectory, the more often corrected.

The score of a line is the sum of three parts, each shown:

- **size**, up to 40 points: what its target adds to the macro target, in percent of what is needed; all points from
  20 % on. An action has the size of its project's largest target, by its weight in the project.
- **deviation**, up to 40: how far the year to date is from the trajectory, in percent of it; all points from 100 % on.
  Of an action, how far the reported progress is from the part of its time that has passed.
- **corrections**, up to 20: the share of the agency's judged lines that were returned or adjusted; all points from
  50 % on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from targets.enums import EntryKind, Feeds
from targets.models import ActionProgress, MacroTarget, Measurement, ReportLine, Target
from targets.returns import SheetLine, measure_of
from targets.rollups import NotAdditive, Sheet, contribution, needed, portion, sum_in

SIZE, DEVIATION, CORRECTIONS = Decimal(40), Decimal(40), Decimal(20)
# Percent from which a part has all its points.
_FULL_SIZE, _FULL_DEVIATION, _FULL_CORRECTIONS = Decimal(20), Decimal(100), Decimal(50)
_HUNDRED = Decimal(100)

_CORRECTED = (EntryKind.RETURNED, EntryKind.ADJUSTED)
_JUDGED = (*_CORRECTED, EntryKind.VERIFIED, EntryKind.DISPUTED)


@dataclass(frozen=True)
class Risk:
    """The three parts in points, and the percentages they come from (None: there is nothing to compare with)."""

    size: Decimal
    deviation: Decimal
    corrections: Decimal
    size_percent: Decimal | None
    deviation_percent: Decimal | None
    corrections_percent: Decimal | None

    @property
    def score(self) -> Decimal:
        return self.size + self.deviation + self.corrections


def risk_of(size: Decimal | None, deviation: Decimal | None, corrections: Decimal | None) -> Risk:
    """The score from the three percentages."""
    return Risk(
        _points(size, _FULL_SIZE, SIZE),
        _points(deviation, _FULL_DEVIATION, DEVIATION),
        _points(corrections, _FULL_CORRECTIONS, CORRECTIONS),
        size,
        deviation,
        corrections,
    )


def _points(percent: Decimal | None, full: Decimal, most: Decimal) -> Decimal:
    if percent is None:
        return Decimal(0)
    return (most * min(abs(percent), full) / full).quantize(Decimal("0.1"))


def deviation_of(item: SheetLine) -> Decimal | None:
    """How far the line is from where it should be, in percent."""
    line = item.line
    if line.target is not None:
        if item.expected is None or item.year_to_date is None:
            return None
        if item.expected == 0:
            return Decimal(0) if item.year_to_date == 0 else _HUNDRED
        return abs(item.year_to_date - item.expected) * _HUNDRED / abs(item.expected)
    action = line.action
    if action is None or line.reported is None or action.starts_on is None or action.ends_on is None:
        return None
    days = (action.ends_on - action.starts_on).days + 1
    passed = (line.report.period.last_day - action.starts_on).days + 1
    share = min(max(Decimal(passed) * _HUNDRED / Decimal(max(days, 1)), Decimal(0)), _HUNDRED)
    return abs(line.reported - share)


def size_of(target: Target, macro_target: MacroTarget | None) -> Decimal | None:
    """What the target adds to the macro target, in percent of what is needed; None where it makes no sum."""
    if macro_target is None or macro_target.in_force is None:
        return None
    sheet = Sheet(measure=measure_of(target.indicator), baseline=target.baseline, value=target.value_in_force)
    brought = contribution(sheet, Feeds(target.feeds), target.value_in_force)
    try:
        amount = sum_in(macro_target.indicator.unit, [(target.indicator.unit, brought)])
    except NotAdditive:
        return None
    return portion(amount, needed(macro_target.figures.baseline, macro_target.figures.value))


def risks_of(items: Iterable[SheetLine]) -> dict[int, Risk]:
    """The risk of each line by its key; five queries whatever their number."""
    items = list(items)
    sizes = _sizes({item.project.pk for item in items})
    corrections = corrections_by_agency({item.line.report.agency_id for item in items})
    return {
        item.line.pk: risk_of(
            _size_in(item.line, item.project.pk, sizes),
            deviation_of(item),
            corrections.get(item.line.report.agency_id),
        )
        for item in items
    }


def _sizes(projects: Collection[int]) -> dict[int, dict[int, Decimal]]:
    """Of each project the sizes of its targets, by their keys."""
    targets = Target.objects.filter(project__in=projects, macro_target__isnull=False)
    found: dict[int, dict[int, Decimal]] = {}
    beside = ("indicator__unit", "accepted_offer", "macro_target__indicator__unit", "macro_target__in_force")
    for target in targets.select_related(*beside):
        size = size_of(target, target.macro_target)
        if size is not None:
            found.setdefault(target.project_id, {})[target.pk] = size
    return found


def _size_in(line: ReportLine, project: int, sizes: Mapping[int, Mapping[int, Decimal]]) -> Decimal | None:
    of_project = sizes.get(project, {})
    if line.target_id is not None:
        return of_project.get(line.target_id)
    if not of_project or line.action is None or line.action.weight is None:
        return None
    return max(map(abs, of_project.values())) * line.action.weight / _HUNDRED


def corrections_by_agency(agencies: Collection[int]) -> dict[int, Decimal]:
    """The percent of an agency's judged lines that were returned or adjusted; two queries."""
    judged: Counter[int] = Counter()
    corrected: Counter[int] = Counter()
    for book in (Measurement, ActionProgress):
        entries: Any = book.objects.filter(line__report__agency__in=agencies, kind__in=_JUDGED).order_by()
        for agency, lines, back in entries.values_list("line__report__agency").annotate(
            lines=Count("line", distinct=True),
            back=Count("line", distinct=True, filter=Q(kind__in=_CORRECTED)),
        ):
            judged[agency] += lines
            corrected[agency] += back
    return {agency: Decimal(corrected[agency]) * _HUNDRED / lines for agency, lines in judged.items()}
