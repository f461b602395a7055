"""The master table as an Excel workbook: real numbers and dates, text that stays text, groups that fold."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from config.amounts import PLACES
from config.persian.calendar import format_date
from config.persian.numbers import format_number, format_percent
from targets.forecast import in_short
from targets.master_table import Group, MasterTableContent, offered_or_proposed
from targets.performance import Performance
from targets.planned import RequiredAction, actions_of
from targets.rollups import Average, Coverage
from targets.versions import provenance

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FONT = "Vazirmatn"
INK, SOFT, LINE, HEAD, GROUP = "14212F", "4B5B6D", "D9E0E8", "0D2545", "E3EBF5"
# The number that the file format has for the paper.
A4 = 9
HEADING_ROW = 3
LONGEST_TEXT = 32_767  # characters in a cell

Value = str | int | Decimal | datetime.date | None


@dataclass(frozen=True)
class Column:
    """A column: how it is named and read, what stands in a target's row and in a group's."""

    heading: str
    meaning: str
    value: Callable[[Performance], Value]
    of_group: Callable[[Group], Value] = lambda group: None
    style: str = "text"
    width: int = 14


def file_name(content: MasterTableContent) -> str:
    """Of letters and digits that every system takes: year and version."""
    version = f"-v{content.table.version}" if content.table else ""
    return f"jahesh-targets-{content.plan_year.year}{version}.xlsx"


def master_table_workbook(content: MasterTableContent) -> bytes:
    """The workbook in the active language: the table with its groups, and a sheet that defines its columns."""
    book = Workbook(write_only=True)
    book.properties.title = _title(content)
    book.properties.creator = settings.HEADQUARTERS_NAME
    for style in _styles():
        book.add_named_style(style)
    columns = _columns(content)
    _write_table(book.create_sheet(_("Master target table")), content, columns)
    _write_definitions(book.create_sheet(_("Definitions")), content, columns)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- the table ----------------------------------------------------------------------------------


def _write_table(page: WriteOnlyWorksheet, content: MasterTableContent, columns: list[Column]) -> None:
    _set_up(page, content, [column.width for column in columns])
    page.freeze_panes = f"C{HEADING_ROW + 1}"
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.sheet_properties.outlinePr.summaryBelow = False
    page.append([_cell(page, _title(content), "title")])
    page.append([_cell(page, _provenance(content), "soft")])
    page.append([_cell(page, column.heading, "head") for column in columns])
    number = HEADING_ROW
    for group in content.groups:
        number += 1
        page.append([_cell(page, column.of_group(group), _of_group(column.style)) for column in columns])
        for row in group.rows:
            number += 1
            page.row_dimensions[number].outlineLevel = 1
            page.append([_cell(page, column.value(row), _places(column.style, row)) for column in columns])
    page.append([])
    page.append([_cell(page, _closing(content), "soft")])


def _columns(content: MasterTableContent) -> list[Column]:
    names = content.names
    actions = actions_of([row.planned for row in content.rows], content.table)

    def name(of: Mapping[Any, Any], key: Any) -> str:
        return str(of[key]) if key in of else ""

    return [
        Column(
            _("Project code"),
            _("The project's code; in a group's row its heading."),
            lambda row: row.planned.project_code,
            lambda group: group.heading,
            width=22,
        ),
        Column(_("Project"), _("Title of the project."), lambda row: row.planned.project_title, width=40),
        Column(_("Program"), _("Title of the program."), lambda row: row.planned.program_title, width=34),
        Column(_("Agency"), _("Executive agency."), lambda row: name(names.agencies, row.planned.agency_id), width=28),
        Column(_("Axis"), _("Axis of the call."), lambda row: name(names.axes, row.planned.axis), width=18),
        Column(_("Sector"), _("Economic sector."), lambda row: name(names.sectors, row.planned.sector), width=16),
        Column(
            _("County"),
            _("County of the target; empty when it is for the whole project."),
            lambda row: name(names.counties, row.planned.county),
        ),
        Column(
            _("Macro target"),
            _("The province's target that this one feeds."),
            lambda row: name(names.macro_targets, row.planned.macro_target),
            width=28,
        ),
        Column(
            _("Feeds it"),
            _("As an increment with all of its amount, as a level with its change from the baseline."),
            lambda row: str(row.planned.feeds.label) if row.planned.macro_target else None,
        ),
        Column(
            _("Indicator"),
            _("What is measured."),
            lambda row: name(names.indicators, row.planned.indicator),
            width=30,
        ),
        Column(
            _("Unit"),
            _("Unit of the amounts in the row."),
            lambda row: str(row.planned.unit),
            lambda group: str(group.sums.unit) if group.sums.unit else None,
        ),
        Column(
            _("Baseline"), _("State at the end of last year."), lambda row: row.planned.sheet.baseline, style="number"
        ),
        Column(_("Date of the baseline"), _("As a date."), lambda row: row.planned.baseline_on, style="date"),
        Column(
            _("Date of the baseline (solar)"),
            _("The same date in the solar calendar, as text."),
            lambda row: format_date(row.planned.baseline_on) if row.planned.baseline_on else None,
        ),
        Column(
            _("Proposed"),
            _("What the agency offers."),
            offered_or_proposed,
            lambda group: group.sums.offered,
            style="number",
        ),
        Column(
            _("Agreed"),
            _("What both sides agreed on."),
            lambda row: row.planned.agreed.value,
            lambda group: group.sums.agreed,
            style="number",
        ),
        *_trajectory(content),
        Column(
            _("Trajectory so far"),
            _("What the trajectory expects by the last period that was due."),
            lambda row: row.expected,
            style="number",
        ),
        Column(
            _("Reported"),
            _("Year to date as signed by the head of the agency; empty means not reported, which is not zero."),
            lambda row: row.reported,
            lambda group: group.sums.reported,
            style="number",
        ),
        Column(
            _("Verified"),
            _("What the planning organization has verified of it."),
            lambda row: row.verified,
            lambda group: group.sums.verified,
            style="number",
        ),
        Column(
            _("In dispute"),
            _("What was reported and is in dispute: not verified until the dispute is settled."),
            lambda row: row.disputed,
            lambda group: group.sums.disputed,
            style="number",
        ),
        Column(
            _("Achievement"),
            _("Percent of the year-end value, as it is; in a group the weighted mean, each up to the cap of the year."),
            lambda row: _share(row.achievement),
            lambda group: _share(group.totals.achievement.value),
            style="percent",
        ),
        Column(
            _("Percent of the trajectory"),
            _("Reported against what the trajectory expects so far."),
            lambda row: _share(row.rate),
            lambda group: _share(group.totals.rate.value),
            style="percent",
        ),
        Column(
            _("Forecast to the end of the year"),
            _("By the trajectory at the pace so far; in a group the sum of those that have one. Empty: no forecast."),
            lambda row: content.forecasts[row.planned.target_id].value,
            lambda group: group.forecast.value,
            style="number",
        ),
        Column(
            _("Forecast from"),
            _("Lower end of a range that is meant to hold four of five years."),
            lambda row: content.forecasts[row.planned.target_id].low,
            lambda group: group.forecast.low,
            style="number",
        ),
        Column(
            _("Forecast to"),
            _("Upper end of the range."),
            lambda row: content.forecasts[row.planned.target_id].high,
            lambda group: group.forecast.high,
            style="number",
        ),
        Column(
            _("How it was forecast"),
            _("The rule and what it rests on; in a group how many of its targets are in the forecast."),
            lambda row: in_short(content.forecasts[row.planned.target_id]) if row.year_to_date.due else None,
            _forecast_coverage,
            width=40,
        ),
        Column(
            _("Standing"),
            _("Year to date against the trajectory, in the bands of the year."),
            lambda row: str(row.standing.label),
            width=18,
        ),
        Column(
            _("Coverage"),
            _("Reported of the periods that were due; in a group of its targets, with their share and footnotes."),
            lambda row: _periods(row, row.year_to_date.reported_lines),
            lambda group: " ".join(filter(None, [coverage_in_words(group.sums.coverage), group.sums.footnote])),
            width=40,
        ),
        Column(
            _("Coverage of the verified"),
            _("Verified of the periods that were due; in a group of its targets, with their share."),
            lambda row: _periods(row, row.year_to_date.verified_lines),
            lambda group: coverage_in_words(group.sums.verified_coverage, is_verified=True),
            width=30,
        ),
        Column(
            _("Required actions"),
            _("Steps of the project: what, who, from, until, weight in percent."),
            lambda row: "\n".join(_step(step) for step in actions.get(row.planned.target_id, [])),
            style="long",
            width=60,
        ),
    ]


def _trajectory(content: MasterTableContent) -> Iterable[Column]:
    for period in content.plan_year.periods.regular().order_by("ordinal"):

        def expected(row: Performance, ordinal: int = period.ordinal) -> Decimal | None:
            return row.planned.sheet.expected_at(ordinal)

        yield Column(
            _("Trajectory: %(period)s") % {"period": period.name},
            _("Cumulative for a sum of periods, the level for a last value."),
            expected,
            style="number",
        )


def _forecast_coverage(group: Group) -> str | None:
    covered = group.forecast.coverage
    if group.forecast.value is None:
        return None
    return _("%(count)s of %(of)s targets") % {
        "count": format_number(covered.reported),
        "of": format_number(covered.due),
    }


def _share(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def _periods(row: Performance, there: int) -> str | None:
    if not row.year_to_date.due:
        return None
    return _("%(reported)s of %(due)s periods") % {
        "reported": format_number(there),
        "due": format_number(row.year_to_date.due),
    }


def coverage_in_words(coverage: Coverage, *, is_verified: bool = False) -> str:
    """“3 of 4 targets, 82% of the target”; "" when nothing was due."""
    if not coverage.due:
        return ""
    numbers = {"reported": format_number(coverage.reported), "due": format_number(coverage.due)}
    if coverage.share is None:
        alone = (
            _("%(reported)s of %(due)s targets verified.")
            if is_verified
            else _("%(reported)s of %(due)s targets reported.")
        )
        return alone % numbers
    words = (
        _("%(reported)s of %(due)s targets verified, %(share)s of the amount.")
        if is_verified
        else _("%(reported)s of %(due)s targets reported, %(share)s of the amount.")
    )
    return words % {**numbers, "share": format_percent(coverage.share, 1)}


def _step(step: RequiredAction) -> str:
    parts = [step.title, step.responsible]
    parts += [format_date(day) for day in (step.starts_on, step.ends_on) if day]
    if step.weight is not None:
        parts.append(format_percent(step.weight))
    return "، ".join(filter(None, parts)) if get_language_bidi() else ", ".join(filter(None, parts))


# --- words around it ----------------------------------------------------------------------------


def _title(content: MasterTableContent) -> str:
    if content.plan_year.is_illustrative:
        return _("Master target table %(year)s – illustrative data") % {"year": content.plan_year}
    return _("Master target table %(year)s") % {"year": content.plan_year}


def _provenance(content: MasterTableContent) -> str:
    day = _("As of %(day)s") % {"day": format_date(content.today, "long")}
    if content.table is None:
        return " · ".join([day, _("not frozen yet")])
    return f"{day} · {provenance(content.table)}"


def _closing(content: MasterTableContent) -> str:
    whole = content.totals
    return _("%(count)s targets in all. %(coverage)s Weighted achievement: %(average)s.") % {
        "count": format_number(whole.targets),
        "coverage": coverage_in_words(whole.coverage),
        "average": _average(whole.achievement),
    }


def _average(average: Average) -> str:
    if average.value is None:
        return _("not computable")
    return _("%(percent)s, from %(counted)s of %(of)s targets") % {
        "percent": format_percent(average.value, 1),
        "counted": format_number(average.counted),
        "of": format_number(average.of),
    }


def _write_definitions(page: WriteOnlyWorksheet, content: MasterTableContent, columns: list[Column]) -> None:
    _set_up(page, content, [34, 100])
    page.append([_cell(page, _("Column"), "head"), _cell(page, _("Meaning"), "head")])
    for column in columns:
        page.append([_cell(page, column.heading, "text"), _cell(page, column.meaning, "text")])
    page.append([])
    for sentence in (
        _("What was not reported is neither zero nor counted as zero; each total says what it covers."),
        _("Only amounts of one dimension are added; ratios are added by numerators and denominators."),
        _("Decreasing: (baseline − actual) ÷ (baseline − target). A zero denominator is “not computable”."),
        _("A group's subtotal under a macro target is what its targets bring to that macro target."),
    ):
        page.append([_cell(page, sentence, "text")])


# --- cells and paper ----------------------------------------------------------------------------


def _cell(page: WriteOnlyWorksheet, value: Value, style: str) -> WriteOnlyCell:
    if isinstance(value, str):
        cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_TEXT])
        # Typed as text: what begins with = + - @ stays what somebody wrote.
        cell.data_type = "s"
    else:
        cell = WriteOnlyCell(page, value)
    cell.style = style
    return cell


def _places(style: str, row: Performance) -> str:
    return f"number {min(row.planned.unit.decimals, PLACES)}" if style == "number" else style


def _of_group(style: str) -> str:
    return {"number": "group number", "percent": "group percent"}.get(style, "group")


def _styles() -> Iterable[NamedStyle]:
    line = Border(bottom=Side(style="thin", color=LINE))
    top = Alignment(vertical="top")
    wrapped = Alignment(vertical="top", wrap_text=True)
    plain = Font(name=FONT, size=10, color=INK)
    bold = Font(name=FONT, size=10, bold=True, color=HEAD)
    filled = PatternFill("solid", fgColor=GROUP)
    yield NamedStyle("title", font=Font(name=FONT, size=14, bold=True, color=HEAD))
    yield NamedStyle("soft", font=Font(name=FONT, size=9, color=SOFT))
    yield NamedStyle(
        "head",
        font=Font(name=FONT, size=10, bold=True, color="FFFFFF"),
        fill=PatternFill("solid", fgColor=HEAD),
        alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
    )
    yield NamedStyle("text", font=plain, border=line, alignment=top)
    yield NamedStyle("long", font=plain, border=line, alignment=wrapped)
    yield NamedStyle("date", font=plain, border=line, alignment=top, number_format="yyyy-mm-dd")
    yield NamedStyle("percent", font=plain, border=line, alignment=top, number_format="0.0%")
    for places in range(PLACES + 1):
        number_format = "#,##0" + ("." + "0" * places if places else "")
        yield NamedStyle(f"number {places}", font=plain, border=line, alignment=top, number_format=number_format)
    yield NamedStyle("group", font=bold, fill=filled, border=line)
    yield NamedStyle("group number", font=bold, fill=filled, border=line, number_format="#,##0.####")
    yield NamedStyle("group percent", font=bold, fill=filled, border=line, number_format="0.0%")


def _set_up(page: WriteOnlyWorksheet, content: MasterTableContent, widths: list[int]) -> None:
    page.sheet_view.rightToLeft = get_language_bidi()
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&P / &N"
    page.oddFooter.right.text = format_date(content.today)
    if content.table:
        table = content.table
        page.oddFooter.left.text = f"{content.plan_year.year} v{table.version} {table.content_hash[:16]}"
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
