"""What is late today, at the top of the dashboard: how many of what, which of them longest, and where they stand.

Things are late by days; targets that are behind have no day, so they are counted for themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dashboard.brief import missing_most
from reports.dashboard.reading import Dashboard
from reports.dashboard.said import Said, Sentence, count, sentence
from targets.master_table import Grouping
from targets.returns import Part


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
    """All that is past its day, by kind; then the targets that are not where they ought to be."""

    heading: Sentence
    kinds: Sequence[LateKind]


def late_now(board: Dashboard) -> LateNow:
    """In the active language; no query."""
    kinds = (_actions(board), _returns(board), _unverified(board), _challenges(board), _resolutions(board))
    past = [kind for kind in kinds if kind.number]
    behind = [_targets(board)] if board.behind else []
    return LateNow(_heading(board, past), [*past, *behind])


def _heading(board: Dashboard, past: Sequence[LateKind]) -> Sentence:
    number, days = sum(kind.number for kind in past), max((kind.days for kind in past), default=0)
    if number:
        words = ngettext(
            "{number} thing is late, by {days} days.",
            "{number} things are late; the longest by {days} days.",
            number,
        )
    elif board.is_part:
        words = _("Of this part nothing is late.")
    else:
        words = _("Nothing is late today.")
    if board.behind:
        words += " " + _("{behind} of {all} targets are behind or without progress.")
    if board.is_of_before:
        words += " " + _("Returns and actions are counted to the end of {period}.")
    return sentence(
        words,
        "bad" if number else "warn" if board.behind else "idle" if board.is_of_before else "ok",
        number=count(number, "late-things"),
        days=count(days, "late-longest"),
        behind=count(board.behind, "targets-behind"),
        all=count(board.figures.totals.targets, "targets"),
        period=Said(str(board.figures.period or "")),
    )


def _targets(board: Dashboard) -> LateKind:
    """Those behind and those without progress, at the top of the table that has the worst first."""
    number = board.behind
    counted = _counted(
        ngettext("target behind or without progress", "targets behind or without progress", number),
        number,
        "targets-behind",
    )
    missing = missing_most(board)
    most = sentence("")
    if len(board.agencies) > 1 and missing:
        agency = missing[0].agency
        address = f"{reverse('agency-sheet', args=[agency.code])}?year={board.plan_year.year}"
        most = sentence(_("most is missing at {agency}"), agency=Said(str(agency), url=address))
    return LateKind(number, 0, counted, most, board.rows(group=Grouping.NOTHING, sort="standing"))


def _actions(board: Dashboard) -> LateKind:
    number = board.late.late
    counted = _counted(ngettext("action past its day", "actions past their day", number), number, "actions-late")
    if not board.late.longest:
        return LateKind(number, 0, counted, sentence(""), "")
    longest = board.late.longest[0]
    program = longest.project.program
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


def _unverified(board: Dashboard) -> LateKind:
    number = len(board.unverified_returns)
    counted = _counted(
        ngettext("return not verified in its week", "returns not verified in their week", number), number, "unverified"
    )
    if not number:
        return LateKind(0, 0, counted, sentence(""), "")
    longest = board.unverified_returns[0]
    named = sentence(
        _("longest: {agency} for {period}, {days} days"),
        agency=Said(str(longest.report.agency), url=longest.report.get_absolute_url()),
        period=Said(longest.report.period.name),
        days=count(longest.days_late, "unverified-days", longest.name),
    )
    return LateKind(number, longest.days_late, counted, named, f"{reverse('progress')}?part={Part.VERIFY}")


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


def _resolutions(board: Dashboard) -> LateKind:
    """Those of every session and year; of what is narrowed none, as a resolution is of no part of the plan."""
    late = board.promised.late if board.promised and not board.asked.is_narrowed else ()
    counted = _counted(
        ngettext("resolution past its day", "resolutions past their day", len(late)), len(late), "resolutions-late"
    )
    if not late:
        return LateKind(0, 0, counted, sentence(""), "")
    longest = late[0]
    days = (board.today - (longest.until or board.today)).days
    named = sentence(
        _("longest: resolution {label} of {agency}, {days} days"),
        label=Said(longest.label, url=longest.get_absolute_url()),
        agency=Said(str(longest.agency)),
        days=count(days, "resolution-days", str(longest.uuid)),
    )
    return LateKind(len(late), days, counted, named, f"{reverse('resolution-list')}?overdue=true")


def _counted(words: str, number: int, figure: str) -> Sentence:
    return sentence(f"{{number}} {words}", number=count(number, figure))
