"""The deputy's ten minutes: five sentences, three decisions, three agencies with a question; computed, never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from config.persian.numbers import format_number
from projects.enums import ChallengeState
from reports.dashboard.drawn import outlook_of
from reports.dashboard.promised import Promise, Promised
from reports.dashboard.ranking import AgencyRow
from reports.dashboard.reading import Dashboard
from reports.dashboard.said import Said, Sentence, count, percent, sentence
from targets.enums import Standing
from targets.forecast import Outlook, Together
from targets.performance import MacroFigures, Performance
from targets.releasing import Decision

DECISIONS = AGENCIES = 3
PROMISES = 4
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Question:
    """What is to be asked of an agency."""

    row: AgencyRow
    words: Sentence


@dataclass(frozen=True)
class Brief:
    sentences: Sequence[Sentence]
    decisions: Sequence[tuple[Decision, Sentence]]
    # Of which challenges it is said that they are solved: nothing to decide, but to confirm; None for none.
    claimed: Sentence | None
    questions: Sequence[Question]
    # What became of the promises of last time, and of which; None where no session has resolved anything.
    promised: Sentence | None
    promises: Sequence[Promise]


def brief_of(board: Dashboard, indicators: Mapping[str, str]) -> Brief:
    """In the active language, with the names of the indicators by code; no query."""
    return Brief(
        sentences=[_standing(board), _macro_targets(board), _returns(board), _lateness(board), _obstacles(board)],
        decisions=[(decision, _decision(decision)) for decision in _to_decide(board)[:DECISIONS]],
        claimed=_claimed(board),
        questions=[Question(row, _question(row, board, indicators)) for row in missing_most(board)[:AGENCIES]],
        promised=_promised(board.promised) if board.promised else None,
        promises=board.promised.rows[:PROMISES] if board.promised else (),
    )


# --- five sentences ---------------------------------------------------------------------------------


def _standing(board: Dashboard) -> Sentence:
    figures, before = board.figures, board.last_year
    if figures.period is None:
        return sentence(
            _("No period of {year} was due yet: there is nothing to compare."), year=Said(str(board.plan_year))
        )
    parts = {
        "period": Said(figures.period.name),
        "rate": percent(figures.totals.rate.value, "rate"),
        "verified": percent(figures.totals.verified_achievement.value, "verified-achievement"),
    }
    tone = board.judgement.tone
    if before is None or before.rate.value is None:
        words = _(
            "To the end of {period} {rate} of what was due is done by the agencies' word; {verified} of the year's "
            "promises are verified. There are no figures of last year to set beside it."
        )
        return sentence(words, tone, **parts)
    words = _(
        "To the end of {period} {rate} of what was due is done by the agencies' word; {verified} of the year's "
        "promises are verified. At the same time last year it was {before}."
    )
    return sentence(words, tone, **parts, before=percent(before.rate.value, "rate-last-year"))


def _macro_targets(board: Dashboard) -> Sentence:
    if not board.macro_concerned:
        return sentence(
            _("These targets feed no macro target.") if board.is_part else _("No macro target is set for this year.")
        )
    outlooks = Counter(outlook_of(board.wanted_of(macro), forecast) for macro, forecast in board.macro_concerned)
    parts = {
        "all": count(len(board.macro_concerned), "macro-targets"),
        **{
            name: count(outlooks[outlook], "macro-outlook", name)
            for name, outlook in (
                ("reached", Outlook.REACHED),
                ("open", Outlook.OPEN),
                ("missed", Outlook.MISSED),
                ("none", None),
            )
        },
    }
    furthest = furthest_from_its_need(board)
    if outlooks[None] == len(board.macro_concerned):
        return sentence(_("Of {all} macro targets none can be forecast yet."), all=parts["all"])
    if board.is_part:
        words = _(
            "Of its part in {all} macro targets it will reach {reached} as things go, {open} are uncertain and "
            "{missed} will be missed; {none} cannot be forecast."
        )
    else:
        words = _(
            "Of {all} macro targets {reached} will be reached as things go, {open} are uncertain and {missed} will be "
            "missed; {none} cannot be forecast."
        )
    tone = "bad" if outlooks[Outlook.MISSED] else "warn" if outlooks[Outlook.OPEN] else "ok"
    if furthest is None:
        return sentence(words, tone, **parts)
    (macro, _forecast), share = furthest
    code = macro.macro_target.indicator.code
    words += " " + (
        _("Furthest from what was agreed is {name}: {share} of it is expected.")
        if board.is_part
        else _("Furthest from what it needs is {name}: {share} of it is expected.")
    )
    parts |= {"name": Said(str(macro.macro_target.indicator)), "share": percent(share, "macro-forecast-share", code, 0)}
    return sentence(words, tone, **parts)


def furthest_from_its_need(board: Dashboard) -> tuple[tuple[MacroFigures, Together], Decimal] | None:
    """The macro target of whose need, or of a part's promise to it, the least is expected, in percent.

    None where all of it is expected.
    """
    shares = [
        (pair, pair[1].value / wanted * _HUNDRED)
        for pair in board.macro_concerned
        if pair[1].value is not None and (wanted := board.wanted_of(pair[0]))
    ]
    return min((found for found in shares if found[1] < _HUNDRED), key=lambda found: found[1], default=None)


def _returns(board: Dashboard) -> Sentence:
    figures = board.figures
    if figures.period is None:
        return sentence(_("No return was due yet."))
    parts = {
        "period": Said(figures.period.name),
        "received": count(figures.agencies.reported, "returns-received"),
        "due": count(figures.agencies.due, "returns-due"),
    }
    if not board.whole_province and figures.agencies.due == 1:
        return _own_return(board, parts["period"])
    if not board.silent_returns:
        return sentence(
            _("{received} of {due} agencies have reported for {period}; no return is overdue."), "ok", **parts
        )
    longest = board.silent_returns[0]
    words = _(
        "{received} of {due} agencies have reported for {period}. Overdue returns: {silent}; the longest silent is "
        "{agency}, for {days} days."
    )
    return sentence(
        words,
        "bad",
        **parts,
        silent=count(board.silent_count, "silent"),
        agency=Said(str(longest.report.agency)),
        days=count(longest.days_late, "silent-days", longest.name),
    )


def _own_return(board: Dashboard, period: Said) -> Sentence:
    """To the people of one agency: nobody is counted among others."""
    if not board.silent_returns:
        return sentence(_("The return of your agency for {period} is there; none is overdue."), "ok", period=period)
    longest = board.silent_returns[0]
    return sentence(
        _("Of your agency's returns {silent} are overdue; the longest is that for {overdue}, by {days} days."),
        "bad",
        silent=count(board.silent_count, "silent"),
        overdue=Said(longest.report.period.name),
        days=count(longest.days_late, "silent-days", longest.name),
    )


def _lateness(board: Dashboard) -> Sentence:
    late = board.late
    if not late.due:
        return sentence(_("No action was to be done by now."))
    parts = {"due": count(late.due, "actions-due"), "late": count(late.late, "actions-late")}
    if not late.late:
        return sentence(_("All of the {due} actions that were to be done by now are done."), "ok", due=parts["due"])
    longest = late.longest[0]
    words = _(
        "Of {due} actions that were to be done by now {late} are not done; the latest is “{action}” of {agency}, by "
        "{days} days."
    )
    return sentence(
        words,
        "warn" if late.late * 4 < late.due else "bad",
        **parts,
        action=Said(longest.action.title),
        agency=Said(str(longest.project.program.agency)),
        days=count(longest.days, "action-days", str(longest.action.pk)),
    )


def _obstacles(board: Dashboard) -> Sentence:
    if not board.challenges:
        return sentence(_("No open challenge stands in the way."), "ok")
    parts = {
        "open": count(len(board.challenges), "challenges-open"),
        "overdue": count(board.overdue, "challenges-overdue"),
    }
    first = next(iter(_to_decide(board)), None)
    if first is None:
        words = _("Open challenges: {open}, past their day: {overdue}; none holds up a macro target.")
        return sentence(words, "warn" if board.overdue else "idle", **parts)
    words = _(
        "Open challenges: {open}, past their day: {overdue}. The first decision below alone would release {share} of "
        "what {macro} needs."
    )
    part = first.parts[0]
    return sentence(
        words,
        "bad" if board.overdue else "warn",
        **parts,
        share=percent(part.share, "release", f"{first.challenge.uuid} {part.macro_target.indicator.code}"),
        macro=Said(str(part.macro_target.indicator)),
    )


# --- decisions and questions --------------------------------------------------------------------------


def _to_decide(board: Dashboard) -> list[Decision]:
    """What is said to be solved already waits for a look, not for a decision."""
    return [row for row in board.decisions.rows if row.challenge.state != ChallengeState.CLAIMED]


def _claimed(board: Dashboard) -> Sentence | None:
    claimed = [each for each in board.challenges if each.state == ChallengeState.CLAIMED]
    if not claimed:
        return None
    address = f"{reverse('challenge-list')}?state={ChallengeState.CLAIMED}"
    return sentence(
        _("Said to be solved, to be confirmed: {claimed}. {list}"),
        claimed=count(len(claimed), "challenges-claimed"),
        list=Said(_("Show them"), url=address),
    )


def _decision(decision: Decision) -> Sentence:
    challenge = decision.challenge
    part = decision.parts[0]
    parts = {
        "title": Said(challenge.title, url=challenge.get_absolute_url()),
        "share": percent(part.share, "release", f"{challenge.uuid} {part.macro_target.indicator.code}"),
        "macro": Said(str(part.macro_target.indicator)),
    }
    if challenge.asked:
        words = _("“{title}”, asked of {asked}: releases {share} of what {macro} needs.")
        return sentence(words, **parts, asked=Said(challenge.asked))
    return sentence(_("“{title}”: releases {share} of what {macro} needs."), **parts)


def missing_most(board: Dashboard) -> list[AgencyRow]:
    """The agencies of whose programs something is missing that was due, where most is missing first."""
    missing = [(_missing(row), row) for row in board.agencies]
    found = sorted((pair for pair in missing if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].agency.sort_key))
    return [row for _sum, row in found]


def _missing(row: AgencyRow) -> Decimal:
    """What was due of its programs and is not done; of a target that was to be reported and was not, all of it."""
    return sum(
        (
            each.planned.weight * (_HUNDRED - min(max(each.rate or Decimal(0), Decimal(0)), _HUNDRED))
            for each in row.performances
            if each.rate is not None or each.standing == Standing.NOT_REPORTED
        ),
        Decimal(0),
    )


def _question(row: AgencyRow, board: Dashboard, indicators: Mapping[str, str]) -> Sentence:
    if row.silent:
        return sentence(
            _("Its return for {period} is {days} days overdue. What keeps it, and when does it come?"),
            "bad",
            period=Said(row.silent.report.period.name),
            days=count(row.silent.days_late, "silent-days", row.silent.name),
        )
    if row.late_actions:
        return sentence(
            _("{late} of its actions are past their day. Which of them will be done this month, and by whom?"),
            "warn",
            late=count(row.late_actions, "agency-actions-late", row.agency.code),
        )
    worst = _worst(row)
    if worst is not None:
        following = [period for period in board.periods if period.ordinal > (worst.year_to_date.ordinal or 0)]
        return sentence(
            _(
                "{indicator}, in “{project}”, stands at {rate} of what was due. How much will be done by the end of "
                "{until}?"
            ),
            "warn",
            indicator=Said(indicators.get(worst.planned.indicator, worst.planned.indicator)),
            project=Said(worst.planned.project_title),
            rate=percent(worst.rate, "target-rate", str(worst.planned.target_uuid), 0),
            until=Said(following[0].name if following else str(board.plan_year)),
        )
    return sentence(
        _("On average {accuracy} of what it reported was confirmed. What explains the rest?"),
        accuracy=percent(row.accuracy, "accuracy", row.agency.code, 0),
    )


def _worst(row: AgencyRow) -> Performance | None:
    behind = [each for each in row.performances if each.rate is not None and each.rate < _HUNDRED]
    return min(behind, key=lambda each: (each.rate, each.planned.project_code), default=None)


# --- promises -----------------------------------------------------------------------------------------


def _promised(promised: Promised) -> Sentence:
    return sentence(
        _(
            "Session {number} made {all} resolutions: {kept} implemented, {running} in progress, {overdue} past their "
            "day."
        ),
        "bad" if promised.overdue else "ok",
        all=count(len(promised.rows), "promised"),
        number=Said(format_number(promised.session.number)),
        kept=count(promised.kept, "promised-kept"),
        running=count(promised.running, "promised-running"),
        overdue=count(promised.overdue, "promised-overdue"),
    )
