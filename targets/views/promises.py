"""A project's target: its form, its removal; and the freeze."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.persian.numbers import format_number
from projects.conflicts import Sheet
from projects.forms import VersionForm
from projects.models import PlanYear, Project
from projects.permissions import check_user_can_edit_program
from projects.refusals import Moved, Refused
from projects.views.conflicts import program_conflict
from projects.views.programs import explain_refusal
from projects.views.writing import WriteInProgram, program_in_sight
from targets.forms.promises import TargetForm
from targets.models import Target
from targets.operations import promises
from targets.operations.progress import open_due_periods


class TargetEdit(WriteInProgram):
    """A new target of a project, or an existing one."""

    project: Project
    target: Target | None = None

    def fetch(self, *, project_uuid: Any = None, target_uuid: Any = None, **address: Any) -> None:
        if target_uuid:
            self.target = get_object_or_404(Target, project__program=self.program, uuid=target_uuid)
            self.project = self.program.projects.get(pk=self.target.project_id)
        else:
            self.project = get_object_or_404(self.program.projects, uuid=project_uuid)
        # What is known of the program need not be asked again.
        self.project.program = self.program

    def anchor(self) -> tuple[str, uuids.UUID] | None:
        return ("target", self.target.uuid) if self.target else None

    def about(self) -> object:
        return self.target or self.project.title

    def typed(self, data: Any) -> Sheet:
        blank = Target(pk=self.target.pk) if self.target else None
        return Sheet(TargetForm(data, project=self.project, instance=blank))

    def stored(self) -> Sheet | None:
        stored = self.target and Target.objects.filter(pk=self.target.pk).first()
        return Sheet(TargetForm(project=self.project, stored=stored, instance=stored)) if stored else None

    def blank(self) -> Sheet:
        return Sheet(TargetForm(project=self.project))

    def save(self, sheet: Sheet, version: int, fields: dict[str, Any]) -> None:
        promises.save_target(
            by=self.person, program=self.program, version=version, project=self.project, target=self.target, **fields
        )

    def page(self, sheet: Sheet, status: int = 200) -> HttpResponse:
        context = self.frame() | {
            "project": self.project,
            "target": self.target,
            "form": sheet.form,
            "as_read": {"version": sheet.form["version"].value()},
        }
        return render(self.request, "targets/target_form.html", context, status=status)


class TargetRemove(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, target_uuid: str) -> HttpResponse:
        program = program_in_sight(request, uuid)
        check_user_can_edit_program(request.user, program)
        target = get_object_or_404(Target, project__program=program, uuid=target_uuid)
        form = VersionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(program)
        try:
            promises.remove_target(by=request.user, program=program, target=target, **form.cleaned_data)
        except Moved as refusal:
            return program_conflict(request, program, refusal)
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
