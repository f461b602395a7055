"""What a person is told: the list, what of it they have read, and by which other ways they are told."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import ListView, View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.models import User
from agencies.operations import choose_own_reach
from config.persian.numbers import format_number
from projects.refusals import Moved
from reports.carriers import open_channels
from reports.enums import Channel
from reports.forms import ReachForm
from reports.models import Notice
from reports.operations import mark_read
from reports.reminders import KINDS


class NoticeList(Guarded, ListView):
    """One's own notices, the newest first."""

    permission = Permission.INBOX_VIEW
    template_name = "reports/notice_list.html"
    context_object_name = "notices"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Notice]:
        return Notice.objects.filter(person=self.person).select_related("round").order_by("-round__day", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [
            (notice, KINDS[notice.kind].label if notice.kind in KINDS else notice.kind) for notice in context["notices"]
        ]
        return context | {"shown": shown}


class NoticesRead(Guarded, View):
    """All of them are read."""

    permission = Permission.INBOX_VIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        count = mark_read(by=request.user)
        said = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
        messages.success(request, said % {"count": format_number(count)})
        return redirect("notices")


class NoticeRead(Guarded, View):
    """One is read; from there to what it is about."""

    permission = Permission.INBOX_VIEW
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: uuid.UUID) -> HttpResponse:
        notice = get_object_or_404(Notice, uuid=uuid, person=request.user)
        mark_read(by=request.user, notice=notice)
        return redirect(notice.url)


class NoticeSettings(Guarded, View):
    """By which ways the person is told, where, and in which language."""

    permission = Permission.INBOX_VIEW

    def get(self, request: SignedInRequest) -> HttpResponse:
        return self._page(request, ReachForm.of(request.user))

    def post(self, request: SignedInRequest) -> HttpResponse:
        typed = request.POST.copy()
        form = ReachForm(typed)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            choose_own_reach(by=request.user, **form.cleaned_data)
        except Moved as refusal:
            form.add_error(None, str(refusal))
            # What was typed stays; sent once more, it holds.
            typed["seen"] = ReachForm.of(User.objects.get(pk=request.user.pk)).initial["seen"]
            return self._page(request, form, status=409)
        messages.success(request, _("Saved."))
        return redirect("notice-settings")

    def _page(self, request: SignedInRequest, form: ReachForm, status: int = 200) -> HttpResponse:
        between = pgettext("between the parts of a list", ", ")
        closed = between.join(str(channel.label) for channel in Channel if channel not in open_channels())
        return render(request, "reports/notice_settings.html", {"form": form, "closed": closed}, status=status)
