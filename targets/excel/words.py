"""The words around the master table: what it is, as of when, and what its sums cover."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.persian.calendar import format_date
from config.persian.numbers import format_number, format_percent
from targets.master_table import MasterTableContent
from targets.rollups import Average, Coverage
from targets.versions import provenance


def title_of(content: MasterTableContent) -> str:
    if content.plan_year.is_illustrative:
        return _("Master target table %(year)s – illustrative data") % {"year": content.plan_year}
    return _("Master target table %(year)s") % {"year": content.plan_year}


def provenance_of(content: MasterTableContent) -> str:
    day = _("As of %(day)s") % {"day": format_date(content.today, "long")}
    if content.table is None:
        return " · ".join([day, _("not frozen yet")])
    return f"{day} · {provenance(content.table)}"


def closing_of(content: MasterTableContent) -> str:
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
