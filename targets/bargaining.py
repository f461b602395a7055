"""Bargaining (چانه‌زنی): what was offered for a target, whose turn it is, and what keeps a program from being agreed.

The sides alternate: the agency's signature opens, the province answers, the agency answers that. A side accepts what
the other one offered last, or asks for a ruling; the deputy governor's ruling binds. What both accepted or was ruled
stands in `Target.accepted_offer`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission, scope_of
from config.persian.calendar import tehran_date
from config.persian.numbers import format_number
from projects.enums import ProgramStatus, ProjectState, Turn
from projects.models import Program
from projects.permissions import has_part_in
from projects.readiness import Problem, check
from targets.enums import Aggregation, Said, Side
from targets.models import Offer, OfferAnswer, Target
from targets.readiness import active_targets

_OTHER_SIDE = {Side.AGENCY: Side.PROVINCE, Side.PROVINCE: Side.AGENCY}
_TURN_OF_SIDE = {Side.PROVINCE: Turn.PLANNER, Side.AGENCY: Turn.HEAD, Side.RULING: Turn.DEPUTY}
PERMISSION_OF_SIDE = {
    Side.AGENCY: Permission.BARGAIN_AGENCY,
    Side.PROVINCE: Permission.BARGAIN_PROVINCE,
    Side.RULING: Permission.BARGAIN_RULE,
}


@dataclass(frozen=True)
class Bargain:
    """A target and the offers made for it, in the order of their rounds, each with its answers at hand."""

    target: Target
    offers: Sequence[Offer]

    @property
    def last(self) -> Offer | None:
        return self.offers[-1] if self.offers else None

    @property
    def open_offer(self) -> Offer:
        """The last offer, where there is one: whoever answers answers something."""
        return self.offers[-1]

    @property
    def round(self) -> int:
        """The round that is open; whoever answers names it, so that they answer what they saw."""
        return self.last.round if self.last else 0

    @property
    def agreed(self) -> Offer | None:
        return self.target.accepted_offer

    @property
    def counter(self) -> Offer | None:
        """What the province offered last."""
        return self._last_of(Side.PROVINCE)

    @property
    def ruling(self) -> Offer | None:
        return self._last_of(Side.RULING)

    @property
    def from_agency(self) -> Offer | None:
        """What the agency offered last: its signed figure, or what it answered at the table."""
        return self._last_of(Side.AGENCY)

    @property
    def on_the_table(self) -> Offer | None:
        """What would stand if the side whose turn it is accepted now; once agreed, what was agreed."""
        return self.agreed or self.last

    @property
    def ruling_asked(self) -> OfferAnswer | None:
        """The request for a ruling that the deputy has not answered."""
        return next((answer for answer in self._answers if answer.said == Said.RULING_ASKED), None)

    @property
    def acceptance(self) -> OfferAnswer | None:
        """Who accepted the offer that was agreed; None where the whole program was accepted, or a ruling binds."""
        agreed = self.agreed
        answers = next((offer.answers.all() for offer in self.offers if agreed and offer.pk == agreed.pk), ())
        return next((answer for answer in answers if answer.said == Said.ACCEPTED), None)

    @property
    def answering(self) -> Side | None:
        """The side that the last offer was made to: it accepts or counters. None where nothing is open."""
        return _OTHER_SIDE.get(Side(self.last.side)) if self.last and self.agreed is None else None

    @property
    def deciding(self) -> Side | None:
        """The side that everybody waits for: the answering one, or the deputy who was asked to rule."""
        return Side.RULING if self.answering and self.ruling_asked else self.answering

    @property
    def turn(self) -> Turn:
        return _TURN_OF_SIDE[self.deciding] if self.deciding else Turn.NOBODY

    @property
    def since(self) -> datetime.date | None:
        """The day from which it lies with whoever's turn it is."""
        last = self.ruling_asked or self.last
        return tehran_date(last.made_at) if last else None

    def days(self, today: datetime.date) -> int | None:
        return (today - self.since).days if self.since else None

    @property
    def _answers(self) -> Iterable[OfferAnswer]:
        return self.last.answers.all() if self.last else ()

    def _last_of(self, side: Side) -> Offer | None:
        return next((offer for offer in reversed(self.offers) if offer.side == side), None)


# Who signed an answer on paper, in which seat, and who registered that.
WITH_LETTER = ("signed_letter__registered_by", "signed_letter__seat__delegated_by")


def bargains_of(targets: Iterable[Target]) -> list[Bargain]:
    """The targets with their ledgers, in the order given; two queries, or none of no targets."""
    targets = list(targets)
    by_target: dict[int, list[Offer]] = {target.pk: [] for target in targets}
    offers = Offer.objects.filter(target__in=by_target).select_related("made_by", *WITH_LETTER)
    answers = OfferAnswer.objects.select_related("made_by", *WITH_LETTER)
    offers = offers.prefetch_related(Prefetch("answers", answers))
    for offer in offers.order_by("round"):
        by_target[offer.target_id].append(offer)
    return [Bargain(target, by_target[target.pk]) for target in targets]


# --- whose part it is -----------------------------------------------------------------------------


def speaks_for(user: User | AnonymousUser, side: Side, program: Program) -> bool:
    """Whether the person may act for that side of the table; who wrote in a program does not for the province."""
    if not has_permission(user, PERMISSION_OF_SIDE[side], program.agency_id):
        return False
    return side != Side.PROVINCE or not has_part_in(user, program)


def parts_of(user: User | AnonymousUser, bargain: Bargain) -> set[Side]:
    """The sides for which the person may act now; while a ruling is asked for, the answering side may still accept."""
    program = bargain.target.project.program
    if program.status != ProgramStatus.NEGOTIATION:
        return set()
    sides = {side for side in (bargain.answering, bargain.deciding) if side is not None}
    return {side for side in sides if speaks_for(user, side, program) and not is_own_work(user, side, bargain)}


def can_register_answer(user: User | AnonymousUser, bargain: Bargain) -> bool:
    """Whether the person may register the agency's answer that its head has signed on paper."""
    program = bargain.target.project.program
    return (
        program.status == ProgramStatus.NEGOTIATION
        and bargain.answering == Side.AGENCY
        and has_permission(user, Permission.LETTER_REGISTER, program.agency_id)
        and not is_own_work(user, Side.AGENCY, bargain)
    )


def is_own_work(user: User | AnonymousUser, side: Side, bargain: Bargain) -> bool:
    """Nobody answers an offer of their own, and nobody rules where they spoke for one of the two sides.

    Whoever registered the letter by which the agency answered has had a hand in that answer.
    """
    mine = [offer for offer in bargain.offers if user.pk in (offer.made_by_id, _registered_by(offer))]
    return any(offer.side in _OTHER_SIDE for offer in mine) if side == Side.RULING else bargain.last in mine


def _registered_by(offer: Offer) -> int | None:
    return offer.signed_letter.registered_by_id if offer.signed_letter else None


# --- what waits -----------------------------------------------------------------------------------


def on_record(user: User | AnonymousUser) -> QuerySet[Any]:
    """Targets that the person may see, with whose last offer it is and since when.

    `last_side`, `last_at` and `last_by` say whose offer it was, `asked_at` when a ruling was asked for.
    """
    offers = Offer.objects.filter(target=OuterRef("pk")).order_by("-round")
    asked = OfferAnswer.objects.filter(offer=OuterRef("last_pk"), said=Said.RULING_ASKED)
    return Target.objects.visible_to(user).annotate(
        last_pk=Subquery(offers.values("pk")[:1]),
        last_side=Subquery(offers.values("side")[:1]),
        last_at=Subquery(offers.values("made_at")[:1]),
        last_by=Subquery(offers.values("made_by")[:1]),
        asked_at=Subquery(asked.values("made_at")[:1]),
    )


def waiting_for(user: User, side: Side) -> QuerySet[Any]:
    """The open targets that wait for the person to act for that side, the oldest first."""
    found = on_record(user).filter(
        project__program__status=ProgramStatus.NEGOTIATION,
        project__state=ProjectState.ACTIVE,
        accepted_offer__isnull=True,
    )
    scope = scope_of(user, PERMISSION_OF_SIDE[side])
    if not scope.whole_province:
        found = found.filter(project__program__agency__in=scope.agency_ids)
    if side == Side.RULING:
        return found.filter(asked_at__isnull=False).order_by("asked_at")
    found = found.filter(asked_at__isnull=True, last_side=_OTHER_SIDE[side]).exclude(last_by=user.pk)
    return found.order_by("last_at")


# --- what keeps a program from being agreed ------------------------------------------------------


def undecided(program: Program) -> list[Bargain]:
    """The bargains that acceptance of the whole program does not settle: something was said to them at the table.

    Accepting a program accepts the figures that its head signed; an answer given at the table must be accepted itself.
    """
    signed = program.revisions.filter(signed_at__isnull=False).order_by("-number")
    since = signed.values_list("signed_at", flat=True).first()
    return [
        bargain
        for bargain in bargains_of(active_targets(program))
        if bargain.agreed is None and bargain.last is not None and _was_answered(bargain, since)
    ]


def _was_answered(bargain: Bargain, since: datetime.datetime | None) -> bool:
    return bargain.ruling_asked is not None or any(
        offer.side != Side.AGENCY and (since is None or offer.made_at >= since) for offer in bargain.offers
    )


@check(before=ProgramStatus.AGREED, label=gettext_lazy("Every target agreed"))
def targets_are_agreed(program: Program) -> Iterator[Problem]:
    for bargain in undecided(program):
        yield Problem("targets_are_agreed", _open_words(bargain), bargaining_url(bargain.target))


def _open_words(bargain: Bargain) -> str:
    return _("Target “%(target)s” is open: round %(round)s offers %(value)s and waits for %(who)s.") % {
        "target": bargain.target,
        "round": format_number(bargain.round),
        "value": amount_in_words(bargain.last),
        "who": bargain.turn.label,
    }


def amount_in_words(offer: Offer | None) -> str:
    return format_number(offer.value) if offer is not None else "—"


def bargaining_url(target: Target) -> str:
    return reverse("bargaining", args=[target.uuid])


def is_by_parts(target: Target) -> bool:
    """Whether an offer for the target names numerator and denominator, from which the value follows."""
    return target.indicator.aggregation == Aggregation.RATIO or target.numerator is not None


def same_figures(one: Offer | Target, other: Offer | Target) -> bool:
    return (one.value, one.numerator, one.denominator) == (other.value, other.numerator, other.denominator)
