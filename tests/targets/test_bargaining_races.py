"""Two people at once at the table: one is heard, the other is told; nobody approves what they did not see."""

from __future__ import annotations

import copy
import json
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.base import ModelState

from projects.enums import ProgramStatus
from projects.models import Program
from projects.operations import move_program, save_program
from projects.refusals import Moved, Refused
from projects.revisions import content_hash, content_of
from targets.models import Offer, Target
from targets.operations.bargaining import accept_offer, make_offer
from tests.agencies.recording import record_loading
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_program
from tests.targets.tables import AGENCY, BECAUSE, PROVINCE

Row = TypeVar("Row", bound=Model)


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


@pytest.fixture
def races(in_full: bool) -> int:
    """A hundred; in the usual run thirty."""
    return 100 if in_full else 30


def test_of_two_offers_at_once_one_is_heard(committed_db: Database, races: int) -> None:
    """Many times: one round is opened, and whoever came second is told."""
    cast = Cast()
    program = make_program(cast, status=ProgramStatus.NEGOTIATION)
    target = Target.objects.select_related("project").get(project__program=program)
    orders: Counter[tuple[bool, ...]] = Counter()
    seen = 1
    with two_at_once() as race:
        for number in range(races):
            side = PROVINCE if seen % 2 else AGENCY
            one, other = (cast.planner, cast.planner2) if side == PROVINCE else (cast.jahad_head, cast.jahad_head)
            acts = offer(one, target, side, seen, 300 + number), offer(other, target, side, seen, 500 + number)
            heard = race(acts[0], acts[1], number)
            assert sum(heard) == 1
            orders[tuple(heard)] += 1
            seen += 1
            assert Offer.objects.filter(target=target).count() == seen
    rounds = list(Offer.objects.filter(target=target).order_by("round").values_list("round", flat=True))
    assert rounds == list(range(1, races + 2))
    assert min(orders.values()) >= races // 5 and len(orders) == 2


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


def moves(program: Program, move: str, by: Any, seen: str = "") -> Callable[[], Any]:
    """As the page offers it: by the version and the text that stood there."""
    mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
    seen = seen or content_hash(content_of(mine))
    return lambda: move_program(by=by, program=mine, move=move, version=mine.version, seen=seen, reason="برای آزمون")


def test_of_an_edit_and_an_approval_at_once_never_unseen_text_is_approved(committed_db: Database, races: int) -> None:
    """Many times: the officer writes in a program that is being sent back while the deputy approves it."""
    cast = Cast()
    orders: Counter[tuple[bool, ...]] = Counter()
    with two_at_once() as race:
        for number, twin in enumerate(twins_of(make_program(cast, status=ProgramStatus.AGREED), races)):
            read = twin.revisions.values_list("content_hash", flat=True).get()
            done = race(moves(twin, "approve", cast.deputy, read), edits(twin, cast, read), number)
            orders[tuple(done)] += 1
            assert sum(done) == 1
            program = Program.objects.select_related("agency", "plan_year").get(pk=twin.pk)
            revision = program.revisions.get()
            is_approved, is_edited = done
            assert (program.status == ProgramStatus.APPROVED) == is_approved
            assert (revision.approved_by == cast.deputy) == is_approved
            assert (program.title != twin.title) == is_edited
            if is_approved:
                assert content_hash(content_of(program)) == revision.content_hash == read
    assert min(orders.values()) >= races // 5 and len(orders) == 2


def twins_of(program: Program, number: int) -> list[Program]:
    """So many programs that stand where this one does: written at once, as walking there would take a minute."""
    target = Target.objects.select_related("project", "accepted_offer").get(project__program=program)
    revision, actions = program.revisions.get(), list(target.project.actions.all())
    with transaction.atomic():
        programs = written(again(program, code=f"{program.code[:-2]}{90 + place}") for place in range(number))
        for linked in (Program.contributors.through, Program.policy_clauses.through):
            links = list(linked.objects.filter(program=program))
            written(again(link, program=each) for each in programs for link in links)
        projects = written(again(target.project, program=each, code=f"{each.code}-01") for each in programs)
        written(again(action, project=project) for project in projects for action in actions)
        targets = written(again(target, project=project, accepted_offer=None) for project in projects)
        offers = written(again(target.accepted_offer, target=each) for each in targets)
        for each, offer in zip(targets, offers, strict=True):
            each.accepted_offer = offer
        Target.objects.bulk_update(targets, ["accepted_offer"])
        revisions = []
        for twin, each in zip(programs, targets, strict=True):
            text = json.dumps(revision.content, ensure_ascii=False).replace(program.code, twin.code)
            content = json.loads(text.replace(str(target.uuid), str(each.uuid)))
            names = {"program": twin, "content": content, "content_hash": content_hash(content), "tracking_code": ""}
            revisions.append(again(revision, **names))
        written(revisions)
        record_loading()
    return programs


def again(row: Row, **fields: Any) -> Row:
    """The row once more, not yet stored, with some fields of its own."""
    twin = copy.copy(row)
    twin._state, twin.pk = ModelState(), None
    own = {"uuid": uuid.uuid4()} if hasattr(row, "uuid") else {}
    for name, value in (own | fields).items():
        setattr(twin, name, value)
    return twin


def written(rows: Iterable[Row]) -> list[Row]:
    rows = list(rows)
    manager: Any = type(rows[0])._default_manager
    return list(manager.bulk_create(rows))


def edits(program: Program, cast: Cast, seen: str) -> Callable[[], Any]:
    """The deputy's colleague sends it back, and the officer, who has waited for it, writes at once."""
    back = moves(program, "review_again", cast.deputy, seen)

    def act() -> None:
        back()
        mine = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
        save_program(by=cast.jahad_editor, program=mine, version=mine.version, title=f"{mine.title} · ویراسته")

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
