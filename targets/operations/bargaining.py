"""Writing the bargaining: counter-offers, acceptances, requests for a ruling, rulings.

All of them lock the program's row and answer the round that the person saw: of two at once the second is told. What
was said counts as a new version of the program, so that nobody accepts or approves a program whose offers they did not
see.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.operations import claim_signing_seat
from agencies.permissions import check_permission
from config.persian.calendar import format_date, tehran_date
from config.persian.numbers import format_number
from projects.enums import ProgramStatus, ProjectState
from projects.models import Program, SignedLetter
from projects.permissions import has_part_in
from projects.receipts import signature_on_record
from projects.refusals import Moved, Refused
from targets.bargaining import (
    PERMISSION_OF_SIDE,
    Bargain,
    amount_in_words,
    bargains_of,
    is_by_parts,
    is_own_work,
    same_figures,
)
from targets.enums import Said, Side
from targets.models import Offer, OfferAnswer, Target
from targets.operations.letters import Paper, keep_letter
from targets.ratios import fault_of_parts, value_of_parts
from targets.readiness import wrong_way
from targets.trajectories import rescaled
from targets.units import too_fine


class Terms(NamedTuple):
    """What comes with a figure: why, under which condition, by which letter."""

    reason: str
    condition: str = ""
    letter_number: str = ""
    letter_on: datetime.date | None = None


@transaction.atomic
def make_offer(
    *,
    by: User,
    target: Target,
    side: Side,
    seen_round: int,
    terms: Terms,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    paper: Paper | None = None,
) -> Offer:
    """Answer what the other side offered with an offer of one's own; of a ratio by its two parts.

    `side` AGENCY or PROVINCE; `seen_round` the round that it answers. With `paper` the agency's head has answered by a
    letter, and `by` registers that. Raises PermissionDenied, Refused, or Moved when somebody has answered meanwhile or
    the program is not being bargained over.
    """
    bargain = _sit_down(by, target, side, seen_round, paper)
    if bargain.ruling_asked:
        raise Refused(_("A ruling was asked for: the deputy governor decides. The last offer can still be accepted."))
    offer = _drawn_up(bargain, by, side, value=value, numerator=numerator, denominator=denominator)
    if same_figures(bargain.open_offer, offer) and not terms.condition.strip():
        raise Refused(_("This is what the other side offers: accept it instead."))
    if paper is not None:
        offer.signed_letter = _kept(bargain, by, paper, offer)
        offer.made_by = offer.signed_letter.seat.user
        terms = terms._replace(letter_number=offer.signed_letter.number, letter_on=offer.signed_letter.dated_on)
    return _put_down(bargain, offer, by, Act.OFFERED, terms)


@transaction.atomic
def accept_offer(*, by: User, target: Target, side: Side, seen_round: int, paper: Paper | None = None) -> Offer:
    """Accept what the other side offered last, with its trajectory and its condition; `paper` as in `make_offer`."""
    bargain = _sit_down(by, target, side, seen_round, paper)
    last = bargain.open_offer
    letter = _kept(bargain, by, paper, last) if paper is not None else None
    author = letter.seat.user if letter else by
    OfferAnswer.objects.create(offer=last, said=Said.ACCEPTED, side=side, made_by=author, signed_letter=letter)
    _agree(bargain, last)
    facts = {"value": last.value, "round": last.round, "condition": last.condition}
    _record(bargain, by, Act.AGREED, difference({}, facts), letter=letter)
    return last


@transaction.atomic
def ask_for_ruling(*, by: User, target: Target, side: Side, seen_round: int, reason: str) -> OfferAnswer:
    """Ask the deputy governor to rule, instead of answering the other side's offer."""
    bargain = _sit_down(by, target, side, seen_round)
    if bargain.ruling_asked:
        raise Moved(_("A ruling has been asked for already."))
    if not reason.strip():
        raise Refused(_("Say why: the deputy governor will read your reason."))
    last = bargain.open_offer
    answer = OfferAnswer.objects.create(
        offer=last, said=Said.RULING_ASKED, side=side, reason=reason.strip(), made_by=by
    )
    _record(bargain, by, Act.RULING_ASKED, difference({}, {"round": last.round}), note=answer.reason)
    return answer


@transaction.atomic
def give_ruling(
    *,
    by: User,
    target: Target,
    seen_round: int,
    terms: Terms,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> Offer:
    """The deputy governor's ruling (تعیین تکلیف) on a target for which one was asked: it binds both sides."""
    bargain = _sit_down(by, target, Side.RULING, seen_round)
    offer = _drawn_up(bargain, by, Side.RULING, value=value, numerator=numerator, denominator=denominator)
    _put_down(bargain, offer, by, Act.RULED, terms)
    _agree(bargain, offer)
    return offer


# --- the steps ------------------------------------------------------------------------------------


def _sit_down(by: User, target: Target, side: Side, seen_round: int, paper: Paper | None = None) -> Bargain:
    """The bargain as it stands, with the program's row locked, for somebody who may act for that side now.

    On `paper` only the agency's head answers.
    """
    # Asked for anew: what the page knew may be old.
    programs = Program.objects.select_for_update(of=("self",), no_key=True).select_related("agency", "plan_year")
    program = programs.get(pk=target.project.program_id)
    if paper is None:
        _check_speaks_for(by, side, program)
    elif side == Side.AGENCY:
        check_permission(by, Permission.LETTER_REGISTER, program.agency_id)
    else:
        raise TypeError("only an agency answers by a letter")
    if program.status != ProgramStatus.NEGOTIATION:
        raise Moved(_("This program is not being bargained over, or not any more; please load the page again."))
    fresh = Target.objects.select_related("project", "indicator__unit", "county", "accepted_offer").get(pk=target.pk)
    fresh.project.program = program
    if fresh.project.state != ProjectState.ACTIVE:
        raise Refused(_("This project does not go on: there is nothing to bargain over."))
    bargain = bargains_of([fresh])[0]
    if bargain.round != seen_round or bargain.agreed is not None:
        raise Moved(_words_of_what_stands(bargain))
    if side not in (bargain.answering, bargain.deciding):
        raise Refused(
            _("Nobody has asked for a ruling.") if side == Side.RULING else _("It is the other side's turn to answer.")
        )
    if is_own_work(by, side, bargain):
        raise Refused(
            _("You have made an offer for this target; another person must rule.")
            if side == Side.RULING
            else _("You have made this offer; another person must answer it.")
        )
    return bargain


def _kept(bargain: Bargain, by: User, paper: Paper, answer: Offer) -> SignedLetter:
    """The letter by which the head answers what is open: with `answer`, or by accepting it."""
    open_offer, program = bargain.open_offer, bargain.target.project.program
    if paper.dated_on < tehran_date(open_offer.made_at):
        day = format_date(tehran_date(open_offer.made_at))
        raise Refused(_("The letter is dated before %(day)s, when the offer was made that it answers.") % {"day": day})
    facts = [str(bargain.target.uuid), open_offer.round, answer.round, answer.value, answer.numerator]
    text = json.dumps([*facts, answer.denominator], default=str)
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    return keep_letter(by=by, agency=program.agency, paper=paper, text_hash=text_hash)


def _check_speaks_for(by: User, side: Side, program: Program) -> None:
    check_permission(by, PERMISSION_OF_SIDE[side], program.agency_id)
    if side == Side.AGENCY:
        # A delegation that is revoked meanwhile ends before this or after it, never between.
        claim_signing_seat(by=by, permission=PERMISSION_OF_SIDE[side], agency=program.agency_id)
    if side == Side.PROVINCE and has_part_in(by, program):
        raise Refused(_("You have written in this program; another person must bargain over it."))


def _words_of_what_stands(bargain: Bargain) -> str:
    """What the second of two is told: what the other one said."""
    facts = {
        "round": format_number(bargain.round),
        "value": amount_in_words(bargain.agreed or bargain.last),
        "who": bargain.last.made_by if bargain.last else "—",
    }
    if bargain.agreed is not None:
        return _("This target has been agreed meanwhile: %(value)s.") % facts
    return _("%(who)s has made an offer meanwhile: round %(round)s, %(value)s. Look at it, then answer.") % facts


def _drawn_up(
    bargain: Bargain,
    by: User,
    side: Side,
    *,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
) -> Offer:
    """The offer of the next round, unsaved, with the trajectory that leads to its value."""
    target = bargain.target
    if is_by_parts(target):
        if numerator is None or denominator is None:
            raise Refused(_("This indicator is a ratio: enter numerator and denominator."))
        fault = fault_of_parts(target.indicator, value=value, numerator=numerator, denominator=denominator)
        if fault:
            raise Refused(fault[1])
        value = value if value is not None else value_of_parts(target.indicator, numerator, denominator)
    else:
        numerator = denominator = None
    if value is None:
        raise Refused(_("Enter the value that you offer."))
    if told := too_fine(target.indicator.unit, [value]):
        raise Refused(told)
    as_offered = Target(
        project=target.project, indicator=target.indicator, baseline=target.baseline, value=value, pk=target.pk
    )
    as_offered.lower_bound, as_offered.upper_bound = target.lower_bound, target.upper_bound
    if wrong := wrong_way(as_offered):
        raise Refused(wrong % {"target": target})
    return Offer(
        target=target,
        round=bargain.round + 1,
        side=side,
        value=value,
        numerator=numerator,
        denominator=denominator,
        trajectory=rescaled(target, value),
        made_by=by,
    )


def _put_down(bargain: Bargain, offer: Offer, by: User, act: Act, terms: Terms) -> Offer:
    """Store the offer with its reason, condition and letter."""
    if not terms.reason.strip():
        raise Refused(_("Say why: the other side will read your reason."))
    offer.reason, offer.condition = terms.reason.strip(), terms.condition.strip()
    offer.letter_number, offer.letter_on = terms.letter_number.strip(), terms.letter_on
    offer.save()
    before = {"value": bargain.open_offer.value, "round": bargain.round}
    after = {name: getattr(offer, name) for name in ("value", "round", "condition", "letter_number", "letter_on")}
    _record(bargain, by, act, difference(before, after), note=offer.reason, letter=offer.signed_letter)
    return offer


def _agree(bargain: Bargain, offer: Offer) -> None:
    Target.objects.filter(pk=bargain.target.pk).update(accepted_offer=offer)


def _record(
    bargain: Bargain,
    by: User,
    act: Act,
    changes: dict[str, list[str | None]],
    *,
    note: str = "",
    letter: SignedLetter | None = None,
) -> None:
    """One event, and a new version of the program: whoever moves it must have seen what was said."""
    target, program = bargain.target, bargain.target.project.program
    Program.objects.filter(pk=program.pk).update(version=F("version") + 1)
    county = f" · {target.county.sci_code}" if target.county else ""
    record(
        by=by,
        act=act,
        kind="targets.target",
        object_id=target.uuid,
        root_id=program.uuid,
        label=f"{target.project.code} · {target.indicator.code}{county}",
        agency=program.agency_id,
        changes=changes | (signature_on_record("", letter.seat, letter) if letter else {}),
        note=note,
        file_hashes=[letter.sha256] if letter else (),
    )
