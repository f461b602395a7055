"""The minutes of a sitting (صورتجلسه توافق اهداف کمّی): what was agreed, what is open, and who signs it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from agencies.models import Agency
from config.persian.calendar import format_date
from config.persian.numbers import format_number
from targets.bargaining import Bargain
from targets.enums import Side
from targets.sittings import Balance, Line, Sitting


@dataclass(frozen=True)
class Table:
    title: str
    # Of each column its heading, and whether it holds figures.
    columns: list[tuple[str, bool]]
    rows: list[list[str]]


@dataclass(frozen=True)
class Minutes:
    """All words and figures in the active language, ready to be laid out as PDF or Word."""

    headquarters: str
    title: str
    facts: list[tuple[str, str]]
    tables: list[Table]
    statement: str
    signers: list[str]


def minutes_of(sitting: Sitting, on: datetime.date) -> Minutes:
    agreed = [line for line in sitting.lines if line.bargain.agreed is not None]
    still_open = [line for line in sitting.lines if line.bargain.agreed is None]
    is_agency = isinstance(sitting.of, Agency)
    return Minutes(
        headquarters=settings.HEADQUARTERS_NAME,
        title=_("Minutes of the agreement on quantitative targets"),
        facts=[
            (_("Agency") if is_agency else _("Sector"), str(sitting.of)),
            (_("Plan year"), str(sitting.plan_year)),
            (_("Date"), format_date(on)),
            (
                _("Agreed"),
                _("%(n)s of %(of)s") % {"n": format_number(len(agreed)), "of": format_number(len(sitting.lines))},
            ),
        ],
        tables=[
            _targets(_("What was agreed"), agreed),
            *([_targets(_("What is still open"), still_open)] if still_open else []),
            *([_macro(sitting)] if sitting.macro_lines else []),
        ],
        statement=_(
            "The undersigned confirm the values above with their trajectories and conditions; they change only through"
            " a new agreement, and after the freeze through an amendment."
        ),
        signers=[
            _("Head of the agency: %(agency)s") % {"agency": sitting.of} if is_agency else _("Heads of the agencies"),
            _("Planning organization"),
            _("Deputy governor for economic coordination"),
        ],
    )


def _targets(title: str, lines: list[Line]) -> Table:
    headings = [
        (_("Row"), False),
        (_("Target"), False),
        (_("Unit"), False),
        (_("Baseline"), True),
        (_("Proposed"), True),
        (_("Counter-offer"), True),
        (_("Agreed"), True),
        (_("Condition and basis"), False),
    ]
    rows = []
    for number, line in enumerate(lines, 1):
        target, bargain = line.target, line.bargain
        county = f" ({target.county})" if target.county else ""
        rows.append(
            [
                format_number(number),
                f"{target.indicator}{county} – {target.project.title}",
                str(target.indicator.unit),
                _figure(target.baseline),
                _figure(target.value),
                _figure(bargain.counter.value if bargain.counter else None),
                _figure(bargain.agreed.value if bargain.agreed else None),
                _basis(bargain),
            ]
        )
    return Table(title, headings, rows)


def _basis(bargain: Bargain) -> str:
    """The condition of what stands, whether it was ruled, and the letter that came with it."""
    offer = bargain.on_the_table
    if offer is None:
        return "—"
    parts = [str(Side.RULING.label)] if offer.side == Side.RULING else []
    parts += [offer.condition] if offer.condition else []
    if offer.letter_number and offer.letter_on:
        parts.append(
            _("letter %(number)s of %(day)s") % {"number": offer.letter_number, "day": format_date(offer.letter_on)}
        )
    if bargain.agreed is None:
        parts.append(_("waits for %(who)s") % {"who": bargain.turn.label})
    return "؛ ".join(parts) or "—"


def _macro(sitting: Sitting) -> Table:
    headings = [
        (_("Macro target"), False),
        (_("Of what"), False),
        *((heading, True) for heading in (_("Needed"), _("Proposed"), _("Agreed"), _("Gap"))),
    ]
    rows = []
    for line in sitting.macro_lines:
        for whose, balance in ((_("The province"), line.whole), (sitting.part_label, line.part)):
            if balance is not None:
                rows.append([str(line.macro_target), whose, *_figures(balance)])
    return Table(_("What it does to the macro targets"), headings, rows)


def _figures(balance: Balance) -> list[str]:
    return [_figure(amount) for amount in (balance.needed, balance.offered, balance.agreed, balance.gap)]


def _figure(amount: Decimal | None) -> str:
    return "—" if amount is None else format_number(amount)
