"""The rules of table, approval, freeze and amendment, written down a second time: what a deed will come to, and why.

What `Foreseen` keeps in mind is what was said and decided; it asks no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from projects.enums import FROZEN_WITH_THE_YEAR
from projects.enums import ProgramStatus as S
from targets.enums import Side
from tests.targets.tables import AGENCY, PROVINCE

EDITORS, HEADS = ("jahad.editor",), ("jahad.head",)
# "acting" holds a planner's seat and the deputy's: what one hand has done, the other may not approve.
PLANNERS, DEPUTIES = ("planner", "planner2", "acting"), ("deputy", "acting")
PEOPLE = (*EDITORS, *HEADS, "samt.head", *PLANNERS, "deputy", "auditor")
# Who makes which move from where, and where it leads.
MOVES: dict[str, tuple[tuple[str, ...], tuple[S, ...], S]] = {
    "submit": (EDITORS, (S.DRAFT, S.RETURNED), S.AWAITING_HEAD),
    "recall": (EDITORS, (S.AWAITING_HEAD,), S.DRAFT),
    "sign": (HEADS, (S.AWAITING_HEAD,), S.UNDER_REVIEW),
    "send_back": (HEADS, (S.AWAITING_HEAD,), S.DRAFT),
    "return": (PLANNERS, (S.UNDER_REVIEW, S.NEGOTIATION), S.RETURNED),
    "negotiate": (PLANNERS, (S.UNDER_REVIEW,), S.NEGOTIATION),
    "accept": (PLANNERS, (S.UNDER_REVIEW, S.NEGOTIATION), S.AGREED),
    "reject": (PLANNERS, (S.UNDER_REVIEW, S.NEGOTIATION), S.REJECTED),
    "approve": (DEPUTIES, (S.AGREED,), S.APPROVED),
    "review_again": (DEPUTIES, (S.AGREED,), S.RETURNED),
    "withdraw": ((*EDITORS, *HEADS), (S.DRAFT, S.RETURNED, S.UNDER_REVIEW, S.NEGOTIATION), S.WITHDRAWN),
    "close": (DEPUTIES, (S.APPROVED,), S.CLOSED),
}
SIGNED = ("sign", "accept", "approve")
# At the table, and of the year; "adopt" puts an amendment in force.
SAYINGS = ("offer", "accept", "ask", "rule")
ON_AMENDMENTS = {"adopt": DEPUTIES, "turn down": DEPUTIES, "take back": PLANNERS}
ENTITLED: dict[str, tuple[str, ...]] = {
    **{f"move {name}": who for name, (who, _sources, _target) in MOVES.items()},
    **dict.fromkeys(SAYINGS[:3], (*HEADS, *PLANNERS)),
    "rule": DEPUTIES,
    "edit": EDITORS,
    "freeze": DEPUTIES,
    "amend": PLANNERS,
    **ON_AMENDMENTS,
}
ACTS = tuple(ENTITLED)
REASONS = (
    *("no right", "another status", "stale", "a target is open", "own hand", "spoke at the table"),
    *("not in negotiation", "stale round", "agreed already", "no ruling asked", "own offer", "the other side's turn"),
    *("a ruling is asked for", "the same figure", "frozen already", "nothing to freeze", "not frozen", "stale table"),
    *("not in the table", "nothing differs", "can't come in", "decided already", "own amendment", "not theirs"),
    *("overtaken", "nothing would be left"),
)


@dataclass
class Said:
    """One offer as the walk remembers it."""

    side: Side
    by: str
    value: int
    ruling_asked: bool = False
    is_accepted: bool = False
    at_the_table: bool = True


@dataclass
class Proposed:
    """One amendment as the walk remembers it: a figure from `old` to `new`, the project's end, or a late entry."""

    pk: int
    by: str
    kind: str
    place: int
    old: int
    new: int
    waits: bool = True


@dataclass(frozen=True)
class Deed:
    """Something that somebody may want to do."""

    act: str
    who: str
    place: int
    value: int
    stale: bool
    # Which of the amendments, and of what kind a new one is.
    which: int
    kind: str


@dataclass
class Foreseen:
    """A program of two targets in its year, as whoever walks with it remembers it."""

    status: S
    # How many versions the year's master table has, and whether another program stands in it.
    versions: int = 0
    has_others: bool = False
    said: list[list[Said]] = field(default_factory=lambda: [[], []])
    agreed: list[int | None] = field(default_factory=lambda: [None, None])
    proposed: list[int] = field(default_factory=lambda: [240, 240])
    # Who put their name to the current revision, and who spoke at the table for the province.
    hands: set[str] = field(default_factory=set)
    bargainers: set[str] = field(default_factory=set)
    # The targets in force in the master table, with their values.
    standing: dict[int, int] = field(default_factory=dict)
    ever_stood: bool = False
    amendments: list[Proposed] = field(default_factory=list)

    # --- why not ---

    def why_not(self, deed: Deed) -> str:
        """The reason for which it is refused, or "": the rules, written down a second time."""
        act, who = deed.act, deed.who
        if act in SAYINGS:
            return self.why_silent(deed)
        if who not in ENTITLED[act]:
            return "no right"
        if act.startswith("move "):
            return self.why_no_move(act.removeprefix("move "), who) or ("stale" if deed.stale else "")
        if act == "edit":
            return "" if self.status in (S.DRAFT, S.RETURNED) else "another status"
        if act == "freeze":
            return "frozen already" if self.versions else "" if self.is_approved else "nothing to freeze"
        if not self.versions:
            return "not frozen"
        return self.why_not_propose(deed) if act == "amend" else self.why_not_decide(act, who, deed.which)

    @property
    def is_approved(self) -> bool:
        return self.status in FROZEN_WITH_THE_YEAR

    def why_no_move(self, name: str, who: str) -> str:
        if self.status not in MOVES[name][1]:
            return "another status"
        if name == "accept" and any(map(self.is_undecided, (0, 1))):
            return "a target is open"
        if name in SIGNED and who in self.hands:
            return "own hand"
        return "spoke at the table" if name == "approve" and who in self.bargainers else ""

    def is_undecided(self, place: int) -> bool:
        last = self.said[place][-1]
        return self.agreed[place] is None and (last.at_the_table or last.ruling_asked)

    def side_of(self, deed: Deed) -> Side:
        """For whom somebody speaks; who has no right, for whom an answer is due."""
        if deed.act == "rule":
            return Side.RULING
        if deed.who in (*HEADS, *PLANNERS):
            return AGENCY if deed.who in HEADS else PROVINCE
        return PROVINCE if self.said[deed.place] and self.said[deed.place][-1].side == AGENCY else AGENCY

    def why_silent(self, deed: Deed) -> str:
        side = self.side_of(deed)
        if deed.who not in {AGENCY: HEADS, PROVINCE: PLANNERS, Side.RULING: DEPUTIES}[side]:
            return "no right"
        if self.status != S.NEGOTIATION:
            return "not in negotiation"
        if deed.stale:
            return "stale round"
        if self.agreed[deed.place] is not None:
            return "agreed already"
        last = self.said[deed.place][-1]
        if side == Side.RULING:
            spoken = {said.by for said in self.said[deed.place] if said.side in (AGENCY, PROVINCE)}
            return "no ruling asked" if not last.ruling_asked else "own offer" if deed.who in spoken else ""
        if side == last.side:
            return "the other side's turn"
        if last.ruling_asked and deed.act != "accept":
            return "a ruling is asked for"
        return "the same figure" if deed.act == "offer" and last.value == deed.value else ""

    def why_not_propose(self, deed: Deed) -> str:
        if deed.stale:
            return "stale table"
        if deed.kind == "late":
            return "" if self.is_approved and not self.ever_stood else "can't come in"
        if deed.place not in self.standing:
            return "not in the table"
        return "nothing differs" if deed.kind == "same figure" else ""

    def why_not_decide(self, act: str, who: str, which: int) -> str:
        amendment = self.amendments[which]
        if not amendment.waits:
            return "decided already"
        if act == "take back":
            return "" if who == amendment.by else "not theirs"
        if who == amendment.by:
            return "own amendment"
        if act == "turn down":
            return ""
        still_fits = {
            "drop": bool(self.standing),
            "late": self.is_approved and not self.ever_stood,
            "figure": self.standing.get(amendment.place) == amendment.old,
        }[amendment.kind]
        if not still_fits:
            return "overtaken"
        return "nothing would be left" if amendment.kind == "drop" and not self.has_others else ""

    def new_figure(self, deed: Deed) -> int:
        """One that never stood there, or what stands there."""
        return self.standing.get(deed.place, 0) if deed.kind == "same figure" else 310 + 10 * len(self.amendments)

    # --- what is remembered ---

    def remember(self, deed: Deed, amendment: int = 0) -> None:
        """It went through; `amendment` is the key of the one that it proposed."""
        act, kind = deed.act, deed.act.partition(" ")[0]
        if kind == "move":
            self.remember_move(act.removeprefix("move "), deed.who)
        elif act in SAYINGS:
            self.remember_saying(deed)
        elif act == "edit":
            self.proposed[deed.place] = deed.value
        elif act == "freeze":
            self.versions = 1
            self.stand()
        elif act == "amend":
            old = self.standing.get(deed.place, 0)
            self.amendments.append(Proposed(amendment, deed.who, deed.kind, deed.place, old, self.new_figure(deed)))
        else:
            decided = self.amendments[deed.which]
            decided.waits = False
            if act == "adopt":
                self.put_in_force(decided, deed.who)

    def stand(self) -> None:
        """The program comes into the master table with what was agreed."""
        self.standing = {place: agreed for place, agreed in enumerate(self.agreed) if agreed is not None}
        self.ever_stood = True

    def put_in_force(self, amendment: Proposed, who: str) -> None:
        self.versions += 1
        if amendment.kind == "drop":
            self.standing = {}
        elif amendment.kind == "late":
            self.stand()
        else:
            self.standing[amendment.place] = self.agreed[amendment.place] = amendment.new
            self.said[amendment.place].append(Said(Side.AMENDMENT, who, amendment.new))

    def remember_move(self, name: str, who: str) -> None:
        self.status = MOVES[name][2]
        if name == "submit":
            self.hands = {who}
        elif name in SIGNED:
            self.hands.add(who)
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

    def remember_saying(self, deed: Deed) -> None:
        side, ledger = self.side_of(deed), self.said[deed.place]
        if side == PROVINCE:
            self.bargainers.add(deed.who)
        if deed.act == "ask":
            ledger[-1].ruling_asked = True
        elif deed.act == "accept":
            self.agreed[deed.place], ledger[-1].is_accepted = ledger[-1].value, True
        else:
            ledger.append(Said(side, deed.who, deed.value))
            if deed.act == "rule":
                self.agreed[deed.place] = deed.value
