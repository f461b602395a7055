"""The appendices: what earlier reports said otherwise, the master table, the actions, definitions and method."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from config.persian.calendar import format_date
from reports.year_end.head import method
from reports.year_end.layout import (
    Cell,
    Column,
    Data,
    Kind,
    Section,
    Sheet,
    amounts,
    counted,
    day,
    name_of,
    percent,
)
from targets.enums import Direction, Standing

_FIGURES = {
    "value": gettext_lazy("Year-end target"),
    "reported": gettext_lazy("Reported"),
    "verified": gettext_lazy("Verified"),
    "disputed": gettext_lazy("Disputed"),
}
_DEFINITIONS = (
    (gettext_lazy("Baseline"), gettext_lazy("The value at the end of the year before, with its date and source.")),
    (
        gettext_lazy("Expected to date"),
        gettext_lazy("The trajectory's value at the last period that was due."),
    ),
    (gettext_lazy("Reported"), gettext_lazy("What the agency sent, under the signature of its head.")),
    (
        gettext_lazy("Verified"),
        gettext_lazy("What the planning organization verified, or the deputy governor settled."),
    ),
    (
        gettext_lazy("Disputed"),
        gettext_lazy("Reported, and not accepted; nothing is verified of it until it is settled."),
    ),
    (gettext_lazy("Achievement"), gettext_lazy("What was reached in percent of the year-end value, by its direction.")),
    (
        gettext_lazy("Reporting coverage"),
        gettext_lazy("How many of the targets that were due are in a figure: every period of theirs is reported."),
    ),
    (pgettext_lazy("definition", "Shortfall"), gettext_lazy("Expected to date less what was reported.")),
    (
        pgettext_lazy("definition", "Unfunded"),
        gettext_lazy("The part of a shortfall for which approved money was not allocated."),
    ),
    (pgettext_lazy("definition", "Not executed"), gettext_lazy("The rest of the shortfall.")),
    (
        pgettext_lazy("definition", "Correction of an earlier report"),
        gettext_lazy("A figure that the report before had, and that reads otherwise now."),
    ),
)


def restated(data: Data) -> Section:
    """What the published report before this one said otherwise."""
    previous, rows = data["previous"], data["restatements"]
    if previous is None:
        draft = [_("No report of this kind was published before: nothing is corrected.")]
    else:
        draft = [
            _("Against report %(number)s, published as of %(day)s, %(count)s figures read otherwise.")
            % {
                "number": previous["number"],
                "day": format_date(datetime.date.fromisoformat(previous["day"]), "long"),
                "count": counted(len(rows)),
            }
        ]
    sheet = Sheet(
        name=_("Corrections"),
        title=_("Corrections of earlier reports"),
        columns=[
            Column(_("Agency"), Kind.WORDS, width=28),
            Column(_("Project"), Kind.WORDS, width=34),
            Column(_("Indicator"), Kind.WORDS, width=28),
            Column(_("Figure"), Kind.WORDS, width=16),
            Column(_("Period"), Kind.COUNT, missing=_("the year"), width=10),
            Column(_("Before"), Kind.AMOUNT, missing=_("nothing")),
            Column(_("Now"), Kind.AMOUNT, missing=_("nothing")),
            Column(_("Why"), Kind.WORDS, missing=_("not stated"), width=40),
        ],
        rows=[
            [
                Cell(name_of(row["agency"]["name"])),
                Cell(row["project"]["title"]),
                Cell(name_of(row["indicator"]["name"])),
                Cell(str(_FIGURES[row["figure"]])),
                Cell(row["ordinal"]),
                *amounts(row, "old", "new"),
                Cell(row["why"] or None),
            ]
            for row in rows
        ],
    )
    return Section("restated", _("Corrections of earlier reports"), draft, [sheet])


def master_table(data: Data) -> Section:
    none = _("not reported")
    targets = Sheet(
        name=_("Targets"),
        title=_("Targets of the projects"),
        columns=[
            Column(_("Agency"), Kind.WORDS, width=30),
            Column(_("Program"), Kind.WORDS, width=36, in_print=False),
            Column(_("Project code"), Kind.CODE, width=18, in_print=False),
            Column(_("Project"), Kind.WORDS, width=36),
            Column(_("Indicator"), Kind.WORDS, width=36),
            Column(_("Unit"), Kind.WORDS, width=18),
            Column(_("Direction"), Kind.WORDS, in_print=False),
            Column(_("Baseline"), Kind.AMOUNT, in_print=False),
            Column(_("Year-end target"), Kind.AMOUNT),
            Column(_("Expected to date"), Kind.AMOUNT),
            Column(_("Reported"), Kind.AMOUNT, missing=none),
            Column(_("Verified"), Kind.AMOUNT, missing=_("not verified")),
            Column(_("Disputed"), Kind.AMOUNT, missing=_("none"), in_print=False),
            Column(_("Achievement"), Kind.PERCENT, missing=_("not computable")),
            Column(_("Standing"), Kind.WORDS, width=18),
        ],
        rows=[
            [
                Cell(name_of(row["agency"]["name"])),
                Cell(row["program"]["title"]),
                Cell(row["project"]["code"]),
                Cell(row["project"]["title"]),
                Cell(name_of(row["indicator"]["name"])),
                Cell(name_of(row["unit"]["name"])),
                Cell(str(Direction(row["direction"]).label)),
                *amounts(row, "baseline", "value", "expected", "reported", "verified", "disputed"),
                percent(row["achievement"]),
                Cell(str(Standing(row["standing"]).label)),
            ]
            for row in data["targets"]
        ],
        note=_("The figures of the master table as they were frozen, with what was reported and verified for them."),
    )
    return Section("master_table", _("Master target table"), [], [targets, actions(data)])


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
            Column(_("Disputed"), Kind.PERCENT, missing=_("none")),
        ],
        rows=[
            [
                Cell(name_of(row["agency"]["name"])),
                Cell(row["project"]["code"]),
                Cell(row["title"]),
                Cell(row["responsible"] or None),
                day(row["starts_on"]),
                day(row["ends_on"]),
                *(percent(row[name]) for name in ("weight", "reported", "verified", "disputed")),
            ]
            for row in data["actions"]
        ],
    )


def definitions(data: Data) -> Section:
    terms = Sheet(
        name=_("Definitions"),
        title=_("Definitions"),
        columns=[Column(_("Term"), Kind.WORDS, width=30), Column(_("What it means"), Kind.WORDS, width=90)],
        rows=[[Cell(str(term)), Cell(str(meaning))] for term, meaning in _DEFINITIONS],
    )
    return Section("definitions", _("Definitions and method"), method(data), [terms])
