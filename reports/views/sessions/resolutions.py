"""Resolutions: writing one down while the session is held, and the life of one afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission, Role
from agencies.models import User
from agencies.uploads import download, extension_of
from config.clock import today
from projects.challenges import challenges_visible_to
from projects.conflicts import Sheet
from projects.forms import VersionForm
from projects.refusals import Moved, Refused
from projects.views.conflicts import conflict
from reports.enums import UNDONE, Awaits, FollowUpKind, SessionState
from reports.forms.sessions import FollowUpForm, ResolutionForm, follow_up_form
from reports.models import HqSession, Resolution
from reports.operations.resolutions import follow_up
from reports.operations.sessions import add_resolution, remove_resolution, save_resolution
from reports.resolutions import RULES, files_visible_to, is_overdue, parts_of, steps_open_to, waits_for
from reports.sessions import WRITTEN, matter_called
from reports.tables.sessions import resolution_tone
from reports.views.sessions.writing import WriteSession

_TONES: dict[str, str] = {
    FollowUpKind.CONFIRMED: "ok",
    FollowUpKind.RETURNED: "warn",
    FollowUpKind.ASKED: "warn",
    FollowUpKind.OBJECTED: "warn",
    FollowUpKind.NOT_EXTENDED: "warn",
    FollowUpKind.DROPPED: "bad",
    FollowUpKind.UPHELD: "bad",
    FollowUpKind.REOPENED: "warn",
}
# What the button of each says, and what there is to know before it is pressed.
_WORDS: dict[FollowUpKind, tuple[Promise, Promise | str]] = {
    FollowUpKind.REPORTED: (pgettext_lazy("resolution act", "Report progress"), ""),
    FollowUpKind.CLAIMED: (
        pgettext_lazy("resolution act", "Say that it is implemented"),
        gettext_lazy("Attach a document that shows it: the secretariat confirms that it is done."),
    ),
    FollowUpKind.ASKED: (pgettext_lazy("resolution act", "Ask for an extension"), ""),
    FollowUpKind.OBJECTED: (
        pgettext_lazy("resolution act", "Object to the resolution"),
        gettext_lazy("The secretariat or the deputy governor settles the objection."),
    ),
    FollowUpKind.CONFIRMED: (
        pgettext_lazy("resolution act", "Confirm that it is implemented"),
        gettext_lazy("The challenge that it is about closes with it."),
    ),
    FollowUpKind.RETURNED: (pgettext_lazy("resolution act", "Do not confirm it"), ""),
    FollowUpKind.EXTENDED: (pgettext_lazy("resolution act", "Extend the deadline"), ""),
    FollowUpKind.NOT_EXTENDED: (pgettext_lazy("resolution act", "Do not extend it"), ""),
    FollowUpKind.UPHELD: (
        pgettext_lazy("resolution act", "Uphold the objection"),
        gettext_lazy("The resolution is dropped; another session may resolve it otherwise."),
    ),
    FollowUpKind.OVERRULED: (pgettext_lazy("resolution act", "Do not accept the objection"), ""),
    FollowUpKind.DROPPED: (pgettext_lazy("resolution act", "Drop the resolution"), ""),
    FollowUpKind.REOPENED: (pgettext_lazy("resolution act", "Take it up again"), ""),
    FollowUpKind.COMMENTED: (pgettext_lazy("resolution act", "Comment"), ""),
}
# What whoever has the turn is to do, and the act that mostly does it; an objection is weighed first.
_ASKED: dict[Awaits, tuple[Promise, FollowUpKind | None]] = {
    Awaits.NOTHING: (pgettext_lazy("resolution turn", "implement it"), FollowUpKind.CLAIMED),
    Awaits.CONFIRMATION: (
        pgettext_lazy("resolution turn", "confirm that it is implemented"),
        FollowUpKind.CONFIRMED,
    ),
    Awaits.EXTENSION: (pgettext_lazy("resolution turn", "decide on the extension"), FollowUpKind.EXTENDED),
    Awaits.SETTLEMENT: (pgettext_lazy("resolution turn", "decide the objection"), None),
}


# --- while the session is held --------------------------------------------------------------------


class ResolutionNew(WriteSession):
    """Under the session's number, the next one; `?matter=` says to which matter it belongs."""

    template_name = "reports/resolution_form.html"
    states = WRITTEN
    said = gettext_lazy("The resolution is written down.")

    def sheet(self, data: Any = None) -> Sheet:
        matter = matter_called(self.session, self.request.GET.get("matter", ""))
        initial: dict[str, Any] = {"agenda_item": matter}
        if matter is not None:
            initial |= {"agency": matter.agency_id, "challenge": matter.challenge_id}
        return Sheet(ResolutionForm(data, session=self.session, initial=initial))

    def save(self, sheet: Any, version: int) -> None:
        add_resolution(by=self.person, session=self.session, version=version, **sheet.form.written())

    def lead_on(self) -> HttpResponseRedirect:
        return redirect("session-minutes", self.session.uuid)


class ResolutionEdit(WriteSession):
    template_name = "reports/resolution_form.html"
    states = WRITTEN
    resolution: Resolution

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        return super().get(request, self._session_of(request, uuid))

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        return super().post(request, self._session_of(request, uuid))

    def _session_of(self, request: SignedInRequest, uuid: Any) -> Any:
        self.resolution = fetch_resolution(request, uuid)
        return self.resolution.session.uuid

    def sheet(self, data: Any = None) -> Sheet:
        stored = Resolution.objects.get(pk=self.resolution.pk)
        return Sheet(ResolutionForm(data, instance=stored, session=self.session))

    def save(self, sheet: Any, version: int) -> None:
        save_resolution(by=self.person, resolution=self.resolution, version=version, **sheet.form.written())

    def lead_on(self) -> HttpResponseRedirect:
        return redirect("session-minutes", self.session.uuid)


class ResolutionRemove(Guarded, View):
    """Strikes one out that was written down by mistake."""

    permission = Permission.SESSION_KEEP
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        resolution = fetch_resolution(request, uuid)
        session: HqSession = resolution.session
        form = VersionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("The page was incomplete; please load it again."))
            return redirect(session)
        try:
            remove_resolution(by=request.user, resolution=resolution, version=form.cleaned_data["version"])
        except Moved as refusal:
            return conflict(
                request, refusal, root_id=session.uuid, latest_url=session.get_absolute_url(), is_open=False
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(session)
        messages.success(request, _("The resolution is struck out."))
        return redirect("session-minutes", session.uuid)


# --- afterwards -----------------------------------------------------------------------------------


def fetch_resolution(request: SignedInRequest, uuid: Any) -> Any:
    """The resolution, 404 when the person may not know of it."""
    related = ("session", "agency", "agenda_item", "challenge", "project__program", "notified_by", "claimed_by")
    known = Resolution.objects.visible_to(request.user).select_related(*related, "confirmed_by")
    return get_object_or_404(known.prefetch_related("cooperating"), uuid=uuid)


def resolution_page(
    request: SignedInRequest,
    resolution: Any,
    refused: tuple[FollowUpKind, FollowUpForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a step that was `refused` as it was typed."""
    user, day = request.user, today()
    is_signed = resolution.session.state == SessionState.SIGNED
    kinds = [FollowUpKind(kind) for kind in steps_open_to(user, resolution, day)] if is_signed else []
    forms = {kind: follow_up_form(kind, initial={"version": resolution.version}) for kind in kinds}
    if refused:
        forms[refused[0]] = refused[1]
    steps = list(resolution.follow_ups.select_related("made_by", "made_for").prefetch_related("files"))
    for step in steps:
        step.tone = _TONES.get(step.kind, "info")
    extensions = [step for step in steps if step.kind == FollowUpKind.EXTENDED]
    challenge = resolution.challenge
    turn = _turn_of(user, resolution) if is_signed else None
    first = _ASKED[Awaits(resolution.awaits)][1] if turn and turn["mine"] else None
    context = {
        "resolution": resolution,
        "session": resolution.session,
        "tone": resolution_tone(resolution, is_late=is_overdue(resolution, day)),
        "is_late": is_overdue(resolution, day),
        "turn": turn,
        "extensions": extensions,
        "can_object_until": resolution.objection_until,
        "knows_challenge": challenge and challenges_visible_to(user).filter(pk=challenge.pk).exists(),
        "steps": list(reversed(steps)),
        "forms": [
            (kind, *_WORDS[kind], forms[kind], kind == (refused[0] if refused else first), kind == first)
            for kind in sorted(_WORDS, key=lambda kind: kind != first)
            if kind in forms
        ],
        "refused": refused[1] if refused else None,
    }
    return render(request, "reports/resolution_detail.html", context, status=status)


def _turn_of(user: User, resolution: Resolution) -> dict[str, Any] | None:
    """Whose turn it is, what they are to do and since when, as `components/turn.html` says it; None at rest."""
    awaits, since = Awaits(resolution.awaits), resolution.awaits_since
    if awaits == Awaits.NOTHING and resolution.state not in UNDONE:
        return None
    return {
        "who": resolution.agency if awaits == Awaits.NOTHING else Role.SECRETARIAT.label,
        "mine": Resolution.objects.filter(waits_for(user), pk=resolution.pk).exists(),
        "act": _ASKED[awaits][0],
        "since": since,
        "days": (today() - since).days if since else None,
    }


class ResolutionPage(Guarded, View):
    permission = Permission.SESSION_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        return resolution_page(request, fetch_resolution(request, uuid))


class FollowUpTake(Guarded, View):
    """Does something about a resolution; the address says what."""

    permission = Permission.RESOLUTION_ANSWER
    or_permission = Permission.RESOLUTION_SETTLE
    http_method_names = ["post"]

    def post(self, request: SignedInRequest, uuid: Any, move: str) -> HttpResponse:
        resolution = fetch_resolution(request, uuid)
        if move not in RULES:
            raise Http404
        kind = FollowUpKind(move)
        if not RULES[kind].parts & parts_of(request.user, resolution):
            raise PermissionDenied(
                _("Your role does not include this. Ask the person responsible, or the administrator.")
            )
        form = follow_up_form(kind, request.POST, request.FILES)
        if not form.is_valid():
            return resolution_page(request, resolution, (kind, form), status=422)
        try:
            follow_up(
                by=request.user,
                resolution=resolution,
                version=form.cleaned_data["version"],
                kind=kind,
                **form.taken(),
            )
        except Moved as refusal:
            latest = fetch_resolution(request, uuid)
            return conflict(
                request,
                refusal,
                root_id=resolution.uuid,
                latest_url=resolution.get_absolute_url(),
                crumbs=[(resolution.session, resolution.session.get_absolute_url())],
                version=latest.version,
                mine=Sheet(form),
                is_open=kind in steps_open_to(request.user, latest, today()),
                keeps=False,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return resolution_page(request, resolution, (kind, form), status=422)
        messages.success(request, _("It is on record; everybody who reads the resolution sees it."))
        return redirect(resolution)


class FollowUpDownload(Guarded, View):
    """A file as a download, under a name of ours."""

    permission = Permission.SESSION_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponseBase:
        file = get_object_or_404(files_visible_to(request.user), uuid=uuid)
        return download(
            file.stored_as,
            called=file.original_name,
            name=f"follow-up-{file.uuid}.{extension_of(file.original_name)}",
            content_type=file.content_type,
        )
