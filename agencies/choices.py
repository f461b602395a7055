"""Lists that people choose from by typing a part of a name, instead of a long select.

An app registers each of its lists once (`choice_list`); one address offers the options of all of them, to each person
those that they may know of. The fields stand in `agencies.comboboxes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from agencies.models import Agency, County, Sector, User
from config.persian.calendar import year_bounds
from config.persian.letters import search_key

# So many are offered at once; who types more letters sees fewer.
OFFERED = 12


class Option(NamedTuple):
    """A row of a list as it is offered: what stands in an address, what is shown, by which words it is found."""

    key: str
    pk: Any
    label: str
    names: tuple[str, ...]

    def is_called(self, typed: str) -> bool:
        """Whether this is one of its names in full, or its code."""
        return search_key(typed) in self.names

    def fits(self, words: Iterable[str]) -> bool:
        """Whether every word stands somewhere in its names, or in its code."""
        return all(any(word in name for name in self.names) for word in words)


Rows = Callable[[User, int | None], QuerySet[Any]]


@dataclass(frozen=True)
class ChoiceList:
    """`rows` gives what a person may choose from, in the order of the alphabet, as of a plan year if one is named."""

    name: str
    rows: Rows
    key: str

    def option(self, row: Any) -> Option:
        key, label = str(getattr(row, self.key)), str(row)
        called = (label, getattr(row, "name_fa", ""), getattr(row, "name_en", ""), *getattr(row, "former_names", ()))
        names = dict.fromkeys(search_key(str(name)) for name in (*called, key) if name)
        return Option(key, row.pk, label, tuple(names))


_LISTS: dict[str, ChoiceList] = {}


def choice_list(name: str, *, key: str = "code") -> Callable[[Rows], Rows]:
    """Register a list under a name; `key` is the column that stands for a row in an address."""

    def register(rows: Rows) -> Rows:
        _LISTS[name] = ChoiceList(name, rows, key)
        return rows

    return register


def get_list(name: str) -> ChoiceList | None:
    return _LISTS.get(name)


def fitting(options: Iterable[Option], typed: str) -> list[Option]:
    """Options in which every word that was typed stands, those that begin with it first."""
    words = [key for word in typed.split() if (key := search_key(word))]
    begins = "".join(words)
    found = [option for option in options if option.fits(words)]
    return sorted(found, key=lambda option: not any(name.startswith(begins) for name in option.names))


def options_for(person: User, offered: ChoiceList, typed: str, year: int | None = None) -> Iterator[Option]:
    """What the person may choose for what they typed."""
    yield from fitting(map(offered.option, offered.rows(person, year)), typed)


@choice_list("agency")
def agencies(_person: User, _year: int | None) -> QuerySet[Agency]:
    return Agency.objects.all()


@choice_list("sector")
def sectors(_person: User, _year: int | None) -> QuerySet[Sector]:
    return Sector.objects.all()


@choice_list("county", key="sci_code")
def counties(_person: User, year: int | None) -> QuerySet[County]:
    """Counties come into being by date: those of the year, if one is named."""
    every = County.objects.all()
    return every.exclude(valid_from__gt=year_bounds(year)[0]) if year else every
