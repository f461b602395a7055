"""Finding what a table names: however it is spelled, and with what the things are usually called by."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from config.persian.errors import Unreadable, quoted
from config.persian.letters import search_key
from projects.enums import FundingSource, ObstacleLevel, ScopeLevel, Tier
from reports.workbooks.flat.fields import bare_key_of, key_of

# How like a name what is written must be to be taken for it with a letter wrong; and to be offered instead.
SAME = 0.92
NEAR = 0.5
# A shorter name stands in other words by chance.
SHORTEST = 4
# After so many different names that nobody knows the table is about something else: nothing is offered any more.
PATIENCE = 150
# What may stand before the name of an agency and says nothing of which one it is.
TITLES = ("سازمان", "اداره کل", "اداره‌کل", "اداره", "شرکت", "مدیریت", "استان", "آذربایجان شرقی", "آ.ش", "محترم")


class Names:
    """Things by the names that people write for them. `idle` are words that make no difference between two of them."""

    def __init__(self, things: Iterable[tuple[Any, Sequence[str]]], idle: Sequence[str] = ()) -> None:
        self._idle = sorted((key_of(word) for word in idle), key=len, reverse=True)
        # Names as they are, and what is left of them without brackets and idle words: looked for in this order.
        self._exact: dict[str, list[Any]] = {}
        self._loose: dict[str, list[Any]] = {}
        self._written: dict[str, str] = {}
        self._read: dict[str, Any] = {}
        self._unknown = 0
        for thing, names in things:
            for name in names:
                for found, keys in ((self._exact, self._full(name)), (self._loose, self._parts(name))):
                    for key in filter(None, keys):
                        known = found.setdefault(key, [])
                        if not any(thing is other for other in known):
                            known.append(thing)
                        self._written.setdefault(key, name)

    def find(self, text: str) -> Any:
        """The thing of that name. Raises Unreadable where there is none, or more than one."""
        if text not in self._read:
            self._read[text] = self._sought(text)
        if isinstance(self._read[text], Unreadable):
            raise self._read[text]
        return self._read[text]

    def within(self, text: str) -> Any:
        """The thing whose name stands somewhere in the text, the longest such name; None for none or several."""
        key = key_of(text)
        known = {**self._loose, **self._exact}
        inside = sorted((name for name in known if len(name) >= SHORTEST and name in key), key=len, reverse=True)
        found = [thing for name in inside if len(name) == len(inside[0]) for thing in known[name]]
        return found[0] if found and all(thing is found[0] for thing in found) else None

    def knows(self, text: str) -> bool:
        try:
            return bool(self.find(text))
        except Unreadable:
            return False

    def _full(self, name: str) -> tuple[str, ...]:
        return search_key(name), key_of(name)

    def _parts(self, name: str) -> tuple[str, ...]:
        return bare_key_of(name), self._core(name)

    def _core(self, name: str) -> str:
        key = key_of(name)
        for word in self._idle:
            key = key.replace(word, "")
        return key

    def _sought(self, text: str) -> Any:
        keys = [key for key in (*self._full(text), *self._parts(text)) if key]
        for known, key in [*((self._exact, key) for key in keys), *((self._loose, key) for key in keys)]:
            found = known.get(key, [])
            if len(found) == 1:
                return found[0]
            if found:
                return Unreadable(
                    _("There is more than one “%(text)s”; write its code instead.") % {"text": quoted(text)}
                )
        self._unknown += 1
        if self._unknown > PATIENCE or not keys:
            return _not_listed(text)
        near = difflib.get_close_matches(keys[0], self._written, n=2, cutoff=NEAR)
        alike = [each for each in near if difflib.SequenceMatcher(None, keys[0], each).ratio() >= SAME]
        things = [thing for key in alike for thing in (*self._exact.get(key, ()), *self._loose.get(key, ()))]
        if things and all(thing is things[0] for thing in things):
            return things[0]
        if near:
            message = _("“%(text)s” is not on the list. Did you mean “%(near)s”?")
            return Unreadable(message % {"text": quoted(text), "near": self._written[near[0]]})
        return _not_listed(text)


def _not_listed(text: str) -> Unreadable:
    return Unreadable(_("“%(text)s” is not on the list; choose one of its entries.") % {"text": quoted(text)})


def named(
    rows: Iterable[Any], *, idle: Sequence[str] = (), others: Callable[[Any], Sequence[str]] | None = None
) -> Names:
    """Rows of a list by their names in both languages and their code, and by what else they are called."""
    return Names(((row, [*_called(row), *(others(row) if others else ())]) for row in rows), idle)


def _called(row: Any) -> list[str]:
    code = getattr(row, "code", None) or getattr(row, "sci_code", "")
    return [row.name_fa, row.name_en, str(code), *getattr(row, "former_names", ())]


# --- closed lists, in the words of the tables -----------------------------------------------------

_LEVELS = (
    ("شهرستان", ScopeLevel.COUNTY),
    ("استان", ScopeLevel.PROVINCIAL),
    ("ملی", ScopeLevel.NATIONAL),
    ("دستگاه", ScopeLevel.AGENCY),
    ("county", ScopeLevel.COUNTY),
    ("provinc", ScopeLevel.PROVINCIAL),
    ("national", ScopeLevel.NATIONAL),
    ("agency", ScopeLevel.AGENCY),
)
_TIERS = (
    (Tier.A, ("الف", "اول", "یک", "a", "1", "بالا")),
    (Tier.B, ("ب", "دوم", "دو", "b", "2", "متوسط")),
    (Tier.C, ("ج", "سوم", "سه", "c", "3", "پایین")),
)
_SOURCES = (
    (FundingSource.BANK_LOAN, ("تسهیلات", "بانک", "تبصره", "وام", "loan")),
    (FundingSource.PRIVATE, ("خصوصی", "سرمایهگذار", "اورده", "متقاضی", "private")),
    (FundingSource.CAPITAL, ("تملک", "عمرانی", "سرمایهای", "داراییهای", "capital")),
    (FundingSource.INTERNAL, ("داخلی", "درامداختصاصی", "منابعدستگاه", "internal", "own")),
    (FundingSource.NATIONAL, ("ملی", "صندوقتوسعه", "national")),
    (FundingSource.CURRENT, ("جاری", "هزینهای", "current")),
)


def level_and_tier(text: str) -> tuple[ScopeLevel | None, Tier | None]:
    """«استانی - اولویت الف»: the level, the tier; None for what is not said."""
    key = search_key(text)
    level = next((level for word, level in _LEVELS if search_key(word) in key), None)
    words = {search_key(word) for word in re.split(r"[\s()/،,\-–:؛;.]+", text)}
    tier = next((tier for tier, names in _TIERS if words & set(map(search_key, names))), None)
    return level, tier


def funding_source(text: str) -> FundingSource | None:
    key = search_key(text)
    return next((source for source, words in _SOURCES if any(search_key(word) in key for word in words)), None)


def obstacle_level(text: str) -> ObstacleLevel | None:
    """At which level a solution is asked for; nothing where the text does not say."""
    key = search_key(text)
    if "ملی" in key or "national" in key:
        return ObstacleLevel.NATIONAL
    if search_key("استان") in key or "provinc" in key:
        return ObstacleLevel.PROVINCE
    return ObstacleLevel.AGENCY if search_key("دستگاه") in key or "agency" in key else None
