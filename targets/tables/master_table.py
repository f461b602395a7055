"""The master table as a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData
from django_tables2.utils import OrderByTuple

from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.filters import NOTHING, bar
from config.persian.numbers import format_amount, format_percent
from projects.models import Period
from targets.enums import Standing, over_a_year
from targets.forecast import Forecasts
from targets.master_table import Group, Grouping, MasterTableContent, offered_or_proposed
from targets.performance import Performance
from targets.planned import Planned, RequiredAction
from targets.rollups import over_periods

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
    return "bad" if far_behind else STANDING_TONE[performance.standing]


def standing_word(performance: Performance, behind_from: Decimal) -> Promise:
    """The word of the standing; who is behind and shown as bad is far behind."""
    far_behind = performance.standing == Standing.BEHIND and standing_tone(performance, behind_from) == "bad"
    return _("Far behind") if far_behind else performance.standing.label


# In this table a cell without a class holds a figure: a page has four hundred of them.
_FIGURE = {"th": {"class": "j-cell-num"}}
_TEXT = {"td": {"class": "j-t"}}
# What a reader may do without, in the order of the table.
CHOOSABLE = (
    *("agency", "standing", "baseline", "offered", "agreed", "expected", "reported", "verified"),
    *("disputed", "forecast", "achievement", "actions"),
)
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
    """The lines of the master table: ordering keeps them in their groups."""

    def __init__(self, content: MasterTableContent) -> None:
        super().__init__(_lines(content))
        self.content = content

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: OrderByTuple) -> None:
        for alias in aliases:
            self.data = _lines(self.content.ordered_by(alias))


def _lines(content: MasterTableContent) -> list[Line]:
    return [Line(row, group) for group in content.groups for row in group.rows]


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
    indicator = tables.Column(_("Expected quantity"), empty_values=(), attrs=_TEXT)
    agency = tables.Column(_("Agency"), empty_values=(), attrs=_TEXT)
    standing = tables.Column(_("Standing"), empty_values=(), attrs=_TEXT)
    baseline = tables.Column(_("Baseline"), empty_values=(), attrs=_FIGURE)
    offered = tables.Column(_("Proposed"), empty_values=(), attrs=_FIGURE)
    agreed = tables.Column(_("Agreed"), empty_values=(), attrs=_FIGURE)
    expected = tables.Column(_("Trajectory so far"), empty_values=(), attrs=_FIGURE)
    reported = tables.Column(_("Reported"), empty_values=(), attrs=_FIGURE)
    verified = tables.Column(_("Verified"), empty_values=(), attrs=_FIGURE)
    disputed = tables.Column(_("In dispute"), empty_values=(), attrs=_FIGURE)
    forecast = tables.Column(_("Forecast"), empty_values=(), attrs=_FIGURE)
    achievement = tables.Column(_("Achievement of the year-end target"), empty_values=(), attrs=_FIGURE)
    actions = tables.Column(_("Required actions"), empty_values=(), orderable=False, attrs=_TEXT)

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
        self.actions_of: dict[int, list[RequiredAction]] = {}

    def show_page(self, number: int, *, size: int) -> list[Planned]:
        """Turn to a page, the nearest there is, with the headings of its groups; returns what its rows plan."""
        pages = max(-(-len(self.data) // size), 1)
        self.paginate(page=min(max(number, 1), pages), per_page=size)
        lines = [row.record for row in self.page.object_list]
        for before, line in zip([None, *lines], lines, strict=False):
            opens = before is None or before.group is not line.group
            line.opens_group = opens and self.content.grouping != Grouping.NOTHING
        if isinstance(forecasts := self.content.forecasts, Forecasts):
            # Only what stands on the page.
            shown = [line.row for line in lines] if "forecast" in self.columns.names() else []
            forecasts.make([*shown, *(row for line in lines if line.opens_group for row in line.group.rows)])
        return [line.row.planned for line in lines]

    @property
    def body(self) -> SafeString:
        """The rows of the page in one string: a loop of a template over four hundred cells would cost most of it."""
        columns = [
            (
                column.column.render
                if isinstance(column.column, PeriodColumn)
                else getattr(self, f"render_{column.name}"),
                column.column.attrs.get("td", {}).get("class"),
            )
            for column in self.columns
        ]
        parts: list[str] = []
        for row in self.paginated_rows:
            line = row.record
            if line.opens_group:
                heading = {"group": line.group, "columns": len(columns)}
                parts.append(render_to_string("targets/master_table_group.html", heading))
            first, *others = (conditional_escape(render(record=line)) for render, _looks in columns)
            parts.append(f"<tr><th scope=row>{first}</th>")
            for cell, (_render, looks) in zip(others, columns[1:], strict=True):
                parts.append(f"<td class={looks}>{cell}</td>" if looks else f"<td>{cell}</td>")
            parts.append("</tr>")
        return SafeString("".join(parts))  # of cells that are escaped, and classes of our own

    # --- cells: strings made here, a template for each would cost more than all the rest -------------

    def render_project(self, record: Line) -> SafeString:
        planned = record.row.planned
        # What is cut at the edge the browser shows over it (static/js/figures.js).
        return format_html(
            "<a href={}{}>{}</a> <code translate=no>{}</code>",
            reverse("program-detail", args=[planned.program_uuid]),
            # Titles are Persian: on a page that runs the same way nothing need be said.
            "" if get_language_bidi() else SafeString(" dir=auto"),
            planned.project_title,
            planned.project_code,
        )

    def render_agency(self, record: Line) -> str:
        return str(self.content.names.agencies[record.row.planned.agency_id])

    def render_indicator(self, record: Line) -> SafeString:
        names, planned = self.content.names, record.row.planned
        county = names.counties.get(planned.county)
        return format_html(
            "<a href={}>{}</a>{} <small>{}</small>",
            reverse("figure", args=[planned.target_uuid]),
            names.indicators[planned.indicator],
            format_html(" – {}", county) if county else "",
            f"{planned.unit} · {over_a_year(planned.sheet.measure.kind, planned.sheet.measure.aggregation)}",
        )

    def render_baseline(self, record: Line) -> SafeString | str:
        return _amount(record, record.row.planned.sheet.baseline)

    def render_offered(self, record: Line) -> SafeString | str:
        return _amount(record, offered_or_proposed(record.row))

    def render_agreed(self, record: Line) -> SafeString | str:
        return _amount(record, record.row.planned.agreed.value, _("not agreed yet"))

    def render_expected(self, record: Line) -> SafeString | str:
        return _amount(record, record.row.expected)

    def render_reported(self, record: Line) -> SafeString | str:
        return _amount(record, record.row.reported, _("not reported") if record.row.year_to_date.due else "—")

    def render_verified(self, record: Line) -> SafeString | str:
        return _amount(record, record.row.verified)

    def render_disputed(self, record: Line) -> SafeString | str:
        return _amount(record, record.row.disputed)

    def render_forecast(self, record: Line) -> SafeString | str:
        found = self.content.forecasts[record.row.planned.target_id]
        if found.value is None:
            return _missing(_("no forecast") if record.row.year_to_date.due else "—")
        figure = _amount(record, found.value)
        if found.low == found.high:
            return figure
        low, high = _amount(record, found.low), _amount(record, found.high)
        between = _("from %(low)s to %(high)s") % {"low": low, "high": high}
        return format_html("{}<br><small>{}</small>", figure, between)

    def render_achievement(self, record: Line) -> SafeString | str:
        if record.row.achievement is not None:
            return format_percent(record.row.achievement, 1)
        return _missing(_("not computable") if record.row.reported is not None else "—")

    def render_standing(self, record: Line) -> SafeString:
        """What is done of what was due as a bar and in percent, and the word for it."""
        row = record.row
        behind_from = self.content.plan_year.behind_from
        tone, word = standing_tone(row, behind_from), standing_word(row, behind_from)
        if row.rate is None:
            return format_html('<span class="j-verdict j-{}"><b>{}</b></span>', tone, word)
        return format_html(
            '<span class="j-verdict j-{}"><i class={}></i>{} <b>{}</b></span>',
            tone,
            bar(row.rate),
            format_percent(row.rate, 0),
            word,
        )

    def render_actions(self, record: Line) -> str:
        """How many, and until when; which ones stands on the program's page and in the workbook."""
        actions = self.actions_of.get(record.row.planned.target_id, [])
        if not actions:
            return "—"
        count = localise_digits(str(len(actions)))
        last = max((step.ends_on for step in actions if step.ends_on), default=None)
        return f"{count} {_('until')} {format_date(last)}" if last else count


def _amount(record: Line, value: Decimal | None, missing: object = "—") -> SafeString | str:
    """Bare: the cells of the table isolate their figures themselves."""
    return _missing(missing) if value is None else format_amount(value, record.row.planned.unit.decimals)


def _missing(word: object) -> SafeString | str:
    """Said as missing; a dash stands for itself: a page has hundreds."""
    return "—" if word == "—" else format_html("<span class=j-missing>{}</span>", word)
