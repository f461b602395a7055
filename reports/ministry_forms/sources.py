"""What can stand under a heading of somebody else's form: the master table's figures, and what is known around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.persian.calendar import format_date, month_name
from config.persian.digits import localise_digits
from config.workbooks import Value
from projects.enums import PeriodKind
from projects.models import FundingLine
from reports.ministry_forms.filling import NUMBER
from reports.workbooks.flat.fields import bare_key_of, key_of
from reports.workbooks.flat.headings import guess, recognise
from targets.master_table import MasterTableContent, offered_or_proposed
from targets.performance import Performance, action_progress, project_progress
from targets.planned import RequiredAction, actions_of, standing_actions

MILLION = 1_000_000
MONTHS, QUARTERS = 12, 4


@dataclass(frozen=True)
class Facts:
    """What the rows need besides themselves; read once for all of them, in a handful of queries."""

    content: MasterTableContent
    actions: Mapping[int, list[RequiredAction]]
    progress: Mapping[int, Any]
    funding: Mapping[int, Decimal | None]
    is_monthly: bool


def facts_of(content: MasterTableContent) -> Facts:
    plan = [row.planned for row in content.rows]
    projects = {row.project_id for row in plan}
    funding = FundingLine.objects.filter(project__in=projects).values_list("project").annotate(Sum("approved"))
    done = action_progress(content.plan_year, today=content.today)
    return Facts(
        content,
        actions_of(plan, content.table),
        project_progress(standing_actions(plan), done),
        dict(funding.order_by("project")),
        content.plan_year.periods.regular().filter(kind=PeriodKind.MONTH).exists(),
    )


@dataclass(frozen=True)
class Source:
    """Something that can be filled in; `headings` are those it goes by beside the ones of the flat tables."""

    key: str
    label: str | Promise
    value: Callable[[Performance, Facts], Value]
    headings: tuple[str, ...] = ()
    is_percentage: bool = False


def rows_for(content: MasterTableContent, keys: Iterable[str]) -> list[dict[str, Value]]:
    """A row for each target, in the order of the table, with what was asked for."""
    facts = facts_of(content)
    sources = [BY_KEY[key] for key in dict.fromkeys(keys) if key in BY_KEY and key != NUMBER]
    found: list[dict[str, Value]] = []
    for place, row in enumerate(content.rows, start=1):
        values: dict[str, Value] = {source.key: source.value(row, facts) for source in sources}
        found.append({NUMBER: place, **values})
    return found


def suggested(heading: str) -> str:
    """The key of what the heading asks for as far as it is understood; "" for nothing."""
    for key in (key_of(heading), bare_key_of(heading)):
        if key in _OWN:
            return _OWN[key]
    found = recognise(heading) or guess(heading)
    return found if found in BY_KEY else ""


def _named(names: Mapping[Any, Any], key: Any) -> str | None:
    return str(names[key]) if key in names else None


def _counties(row: Performance, facts: Facts) -> str | None:
    counties = facts.content.names.counties
    return _listed(str(counties[code]) for code in sorted(row.planned.places) if code in counties)


def _steps(row: Performance, facts: Facts) -> list[RequiredAction]:
    return list(facts.actions.get(row.planned.target_id, ()))


def _listed(words: Iterable[str]) -> str | None:
    return "، ".join(dict.fromkeys(filter(None, words))) or None


def _numbered(row: Performance, facts: Facts) -> str | None:
    """«۱- … ۲- …», as such tables have it in one cell."""
    steps = _steps(row, facts)
    return "\n".join(localise_digits(f"{place}- ") + step.title for place, step in enumerate(steps, 1)) or None


def _first_day(row: Performance, facts: Facts) -> str | None:
    day = min((step.starts_on for step in _steps(row, facts) if step.starts_on), default=None)
    return format_date(day) if day else None


def _last_day(row: Performance, facts: Facts) -> str | None:
    day = max((step.ends_on for step in _steps(row, facts) if step.ends_on), default=None)
    return format_date(day) if day else None


def _span(row: Performance, facts: Facts) -> str | None:
    days = [_first_day(row, facts), _last_day(row, facts)]
    return " – ".join(filter(None, days)) or None


def _millions(row: Performance, facts: Facts) -> Decimal | None:
    rials = facts.funding.get(row.planned.project_id)
    return None if rials is None else rials / MILLION


def _physical(row: Performance, facts: Facts) -> Decimal | None:
    found = facts.progress.get(row.planned.project_id)
    return found.value if found else None


def _at_month(month: int) -> Callable[[Performance, Facts], Value]:
    def expected(row: Performance, facts: Facts) -> Decimal | None:
        ordinal = month if facts.is_monthly else month // (MONTHS // QUARTERS)
        is_there = facts.is_monthly or month % (MONTHS // QUARTERS) == 0
        return row.planned.sheet.expected_at(ordinal) if is_there else None

    return expected


_month = lazy(month_name, str)


def _trajectory() -> Iterable[Source]:
    labels = (
        _("Target of quarter 1"),
        _("Target of quarter 2"),
        _("Target of quarter 3"),
        _("Target of quarter 4"),
    )
    for place, label in enumerate(labels, start=1):
        yield Source(f"quarter_{place}", label, _at_month(place * (MONTHS // QUARTERS)))
    for month in range(1, MONTHS + 1):
        yield Source(f"month_{month}", _month(month), _at_month(month))


SOURCES: tuple[Source, ...] = (
    Source(NUMBER, _("Row number"), lambda row, facts: None),
    Source("code", _("Code of the project"), lambda row, facts: row.planned.project_code),
    Source("project", _("Title of the project"), lambda row, facts: row.planned.project_title),
    Source("program_code", _("Program code"), lambda row, facts: row.planned.program_code, ("کد برنامه",)),
    Source("program", _("Title of the program"), lambda row, facts: row.planned.program_title),
    Source("agency", _("Agency"), lambda row, facts: _named(facts.content.names.agencies, row.planned.agency_id)),
    Source("axis", _("Axis"), lambda row, facts: _named(facts.content.names.axes, row.planned.axis)),
    Source("sector", _("Sector"), lambda row, facts: _named(facts.content.names.sectors, row.planned.sector)),
    Source("counties", _("Counties"), _counties),
    Source(
        "macro",
        _("Macro target"),
        lambda row, facts: _named(facts.content.names.macro_targets, row.planned.macro_target),
        ("هدف کلان", "هدف کلان استان"),
    ),
    Source(
        "indicator",
        _("Indicator"),
        lambda row, facts: _named(facts.content.names.indicators, row.planned.indicator),
    ),
    Source("unit", _("Unit of measure"), lambda row, facts: str(row.planned.unit)),
    Source("baseline", _("Baseline"), lambda row, facts: row.planned.sheet.baseline),
    Source(
        "baseline_on",
        _("Date of the baseline"),
        lambda row, facts: format_date(row.planned.baseline_on) if row.planned.baseline_on else None,
    ),
    Source("proposed", _("Target proposed by the agency"), lambda row, facts: offered_or_proposed(row)),
    Source("target", _("Year-end target"), lambda row, facts: row.planned.sheet.value),
    *_trajectory(),
    Source(
        "expected",
        _("Trajectory so far"),
        lambda row, facts: row.expected,
        ("هدف تا این دوره", "هدف تجمعی تا این دوره", "هدف دوره"),
    ),
    Source("actual", _("Reported"), lambda row, facts: row.reported, ("عملکرد گزارش‌شده",)),
    Source(
        "verified",
        _("Verified"),
        lambda row, facts: row.verified,
        ("عملکرد تأییدشده", "عملکرد تأیید شده", "عملکرد مورد تأیید"),
    ),
    Source("disputed", _("In dispute"), lambda row, facts: row.disputed, ("مورد اختلاف",)),
    Source("achievement", _("Achievement rate"), lambda row, facts: row.achievement, is_percentage=True),
    Source(
        "rate",
        _("Percent of the trajectory"),
        lambda row, facts: row.rate,
        ("درصد تحقق دوره", "درصد تحقق نسبت به دوره"),
        is_percentage=True,
    ),
    Source("forecast", _("Forecast"), lambda row, facts: facts.content.forecasts[row.planned.target_id].value),
    Source("standing", _("Standing"), lambda row, facts: str(row.standing.label), ("وضعیت",)),
    Source("progress", _("Physical progress"), _physical, is_percentage=True),
    Source("actions", _("Actions"), _numbered),
    Source(
        "responsible",
        _("Responsible"),
        lambda row, facts: _listed(step.responsible for step in _steps(row, facts)),
    ),
    Source("starts_on", _("Start"), _first_day),
    Source("ends_on", _("End"), _last_day),
    Source("span", _("Start and end"), _span),
    Source("credit", pgettext_lazy("flat table", "Credit in million rials"), _millions),
)
BY_KEY: dict[str, Source] = {source.key: source for source in SOURCES}
PERCENTAGES = frozenset(source.key for source in SOURCES if source.is_percentage)
_OWN = {key_of(heading): source.key for source in SOURCES for heading in source.headings}
