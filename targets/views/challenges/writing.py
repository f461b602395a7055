"""Registering a challenge, changing what was registered, and saying what it costs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects.challenges import can_register_for, projects_for_challenges, user_states_costs, user_writes_text
from projects.conflicts import Sheet, chosen, marks
from projects.enums import ProjectState, YearState
from projects.models import Challenge, PlanYear, Program
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from targets.forms.challenges import ChallengeForm, CostsForm, NewChallengeForm
from targets.models import Target
from targets.operations.challenges import costs_of, register_with_costs, save_costs, save_with_costs
from targets.views.challenges.page import fetch_challenge


def _targets_of(program: Program) -> list[Target]:
    targets = Target.objects.filter(project__program=program, project__state=ProjectState.ACTIVE)
    related = ("indicator__unit", "county", "project")
    return list(targets.select_related(*related).order_by("project__position", "position", "pk"))


class ChallengePick(Guarded, TemplateView):
    """In the way of which program it stands: the first question of whoever registers a challenge."""

    permission = Permission.CHALLENGE_AGENCY
    or_permission = Permission.CHALLENGE_PROVINCE
    template_name = "targets/challenge_pick.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = PlanYear.objects.exclude(state=YearState.CLOSED)
        fitting = Q(pk__in=[])
        for year in years:
            fitting |= Q(pk__in=projects_for_challenges(self.person, year).values("program"))
        programs = Program.objects.filter(fitting).select_related("agency")
        return super().get_context_data(**kwargs) | {"programs": programs.order_by("agency__sort_key", "code")}


class ChallengeNew(Guarded, View):
    permission = Permission.CHALLENGE_AGENCY
    or_permission = Permission.CHALLENGE_PROVINCE

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program = self._program(request, uuid)
        form = NewChallengeForm(program=program, targets=_targets_of(program), initial={"version": 0})
        return self._page(request, program, form)

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        program = self._program(request, uuid)
        form = NewChallengeForm(request.POST, program=program, targets=_targets_of(program))
        if not form.is_valid():
            return self._page(request, program, form, status=422)
        project = form.cleaned_data["project"]
        try:
            challenge = register_with_costs(by=request.user, project=project, costs=form.costs(), **form.registered())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, program, form, status=422)
        messages.success(request, _("The challenge is registered; it lies with the agency."))
        return redirect(challenge)

    def _program(self, request: SignedInRequest, uuid: Any) -> Program:
        """The program, 404 when the person may not know of it; whether anything is registered there is asked later."""
        programs = Program.objects.visible_to(request.user).select_related("agency", "plan_year")
        program = get_object_or_404(programs, uuid=uuid)
        if not can_register_for(request.user, program):
            raise PermissionDenied(
                _("The agency or the province registers challenges, from the agreement on a program to its end.")
            )
        return program

    def _page(
        self, request: SignedInRequest, program: Program, form: NewChallengeForm, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "program": program, "challenge": None}
        return render(request, "targets/challenge_form.html", context, status=status)


class WriteChallenge(Guarded, View, ABC):
    """A page on which something of a challenge is changed; a save that comes too late is merged by choice."""

    permission = Permission.CHALLENGE_AGENCY
    or_permission = Permission.CHALLENGE_PROVINCE
    challenge: Any

    @abstractmethod
    def may_write(self) -> bool: ...

    @abstractmethod
    def form(self, data: Any = None) -> CostsForm: ...

    @abstractmethod
    def save(self, form: Any, version: int) -> Challenge: ...

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self._fetch(request, uuid)
        form = self.form()
        form.initial = {**form.initial, "version": self.challenge.version, "marks": marks(Sheet(form))}
        return self._page(request, form)

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        self._fetch(request, uuid)
        form = self.form(chosen(request.POST))
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            self.save(form, form.cleaned_data["version"])
        except Moved as refusal:
            self.challenge = fetch_challenge(request, uuid)
            return conflict(
                request,
                refusal,
                root_id=self.challenge.uuid,
                latest_url=self.challenge.get_absolute_url(),
                crumbs=[(self.challenge, self.challenge.get_absolute_url())],
                version=self.challenge.version,
                mine=Sheet(form),
                theirs=Sheet(self.form()),
                is_open=self.may_write(),
                keeps=False,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, form, status=422)
        messages.success(request, _("Saved."))
        return redirect(self.challenge)

    def _fetch(self, request: SignedInRequest, uuid: Any) -> None:
        self.challenge = fetch_challenge(request, uuid)
        if not self.may_write():
            raise PermissionDenied(
                _("What a program states is changed with the program; what is solved stays as it is.")
            )

    def _page(self, request: SignedInRequest, form: CostsForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "program": self.challenge.project.program, "challenge": self.challenge}
        return render(request, "targets/challenge_form.html", context, status=status)

    @property
    def costed(self) -> dict[str, Any]:
        """What the form asks of the targets."""
        return {"targets": _targets_of(self.challenge.project.program), "costs": costs_of(self.challenge)}


class ChallengeEdit(WriteChallenge):
    def may_write(self) -> bool:
        return user_writes_text(self.person, self.challenge)

    def form(self, data: Any = None) -> ChallengeForm:
        # Into an instance of its own: what is stored stays as it is.
        stored = Challenge.objects.get(pk=self.challenge.pk)
        return ChallengeForm(data, instance=stored, program=self.challenge.project.program, **self.costed)

    def save(self, form: Any, version: int) -> Challenge:
        return save_with_costs(
            by=self.person, challenge=self.challenge, version=version, costs=form.costs(), **form.registered()
        )


class ChallengeCosts(WriteChallenge):
    def may_write(self) -> bool:
        return user_states_costs(self.person, self.challenge)

    def form(self, data: Any = None) -> CostsForm:
        return CostsForm(data, **self.costed)

    def save(self, form: Any, version: int) -> Challenge:
        return save_costs(by=self.person, challenge=self.challenge, version=version, costs=form.costs())
