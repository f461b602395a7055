"""A target as a bullet: where it starts, where it is to end, and how far it has come by whose word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reports.charts.chart import Cell, Chart, Row, Table, said
from reports.charts.drawing import (
    DARK,
    DONE,
    FORECAST,
    GROUND,
    LETTER,
    RAMP,
    SOFT,
    TONES,
    Anchor,
    area,
    box,
    joined,
    lines_of,
    link,
    picture,
    reads_right_to_left,
    stroke,
    text,
)

WIDTH, HEIGHT, EDGE = 420, 96, 8
LEGEND = 44
# Beyond these shares of the way from start to target nothing is drawn to scale any more.
FURTHEST = Decimal("-0.3"), Decimal("1.6")


@dataclass(frozen=True, kw_only=True)
class Bullet:
    """Levels in one unit, from `start` to `target`, rising or falling; None: not there. `word` says how it stands."""

    label: str
    key: str
    unit: str
    url: str = ""
    start: Decimal
    target: Decimal
    last_year: Decimal | None = None
    expected: Decimal | None = None
    reported: Decimal | None = None
    verified: Decimal | None = None
    forecast: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 0
    word: str = ""
    tone: str = "idle"


@dataclass(frozen=True, kw_only=True)
class Bullets(Chart):
    rows: Sequence[Bullet]
    # What the figures are called where they are checked: "macro" makes "macro-verified".
    figure: str = "bullet"

    @property
    def summary(self) -> str:
        return " ".join(
            _("%(label)s: verified %(verified)s, target %(target)s.")
            % {"label": row.label, "verified": said(row.verified, row.places), "target": said(row.target, row.places)}
            for row in self.rows
        )

    @property
    def table(self) -> Table:
        columns = [
            *(self.title, _("Last year"), _("Baseline"), _("Year-end target"), _("Expected to date"), _("Reported")),
            *(_("Verified"), _("Forecast"), pgettext("forecast", "from"), pgettext("forecast", "to")),
        ]
        names = ("last_year", "start", "target", "expected", "reported", "verified", "forecast", "low", "high")
        return Table(
            columns,
            [
                Row(
                    row.label,
                    row.key,
                    [Cell(getattr(row, name), f"{self.figure}-{name}", row.places) for name in names],
                    row.url,
                    row.unit,
                )
                for row in self.rows
            ],
        )

    @property
    def pieces(self) -> Sequence[SafeString]:
        return [
            picture(
                f"{self.key}-{place}", row.label, self.summary_of(row), (WIDTH, HEIGHT), _piece(row, get_language())
            )
            for place, row in enumerate(self.rows, 1)
        ]

    def summary_of(self, row: Bullet) -> str:
        return Bullets(key=self.key, title=row.label, caption="", rows=[row]).summary

    @property
    def legend(self) -> SafeString:
        return picture(f"{self.key}-legend", _("Signs"), _("What is drawn how"), (WIDTH, LEGEND), _legend(0))

    def draw(self) -> tuple[tuple[float, float], list[SafeString]]:
        parts = [joined(_drawn(row, place * HEIGHT)) for place, row in enumerate(self.rows)]
        foot = len(self.rows) * HEIGHT
        return (WIDTH, foot + LEGEND), [*parts, *_legend(foot)]


@lru_cache(maxsize=512)
def _piece(row: Bullet, _language: str | None) -> list[SafeString]:
    """One alone: most stay as they are from one page to the next."""
    return _drawn(row, 0)


def _drawn(row: Bullet, top: float) -> list[SafeString]:
    near, far = _edges()
    colour = TONES[row.tone]
    reached = said(row.verified, row.places)
    beside = 17 * LETTER * len(reached) + 8
    word_at = near[0] + beside if near[1] == "left" else near[0] - beside
    unit = lines_of(row.unit, 130, 11, most=1)[0]
    head = [
        link(
            row.url,
            [text(near[0], top + 16, lines_of(row.label, WIDTH, 13, most=1)[0], anchor=near[1], size=13, bold=True)],
        ),
        text(near[0], top + 38, reached, anchor=near[1], size=17, bold=True),
        text(word_at, top + 37, unit, anchor=near[1], size=11, fill=SOFT),
        text(far[0], top + 37, row.word, anchor=far[1], size=12, fill=colour, bold=True),
    ]
    return [*head, *_bar(row, top + 48)]


def _bar(row: Bullet, top: float) -> list[SafeString]:
    at = _scale(row)
    bottom = top + 24
    parts = [_between(at, row.start, row.target, top, 24, GROUND)]
    if row.low is not None and row.high is not None:
        parts.append(_between(at, row.low, row.high, top, 24, FORECAST))
    if row.reported is not None:
        parts.append(_between(at, row.start, row.reported, top + 7, 10, RAMP[3]))
    if row.verified is not None:
        parts.append(_between(at, row.start, row.verified, top + 7, 10, DONE))
    if row.forecast is not None:
        x = at(row.forecast)
        parts.append(area([(x - 4, top + 12), (x, top + 7), (x + 4, top + 12), (x, top + 17)], DARK))
    if row.last_year is not None:
        parts.append(stroke([(at(row.last_year), top - 1), (at(row.last_year), bottom + 1)], SOFT, 2, dashed=True))
    if row.expected is not None:
        x = at(row.expected)
        parts += [
            area([(x - 4, top - 5), (x + 4, top - 5), (x, top)], DARK),
            stroke([(x, top), (x, bottom)], DARK, 1.2),
        ]
    parts.append(stroke([(at(row.target), top - 4), (at(row.target), bottom + 4)], DARK, 4))
    near, far = _edges()
    beside = {"value": said(row.start, row.places)}, {"value": said(row.target, row.places)}
    parts.append(text(near[0], bottom + 19, _("baseline %(value)s") % beside[0], anchor=near[1], size=11, fill=SOFT))
    parts.append(text(far[0], bottom + 19, _("target %(value)s") % beside[1], anchor=far[1], size=11, fill=SOFT))
    return parts


def _edges() -> tuple[tuple[float, Anchor], tuple[float, Anchor]]:
    """Where a line begins and where it ends, with the anchors of what stands there."""
    left: tuple[float, Anchor] = (EDGE, "left")
    right: tuple[float, Anchor] = (WIDTH - EDGE, "right")
    return (right, left) if reads_right_to_left() else (left, right)


def _scale(row: Bullet) -> Callable[[Decimal], float]:
    way = row.target - row.start
    shown = (row.last_year, row.expected, row.reported, row.verified, row.forecast, row.low, row.high)

    def share(value: Decimal) -> Decimal:
        return min(max((value - row.start) / way, FURTHEST[0]), FURTHEST[1]) if way else Decimal(value > row.start)

    shares = [share(value) for value in shown if value is not None]
    low, high = min([Decimal(0), *shares]), max([Decimal(1), *shares])

    def at(value: Decimal) -> float:
        place = EDGE + float((share(value) - low) / (high - low)) * (WIDTH - 2 * EDGE)
        return WIDTH - place if reads_right_to_left() else place

    return at


def _between(
    at: Callable[[Decimal], float], one: Decimal, other: Decimal, top: float, height: float, fill: str
) -> SafeString:
    left, right = sorted((at(one), at(other)))
    return box(left, top, right - left, height, fill)


def _legend(top: float) -> list[SafeString]:
    """Six signs in two lines, from the reading side."""
    signs: list[tuple[Callable[[float, float], SafeString], str]] = [
        (lambda x, y: box(x - 9, y - 5, 18, 10, DONE), _("Verified")),
        (lambda x, y: box(x - 9, y - 5, 18, 10, RAMP[3]), _("reported only")),
        (lambda x, y: box(x - 9, y - 7, 18, 14, FORECAST), _("Forecast, range")),
        (lambda x, y: stroke([(x, y - 8), (x, y + 8)], DARK, 4), _("Year-end target")),
        (
            lambda x, y: joined(
                [area([(x - 4, y - 8), (x + 4, y - 8), (x, y - 3)], DARK), stroke([(x, y - 3), (x, y + 8)], DARK, 1.2)]
            ),
            _("expected by now"),
        ),
        (lambda x, y: stroke([(x, y - 8), (x, y + 8)], SOFT, 2, dashed=True), _("Last year")),
    ]
    found = []
    for place, (sign, words) in enumerate(signs):
        x, y = 18 + place % 3 * 138, top + 12 + place // 3 * 22
        anchor: Anchor = "left"
        words_at = x + 16
        if reads_right_to_left():
            x, anchor = WIDTH - x, "right"
            words_at = x - 16
        found += [sign(x, y), text(words_at, y + 4, words, anchor=anchor, size=11, fill=SOFT)]
    return found
