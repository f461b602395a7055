"""What is hardly so in a return: figures that may be right, but not without a word.

Nothing of it is refused while it is typed. Before the return leaves the agency each such line says in its note why; the
note stands in the ledger with the figure, and whoever verifies sees both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from projects.readiness import Problem
from targets.enums import Aggregation, Direction, Kind, LineStatus
from targets.models import ProgressReport
from targets.periods import asks_for
from targets.returns import SheetLine, asks_for_parts, is_a_correction, is_in_time
from targets.rollups import is_percentage

TEN_TIMES = 10


class Doubt(TextChoices):
    """Why a figure is hardly so."""

    FALLS = "falls", _("less than was reached before")
    TEN_TIMES = "ten_times", _("more than ten times the trajectory")
    OVER_WHOLE = "over_whole", _("more than 100 percent")


def doubts_about(item: SheetLine) -> list[Doubt]:
    """What is hardly so in the line's figure. A percentage of an action beyond 100 is not among it: that is refused."""
    line = item.line
    if line.reported is None:
        return []
    found = []
    if (least := least_of(item)) is not None and line.reported < least:
        found.append(Doubt.FALLS)
    if line.target is None:
        return found
    so_far = item.year_to_date
    if so_far is not None and (many := ten_times(item)) is not None and so_far > many:
        found.append(Doubt.TEN_TIMES)
    is_over = is_percentage(line.target.indicator.unit) and line.reported > 100
    if is_over or (so_far is not None and (whole := whole_of(item)) is not None and so_far > whole):
        found.append(Doubt.OVER_WHOLE)
    return found


def least_of(item: SheetLine) -> Decimal | None:
    """Below what something falls that only grows: an action's progress, a flow's sum, a level that is to rise."""
    target = item.line.target
    if target is None:
        return item.previous
    if asks_for_parts(target.indicator):
        return None
    if target.indicator.kind == Kind.FLOW:
        return Decimal(0) if target.indicator.aggregation == Aggregation.SUM else None
    return item.earlier if target.indicator.direction == Direction.UP else None


def ten_times(item: SheetLine) -> Decimal | None:
    """Ten times what the trajectory says by then."""
    return TEN_TIMES * item.expected if item.expected is not None and item.expected > 0 else None


def whole_of(item: SheetLine) -> Decimal | None:
    """What was promised for the whole year, of something that is to grow and is not a ratio."""
    target = item.line.target
    if target is None or asks_for_parts(target.indicator) or target.indicator.direction != Direction.UP:
        return None
    promised = target.value_in_force
    return promised if promised is not None and promised > 0 else None


def most_of(item: SheetLine) -> Decimal | None:
    """Above what the year so far asks for a word."""
    return min((limit for limit in (ten_times(item), whole_of(item)) if limit is not None), default=None)


def missing_before_sending(report: ProgressReport, sheet: Iterable[SheetLine]) -> Iterator[Problem]:
    """What keeps the agency from sending: every line that is asked for says something, and what is hardly so says why.

    A correction sends only the lines that were corrected, a period that was re-opened for one program only its lines;
    the others stay as they are.
    """
    for item in sheet:
        line = item.line
        if is_a_correction(report) and line.status != LineStatus.ENTERED:
            continue
        if not is_a_correction(report) and not is_in_time(report, line):
            continue
        place = f"#line-{line.uuid}"
        if line.reported is None and not line.note:
            if line.target is None or asks_for(report.period, line.target.indicator.frequency):
                message = _t("“%(line)s”: enter a value, or say in the note why there is none.")
                yield Problem("line_says_something", message % {"line": line}, place)
        elif not line.note and (doubts := doubts_about(item)):
            message = _t("“%(line)s”: %(doubts)s. Say in the note why that is so, or correct the figure.")
            told = "، ".join(str(doubt.label) for doubt in doubts)
            yield Problem("figure_is_plausible", message % {"line": line, "doubts": told}, place)
