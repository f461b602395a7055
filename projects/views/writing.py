"""What every form of a program has in common: it is refused in place, merged on a conflict, and never loses a text."""

from __future__ import annotations

import uuid as uuids
from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.joined import with_lists
from projects.conflicts import Sheet, chosen, marks
from projects.forms.beside import put_beside
from projects.models import Program, Remark
from projects.permissions import check_user_can_edit_program, check_user_writes_for_agency
from projects.readiness import readiness
from projects.refusals import Moved, Refused
from projects.views.conflicts import program_conflict


class WriteInProgram(Guarded, View, ABC):
    """A page on which something of a program is written.

    A subclass says what is fetched, what the sheet is, how it is saved and how it is shown.
    """

    permission = Permission.PROGRAM_EDIT
    or_permission = Permission.ON_BEHALF_ENTER
    program: Program

    def fetch(self, **address: Any) -> None:
        """Get what the rest of the address names; raises Http404."""

    @abstractmethod
    def typed(self, data: Any) -> Sheet:
        """The sheet with what was typed."""

    @abstractmethod
    def stored(self) -> Sheet | None:
        """The sheet as it is stored now, asked of the database anew; None where nothing is."""

    def about(self) -> object:
        """What of the program is written here; nothing where it is the program as a whole."""
        return ""

    def blank(self) -> Sheet:
        """The sheet while nothing is stored yet, of a page on which something begins; elsewhere nothing is there."""
        raise Http404

    @abstractmethod
    def save(self, sheet: Sheet, version: int, fields: dict[str, Any]) -> None:
        """Call the operation; `fields` are what the form read, but for the version."""

    @abstractmethod
    def page(self, sheet: Sheet, status: int = 200) -> HttpResponse: ...

    def anchor(self) -> tuple[str, uuids.UUID] | None:
        """Kind and UUID of what remarks on this page are about; None while nothing is stored."""
        return None

    def shown(self, sheet: Sheet, status: int = 200) -> HttpResponse:
        """The page, with the remarks that are not settled beside the fields they are about."""
        # The rules of the program read them too.
        prefetch_related_objects([self.program], Prefetch("remarks", Remark.objects.select_related("made_by")))
        about = self.anchor()
        put_beside(
            sheet.form,
            [
                each
                for each in self.program.remarks.all()
                if (each.anchor_kind, each.anchor_id) == about and each.resolved_at is None
            ],
        )
        return self.page(sheet, status)

    def frame(self) -> dict[str, Any]:
        """What stands around every form: the program, and what is still wanting in it as it is stored."""
        return {"program": self.program, "readiness": readiness(self.program)}

    def get(self, request: SignedInRequest, uuid: Any, **address: Any) -> HttpResponse:
        self.program = program_in_sight(request, uuid)
        check_user_can_edit_program(request.user, self.program)
        self.fetch(**address)
        sheet = self.stored() or self.blank()
        sheet.form.initial = {**sheet.form.initial, "version": self.program.version, "marks": marks(sheet)}
        return self.shown(sheet)

    def post(self, request: SignedInRequest, uuid: Any, **address: Any) -> HttpResponse:
        self.program = program_in_sight(request, uuid)
        check_user_writes_for_agency(request.user, self.permission, self.program)
        self.fetch(**address)
        sheet = self.typed(chosen(request.POST))
        try:
            check_user_can_edit_program(request.user, self.program)
        except PermissionDenied as denied:
            # It was sent, or its year frozen, while somebody was typing.
            return program_conflict(request, self.program, denied, mine=sheet, theirs=self.stored, about=self.about())
        if not sheet.is_valid():
            return self.shown(sheet, status=422)
        fields = dict(sheet.form.cleaned_data)
        version, _shown = fields.pop("version"), fields.pop("marks")
        try:
            self.save(sheet, version, fields)
        except Moved as refusal:
            return program_conflict(request, self.program, refusal, mine=sheet, theirs=self.stored, about=self.about())
        except Refused as refusal:
            sheet.form.add_error(None, str(refusal))
            return self.shown(sheet, status=422)
        messages.success(request, _("Saved."))
        return redirect(self.program)


def program_in_sight(request: SignedInRequest, uuid: Any) -> Program:
    """The program, 404 when the person may not know of it; whether they may write in it is another question."""
    programs = Program.objects.visible_to(request.user).select_related("agency", "plan_year", "axis")
    return get_object_or_404(with_lists(programs, "policy_clauses"), uuid=uuid)
