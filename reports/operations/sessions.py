"""Writing about sessions of the headquarters: planning one, its agenda, its minutes, and the signature under them.

Each operation names the session's version that the person read, raises it, and records one event.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import User
from agencies.permissions import check_permission
from agencies.uploads import SCANS, Upload, check_quota, take
from config.clock import moment, today
from config.storage import store
from projects.refusals import Moved, Refused
from reports.enums import AgendaKind, Presence, SessionState
from reports.models import AgendaItem, Attendee, HqSession, Resolution
from reports.sessions import ARRANGED, WRITTEN, Proposal

FOLDER = "sessions"
SESSION_FIELDS = ("number", "held_on", "held_at", "place", "chair", "secretary")
ATTENDEE_FIELDS = ("name", "office", "agency", "presence")
RESOLUTION_FIELDS = (
    "text",
    "agency",
    "cooperating",
    "due_on",
    "objection_days",
    "follow_up_by",
    "agenda_item",
    "challenge",
    "project",
)


@transaction.atomic
def plan_session(*, by: User, **fields: Any) -> HqSession:
    """Plan a session. `fields`: those of SESSION_FIELDS. Who was asked to the last one is asked again."""
    check_permission(by, Permission.SESSION_KEEP)
    _refuse_taken(fields["number"])
    session = HqSession(made_by=by, **{name: fields[name] for name in SESSION_FIELDS if name in fields})
    session.save()
    asked = Attendee.objects.exclude(session=session)
    last = HqSession.objects.filter(pk__in=asked.values("session")).order_by("-held_on", "-number").first()
    Attendee.objects.bulk_create(
        Attendee(session=session, position=row.position, name=row.name, office=row.office, agency=row.agency)
        for row in (last.attendees.select_related("agency") if last else ())
    )
    _record(session, by, Act.CREATED, difference({}, fields))
    return session


@transaction.atomic
def save_session(*, by: User, session: HqSession, version: int, **fields: Any) -> HqSession:
    """Change when and where, by number and chair. Raises Moved on another version."""
    session = claim_session(by, session, version, ARRANGED)
    _refuse_taken(fields.get("number", session.number), session)
    before = {name: getattr(session, name) for name in fields}
    for name in fields:
        setattr(session, name, fields[name])
    session.save()
    _record(session, by, Act.CHANGED, difference(before, fields))
    return session


@transaction.atomic
def save_attendees(*, by: User, session: HqSession, version: int, rows: Sequence[Mapping[str, Any]]) -> HqSession:
    """Who is asked and who came, in their order; each row holds ATTENDEE_FIELDS, and `uuid` where it is there already.

    Who stands in no row any more is struck from the list.
    """
    session = claim_session(by, session, version, ARRANGED)
    stored = {row.uuid: row for row in session.attendees.select_related("agency")}
    before = _roll(stored.values())
    kept = []
    for position, given in enumerate(rows, 1):
        attendee = stored.pop(given["uuid"], None) if given.get("uuid") else None
        attendee = attendee or Attendee(session=session)
        attendee.position = position
        for name in ATTENDEE_FIELDS:
            setattr(attendee, name, given[name])
        if not (attendee.name or attendee.office or attendee.agency):
            raise Refused(_("Say of each who it is: a name, an office or an agency."))
        attendee.save()
        kept.append(attendee)
    for gone in stored.values():
        gone.delete()
    _record(session, by, Act.CHANGED, difference({"attendees": before}, {"attendees": _roll(kept)}))
    return session


def _roll(attendees: Collection[Attendee]) -> str:
    return " · ".join(f"{row} ({row.presence})" for row in attendees)


@transaction.atomic
def save_agenda(
    *,
    by: User,
    session: HqSession,
    version: int,
    kept: Sequence[uuid.UUID],
    taken: Sequence[Proposal] = (),
    title: str = "",
) -> HqSession:
    """Put the agenda in the order of `kept`; what stands there no more is dropped; `taken` proposals come at the end.

    `title` adds a matter of the secretariat's own. What was already talked about is not dropped.
    """
    session = claim_session(by, session, version, ARRANGED)
    stored = {item.uuid: item for item in session.items.all()}
    before = _order(stored.values())
    in_order = [stored.pop(key) for key in kept if key in stored]
    for gone in stored.values():
        if gone.minutes or Resolution.objects.filter(agenda_item=gone).exists():
            raise Refused(_("“%(matter)s” was already talked about: it stays on the agenda.") % {"matter": gone.title})
        gone.delete()
    in_order += [
        AgendaItem(
            session=session,
            kind=proposal.kind,
            title=proposal.title,
            agency=proposal.agency,
            challenge=proposal.challenge,
            resolution=proposal.resolution,
            amendment=proposal.amendment,
        )
        for proposal in taken
    ]
    if title.strip():
        in_order.append(AgendaItem(session=session, kind=AgendaKind.OTHER, title=title.strip()))
    for position, item in enumerate(in_order, 1):
        item.position = position
        item.save()
    _record(session, by, Act.CHANGED, difference({"agenda": before}, {"agenda": _order(in_order)}))
    return session


def _order(items: Collection[AgendaItem]) -> str:
    return " · ".join(item.title for item in items)


@transaction.atomic
def save_minutes(*, by: User, session: HqSession, version: int, texts: Mapping[uuid.UUID, str]) -> HqSession:
    """What was said of each matter, while the session is held."""
    session = claim_session(by, session, version, WRITTEN)
    changes = {}
    for item in session.items.all():
        text = texts.get(item.uuid, item.minutes).strip()
        if text != item.minutes:
            changes[f"minutes {item.position}"] = [item.minutes or None, text or None]
            item.minutes = text
            item.save(update_fields=["minutes"])
    _record(session, by, Act.CHANGED, changes)
    return session


# --- resolutions while they are written -----------------------------------------------------------


@transaction.atomic
def add_resolution(*, by: User, session: HqSession, version: int, **fields: Any) -> Resolution:
    """Write down what was resolved, under the next number. `fields`: those of RESOLUTION_FIELDS."""
    session = claim_session(by, session, version, WRITTEN)
    _refuse_unfit(session, fields)
    last = session.resolutions.order_by("number").last()
    resolution = Resolution(session=session, number=last.number + 1 if last else 1)
    changes = _assign(resolution, fields)
    _record_resolution(resolution, by, Act.CREATED, changes)
    return resolution


@transaction.atomic
def save_resolution(*, by: User, resolution: Resolution, version: int, **fields: Any) -> Resolution:
    """Change what is written down; `version` is the session's."""
    session = claim_session(by, resolution.session, version, WRITTEN)
    _refuse_unfit(session, fields)
    resolution = session.resolutions.select_related("session").get(pk=resolution.pk)
    changes = _assign(resolution, fields)
    _record_resolution(resolution, by, Act.CHANGED, changes)
    return resolution


@transaction.atomic
def remove_resolution(*, by: User, resolution: Resolution, version: int) -> HqSession:
    """Strike it out; those after it move up, as long as nothing is signed."""
    session = claim_session(by, resolution.session, version, WRITTEN)
    gone = session.resolutions.select_related("session").get(pk=resolution.pk)
    _record_resolution(gone, by, Act.REMOVED, difference({"text": gone.text}, {}))
    gone.cooperating.clear()
    gone.delete()
    for number, other in enumerate(session.resolutions.order_by("number"), 1):
        if other.number != number:
            other.number = number
            other.save(update_fields=["number"])
    return session


def _refuse_unfit(session: HqSession, fields: Mapping[str, Any]) -> None:
    if not fields.get("text", "").strip():
        raise Refused(_("Write down what was resolved."))
    due_on = fields.get("due_on")
    if due_on is None or due_on < session.held_on:
        raise Refused(_("The deadline is a day after the session."))
    if fields["agency"] in (fields.get("cooperating") or ()):
        raise Refused(_("The responsible agency does not cooperate with itself: take it out of the cooperating ones."))
    item = fields.get("agenda_item")
    if item is not None and item.session_id != session.pk:
        raise Refused(_("The matter is on the agenda of another session."))


def _assign(resolution: Resolution, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write the fields and save; returns what differs. What the matter is about the resolution is about as well."""
    is_new = resolution.pk is None
    before = {} if is_new else {name: getattr(resolution, name) for name in fields if name != "cooperating"}
    partners = [] if is_new else list(resolution.cooperating.all())
    for name, value in fields.items():
        if name != "cooperating":
            setattr(resolution, name, value)
    if resolution.agenda_item and resolution.challenge is None:
        resolution.challenge = resolution.agenda_item.challenge
    resolution.save()
    if "cooperating" in fields:
        resolution.cooperating.set(fields["cooperating"])
        before["cooperating"] = partners
    return difference(before, {**fields, "cooperating": list(fields.get("cooperating", ()))})


# --- moves ----------------------------------------------------------------------------------------


@transaction.atomic
def send_papers(*, by: User, session: HqSession, version: int) -> HqSession:
    """Send the agenda and its documents: from now on whoever is asked reads them, and is told by the day's round."""
    session = claim_session(by, session, version, {SessionState.PLANNED})
    if not session.items.exists():
        raise Refused(_("There is nothing on the agenda yet."))
    if not session.attendees.exists():
        raise Refused(_("Nobody is asked to the session yet."))
    if session.sent_at:
        raise Refused(_("The documents were sent already."))
    session.sent_by, session.sent_at = by, moment()
    session.save()
    _record(session, by, Act.MOVED, difference({"papers_sent": None}, {"papers_sent": today()}))
    return session


@transaction.atomic
def begin_session(*, by: User, session: HqSession, version: int) -> HqSession:
    """The session is held: from now on its minutes are written."""
    session = claim_session(by, session, version, {SessionState.PLANNED})
    if session.held_on > today():
        raise Refused(_("The session is on a day to come: change its day first, if it is held earlier."))
    if not session.items.exists():
        raise Refused(_("There is nothing on the agenda yet."))
    return _move(session, by, SessionState.HELD)


@transaction.atomic
def close_minutes(*, by: User, session: HqSession, version: int) -> HqSession:
    """The minutes are complete and wait for the signature of somebody else."""
    session = claim_session(by, session, version, WRITTEN)
    presences = set(session.attendees.values_list("presence", flat=True))
    if Presence.PRESENT not in presences:
        raise Refused(_("Say who was present."))
    if Presence.INVITED in presences:
        raise Refused(_("Say of everybody who was asked whether they were present."))
    resolved = session.resolutions.filter(agenda_item__isnull=False).values("agenda_item")
    silent = session.items.filter(minutes="").exclude(pk__in=resolved).order_by("position").first()
    if silent:
        raise Refused(_("Write down what was said of “%(matter)s”.") % {"matter": silent.title})
    session.minuted_by, session.minuted_at = by, moment()
    return _move(session, by, SessionState.MINUTED)


@transaction.atomic
def reopen_minutes(*, by: User, session: HqSession, version: int, reason: str) -> HqSession:
    """Give the minutes back to be corrected, with a reason: who keeps them, or who should sign them."""
    session = claim_session(by, session, version, {SessionState.MINUTED}, Permission.RESOLUTION_SETTLE)
    if not reason.strip():
        raise Refused(_("Say what is to be corrected."))
    session.minuted_by, session.minuted_at = None, None
    return _move(session, by, SessionState.HELD, note=reason.strip())


@transaction.atomic
def sign_minutes(*, by: User, session: HqSession, version: int, scan: Upload | None = None) -> HqSession:
    """Sign what somebody else has written and closed; with the scan of the paper, where it was signed on paper too."""
    session = claim_session(by, session, version, {SessionState.MINUTED}, Permission.SESSION_SIGN)
    if session.minuted_by_id == by.pk:
        raise Refused(_("You have closed the minutes yourself; somebody else signs them."))
    hashes = []
    if scan is not None:
        handed = take(scan, SCANS)
        check_quota(by, len(handed.content))
        stored = store(handed.content, folder=FOLDER)
        session.stored_as, session.sha256, session.bytes = stored.name, stored.sha256, stored.bytes
        session.content_type, session.original_name = handed.content_type, handed.name
        hashes.append(stored.sha256)
    session.signed_by, session.signed_at = by, moment()
    session.resolutions.update(state_since=today())
    return _move(session, by, SessionState.SIGNED, hashes)


def _move(session: HqSession, by: User, state: SessionState, hashes: Sequence[str] = (), note: str = "") -> HqSession:
    before, session.state = session.state, state
    session.save()
    act = Act.SIGNED if state == SessionState.SIGNED else Act.MOVED
    _record(session, by, act, difference({"state": before}, {"state": state.value}), hashes, note)
    return session


def claim_session(
    by: User,
    session: HqSession,
    version: int,
    states: Collection[SessionState],
    permission: Permission = Permission.SESSION_KEEP,
) -> HqSession:
    """The session, its row locked and its version raised. Raises Moved when `version` is no longer the latest."""
    check_permission(by, permission)
    locked = HqSession.objects.select_for_update().get(pk=session.pk)
    if locked.version != version:
        raise Moved
    if locked.state not in states:
        raise Refused(
            _("The session is at “%(state)s” now; this is not done then.") % {"state": locked.get_state_display()}
        )
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked


def _refuse_taken(number: int, session: HqSession | None = None) -> None:
    others = HqSession.objects.filter(number=number)
    if session is not None:
        others = others.exclude(pk=session.pk)
    if others.exists():
        raise Refused(_("There is a session of this number already."))


def _record(
    session: HqSession,
    by: User,
    act: Act,
    changes: Mapping[str, Any],
    file_hashes: Sequence[str] = (),
    note: str = "",
) -> None:
    record(
        by=by,
        act=act,
        kind="reports.hq_session",
        object_id=session.uuid,
        label=str(session.number),
        changes=changes,
        note=note,
        file_hashes=file_hashes,
    )


def _record_resolution(resolution: Resolution, by: User, act: Act, changes: Mapping[str, Any]) -> None:
    """Of no agency: nobody outside the province knows of it until the minutes are signed."""
    record(
        by=by,
        act=act,
        kind="reports.resolution",
        object_id=resolution.uuid,
        root_id=resolution.session.uuid,
        label=f"{resolution.session.number}/{resolution.number}",
        changes=changes,
    )
