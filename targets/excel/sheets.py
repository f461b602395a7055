"""The sheets of the master table's workbook, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.worksheet.worksheet import Worksheet

from config.persian.calendar import format_date
from config.workbooks import Row, Sheet, Value, height_of, lay_out
from projects.models import Period
from targets.excel import styles
from targets.excel.columns import Column
from targets.excel.words import closing_of, provenance_of, title_of
from targets.master_table import MasterTableContent
from targets.performance import Performance
from targets.rollups import over_periods

HEADING_ROW = 3
# Code and title of the project stay in sight.
KEPT_COLUMNS = 2


def table_sheet(content: MasterTableContent, columns: Sequence[Column]) -> Sheet:
    """The table as it is read: each group folds under its row of subtotals."""

    def rows() -> Iterator[Row]:
        yield from _head(title_of(content), content, columns)
        of_group = [styles.of_group(column.style) for column in columns]
        widths = [column.width for column in columns]
        for group in content.groups:
            yield Row([column.of_group(group) for column in columns], of_group)
            for row in group.rows:
                values = [column.value(row) for column in columns]
                yield Row(values, _styles(columns, row), 1, height_of(values, widths))
        yield Row([], [])
        yield Row([closing_of(content)], ["soft"])

    return _folding(_("Master target table"), content, [column.width for column in columns], rows())


def periods_sheet(content: MasterTableContent, periods: Sequence[Period]) -> Sheet:
    """What each period expects and what was reported until its end, target by target."""
    columns = _matrix(content, periods)

    def rows() -> Iterator[Row]:
        yield from _head(_("Progress by period"), content, columns)
        widths = [column.width for column in columns]
        for group in content.groups:
            blank: list[Value] = [None] * (len(columns) - 1)
            yield Row([group.heading, *blank], ["group"] * len(columns))
            for row in group.rows:
                values = [column.value(row) for column in columns]
                yield Row(values, _styles(columns, row), 1, height_of(values, widths))
        yield Row([], [])
        note = _("Both add up from the year's beginning; an empty cell was not due or not reported, which is not zero.")
        yield Row([note], ["soft"])

    return _folding(_("Progress by period"), content, [column.width for column in columns], rows())


def definitions_sheet(content: MasterTableContent, columns: Iterable[Column]) -> Sheet:
    """What the columns mean, and by which rules was added."""

    def rows() -> Iterator[Row]:
        yield Row([_("Column"), _("Meaning")], ["head", "head"])
        for column in columns:
            yield Row([column.heading, column.meaning], ["text", "text"], height=height_of([column.meaning], [90]))
        yield Row([], [])
        for sentence in (
            _("What was not reported is neither zero nor counted as zero; each total says what it covers."),
            _("Only amounts of one dimension are added; ratios are added by numerators and denominators."),
            _("Decreasing: (baseline − actual) ÷ (baseline − target). A zero denominator is “not computable”."),
            _("A group's subtotal under a macro target is what its targets bring to that macro target."),
        ):
            yield Row([sentence], ["soft"])

    def set_up(page: Worksheet) -> None:
        lay_out(page, [34, 90], heading_row=1, footer=_footer(content), day=format_date(content.today))

    return Sheet(_("Definitions"), set_up, rows())


def _matrix(content: MasterTableContent, periods: Sequence[Period]) -> list[Column]:
    names = content.names
    found = [
        Column("project", _("Project code"), "", lambda row: row.planned.project_code, width=22),
        Column("project", _("Project"), "", lambda row: row.planned.project_title, width=40),
        Column("agency", _("Agency"), "", lambda row: str(names.agencies[row.planned.agency_id]), width=28),
        Column("indicator", _("Indicator"), "", lambda row: str(names.indicators[row.planned.indicator]), width=30),
        Column("indicator", _("County"), "", lambda row: str(names.counties.get(row.planned.county, ""))),
        Column("indicator", _("Unit"), "", lambda row: str(row.planned.unit)),
        Column("baseline", _("Baseline"), "", lambda row: row.planned.sheet.baseline, style="number"),
        Column("agreed", _("Year-end target"), "", lambda row: row.planned.sheet.value, style="number"),
    ]
    for period in periods:
        said = {"period": period.name}
        found += [
            Column("", _("Target: %(period)s") % said, "", _expected_at(period.ordinal), style="number", width=13),
            Column("", _("Actual: %(period)s") % said, "", _reported_by(period.ordinal), style="number", width=13),
        ]
    return found


def _expected_at(ordinal: int) -> Callable[[Performance], Decimal | None]:
    return lambda row: row.planned.sheet.expected_at(ordinal)


def _reported_by(ordinal: int) -> Callable[[Performance], Decimal | None]:
    def reported(row: Performance) -> Decimal | None:
        """Year to date at the end of the period, where that period itself was reported."""
        lines = [line for line in row.lines if line.ordinal <= ordinal]
        if not lines or lines[-1].ordinal != ordinal or lines[-1].reported.value is None:
            return None
        return over_periods(row.planned.sheet.measure, (line.reported for line in lines)).value

    return reported


def _head(title: str, content: MasterTableContent, columns: Sequence[Column]) -> Iterator[Row]:
    headings = [column.heading for column in columns]
    yield Row([title], ["title"], height=24)
    yield Row([provenance_of(content)], ["soft"])
    yield Row(headings, ["head"] * len(headings), height=height_of(headings, [column.width for column in columns]))


def _styles(columns: Sequence[Column], row: Performance) -> list[str]:
    amount = styles.number(row.planned.unit.decimals)
    return [amount if column.style == "number" else column.style for column in columns]


def _folding(name: str, content: MasterTableContent, widths: Sequence[int], rows: Iterable[Row]) -> Sheet:
    def set_up(page: Worksheet) -> None:
        kept = min(KEPT_COLUMNS, len(widths) - 1)
        footer, day = _footer(content), format_date(content.today)
        lay_out(page, widths, heading_row=HEADING_ROW, kept_columns=kept, footer=footer, day=day)
        page.sheet_properties.outlinePr.summaryBelow = False
        page.sheet_format.outlineLevelRow = 1

    return Sheet(name, set_up, rows)


def _footer(content: MasterTableContent) -> str:
    """Year, version and the beginning of the hash; before the freeze there are none."""
    table = content.table
    return f"{content.plan_year.year} v{table.version} {table.content_hash[:16]}" if table else ""
