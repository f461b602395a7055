"""Two people at once: the second is told, nothing is lost."""

from __future__ import annotations

import threading

from django.db import connection

from agencies.models import Event, User
from projects import operations
from projects.enums import ProgramStatus
from projects.models import Program
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
