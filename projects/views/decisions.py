"""Decisions on a part: one project of a program, and a session's list of agreed programs."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import told_of_waiting
from config.clock import today
from config.persian.calendar import tehran_date
from config.persian.numbers import format_number
from projects import operations
from projects.conflicts import Sheet
from projects.enums import ProgramStatus, ProjectState
from projects.forms import ProjectDecisionForm
from projects.models import PlanYear, Program, Project, Revision
from projects.refusals import Moved, Refused
from projects.views.conflicts import program_conflict
from projects.views.programs import explain_refusal


class ProjectDecide(Guarded, View):
    """Defers or drops one project, or takes it up again."""

    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuids.UUID, project_uuid: uuids.UUID) -> HttpResponse:
        programs = Program.objects.visible_to(request.user).select_related("agency", "plan_year")
        program = get_object_or_404(programs, uuid=uuid)
        project = get_object_or_404(Project, program=program, uuid=project_uuid)
        form = ProjectDecisionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(program)
        try:
            operations.decide_project(
                by=request.user,
                program=program,
                version=form.cleaned_data["version"],
                project=project,
                state=ProjectState(form.cleaned_data["state"]),
                reason=form.cleaned_data["reason"],
            )
        except Moved as refusal:
            return program_conflict(request, program, refusal, mine=Sheet(form), is_final=True)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("Decided; the rest of the program goes on."))
        return redirect(f"{program.get_absolute_url()}#project-{project.uuid}")


class ApproveList(Guarded, View):
    """The agreed programs of a year with boxes to tick, each with the version that was seen."""

    permission = Permission.PROGRAM_APPROVE

    def get(self, request: SignedInRequest, year: int) -> HttpResponse:
        return self._page(request, get_object_or_404(PlanYear, year=year))

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        session = " ".join(request.POST.get("session", "").split())[:60]
        ticked = list(self._ticked(request, plan_year))
        try:
            outcomes = operations.approve_programs(by=request.user, session=session, ticked=ticked)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self._page(request, plan_year, {"session": session, "unticked": self._unticked(request)}, 422)
        approved = [outcome for outcome in outcomes if outcome.is_approved]
        if approved:
            messages.success(
                request,
                _("Approved under session %(session)s: %(count)s programs.")
                % {"session": session, "count": format_number(len(approved))},
            )
        # Where none went through, nothing was carried out, and the same list may be sent again.
        tell = messages.warning if approved else messages.error
        for outcome in outcomes:
            if not outcome.is_approved:
                tell(request, f"{outcome.program.title}: {outcome.refusal}")
        return redirect("program-approve-list", year)

    def _agreed(self, request: SignedInRequest, plan_year: PlanYear) -> QuerySet[Program]:
        revision = Revision.objects.filter(program=OuterRef("pk")).order_by("-number")
        return (
            Program.objects.visible_to(request.user)
            .filter(plan_year=plan_year, status=ProgramStatus.AGREED)
            .select_related("agency", "plan_year")
            .annotate(
                seen=Subquery(revision.values("content_hash")[:1]),
                is_own=Exists(revision.filter(contributor_ids__contains=[request.user.pk])),
                active=Count("projects", filter=Q(projects__state=ProjectState.ACTIVE)),
                left_out=Count("projects", filter=~Q(projects__state=ProjectState.ACTIVE)),
            )
            .order_by("agency__sort_key", "code")
        )

    def _ticked(self, request: SignedInRequest, plan_year: PlanYear) -> Iterator[operations.Ticked]:
        """What was ticked, as it was seen; programs that the person may not know of are none."""
        keys = {key: text for text in request.POST.getlist("program") if (key := _uuid(text))}
        programs = Program.objects.visible_to(request.user).filter(plan_year=plan_year, uuid__in=keys)
        for program in programs.select_related("agency", "plan_year").order_by("agency__sort_key", "code"):
            version, _dot, seen = request.POST.get(f"seen-{program.uuid}", "").partition(".")
            if version.isascii() and version.isdecimal():
                yield operations.Ticked(program, int(version), seen)

    def _unticked(self, request: SignedInRequest) -> set[str]:
        shown = {name.removeprefix("seen-") for name in request.POST if name.startswith("seen-")}
        return shown - set(request.POST.getlist("program"))

    def _page(
        self, request: SignedInRequest, plan_year: PlanYear, typed: dict[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        programs = list(self._agreed(request, plan_year))
        theirs = [tehran_date(each.status_since) for each in programs if not each.is_own]  # type: ignore[attr-defined]
        context = {"standing": told_of_waiting(theirs, today()), "plan_year": plan_year, "programs": programs}
        context |= typed or {}
        return render(request, "projects/approve_list.html", context, status=status)


def _uuid(text: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(text)
    except ValueError:
        return None
