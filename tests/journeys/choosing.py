"""Which deed comes next in a walk: of some drawn by chance, the one whose outcome the walk has met least."""

from __future__ import annotations

from collections import Counter
from random import Random

from projects.enums import ProgramStatus as S
from tests.journeys.foreseen import (
    ACTS,
    ENTITLED,
    HEADS,
    ON_AMENDMENTS,
    PEOPLE,
    PLANNERS,
    SAYINGS,
    Deed,
    Foreseen,
)

# After these little can be done any more: they come late, so that the walk gets somewhere first.
LATE = 22
ENDS = {"move reject": 17, "move withdraw": LATE, "move close": LATE}
# What ends a situation is given time until half of what is refused there was met: so long it counts as done often.
AT_THE_TABLE = ("the same figure", "the other side's turn", "agreed already", "a target is open")
IN_TIME = {
    **dict.fromkeys(("move return", "move accept"), AT_THE_TABLE),
    "accept": ("the same figure", "the other side's turn", "a ruling is asked for", "stale round"),
    "rule": ("a ruling is asked for",),
    **dict.fromkeys(("turn down", "take back"), ("overtaken",)),
}
# Where "acting" has a part already.
WITH_A_PART = {
    **dict.fromkeys(("move approve", "move review_again"), ("own hand", "spoke at the table")),
    "rule": ("own offer",),
}
SELDOM = (
    *("the same figure", "own offer", "spoke at the table", "overtaken", "a target is open", "no ruling asked"),
    *("own hand", "nothing would be left"),
)
# What people have in mind, where the program stands.
ON_THEIR_MIND = {S.NEGOTIATION: SAYINGS, S.AGREED: ("move approve", "move review_again")}
DRAWN = 40
# So often each act and each refusal is met in a run of walks.
ENOUGH = 30
VALUES = (250, 260, 300)
# Never what was offered at the table, whose way to the end of the year may differ.
EDITED = (255, 265, 305)
KINDS = ("figure", "figure", "same figure", "drop", "late")


class Chooser:
    """Draws the deeds of one walk; `hits` counts what came of its deeds, `before` what came of all earlier walks."""

    def __init__(self, seed: bytes, foreseen: Foreseen, before: Counter[str]) -> None:
        self.chance = Random(seed)
        self.before = before
        self.foreseen = foreseen
        self.hits: Counter[str] = Counter()
        self.steps = 0

    def next_deed(self, *, may_go_through: bool) -> Deed:
        """One that may be done, or one that may not; where there is none of that, one of the other."""
        self.steps += 1
        drawn = [(deed, self.foreseen.why_not(deed)) for deed in (self._any_deed() for _ in range(DRAWN))]
        fitting = [(deed, why_not) for deed, why_not in drawn if self._is_wanted(deed, why_not, may_go_through)]
        fitting = fitting or [each for each in drawn if each[1]] or drawn
        best = min(fitting, key=lambda each: (self._how_often(*each), self.chance.random()))
        refused = [each for each in drawn if each[1]]
        if self._is_early(best[0].act) and not best[1] and refused:
            best = min(refused, key=lambda each: (self._how_often(*each), self.chance.random()))
        return best[0]

    def note(self, deed: Deed, why_not: str) -> None:
        """What came of it."""
        if why_not:
            self.hits[f"refused: {why_not}"] += 1
        self.hits[f"{deed.act}: {'refused' if why_not else 'done'}"] += 1

    def _any_deed(self) -> Deed:
        chance, foreseen = self.chance, self.foreseen
        minds = ON_THEIR_MIND.get(foreseen.status) or (("amend", *ON_AMENDMENTS) if foreseen.versions else ACTS)
        act = chance.choice(minds if chance.random() < 0.5 else ACTS)
        if act in ON_AMENDMENTS and not foreseen.amendments:
            act = "amend"
        entitled = chance.choice((HEADS, PLANNERS)) if act in ("offer", "accept", "ask") else ENTITLED[act]
        speaks_up = 0.7 if self._is_missing("refused: spoke at the table") else 0.4
        is_acting = "acting" in entitled and chance.random() < speaks_up
        waiting = [place for place, amendment in enumerate(foreseen.amendments) if amendment.waits]
        places = waiting if waiting and chance.random() < 0.7 else range(len(foreseen.amendments))
        place = chance.choice((0, 1))
        said = [said.value for said in foreseen.said[place][-1:]]
        return Deed(
            act,
            who="acting" if is_acting else chance.choice(entitled if chance.random() < 0.7 else PEOPLE),
            place=place,
            value=chance.choice(EDITED if act == "edit" else (*VALUES, *said * 4)),
            stale=chance.random() < 0.1,
            which=chance.choice(places) if places else 0,
            kind=chance.choice(KINDS),
        )

    def _is_wanted(self, deed: Deed, why_not: str, may_go_through: bool) -> bool:
        if not may_go_through:
            return bool(why_not)
        return not why_not and self.steps > ENDS.get(deed.act, 0)

    def _how_often(self, deed: Deed, why_not: str) -> int:
        hits = self.hits
        if why_not:
            # What is seldom possible goes first: it counts as met half as often.
            seldom = 10 if why_not in SELDOM else 20
            count = seldom * hits[f"refused: {why_not}"] - (why_not in SELDOM)
            if self._is_missing(f"refused: {why_not}"):
                count -= 2 * seldom
            if self._is_missing(f"{deed.act}: refused"):
                count -= seldom
            return count + self.chance.choice((0, hits[f"{deed.act}: refused"]))
        if deed.act in ENDS:
            return -1 - 2 * (deed.act == "move reject")
        if self._is_missing(f"{deed.act}: done"):
            return -2
        if deed.act == "freeze":
            return -1
        # What was agreed is mostly approved: so that there is something to freeze.
        is_undoing = deed.act == "move review_again" and self.chance.random() < 0.6
        return hits[f"{deed.act}: done"] + is_undoing + (6 if self._is_early(deed.act) else 0)

    def _is_missing(self, outcome: str) -> bool:
        """Whether no deed of this walk and too few of the earlier ones came to that."""
        return self.hits[outcome] < 2 and self.before[outcome] < ENOUGH

    def _is_early(self, act: str) -> bool:
        if self.before[f"{act}: done"] < ENOUGH // 2 and not self._has_part(act):
            return False
        reasons = (WITH_A_PART if self._has_part(act) else IN_TIME).get(act, ())
        met = sum(self.hits[f"refused: {reason}"] > 0 for reason in reasons)
        return self.steps <= LATE and 2 * met < len(reasons)

    def _has_part(self, act: str) -> bool:
        """Whether "acting" has a part in what this deed would end."""
        if act == "rule":
            asked = [ledger for ledger in self.foreseen.said if ledger and ledger[-1].ruling_asked]
            return any(said.by == "acting" for ledger in asked for said in ledger)
        return act in WITH_A_PART and "acting" in self.foreseen.hands | self.foreseen.bargainers
