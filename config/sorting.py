"""Persian order and forgiving search without ICU: stored columns that PostgreSQL computes.

Byte order puts پ چ ژ ک گ ی after the Arabic block and و after ه. `sort_key` maps each letter of the Persian
alphabet to a character whose code point follows the alphabet, and is compared under the C collation.
`search_key` folds what people type differently: Arabic yeh and kaf, spaces and ZWNJ, digits, case.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Func, GeneratedField, Q, TextField, Value, When
from django.db.models.functions import Concat, Lower

from config.persian.letters import SEARCH_FROM, SEARCH_TO

ALPHABET = "آاأإءئؤبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةی"
# Arabic forms sort with their Persian twins; ZWNJ does not count.
_SORT_FROM = ALPHABET + "يىك"
_PLACES = {letter: chr(0xE000 + place) for place, letter in enumerate(ALPHABET)}
_SORT_TO = "".join(_PLACES[letter] for letter in ALPHABET) + _PLACES["ی"] * 2 + _PLACES["ک"]


def sort_key_field(source: str) -> GeneratedField:
    """A stored column that sorts `source` in the order of the Persian alphabet."""
    return GeneratedField(
        expression=in_alphabet(F(source)),
        output_field=CharField(max_length=500, db_collation="C"),
        db_persist=True,
    )


def in_alphabet(text: Any) -> Func:
    """The sort key of a text, computed by PostgreSQL; compared under the C collation."""
    return Func(
        Lower(text),
        Value(_SORT_FROM + "\u200c"),
        Value(_SORT_TO),
        function="translate",
        output_field=CharField(),
    )


# Stands between the sources of a search key, so that no word is found across them.
BETWEEN = "|"


def search_key_field(*sources: str) -> GeneratedField:
    """A stored column in which `config.persian.letters.search_key(needle)` can be looked up with `contains`."""
    text: Any = F(sources[0])
    for source in sources[1:]:
        text = Concat(text, Value(BETWEEN), F(source), output_field=TextField())
    return GeneratedField(expression=folded(text), output_field=TextField(), db_persist=True)


def folded(text: Any) -> Func:
    """The search key of a text, computed by PostgreSQL."""
    return Func(Lower(text), Value(SEARCH_FROM), Value(SEARCH_TO), function="translate", output_field=TextField())


def whether(condition: Q) -> Case:
    """The condition as a column, to count and to order by; one that nothing can meet is no error, but false."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
