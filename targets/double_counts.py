"""Double counting (احتساب مضاعف): which targets may count the same, and what of them is therefore counted.

**Suspected** are targets of two projects with one indicator that name the same shared object, or stand in two programs
with near-equal project titles in one county. Only what its agency has offered is compared, and only what is added up.
Suspects are computed on reading; what a planner decided on them is stored (`DoubleCount`), and the last word holds. A
clearance of near-equal titles does not clear an object that both name later.

**Counted once**: a confirmed double count says how much is common, and each target's share of that. What a target loses
is the part of the common amount that others keep; it counts with the rest of its amount, in every sum (`Counting`).
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain, combinations, product
from math import ceil

from django.utils.functional import cached_property
from django.utils.translation import ngettext

from config.persian.digits import localise_digits
from config.persian.letters import search_key
from targets.enums import Aggregation, Ground, Verdict
from targets.models import DoubleCount, DoubleCountShare
from targets.planned import Planned
from targets.rollups import counted_part

# From this likeness of their titles on, two projects of one county are suspects. Of the 400 titles of the demonstration
# no two different projects in one county come nearer than 0.48, whatever they measure (0.41 with one indicator), while
# six rewordings of one project ("توسعه…" for "گسترش…", a word more, other letters) had 0.27 to 0.80: two are missed.
NEAR = Decimal("0.5")
# Indicators of which nothing is added up count nothing twice.
NOT_ADDED = frozenset({Aggregation.NONE, Aggregation.MAX})
_BY_PARTS = frozenset({Aggregation.RATIO, Aggregation.WEIGHTED})


# --- how much is counted ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in force: the shares, in percent, by target key; None where nothing was confirmed."""

    uuid: uuid.UUID
    verdict: Verdict
    ground: Ground
    common: Decimal | None
    shares: Mapping[int, Decimal | None]

    def settles(self, suspicion: Suspicion) -> bool:
        if not self.shares.keys() >= {suspicion.one, suspicion.other}:
            return False
        if self.verdict == Verdict.CONFIRMED:
            return True
        by_title = self.ground == Ground.TITLE and suspicion.ground == Ground.OBJECT
        return self.verdict == Verdict.CLEARED and not by_title


def decisions_on(targets: Collection[int], as_of: datetime.datetime | None = None) -> list[Decided]:
    """The decisions in force on any of the targets, the latest first; one query."""
    found = DoubleCount.objects.in_force(as_of).filter(shares__target__in=targets)
    shares = DoubleCountShare.objects.filter(decision__in=found.values("pk")).select_related("decision")
    by_decision: dict[DoubleCount, dict[int, Decimal | None]] = {}
    for share in shares.order_by("-decision_id", "pk"):
        by_decision.setdefault(share.decision, {})[share.target_id] = share.share
    return [
        Decided(each.uuid, Verdict(each.verdict), Ground(each.ground), each.common_amount, shares)
        for each, shares in by_decision.items()
    ]


def amount_of(row: Planned) -> Decimal | None:
    """What a common amount is a part of: the promised amount; of a ratio and a weighted mean its denominator."""
    if row.sheet.measure.aggregation in _BY_PARTS:
        parts = row.offered if row.agreed.value is None else row.agreed
        return parts.denominator
    return None if row.sheet.value is None else abs(row.sheet.value)


def kept_by_others(target: int, decisions: Iterable[Decided]) -> Decimal:
    """How much of the target's amount other targets count, by the confirmed double counts among the decisions."""
    return sum(
        (
            each.common * (100 - (each.shares[target] or Decimal(0))) / 100
            for each in decisions
            if each.verdict == Verdict.CONFIRMED and each.common is not None and target in each.shares
        ),
        Decimal(0),
    )


def even_shares(count: int) -> Sequence[Decimal]:
    """Equal shares that make 100, in hundredths; the last takes what is left."""
    each = (Decimal(100) / count).quantize(Decimal("0.01"))
    return [each] * (count - 1) + [100 - each * (count - 1)]


# --- suspicion --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two targets, by their keys, that may count the same. `likeness` is that of the titles, 0 to 1."""

    one: int
    other: int
    ground: Ground
    objects: frozenset[uuid.UUID]
    likeness: Decimal


@dataclass(frozen=True)
class Suspects:
    """Targets that hang together by suspicions nobody has decided on, in the order of their keys."""

    rows: Sequence[Planned]
    suspicions: Sequence[Suspicion]

    @cached_property
    def keys(self) -> frozenset[int]:
        return frozenset(row.target_id for row in self.rows)

    @property
    def ground(self) -> Ground:
        by_object = any(each.ground == Ground.OBJECT for each in self.suspicions)
        return Ground.OBJECT if by_object else Ground.TITLE


def trigrams(title: str) -> frozenset[str]:
    """The title's trigrams, whatever letters, digits and spaces it was written with."""
    key = f"  {search_key(title)} "
    return frozenset(key[place : place + 3] for place in range(len(key) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> Decimal:
    """As pg_trgm's similarity: shared trigrams of all."""
    shared = len(one & other)
    return Decimal(shared) / (len(one) + len(other) - shared)


def suspicions_in(plan: Iterable[Planned]) -> Iterator[Suspicion]:
    """Each two of the rows that may count the same, in the order of their keys in each indicator; no query.

    Of the pairs in one place only those are compared that can be near (`near_equal`): few, but of many titles they too
    grow nearly with the square.
    """
    called = cache(trigrams)
    for rows in _by_indicator(plan).values():
        near = _near_titles(rows, called)
        for pair in sorted(near.keys() | _of_one_object(rows)):
            one, other = (rows[number] for number in pair)
            objects = one.objects & other.objects
            alike = near.get(pair)
            if alike is None:
                meet = one.program_uuid != other.program_uuid and one.places & other.places
                alike = likeness(called(one.project_title), called(other.project_title)) if meet else Decimal(0)
            yield Suspicion(one.target_id, other.target_id, Ground.OBJECT if objects else Ground.TITLE, objects, alike)


def _of_one_object(rows: Sequence[Planned]) -> set[tuple[int, int]]:
    """Each two of the rows, by their numbers, of different projects that name one object."""
    there: dict[uuid.UUID, list[int]] = {}
    for number, row in enumerate(rows):
        for name in row.objects:
            there.setdefault(name, []).append(number)
    pairs = (pair for numbers in there.values() for pair in combinations(numbers, 2))
    return {(one, other) for one, other in pairs if rows[one].project_id != rows[other].project_id}


def _near_titles(rows: Sequence[Planned], called: Callable[[str], frozenset[str]]) -> dict[tuple[int, int], Decimal]:
    """Each two of the rows, by their numbers, that stand in one place with near-equal titles, and how like they are.

    Parts of one program are called alike as a matter of course.
    """
    there: dict[str, dict[frozenset[str], list[int]]] = {}
    for number, row in enumerate(rows):
        for place in row.places:
            there.setdefault(place, {}).setdefault(called(row.project_title), []).append(number)
    found = {}
    for titles in there.values():
        for one, other, alike in near_equal(titles):
            numbers = combinations(titles[one], 2) if one is other else product(titles[one], titles[other])
            for pair in numbers:
                if rows[pair[0]].program_uuid != rows[pair[1]].program_uuid:
                    found[min(pair), max(pair)] = alike
    return found


def near_equal(titles: Collection[frozenset[str]]) -> Iterator[tuple[frozenset[str], frozenset[str], Decimal]]:
    """Each two of different titles, by their trigrams, that are `NEAR`, and each with itself; with their likeness.

    Those with so much in common share a trigram that is among the rarest of both ("prefix filtering": Bayardo, Ma and
    Srikant, Scaling up all pairs similarity search, 2007): only what does is compared. Of n trigrams n − ⌈NEAR·n⌉ + 1
    are enough to look for shorter titles, and n − ⌈2·NEAR·n / (1 + NEAR)⌉ + 1 to be found by longer ones.
    """
    if len(titles) == 1:
        yield from ((title, title, Decimal(1)) for title in titles)
        return
    counts = Counter(chain.from_iterable(titles))
    # Each trigram is a bit, the rarest the lowest: what two titles share is counted faster than in sets.
    bit_of = {trigram: 1 << rank for rank, trigram in enumerate(sorted(counts, key=counts.__getitem__))}
    by_size = sorted(titles, key=len)
    bits = [sum(map(bit_of.__getitem__, title)) for title in by_size]
    part, whole = NEAR.as_integer_ratio()
    shorter: dict[str, list[int]] = {}
    for number, title in enumerate(by_size):
        yield title, title, Decimal(1)
        size, own = len(title), bits[number]
        enough, rarest = ceil(NEAR * size), sorted(title, key=bit_of.__getitem__)
        for found in {found for trigram in rarest[: size - enough + 1] for found in shorter.get(trigram, ())}:
            other, shared = by_size[found], (own & bits[found]).bit_count()
            # `shared` is NEAR of all, which are those of both but for the shared.
            if len(other) >= enough and shared * (part + whole) >= part * (size + len(other)):
                yield title, other, likeness(title, other)
        for trigram in rarest[: size - ceil(2 * NEAR * size / (1 + NEAR)) + 1]:
            shorter.setdefault(trigram, []).append(number)


def _by_indicator(plan: Iterable[Planned]) -> dict[str, list[Planned]]:
    """The rows that can be suspected, in the order of their keys."""
    found: dict[str, list[Planned]] = {}
    for row in sorted(plan, key=lambda row: row.target_id):
        if row.offered.value is not None and row.sheet.measure.aggregation not in NOT_ADDED:
            found.setdefault(row.indicator, []).append(row)
    return found


def suspects_among(
    plan: Iterable[Planned], suspicions: Iterable[Suspicion], decisions: Sequence[Decided]
) -> list[Suspects]:
    """The groups of rows that nobody has decided on, in the order of their first keys; no query."""
    about = by_target(decisions)
    open_ones = [each for each in suspicions if not any(one.settles(each) for one in about.get(each.one, ()))]
    group_of: dict[int, list[int]] = {}
    for each in open_ones:
        one, other = (group_of.setdefault(key, [key]) for key in (each.one, each.other))
        if one is not other:
            smaller, larger = sorted((one, other), key=len)
            larger += smaller
            group_of.update(dict.fromkeys(smaller, larger))
    hanging: dict[int, list[Suspicion]] = {}
    for each in open_ones:
        hanging.setdefault(id(group_of[each.one]), []).append(each)
    by_key = {row.target_id: row for row in plan}
    groups = {min(group): group for group in {id(group): group for group in group_of.values()}.values()}
    return [
        Suspects([by_key[key] for key in sorted(groups[first])], hanging[id(groups[first])]) for first in sorted(groups)
    ]


def by_target(decisions: Iterable[Decided]) -> dict[int, list[Decided]]:
    """The decisions by each target that they are about, in their order."""
    found: dict[int, list[Decided]] = {}
    for each in decisions:
        for key in each.shares:
            found.setdefault(key, []).append(each)
    return found


# --- what the sums take of it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """How a target counts in sums: the part of its amount, and the suspects it belongs to, by their first keys."""

    part: Decimal = Decimal(1)
    suspects: frozenset[int] = frozenset()


WHOLLY = Counted()


def counting(plan: Sequence[Planned], as_of: datetime.datetime | None = None) -> dict[int, Counted]:
    """How the plan's rows count, by target key; those that are not here count wholly. One query."""
    decisions = decisions_on([row.target_id for row in plan], as_of)
    counted: dict[int, Counted] = {}
    suspected: dict[int, set[int]] = {}
    for group in suspects_among(plan, suspicions_in(plan), decisions):
        first = min(group.keys)
        for key in group.keys:
            suspected.setdefault(key, set()).add(first)
    about = by_target(decisions)
    touched = suspected.keys() | about.keys()
    for row in plan:
        if row.target_id in touched:
            part = counted_part(amount_of(row), kept_by_others(row.target_id, about.get(row.target_id, ())))
            counted[row.target_id] = Counted(part, frozenset(suspected.get(row.target_id, ())))
    return counted


def suspected_in(counted: Iterable[Counted]) -> int:
    """How many suspected double counts are in a sum of these: suspects of which two or more are added."""
    added = Counter(first for each in counted for first in each.suspects)
    return sum(count > 1 for count in added.values())


def counted_in_part(counted: Iterable[Counted]) -> int:
    """How many of these count with a part of their amount only, because others count the rest."""
    return sum(each.part != 1 for each in counted)


def note_on(counted: Iterable[Counted]) -> str:
    """What the reader of a sum of these has to know of double counts in it; "" for nothing."""
    every = list(counted)
    return words_of(suspected_in(every), counted_in_part(every))


def words_of(suspected: int, in_part: int) -> str:
    words = []
    if suspected:
        words.append(
            ngettext(
                "%(count)s suspected double count in this sum.",
                "%(count)s suspected double counts in this sum.",
                suspected,
            )
            % {"count": localise_digits(str(suspected))}
        )
    if in_part:
        words.append(
            ngettext(
                "%(count)s target counts in part: what another one counts too is counted once.",
                "%(count)s targets count in part: what others count too is counted once.",
                in_part,
            )
            % {"count": localise_digits(str(in_part))}
        )
    return " ".join(words)
