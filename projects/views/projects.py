"""A project with its actions and its money."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.joined import with_lists
from projects import operations
from projects.conflicts import Sheet
from projects.forms import (
    ActionFormSet,
    ChallengeFormSet,
    FundingFormSet,
    ProjectForm,
    VersionForm,
    action_rows,
    challenge_rows,
    funding_rows,
    kept_rows,
)
from projects.models import Project
from projects.permissions import check_user_can_edit_program
from projects.refusals import Moved, Refused
from projects.views.conflicts import program_conflict
from projects.views.programs import explain_refusal
from projects.views.writing import WriteInProgram, program_in_sight


class ProjectEdit(WriteInProgram):
    """A new project, or an existing one; one form with its rows, saved as a whole."""

    project: Project | None = None

    def fetch(self, *, project_uuid: Any = None, **address: Any) -> None:
        if project_uuid:
            self.project = get_object_or_404(self.program.projects, uuid=project_uuid)

    def anchor(self) -> tuple[str, uuids.UUID] | None:
        return ("project", self.project.uuid) if self.project else None

    def about(self) -> object:
        return self.project.title if self.project else ""

    def typed(self, data: Any) -> Sheet:
        return self._sheet(data, Project(pk=self.project.pk) if self.project else None)

    def stored(self) -> Sheet | None:
        if self.project is None:
            return None
        stored = with_lists(Project.objects.filter(pk=self.project.pk), "counties", "partners").first()
        return self._sheet(None, stored) if stored else None

    def blank(self) -> Sheet:
        return self._sheet(None, None)

    def _sheet(self, data: Any, project: Project | None) -> Sheet:
        # A bound row is what was typed: whether it differs from what is stored there is asked by nobody.
        stored = project if data is None else None
        actions = ActionFormSet(data, prefix="actions", initial=action_rows(stored))
        return Sheet(
            ProjectForm(data, program=self.program, instance=project),
            actions,
            FundingFormSet(data, prefix="funding", initial=funding_rows(stored)),
            ChallengeFormSet(
                data, prefix="challenges", initial=challenge_rows(stored), form_kwargs={"actions": actions}
            ),
        )

    def save(self, sheet: Sheet, version: int, fields: dict[str, Any]) -> None:
        actions, funding, challenges = sheet.rows
        operations.save_project(
            by=self.person,
            program=self.program,
            version=version,
            project=self.project,
            actions=_typed(actions),
            funding=[row.line() for row in kept_rows(funding)],
            challenges=_typed(challenges),
            **fields,
        )

    def page(self, sheet: Sheet, status: int = 200) -> HttpResponse:
        actions, funding, challenges = sheet.rows
        context = self.frame() | {
            "project": self.project,
            "form": sheet.form,
            "actions": actions,
            "funding": funding,
            "challenges": challenges,
            "as_read": {"version": sheet.form["version"].value()},
        }
        return render(self.request, "projects/project_form.html", context, status=status)


def _typed(formset: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """What the kept rows say."""
    return [{name: value for name, value in row.cleaned_data.items() if name != "DELETE"} for row in kept_rows(formset)]


class ProjectRemove(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, project_uuid: str) -> HttpResponse:
        program = program_in_sight(request, uuid)
        check_user_can_edit_program(request.user, program)
        project = get_object_or_404(program.projects, uuid=project_uuid)
        form = VersionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(program)
        try:
            operations.remove_project(by=request.user, program=program, project=project, **form.cleaned_data)
        except Moved as refusal:
            return program_conflict(request, program, refusal)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The project is removed."))
        return redirect(program)
