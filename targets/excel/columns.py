"""What the master table has columns for: heading, meaning, and what stands in a target's row and in a group's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from config.persian.calendar import format_date
from config.persian.numbers import format_number, format_percent
from config.workbooks import Value
from projects.models import Period
from targets.excel.words import coverage_in_words
from targets.forecast import in_short
from targets.master_table import Group, MasterTableContent, offered_or_proposed
from targets.performance import Performance
from targets.planned import RequiredAction, actions_of


@dataclass(frozen=True)
class Column:
    """A column: how it is named and read, what stands in a target's row and in a group's.

    `part` is the column of the page (`targets.tables`) that shows the same; one column there may be several here.
    """

    part: str
    heading: str
    meaning: str
    value: Callable[[Performance], Value]
    of_group: Callable[[Group], Value] = lambda group: None
    style: str = "text"
    width: int = 14

    def plain(self, row: Performance) -> Value:
        """The same where no format says that a part is meant in percent."""
        value = self.value(row)
        return value * 100 if self.style == "percent" and isinstance(value, Decimal) else value


def columns_of(
    content: MasterTableContent, periods: Iterable[Period], shown: Collection[str] | None = None
) -> list[Column]:
    names = content.names
    actions = actions_of([row.planned for row in content.rows], content.table)

    def name(of: Mapping[Any, Any], key: Any) -> str:
        return str(of[key]) if key in of else ""

    """All columns, or those that stand for the parts `shown`."""
    columns = [
        Column(
            "project",
            _("Project code"),
            _("The project's code; in a group's row its heading."),
            lambda row: row.planned.project_code,
            lambda group: group.heading,
            width=22,
        ),
        Column("project", _("Project"), _("Title of the project."), lambda row: row.planned.project_title, width=40),
        Column("program", _("Program"), _("Title of the program."), lambda row: row.planned.program_title, width=34),
        Column(
            "agency",
            _("Agency"),
            _("Executive agency."),
            lambda row: name(names.agencies, row.planned.agency_id),
            width=28,
        ),
        Column("axis", _("Axis"), _("Axis of the call."), lambda row: name(names.axes, row.planned.axis), width=18),
        Column(
            "sector", _("Sector"), _("Economic sector."), lambda row: name(names.sectors, row.planned.sector), width=16
        ),
        Column(
            "indicator",
            _("County"),
            _("County of the target; empty when it is for the whole project."),
            lambda row: name(names.counties, row.planned.county),
        ),
        Column(
            "macro",
            _("Macro target"),
            _("The province's target that this one feeds."),
            lambda row: name(names.macro_targets, row.planned.macro_target),
            width=28,
        ),
        Column(
            "macro",
            _("How it counts"),
            _("As an increment with all of its amount, as a level with its change from the baseline."),
            lambda row: str(row.planned.feeds.label) if row.planned.macro_target else None,
        ),
        Column(
            "indicator",
            _("Indicator"),
            _("What is measured."),
            lambda row: name(names.indicators, row.planned.indicator),
            width=30,
        ),
        Column(
            "indicator",
            _("Unit"),
            _("Unit of the amounts in the row."),
            lambda row: str(row.planned.unit),
            lambda group: str(group.sums.unit) if group.sums.unit else None,
        ),
        Column(
            "baseline",
            _("Baseline"),
            _("State at the end of last year."),
            lambda row: row.planned.sheet.baseline,
            style="number",
        ),
        Column(
            "baseline", _("Date of the baseline"), _("As a date."), lambda row: row.planned.baseline_on, style="date"
        ),
        Column(
            "baseline",
            _("Date of the baseline (solar)"),
            _("The same date in the solar calendar, as text."),
            lambda row: format_date(row.planned.baseline_on) if row.planned.baseline_on else None,
        ),
        Column(
            "offered",
            _("Proposed"),
            _("What the agency offers."),
            offered_or_proposed,
            lambda group: group.sums.offered,
            style="number",
        ),
        Column(
            "agreed",
            _("Agreed"),
            _("What both sides agreed on."),
            lambda row: row.planned.agreed.value,
            lambda group: group.sums.agreed,
            style="number",
        ),
        *_trajectory(periods),
        Column(
            "expected",
            _("Trajectory so far"),
            _("What the trajectory expects by the last period that was due."),
            lambda row: row.expected,
            style="number",
        ),
        Column(
            "reported",
            _("Reported"),
            _("Year to date as signed by the head of the agency; empty means not reported, which is not zero."),
            lambda row: row.reported,
            lambda group: group.sums.reported,
            style="number",
        ),
        Column(
            "verified",
            _("Verified"),
            _("What the planning organization has verified of it."),
            lambda row: row.verified,
            lambda group: group.sums.verified,
            style="number",
        ),
        Column(
            "disputed",
            _("In dispute"),
            _("What was reported and is in dispute: not verified until the dispute is settled."),
            lambda row: row.disputed,
            lambda group: group.sums.disputed,
            style="number",
        ),
        Column(
            "achievement",
            _("Achievement"),
            _("Percent of the year-end value, as it is; in a group the weighted mean, each up to the cap of the year."),
            lambda row: _share(row.achievement),
            lambda group: _share(group.totals.achievement.value),
            style="percent",
        ),
        Column(
            "rate",
            _("Percent of the trajectory"),
            _("Reported against what the trajectory expects so far."),
            lambda row: _share(row.rate),
            lambda group: _share(group.totals.rate.value),
            style="percent",
        ),
        Column(
            "forecast",
            _("Forecast to the end of the year"),
            _("By the trajectory at the pace so far; in a group the sum of those that have one. Empty: no forecast."),
            lambda row: content.forecasts[row.planned.target_id].value,
            lambda group: group.forecast.value,
            style="number",
        ),
        Column(
            "forecast",
            _("Forecast from"),
            _("Lower end of a range that is meant to hold four of five years."),
            lambda row: content.forecasts[row.planned.target_id].low,
            lambda group: group.forecast.low,
            style="number",
        ),
        Column(
            "forecast",
            _("Forecast to"),
            _("Upper end of the range."),
            lambda row: content.forecasts[row.planned.target_id].high,
            lambda group: group.forecast.high,
            style="number",
        ),
        Column(
            "forecast",
            _("How it was forecast"),
            _("The rule and what it rests on; in a group how many of its targets are in the forecast."),
            lambda row: in_short(content.forecasts[row.planned.target_id]) if row.year_to_date.due else None,
            _forecast_coverage,
            width=40,
        ),
        Column(
            "standing",
            _("Standing"),
            _("Year to date against the trajectory, in the bands of the year."),
            lambda row: str(row.standing.label),
            width=18,
        ),
        Column(
            "coverage",
            _("Coverage"),
            _("Reported of the periods that were due; in a group of its targets, with their share and footnotes."),
            lambda row: _periods(row, row.year_to_date.reported_lines),
            lambda group: " ".join(filter(None, [coverage_in_words(group.sums.coverage), group.sums.footnote])),
            width=40,
        ),
        Column(
            "coverage",
            _("Coverage of the verified"),
            _("Verified of the periods that were due; in a group of its targets, with their share."),
            lambda row: _periods(row, row.year_to_date.verified_lines),
            lambda group: coverage_in_words(group.sums.verified_coverage, is_verified=True),
            width=30,
        ),
        Column(
            "actions",
            _("Required actions"),
            _("Steps of the project: what, who, from, until, weight in percent."),
            lambda row: "\n".join(_step(step) for step in actions.get(row.planned.target_id, [])),
            width=60,
        ),
    ]
    return columns if shown is None else [column for column in columns if column.part in shown]


def _trajectory(periods: Iterable[Period]) -> Iterable[Column]:
    for period in periods:

        def expected(row: Performance, ordinal: int = period.ordinal) -> Decimal | None:
            return row.planned.sheet.expected_at(ordinal)

        yield Column(
            "trajectory",
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


def _step(step: RequiredAction) -> str:
    parts = [step.title, step.responsible]
    parts += [format_date(day) for day in (step.starts_on, step.ends_on) if day]
    if step.weight is not None:
        parts.append(format_percent(step.weight))
    return "، ".join(filter(None, parts)) if get_language_bidi() else ", ".join(filter(None, parts))
