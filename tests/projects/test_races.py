"""Two people at once: the second is told, nothing is lost."""

from __future__ import annotations

import datetime
import threading

from django.core.exceptions import PermissionDenied
from django.db import connection

from agencies.enums import Act, Permission, Role
from agencies.models import Agency, Event, User
from agencies.operations import add_person, delegate_signature, give_seat, revoke_delegation
from agencies.permissions import has_permission
from config.clock import today
from projects import operations
from projects.enums import ProgramStatus
from projects.models import Program, Revision
from projects.refusals import Moved
from tests.cast import Cast
from tests.databases import Database
from tests.factories import WAYS, make_program


def at_once(committed_db: Database, *acts) -> list[str]:
    """Run the acts in threads that start together; "done" or "refused" of each, sorted."""
    start = threading.Barrier(len(acts))
    outcomes: list[str] = []

    def run(act) -> None:
        try:
            start.wait()
            act()
            outcomes.append("done")
        except Moved:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def mover(program: Program, move: str, by: User):
    mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
    return lambda: operations.move_program(by=by, program=mine, move=move, version=mine.version, reason="هم‌زمان")


def test_of_two_simultaneous_moves_one_is_refused(committed_db: Database) -> None:
    cast = Cast()
    program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    acts = [mover(program, "accept", cast.planner), mover(program, "return", cast.planner2)]
    assert at_once(committed_db, *acts) == ["done", "refused"]
    moves = Event.objects.filter(root_id=program.uuid, act="moved").count()
    assert moves == len(WAYS[ProgramStatus.UNDER_REVIEW]) + 1


def test_of_two_simultaneous_saves_one_is_refused(committed_db: Database) -> None:
    cast = Cast()
    program = make_program(cast)
    version = program.version

    def saver(title: str):
        mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
        return lambda: operations.save_program(by=cast.jahad_editor, program=mine, version=version, title=title)

    assert at_once(committed_db, saver("اولی"), saver("دومی")) == ["done", "refused"]
    program.refresh_from_db()
    assert program.version == version + 1


def test_an_edit_and_a_submission_at_once_never_both_pass(committed_db: Database) -> None:
    """What is submitted is what the submitter saw: whichever comes second is refused."""
    cast = Cast()
    program = make_program(cast)
    mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
    acts = [
        lambda: operations.save_program(by=cast.jahad_editor, program=mine, version=mine.version, title="دیرتر"),
        mover(program, "submit", cast.jahad_editor),
    ]
    assert at_once(committed_db, *acts) == ["done", "refused"]
    program.refresh_from_db()
    revisions = list(program.revisions.all())
    assert [revision.content["program"]["title"] for revision in revisions] == [program.title] * len(revisions)


def test_codes_are_given_once(committed_db: Database) -> None:
    cast = Cast()
    year = make_program(cast).plan_year
    agency = cast.jahad_editor.memberships.get().agency

    def creator():
        return lambda: operations.create_program(by=cast.jahad_editor, agency=agency, plan_year=year, title="برنامه")

    assert at_once(committed_db, *[creator() for _ in range(4)]) == ["done"] * 4
    assert sorted(Program.objects.values_list("code", flat=True)) == [
        f"99-JAHAD-{number:02d}" for number in range(1, 6)
    ]


def test_of_two_signatures_at_once_one_counts(committed_db: Database) -> None:
    """The head's and that of who was lent it: there is one receipt."""
    cast, delegate = Cast(), lent_signature()
    program = make_program(cast, status=ProgramStatus.AWAITING_HEAD)
    assert at_once(committed_db, mover(program, "sign", cast.jahad_head), mover(program, "sign", delegate)) == [
        "done",
        "refused",
    ]
    assert Event.objects.filter(root_id=program.uuid, changes__has_key="tracking_code").count() == 1


def test_nothing_is_signed_by_delegation_once_it_is_revoked(committed_db: Database) -> None:
    """Programs are signed one after another while the delegation is revoked: what was signed was signed before."""
    cast, delegate = Cast(), lent_signature()
    programs = [make_program(cast, status=ProgramStatus.AWAITING_HEAD, title=f"برنامه {number}") for number in range(8)]
    # Asked once a request: the signer goes on believing in the seat.
    assert has_permission(delegate, Permission.PROGRAM_SIGN)
    first_signed = threading.Event()

    def sign_all() -> None:
        for program in programs:
            try:
                mover(program, "sign", delegate)()
            except PermissionDenied:
                return
            finally:
                first_signed.set()

    def revoke() -> None:
        first_signed.wait()
        revoke_delegation(by=cast.jahad_head, seat=delegate.memberships.get(delegated_by__isnull=False))

    assert at_once(committed_db, sign_all, revoke) == ["done", "done"]
    revoked = Event.objects.get(act=Act.REVOKED)
    signed = Event.objects.filter(changes__has_key="tracking_code")
    assert signed.exists() and all(event.pk < revoked.pk for event in signed)
    assert Revision.objects.filter(signed_by=delegate).count() == signed.count()


def lent_signature() -> User:
    """Somebody of JAHAD who has written nothing and may sign for the head."""
    cast, jahad = Cast(), Agency.objects.get(code="JAHAD")
    person = add_person(by=None, username="jahad.other", full_name="jahad.other")
    give_seat(by=None, user=person, role=Role.AGENCY_EDITOR, agency=jahad, valid_from=datetime.date(2019, 1, 1))
    days = {"valid_from": today(), "valid_until": today() + datetime.timedelta(days=9)}
    delegate_signature(by=cast.jahad_head, to=person, agency=jahad, **days)
    return User.objects.get(pk=person.pk)
