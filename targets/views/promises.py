"""A project's target: its form, its removal; and the freeze."""

from __future__ import annotations

from itertools import zip_longest

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.persian.numbers import format_number
from projects.conflicts import conflict, differences, shown
from projects.models import PlanYear, Program, Project
from projects.refusals import Moved, Refused
from projects.views.programs import editable_program, explain_refusal
from targets.forms.promises import TargetForm
from targets.models import Target
from targets.operations import promises
from targets.operations.progress import open_due_periods


class TargetAdd(Guarded, View):
    permission = Permission.PROGRAM_EDIT

    def get(self, request: SignedInRequest, uuid: str, project_uuid: str) -> HttpResponse:
        program = editable_program(request, uuid)
        project = get_object_or_404(program.projects.select_related("program__plan_year"), uuid=project_uuid)
        return target_page(request, program, TargetForm(project=project, initial={"version": program.version}))

    def post(self, request: SignedInRequest, uuid: str, project_uuid: str) -> HttpResponse:
        program = editable_program(request, uuid)
        project = get_object_or_404(program.projects.select_related("program__plan_year"), uuid=project_uuid)
        return save_posted_target(request, program, project, None)


class TargetEdit(Guarded, View):
    permission = Permission.PROGRAM_EDIT

    def get(self, request: SignedInRequest, uuid: str, target_uuid: str) -> HttpResponse:
        program, target = self._fetch(request, uuid, target_uuid)
        form = TargetForm(project=target.project, stored=target, instance=target, initial={"version": program.version})
        return target_page(request, program, form, target)

    def post(self, request: SignedInRequest, uuid: str, target_uuid: str) -> HttpResponse:
        program, target = self._fetch(request, uuid, target_uuid)
        return save_posted_target(request, program, target.project, target)

    def _fetch(self, request: SignedInRequest, uuid: str, target_uuid: str) -> tuple[Program, Target]:
        program = editable_program(request, uuid)
        targets = Target.objects.select_related("project__program__plan_year", "indicator__unit")
        return program, get_object_or_404(targets, project__program=program, uuid=target_uuid)


class TargetRemove(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, target_uuid: str) -> HttpResponse:
        program = editable_program(request, uuid)
        target = get_object_or_404(Target, project__program=program, uuid=target_uuid)
        try:
            promises.remove_target(by=request.user, program=program, version=program.version, target=target)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The target is removed."))
        return redirect(program)


class YearFreeze(Guarded, View):
    permission = Permission.MASTER_TABLE_FREEZE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, year: int) -> HttpResponse:
        plan_year = get_object_or_404(PlanYear, year=year)
        try:
            table = promises.freeze_year(by=request.user, plan_year=plan_year)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            # The beat does the same every hour; the agencies need not wait for it.
            open_due_periods()
            messages.success(
                request,
                _("The master table is frozen: version %(version)s, %(rows)s rows.")
                % {"version": format_number(table.version), "rows": format_number(table.row_count)},
            )
        return redirect("master-table")


def save_posted_target(
    request: SignedInRequest, program: Program, project: Project, target: Target | None
) -> HttpResponse:
    blank = Target(pk=target.pk) if target else None
    form = TargetForm(request.POST, project=project, stored=target, instance=blank)
    if not form.is_valid():
        return target_page(request, program, form, target, status=422)
    fields = dict(form.cleaned_data)
    version = fields.pop("version")
    try:
        promises.save_target(
            by=request.user, program=program, version=version, project=project, target=target, **fields
        )
    except Moved as refusal:
        stored = Target.objects.filter(pk=target.pk).first() if target else None
        rows = [*differences(form, stored), *_points_that_differ(form, stored)] if stored else []
        return conflict(request, program, refusal, rows)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return target_page(request, program, form, target, status=422)
    messages.success(request, _("Saved."))
    return redirect(program)


def _points_that_differ(form: TargetForm, stored: Target) -> list[tuple[str, str, str]]:
    """(period, mine, theirs) of the two trajectories, as `differences` gives the other fields."""
    mine, theirs = form.cleaned_data["trajectory"], stored.trajectory
    return [
        (str(point.label), shown(point.field, one), shown(point.field, other))
        for point, one, other in zip_longest(form.trajectory_fields(), mine, theirs)
        if point is not None and one != other
    ]


def target_page(
    request: SignedInRequest, program: Program, form: TargetForm, target: Target | None = None, status: int = 200
) -> HttpResponse:
    context = {"program": program, "project": form.project, "target": target, "form": form}
    return render(request, "targets/target_form.html", context, status=status)
