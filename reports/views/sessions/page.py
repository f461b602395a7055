"""One session: its agenda, who came, what was said and resolved, its papers, and what is to be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Told, told_as_of
from agencies.models import User
from agencies.permissions import has_permission
from agencies.uploads import download, extension_of
from config.clock import today
from config.persian.numbers import format_number
from reports import papers
from reports.enums import UNDONE, Presence, SessionState
from reports.forms.sessions import NotificationForm, ReasonForm, SignForm
from reports.models import AgendaItem, Attendee, HqSession
from reports.resolutions import is_overdue
from reports.sessions import ARRANGED, WRITTEN, keeps_sessions, next_step_of, reads_drafts, visible_resolutions
from reports.tables.sessions import SESSION_TONE, resolution_tone

PRESENCE_TONE: dict[str, str] = {Presence.INVITED: "idle", Presence.PRESENT: "ok", Presence.ABSENT: "warn"}


def fetch_session(request: SignedInRequest, uuid: Any) -> HqSession:
    """The session, 404 when the person may not know of it."""
    known = HqSession.objects.visible_to(request.user).select_related("made_by", "sent_by", "minuted_by", "signed_by")
    return get_object_or_404(known, uuid=uuid)


def session_page(
    request: SignedInRequest,
    session: HqSession,
    refused: tuple[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with the form of a move that was `refused`, as it was typed."""
    user = request.user
    keeps, signs = keeps_sessions(user), has_permission(user, Permission.SESSION_SIGN)
    related = ("agency", "challenge", "resolution__session", "amendment")
    items = list(session.items.visible_to(user).select_related(*related))
    places = {item.pk: place for place, item in enumerate(session.items.all(), 1)}
    shown = {item.pk for item in items}
    resolutions = visible_resolutions(session, user)
    for resolution in resolutions:
        item_key = resolution.agenda_item_id
        resolution.place = places[item_key] if item_key in shown else None  # type: ignore[attr-defined]
        is_late = is_overdue(resolution, today())
        resolution.tone = resolution_tone(resolution, is_late=is_late)  # type: ignore[attr-defined]
        resolution.is_late = is_late  # type: ignore[attr-defined]
    attendees = list(session.attendees.select_related("agency"))
    state, version = session.state, {"version": session.version}
    forms: dict[str, Any] = {}
    if keeps or signs:
        forms["correct"] = ReasonForm(initial=version) if state == SessionState.MINUTED else None
        is_signed_by = signs and state == SessionState.MINUTED and session.minuted_by_id != user.pk
        forms["sign"] = SignForm(initial=version) if is_signed_by else None
        waits = state == SessionState.SIGNED and any(not row.notified_at for row in resolutions)
        forms["notify"] = NotificationForm() if keeps and waits and not session.is_taken_over else None
    if refused:
        forms[refused[0]] = refused[1]
    letters = {(row.letter_number, row.letter_on): row for row in resolutions if row.letter_number}
    steps = _writing_steps(session, items, resolutions, attendees) if keeps and state in WRITTEN else []
    next_write = next((step for step in steps if not step.is_done), None)
    context = {
        "session": session,
        "tone": SESSION_TONE[state],
        "items": [
            (places[item.pk], item, [each for each in resolutions if each.agenda_item_id == item.pk]) for item in items
        ],
        "resolutions": resolutions,
        "attendees": [(row, *_presence(row, session)) for row in attendees],
        "present": sum(row.presence == Presence.PRESENT for row in attendees),
        "unmarked": _unmarked(session, attendees),
        "letters": list(letters),
        # What is being written is read by the province; the others read what was signed.
        "reads_minutes": state == SessionState.SIGNED or reads_drafts(user),
        "arranges": keeps and state in ARRANGED,
        "writes": keeps and state in WRITTEN,
        "can_send": keeps and state == SessionState.PLANNED and not session.sent_at,
        "steps": steps,
        "next_write": next_write,
        "can_begin": keeps and state == SessionState.PLANNED and session.held_on <= today(),
        "forms": {name: form for name, form in forms.items() if form is not None},
        "refused": refused[1] if refused else None,
        "papers": papers.offered(session, has_letter=bool(letters), keeps=keeps),
    }
    acts = any(context[name] for name in ("can_send", "can_begin", "writes", "forms"))
    standing = _standing(session, resolutions, attendees, user, acts=acts, write=next_write)
    context |= {"acts": acts, "standing": standing}
    return render(request, "reports/session_detail.html", context, status=status)


def _presence(row: Attendee, session: HqSession) -> tuple[Any, str]:
    """In a word and a tone: once the session has begun, who is only invited has not been noted."""
    if row.presence == Presence.INVITED and session.state != SessionState.PLANNED:
        return _("not noted"), "warn"
    return row.get_presence_display(), PRESENCE_TONE[row.presence]


def _unmarked(session: HqSession, attendees: Sequence[Attendee]) -> int:
    """Of how many it ought to be noted by now whether they came, and is not."""
    is_over = session.state != SessionState.PLANNED and not session.is_taken_over
    return sum(row.presence == Presence.INVITED for row in attendees) if is_over else 0


class WritingStep(NamedTuple):
    """What is done of a session that was held, in its order; minutes are closed once the others are done."""

    name: str
    words: str
    is_done: bool
    url: str


def _writing_steps(
    session: HqSession, items: Sequence[AgendaItem], resolutions: Sequence[Any], attendees: Sequence[Attendee]
) -> list[WritingStep]:
    """In the order of what `close_minutes` asks for."""
    marked = [row.presence for row in attendees]
    is_noted = Presence.PRESENT in marked and Presence.INVITED not in marked
    resolved = {each.agenda_item_id for each in resolutions}
    is_written = all(item.minutes or item.pk in resolved for item in items)
    at = [session.uuid]
    return [
        WritingStep("attendance", _("note who came"), is_noted, reverse("session-attendance", args=at)),
        WritingStep(
            "minutes", _("write what was said of every matter"), is_written, reverse("session-minutes", args=at)
        ),
        WritingStep("close", _("close them for the signature"), False, "#acts-title"),
    ]


def _standing(
    session: HqSession,
    resolutions: Sequence[Any],
    attendees: Sequence[Attendee],
    user: User,
    *,
    acts: bool,
    write: WritingStep | None,
) -> list[Told]:
    """What is late or not noted, whose turn it is and, where it is the reader's, what they do next."""
    said = [told_as_of(today())]
    late = sum(each.is_late for each in resolutions)
    if late:
        words = ngettext("%(n)s resolution is late", "%(n)s resolutions are late", late)
        said.append(Told(words % {"n": format_number(late)}, "bad", "#resolutions-title"))
    if unmarked := _unmarked(session, attendees):
        words = _("who came is not noted: %(n)s of %(of)s")
        parts = {"n": format_number(unmarked), "of": format_number(len(attendees))}
        writes = keeps_sessions(user) and session.state in ARRANGED
        address = reverse("session-attendance", args=[session.uuid]) if writes else "#attendees"
        said.append(Told(words % parts, "warn", address))
    undone = sum(each.state in UNDONE for each in resolutions)
    unnotified = sum(not each.notified_at for each in resolutions)
    step = next_step_of(session, unnotified=unnotified, undone=undone)
    if step is None:
        return [*said, Told(_("nothing is left to do"), "ok")]
    if not (acts and step.is_of(user)):
        return [*said, Told(_("waits for %(who)s: %(act)s") % {"who": step.who, "act": step.words}, "turn")]
    words, address = (write.words, write.url) if write else (step.words, "#acts-title")
    return [*said, Told(_("waits for you: %(act)s") % {"act": words}, "mine", address)]


class SessionPage(Guarded, View):
    permission = Permission.SESSION_VIEW

    def get(self, request: SignedInRequest, uuid: Any) -> HttpResponse:
        return session_page(request, fetch_session(request, uuid))


class SessionPaper(Guarded, View):
    """A paper of the session, made anew each time from what its reader may see; the signed one as it was handed in."""

    permission = Permission.SESSION_VIEW

    def get(self, request: SignedInRequest, uuid: Any, paper: str, extension: str) -> HttpResponseBase:
        session = fetch_session(request, uuid)
        if paper == "signed":
            if not session.stored_as or extension != extension_of(session.original_name):
                raise Http404
            return download(
                session.stored_as,
                called=session.original_name,
                name=f"session-{session.number}-signed.{extension}",
                content_type=session.content_type,
            )
        made = papers.make(session, request.user, paper, extension)
        if made is None:
            raise Http404(_("There is no such paper."))
        content, content_type = made
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="session-{session.number}-{paper}.{extension}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
