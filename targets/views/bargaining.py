"""The table at which one target is bargained over: its page, and what is said there."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.permissions import has_permission
from config.clock import today
from projects.signed import reads_what_was_signed, signed_contents
from projects.views.second_look import SecondLook
from targets.bargaining import Bargain, bargaining_url, bargains_of, can_register_answer, parts_of, speaks_for
from targets.enums import Side
from targets.forms.bargaining import AnswerToOffer, LetterAnswerForm, OfferForm, RulingRequestForm
from targets.models import PastValue, Target
from targets.operations import bargaining as operations
from targets.signed import target_as_signed


def target_in_sight(request: SignedInRequest, uuid: Any) -> Target:
    """The target as the person may read it, 404 when they may not know of it."""
    targets = Target.objects.visible_to(request.user).select_related(
        "project__program__agency",
        "project__program__plan_year",
        "indicator__unit",
        "county",
        "macro_target__in_force",
        "macro_target__indicator__unit",
        "accepted_offer",
    )
    target = get_object_or_404(targets, uuid=uuid)
    program = target.project.program
    if not reads_what_was_signed(request.user, program):
        return target
    signed = target_as_signed(target, signed_contents([program.uuid])[program.uuid])
    if signed is None:
        raise Http404
    return signed


class BargainingPage(Guarded, View):
    """One target: what stands side by side, the ledger of offers, and what the reader can say now."""

    permission = Permission.PROGRAM_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        return show(request, target_in_sight(request, uuid))


def show(
    request: SignedInRequest,
    target: Target,
    *,
    told: object = "",
    status: int = 200,
    **forms: AnswerToOffer,
) -> HttpResponse:
    """The page, with the form that was refused in place of an empty one, and what is told about it."""
    bargain = bargains_of([target])[0]
    parts = parts_of(request.user, bargain)
    program = target.project.program
    past = PastValue.objects.current().filter(
        indicator=target.indicator, year=program.plan_year.year - 1, month__isnull=True
    )
    initial = {"seen_round": bargain.round}
    can_offer = bargain.answering in parts and bargain.ruling_asked is None
    shown = {"accept": bargain.answering in parts, "offer": can_offer, "ask": can_offer, "ruling": Side.RULING in parts}
    shown["letter"] = can_register_answer(request.user, bargain)
    context = {
        "target": target,
        "program": program,
        "places": target.indicator.unit.decimals,
        "bargain": bargain,
        "days": bargain.days(today()),
        "last_year": past.first(),
        "capacity": target.macro_target.in_force if target.macro_target else None,
        "trajectories": _trajectories(bargain),
        "told": told,
        "is_my_turn": bargain.deciding in parts,
        "shown": shown,
        "unsent": [field for name, form in forms.items() if not shown[name] for field in form.visible_fields()],
        "accept_form": AnswerToOffer(initial=initial, auto_id="id_accept_%s"),
        "offer_form": forms.get("offer") or OfferForm(target=target, initial=initial),
        "ask_form": forms.get("ask") or RulingRequestForm(initial=initial, auto_id="id_ask_%s"),
        "letter_form": forms.get("letter") or LetterAnswerForm(target=target, initial=initial, auto_id="id_letter_%s"),
        "ruling_form": forms.get("ruling") or OfferForm(target=target, initial=initial, auto_id="id_rule_%s"),
    }
    return render(request, "targets/bargaining.html", context, status=status)


def _trajectories(bargain: Bargain) -> list[tuple[Any, Any, Any]]:
    """Each period with the proposed point and the point of what is on the table."""
    target, offer = bargain.target, bargain.on_the_table
    periods = list(target.project.program.plan_year.periods.regular().order_by("ordinal"))
    proposed: list[Any] = list(target.trajectory)
    offered: list[Any] = list(offer.trajectory if offer and offer.trajectory else target.trajectory)
    if len(proposed) != len(periods) or len(offered) != len(periods):
        return []
    return list(zip(periods, proposed, offered, strict=True))


class _AtTheTable(Guarded, SecondLook):
    """Something said for one side; what is refused is said on the page, with everything that was typed."""

    permission = Permission.BARGAIN_PROVINCE
    or_permission: Permission | None = Permission.BARGAIN_AGENCY
    http_method_names = ["post"]
    # The name under which the page knows the form.
    name = ""
    done: Any = ""
    target: Target

    def look_again(self) -> None:
        self.target = target_in_sight(self.request, self.kwargs["uuid"])  # type: ignore[arg-type]

    def form(self, data: Any = None) -> AnswerToOffer:
        return AnswerToOffer(data)

    def seen(self) -> dict[str, Any]:
        """It answers the last round."""
        return {"seen_round": bargains_of([self.target])[0].round}

    @abstractmethod
    def say(self, form: Any, target: Target, side: Side) -> None:
        """Call the operation. Raises Moved or Refused."""

    def save(self, form: AnswerToOffer) -> HttpResponse:
        self.say(form, self.target, self.side(self.target))
        back, request = form.cleaned_data["back"], self.request
        if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
            return redirect(back)
        messages.success(request, self.done)
        return redirect(bargaining_url(self.target))

    def page(self, form: AnswerToOffer, *, status: int = 200, refusal: object = "") -> HttpResponse:
        return show(self.request, self.target, told=refusal, status=status, **{self.name: form})  # type: ignore[arg-type]

    def side(self, target: Target) -> Side:
        """The side for which the person speaks: that whose turn it is, where they speak for both."""
        answering = bargains_of([target])[0].answering
        for side in (answering, Side.AGENCY, Side.PROVINCE):
            if side is not None and speaks_for(self.person, side, target.project.program):
                return side
        # The operation says why not.
        return Side.PROVINCE if has_permission(self.person, Permission.BARGAIN_PROVINCE) else Side.AGENCY


class OfferMake(_AtTheTable):
    name = "offer"
    done = _("Your offer stands; the other side sees it now.")

    def form(self, data: Any = None) -> OfferForm:
        return OfferForm(data, target=self.target)

    def say(self, form: OfferForm, target: Target, side: Side) -> None:
        operations.make_offer(
            by=self.person,
            target=target,
            side=side,
            seen_round=form.cleaned_data["seen_round"],
            terms=form.terms(),
            **form.figures(),
        )


class OfferAccept(_AtTheTable):
    name = "accept"
    done = _("Accepted: the target is agreed.")

    def say(self, form: AnswerToOffer, target: Target, side: Side) -> None:
        operations.accept_offer(by=self.person, target=target, side=side, seen_round=form.cleaned_data["seen_round"])


class LetterAnswer(_AtTheTable):
    """The head's answer that came on paper, registered by the planning organization."""

    permission = Permission.LETTER_REGISTER
    or_permission = None
    name = "letter"
    done = _("Registered: the agency has answered by the letter.")

    def form(self, data: Any = None) -> LetterAnswerForm:
        return LetterAnswerForm(data, self.request.FILES, target=self.target, auto_id="id_letter_%s")

    def side(self, target: Target) -> Side:
        return Side.AGENCY

    def say(self, form: LetterAnswerForm, target: Target, side: Side) -> None:
        answer: dict[str, Any] = {"by": self.person, "target": target, "side": side, "paper": form.paper()}
        answer["seen_round"] = form.cleaned_data["seen_round"]
        if form.is_accepted:
            operations.accept_offer(**answer)
        else:
            operations.make_offer(terms=form.terms(), **form.figures(), **answer)


class RulingAsk(_AtTheTable):
    name = "ask"
    done = _("The deputy governor is asked to rule.")

    def form(self, data: Any = None) -> RulingRequestForm:
        return RulingRequestForm(data, auto_id="id_ask_%s")

    def say(self, form: RulingRequestForm, target: Target, side: Side) -> None:
        operations.ask_for_ruling(
            by=self.person,
            target=target,
            side=side,
            seen_round=form.cleaned_data["seen_round"],
            reason=form.cleaned_data["reason"],
        )


class RulingGive(_AtTheTable):
    permission = Permission.BARGAIN_RULE
    or_permission = None
    name = "ruling"
    done = _("Ruled: the target is agreed.")

    def form(self, data: Any = None) -> OfferForm:
        return OfferForm(data, target=self.target, auto_id="id_rule_%s")

    def say(self, form: OfferForm, target: Target, side: Side) -> None:
        operations.give_ruling(
            by=self.person,
            target=target,
            seen_round=form.cleaned_data["seen_round"],
            terms=form.terms(),
            **form.figures(),
        )
