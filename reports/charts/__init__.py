"""Charts: a data class in, an SVG out, for the page, for print and for Typst (`#image(bytes(svg), format: "svg")`).

Each has its table, its caption and links to the rows behind it; `templates/reports/chart.html` lays it out. The rules
of the drawing stand in `drawing`. Time runs from left to right in both languages, bars grow from the reading side.
"""

from reports.charts.bars import Bar, Bars
from reports.charts.bullets import Bullet, Bullets
from reports.charts.chart import Cell, Chart, Row, Table, caption_of
from reports.charts.grids import HeatMap, HeatRow, Tile, TileMap
from reports.charts.s_curve import SCurve

__all__ = [
    "Bar",
    "Bars",
    "Bullet",
    "Bullets",
    "Cell",
    "Chart",
    "HeatMap",
    "HeatRow",
    "Row",
    "SCurve",
    "Table",
    "Tile",
    "TileMap",
    "caption_of",
]
