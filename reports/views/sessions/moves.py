"""What happens to a session: its papers are sent, it begins, its minutes are closed, corrected, signed, notified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.permissions import has_permission
from config.persian.numbers import format_number
from projects.forms import VersionForm
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from reports.forms.sessions import NotificationForm, ReasonForm, SignForm
from reports.operations.resolutions import notify_resolutions
from reports.operations.sessions import begin_session, close_minutes, reopen_minutes, send_papers, sign_minutes
from reports.views.sessions.page import fetch_session, session_page


class Move(NamedTuple):
    """An operation, who may ask for it, what is typed for it, and what is said when it is done."""

    operation: Callable[..., Any]
    permissions: tuple[Permission, ...]
    form: type[VersionForm]
    said: Any


_KEEP, _SIGN = Permission.SESSION_KEEP, Permission.SESSION_SIGN
MOVES: dict[str, Move] = {
    "send": Move(send_papers, (_KEEP,), VersionForm, gettext_lazy("The documents are sent; who is asked is told.")),
    "begin": Move(begin_session, (_KEEP,), VersionForm, gettext_lazy("The session has begun: write its minutes.")),
    "close": Move(close_minutes, (_KEEP,), VersionForm, gettext_lazy("The minutes wait for the signature.")),
    "correct": Move(reopen_minutes, (_KEEP, _SIGN), ReasonForm, gettext_lazy("The minutes are open for correction.")),
    "sign": Move(sign_minutes, (_SIGN,), SignForm, gettext_lazy("The minutes are signed; the resolutions are fixed.")),
}


class SessionMove(Guarded, View):
    """Makes a move; the address says which."""

    permission = _KEEP
    or_permission = _SIGN
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any, move: str) -> HttpResponse:
        session = fetch_session(request, uuid)
        if move not in MOVES:
            raise Http404
        operation, permissions, form_class, said = MOVES[move]
        if not any(has_permission(request.user, permission) for permission in permissions):
            raise PermissionDenied(
                _("Your role does not include this. Ask the person responsible, or the administrator.")
            )
        form = form_class(request.POST, request.FILES)
        if not form.is_valid():
            return session_page(request, session, (move, form), status=422)
        typed = dict(form.cleaned_data)
        try:
            operation(by=request.user, session=session, version=typed.pop("version"), **typed)
        except Moved as refusal:
            return conflict(
                request, refusal, root_id=session.uuid, latest_url=session.get_absolute_url(), is_open=False
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return session_page(request, fetch_session(request, uuid), (move, form), status=422)
        messages.success(request, said)
        return redirect("session-minutes", session.uuid) if move == "begin" else redirect(session)


class SessionNotify(Guarded, View):
    """Notes the letter by which the resolutions went out."""

    permission = _KEEP
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        session = fetch_session(request, uuid)
        form = NotificationForm(request.POST)
        if not form.is_valid():
            return session_page(request, session, ("notify", form), status=422)
        try:
            count = notify_resolutions(by=request.user, session=session, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return session_page(request, session, ("notify", form), status=422)
        said = ngettext("%(count)s resolution is notified.", "%(count)s resolutions are notified.", count)
        messages.success(request, said % {"count": format_number(count)})
        return redirect(session)
