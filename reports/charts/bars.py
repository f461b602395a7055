"""Things side by side by one figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.charts.chart import Cell, Chart, Row, Table, said
from reports.charts.drawing import GROUND, SOFT, TONES, Anchor, box, lines_of, link, reads_right_to_left, text

WIDTH, LINE_HEIGHT, LABEL, FIGURE, SIZE = 640, 30, 250, 90, 13
# So many stand below one another; of more, half stand beside the others.
MOST_IN_A_COLUMN = 16


@dataclass(frozen=True, kw_only=True)
class Bar:
    label: str
    key: str
    value: Decimal | None
    url: str = ""
    tone: str = "info"


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """`heading` says what the figure is, `figure` names it; `most` ends the scale where that is not the largest."""

    bars: Sequence[Bar]
    heading: str
    figure: str
    places: int = 0
    is_percent: bool = False
    most: Decimal | None = None

    @property
    def summary(self) -> str:
        first, last = self.bars[0], self.bars[-1]
        return _("%(count)s bars, from %(first)s to %(last)s.") % {
            "count": said(Decimal(len(self.bars))),
            "first": f"{first.label} {self._said(first)}",
            "last": f"{last.label} {self._said(last)}",
        }

    @property
    def table(self) -> Table:
        return Table(
            [self.title, self.heading],
            [
                Row(bar.label, bar.key, [Cell(bar.value, self.figure, self.places, self.is_percent)], bar.url)
                for bar in self.bars
            ],
        )

    @property
    def pieces(self) -> Sequence[SafeString]:
        if len(self.bars) <= MOST_IN_A_COLUMN:
            return (self.svg,)
        half = (len(self.bars) + 1) // 2
        columns = (self.bars[:half], self.bars[half:])
        return [
            replace(self, key=f"{self.key}-{number}", bars=bars, most=self._end_of_scale).svg
            for number, bars in enumerate(columns, 1)
        ]

    @property
    def _end_of_scale(self) -> Decimal:
        return self.most or max((bar.value for bar in self.bars if bar.value), default=Decimal(1))

    def _said(self, bar: Bar) -> str:
        return said(bar.value, self.places, is_percent=self.is_percent)

    def draw(self) -> tuple[tuple[float, float], list[SafeString]]:
        room = WIDTH - LABEL - FIGURE - 16
        parts = []
        for place, bar in enumerate(self.bars):
            top = place * LINE_HEIGHT
            filled = room * float(min(max(bar.value or Decimal(0), Decimal(0)) / self._end_of_scale, Decimal(1)))
            x, start, end = LABEL + 8.0, 4.0, WIDTH - 4.0
            anchors: tuple[Anchor, Anchor] = ("left", "right")
            bar_at = x
            if reads_right_to_left():
                x, start, end, anchors = FIGURE + 8.0, end, start, ("right", "left")
                bar_at = x + room - filled
            label = lines_of(bar.label, LABEL, SIZE)
            first = top + (20 if len(label) == 1 else 13)
            parts += [
                box(x, top + 7, room, 16, GROUND),
                box(bar_at, top + 7, filled, 16, TONES[bar.tone]),
                link(
                    bar.url,
                    [
                        text(start, first + 14 * line, words, anchor=anchors[0], size=SIZE)
                        for line, words in enumerate(label)
                    ],
                ),
                text(
                    end,
                    top + 20,
                    self._said(bar),
                    anchor=anchors[1],
                    size=SIZE,
                    bold=bar.value is not None,
                    fill=SOFT if bar.value is None else TONES[bar.tone],
                ),
            ]
        return (WIDTH, max(len(self.bars), 1) * LINE_HEIGHT), parts
