"""What a head has to see before signing: what stands out in a program's text and in a return.

Read from the text that was submitted and from the lines as they were sent; the number of queries does not depend on how
many wait.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from config.clock import today
from config.persian.calendar import format_date
from config.persian.filters import num, pct
from projects.comparison import Thing, reads
from projects.models import PlanYear
from targets.enums import Direction, Kind, LineStatus, Standing
from targets.models import Indicator
from targets.returns import SheetLine, is_a_correction, measure_of
from targets.rollups import Amount, Sheet, YearToDate, standing

TEN_TIMES = 10
# The unit of an action's progress.
PERCENT = "%"


class Notable(TextChoices):
    """Why something stands out, the weightiest first."""

    RETURNED = "returned", _("Sent back by the planning organization")
    UNANSWERED = "unanswered", _("Remarks without an answer")
    TEN_TIMES = "ten_times", _("Tenfold apart from what it is compared with")
    LOWER = "lower", _("Less than before")
    ZERO = "zero", _("Zero, where the trajectory asks for more")
    NO_FIGURE = "no_figure", _("Without a figure")
    BEHIND = "behind", _("Behind the trajectory")
    NO_EVIDENCE = "no_evidence", _("Without evidence, where there should be some")


@dataclass(frozen=True)
class Finding:
    """One thing that stands out: the thing in the agency's words, the two figures that are compared, what was said."""

    kind: Notable
    title: str
    before: Decimal | None = None
    now: Decimal | None = None
    unit: str = ""
    words: str = ""

    @property
    def before_shown(self) -> str:
        return self._shown(self.before)

    @property
    def now_shown(self) -> str:
        return self._shown(self.now)

    def _shown(self, value: Decimal | None) -> str:
        return pct(value) if self.unit == PERCENT else num(value)


# --- a program ------------------------------------------------------------------------------------


@reads("targets")
def targets_as_things(targets: Sequence[Mapping[str, Any]]) -> Iterator[Thing]:
    for target in targets:
        fields: dict[str, Any] = {
            name: value
            for name, value in target.items()
            if name not in ("target", "project", "indicator", "county", "unit", "trajectory", "shared_objects")
        }
        if named := target.get("shared_objects"):
            fields["shared_objects"] = [each["name"] for each in named]
        for place, point in enumerate(target["trajectory"], 1):
            fields[f"trajectory {place}"] = point
        yield Thing("targets.target", _key_of(target), target["indicator"], fields)


def _key_of(target: Mapping[str, Any]) -> str:
    return f"{target['project']} {target['indicator']} {target['county'] or ''}"


def stands_out_in_program(
    content: Mapping[str, Any], signed: Mapping[str, Any] | None, indicators: Mapping[str, Indicator]
) -> Iterator[Finding]:
    """What stands out in the figures, against their baseline and against what was `signed` last."""
    earlier = {_key_of(target): target for target in signed["targets"]} if signed else {}
    for target in content["targets"]:
        indicator = indicators.get(target["indicator"])
        value = _amount(target["value"])
        if indicator is None or value is None:
            continue
        unit, before = str(indicator.unit), earlier.get(_key_of(target))
        compared = _amount(before["value"]) if before else None
        if compared is not None and _is_less(Direction(indicator.direction), compared, value):
            yield Finding(Notable.LOWER, str(indicator), compared, value, unit)
        baseline = _amount(target["baseline"])
        for other, words in {baseline: _baseline_of(target), compared: _t("what was signed before")}.items():
            if other is not None and _is_ten_times(other, value):
                yield Finding(Notable.TEN_TIMES, str(indicator), other, value, unit, _how_far(other, value, words))


def _baseline_of(target: Mapping[str, Any]) -> str:
    """What the baseline is: of which day, an estimate while that day is to come, and from where."""
    words = _t("the baseline")
    if target["baseline_on"]:
        day = datetime.date.fromisoformat(target["baseline_on"])
        dated = _t("the baseline estimated for %(day)s") if day > today() else _t("the baseline of %(day)s")
        words = dated % {"day": format_date(day)}
    return f"{words} ({target['baseline_source']})" if target["baseline_source"] else words


def _how_far(other: Decimal, value: Decimal, words: str) -> str:
    """What is the matter with the figure, not the rule that found it."""
    if abs(value) > abs(other):
        return _t("ten times %(what)s or more") % {"what": words}
    return _t("a tenth of %(what)s or less") % {"what": words}


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _is_less(direction: Direction, before: Decimal, now: Decimal) -> bool:
    """Whether less is promised than before: for what is to fall, a higher figure."""
    return now > before if direction == Direction.DOWN else now < before and direction == Direction.UP


def _is_ten_times(before: Decimal | None, now: Decimal | None) -> bool:
    if not before or not now or (before < 0) != (now < 0):
        return False
    return abs(now) >= TEN_TIMES * abs(before) or abs(before) >= TEN_TIMES * abs(now)


# --- a return -------------------------------------------------------------------------------------


def lines_to_sign(sheet: Sequence[SheetLine]) -> list[SheetLine]:
    """What the signature is about: the whole return the first time, afterwards the lines that were corrected."""
    if sheet and is_a_correction(sheet[0].line.report):
        return [item for item in sheet if item.line.status == LineStatus.ENTERED]
    return list(sheet)


def stands_out_in_return(sheet: Sequence[SheetLine], plan_year: PlanYear, proved: Collection[int]) -> Iterator[Finding]:
    """What stands out in the lines; `proved` are the keys of those that have a file."""
    for item in sheet:
        line, now = item.line, item.line.reported
        unit = str(line.target.indicator.unit) if line.target else PERCENT
        if line.return_reason:
            yield Finding(Notable.RETURNED, str(line), now=now, unit=unit, words=line.return_reason)
        if now is None:
            yield Finding(Notable.NO_FIGURE, str(line), before=item.previous, unit=unit, words=line.note)
        elif item.falls_back or _level_fell(item):
            yield Finding(Notable.LOWER, str(line), item.previous, now, unit, line.note)
        if line.target is None:
            continue
        if item.previous is not None and now is not None and _is_ten_times(item.previous, now):
            words = _how_far(item.previous, now, _t("the period before"))
            words = f"{words} · {line.note}" if line.note else words
            yield Finding(Notable.TEN_TIMES, str(line), item.previous, now, unit, words)
        if now == 0 and (due := _due_in_period(item)) and due > 0:
            yield Finding(Notable.ZERO, str(line), due, now, unit, line.note)
        elif _is_behind(item, plan_year):
            yield Finding(Notable.BEHIND, str(line), item.expected, item.year_to_date, unit, line.note)
        asked_for = line.target.means_of_verification or line.target.indicator.means_of_verification
        if asked_for and now is not None and line.pk not in proved:
            yield Finding(Notable.NO_EVIDENCE, str(line), words=asked_for)


def _level_fell(item: SheetLine) -> bool:
    """A level that went the wrong way; a flow may be smaller in one month than in another."""
    indicator = item.line.target.indicator if item.line.target else None
    if indicator is None or indicator.kind != Kind.STOCK or item.previous is None or item.line.reported is None:
        return False
    return _is_less(Direction(indicator.direction), item.previous, item.line.reported)


def _due_in_period(item: SheetLine) -> Decimal | None:
    """What the trajectory asks of this period alone: of a flow the step, of a level all of it."""
    target, place = item.line.target, item.line.report.period.ordinal - 1
    if target is None or item.expected is None:
        return None
    is_step = target.indicator.kind == Kind.FLOW and place > 0
    return item.expected - target.trajectory_in_force[place - 1] if is_step else item.expected


def _is_behind(item: SheetLine, plan_year: PlanYear) -> bool:
    target = item.line.target
    if target is None or item.year_to_date is None:
        return False
    sheet = Sheet(
        measure=measure_of(target.indicator),
        baseline=target.baseline,
        value=target.value_in_force,
        trajectory=target.trajectory_in_force,
        lower_bound=target.lower_bound,
        upper_bound=target.upper_bound,
    )
    so_far = YearToDate(Amount(item.year_to_date), due=1, reported_lines=1, ordinal=item.line.report.period.ordinal)
    return standing(sheet, so_far, on_plan_from=plan_year.on_plan_from) in (Standing.BEHIND, Standing.NO_PROGRESS)
