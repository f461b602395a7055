"""One challenge: what it is, who has it since when, what it holds up, its story, and what may be done now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.uploads import download, extension_of
from config.clock import today
from projects.challenges import (
    RULES,
    challenge_files_visible_to,
    challenges_visible_to,
    is_closed,
    is_ever_theirs,
    parts_of,
    steps_open_to,
    user_states_costs,
    user_writes_text,
    with_clock,
)
from projects.conflicts import Sheet
from projects.enums import StepKind
from projects.models import Challenge, Program
from projects.operations.challenges import take_step
from projects.panels import challenge_panels_for
from projects.refusals import Moved, Refused
from projects.signed import reads_what_was_signed
from projects.views.conflicts import conflict
from targets.forms.challenges import StepForm, step_form
from targets.models import ChallengeCost, Target
from targets.operations.challenges import costs_of
from targets.performance import macro_targets_of, performance_of
from targets.planned import plan_of, table_in_force
from targets.releasing import Decision, decisions_among
from targets.tables.challenges import STATE_TONE

_TONES: dict[str, str] = {
    StepKind.ESCALATED: "warn",
    StepKind.DOUBTED: "warn",
    StepKind.REOPENED: "warn",
    StepKind.GIVEN_UP: "bad",
    StepKind.CONFIRMED: "ok",
    StepKind.SOLVED: "ok",
}
# What the button of each step says, and what there is to know before it is pressed.
_WORDS: dict[StepKind, tuple[Promise, Promise | str]] = {
    StepKind.COMMENTED: (pgettext_lazy("challenge act", "Comment"), ""),
    StepKind.REFERRED: (
        pgettext_lazy("challenge act", "Refer"),
        gettext_lazy("The challenge stays at this desk; who is asked sees it."),
    ),
    StepKind.ESCALATED: (
        pgettext_lazy("challenge act", "Escalate"),
        gettext_lazy("It goes one desk up, and the clock begins anew there."),
    ),
    StepKind.SENT_DOWN: (pgettext_lazy("challenge act", "Send one desk down"), ""),
    StepKind.CLAIMED: (
        pgettext_lazy("challenge act", "Say that it is solved"),
        gettext_lazy("Attach a document that shows it: somebody else confirms that it is solved."),
    ),
    StepKind.SOLVED: (pgettext_lazy("challenge act", "Close as solved"), ""),
    StepKind.CONFIRMED: (pgettext_lazy("challenge act", "Confirm the solution"), ""),
    StepKind.DOUBTED: (pgettext_lazy("challenge act", "Do not confirm it"), ""),
    StepKind.GIVEN_UP: (pgettext_lazy("challenge act", "Declare beyond the province's powers"), ""),
    StepKind.REOPENED: (pgettext_lazy("challenge act", "Reopen"), ""),
}


def fetch_challenge(request: SignedInRequest, uuid: Any) -> Any:
    """The challenge with its clock, 404 when the person may not know of it."""
    related = (
        "project__program__agency",
        "project__program__plan_year",
        "owner_agency",
        "asked_agency",
        "registered_by",
        "solved_by",
        "solved_for",
        "confirmed_by",
    )
    known = with_clock(challenges_visible_to(request.user), today()).select_related(*related)
    return get_object_or_404(known, uuid=uuid)


def challenge_page(
    request: SignedInRequest, challenge: Any, refused: tuple[StepKind, StepForm] | None = None, status: int = 200
) -> HttpResponse:
    """The page; with a step that was `refused` as it was typed."""
    user, program = request.user, challenge.project.program
    kinds = steps_open_to(user, challenge, is_late=challenge.is_to_escalate)
    forms = {kind: step_form(kind, initial={"version": challenge.version}) for kind in kinds}
    if refused:
        forms[refused[0]] = refused[1]
    steps = list(challenge.steps.select_related("made_by", "made_for", "to_agency").prefetch_related("files"))
    for step in steps:
        step.tone = _TONES.get(step.kind, "info")
    # Of a program that is being corrected no more than what was said of the challenge itself.
    is_kept = reads_what_was_signed(user, program)
    costs = costs_of(challenge)
    context = {
        "challenge": challenge,
        "program": program,
        "knows_program": Program.objects.visible_to(user).filter(pk=program.pk).exists(),
        "is_kept": is_kept,
        "blocked": [] if is_kept else list(challenge.actions.select_related("project")),
        "costs": costs,
        "holds_up": None if is_kept else holds_up(challenge, costs, user),
        "days": (today() - challenge.waits_since).days if challenge.waits_since else None,
        "tone": STATE_TONE[challenge.state],
        "steps": list(reversed(steps)),
        "forms": [
            (kind, *_WORDS[kind], forms[kind], refused is not None and refused[0] == kind)
            for kind in RULES
            if kind in forms
        ],
        "refused": refused[1] if refused else None,
        "is_mine": any(kind not in (StepKind.COMMENTED, StepKind.REOPENED) for kind in kinds),
        "can_edit": user_writes_text(user, challenge),
        "can_state_costs": user_states_costs(user, challenge),
        "is_closed": is_closed(challenge),
        "panels": challenge_panels_for(challenge, user),
    }
    return render(request, "targets/challenge_detail.html", context, status=status)


def holds_up(challenge: Challenge, costs: list[ChallengeCost], user: Any) -> Decision | None:
    """What this challenge by itself holds up, as far as the person may read it."""
    plan_year = challenge.project.program.plan_year
    visible = Target.objects.visible_to(user).filter(project__program=challenge.project.program)
    plan = plan_of(plan_year, table=table_in_force(plan_year), targets=visible)
    performances = performance_of(plan, plan_year, today=today())
    rows = decisions_among([challenge], costs, performances, macro_targets_of(plan_year)).rows
    return rows[0] if rows else None


class ChallengeDetail(Guarded, View):
    permission = Permission.CHALLENGE_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        return challenge_page(request, fetch_challenge(request, uuid))


class ChallengeStepTake(Guarded, View):
    """Takes a step; the address says which."""

    permission = Permission.CHALLENGE_VIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any, move: str) -> HttpResponse:
        challenge = fetch_challenge(request, uuid)
        if move not in RULES:
            raise Http404
        step = StepKind(move)
        if not is_ever_theirs(step, parts_of(request.user, challenge)):
            raise PermissionDenied(
                _("Your role does not include this. Ask the person responsible, or the administrator.")
            )
        form = step_form(step, request.POST, request.FILES)
        if not form.is_valid():
            return challenge_page(request, challenge, (step, form), status=422)
        version = form.cleaned_data["version"]
        try:
            take_step(by=request.user, challenge=challenge, version=version, kind=step, **form.taken())
        except Moved as refusal:
            latest = fetch_challenge(request, uuid)
            is_open = step in steps_open_to(request.user, latest, is_late=latest.is_to_escalate)
            return conflict(
                request,
                refusal,
                root_id=challenge.uuid,
                latest_url=challenge.get_absolute_url(),
                crumbs=[(challenge, challenge.get_absolute_url())],
                version=latest.version,
                mine=Sheet(form),
                is_open=is_open,
                keeps=False,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return challenge_page(request, challenge, (step, form), status=422)
        messages.success(request, _("It is on record; everybody who reads the challenge sees it."))
        return redirect(challenge)


class ChallengeFileDownload(Guarded, View):
    """A file as a download, under a name of ours."""

    permission = Permission.CHALLENGE_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponseBase:
        file = get_object_or_404(challenge_files_visible_to(request.user), uuid=uuid)
        return download(
            file.stored_as,
            called=file.original_name,
            name=f"challenge-{file.uuid}.{extension_of(file.original_name)}",
            content_type=file.content_type,
        )
