"""Registering a letter that a head has signed: the same door as the head's click, opened by the planner."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Permission, Role
from agencies.models import Agency, Membership, User
from agencies.permissions import check_permission
from agencies.uploads import SCANS, Upload, check_quota, take
from config.clock import today
from config.persian.calendar import format_date
from config.storage import store
from projects.models import Program, SignedLetter
from projects.operations import move_program
from projects.refusals import Refused
from targets.letters import Signable, read_code, waiting_text
from targets.models import ProgressReport
from targets.operations.progress import sign_report

FOLDER = "letters"


class Paper(NamedTuple):
    """The letter that came: the seat of the head who signed it, its number, date and scan."""

    seat: Membership
    number: str
    dated_on: datetime.date
    scan: Upload


@transaction.atomic
def register_letter(
    *, by: User, agency: Agency, code: str, seat: Membership, number: str, dated_on: datetime.date, scan: Upload
) -> Signable:
    """Sign, by a letter, the text of the agency whose printed sheet carries the code.

    Raises Refused for a code that is not that of a text waiting now, and for what `keep_letter` refuses; Moved when
    the text is moved at the same moment.
    """
    check_permission(by, Permission.LETTER_REGISTER)
    thing = waiting_text(agency, read_code(code))
    if isinstance(thing, ProgressReport) and dated_on < thing.period.last_day:
        raise Refused(
            _("The letter is dated before the last day of %(period)s: the return was not there yet.")
            % {"period": thing.period}
        )
    paper = Paper(seat, number, dated_on, scan)
    letter = keep_letter(by=by, agency=agency, paper=paper, text_hash=_text_of(thing))
    if isinstance(thing, Program):
        return move_program(by=by, program=thing, move="sign", version=thing.version, letter=letter)
    return sign_report(by=by, report=thing, version=thing.version, letter=letter)


@transaction.atomic
def keep_letter(*, by: User, agency: Agency, paper: Paper, text_hash: str) -> SignedLetter:
    """Keep the letter and its scan; what it signs names it.

    Raises Refused for a signer who did not sign for the agency on the letter's day, and for a file that is no scan.
    """
    check_permission(by, Permission.LETTER_REGISTER)
    number = paper.number.strip()
    if not number:
        raise Refused(_("Enter the number of the letter."))
    seat = _seat_on_paper(by, agency, paper.seat, paper.dated_on)
    file = take(paper.scan, SCANS)
    check_quota(by, len(file.content))
    stored = store(file.content, folder=FOLDER)
    return SignedLetter.objects.create(
        agency=agency,
        seat=seat,
        number=number,
        dated_on=paper.dated_on,
        text_hash=text_hash,
        stored_as=stored.name,
        sha256=stored.sha256,
        bytes=stored.bytes,
        content_type=file.content_type,
        original_name=file.name,
        registered_by=by,
    )


def _text_of(thing: Signable) -> str:
    return thing.revisions.latest("number").content_hash if isinstance(thing, Program) else thing.content_hash


def _seat_on_paper(by: User, agency: Agency, seat: Membership, dated_on: datetime.date) -> Membership:
    """The signer's seat, held on the day of the letter. It is not locked: what is signed is locked first."""
    if dated_on > today():
        raise Refused(_("The letter is dated later than today."))
    held = Membership.objects.in_force(dated_on).filter(pk=seat.pk, agency=agency, role=Role.AGENCY_HEAD)
    claimed = held.select_related("user", "delegated_by").first()
    if claimed is None:
        raise Refused(
            _("%(person)s did not sign for %(agency)s on %(day)s.")
            % {"person": seat.user, "agency": agency, "day": format_date(dated_on)}
        )
    if claimed.user_id == by.pk:
        raise Refused(_("This is your own signature: sign by yourself, not by a letter that you register."))
    return claimed
