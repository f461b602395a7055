"""What stayed behind and why, and what follows from it for the next year."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from config.persian.numbers import format_percent
from projects.enums import ChallengeState, ObstacleCategory, ObstacleLevel
from reports.shortfall import Basis
from reports.year_end.layout import (
    Cell,
    Column,
    Data,
    Kind,
    Section,
    Sheet,
    amounts,
    counted,
    decimal,
    name_of,
    percent,
    with_part,
)
from targets.enums import Standing

STANDS_BEHIND = (Standing.BEHIND, Standing.NO_PROGRESS)
BASIS = {
    Basis.ALLOCATION: pgettext_lazy("shortfall", "money that was not allocated"),
    Basis.OBSTACLE: pgettext_lazy("shortfall", "an obstacle of credit"),
    Basis.NO_MONEY_NEEDED: pgettext_lazy("shortfall", "the project needs no money"),
    Basis.NOT_STATED: pgettext_lazy("shortfall", "not split: allocation not stated"),
}


def behind(data: Data) -> Section:
    late = [row for row in data["targets"] if row["standing"] in STANDS_BEHIND]
    short = [row for row in late if row["shortfall"]]
    silent = [row for row in data["targets"] if row["standing"] == Standing.NOT_REPORTED]
    bases = Counter(row["shortfall"]["basis"] for row in short)
    reasons = _reasons(data)
    draft = [
        _(
            "%(late)s targets are behind their trajectory, %(silent)s have not been reported at all: of these nobody "
            "knows how far they are."
        )
        % {"late": counted(len(late)), "silent": counted(len(silent))},
        _(
            "Of %(short)s shortfalls in figures, %(money)s go back wholly or partly to money, %(work)s to the work "
            "alone; %(open)s cannot be split, since nobody said how much money was allocated."
        )
        % {
            "short": counted(len(short)),
            "money": counted(sum(Decimal(row["shortfall"]["unfunded"] or 0) > 0 for row in short)),
            "work": counted(
                sum(
                    row["shortfall"]["unfunded"] is not None and not Decimal(row["shortfall"]["unfunded"])
                    for row in short
                )
            ),
            "open": counted(bases[Basis.NOT_STATED]),
        },
    ]
    sheet = Sheet(
        name=_("Shortfalls"),
        title=_("Targets behind their trajectory, and why"),
        columns=[
            Column(_("Agency"), Kind.WORDS, width=28),
            Column(_("Project"), Kind.WORDS, width=36),
            Column(_("Indicator"), Kind.WORDS, width=28),
            Column(_("Unit"), Kind.WORDS, width=14),
            Column(_("Expected to date"), Kind.AMOUNT),
            Column(_("Reported"), Kind.AMOUNT),
            Column(_("Shortfall"), Kind.AMOUNT, missing=_("not computable")),
            Column(_("Unfunded"), Kind.AMOUNT, missing=_("not split")),
            Column(_("Not executed"), Kind.AMOUNT, missing=_("not split")),
            Column(_("The split rests on"), Kind.WORDS, missing="—", width=26, in_print=False),
            Column(_("Obstacles stated"), Kind.WORDS, missing=_("none stated"), width=30),
        ],
        rows=[_late(row, reasons.get(row["project"]["code"], [])) for row in late],
        note=_("Unfunded and not executed make the shortfall; where nobody said what was allocated it is not split."),
    )
    unheard = Sheet(
        name=_("Not reported"),
        title=_("Targets of which nothing was reported"),
        columns=[
            Column(_("Agency"), Kind.WORDS, width=32),
            Column(_("Project"), Kind.WORDS, width=44),
            Column(_("Indicator"), Kind.WORDS, width=36),
            Column(_("Periods due"), Kind.COUNT),
        ],
        rows=[
            [
                Cell(name_of(row["agency"]["name"])),
                Cell(row["project"]["title"]),
                Cell(name_of(row["indicator"]["name"])),
                Cell(row["due"]),
            ]
            for row in silent
        ],
    )
    return Section("behind", _("Shortfalls and their reasons"), draft, [sheet, unheard])


def _late(row: Data, reasons: list[str]) -> list[Cell]:
    found = row["shortfall"] or {"missing": None, "unfunded": None, "not_executed": None, "basis": None}
    figures = {name: row[name] for name in ("expected", "reported")} | found
    return [
        Cell(name_of(row["agency"]["name"])),
        Cell(row["project"]["title"]),
        Cell(name_of(row["indicator"]["name"])),
        Cell(name_of(row["unit"]["name"])),
        *amounts(figures, "expected", "reported", "missing", "unfunded", "not_executed"),
        Cell(str(BASIS[Basis(found["basis"])]) if found["basis"] else None),
        Cell("؛ ".join(reasons) or None),
    ]


def _reasons(data: Data) -> dict[str, list[str]]:
    """The kinds of obstacles that still hold a project up, by its code."""
    found: dict[str, list[str]] = {}
    for row in data["challenges"]:
        if row["state"] != ChallengeState.SOLVED:
            kind = str(ObstacleCategory(row["category"]).label)
            own = found.setdefault(row["project"]["code"], [])
            if kind not in own:
                own.append(kind)
    return found


def next_year(data: Data) -> Section:
    """What the figures themselves propose; the secretariat writes the rest."""
    unfinished = [
        row for row in data["projects"] if row["progress"]["value"] is None or Decimal(row["progress"]["value"]) < 100
    ]
    short = [
        row for row in data["macro_targets"] if row["achievement"] is None or (decimal(row["achievement"]) or 0) < 100
    ]
    national = [
        row
        for row in data["challenges"]
        if row["level"] == ObstacleLevel.NATIONAL and row["state"] != ChallengeState.SOLVED
    ]
    draft = [
        _("%(count)s unfinished projects are proposed to go on in the next year.")
        % {"count": counted(len(unfinished))},
        _("%(count)s macro targets were not reached, or cannot be computed: they are to be offered and agreed anew.")
        % {"count": counted(len(short))},
        _("%(count)s obstacles wait for a national decision and are to be followed up.")
        % {"count": counted(len(national))},
    ]
    rows = [
        *(_proposal(_("Carry on"), row["title"], name_of(row["agency"]["name"]), _progress(row)) for row in unfinished),
        *(_proposal(_("Agree anew"), with_part(row), "", _achieved(row["achievement"])) for row in short),
        *(
            _proposal(_("Follow up nationally"), row["title"], name_of(row["agency"]["name"]), row["wanted"])
            for row in national
        ),
    ]
    return Section(
        "next_year",
        _("Proposals for the next year"),
        draft,
        [
            Sheet(
                name=_("Proposals"),
                title=_("Proposals, with what they rest on"),
                columns=[
                    Column(_("Proposal"), Kind.WORDS, width=22),
                    Column(_("What it is about"), Kind.WORDS, width=50),
                    Column(_("Agency"), Kind.WORDS, missing=_("the province"), width=32),
                    Column(_("It rests on"), Kind.WORDS, missing="—", width=36),
                ],
                rows=rows,
            )
        ],
    )


def _proposal(kind: str, about: str, agency: str, basis: str) -> list[Cell]:
    return [Cell(kind), Cell(about), Cell(agency or None), Cell(basis or None)]


def _progress(row: Data) -> str:
    value = percent(row["progress"]["value"]).value
    if not isinstance(value, Decimal):
        return _("progress not reported")
    return _("progress %(percent)s") % {"percent": format_percent(value, 1)}


def _achieved(value: str | None) -> str:
    if value is None:
        return _("achievement not computable")
    return _("achievement %(percent)s") % {"percent": format_percent(Decimal(value), 1)}
