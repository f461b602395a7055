"""Two people at once at the table: one is heard, the other is told; nobody approves what they did not see."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from projects.enums import ProgramStatus
from projects.models import Program
from projects.operations import move_program, save_program
from projects.refusals import Moved, Refused
from projects.revisions import content_hash, content_of
from targets.models import Offer, Target
from targets.operations.bargaining import accept_offer, make_offer
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_program
from tests.targets.tables import AGENCY, BECAUSE, PROVINCE

RACES = 100


@contextmanager
def two_at_once() -> Iterator[Callable[[Callable[[], Any], Callable[[], Any], int], list[bool]]]:
    """Threads with connections of their own that stay open: a race costs its two acts."""
    barrier = threading.Barrier(2)

    def run(act: Callable[[], Any], waits: bool, ready: threading.Event) -> bool:
        barrier.wait()
        if waits:
            ready.wait(5)
        try:
            act()
        except (Moved, Refused):
            return False
        finally:
            ready.set()
        return True

    with ThreadPoolExecutor(2, initializer=connection.ensure_connection) as threads:

        def race(one: Callable[[], Any], other: Callable[[], Any], number: int) -> list[bool]:
            """Four in ten start together; in three each one has ended when the other begins."""
            ready = threading.Event()
            waits = {0: (True, False), 1: (False, True)}.get(number % 3, (False, False))
            runs = [threads.submit(run, act, wait, ready) for act, wait in zip((one, other), waits, strict=True)]
            return [each.result(30) for each in runs]

        yield race
        for each in [threads.submit(close, barrier) for _ in range(2)]:
            each.result(30)


def close(barrier: threading.Barrier) -> None:
    barrier.wait()
    connection.close()


def test_of_two_offers_at_once_one_is_heard(committed_db: Database) -> None:
    """A hundred times: one round is opened, and whoever came second is told."""
    cast = Cast()
    program = make_program(cast, status=ProgramStatus.NEGOTIATION)
    target = Target.objects.select_related("project").get(project__program=program)
    orders: Counter[tuple[bool, ...]] = Counter()
    seen = 1
    with two_at_once() as race:
        for number in range(RACES):
            side = PROVINCE if seen % 2 else AGENCY
            one, other = (cast.planner, cast.planner2) if side == PROVINCE else (cast.jahad_head, cast.jahad_head)
            acts = offer(one, target, side, seen, 300 + number), offer(other, target, side, seen, 500 + number)
            heard = race(acts[0], acts[1], number)
            assert sum(heard) == 1
            orders[tuple(heard)] += 1
            seen += 1
            assert Offer.objects.filter(target=target).count() == seen
    rounds = list(Offer.objects.filter(target=target).order_by("round").values_list("round", flat=True))
    assert rounds == list(range(1, RACES + 2))
    assert min(orders.values()) >= 20 and len(orders) == 2


def offer(by: Any, target: Target, side: Any, seen: int, value: int) -> Callable[[], Any]:
    return lambda: make_offer(by=by, target=target, side=side, seen_round=seen, value=Decimal(value), terms=BECAUSE)


def test_an_offer_never_slips_in_beside_the_acceptance_of_the_program(committed_db: Database) -> None:
    """The head signed 240 and the planner accepts the program, while a colleague offers 300."""
    cast = Cast()
    orders: Counter[tuple[bool, ...]] = Counter()
    programs = [make_program(cast, status=ProgramStatus.NEGOTIATION, title=f"برنامه {number}") for number in range(9)]
    with two_at_once() as race:
        for number, program in enumerate(programs):
            target = Target.objects.select_related("project").get(project__program=program)
            done = race(moves(program, "accept", cast.planner2), offer(cast.planner, target, PROVINCE, 1, 300), number)
            orders[tuple(done)] += 1
            target.refresh_from_db()
            program.refresh_from_db()
            last = target.offers.order_by("-round")[0]
            assert sum(done) == 1
            assert (program.status, target.accepted_offer) in (("agreed", last), ("negotiation", None))
    assert len(orders) == 2


def moves(program: Program, move: str, by: Any) -> Callable[[], Any]:
    """As the page offers it: by the version and the text that stood there."""
    mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
    seen = content_hash(content_of(mine))
    return lambda: move_program(by=by, program=mine, move=move, version=mine.version, seen=seen, reason="برای آزمون")


@pytest.mark.parametrize("races", [20, pytest.param(RACES, marks=pytest.mark.full)])
def test_of_an_edit_and_an_approval_at_once_never_unseen_text_is_approved(committed_db: Database, races: int) -> None:
    """The officer writes in a program that is being sent back while the deputy approves it."""
    cast = Cast()
    program = make_program(cast)
    orders: Counter[tuple[bool, ...]] = Counter()
    with two_at_once() as race:
        for number in range(races):
            with transaction.atomic():
                walk_to_agreed(cast, program)
            approve, edit = moves(program, "approve", cast.deputy), edits(program, cast, number)
            read = content_hash(content_of(Program.objects.get(pk=program.pk)))
            done = race(approve, edit, number)
            orders[tuple(done)] += 1
            program = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
            assert sum(done) == 1
            if program.status == ProgramStatus.APPROVED:
                revision = program.revisions.latest("number")
                assert revision.approved_by == cast.deputy and revision.content_hash == read
                assert content_hash(content_of(program)) == read
                program = make_program(cast, title=f"برنامه {number}")
            else:
                assert not program.revisions.filter(approved_by__isnull=False).exists()
    assert min(orders.values()) >= races // 5 and len(orders) == 2


def walk_to_agreed(cast: Cast, program: Program) -> None:
    way = (("submit", "jahad.editor"), ("sign", "jahad.head"), ("accept", "planner"))
    for move, who in way:
        program.refresh_from_db()
        mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
        move_program(by=cast[who], program=mine, move=move, version=mine.version, reason="برای آزمون")


def edits(program: Program, cast: Cast, number: int) -> Callable[[], Any]:
    """The deputy's colleague sends it back, and the officer, who has waited for it, writes at once."""
    back = moves(program, "review_again", cast.deputy)

    def act() -> None:
        back()
        mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
        save_program(by=cast.jahad_editor, program=mine, version=mine.version, title=f"عنوان {number}")

    return act


def test_two_answers_at_once_agree_once(committed_db: Database) -> None:
    """One planner accepts what another answers with a counter-offer."""
    cast = Cast()
    with two_at_once() as race:
        for number in range(6):
            program = make_program(cast, status=ProgramStatus.NEGOTIATION, title=f"برنامه {number}")
            target = Target.objects.select_related("project").get(project__program=program)
            accept = accepts(cast.planner, target)
            done = race(accept, offer(cast.planner2, target, PROVINCE, 1, 300), number)
            target.refresh_from_db()
            assert sum(done) == 1
            assert (target.accepted_offer is None) == (target.offers.count() == 2)


def accepts(by: Any, target: Target) -> Callable[[], Any]:
    return lambda: accept_offer(by=by, target=target, side=PROVINCE, seen_round=1)
