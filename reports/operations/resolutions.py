"""What is done about resolutions once their session was signed: notified, reported on, confirmed, extended, settled."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission, has_permission
from agencies.uploads import Upload, check_quota, take
from config.clock import moment, today
from config.storage import store
from projects.operations.challenges import close_by_decision
from projects.refusals import Moved, Refused
from reports.enums import Awaits, FollowUpKind, ResolutionState, SessionState
from reports.models import FollowUp, FollowUpFile, HqSession, Resolution
from reports.resolutions import steps_open_to

FOLDER = "follow_ups"
_ACTS: dict[FollowUpKind, Act] = {
    FollowUpKind.COMMENTED: Act.REMARKED,
    FollowUpKind.REPORTED: Act.REPORTED,
    FollowUpKind.CLAIMED: Act.REPORTED,
    FollowUpKind.CONFIRMED: Act.SETTLED,
    FollowUpKind.RETURNED: Act.RETURNED,
    FollowUpKind.ASKED: Act.CHANGED,
    FollowUpKind.EXTENDED: Act.CHANGED,
    FollowUpKind.NOT_EXTENDED: Act.RETURNED,
    FollowUpKind.OBJECTED: Act.CHANGED,
    FollowUpKind.UPHELD: Act.SETTLED,
    FollowUpKind.OVERRULED: Act.SETTLED,
    FollowUpKind.DROPPED: Act.SETTLED,
    FollowUpKind.REOPENED: Act.OPENED,
}
# What of a resolution the history compares.
_STANDING = ("state", "awaits", "percent", "asked_until", "extended_until")
_AWAITS: dict[FollowUpKind, Awaits] = {
    FollowUpKind.CLAIMED: Awaits.CONFIRMATION,
    FollowUpKind.ASKED: Awaits.EXTENSION,
    FollowUpKind.OBJECTED: Awaits.SETTLEMENT,
}


@transaction.atomic
def notify_resolutions(*, by: User, session: HqSession, letter_number: str, letter_on: datetime.date) -> int:
    """Note the letter by which a session's resolutions were sent to their agencies; returns how many were.

    The days in which an agency may object run from the letter's.
    """
    check_permission(by, Permission.SESSION_KEEP)
    session = HqSession.objects.select_for_update().get(pk=session.pk)
    if session.state != SessionState.SIGNED:
        raise Refused(_("Resolutions are notified once the minutes are signed."))
    if not letter_number.strip():
        raise Refused(_("Enter the number of the letter."))
    if not session.held_on <= letter_on <= today():
        raise Refused(_("The letter is of a day since the session, and of none to come."))
    waiting = session.resolutions.select_for_update(of=("self",)).filter(notified_at__isnull=True)
    notified = list(waiting.select_related("session", "agency").order_by("number"))
    if not notified:
        raise Refused(_("All resolutions of the session were notified already."))
    for resolution in notified:
        resolution.version += 1
        resolution.letter_number, resolution.letter_on = letter_number.strip(), letter_on
        resolution.objection_until = letter_on + datetime.timedelta(days=resolution.objection_days)
        resolution.notified_by, resolution.notified_at = by, moment()
        resolution.save()
        _add(resolution, by, FollowUpKind.NOTIFIED)
    record(
        by=by,
        act=Act.MOVED,
        kind="reports.hq_session",
        object_id=session.uuid,
        label=str(session.number),
        changes=difference({}, {"letter_number": letter_number.strip(), "letter_on": letter_on}),
    )
    return len(notified)


@transaction.atomic
def follow_up(
    *,
    by: User,
    resolution: Resolution,
    version: int,
    kind: FollowUpKind,
    text: str,
    percent: int | None = None,
    until: datetime.date | None = None,
    files: Sequence[Upload] = (),
) -> FollowUp:
    """Do something about a resolution (`reports.resolutions.RULES` says who may), saying what or why in `text`.

    Whoever says for an agency that it is done hands in a document; somebody else confirms it, and the challenge that
    the resolution is about closes with it. Raises Moved when `version` is no longer the latest.
    """
    locked = _claim(resolution, version)
    if not Resolution.objects.visible_to(by).signed().filter(pk=locked.pk).exists():
        raise PermissionDenied(_("Your role does not include this. Ask the person responsible, or the administrator."))
    if kind not in steps_open_to(by, locked, today()):
        raise Refused(_("This is not yours to do now: look at where the resolution stands."))
    text = text.strip()
    if not text:
        raise Refused(_("Say what was done, or why: everybody who reads the resolution reads it."))
    if kind == FollowUpKind.CLAIMED and not files:
        raise Refused(_("Attach a document that shows it: somebody else confirms that it is done."))
    if kind in (FollowUpKind.ASKED, FollowUpKind.EXTENDED):
        _refuse_no_extension(locked, until)
    before = {name: getattr(locked, name) for name in _STANDING}
    _apply(locked, by, kind, percent, until)
    locked.save()
    said = {"percent": locked.percent if kind in _COUNTED else None, "until": until if kind in _EXTENDING else None}
    done = _add(locked, by, kind, text, **said)
    hashes = _keep_files(done, files)
    if kind == FollowUpKind.CONFIRMED and locked.challenge:
        closing = _("Resolution %(number)s was implemented and confirmed: %(text)s")
        close_by_decision(by=by, challenge=locked.challenge, text=closing % {"number": locked.label, "text": text})
    after = {name: getattr(locked, name) for name in _STANDING}
    _record(locked, by, _ACTS[kind], difference(before, after), text, hashes)
    return done


_COUNTED = frozenset({FollowUpKind.REPORTED, FollowUpKind.CLAIMED})
_EXTENDING = frozenset({FollowUpKind.ASKED, FollowUpKind.EXTENDED})


def _refuse_no_extension(resolution: Resolution, until: datetime.date | None) -> None:
    if until is None:
        raise Refused(_("Name the day until which it is extended."))
    if until < today() or (resolution.until and until <= resolution.until):
        raise Refused(_("An extension ends on a day to come, after the deadline that holds now."))


def _apply(
    resolution: Resolution, by: User, kind: FollowUpKind, percent: int | None, until: datetime.date | None
) -> None:
    """Where the resolution stands afterwards."""
    state, awaits = ResolutionState(resolution.state), Awaits(resolution.awaits)
    match kind:
        case FollowUpKind.REPORTED:
            resolution.percent = resolution.percent if percent is None else percent
            state = ResolutionState.IN_PROGRESS
        case FollowUpKind.CLAIMED:
            resolution.claimed_by, resolution.claimed_at = by, moment()
            resolution.percent, state, resolution.asked_until = 100, ResolutionState.IN_PROGRESS, None
        case FollowUpKind.CONFIRMED:
            resolution.confirmed_by, resolution.confirmed_at = by, moment()
            state = ResolutionState.IMPLEMENTED
        case FollowUpKind.RETURNED:
            resolution.claimed_by, resolution.claimed_at, resolution.percent = None, None, None
        case FollowUpKind.ASKED:
            resolution.asked_until = until
        case FollowUpKind.EXTENDED:
            resolution.extended_until, resolution.asked_until = until, None
        case FollowUpKind.NOT_EXTENDED | FollowUpKind.OBJECTED:
            resolution.asked_until = None
        case FollowUpKind.UPHELD | FollowUpKind.DROPPED:
            resolution.asked_until, state = None, ResolutionState.DROPPED
        case FollowUpKind.REOPENED:
            resolution.claimed_by, resolution.claimed_at = None, None
            resolution.confirmed_by, resolution.confirmed_at = None, None
            resolution.percent, state = None, ResolutionState.IN_PROGRESS
    # A report and a comment leave what waits as it is; everything else answers it, or begins to wait itself.
    if kind not in (FollowUpKind.REPORTED, FollowUpKind.COMMENTED):
        awaits = _AWAITS.get(kind, Awaits.NOTHING)
    if state != resolution.state:
        resolution.state, resolution.state_since = state, today()
    if awaits != resolution.awaits:
        resolution.awaits, resolution.awaits_since = awaits, None if awaits == Awaits.NOTHING else today()


def _claim(resolution: Resolution, version: int) -> Resolution:
    related = ("session", "agency", "challenge__project__program__plan_year", "challenge__project__program__agency")
    locked = Resolution.objects.select_for_update(of=("self",)).select_related(*related).get(pk=resolution.pk)
    if locked.version != version:
        raise Moved
    locked.version += 1
    return locked


def _agency_of(resolution: Resolution, by: User) -> Agency | None:
    """The agency in whose name the person speaks of it: the responsible one before one that cooperates."""
    for agency in (resolution.agency, *resolution.cooperating.all()):
        if has_permission(by, Permission.RESOLUTION_ANSWER, agency):
            return agency
    return None


def _add(resolution: Resolution, by: User, kind: FollowUpKind, text: str = "", **said: Any) -> FollowUp:
    return FollowUp.objects.create(
        resolution=resolution,
        version=resolution.version,
        kind=kind,
        state=resolution.state,
        text=text,
        made_by=by,
        made_for=_agency_of(resolution, by),
        made_on=today(),
        **said,
    )


def _keep_files(done: FollowUp, files: Sequence[Upload]) -> list[str]:
    all_taken = [take(file) for file in files]
    check_quota(done.made_by, sum(len(taken.content) for taken in all_taken))
    kept = []
    for taken in all_taken:
        stored = store(taken.content, folder=FOLDER)
        kept.append(
            FollowUpFile(
                follow_up=done,
                stored_as=stored.name,
                sha256=stored.sha256,
                bytes=stored.bytes,
                content_type=taken.content_type,
                original_name=taken.name,
            )
        )
    FollowUpFile.objects.bulk_create(kept)
    return [file.sha256 for file in kept]


def _record(
    resolution: Resolution, by: User, act: Act, changes: Mapping[str, Any], note: str, file_hashes: Sequence[str]
) -> None:
    record(
        by=by,
        act=act,
        kind="reports.resolution",
        object_id=resolution.uuid,
        label=f"{resolution.session.number}/{resolution.number}",
        agency=resolution.agency_id,
        changes=changes,
        note=note,
        file_hashes=file_hashes,
    )
