"""The one door: every move of the workflow goes through `move_program`."""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import difference, record
from agencies.models import Membership, User
from agencies.operations import claim_signing_seat
from agencies.permissions import check_permission
from config.clock import moment, today
from projects.enums import YearState
from projects.models import PlanYear, Program, Revision, SignedLetter, Stay
from projects.permissions import check_user_writes_for_agency, has_part_in, on_behalf
from projects.readiness import readiness
from projects.receipts import new_tracking_code, signature_on_record
from projects.refusals import Moved, Refused
from projects.revisions import content_hash, content_of
from projects.workflow import MOVES_BY_NAME, Move

# Sent inside the transaction of a move, with `program`, `move` and `by`: apps above add their effects.
program_moved = Signal()


@transaction.atomic
def move_program(
    *,
    by: User,
    program: Program,
    move: str,
    version: int,
    reason: str = "",
    seen: str = "",
    letter: SignedLetter | None = None,
) -> Program:
    """Make a move of the workflow.

    Permission → whole → compare-and-set on status and version → signature → history → effects of the apps above.
    `version` is the one the mover saw, `seen` the hash of the text where it stood before their eyes: nobody signs or
    approves what they did not read. With a `letter` the head has signed on paper, and `by` registers that. Raises
    PermissionDenied, Refused (with the list of problems) or Moved.
    """
    step = MOVES_BY_NAME.get(move)
    if step is None or (letter is not None and step.signs != "signed"):
        raise Refused(_("There is no such move."))
    _check_may_move(by, program, step, letter)
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise Refused(_("Say why: the agency will read your reason."))
    _refuse_in_a_closed_year(program, step)
    source = program.status
    unmoved = Program.objects.filter(pk=program.pk, status__in=step.sources, version=version)
    if not unmoved.update(status=step.target, status_since=moment(), touched_on=today()):
        raise Moved(
            _("The program's status was changed by another user at the same moment; please load the page again.")
        )
    program.refresh_from_db(from_queryset=Program.objects.select_related("plan_year", "agency", "axis"))
    program.__dict__.pop("_projects_at_hand", None)
    problems = readiness(program, step.target).blocking
    if problems:
        raise Refused(_("The program is not complete yet."), problems)
    Stay.objects.create(program=program, status=program.status, since_on=today())
    revision = _sign(by=by, program=program, step=step, seen=seen, letter=letter)
    record(
        by=by,
        act=Act.MOVED,
        kind="projects.program",
        object_id=program.uuid,
        label=_title_on_record(program, revision),
        agency=program.agency_id,
        changes=difference({"status": source}, {"status": program.status})
        | ({"revision": [None, str(revision.number)]} if revision else {})
        | (_signature(revision) if revision and step.signs == "signed" else {})
        | (on_behalf(by, program) if step.permission == Permission.PROGRAM_SUBMIT else {}),
        note=reason,
        file_hashes=[revision.content_hash, *([letter.sha256] if letter else [])] if revision else (),
    )
    program_moved.send(sender=Program, program=program, move=step, by=by)
    return program


def _refuse_in_a_closed_year(program: Program, step: Move) -> None:
    """A frozen year's late programs travel on and come in by amendment; of a closed one nothing is decided any more."""
    # The row is locked, so that a move and the freeze cannot pass each other.
    states = PlanYear.objects.select_for_update(no_key=True).values_list("state", flat=True)
    if states.get(pk=program.plan_year_id) == YearState.CLOSED and step.name not in ("close", "withdraw"):
        raise Refused(_("The year is closed; its programs stay as they are."))


def _check_may_move(by: User, program: Program, step: Move, letter: SignedLetter | None) -> None:
    if letter is not None:
        check_permission(by, Permission.LETTER_REGISTER, program.agency_id)
    elif step.permission == Permission.PROGRAM_SUBMIT:
        check_user_writes_for_agency(by, step.permission, program)
    else:
        check_permission(by, step.permission, program.agency_id)
        if step.permission == Permission.PROGRAM_REVIEW and has_part_in(by, program):
            raise Refused(_("You have written in this program; another person must review it."))


def _sign(*, by: User, program: Program, step: Move, seen: str, letter: SignedLetter | None) -> Revision | None:
    """Set the move's signature on the current revision; submitting makes the revision."""
    if not step.signs:
        return None
    if step.signs == "submitted":
        if program.exemptions.filter(decided_by=by).exists():
            raise Refused(_("You have decided on an exception for this program; another person must submit it."))
        content = content_of(program)
        return Revision.objects.create(
            program=program,
            number=program.revisions.count() + 1,
            content=content,
            content_hash=content_hash(content),
            contributor_ids=sorted(program.contributors.values_list("pk", flat=True)),
            submitted_by=by,
            submitted_at=moment(),
        )
    revision = program.revisions.order_by("-number").select_for_update().first()
    if revision is None:
        raise Refused(_("The program was never submitted."))
    if content_hash(content_of(program)) != revision.content_hash or seen not in ("", revision.content_hash):
        raise Moved
    seat = None
    if letter is not None:
        by, seat = letter.seat.user, letter.seat
    elif step.signs == "signed":
        seat = claim_signing_seat(by=by, permission=step.permission, agency=program.agency_id)
    _refuse_own_work(by, revision, step.signs, seat)
    setattr(revision, f"{step.signs}_by", by)
    setattr(revision, f"{step.signs}_at", moment())
    columns = [f"{step.signs}_by", f"{step.signs}_at"]
    if seat is not None:
        revision.signed_seat, revision.signed_letter = seat, letter
        revision.tracking_code = new_tracking_code(program.plan_year.year)
        columns += ["signed_seat", "signed_letter", "tracking_code"]
    revision.save(update_fields=columns)
    return revision


def _signature(revision: Revision) -> dict[str, list[str | None]]:
    """What the history says of a head's signature beside who gave it: the receipt, by whose delegation, by a letter."""
    return signature_on_record(revision.tracking_code, revision.signed_seat, revision.signed_letter)


def _title_on_record(program: Program, current: Revision | None) -> str:
    """The title that was signed last, which everybody may read; before the first signature the program's own."""
    if current is not None and (current.signed_at is not None or current.number == 1):
        return current.content["program"]["title"]
    signed = program.revisions.filter(signed_at__isnull=False).order_by("-number")
    return signed.values_list("content__program__title", flat=True).first() or program.title


def _refuse_own_work(by: User, revision: Revision, signature: str, seat: Membership | None) -> None:
    """Maker ≠ checker. The database says the same by constraint and trigger; here it is said in words."""
    earlier = {revision.submitted_by_id, revision.signed_by_id, revision.accepted_by_id, revision.approved_by_id}
    if by.pk in earlier:
        raise Refused(_("You have already put your name to this program; another person must take this step."))
    if signature in ("accepted", "approved") and by.pk in revision.contributor_ids:
        raise Refused(_("You have written in this program; another person must accept or approve it."))
    letter = revision.signed_letter
    if letter is not None and by.pk == letter.registered_by_id:
        raise Refused(_("You have registered the letter that signs this program; another person must take this step."))
    if seat is not None and seat.delegated_by_id is not None and by.pk in revision.contributor_ids:
        raise Refused(_("You have written in this program: who signs by delegation signs what others have written."))
