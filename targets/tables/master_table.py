"""The master table as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

import django_tables2 as tables
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData
from django_tables2.utils import OrderByTuple

from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.filters import NOTHING, bar
from config.persian.numbers import amounts, as_estimate, format_amount, format_percent
from projects.models import Period
from targets.enums import Standing, over_a_year
from targets.filters import CHOOSABLE
from targets.forecast import Forecasts
from targets.master_table import Group, Grouping, MasterTableContent, offered_or_proposed
from targets.performance import Performance
from targets.planned import Planned, RequiredAction
from targets.rollups import Measure, over_periods

STANDING_TONE: dict[Standing, str] = {
    Standing.ON_PLAN: "ok",
    Standing.BEHIND: "warn",
    Standing.NO_PROGRESS: "bad",
    Standing.NOT_REPORTED: "bad",
    Standing.NOT_DUE: "idle",
    Standing.NOT_COMPUTABLE: "idle",
}


def standing_tone(performance: Performance, behind_from: Decimal) -> str:
    """The colour of the standing: who is behind is shown as bad below the amber band of the year (percent)."""
    far_behind = performance.standing == Standing.BEHIND and (performance.rate or 0) < behind_from
    return "bad" if far_behind else "info" if _is_as_reported(performance) else STANDING_TONE[performance.standing]


def _is_as_reported(performance: Performance) -> bool:
    so_far = performance.year_to_date
    return performance.standing == Standing.ON_PLAN and (not so_far.is_covered or so_far.disputed_lines > 0)


def standing_word(performance: Performance, behind_from: Decimal) -> Promise:
    """The word of the standing; who is behind and shown as bad is far behind.

    While reports are missing or figures are in dispute, who is on plan is so as reported.
    """
    if _is_as_reported(performance):
        return _("On plan as reported")
    far_behind = performance.standing == Standing.BEHIND and standing_tone(performance, behind_from) == "bad"
    return _("Far behind") if far_behind else performance.standing.label


_INDENTED = re.compile(r"\n\s+")
# A dash stands for itself: a page has hundreds.
NO_FIGURE = "—"

# In this table words stand in a paragraph or a link, and a figure by itself: a page has four hundred of them.
_FIGURE = {"th": {"class": "j-cell-num"}}
# What is shown before a reader chooses: as much as a screen holds without moving sideways.
USUAL = frozenset({"agency", "standing", "agreed", "expected", "reported", "verified"})
# Beside the figures period by period.
WITH_PERIODS = frozenset({"standing", "agreed", "reported"})


# django-tables2 writes out the record for each cell without an attribute of its column's name: all the group's rows.
@dataclass(repr=False)
class Line:
    """A row with its group; on a page the first of each group opens it with the group's heading."""

    row: Performance
    group: Group
    opens_group: bool = False


class GroupedLines(TableData):
    """The lines of the master table, made of its rows when they are shown: ordering keeps them in their groups."""

    def __init__(self, content: MasterTableContent) -> None:
        super().__init__([(group, group.rows) for group in content.groups])
        self.content = content

    def __len__(self) -> int:
        return sum(len(rows) for _group, rows in self.data)

    def __iter__(self) -> Iterator[Line]:
        return iter(self[:])

    def __getitem__(self, key: Any) -> Any:
        every = ((row, group) for group, rows in self.data for row in rows)
        if isinstance(key, slice):
            return [Line(row, group) for row, group in islice(every, key.start, key.stop, key.step)]
        return Line(*next(islice(every, key, None)))

    def order_by(self, aliases: OrderByTuple) -> None:
        content = self.content
        for alias in aliases:
            self.data = [(group, content.in_order(group.rows, alias)) for group in content.groups]


class PeriodColumn(tables.Column):
    """The year to date at the end of a period, with the trajectory's value below it; of periods to come that alone."""

    def __init__(self, period: Period) -> None:
        super().__init__(period.name, empty_values=(), orderable=False, attrs=_FIGURE)
        self.ordinal = period.ordinal

    def render(self, record: Line) -> SafeString | str:
        row, places = record.row, record.row.planned.unit.decimals
        expected = row.planned.sheet.expected_at(self.ordinal)
        below = NOTHING if expected is None else format_amount(expected, places)
        if (row.year_to_date.ordinal or 0) < self.ordinal:
            return format_html("<small>{}</small>", below)
        lines = [line for line in row.lines if line.ordinal <= self.ordinal]
        told = any(line.ordinal == self.ordinal and line.reported.value is not None for line in lines)
        value = over_periods(row.planned.sheet.measure, (line.reported for line in lines)).value
        if not told or value is None:
            return format_html("<i>{}</i><br><small>{}</small>", _("no report"), below)
        return format_html("{}<br><small>{}</small>", format_amount(value, places), below)


class MasterTableTable(tables.Table):
    project = tables.Column(_("Project"), empty_values=())
    indicator = tables.Column(_("Expected quantity"), empty_values=())
    agency = tables.Column(_("Agency"), empty_values=())
    standing = tables.Column(_("Standing"), empty_values=())
    baseline = tables.Column(_("Baseline"), empty_values=(), attrs=_FIGURE)
    offered = tables.Column(_("Proposed"), empty_values=(), attrs=_FIGURE)
    agreed = tables.Column(_("Agreed"), empty_values=(), attrs=_FIGURE)
    expected = tables.Column(_("Trajectory so far"), empty_values=(), attrs=_FIGURE)
    reported = tables.Column(_("Reported"), empty_values=(), attrs=_FIGURE)
    verified = tables.Column(_("Verified"), empty_values=(), attrs=_FIGURE)
    disputed = tables.Column(_("In dispute"), empty_values=(), attrs=_FIGURE)
    forecast = tables.Column(_("Forecast"), empty_values=(), attrs=_FIGURE)
    achievement = tables.Column(_("Achievement of the year-end target"), empty_values=(), attrs=_FIGURE)
    actions = tables.Column(_("Required actions"), empty_values=(), orderable=False)

    class Meta:
        template_name = "targets/master_table_rows.html"
        # A click on a figure opens what it is made of (static/js/figures.js): one link a row instead of eight.
        attrs = {"data-figures": "", "data-panel": "", "class": "j-table j-master"}
        empty_text = _("No target fits what you asked for.")

    def __init__(
        self, content: MasterTableContent, *, columns: Collection[str] = (), periods: Sequence[Period] = ()
    ) -> None:
        """`columns` are those of CHOOSABLE that the reader wants, nothing for the usual; `periods` come after them."""
        # What the heading of the group says is not said again in every row; before a return is due nothing is forecast.
        by_agency, is_due = content.grouping == Grouping.AGENCY, any(row.year_to_date.due for row in content.rows)
        needless = {*(["agency"] if by_agency else []), *([] if is_due else ["forecast"])}
        wanted = frozenset(columns) or (WITH_PERIODS if periods else USUAL)
        self.shown_columns = [name for name in CHOOSABLE if name in wanted]
        super().__init__(
            GroupedLines(content),
            exclude=[name for name in CHOOSABLE if name not in wanted or name in needless],
            extra_columns=[(f"period_{period.ordinal}", PeriodColumn(period)) for period in periods],
        )
        self.content = content
        self.caption = _("Master target table")
        self.is_rtl = get_language_bidi()
        self.address_of_program, self.address_of_figure = _addresses("program-detail"), _addresses("figure")
        self.written = amounts()
        # How the indicator of rows that are measured alike is called, and its unit.
        self.called: dict[Measure, tuple[str, str]] = {}
        self.actions_of: Mapping[int, list[RequiredAction]] = {}
        # Those of the page.
        self.lines: list[Line] = []

    def show_page(self, number: int, *, size: int) -> list[Planned]:
        """Turn to a page, the nearest there is, with the headings of its groups; returns what its rows plan."""
        pages = max(-(-len(self.data) // size), 1)
        self.paginate(page=min(max(number, 1), pages), per_page=size)
        self.lines = lines = [row.record for row in self.page.object_list]
        for before, line in zip([None, *lines], lines, strict=False):
            opens = before is None or before.group is not line.group
            line.opens_group = opens and self.content.grouping != Grouping.NOTHING
        if isinstance(forecasts := self.content.forecasts, Forecasts):
            # Only what stands on the page.
            shown = [line.row for line in lines] if "forecast" in self.columns.names() else []
            of_groups = [row for line in lines if line.opens_group for row in line.group.rows]
            forecasts.make([*shown, *of_groups], self.content.periods)
        return [line.row.planned for line in lines]

    @property
    def body(self) -> SafeString:
        """The rows of the page in one string: a loop of a template over four hundred cells would cost most of it.

        So cells are strings too, escaped where they are made; what all rows share is looked up once.
        """
        cells = [
            column.column.render if isinstance(column.column, PeriodColumn) else getattr(self, f"render_{column.name}")
            for column in self.columns
        ]
        parts: list[str] = []
        for line in self.lines:
            if line.opens_group:
                # The template is laid out for those who read it.
                heading = _INDENTED.sub("\n", line.group.told)
                parts.append(f"<tr class=j-table-group><td colspan={len(cells)}>{heading}")
            # The end of a cell or row is where the next one begins: their tags would weigh 4 KB.
            parts.append(f"<tr><th scope=row>{'<td>'.join(render(line) for render in cells)}")
        return SafeString("".join(parts))  # of cells that are escaped

    # --- cells: HTML ----------------------------------------------------------------------------------

    def amount(self, record: Line, value: Decimal | None) -> str:
        """Bare: the cells of the table isolate their figures themselves."""
        return NO_FIGURE if value is None else self.written(value, record.row.planned.unit.decimals)

    def render_project(self, record: Line) -> str:
        planned = record.row.planned
        # What is cut at the edge the browser shows over it (static/js/figures.js). Titles are Persian: on a page that
        # runs the same way nothing need be said.
        direction = "" if self.is_rtl else " dir=auto"
        address, title = self.address_of_program(planned.program_uuid), escape(planned.project_title)
        return f"<a href={address}{direction}>{title}</a> <code>{escape(planned.project_code)}</code>"

    def render_agency(self, record: Line) -> str:
        return f"<p>{escape(self.content.names.agencies[record.row.planned.agency_id])}"

    def render_indicator(self, record: Line) -> str:
        names, planned = self.content.names, record.row.planned
        measure = planned.sheet.measure
        if measure not in self.called:
            over = over_a_year(measure.kind, measure.aggregation)
            self.called[measure] = escape(names.indicators[planned.indicator]), escape(f"{planned.unit} · {over}")
        name, measured_in = self.called[measure]
        place = f" – {escape(names.counties[planned.county])}" if planned.county in names.counties else ""
        return f"<a href={self.address_of_figure(planned.target_uuid)}>{name}</a>{place} <small>{measured_in}</small>"

    def render_baseline(self, record: Line) -> str:
        return self.amount(record, record.row.planned.sheet.baseline)

    def render_offered(self, record: Line) -> str:
        return self.amount(record, offered_or_proposed(record.row))

    def render_agreed(self, record: Line) -> str:
        agreed = record.row.planned.agreed.value
        return _missing(_("not agreed yet")) if agreed is None else self.amount(record, agreed)

    def render_expected(self, record: Line) -> str:
        return self.amount(record, record.row.expected)

    def render_reported(self, record: Line) -> str:
        is_missing = record.row.reported is None and record.row.year_to_date.due
        return _missing(_("not reported")) if is_missing else self.amount(record, record.row.reported)

    def render_verified(self, record: Line) -> str:
        return self.amount(record, record.row.verified)

    def render_disputed(self, record: Line) -> str:
        return self.amount(record, record.row.disputed)

    def render_forecast(self, record: Line) -> str:
        found = self.content.forecasts[record.row.planned.target_id]
        if found.value is None:
            return _missing(_("no forecast")) if record.row.year_to_date.due else NO_FIGURE
        figure = self.amount(record, as_estimate(found.value))
        if found.low == found.high:
            return figure
        low, high = (self.amount(record, None if end is None else as_estimate(end)) for end in (found.low, found.high))
        between = _("from %(low)s to %(high)s") % {"low": low, "high": high}
        return f"{figure}<br><small>{between}</small>"

    def render_achievement(self, record: Line) -> str:
        if record.row.achievement is not None:
            return format_percent(record.row.achievement, 1)
        return NO_FIGURE if record.row.reported is None else _missing(_("not computable"))

    def render_standing(self, record: Line) -> str:
        """What is done of what was due as a bar and in percent, and the word for it."""
        row = record.row
        behind_from = self.content.plan_year.behind_from
        tone, word = standing_tone(row, behind_from), escape(standing_word(row, behind_from))
        told = "" if row.rate is None else f"<i class={bar(row.rate)}></i>{format_percent(row.rate, 0)} "
        return f"<p class=j-{tone}>{told}<b>{word}</b>"

    def render_actions(self, record: Line) -> str:
        """How many, and until when; which ones stands on the program's page and in the workbook."""
        actions = self.actions_of.get(record.row.planned.target_id, [])
        if not actions:
            return f"<p>{NO_FIGURE}"
        count = localise_digits(str(len(actions)))
        last = max((step.ends_on for step in actions if step.ends_on), default=None)
        return f"<p>{count} {_('until')} {format_date(last)}" if last else f"<p>{count}"


def _addresses(route: str) -> Callable[[UUID], str]:
    """The addresses of a route, each by a key in it: looked up once for all of them."""
    nowhere = UUID(int=0)
    before, after = reverse(route, args=[nowhere]).split(str(nowhere))
    return lambda key: f"{before}{key}{after}"


def _missing(word: Promise) -> str:
    """Said as missing."""
    return f"<span class=j-missing>{escape(str(word))}</span>"
