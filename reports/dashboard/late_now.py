"""What is late today, at the top of the dashboard: how many of what, which of them longest, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dashboard.reading import Dashboard
from reports.dashboard.said import Said, Sentence, count, sentence


@dataclass(frozen=True)
class LateKind:
    """So many of one kind, with the one that has been late longest; `url` opens all of them."""

    number: int
    days: int
    counted: Sentence
    longest: Sentence
    url: str


@dataclass(frozen=True)
class LateNow:
    """All that is late, by kind; nothing is where there are no kinds."""

    kinds: Sequence[LateKind]

    @property
    def heading(self) -> Sentence:
        number, days = sum(kind.number for kind in self.kinds), max((kind.days for kind in self.kinds), default=0)
        if not number:
            return sentence(_("Nothing is late today."), "ok")
        words = ngettext(
            "{number} thing is late, by {days} days.",
            "{number} things are late; the longest by {days} days.",
            number,
        )
        return sentence(words, "bad", number=count(number, "late-things"), days=count(days, "late-longest"))


def late_now(board: Dashboard) -> LateNow:
    """In the active language; no query."""
    return LateNow([kind for kind in (_actions(board), _returns(board), _challenges(board)) if kind.number])


def _actions(board: Dashboard) -> LateKind:
    number = board.late.late
    counted = _counted(ngettext("action past its day", "actions past their day", number), number, "actions-late")
    if not board.late.longest:
        return LateKind(number, 0, counted, sentence(""), "")
    longest = board.late.longest[0]
    program = longest.action.project.program
    named = sentence(
        _("longest: {action} of {agency}, {days} days"),
        action=Said(longest.action.title, url=program.get_absolute_url()),
        agency=Said(str(program.agency)),
        days=count(longest.days, "action-days", str(longest.action.pk)),
    )
    return LateKind(number, longest.days, counted, named, "#late-actions")


def _returns(board: Dashboard) -> LateKind:
    number = board.silent_count
    counted = _counted(ngettext("return not received", "returns not received", number), number, "silent")
    if not board.silent_returns:
        return LateKind(number, 0, counted, sentence(""), "")
    longest = board.silent_returns[0]
    agency = longest.report.agency
    address = f"{reverse('agency-sheet', args=[agency.code])}?year={board.plan_year.year}"
    named = sentence(
        _("longest: {agency} for {period}, {days} days"),
        agency=Said(str(agency), url=longest.report.get_absolute_url() if longest.is_known else address),
        period=Said(longest.report.period.name),
        days=count(longest.days_late, "silent-days", longest.name),
    )
    return LateKind(number, longest.days_late, counted, named, "#late-returns")


def _challenges(board: Dashboard) -> LateKind:
    overdue = [each for each in board.challenges if each.is_overdue]  # type: ignore[attr-defined]
    counted = _counted(
        ngettext("challenge past its day", "challenges past their day", len(overdue)),
        len(overdue),
        "challenges-overdue",
    )
    if not overdue:
        return LateKind(0, 0, counted, sentence(""), "")
    longest = min(overdue, key=lambda each: (each.until, each.pk))  # type: ignore[attr-defined]
    days = (board.today - longest.until).days  # type: ignore[attr-defined]
    named = sentence(
        _("longest: {challenge}, {days} days"),
        challenge=Said(longest.title, url=longest.get_absolute_url()),
        days=count(days, "challenge-days", str(longest.uuid)),
    )
    return LateKind(len(overdue), days, counted, named, f"{reverse('challenge-list')}?overdue=true")


def _counted(words: str, number: int, figure: str) -> Sentence:
    return sentence(f"{{number}} {words}", number=count(number, figure))
