"""A sentence with figures in it: as text, and as markup in which each figure bears its name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from config.persian.numbers import format_number, format_percent


@dataclass(frozen=True, slots=True)
class Said:
    """Something named in a sentence. `figure` and `of` name a number for whoever checks it; a `url` leads to it."""

    text: str
    figure: str = ""
    of: str = ""
    url: str = ""

    @property
    def html(self) -> SafeString:
        if self.figure:
            # A number alone is kept from the words around it; "2 of 66" runs as they do.
            bare = not any(letter.isalpha() for letter in self.text)
            shown = format_html("<bdi class=j-num>{}</bdi>", self.text) if bare else self.text
            return format_html('<b data-figure="{}" data-of="{}">{}</b>', self.figure, self.of, shown)
        shown = format_html("<bdi>{}</bdi>", self.text)
        return format_html('<a href="{}">{}</a>', self.url, shown) if self.url else shown


@dataclass(frozen=True, slots=True)
class Sentence:
    """`words` name their parts in braces."""

    words: str
    parts: dict[str, Said]
    tone: str = "idle"

    @property
    def text(self) -> str:
        return self.words.format(**{name: part.text for name, part in self.parts.items()})

    @property
    def html(self) -> SafeString:
        # Ours: words of the code or of its translation.
        return SafeString(escape(self.words).format(**{name: part.html for name, part in self.parts.items()}))


def sentence(words: str, tone: str = "idle", /, **parts: Said) -> Sentence:
    return Sentence(words, parts, tone)


def percent(value: Decimal | None, figure: str, of: str = "", places: int = 1) -> Said:
    return Said("—" if value is None else format_percent(value, places), figure, of)


def count(value: int, figure: str, of: str = "") -> Said:
    return Said(format_number(value), figure, of)
