"""Figures in a grid, the more the darker, each printed in its cell: the heat map, and the map of counties in tiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.charts.chart import Cell, Chart, Row, Table, said
from reports.charts.drawing import (
    INK,
    LINE,
    PAPER,
    RAMP,
    SOFT,
    TONES,
    Anchor,
    area,
    box,
    lines_of,
    link,
    readable_on,
    reads_right_to_left,
    step_of,
    text,
)

EDGES = tuple(map(Decimal, (40, 60, 75, 90, 100)))
LABEL, CELL, LINE_HEIGHT, HEAD, FOOT = 260, 70, 30, 44, 34
TILE, GUTTER = (112, 62), 6


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """`values` in percent, one a column, None where there is none; in columns of `silent` a report is missing."""

    label: str
    key: str
    values: Sequence[Decimal | None]
    url: str = ""
    silent: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """What lies below `marked_below` bears a sign too. `is_time`: the columns are steps of time."""

    columns: Sequence[str]
    column_keys: Sequence[str]
    rows: Sequence[HeatRow]
    heading: str
    figure: str
    is_time: bool = False
    marked_below: Decimal | None = None
    # So many rows are drawn, from the first; the table has all of them.
    drawn: int | None = None

    @property
    def summary(self) -> str:
        return _("%(rows)s rows and %(columns)s columns; the figures stand in the table below.") % {
            "rows": said(Decimal(len(self.rows))),
            "columns": said(Decimal(len(self.columns))),
        }

    @property
    def table(self) -> Table:
        def cell(row: HeatRow, place: int) -> Cell:
            absent = silence() if place in row.silent else "—"
            return Cell(row.values[place], f"{self.figure}:{self.column_keys[place]}", 0, True, absent)

        return Table(
            [self.heading, *self.columns],
            [
                Row(row.label, row.key, [cell(row, place) for place in range(len(self.columns))], row.url)
                for row in self.rows
            ],
        )

    def draw(self) -> tuple[tuple[float, float], list[SafeString]]:
        width = LABEL + CELL * len(self.columns)
        mirrored = reads_right_to_left()
        start, anchor = (width - 4.0, "right") if mirrored else (4.0, "left")
        side: Anchor = "right" if anchor == "right" else "left"

        def left_of(place: int) -> float:
            if not mirrored:
                return LABEL + CELL * place
            return CELL * place if self.is_time else CELL * (len(self.columns) - 1 - place)

        parts = []
        for place, column in enumerate(self.columns):
            for number, words in enumerate(lines_of(column, CELL + 6, 11)):
                parts.append(text(left_of(place) + CELL / 2, 16 + 14 * number, words, size=11, fill=SOFT))
        rows = self.rows[: self.drawn]
        for number, row in enumerate(rows):
            top = HEAD + number * LINE_HEIGHT
            label = lines_of(row.label, LABEL, 12, most=1)[0]
            parts.append(link(row.url, [text(start, top + 19, label, anchor=side)]))
            for place, value in enumerate(row.values):
                parts += _cell(left_of(place), top, value, place in row.silent, self.marked_below)
        foot = HEAD + len(rows) * LINE_HEIGHT
        return (width, foot + FOOT), [*parts, *_ramp(width, foot + 10)]


def silence() -> str:
    """What stands in a cell whose report is missing."""
    return pgettext("heat map", "no report")


def _cell(
    x: float, top: float, value: Decimal | None, is_silent: bool, marked_below: Decimal | None
) -> Iterable[SafeString]:
    middle = x + CELL / 2
    if value is None:
        rim = TONES["warn"] if is_silent else LINE
        yield box(x + 1, top + 1, CELL - 2, LINE_HEIGHT - 2, PAPER, edge=rim, dashed=True)
        yield text(
            middle,
            top + 19,
            silence() if is_silent else "—",
            size=10.5 if is_silent else 12,
            fill=TONES["warn"] if is_silent else SOFT,
        )
        return
    fill = RAMP[step_of(value, EDGES)]
    ink = readable_on(fill)
    yield box(x + 1, top + 1, CELL - 2, LINE_HEIGHT - 2, fill)
    if marked_below is not None and value < marked_below:
        yield area([(x + 8, top + 12), (x + 16, top + 12), (x + 12, top + 19)], TONES["bad"])
    yield text(middle, top + 20, said(value, is_percent=True), size=13, fill=ink, bold=True)


def _ramp(width: float, top: float) -> list[SafeString]:
    """The steps from light to dark with where each begins, at the left as numbers run."""
    parts, wide = [], min(64, width / len(RAMP))
    for place, fill in enumerate(RAMP):
        x = (width - len(RAMP) * wide) / 2 + place * wide
        words = said(EDGES[place - 1] if place else Decimal(0), is_percent=True)
        parts += [
            box(x, top, wide - 2, 18, fill),
            text(x + wide / 2 - 1, top + 13.5, words, size=12, fill=readable_on(fill)),
        ]
    return parts


@dataclass(frozen=True, kw_only=True)
class Tile:
    label: str
    key: str
    row: int
    column: int
    value: Decimal | None
    url: str = ""
    # A second line: how many projects, how much money.
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TileMap(Chart):
    """A place on the map for each tile, east to the right in both languages; `rest` is what belongs to no place."""

    tiles: Sequence[Tile]
    heading: str
    figure: str
    rest: Tile | None = None

    @property
    def summary(self) -> str:
        return _("%(count)s places; the figures stand in the table below.") % {"count": said(Decimal(len(self.tiles)))}

    @property
    def table(self) -> Table:
        tiles = [*self.tiles, *([self.rest] if self.rest else [])]
        return Table(
            [self.title, self.heading],
            [
                Row(tile.label, tile.key, [Cell(tile.value, self.figure, 0, True)], tile.url, tile.note)
                for tile in tiles
            ],
        )

    def draw(self) -> tuple[tuple[float, float], list[SafeString]]:
        wide, tall = TILE[0] + GUTTER, TILE[1] + GUTTER
        width = wide * max((tile.column + 1 for tile in self.tiles), default=1)
        bottom = tall * max((tile.row + 1 for tile in self.tiles), default=1)
        parts = [link(tile.url, _tile(tile, tile.column * wide, tile.row * tall, TILE[0])) for tile in self.tiles]
        if self.rest:
            parts.append(link(self.rest.url, _tile(self.rest, 0, bottom + 6, width - GUTTER)))
            bottom += tall + 6
        return (width, bottom + FOOT), [*parts, *_ramp(width, bottom + 10)]


def _tile(tile: Tile, x: float, y: float, width: float) -> Iterable[SafeString]:
    fill = PAPER if tile.value is None else RAMP[step_of(tile.value, EDGES)]
    ink = INK if tile.value is None else readable_on(fill)
    middle = x + width / 2
    yield box(x, y, width, TILE[1], fill, edge=LINE if tile.value is not None else SOFT, dashed=tile.value is None)
    yield text(middle, y + 20, lines_of(tile.label, width - 8, 14, most=1)[0], size=14, fill=ink)
    yield text(middle, y + 41, said(tile.value, is_percent=True), size=18, fill=ink, bold=True)
    if tile.note:
        yield text(middle, y + 55, lines_of(tile.note, width - 8, 10.5, most=1)[0], size=10.5, fill=ink)
