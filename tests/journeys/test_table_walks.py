"""Whatever people do with a program, in whatever order: review, bargaining, ruling, approval, freeze, amendments.

What may be done is done, all else is refused and changes nothing, and what must hold holds after each step. The walk
keeps in mind what was said and decided, and says of every deed beforehand whether it goes through, and if not, why.
The places where walks begin are made once; each walk is rolled back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agencies.enums import Act, Role
from agencies.history import record
from agencies.models import Event, Membership, User
from projects.enums import PROMISED
from projects.enums import ProgramStatus as S
from projects.models import PlanYear, Program
from projects.operations import move_program
from projects.refusals import Refused
from targets.amendments import Figures
from targets.models import Amendment, Target
from targets.operations import amendments, bargaining, promises
from targets.verification import altered_frozen_figures, altered_master_tables
from tests.cast import BEFORE_THE_YEAR, Cast
from tests.factories import make_program, make_year
from tests.journeys.choosing import Chooser
from tests.journeys.foreseen import ACTS, PEOPLE, REASONS, SAYINGS, Deed, Foreseen, Proposed, Said
from tests.targets.amending import WHY
from tests.targets.tables import AGENCY, BECAUSE, PROVINCE

# Agreed at the table, by what "acting" offered there; or answered there, and a ruling asked for on the first target.
BARGAINED, ASKED = "bargained", "ruling asked"
# Of a frozen year: in its master table, alone or beside another program, with amendments that wait; or outside it.
ALONE, BESIDE, OUTSIDE = "frozen alone", "frozen beside another", "outside a frozen table"
# These change a second thing, with an event of its own: the figures agreed on, the program amended, the due days.
AND_ANOTHER = ("move accept", "adopt", "freeze")
STARTS = (
    *(S.AWAITING_HEAD, S.RETURNED, OUTSIDE),
    *(S.UNDER_REVIEW, ALONE) * 2,
    *(S.AGREED, BARGAINED) * 4,
    *(BESIDE, S.APPROVED) * 4,
    *(S.NEGOTIATION, ASKED) * 6,
)
GOES_THROUGH = 0.66


class Walk(RuleBasedStateMachine):
    """One program of two targets in one year, and everybody who might want something of them."""

    people: dict[str, User]
    starts: dict[str, int]
    hits: Counter[str]
    # What had been met when a walk began, by its seed: gone again, it goes the same way.
    met: dict[bytes, Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.own = transaction.atomic()
        self.own.__enter__()

    def teardown(self) -> None:
        try:
            # What the database itself demands at a commit: versions that say what their amendments say.
            connection.check_constraints()
        finally:
            self.hits.update(self.chooser.hits)
            transaction.set_rollback(True)
            self.own.__exit__(None, None, None)

    # A seed of single bits: of larger values Hypothesis takes some from our own code, and each change of that would
    # make other walks.
    @initialize(start=st.sampled_from(STARTS), bits=st.lists(st.booleans(), min_size=40, max_size=40))
    def begin(self, start: str, bits: list[bool]) -> None:
        seed = bytes(bits)
        self.pk = self.starts[start]
        self.program = Program.objects.select_related("agency", "plan_year").get(pk=self.pk)
        self.year = self.program.plan_year
        targets = Target.objects.filter(project__program=self.program).select_related("project", "indicator__unit")
        self.targets = list(targets.order_by("pk"))
        proposed = Amendment.objects.filter(plan_year=self.year).order_by("number").values_list("pk", flat=True)
        self.foreseen = foreseen_from(start, list(proposed))
        self.chooser = Chooser(seed, self.foreseen, self.met.setdefault(seed, Counter(self.hits)))
        self.first = Event.objects.latest("pk").pk
        self.events = 0
        self.known = self.stored()
        self.changed = ""

    # --- what is tried ---

    @rule()
    def step(self) -> None:
        """More goes through than is refused, so that walks get far (of several rules Hypothesis leaves some out)."""
        self.do(self.chooser.next_deed(may_go_through=self.chooser.chance.random() < GOES_THROUGH))

    def do(self, deed: Deed) -> None:
        """It goes through exactly if there is no reason against it, and what is refused leaves no trace."""
        why_not = self.foreseen.why_not(deed)
        try:
            with transaction.atomic():
                done = self.act(deed)
        except (Refused, PermissionDenied) as refusal:
            assert why_not, f"{deed} is refused: {refusal}"
            assert self.stored() == self.known
            self.chooser.note(deed, why_not)
            self.changed = ""
            return
        assert not why_not, f"{deed} goes through, though: {why_not}"
        self.chooser.note(deed, "")
        self.foreseen.remember(deed, done.pk if deed.act == "amend" else 0)
        self.events += 1 + (deed.act in AND_ANOTHER)
        self.changed, self.known = deed.act, self.stored()
        assert self.known[2] == self.events, "one event a change"
        assert self.known[0] == self.foreseen.status

    def act(self, deed: Deed) -> Any:
        by, kind, name = self.people[deed.who], *deed.act.partition(" ")[::2]
        if kind == "move":
            program = Program.objects.select_related("agency", "plan_year").get(pk=self.pk)
            version = self.known[1] - deed.stale
            return move_program(by=by, program=program, move=name, version=version, reason="برای آزمون")
        if deed.act in SAYINGS:
            return self.say(deed, by)
        if deed.act == "edit":
            return self.edit(deed, by)
        if deed.act == "freeze":
            return promises.freeze_year(by=by, plan_year=PlanYear.objects.get(pk=self.year.pk))
        if deed.act == "amend":
            return self.amend(deed, by)
        amendment = Amendment.objects.select_related("plan_year").get(pk=self.foreseen.amendments[deed.which].pk)
        if deed.act == "adopt":
            return amendments.approve_amendment(by=by, amendment=amendment)
        if deed.act == "turn down":
            return amendments.reject_amendment(by=by, amendment=amendment, reason="با ظرفیت استان نمی‌خواند")
        return amendments.withdraw_amendment(by=by, amendment=amendment)

    def say(self, deed: Deed, by: User) -> Any:
        side, value = self.foreseen.side_of(deed), Decimal(deed.value)
        target = self.targets[deed.place]
        seen_round = len(self.foreseen.said[deed.place]) - deed.stale
        given: dict[str, Any] = {"by": by, "target": target, "seen_round": seen_round}
        acts: dict[str, Callable[[], Any]] = {
            "offer": lambda: bargaining.make_offer(side=side, value=value, terms=BECAUSE, **given),
            "accept": lambda: bargaining.accept_offer(side=side, **given),
            "ask": lambda: bargaining.ask_for_ruling(side=side, reason="توافق نشد", **given),
            "rule": lambda: bargaining.give_ruling(value=value, terms=BECAUSE, **given),
        }
        return acts[deed.act]()

    def edit(self, deed: Deed, by: User) -> Any:
        program = Program.objects.select_related("agency", "plan_year").get(pk=self.pk)
        target = Target.objects.select_related("project", "indicator__unit").get(pk=self.targets[deed.place].pk)
        way = [Decimal(deed.value) * month / 12 for month in range(1, 13)]
        return promises.save_target(
            by=by,
            program=program,
            version=program.version,
            project=target.project,
            target=target,
            value=Decimal(deed.value),
            trajectory=way,
        )

    def amend(self, deed: Deed, by: User) -> Any:
        target = self.targets[deed.place]
        asked: dict[str, Any] = {
            "drop": {"drops": [target.project.uuid]},
            "late": {"programs": [self.program.uuid]},
        }.get(deed.kind, {"figures": {target.uuid: Figures(value=Decimal(self.foreseen.new_figure(deed)))}})
        version = self.foreseen.versions - deed.stale
        return amendments.propose_amendment(by=by, plan_year=self.year, version=version, **WHY, **asked)

    # --- what is stored, and what holds of it ---

    def stored(self) -> tuple[Any, ...]:
        """Where the program and its year stand, and how many events, versions and waiting amendments there are."""
        return asked(
            """
            SELECT program.status, program.version, (SELECT count(*) FROM agencies_event WHERE id > %s), year.state,
                (SELECT count(*) FROM targets_mastertable WHERE plan_year_id = year.id),
                (SELECT count(*) FROM targets_amendment WHERE plan_year_id = year.id AND state = 'proposed'),
                (SELECT count(*) FROM targets_offer AS offer WHERE offer.target_id IN (%s, %s))
            FROM projects_program AS program JOIN projects_planyear AS year ON year.id = program.plan_year_id
            WHERE program.id = %s
            """,
            [self.first, *(target.pk for target in self.targets), self.pk],
        )[0]

    @invariant()
    def everything_holds(self) -> None:
        # What was refused left no trace: `do` has seen to that.
        if not getattr(self, "changed", ""):
            return
        self.ledgers_hold()
        self.nobody_approved_their_own()
        if self.foreseen.versions:
            self.what_is_frozen_holds()
        if self.foreseen.status in PROMISED:
            assert None not in self.foreseen.agreed, "a program is agreed once every target is"

    def ledgers_hold(self) -> None:
        """What is agreed is the last accepted offer, and rounds follow each other."""
        ledgers: list[list[tuple[Any, ...]]] = [[], []]
        places = {target.pk: place for place, target in enumerate(self.targets)}
        for target, *offer in asked(
            """
            SELECT offer.target_id, offer.round, offer.side, offer.value,
                offer.trajectory[cardinality(offer.trajectory)], offer.id = coalesce(target.accepted_offer_id, 0)
            FROM targets_offer AS offer JOIN targets_target AS target ON target.id = offer.target_id
            WHERE target.id IN (%s, %s) ORDER BY offer.target_id, offer.round
            """,
            [*places],
        ):
            ledgers[places[target]].append(tuple(offer))
        for place, ledger in enumerate(ledgers):
            assert [(side, int(value)) for _round, side, value, _end, _agreed in ledger] == [
                (said.side, said.value) for said in self.foreseen.said[place]
            ]
            assert [offer[0] for offer in ledger] == list(range(1, len(ledger) + 1))
            agreed = [number for number, offer in enumerate(ledger, 1) if offer[4]]
            last = [] if self.foreseen.agreed[place] is None else [len(ledger)]
            assert agreed == last, "what is agreed is the last offer"
            for number in agreed:
                _round, _side, value, end, _agreed = ledger[number - 1]
                assert value == end == self.foreseen.agreed[place]

    def nobody_approved_their_own(self) -> None:
        assert (
            asked(
                """
            SELECT 'revision', id FROM projects_revision
            WHERE program_id = %s AND (
                accepted_by_id = ANY(contributor_ids || ARRAY[submitted_by_id, signed_by_id]::bigint[])
                OR approved_by_id
                    = ANY(contributor_ids || ARRAY[submitted_by_id, signed_by_id, accepted_by_id]::bigint[])
            )
            UNION ALL SELECT 'amendment', id FROM targets_amendment
            WHERE plan_year_id = %s AND state IN ('approved', 'rejected') AND decided_by_id = proposed_by_id
            UNION ALL SELECT 'ruling', ruling.id
            FROM targets_offer AS ruling JOIN targets_offer AS offer USING (target_id, made_by_id)
            WHERE ruling.side = 'ruling' AND offer.side IN ('agency', 'province') AND offer.round < ruling.round
                AND target_id IN (%s, %s)
            """,
                [self.pk, self.year.pk, *(target.pk for target in self.targets)],
            )
            == []
        ), "no approval by a maker"

    def what_is_frozen_holds(self) -> None:
        """The rows in force say what the walk knows; live figures equal them, and each version its hash."""
        rows = asked(
            """
            SELECT frozen.target_id, frozen.value
            FROM targets_mastertablerow AS frozen JOIN targets_mastertable AS version ON version.id = master_table_id
            WHERE version.plan_year_id = %s AND version.version = %s AND frozen.target_id IN (%s, %s)
            """,
            [self.year.pk, self.foreseen.versions, *(target.pk for target in self.targets)],
        )
        assert dict(rows) == {self.targets[place].pk: value for place, value in self.foreseen.standing.items()}
        assert not [*altered_frozen_figures()]
        if self.changed in ("freeze", "adopt"):
            assert not [*altered_master_tables()], "frozen rows equal their hash"


def asked(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


# --- where walks begin --------------------------------------------------------------------------------


@pytest.fixture
def hits(db: None, cast: Cast) -> Iterator[Counter[str]]:
    Walk.hits, Walk.met, Walk.starts = Counter(), {}, {}
    Walk.people = {name: acting_deputy() if name == "acting" else cast[name] for name in PEOPLE}
    for number, start in enumerate(dict.fromkeys(STARTS)):
        Walk.starts[start] = make_start(cast, start, make_year(1388 + number)).pk
    # What the database asks at a commit is asked of the beginnings once.
    connection.check_constraints()
    yield Walk.hits


@transaction.atomic
def acting_deputy() -> User:
    """A planner who acts as the deputy governor for a while."""
    user = User.objects.create_user("acting", full_name="acting")
    for role in (Role.PLANNER, Role.DEPUTY):
        Membership.objects.create(user=user, role=role, valid_from=BEFORE_THE_YEAR)
    record(by=None, act=Act.CREATED, kind="agencies.user", object_id=user.uuid, label=user.username)
    return user


def make_start(cast: Cast, start: str, plan_year: PlanYear) -> Program:
    """The program that is walked with, in a year of its own."""
    given: dict[str, Any] = {"plan_year": plan_year, "targets": 2}
    if start in (BESIDE, OUTSIDE):
        make_program(cast, plan_year=plan_year, agency="SAMT", status=S.APPROVED, title="نوسازی واحدهای تولیدی")
    if start in (ALONE, BESIDE):
        program = make_program(cast, status=S.APPROVED, **given)
        promises.freeze_year(by=cast.deputy, plan_year=plan_year)
        propose_some(program)
        return program
    if start == OUTSIDE:
        promises.freeze_year(by=cast.deputy, plan_year=plan_year)
    if start not in (S.AGREED, BARGAINED, ASKED, OUTSIDE):
        return make_program(cast, status=S(start), **given)
    program = make_program(cast, status=S.NEGOTIATION, **given)
    one, other = Target.objects.filter(project__program=program).select_related("project").order_by("pk")
    if start == BARGAINED:
        for target in (one, other):
            counter(target, "acting")
            bargaining.accept_offer(by=cast.jahad_head, side=AGENCY, target=target, seen_round=2)
    if start == ASKED:
        counter(one, "acting")
        counter(other, "planner")
        bargaining.ask_for_ruling(by=cast.jahad_head, side=AGENCY, target=one, seen_round=2, reason="توافق نشد")
        return program
    program = Program.objects.select_related("agency", "plan_year").get(pk=program.pk)
    by = cast.planner if start == BARGAINED else Walk.people["acting"]
    return move_program(by=by, program=program, move="accept", version=program.version)


def counter(target: Target, who: str) -> None:
    given: dict[str, Any] = {"by": Walk.people[who], "target": target, "terms": BECAUSE}
    bargaining.make_offer(side=PROVINCE, seen_round=1, value=Decimal(250), **given)


# Of what waits in a frozen year: by whom, of which kind, for which target, and what shall stand there.
WAITING = (("planner", "figure", 0, 301), ("acting", "figure", 0, 302), ("planner2", "drop", 0, 0))


def propose_some(program: Program) -> None:
    """Two amendments of the same figure, and one that drops the project."""
    target = Target.objects.select_related("project").filter(project__program=program).earliest("pk")
    for who, kind, _place, new in WAITING:
        asked_for: dict[str, Any] = {"drops": [target.project.uuid]}
        if kind == "figure":
            asked_for = {"figures": {target.uuid: Figures(value=Decimal(new))}}
        by = Walk.people[who]
        amendments.propose_amendment(by=by, plan_year=program.plan_year, version=1, **WHY, **asked_for)


ELSEWHERE = {BARGAINED: S.AGREED, OUTSIDE: S.AGREED, ASKED: S.NEGOTIATION, ALONE: S.APPROVED, BESIDE: S.APPROVED}


def foreseen_from(start: str, proposed: Sequence[int]) -> Foreseen:
    """What there is to know where a walk begins; `proposed` are the keys of the amendments that wait."""
    status = S(ELSEWHERE.get(start, start))
    acceptor = "planner" if start in (S.APPROVED, BARGAINED, ALONE, BESIDE) else "acting"
    signers = ("jahad.editor", "jahad.head", acceptor, "deputy")
    offered = [] if status == S.AWAITING_HEAD else [Said(AGENCY, "jahad.head", 240, at_the_table=False)]
    said = [[*map(copy, offered)] for _place in (0, 1)]
    bargainers = {BARGAINED: ("acting", "acting"), ASKED: ("acting", "planner")}.get(start, ())
    for place, who in enumerate(bargainers):
        is_asked = start == ASKED and place == 0
        said[place].append(Said(PROVINCE, who, 250, ruling_asked=is_asked, is_accepted=start == BARGAINED))
    agreed = [ledger[-1].value if status in PROMISED else None for ledger in said]
    waiting = zip(proposed, WAITING, strict=False)
    return Foreseen(
        status,
        versions=int(start in (ALONE, BESIDE, OUTSIDE)),
        has_others=start in (BESIDE, OUTSIDE),
        said=said,
        agreed=agreed,
        hands=set(signers[: {S.AWAITING_HEAD: 1, S.AGREED: 3, S.APPROVED: 4}.get(status, 2)]),
        bargainers=set(bargainers),
        standing={0: 240, 1: 240} if start in (ALONE, BESIDE) else {},
        ever_stood=start in (ALONE, BESIDE),
        amendments=[Proposed(pk, who, kind, place, 240, new) for pk, (who, kind, place, new) in waiting],
    )


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
        *(f"{act}: {how}" for act in ACTS for how in ("done", "refused")),
        *(f"refused: {why}" for why in REASONS),
    ]
    return {name: hits[name] for name in wanted if hits[name] < least}


def test_walks_from_review_to_amendments(hits: Counter[str]) -> None:
    go(examples=90, steps=30)
    assert rarely(hits, least=2) == {}


@pytest.mark.full
def test_many_long_walks(hits: Counter[str]) -> None:
    go(examples=500, steps=50)
    assert rarely(hits, least=20) == {}
