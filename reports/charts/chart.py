"""What every chart brings: a drawing, a table of the same figures, and a caption."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.persian.digits import localise_digits
from config.persian.numbers import format_amount, format_percent
from reports.charts.drawing import picture


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in the table of a chart. `figure` names it, for whoever checks it."""

    value: Decimal | None
    figure: str
    places: int | None = None
    is_percent: bool = False
    # What stands where there is no value.
    absent: str = "—"

    @property
    def text(self) -> str:
        return said(self.value, self.places, is_percent=self.is_percent) if self.value is not None else self.absent

    @property
    def html(self) -> str:
        return (
            format_html('<bdi class="j-num" dir="ltr">{}</bdi>', self.text) if self.value is not None else self.absent
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what it is about, by name and by a `key` that stays, where it leads, its figures."""

    label: str
    key: str
    cells: Sequence[Cell]
    url: str = ""
    unit: str = ""

    @property
    def figures(self) -> SafeString:
        """Its cells on a page: of a chart with many rows they are most of it."""
        return format_html_join(
            "",
            '<td class="j-cell-num" data-figure="{}" data-of="{}">{}</td>',
            ((cell.figure, self.key, cell.html) for cell in self.cells),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` with the first one, which says what the rows are."""

    columns: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Chart(ABC):
    """`key` is its name on the page; `caption` says as of when and of how much it speaks (`caption_of`)."""

    key: str
    title: str
    caption: str

    @property
    @abstractmethod
    def table(self) -> Table: ...

    @property
    @abstractmethod
    def summary(self) -> str:
        """The picture in a sentence, for those who do not see it."""

    @abstractmethod
    def draw(self) -> tuple[tuple[float, float], list[SafeString]]:
        """Width and height, and what is drawn."""

    @cached_property
    def svg(self) -> SafeString:
        size, parts = self.draw()
        return picture(self.key, self.title, self.summary, size, parts)

    @property
    def pieces(self) -> Sequence[SafeString]:
        """The drawings that stand side by side where there is room."""
        return (self.svg,)


def said(value: Decimal | None, places: int | None = None, *, is_percent: bool = False, sign: bool = False) -> str:
    """A number in digits and marks alone."""
    if value is None:
        return "—"
    return format_percent(value, places or 0, sign=sign) if is_percent else format_amount(value, places)


def caption_of(*parts: str, reported: int | None = None, due: int | None = None, is_bars: bool = False) -> str:
    """As of when, which period, how much of it was reported; how it is read."""
    found = [part for part in parts if part]
    if due:
        counts = {"reported": localise_digits(str(reported or 0)), "due": localise_digits(str(due))}
        found.append(_("reported in full: %(reported)s of %(due)s targets") % counts)
    found.append(_("bars grow from the reading side") if is_bars else "")
    return " · ".join(part for part in found if part)
