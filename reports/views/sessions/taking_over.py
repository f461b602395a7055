"""Past sessions and resolutions from Excel: read, shown, and then taken over as a whole."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from config.persian.numbers import format_number
from config.workbooks import MIME_TYPE
from projects.refusals import Refused
from reports.forms.sessions import RegisterForm
from reports.operations.taking_over import take_over
from reports.register import empty_register, read_register, shown_days, unsealed
from reports.workbooks import read_workbook
from reports.workbooks.problems import SHOWN


class SessionTakeOver(Guarded, View):
    """GET asks for the workbook (`?format=xlsx` gives an empty one); POST shows what it holds, or takes that over."""

    permission = Permission.SESSION_KEEP

    def get(self, request: SignedInRequest) -> HttpResponse:
        if request.GET.get("format") == "xlsx":
            disposition = 'attachment; filename="jahesh-register.xlsx"'
            return HttpResponse(empty_register(), MIME_TYPE, headers={"Content-Disposition": disposition})
        return render(request, "reports/session_import.html", {"form": RegisterForm()})

    def post(self, request: SignedInRequest) -> HttpResponse:
        if request.POST.get("register"):
            return self._apply(request)
        form = RegisterForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "reports/session_import.html", {"form": form}, status=422)
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            register = read_register(read_workbook(file.name, content))
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return render(request, "reports/session_import.html", {"form": form}, status=422)
        context = {
            "form": RegisterForm(),
            "register": register,
            "problems": register.problems[:SHOWN],
            "sessions": shown_days(register.sessions),
            "sealed": "" if register.problems else register.sealed(hashlib.sha256(content).hexdigest()),
        }
        return render(request, "reports/session_import.html", context, status=422 if register.problems else 200)

    def _apply(self, request: SignedInRequest) -> HttpResponse:
        shown = unsealed(request.POST["register"])
        if shown is None:
            messages.error(request, _("What was shown is too old to be taken over: give the file again."))
            return redirect("session-import")
        try:
            count = take_over(by=request.user, sessions=shown[1], file_hash=shown[0])
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("session-import")
        said = ngettext("%(count)s resolution is taken over.", "%(count)s resolutions are taken over.", count)
        messages.success(request, said % {"count": format_number(count)})
        return redirect("resolution-list")
