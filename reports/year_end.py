"""The year-end report as its reader sees it: the same facts and tables for the workbook and the document.

Everything here comes from the data set alone, in the active language. Amounts arrive as text of exact decimals.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.persian.calendar import format_date, month_name
from config.persian.digits import localise_digits
from config.persian.numbers import format_number, format_percent
from projects.enums import PeriodKind
from targets.double_counts import words_of
from targets.enums import Direction, Standing

Data = dict[str, Any]


class Kind(Enum):
    """What a column holds, which says how it is written and aligned."""

    WORDS = auto()
    CODE = auto()
    COUNT = auto()
    AMOUNT = auto()
    PERCENT = auto()
    DATE = auto()


class Cell(NamedTuple):
    """A value of its column's kind. None is not zero: it is shown by the column's word for what is missing."""

    value: str | int | Decimal | datetime.date | None
    # Decimals of an amount, as its unit has them.
    places: int = 0


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind
    # Shown where the value is None.
    missing: str = "—"
    # The width in characters in the workbook.
    width: int = 14
    in_print: bool = True


@dataclass(frozen=True)
class Sheet:
    """A table with its heading, and the sentence that says how to read it."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    note: str = ""
    in_print: bool = True


class Fact(NamedTuple):
    label: str
    value: str
    note: str = ""


def title(data: Data) -> str:
    return _("Year-end report of the production leap, %(year)s") % {"year": _year(data)}


def subtitle(data: Data) -> str:
    parts = [_("%(province)s province") % {"province": data["province"]}]
    if slogan := _name(data["plan_year"]["slogan"]):
        parts.append(_("slogan of the year: %(slogan)s") % {"slogan": slogan})
    return " · ".join(parts)


def illustrative(data: Data) -> str:
    """The warning on every page of a demonstration; "" for a real year."""
    return _("Illustrative data: the figures here are not real.") if data["plan_year"]["is_illustrative"] else ""


def as_of(data: Data) -> str:
    return format_date(datetime.date.fromisoformat(data["day"]), "long")


def facts(data: Data) -> list[Fact]:
    """The head of the report: as of when, from which table, and how much of it has been reported."""
    table, returns, covered = data["master_table"], data["returns"], data["coverage"]
    return [
        Fact(_("As of"), as_of(data), _("What was recorded until then counts.")),
        Fact(
            _("Master target table"),
            _("Version %(version)s") % {"version": format_number(table["version"])},
            _("%(rows)s targets; %(agencies)s of %(asked)s agencies take part")
            % {
                "rows": format_number(table["rows"]),
                "agencies": format_number(len(data["agencies"])),
                "asked": format_number(data["agencies_asked"]),
            },
        ),
        Fact(
            _("Reporting coverage"),
            _("%(reported)s of %(due)s targets")
            % {"reported": format_number(covered["reported"]), "due": format_number(covered["due"])},
            _("%(received)s of %(due)s returns received, %(late)s of them late")
            % {name: format_number(returns[name]) for name in ("received", "due", "late")},
        ),
    ]


def sheets(data: Data) -> list[Sheet]:
    """All tables, in the order of the report."""
    return [macro_targets(data), agencies(data), axes(data), targets(data), actions(data)]


def macro_targets(data: Data) -> Sheet:
    none = _("not reported")
    return Sheet(
        name=_("Macro targets"),
        title=_("Macro targets of the province"),
        columns=[
            Column(_("Indicator"), Kind.WORDS, width=40),
            Column(_("Unit"), Kind.WORDS, width=18),
            Column(_("Baseline"), Kind.AMOUNT, in_print=False),
            Column(_("Year-end target"), Kind.AMOUNT, in_print=False),
            Column(_("Needed"), Kind.AMOUNT),
            Column(_("Offered"), Kind.AMOUNT, in_print=False),
            Column(_("Agreed"), Kind.AMOUNT),
            Column(_("Reported"), Kind.AMOUNT, missing=none),
            Column(_("Verified"), Kind.AMOUNT, missing=_("not verified")),
            Column(_("Achievement"), Kind.PERCENT, missing=_("not computable"), width=12),
            Column(_("Official observation"), Kind.AMOUNT, missing=_("none")),
            Column(_("Period of the observation"), Kind.WORDS, in_print=False),
            Column(_("Reporting coverage"), Kind.WORDS),
        ],
        rows=[
            [
                Cell(_with_part(row)),
                Cell(_name(row["unit"]["name"])),
                *_amounts(row, "baseline", "value", "needed", "offered", "agreed", "reported", "verified"),
                _percent(row["achievement"]),
                *(_amounts(row["observation"], "value") if row["observation"] else [Cell(None)]),
                Cell(_period(row["observation"]["period"]) if row["observation"] else None),
                Cell(_covered(row) if row["targets"] else None),
            ]
            for row in data["macro_targets"]
        ],
        note=_(
            "Needed is the year-end target less the baseline; achievement is what was reported, in percent of it. "
            "The official observation stands beside the sum of the projects, never in its place."
        )
        + _double_counts(data),
    )


def agencies(data: Data) -> Sheet:
    return Sheet(
        name=_("Agencies"),
        title=_("By agency"),
        columns=[
            Column(_("Code"), Kind.CODE, width=12, in_print=False),
            Column(_("Agency"), Kind.WORDS, width=40),
            *_counts(),
            *_achievements(),
            Column(_("Returns due"), Kind.COUNT),
            Column(_("Received"), Kind.COUNT),
            Column(_("Late"), Kind.COUNT),
        ],
        rows=[
            [
                Cell(row["code"]),
                Cell(_name(row["name"])),
                *_sizes(row),
                *(Cell(row["returns"][name]) for name in ("due", "received", "late")),
            ]
            for row in data["agencies"]
        ],
        note=_averages(data),
    )


def axes(data: Data) -> Sheet:
    return Sheet(
        name=_("Axes"),
        title=_("By axis"),
        columns=[Column(_("Axis"), Kind.WORDS, width=40), *_counts(), *_achievements()],
        rows=[[Cell(_name(row["name"]) or _("without an axis")), *_sizes(row)] for row in data["axes"]],
    )


def targets(data: Data) -> Sheet:
    none = _("not reported")
    return Sheet(
        name=_("Targets"),
        title=_("Targets of the projects"),
        in_print=False,
        columns=[
            Column(_("Agency"), Kind.WORDS, width=30),
            Column(_("Program"), Kind.WORDS, width=36),
            Column(_("Project code"), Kind.CODE, width=18),
            Column(_("Project"), Kind.WORDS, width=36),
            Column(_("Indicator"), Kind.WORDS, width=36),
            Column(_("Unit"), Kind.WORDS, width=18),
            Column(_("Direction"), Kind.WORDS),
            Column(_("Baseline"), Kind.AMOUNT),
            Column(_("Year-end target"), Kind.AMOUNT),
            Column(_("Expected to date"), Kind.AMOUNT),
            Column(_("Reported"), Kind.AMOUNT, missing=none),
            Column(_("Verified"), Kind.AMOUNT, missing=_("not verified")),
            Column(_("Achievement"), Kind.PERCENT, missing=_("not computable")),
            Column(_("Standing"), Kind.WORDS, width=18),
        ],
        rows=[
            [
                Cell(_name(row["agency"]["name"])),
                Cell(row["program"]["title"]),
                Cell(row["project"]["code"]),
                Cell(row["project"]["title"]),
                Cell(_name(row["indicator"]["name"])),
                Cell(_name(row["unit"]["name"])),
                Cell(str(Direction(row["direction"]).label)),
                *_amounts(row, "baseline", "value", "expected", "reported", "verified"),
                _percent(row["achievement"]),
                Cell(str(Standing(row["standing"]).label)),
            ]
            for row in data["targets"]
        ],
        note=_("The figures of the master table as they were frozen, with what was reported and verified for them."),
    )


def actions(data: Data) -> Sheet:
    return Sheet(
        name=_("Actions"),
        title=_("Actions of the projects"),
        in_print=False,
        columns=[
            Column(_("Agency"), Kind.WORDS, width=30),
            Column(_("Project code"), Kind.CODE, width=18),
            Column(_("Action"), Kind.WORDS, width=40),
            Column(_("Responsible"), Kind.WORDS, width=24),
            Column(_("Start"), Kind.DATE),
            Column(_("End"), Kind.DATE),
            Column(_("Weight in the project"), Kind.PERCENT),
            Column(_("Reported progress"), Kind.PERCENT, missing=_("not reported")),
            Column(_("Verified progress"), Kind.PERCENT, missing=_("not verified")),
        ],
        rows=[
            [
                Cell(_name(row["agency"]["name"])),
                Cell(row["project"]["code"]),
                Cell(row["title"]),
                Cell(row["responsible"] or None),
                _day(row["starts_on"]),
                _day(row["ends_on"]),
                _percent(row["weight"]),
                _percent(row["reported"]),
                _percent(row["verified"]),
            ]
            for row in data["actions"]
        ],
    )


def method(data: Data) -> list[str]:
    """How the figures came about, a sentence each."""
    moment = datetime.datetime.fromisoformat(data["as_of"])
    return [
        _("Targets, baselines and trajectories are those of the frozen master table; later wording changes nothing."),
        _("Reported is what the agencies sent with their head's signature; verified is what the province settled."),
        _("What was not reported is neither zero nor left out silently: the coverage says how much a figure covers."),
        _("Only units of one dimension are added; ratios are added by numerators and denominators."),
        _averages(data),
        _("Read in one moment from everything recorded until %(day)s; the hash names exactly these data.")
        % {"day": format_date(moment, "numeric")},
        _("Hash of the frozen master table: %(hash)s") % {"hash": data["master_table"]["content_hash"]},
    ]


def shown(cell: Cell, column: Column) -> str:
    """The cell as text in the active language, as it is printed."""
    match cell.value:
        case None:
            return column.missing
        case datetime.date() as day:
            return format_date(day)
        case Decimal() as number if column.kind is Kind.PERCENT:
            return format_percent(number, 1)
        case Decimal() | int() as number:
            return format_number(number, cell.places)
        case text:
            return text


def _counts() -> list[Column]:
    return [
        Column(_("Programs"), Kind.COUNT),
        Column(_("Projects"), Kind.COUNT),
        Column(_("Targets"), Kind.COUNT),
    ]


def _achievements() -> list[Column]:
    return [
        Column(_("Reported achievement"), Kind.PERCENT, missing=_("not reported")),
        Column(_("Verified achievement"), Kind.PERCENT, missing=_("not verified")),
    ]


def _sizes(row: Data) -> Iterable[Cell]:
    yield from (Cell(row[name]) for name in ("programs", "projects", "targets"))
    yield _percent(row["reported"])
    yield _percent(row["verified"])


def _averages(data: Data) -> str:
    return _("Achievements are averaged by weight; each counts in an average up to %(cap)s.") % {
        "cap": format_percent(Decimal(data["plan_year"]["achievement_cap"]))
    }


def _year(data: Data) -> str:
    return localise_digits(str(data["plan_year"]["year"]))


def _name(names: dict[str, str]) -> str:
    return names["en"] if get_language() == "en" and names["en"] else names["fa"]


def _with_part(row: Data) -> str:
    name = _name(row["indicator"]["name"])
    return f"{name} – {_name(row['part'])}" if row["part"] else name


def _covered(row: Data) -> str:
    """How many of the targets that were due are in the figures, and how many cannot be."""
    covered = _("%(reported)s of %(due)s") % {
        name: format_number(row["coverage"][name]) for name in ("reported", "due")
    }
    if left_out := row["not_counted"] + row["still_growing"]:
        return _("%(covered)s; %(count)s make no sum yet") % {"covered": covered, "count": format_number(left_out)}
    return covered


def _double_counts(data: Data) -> str:
    """What stands in doubt in the sums, or was counted once, by indicator; "" for nothing. Older data say nothing."""
    told = [
        f" {_with_part(row)}: {words}"
        for row in data["macro_targets"]
        if (words := words_of(row.get("suspected_double_counts", 0), row.get("counted_in_part", 0)))
    ]
    return "".join(told)


def _period(period: Data) -> str:
    if period["kind"] == PeriodKind.MONTH:
        return month_name(period["ordinal"])
    return f"{PeriodKind(period['kind']).label} {format_number(period['ordinal'])}"


def _amounts(row: Data, *names: str) -> list[Cell]:
    """Amounts of one unit, all with as many decimals as the longest of them needs: nothing is rounded away."""
    values = [_decimal(row[name]) for name in names]
    places = max((-int(value.normalize().as_tuple().exponent) for value in values if value is not None), default=0)
    return [Cell(value, max(places, 0)) for value in values]


def _percent(value: str | None) -> Cell:
    return Cell(_decimal(value), 1)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: str | None) -> Cell:
    return Cell(None if value is None else datetime.date.fromisoformat(value))
