"""The head's sheet: everything that waits for a signature, signed one by one or several at once, or given back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.models import User
from config.persian.letters import normalise
from projects.models import Program
from projects.operations import move_program
from projects.refusals import Moved, Refused
from reports.signing import Ticked, sheet_for, ticked
from targets.models import ProgressReport
from targets.operations.progress import send_back, sign_report


def thing_of(user: User, one: Ticked) -> Program | ProgressReport | None:
    """What was ticked, as it is now; None where the person may not know of it."""
    if one.kind == "program":
        return Program.objects.visible_to(user).select_related("agency", "plan_year").filter(uuid=one.uuid).first()
    reports = ProgressReport.objects.visible_to(user).select_related("agency", "period__plan_year")
    return reports.filter(uuid=one.uuid).first()


class SigningSheet(Guarded, View):
    permission = Permission.PROGRAM_SIGN

    def get(self, request: SignedInRequest) -> HttpResponse:
        return render(request, "reports/signing.html", {"sheet": sheet_for(request.user)})

    def post(self, request: SignedInRequest) -> HttpResponse:
        """Signs what is ticked, each by itself: what is refused is named and does not hold up the others."""
        # The button on a card signs that card alone, whatever is ticked.
        chosen = request.POST.getlist("only") or request.POST.getlist("item")
        if not chosen:
            messages.error(request, _("Tick what you want to sign first."))
        for text in chosen:
            self._sign(request, text)
        return redirect("signing")

    def _sign(self, request: SignedInRequest, text: str) -> None:
        try:
            one = ticked(text)
        except ValueError:
            messages.error(request, _("The page was incomplete; please load it again."))
            return
        thing = thing_of(request.user, one)
        if thing is None:
            messages.error(request, _("One of those that you ticked does not wait for your signature."))
            return
        try:
            signed = sign(by=request.user, thing=thing, one=one)
        except (Refused, PermissionDenied) as refusal:
            tell(request, thing, refusal)
        else:
            messages.success(request, _("Signed: “%(title)s”.") % {"title": signed})


def sign(*, by: User, thing: Program | ProgressReport, one: Ticked) -> Program | ProgressReport:
    if isinstance(thing, Program):
        return move_program(by=by, program=thing, move="sign", version=one.version, seen=one.seen)
    return sign_report(by=by, report=thing, version=one.version)


def tell(request: SignedInRequest, thing: Any, refusal: Refused | PermissionDenied) -> None:
    """A refusal on the next page, naming what it is about."""
    messages.error(request, _("“%(title)s”: %(refusal)s") % {"title": thing, "refusal": refusal})
    for problem in getattr(refusal, "problems", ()):
        messages.warning(request, problem.message)


class SigningGiveBack(Guarded, View):
    """Gives one thing back to the officer instead of signing it."""

    permission = Permission.PROGRAM_SIGN
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        try:
            one = ticked(request.POST.get("item", ""))
        except ValueError:
            one = None
        thing = thing_of(request.user, one) if one else None
        if one is None or thing is None:
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect("signing")
        reason = normalise(request.POST.get("reason", ""))
        try:
            if isinstance(thing, Program):
                move_program(by=request.user, program=thing, move="send_back", version=one.version, reason=reason)
            else:
                send_back(by=request.user, report=thing, version=one.version, reason=reason)
        except Moved as refusal:
            return render(request, "409.html", {"message": refusal, "latest_url": reverse("signing")}, status=409)
        except (Refused, PermissionDenied) as refusal:
            tell(request, thing, refusal)
        else:
            messages.success(request, _("“%(title)s” is back with the officer.") % {"title": thing})
        return redirect("signing")
