"""The head of the report, and how its figures came about."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from config.persian.calendar import format_date, month_name
from config.persian.digits import localise_digits
from config.persian.numbers import format_number, format_percent
from reports.enums import Span
from reports.year_end.layout import Data, name_of


class Fact(NamedTuple):
    label: str
    value: str
    note: str = ""


def title(data: Data) -> str:
    year = localise_digits(str(data["plan_year"]["year"]))
    extent = data["extent"]
    match extent["span"]:
        case Span.MONTH:
            return _("Report of the production leap until the end of %(month)s %(year)s") % {
                "month": month_name(extent["ordinal"]),
                "year": year,
            }
        case Span.QUARTER:
            return _("Report of the production leap until the end of quarter %(number)s of %(year)s") % {
                "number": format_number(extent["ordinal"]),
                "year": year,
            }
    return _("Year-end report of the production leap, %(year)s") % {"year": year}


def about(data: Data) -> str:
    """The agency, sector or county that it is about; "" for the whole province."""
    found = [name_of(data["extent"][name]["name"]) for name in ("agency", "sector", "county") if data["extent"][name]]
    return found[0] if found else ""


def subtitle(data: Data) -> str:
    parts = [about(data), _("%(province)s province") % {"province": data["province"]}]
    if slogan := name_of(data["plan_year"]["slogan"]):
        parts.append(_("slogan of the year: %(slogan)s") % {"slogan": slogan})
    return " · ".join(part for part in parts if part)


def illustrative(data: Data) -> str:
    """The warning on every page of a demonstration; "" for a real year."""
    return _("Illustrative data: the figures here are not real.") if data["plan_year"]["is_illustrative"] else ""


def as_of(data: Data) -> str:
    return format_date(datetime.date.fromisoformat(data["day"]), "long")


def facts(data: Data) -> list[Fact]:
    """As of when, from which table, and how much of it has been reported."""
    table, returns, covered = data["master_table"], data["returns"], data["coverage"]
    return [
        Fact(_("As of"), as_of(data), _("What was recorded until then counts.")),
        Fact(
            _("Master target table"),
            _("Version %(version)s") % {"version": format_number(table["version"])},
            _("%(rows)s targets; %(agencies)s of %(asked)s agencies take part")
            % {
                "rows": format_number(len(data["targets"])),
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


def method(data: Data) -> list[str]:
    """How the figures came about, a sentence each."""
    moment = datetime.datetime.fromisoformat(data["as_of"])
    return [
        _("Targets, baselines and trajectories are those of the frozen master table; later wording changes nothing."),
        _("Reported is what the agencies sent with their head's signature; verified is what the province settled."),
        _("Disputed is what was reported and the province does not accept; nothing is verified of it then."),
        _("What was not reported is neither zero nor left out silently: the coverage says how much a figure covers."),
        _("Only units of one dimension are added; ratios are added by numerators and denominators."),
        _("What two projects count of one thing is added up once; a suspicion of it stands beside the sum."),
        averages(data),
        _(
            "A shortfall is unfunded as far as approved money was not allocated, or an obstacle of credit says so in "
            "the target's unit; the rest is not executed. Where money is needed and nobody said how much was "
            "allocated, it is not split."
        ),
        _("Money, jobs and the places of projects are as they stood when the data were read; no ledger keeps them."),
        _("Read in one moment from everything recorded until %(day)s; the hash names exactly these data.")
        % {"day": format_date(moment, "numeric")},
        _("Hash of the frozen master table: %(hash)s") % {"hash": data["master_table"]["content_hash"]},
    ]


def averages(data: Data) -> str:
    return _("Achievements are averaged by weight; each counts in an average up to %(cap)s.") % {
        "cap": format_percent(Decimal(data["plan_year"]["achievement_cap"]))
    }
