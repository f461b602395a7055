"""Reading what stands in a cell, by the kind of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from config.persian.calendar import read_date
from config.persian.digits import to_latin
from config.persian.errors import Unreadable, quoted
from config.persian.letters import normalise, remove_invisible, search_key
from config.persian.numbers import read_decimal

# Signs for "nothing": they stand in an empty cell so that it does not look forgotten.
_NOTHING = frozenset({"", "-", "--", "---", "–", "—", "_", "ـ", ".", "*", "×", "ندارد", "n/a", "#n/a"})
_LONGEST_NOTHING = 12
_LONGEST_REMEMBERED = 250
_SLASHED = re.compile(r"[-+−]?[0-9]{1,15}/[0-9]{1,4}")
_PARTS = re.compile(r"[,،;؛\n]| و (?=[^\s])|[ ]*/[ ]*")
_LISTED = re.compile(r"[,،;؛\n/]| - ")


class MoneyUnit(TextChoices):
    """In which unit a table counts its money."""

    RIAL = "rial", pgettext_lazy("unit of money", "rial")
    MILLION_RIAL = "million_rial", pgettext_lazy("unit of money", "million rials")
    BILLION_RIAL = "billion_rial", pgettext_lazy("unit of money", "billion rials")
    TOMAN = "toman", pgettext_lazy("unit of money", "toman")
    MILLION_TOMAN = "million_toman", pgettext_lazy("unit of money", "million tomans")
    BILLION_TOMAN = "billion_toman", pgettext_lazy("unit of money", "billion tomans")


RIALS: dict[MoneyUnit, int] = {
    MoneyUnit.RIAL: 1,
    MoneyUnit.MILLION_RIAL: 10**6,
    MoneyUnit.BILLION_RIAL: 10**9,
    MoneyUnit.TOMAN: 10,
    MoneyUnit.MILLION_TOMAN: 10**7,
    MoneyUnit.BILLION_TOMAN: 10**10,
}
_SCALES = (("میلیارد", "billion", "BILLION_"), ("میلیون", "million", "MILLION_"))
_CURRENCIES = (("تومان", "toman", "TOMAN"), ("ریال", "rial", "RIAL"))


class Slash(TextChoices):
    """What a figure like 12/5 means in a table."""

    DECIMAL = "decimal", gettext_lazy("a decimal mark")
    NONE = "none", gettext_lazy("something else: the rows are corrected first")


@dataclass
class Answers:
    """What somebody has said of a table once, for all its cells."""

    money: MoneyUnit | None = None
    # In which the agency's tables count it where a table itself says nothing.
    usual_money: MoneyUnit | None = None
    slash: Slash | None = None


@dataclass
class Asked:
    """What has to be said once before the table can be read."""

    money: list[str] = field(default_factory=list)
    slash: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.money or self.slash)


class Open(Exception):
    """The cell cannot be read before a question is answered."""


def is_nothing(text: str) -> bool:
    return len(text) <= _LONGEST_NOTHING and not text.isdecimal() and _says_nothing(text)


# The same words stand in thousands of cells.
@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    return " ".join(remove_invisible(text).split()).lower() in _NOTHING


def tidy(text: str) -> str:
    """The text as it is stored (`normalise`)."""
    return _tidy(text) if len(text) <= _LONGEST_REMEMBERED else normalise(text)


_tidy = lru_cache(maxsize=4096)(normalise)


@lru_cache(maxsize=512)
def money_unit_of(text: str) -> MoneyUnit | None:
    """The unit that a heading or a cell names: «اعتبار (میلیون ریال)»."""
    key = search_key(text)
    for persian, english, name in _CURRENCIES:
        if persian in key or english in key:
            scale = next((scale for word, other, scale in _SCALES if search_key(word) in key or other in key), "")
            return MoneyUnit[f"{scale}{name}"]
    return None


def read_number(text: str, answers: Answers, asked: Asked, *, places: int = 4, percent: bool = False) -> Decimal:
    """The number of a cell. Raises Unreadable, or Open while it is not said what 12/5 means."""
    plain = re.sub(r"\s", "", remove_invisible(to_latin(text)))
    if _SLASHED.fullmatch(plain):
        if answers.slash is None:
            asked.slash.append(text.strip())
            raise Open
        if answers.slash == Slash.DECIMAL:
            return read_decimal(plain.replace("/", "."), places=places, percent=percent)
    return read_decimal(text, places=places, percent=percent)


def read_money(text: str, unit: MoneyUnit | None, answers: Answers, asked: Asked) -> Decimal:
    """An amount in rials. A cell may name its own unit; else the table's counts."""
    own = money_unit_of(text)
    if own is not None:
        text = re.sub(r"[^\W\d_]+|[()]", " ", text).strip()
    unit = own or answers.money or unit or answers.usual_money
    amount = read_number(text, answers, asked)
    if unit is None:
        asked.money.append(text.strip())
        raise Open
    rials = amount * RIALS[unit]
    if rials < 0:
        raise Unreadable(_("“%(text)s”: an amount of money is not below zero.") % {"text": quoted(text)})
    # The bounds of the column are those of every other amount.
    return read_decimal(f"{rials:f}")


def read_count(text: str) -> int:
    """A number of people. Raises Unreadable."""
    count = read_decimal(re.sub(r"نفر|persons?|people", "", text).strip(), places=0, integer_digits=9)
    if count < 0:
        raise Unreadable(_("“%(text)s”: a number of people is not below zero.") % {"text": quoted(text)})
    return int(count)


@lru_cache(maxsize=4096)
def read_day(text: str) -> date:
    """The day of a cell. Raises Unreadable."""
    return read_date(text)


def read_span(text: str) -> tuple[str, str]:
    """The texts of the two days of «۹۹/۱/۱ تا ۹۹/۱۲/۲۹»."""
    parts = re.split(r"\s+(?:تا|الی|لغایت|to|until)\s+|\s+[-–—/]\s+|\n", normalise(text))
    days = [part.strip().removeprefix("از ").strip() for part in parts if part.strip()]
    if len(days) != 2:
        raise Unreadable(
            _("“%(text)s”: write the first and the last day, with “to” between them.") % {"text": quoted(text)}
        )
    return days[0], days[1]


def listed(text: str, *, with_and: bool = False) -> list[str]:
    """The names in a cell that names several: between commas, lines or strokes."""
    pattern = _PARTS if with_and else _LISTED
    return list(dict.fromkeys(part.strip() for part in pattern.split(tidy(text)) if not is_nothing(part)))


def joined(texts: Iterable[str], separator: str = "\n") -> str:
    """The texts of several cells as one, each once."""
    return separator.join(dict.fromkeys(tidy(text) for text in texts if not is_nothing(text)))
