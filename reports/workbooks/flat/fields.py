"""What a column of a flat table is, and how two headings are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.functional import Promise

from config.persian.letters import search_key

# Signs that make no difference between two headings.
_SIGNS = re.compile(r"""[-_–—/\\|.,،؛;:*+=#!?؟«»"'()\[\]{}<>&]""")
_BRACKETED = re.compile(r"[(\[{«].*?(?:[)\]}»]|$)")


class Kind(TextChoices):
    """How the cells of a column are read."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    COUNT = "count"
    DATE = "date"
    NAME = "name"
    NAMES = "names"
    ACTIONS = "actions"
    # Understood, and kept elsewhere: what is reported is entered in the return of its period.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Field:
    """A column that is understood. `headings` are those it goes by, Persian ones first.

    A `repeats` one may stand in several columns, which are read together.
    """

    key: str
    label: str | Promise
    kind: Kind
    headings: tuple[str, ...]
    repeats: bool = False
    # In a table with merged cells what stands in the row above holds for the row as well.
    is_of_project: bool = False


@lru_cache(maxsize=4096)
def key_of(heading: str) -> str:
    """What is compared of a heading: letters and digits only, whatever signs and spaces stand between."""
    return search_key(_SIGNS.sub(" ", heading))


def bare_key_of(heading: str) -> str:
    """The same without what stands in brackets: «اعتبار (میلیون ریال)» is «اعتبار»."""
    return key_of(_BRACKETED.sub(" ", heading))
