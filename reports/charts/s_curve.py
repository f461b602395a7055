"""Planned against actual through the year, with the gap in figures and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from reports.charts.chart import Cell, Chart, Row, Table, said
from reports.charts.drawing import (
    DONE,
    GAP,
    LETTER,
    LINE,
    PLAN,
    SOFT,
    TONES,
    Anchor,
    area,
    dot,
    stroke,
    text,
)

WIDTH, HEIGHT = 640, 310
LEFT, RIGHT, TOP, BOTTOM = 46, 20, 18, 46


@dataclass(frozen=True, kw_only=True)
class SCurve(Chart):
    """Percent of the year's work by the end of each step; `keys` name the steps for whoever checks the figures."""

    steps: Sequence[str]
    keys: Sequence[str]
    planned: Sequence[Decimal | None]
    actual: Sequence[Decimal | None]

    @cached_property
    def last(self) -> int | None:
        """The last step that has both."""
        both = [place for place, pair in enumerate(zip(self.planned, self.actual, strict=True)) if None not in pair]
        return both[-1] if both else None

    @property
    def gap(self) -> Decimal | None:
        """Actual − planned at that step, in percentage points."""
        if self.last is None:
            return None
        planned, actual = self.planned[self.last], self.actual[self.last]
        return None if planned is None or actual is None else actual - planned

    @property
    def gap_in_words(self) -> str:
        if self.gap is None:
            return ""
        if abs(self.gap) < Decimal("0.05"):
            return _("on plan")
        return _("points of the year behind the plan") if self.gap < 0 else _("points of the year ahead of the plan")

    @property
    def summary(self) -> str:
        if self.last is None or self.gap is None:
            return _("Nothing has been reported yet.")
        return _("By the end of %(step)s %(actual)s is done, %(planned)s was planned: %(gap)s %(words)s.") % {
            "step": self.steps[self.last],
            "actual": said(self.actual[self.last], 1, is_percent=True),
            "planned": said(self.planned[self.last], 1, is_percent=True),
            "gap": format_number(abs(self.gap), 1),
            "words": self.gap_in_words,
        }

    @property
    def table(self) -> Table:
        return Table(
            [_("To the end of"), _("Planned"), _("Actual")],
            [
                Row(step, key, [Cell(planned, "curve-planned", 1, True), Cell(actual, "curve-actual", 1, True)])
                for step, key, planned, actual in zip(self.steps, self.keys, self.planned, self.actual, strict=True)
            ],
        )

    def draw(self) -> tuple[tuple[float, float], list[SafeString]]:
        top = max([Decimal(100), *(value for value in (*self.planned, *self.actual) if value is not None)])
        pace, tall = (WIDTH - LEFT - RIGHT) / len(self.steps), HEIGHT - TOP - BOTTOM

        def at(place: int, value: Decimal) -> tuple[float, float]:
            """The end of that step; before the first one the year begins at nothing."""
            return LEFT + pace * (place + 1), TOP + tall * (1 - float(max(value, Decimal(0)) / top))

        start = at(-1, Decimal(0))
        planned = [start, *(at(place, value) for place, value in enumerate(self.planned) if value is not None)]
        actual = [start, *(at(place, value) for place, value in enumerate(self.actual) if value is not None)]
        parts = [self._gap_drawn(planned, actual)] if self.last is not None else []
        for level in range(0, 101, 25):
            y = at(0, Decimal(level))[1]
            parts.append(stroke([(LEFT, y), (WIDTH - RIGHT, y)], LINE, 1))
            parts.append(
                text(LEFT - 6, y + 4, said(Decimal(level), is_percent=True), anchor="right", size=11, fill=SOFT)
            )
        tight = max(len(step) for step in self.steps) * 11 * LETTER > pace - 4
        for place, step in enumerate(self.steps):
            lower = 15 if tight and place % 2 else 0
            parts.append(text(LEFT + pace * (place + 0.5), HEIGHT - 28 + lower, step, size=11, fill=SOFT))
        parts += [stroke(planned, PLAN, 2, dashed=True), stroke(actual, DONE, 3)]
        parts += [dot(x, y, 3.5, DONE) for x, y in actual[1:]]
        parts.append(
            text(planned[-1][0] - 4, planned[-1][1] + 38, _("Planned"), anchor="right", size=12, fill=PLAN, bold=True)
        )
        return (WIDTH, HEIGHT), parts + self._named(planned, actual)

    def _gap_drawn(self, planned: list[tuple[float, float]], actual: list[tuple[float, float]]) -> SafeString:
        end = actual[-1][0]
        return area([*(point for point in planned if point[0] <= end), *reversed(actual)], GAP)

    def _named(self, planned: list[tuple[float, float]], actual: list[tuple[float, float]]) -> list[SafeString]:
        """The gap where no curve comes, at the beginning of the year above; what the solid line is, at its end."""
        if self.last is None or self.gap is None:
            return []
        x, low = actual[-1]
        high = next(y for place, y in planned if place >= x)
        colour = TONES["bad" if self.gap < 0 else "ok"]
        anchor: Anchor = "left" if x < WIDTH * 0.8 else "right"
        return [
            stroke([(x, low), (x, high)], colour, 2),
            text(
                LEFT + 12,
                TOP + 32,
                format_number(abs(self.gap), 1),
                anchor="left",
                size=26,
                fill=colour,
                bold=True,
            ),
            text(LEFT + 12, TOP + 52, self.gap_in_words, anchor="left", size=12, fill=colour),
            text(x + 9 if anchor == "left" else x - 9, low + 17, _("Actual"), anchor=anchor, fill=DONE, bold=True),
        ]
