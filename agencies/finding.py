"""Searching everything a person may know of, however it is written.

Each app registers the kinds of things it has (`kind`); all of them are sought by the same forgiving keys
(`config.persian.letters.search_key`), each within what its `visible_to` gives the person, so that nobody learns of a
foreign thing by looking for its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from agencies.enums import Permission
from agencies.models import User
from agencies.permissions import has_permission
from config.persian.letters import normalise, search_key

# Below so many letters a search would read every row.
SHORTEST = 2
# From so many letters on the index of trigrams finds a word in the middle of a text.
TRIGRAM = 3
LONGEST = 120
# How near a text must come to be offered instead; PostgreSQL's default of 0.6 misses a wrong letter in a short word.
NEAR = 0.35
# So many milliseconds are spent on each kind for what was not even there.
PATIENCE = 1500


class Words:
    """What was typed, as words that must all stand in a thing's key, wherever."""

    def __init__(self, typed: str) -> None:
        self.typed = normalise(typed.replace("\0", " "))[:LONGEST]
        self.keys = [key for word in self.typed.split() if (key := search_key(word))]
        self.joined = "".join(self.keys)

    def __bool__(self) -> bool:
        return len(self.joined) >= SHORTEST

    def within(self, *columns: str) -> Q:
        """Every word stands in one of the columns, which hold search keys.

        A word too short for the index counts beside longer ones only; alone it must begin the text.
        """
        if any(len(key) >= TRIGRAM for key in self.keys):
            return self.anywhere(*columns)
        return _in_one_of(columns, "contains" if len(self.joined) >= TRIGRAM else "startswith", self.joined)

    def anywhere(self, *columns: str) -> Q:
        """Every word stands in one of the columns, however short it is: for rows that are few already."""
        return reduce(and_, (_in_one_of(columns, "contains", key) for key in self.keys), Q())


def _in_one_of(columns: Iterable[str], lookup: str, key: str) -> Q:
    return reduce(or_, (Q(**{f"{column}__{lookup}": key}) for column in columns))


class Found(NamedTuple):
    """A thing that was found: people's words in `title` and `note`, a code or number in `code`."""

    title: str
    url: str
    code: str = ""
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be sought: `rows` gives what fits the words within what the person may know.

    `near` names the column of a text in which something like the words may be offered when nothing fits, out of what
    `known` gives.
    """

    name: str
    label: Promise
    permission: Permission
    rows: Callable[[User, Words], QuerySet[Any] | list[Any]]
    found: Callable[[Any], Found]
    known: Callable[[User], QuerySet[Any]] | None = None
    near: str = ""


@dataclass
class Results:
    kind: Kind
    found: list[Found] = field(default_factory=list)
    has_more: bool = False


_KINDS: list[Kind] = []


def kind(made: Kind) -> Kind:
    """Register a kind of thing; kinds are shown in the order in which they come."""
    _KINDS.append(made)
    return made


def kinds_for(person: User) -> list[Kind]:
    return [each for each in _KINDS if has_permission(person, each.permission)]


def search(person: User, words: Words, *, limit: int, only: str = "") -> list[Results]:
    """What fits, by kind, at most `limit` of each; one query a kind."""
    results = []
    for each in kinds_for(person):
        if only and each.name != only:
            continue
        rows = list(each.rows(person, words)[: limit + 1]) if words else []
        if rows:
            results.append(Results(each, [each.found(row) for row in rows[:limit]], len(rows) > limit))
    return results


def nearest(person: User, words: Words, *, limit: int = 5) -> list[Found]:
    """Things whose text is like what was typed, the likest first; for when nothing fits it as it stands."""
    if len(words.joined) < TRIGRAM:
        return []
    found: list[tuple[Any, Found]] = []
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true),"
                    " set_config('statement_timeout', %s, true)",
                    [str(NEAR), str(PATIENCE)],
                )
            for each in kinds_for(person):
                if each.known is None:
                    continue
                likeness = TrigramWordSimilarity(words.typed, each.near)
                rows = each.known(person).filter(**{f"{each.near}__trigram_word_similar": words.typed})
                for row in rows.annotate(likeness=likeness).order_by("-likeness", "pk")[:limit]:
                    found.append((row.likeness, each.found(row)))
    except OperationalError:
        # Words that are like too much: what was found until then is offered.
        pass
    return [each for _likeness, each in sorted(found, key=lambda pair: -pair[0])[:limit]]
