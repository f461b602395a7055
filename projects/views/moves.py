"""The buttons of the workflow, and the conversation about a program."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from projects import operations
from projects.conflicts import Sheet
from projects.forms import AnswerForm, MoveForm, RemarkForm
from projects.models import Program, Remark
from projects.permissions import check_user_can_remark
from projects.refusals import Moved, Refused
from projects.views.conflicts import program_conflict
from projects.views.programs import explain_refusal, program_page


class ProgramMove(Guarded, View):
    """One view for every move: which one, the address says; who may, the table says."""

    # Each move's own permission is checked by the operation.
    permission = Permission.PROGRAM_VIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, move: str) -> HttpResponse:
        program = get_object_or_404(
            Program.objects.visible_to(request.user).select_related("agency", "plan_year"), uuid=uuid
        )
        form = MoveForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(program)
        try:
            operations.move_program(by=request.user, program=program, move=move, **form.cleaned_data)
        except Moved as refusal:
            reason = Sheet(form) if form.cleaned_data["reason"] else None
            return program_conflict(request, program, refusal, mine=reason, is_final=True)
        except Refused as refusal:
            explain_refusal(request, refusal)
        else:
            messages.success(
                request, _("Done: the program is now “%(status)s”.") % {"status": program.get_status_display()}
            )
        still_visible = Program.objects.visible_to(request.user).filter(pk=program.pk).exists()
        return redirect(program if still_visible else "program-list")


class RemarkAdd(Guarded, View):
    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str) -> HttpResponse:
        program = get_object_or_404(Program.objects.visible_to(request.user).select_related("agency"), uuid=uuid)
        check_user_can_remark(request.user, program)
        form = RemarkForm(request.POST, program=program)
        if not form.is_valid():
            return program_page(request, uuid, remark_form=form)
        try:
            operations.make_remark(by=request.user, program=program, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return program_page(request, uuid, remark_form=form)
        messages.success(request, _("The remark is recorded; the agency sees it now."))
        return redirect(program.get_absolute_url() + "#remarks")


class RemarkResolve(Guarded, View):
    """The reviewers' word that a remark is settled."""

    permission = Permission.PROGRAM_REVIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, remark_uuid: str) -> HttpResponse:
        program = get_object_or_404(Program.objects.visible_to(request.user), uuid=uuid)
        remark = get_object_or_404(Remark.objects.select_related("program"), program=program, uuid=remark_uuid)
        try:
            operations.resolve_remark(by=request.user, remark=remark)
        except Moved as refusal:
            return program_conflict(request, program, refusal)
        messages.success(request, _("The remark is settled."))
        return redirect(program.get_absolute_url() + f"#remark-{remark.uuid}")


class RemarkAnswer(Guarded, View):
    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: str, remark_uuid: str) -> HttpResponse:
        program = get_object_or_404(Program.objects.visible_to(request.user), uuid=uuid)
        remark = get_object_or_404(Remark.objects.select_related("program"), program=program, uuid=remark_uuid)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Write the answer first."))
            return redirect(program.get_absolute_url() + f"#remark-{remark.uuid}")
        try:
            operations.answer_remark(by=request.user, remark=remark, answer=form.cleaned_data["answer"])
        except Moved as refusal:
            remark.refresh_from_db()
            theirs = Sheet(AnswerForm(initial={"answer": remark.answer}))
            return program_conflict(request, program, refusal, mine=Sheet(form), theirs=lambda: theirs, is_final=True)
        except Refused as refusal:
            explain_refusal(request, refusal)
        return redirect(program.get_absolute_url() + f"#remark-{remark.uuid}")
