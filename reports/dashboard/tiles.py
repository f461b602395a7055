"""The headline figures: each with a word, not only a colour, and what it was at the same time last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission
from config.persian.numbers import format_number
from projects.enums import ChallengeDesk, ChallengeState
from reports.dashboard.brief import Brief, furthest_from_its_need, missing_most
from reports.dashboard.reading import Dashboard
from reports.dashboard.said import Said, Sentence, count, percent, sentence
from targets.performance import Totals
from targets.rollups import Average

# The cards at the top of the page; the others stand further down.
HEADLINE = 4
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Tile:
    """`figure` is the figure itself, `facts` what one has to know of it; `url` opens the rows behind it."""

    label: str
    figure: Sentence
    url: str
    word: Sentence
    tone: str = "idle"
    facts: Sequence[Sentence] = ()
    # How far it is from what it ought to be.
    gap: Sentence | None = None


def tiles_of(board: Dashboard) -> list[Tile]:
    """The headline first; in the active language, no query."""
    return [
        _rate(board),
        _actions(board),
        _returns(board),
        _challenges(board),
        _verified(board),
        _answered(board),
        _approved(board),
    ]


def worst_of(board: Dashboard) -> Sentence | None:
    """What is worst, by name: of several agencies the one that misses most, the macro target furthest from its need.

    The same two as in the brief, by the same measures, while they are below what the year calls on plan; None for
    neither.
    """
    on_plan = board.plan_year.on_plan_from
    furthest = furthest_from_its_need(board)
    if furthest and furthest[1] >= on_plan:
        furthest = None
    last = next(iter(missing_most(board)), None) if len(board.agencies) > 1 else None
    if last and (last.totals.rate.value is None or last.totals.rate.value >= on_plan):
        last = None
    parts: dict[str, Said] = {}
    if furthest:
        (macro, _forecast), share = furthest
        target = macro.macro_target
        parts["name"] = Said(str(target.indicator), url=board.rows(macro=target.uuid))
        parts["share"] = percent(share, "macro-forecast-share", target.indicator.code, 0)
    if last:
        address = f"{reverse('agency-sheet', args=[last.agency.code])}?year={board.plan_year.year}"
        parts["agency"] = Said(str(last.agency), url=address)
        parts["rate"] = percent(last.totals.rate.value, "agency-rate", last.agency.code, 0)
    if not parts:
        return None
    shares = [*([furthest[1]] if furthest else []), *([last.totals.rate.value] if last else [])]
    tone = "bad" if any(share is not None and share < board.plan_year.behind_from for share in shares) else "warn"
    words = [_("Of the agencies most is missing at {agency}: {rate} of what was due is done.")] if last else []
    if furthest:
        words.append(
            _("Of the macro targets {name}: {share} of what was agreed is expected.")
            if board.is_part
            else _("Of the macro targets {name}: {share} of what is needed is expected.")
        )
    return sentence(" ".join(words), tone, **parts)


def next_of(board: Dashboard, brief: Brief, user: User) -> Sentence | None:
    """What is to be done first: by an agency's people their return that is overdue, else the decision that would
    release most; None for neither.
    """
    if not board.whole_province and board.silent_returns:
        first = board.silent_returns[0]
        return sentence(
            _("the return for {period}, {days} days overdue"),
            period=Said(first.report.period.name, url=first.report.get_absolute_url() if first.is_known else ""),
            days=count(first.days_late, "silent-days", first.name),
        )
    if not brief.decisions:
        return None
    decision, said = brief.decisions[0]
    desk = Said(decision.challenge.get_desk_display())
    return sentence(f"{said.words} {_whose(decision.challenge.desk, user)}", **said.parts, desk=desk)


def _whose(desk: str, user: User) -> str:
    """Whether the decision is the reader's, or with whom it lies."""
    holds = {
        ChallengeDesk.PROVINCE: Permission.CHALLENGE_PROVINCE,
        ChallengeDesk.HEADQUARTERS: Permission.CHALLENGE_HEADQUARTERS,
        ChallengeDesk.AGENCY: Permission.CHALLENGE_AGENCY,
    }
    if has_permission(user, holds[ChallengeDesk(desk)]):
        return _("It is yours to decide: open it.")
    return _("It lies with {desk}: follow it up there.")


def _rate(board: Dashboard) -> Tile:
    average = board.figures.totals.rate
    return Tile(
        _("Done, of what was due by now"),
        sentence("{rate}", rate=percent(average.value, "rate")),
        board.rows(),
        sentence(str(board.judgement.word)),
        board.judgement.tone,
        [_counted(average, "rate-counted"), _a_year_ago(board, "rate")],
        gap=sentence(_("{gap} of what was due is missing"), gap=percent(_HUNDRED - average.value, "rate-gap"))
        if average.value is not None and average.value < _HUNDRED
        else None,
    )


def _verified(board: Dashboard) -> Tile:
    figures = board.figures.totals
    verified, reported = figures.verified_achievement, figures.achievement
    word, tone = _("nothing verified yet"), "idle"
    if verified.value is not None and reported.value is not None:
        is_all = verified.counted == reported.counted and verified.value >= reported.value
        word, tone = (_("all that is reported is verified"), "ok") if is_all else (_("less than is reported"), "warn")
    said = sentence(_("by the agencies' word {reported}"), reported=percent(reported.value, "achievement"))
    return Tile(
        _("Of the year's promises, verified"),
        sentence("{verified}", verified=percent(verified.value, "verified-achievement")),
        board.rows(),
        sentence(word),
        tone,
        [said, _counted(verified, "verified-counted"), _a_year_ago(board, "verified_achievement")],
    )


def _returns(board: Dashboard) -> Tile:
    agencies, period = board.figures.agencies, board.figures.period
    facts = [sentence("{period}", period=Said(str(period)))] if period else []
    if board.silent_count > board.missing_last:
        words = _("with those for earlier periods: {silent} late")
        facts.append(sentence(words, silent=count(board.silent_count, "silent")))
    return Tile(
        _("Returns received for the period chosen")
        if board.is_of_before
        else _("Returns received for the last period due"),
        _of(agencies.reported, agencies.due, "returns"),
        reverse("progress"),
        _late(board.missing_last, "silent-last") if agencies.due else sentence(_("none was due")),
        "bad" if board.silent_count else "ok" if agencies.due else "idle",
        facts,
    )


def _actions(board: Dashboard) -> Tile:
    late = board.late
    word, tone = (
        (_("none is late"), "ok") if not late.late else (_("late"), "warn" if late.late * 4 < late.due else "bad")
    )
    return Tile(
        _("Actions past their day and not done"),
        _of(late.late, late.due, "late"),
        board.rows(),
        sentence(word if late.due else _("none was due")),
        tone if late.due else "idle",
        [sentence(_("of those that were to be done by now"))],
    )


def _challenges(board: Dashboard) -> Tile:
    total = len(board.challenges)
    claimed = sum(each.state == ChallengeState.CLAIMED for each in board.challenges)
    return Tile(
        _("Open challenges"),
        sentence("{open}", open=count(total, "challenges-open")),
        reverse("challenge-list"),
        _late(board.overdue, "challenges-overdue") if total else sentence(_("none")),
        "bad" if board.overdue else "ok" if total else "idle",
        [sentence(_("said to be solved, to be confirmed: {claimed}"), claimed=count(claimed, "challenges-claimed"))],
    )


def _late(number: int, figure: str) -> Sentence:
    """How many of them are late, in the words of every list."""
    return sentence(_("{late} late"), late=count(number, figure)) if number else sentence(_("none is late"))


def _answered(board: Dashboard) -> Tile:
    share = board.answered
    silent = share.whole - share.part
    still = ngettext("%(count)s agency has not answered", "%(count)s agencies have not answered", silent)
    return Tile(
        _("Agencies that answered the call of %(year)s") % {"year": board.plan_year},
        _of(share.part, share.whole, "answered"),
        reverse("call-board", args=[board.plan_year.year]) if board.whole_province else reverse("program-list"),
        sentence(
            (still % {"count": format_number(silent)} if silent else _("all of them"))
            if share.whole
            else _("none is expected to")
        ),
        "warn" if silent else "ok" if share.whole else "idle",
        [sentence("{percent}", percent=percent(share.percent, "answered-percent", places=0))],
    )


def _approved(board: Dashboard) -> Tile:
    share = board.approved
    is_all = share.part == share.whole
    return Tile(
        _("Programs approved, of those sent"),
        _of(share.part, share.whole, "approved"),
        reverse("program-list"),
        sentence((_("all of them") if is_all else _("wait for approval")) if share.whole else _("none was sent")),
        ("ok" if is_all else "info") if share.whole else "idle",
        [sentence("{percent}", percent=percent(share.percent, "approved-percent", places=0))],
    )


def _of(part: int, whole: int, figure: str) -> Sentence:
    words = _("%(n)s of %(of)s") % {"n": format_number(part), "of": format_number(whole)}
    return sentence("{figure}", figure=Said(words, figure))


def _counted(average: Average, figure: str) -> Sentence:
    words = _("Average over %(n)s of %(of)s targets") % {
        "n": format_number(average.counted),
        "of": format_number(average.of),
    }
    return sentence("{words}", words=Said(words, figure))


def _a_year_ago(board: Dashboard, name: str) -> Sentence:
    """The same figure by the end of the same period last year, and how far apart they are."""
    before: Totals | None = board.last_year
    was: Decimal | None = getattr(before, name).value if before else None
    if was is None:
        return sentence(_("no figures of last year"))
    now: Decimal | None = getattr(board.figures.totals, name).value
    parts = {"was": percent(was, f"{name.replace('_', '-')}-last-year")}
    if now is None:
        return sentence(_("at this time last year {was}"), **parts)
    change = Said(format_number(now - was, 1, sign=True), f"{name.replace('_', '-')}-change")
    return sentence(_("at this time last year {was} ({change} points since)"), **parts, change=change)
