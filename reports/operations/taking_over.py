"""Taking over an earlier register of sessions and resolutions: all of it in one transaction, or nothing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Agency, User
from agencies.permissions import check_permission
from config.clock import moment, today
from config.persian.digits import localise_digits
from projects.refusals import Refused
from reports.enums import FollowUpKind, SessionState
from reports.models import FollowUp, HqSession, Resolution
from reports.register import TakenResolution, TakenSession


@transaction.atomic
def take_over(*, by: User, sessions: Sequence[TakenSession], file_hash: str) -> int:
    """Write what an earlier register holds; returns how many resolutions.

    They are fixed as what was signed here is. One event stands for the whole file.
    """
    check_permission(by, Permission.SESSION_KEEP)
    if not sessions:
        raise Refused(_("There is no row under the headings."))
    numbers = [session.number for session in sessions]
    there = HqSession.objects.filter(number__in=numbers).order_by("number").first()
    if there:
        number = localise_digits(str(there.number))
        raise Refused(_("There is a session %(number)s already: nothing was taken over.") % {"number": number})
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    now, day = moment(), today()
    held = HqSession.objects.bulk_create(
        HqSession(
            number=each.number,
            held_on=each.held_on,
            place=each.place,
            chair=each.chair,
            state=SessionState.MINUTED,
            is_taken_over=True,
            made_by=by,
            minuted_by=by,
            minuted_at=now,
        )
        for each in sessions
    )
    pairs = [(session, each) for session, taken in zip(held, sessions, strict=True) for each in taken.resolutions]
    made = Resolution.objects.bulk_create(_resolution(session, each, agencies, by, now) for session, each in pairs)
    partners = Resolution.cooperating.through
    partners.objects.bulk_create(
        partners(resolution=resolution, agency=agencies[code])
        for resolution, (_session, each) in zip(made, pairs, strict=True)
        for code in each.cooperating
    )
    FollowUp.objects.bulk_create(
        FollowUp(
            resolution=resolution,
            version=resolution.version,
            kind=FollowUpKind.TAKEN_OVER,
            state=resolution.state,
            percent=resolution.percent,
            made_by=by,
            made_on=day,
        )
        for resolution in made
    )
    HqSession.objects.filter(pk__in=[session.pk for session in held]).update(state=SessionState.SIGNED)
    record(
        by=by,
        act=Act.LOADED,
        kind="reports.hq_session",
        object_id=None,
        label=" · ".join(str(number) for number in (min(numbers), max(numbers))),
        changes=difference({}, {"sessions": len(held), "resolutions": len(made)}),
        file_hashes=[file_hash],
    )
    return len(made)


def _resolution(
    session: HqSession, taken: TakenResolution, agencies: dict[str, Agency], by: User, now: datetime.datetime
) -> Resolution:
    notified = bool(taken.letter_number)
    return Resolution(
        session=session,
        number=taken.number,
        text=taken.text,
        agency=agencies[taken.agency],
        due_on=taken.due_on or None,
        state=taken.state,
        state_since=session.held_on,
        percent=taken.percent,
        letter_number=taken.letter_number,
        letter_on=taken.letter_on or None,
        notified_by=by if notified else None,
        notified_at=now if notified else None,
    )
