"""Signed letters: the sheet that is printed for the head, registering the letter that comes back, its scan."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import ListView, View
from django_tables2 import SingleTableMixin

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.uploads import download, extension_of
from projects.models import SignedLetter
from projects.refusals import Moved, Refused
from reports.forms import CodeForm
from reports.paper import Paper, paper_for
from reports.tables import LetterTable
from targets.forms.letters import LetterForm
from targets.letters import Signable, letters_visible_to, waiting_text
from targets.operations.letters import register_letter


class SigningPaper(Guarded, View):
    """What is printed and signed on paper; for whoever reads the text that waits."""

    permission = Permission.PROGRAM_VIEW

    def get(self, request: SignedInRequest, what: str, uuid: uuids.UUID) -> HttpResponse:
        paper = paper_for(request.user, what, uuid)
        if paper is None:
            raise Http404
        if isinstance(paper, Paper):
            return render(request, "reports/paper.html", {"paper": paper})
        messages.error(request, _("This does not wait for a signature now, so there is no sheet to print."))
        return redirect(paper)


class LetterList(Guarded, SingleTableMixin, ListView):
    permission = Permission.LETTER_REGISTER
    table_class = LetterTable
    template_name = "reports/letter_list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[SignedLetter]:
        return letters_visible_to(self.person)


class LetterRegister(Guarded, View):
    """First the code from the sheet, which says what text it is; then the letter under it."""

    permission = Permission.LETTER_REGISTER

    def get(self, request: SignedInRequest) -> HttpResponse:
        if not request.GET:
            return self._page(request, CodeForm())
        asked = CodeForm(request.GET)
        thing = self._thing(asked)
        return self._page(request, asked, thing, LetterForm(agency=asked.cleaned_data["agency"]) if thing else None)

    def post(self, request: SignedInRequest) -> HttpResponse:
        asked = CodeForm(request.POST)
        thing = self._thing(asked)
        if thing is None:
            return self._page(request, asked, status=422)
        form = LetterForm(request.POST, request.FILES, agency=asked.cleaned_data["agency"])
        if not form.is_valid():
            return self._page(request, asked, thing, form, status=422)
        try:
            signed = register_letter(by=request.user, **asked.cleaned_data, **form.cleaned_data)
        except Moved as refusal:
            return render(request, "409.html", {"message": refusal, "latest_url": request.path}, status=409)
        except (Refused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
            for problem in getattr(refusal, "problems", ()):
                form.add_error(None, problem.message)
            return self._page(request, asked, thing, form, status=422)
        messages.success(request, _("Registered: “%(title)s” is signed by the letter.") % {"title": signed})
        return redirect(signed)

    def _thing(self, asked: CodeForm) -> Signable | None:
        """What waits under the code; the refusal stands at its field."""
        if asked.is_valid():
            try:
                return waiting_text(asked.cleaned_data["agency"], asked.cleaned_data["code"])
            except Refused as refusal:
                asked.add_error("code", str(refusal))
        return None

    def _page(self, request: SignedInRequest, asked: CodeForm, *more: Any, status: int = 200) -> HttpResponse:
        thing, form = more or (None, None)
        if asked.errors and request.method == "GET":
            status = 422
        context = {"asked": asked, "thing": thing, "form": form}
        return render(request, "reports/letter_register.html", context, status=status)


class LetterScan(Guarded, View):
    """The scan as a download, for whoever may see what the letter signs."""

    permission = Permission.PROGRAM_VIEW

    def get(self, request: SignedInRequest, uuid: str) -> HttpResponseBase:
        letter = get_object_or_404(letters_visible_to(request.user), uuid=uuid)
        return download(
            letter.stored_as,
            called=letter.original_name,
            name=f"letter-{letter.uuid}.{extension_of(letter.original_name)}",
            content_type=letter.content_type,
        )
