"""Whatever people do in review, bargaining, ruling and approval, in whatever order: what may be done is done, all else
is refused and changes nothing, and what must hold holds after each step.

An act is a rule of the machine: what belongs to later steps (freeze, amendments) is added as further acts and promises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agencies.models import Event, User
from projects.enums import ProgramStatus as S
from projects.models import Program
from projects.operations import move_program
from projects.refusals import Refused
from targets.bargaining import Bargain, bargains_of
from targets.enums import Side
from targets.models import Target
from targets.operations import bargaining, promises
from tests.cast import Cast
from tests.factories import make_program, walk
from tests.targets.tables import AGENCY, BECAUSE, PROVINCE

PEOPLE = ("jahad.editor", "jahad.head", "samt.head", "planner", "planner2", "deputy", "auditor")
PLANNERS = ("planner", "planner2")
# Who makes which move from where, written down a second time.
MOVES: dict[str, tuple[tuple[str, ...], tuple[S, ...]]] = {
    "submit": (("jahad.editor",), (S.DRAFT, S.RETURNED)),
    "recall": (("jahad.editor",), (S.AWAITING_HEAD,)),
    "sign": (("jahad.head",), (S.AWAITING_HEAD,)),
    "send_back": (("jahad.head",), (S.AWAITING_HEAD,)),
    "return": (PLANNERS, (S.UNDER_REVIEW, S.NEGOTIATION)),
    "negotiate": (PLANNERS, (S.UNDER_REVIEW,)),
    "accept": (PLANNERS, (S.UNDER_REVIEW, S.NEGOTIATION)),
    "reject": (PLANNERS, (S.UNDER_REVIEW, S.NEGOTIATION)),
    "approve": (("deputy",), (S.AGREED,)),
    "review_again": (("deputy",), (S.AGREED,)),
    "withdraw": (("jahad.editor", "jahad.head"), (S.DRAFT, S.RETURNED, S.UNDER_REVIEW, S.NEGOTIATION)),
    "close": (("deputy",), (S.APPROVED,)),
}
# After these nothing can be done any more: they come late, so that the walk gets somewhere first.
ENDS = ("reject", "withdraw", "close")
LATE = 17
STARTS = (*(S.NEGOTIATION, S.AWAITING_HEAD, S.UNDER_REVIEW) * 2, S.NEGOTIATION, S.AGREED, S.RETURNED, S.APPROVED)
VALUES = (250, 260, 300)
SAYINGS = ("offer", "accept", "ask", "rule")


@dataclass
class Said:
    """One offer as the walk remembers it."""

    side: Side
    by: str
    value: int
    ruling_asked: bool = False
    is_accepted: bool = False
    at_the_table: bool = True


class Walk(RuleBasedStateMachine):
    """One program of two targets, and everybody who might want something of it."""

    cast: Cast
    program_pk: int
    hits: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.own = transaction.atomic()
        self.own.__enter__()
        self.people: dict[str, User] = {name: self.cast[name] for name in PEOPLE}
        self.program = Program.objects.select_related("agency", "plan_year").get(pk=self.program_pk)
        targets = Target.objects.filter(project__program=self.program).select_related("project").order_by("pk")
        self.targets = list(targets)
        self.said: list[list[Said]] = [[], []]
        self.agreed: list[int | None] = [None, None]
        self.proposed = [240, 240]
        self.steps = 0
        self.has_changed = True
        self.own_hits: Counter[str] = Counter()

    def teardown(self) -> None:
        self.hits.update(self.own_hits)
        transaction.set_rollback(True)
        self.own.__exit__(None, None, None)

    @initialize(start=st.sampled_from(STARTS), seed=st.binary(min_size=8, max_size=8))
    def begin(self, start: S, seed: int) -> None:
        self.chance = Random(seed)
        walk(self.cast, self.program, start)
        for place in (0, 1):
            if start != S.AWAITING_HEAD:
                self.said[place] = [Said(AGENCY, "jahad.head", 240, at_the_table=False)]
            if start in (S.AGREED, S.APPROVED):
                self.agreed[place] = 240
        self.events = Event.objects.filter(root_id=self.program.uuid).count()
        self.known = self.state()

    def seldom(self, names: Sequence[str], how: str, before: str = "") -> str:
        """Of what may be done, mostly what this walk did least so far: so that every act is met often enough."""
        if self.chance.random() < 0.3:
            return self.chance.choice(names)
        return min(names, key=lambda name: (self.own_hits[f"{before}{name}: {how}"], self.chance.random()))

    # --- what is done ---

    def attempt(self, what: str, act: Callable[[], Any], why_not: str, *, events: int = 1) -> bool:
        """Do it; it goes through exactly if there is no reason against it, and what is refused leaves no trace."""
        try:
            with transaction.atomic():
                act()
        except (Refused, PermissionDenied) as refusal:
            assert why_not, f"{what} is refused: {refusal}"
            assert self.state() == self.known
            self.own_hits[f"{what}: refused"] += 1
            self.own_hits[f"refused: {why_not}"] += 1
            self.has_changed = False
            return False
        assert not why_not, f"{what} goes through, though: {why_not}"
        self.own_hits[f"{what}: done"] += 1
        self.has_changed = True
        self.events += events
        self.known = self.state()
        assert self.known[2] == self.events, "one event a change"
        self.program.status, self.program.version = self.known[:2]
        return True

    def state(self) -> tuple[Any, ...]:
        events = Event.objects.filter(root_id=self.program.uuid).count()
        return (*Program.objects.values_list("status", "version").get(pk=self.program_pk), events)

    @rule()
    def move_on(self) -> None:
        """A move that is open to somebody."""
        status = S(self.program.status)
        names = [name for name, (_who, sources) in MOVES.items() if status in sources]
        ends = [name for name in names if name in ENDS]
        names = [name for name in names if name not in ENDS]
        if ends and self.steps > LATE:
            names = ["reject"] if "reject" in ends and self.chance.random() < 0.7 else ends
        elif status == S.UNDER_REVIEW and self.chance.random() < 0.6:
            names = ["negotiate"]
        elif status == S.NEGOTIATION and self.steps < LATE / 2:
            names = ["accept"]
        elif not names:
            names = ["submit"]
        name = self.seldom(names, "done", "move ")
        self.move(name, self.chance.choice(MOVES[name][0]), stale=self.chance.random() < 0.1)

    @rule()
    def try_anything(self) -> None:
        """Any act by anybody."""
        names = [*(f"move {name}" for name in MOVES), *SAYINGS, "edit"]
        name, who = self.seldom(names, "refused"), self.chance.choice(PEOPLE)
        move = name.removeprefix("move ")
        if name == "edit":
            self.write(0, who)
        elif name in SAYINGS:
            self.say(self.chance.choice((0, 1)), name, fitting=False, who=who, value=260, stale=False)
        elif move not in ENDS or self.steps > LATE or self.why_no_move(move, who):
            self.move(move, who, stale=False)

    def why_no_move(self, name: str, who: str) -> str:
        movers, sources = MOVES[name]
        if who not in movers:
            return "no right"
        if self.program.status not in sources:
            return "another status"
        if name == "accept" and any(map(self.is_undecided, (0, 1))):
            return "a target is open"
        return ""

    def move(self, name: str, who: str, stale: bool) -> None:
        self.steps += 1
        version = self.program.version - stale

        def act() -> None:
            mine = Program.objects.select_related("agency", "plan_year").get(pk=self.program_pk)
            move_program(by=self.people[who], program=mine, move=name, version=version, reason="برای آزمون")

        why_not = self.why_no_move(name, who) or ("stale" if stale else "")
        if not self.attempt(f"move {name}", act, why_not, events=2 if name == "accept" else 1):
            return
        for place in (0, 1):
            if name == "sign":
                self.sign(place)
            if name == "accept" and self.agreed[place] is None:
                self.agreed[place] = self.said[place][-1].value
            if name in ("return", "review_again"):
                self.agreed[place] = None

    def sign(self, place: int) -> None:
        """A new round, unless the agency's open offer says it already."""
        last = self.said[place][-1] if self.said[place] else None
        is_open = last is not None and last.side == AGENCY and not (last.ruling_asked or last.is_accepted)
        if last is not None and is_open and last.value == self.proposed[place]:
            last.at_the_table = False
        else:
            self.said[place].append(Said(AGENCY, "jahad.head", self.proposed[place], at_the_table=False))

    def is_undecided(self, place: int) -> bool:
        last = self.said[place][-1] if self.said[place] else None
        return self.agreed[place] is None and last is not None and (last.at_the_table or last.ruling_asked)

    # --- at the table ---

    def bargains(self) -> list[Bargain]:
        return bargains_of(Target.objects.filter(project=self.targets[0].project).order_by("pk"))

    def why_silent(self, place: int, who: str, side: Side, stale: bool) -> str:
        """Why the person may say nothing for that side now."""
        speakers = {AGENCY: ("jahad.head",), PROVINCE: PLANNERS, Side.RULING: ("deputy",)}[side]
        if who not in speakers:
            return "no right"
        if self.program.status != S.NEGOTIATION:
            return "not in negotiation"
        if stale:
            return "stale round"
        if self.agreed[place] is not None:
            return "agreed already"
        last = self.said[place][-1]
        if side == Side.RULING:
            return "" if last.ruling_asked else "no ruling asked"
        return "" if side != last.side else "the other side's turn"

    @precondition(lambda self: self.program.status == S.NEGOTIATION and None in self.agreed)
    @rule()
    def speak(self) -> None:
        """Something is said about a target: mostly by somebody of the side whose turn it is."""
        unsettled = [place for place in (0, 1) if self.agreed[place] is None]
        place = self.chance.choice(unsettled if self.chance.random() < 0.9 else (0, 1))
        what, dice = self.seldom(SAYINGS[:3], "done"), self.chance.random()
        if self.said[place][-1].ruling_asked:
            what = "rule" if dice < 0.6 else "offer" if dice < 0.9 else what
        elif dice < 0.3:
            what = "rule"
        fitting, stale = self.chance.random() < 0.6, self.chance.random() < 0.1
        people = PEOPLE if self.chance.random() < 0.3 else ("jahad.head", *PLANNERS)
        self.say(place, what, fitting, self.chance.choice(people), self.chance.choice(VALUES), stale)

    @precondition(lambda self: self.program.status == S.NEGOTIATION and None in self.agreed)
    @rule()
    def speak_again(self) -> None:
        """At the table more is said than elsewhere is done."""
        self.speak()

    def say(self, place: int, what: str, fitting: bool, who: str, value: int, stale: bool) -> None:
        self.steps += 1
        last = self.said[place][-1] if self.said[place] else None
        side = Side.RULING if what == "rule" else PROVINCE if last and last.side == AGENCY else AGENCY
        if fitting:
            who = {AGENCY: "jahad.head", PROVINCE: PLANNERS[value == 300], Side.RULING: "deputy"}[side]
        elif what != "rule" and who in ("jahad.head", *PLANNERS):
            side = AGENCY if who == "jahad.head" else PROVINCE
        why_not = self.why_silent(place, who, side, stale)
        if not why_not and what != "rule" and last and last.ruling_asked and what != "accept":
            why_not = "a ruling is asked for"
        if not why_not and what == "offer" and last and last.value == value:
            why_not = "the same figure"
        seen = len(self.said[place]) - stale
        given: dict[str, Any] = {"by": self.people[who], "target": self.targets[place], "seen_round": seen}
        acts: dict[str, Callable[[], Any]] = {
            "offer": lambda: bargaining.make_offer(side=side, value=Decimal(value), terms=BECAUSE, **given),
            "accept": lambda: bargaining.accept_offer(side=side, **given),
            "ask": lambda: bargaining.ask_for_ruling(side=side, reason="توافق نشد", **given),
            "rule": lambda: bargaining.give_ruling(value=Decimal(value), terms=BECAUSE, **given),
        }
        if not self.attempt(what, acts[what], why_not):
            return
        if what == "ask":
            self.said[place][-1].ruling_asked = True
        elif what == "accept":
            self.agreed[place] = self.said[place][-1].value
            self.said[place][-1].is_accepted = True
        else:
            self.said[place].append(Said(side, who, value))
            if what == "rule":
                self.agreed[place] = value

    @precondition(lambda self: self.program.status in (S.DRAFT, S.RETURNED))
    @rule()
    def edit(self) -> None:
        """The agency proposes another figure."""
        self.write(self.chance.choice((0, 1)), "jahad.editor")

    def write(self, place: int, who: str) -> None:
        self.steps += 1
        value = 240 if self.proposed[place] == 270 else 270
        target = Target.objects.select_related("project", "indicator__unit").get(pk=self.targets[place].pk)
        way = [Decimal(value) * month / 12 for month in range(1, 13)]

        def act() -> None:
            mine = Program.objects.select_related("agency", "plan_year").get(pk=self.program_pk)
            promises.save_target(
                by=self.people[who],
                program=mine,
                version=mine.version,
                project=target.project,
                target=target,
                value=Decimal(value),
                trajectory=way,
            )

        why_not = "" if who == "jahad.editor" else "no right"
        if not why_not and self.program.status not in (S.DRAFT, S.RETURNED):
            why_not = "another status"
        if self.attempt("edit", act, why_not):
            self.proposed[place] = value

    # --- what holds after each step ---

    @invariant()
    def everything_holds(self) -> None:
        # What was refused left no trace: `attempt` has seen to that.
        if not hasattr(self, "known") or not self.has_changed:
            return
        for place, bargain in enumerate(self.bargains()):
            assert [(offer.side, int(offer.value)) for offer in bargain.offers] == [
                (said.side, said.value) for said in self.said[place]
            ]
            assert [offer.round for offer in bargain.offers] == list(range(1, len(bargain.offers) + 1))
            assert (bargain.agreed and int(bargain.agreed.value)) == self.agreed[place]
            if bargain.agreed is not None:
                assert bargain.agreed == bargain.last, "what is agreed is the last offer"
                assert bargain.agreed.trajectory[-1] == bargain.agreed.value
            elif self.program.status in (S.AGREED, S.APPROVED, S.CLOSED):
                raise AssertionError("a program is agreed once every target is")
        for revision in self.program.revisions.all():
            makers = {*revision.contributor_ids, revision.submitted_by_id, revision.signed_by_id}
            assert revision.accepted_by_id not in makers - {None}
            assert revision.approved_by_id not in (makers | {revision.accepted_by_id}) - {None}


DONE = [*(f"move {name}" for name in MOVES), *SAYINGS, "edit"]
REASONS = (
    *("no right", "another status", "stale", "a target is open", "not in negotiation", "stale round"),
    *("agreed already", "no ruling asked", "the other side's turn", "a ruling is asked for"),
)


@pytest.fixture
def hits(db: None, cast: Cast) -> Iterator[Counter[str]]:
    Walk.cast, Walk.hits = cast, Counter()
    for name in PEOPLE:
        assert cast[name]
    Walk.program_pk = make_program(cast, targets=2).pk
    yield Walk.hits


def go(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def rarely(hits: Counter[str], least: int) -> dict[str, int]:
    """What was met less often than that: each act done and refused, each reason to refuse."""
    wanted = [
        *(f"{act}: {how}" for act in DONE for how in ("done", "refused")),
        *(f"refused: {why}" for why in REASONS),
    ]
    return {name: hits[name] for name in wanted if hits[name] < least}


def test_walks_through_review_bargaining_and_approval(hits: Counter[str]) -> None:
    go(examples=100, steps=30)
    assert rarely(hits, least=3) == {}


@pytest.mark.full
def test_many_long_walks(hits: Counter[str]) -> None:
    go(examples=500, steps=50)
    assert rarely(hits, least=20) == {}
