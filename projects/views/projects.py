"""A project with its actions and its money."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects import operations
from projects.conflicts import conflict, differences, row_differences
from projects.forms import (
    ActionForm,
    ActionFormSet,
    FundingForm,
    FundingFormSet,
    ProjectForm,
    action_rows,
    funding_rows,
    kept_rows,
)
from projects.models import Program, Project
from projects.refusals import Moved, Refused
from projects.views.programs import editable_program, explain_refusal


class ProjectEdit(Guarded, View):
    """A new project, or an existing one; one form with its rows, saved as a whole."""

    permission = Permission.PROGRAM_EDIT

    def get(self, request: SignedInRequest, uuid: str, project_uuid: str | None = None) -> HttpResponse:
        program, project = self._fetch(request, uuid, project_uuid)
        return self._page(
            request,
            program,
            project,
            ProjectForm(program=program, instance=project, initial={"version": program.version}),
            ActionFormSet(prefix="actions", initial=action_rows(project)),
            FundingFormSet(prefix="funding", initial=funding_rows(project)),
        )

    def post(self, request: SignedInRequest, uuid: str, project_uuid: str | None = None) -> HttpResponse:
        program, project = self._fetch(request, uuid, project_uuid)
        blank = Project(pk=project.pk) if project else None
        form = ProjectForm(request.POST, program=program, instance=blank)
        actions = ActionFormSet(request.POST, prefix="actions", initial=action_rows(project))
        funding = FundingFormSet(request.POST, prefix="funding", initial=funding_rows(project))
        if not all([form.is_valid(), actions.is_valid(), funding.is_valid()]):
            return self._page(request, program, project, form, actions, funding, status=422)
        fields = dict(form.cleaned_data)
        version = fields.pop("version")
        try:
            operations.save_project(
                by=request.user,
                program=program,
                version=version,
                project=project,
                actions=_typed(actions),
                funding=[row.line() for row in kept_rows(funding)],
                **fields,
            )
        except Moved as refusal:
            stored = Project.objects.filter(pk=project.pk).first() if project else None
            rows = stored and [
                *differences(form, stored),
                *row_differences(ActionForm.base_fields, _typed(actions), action_rows(stored)),
                *row_differences(FundingForm.base_fields, _typed(funding), funding_rows(stored)),
            ]
            return conflict(request, program, refusal, rows or ())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._page(request, program, project, form, actions, funding, status=422)
        messages.success(request, _("Saved."))
        return redirect(program)

    def _fetch(self, request: SignedInRequest, uuid: str, project_uuid: str | None) -> tuple[Program, Project | None]:
        program = editable_program(request, uuid)
        project = get_object_or_404(program.projects, uuid=project_uuid) if project_uuid else None
        return program, project

    def _page(
        self,
        request: SignedInRequest,
        program: Program,
        project: Project | None,
        form: ProjectForm,
        actions: Any,
        funding: Any,
        status: int = 200,
    ) -> HttpResponse:
        context = {"program": program, "project": project, "form": form, "actions": actions, "funding": funding}
        return render(request, "projects/project_form.html", context, status=status)


def _typed(formset: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """What the kept rows say."""
    return [{name: value for name, value in row.cleaned_data.items() if name != "DELETE"} for row in kept_rows(formset)]


class ProjectRemove(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, project_uuid: str) -> HttpResponse:
        program = editable_program(request, uuid)
        project = get_object_or_404(program.projects, uuid=project_uuid)
        try:
            operations.remove_project(by=request.user, program=program, version=program.version, project=project)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(request, _("The project is removed."))
        return redirect(program)
