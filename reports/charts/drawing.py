"""Shapes and words of a chart as SVG: for the page, for print and for Typst, from one source.

No script and no inline style. Each text is anchored by what one sees (left, middle, right): the drawing runs left to
right, and what is Persian is embedded in it with a direction of its own, since browsers know the attribute `direction`
and Typst does not. What is dark and what is light stays so on a copier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

INK, SOFT, LINE, PAPER = "#14212f", "#4b5b6d", "#d9e0e8", "#ffffff"
GROUND, PLAN, DONE, DARK = "#eaeff5", "#4b5b6d", "#1c5296", "#0d2545"
TONES = {"ok": "#0b6b43", "warn": "#8a4d00", "bad": "#a3201f", "info": DONE, "idle": SOFT}
GAP = "#f6d9d7"
FORECAST = "#a9bfda"
# From light to dark: on a copier too, more is darker.
RAMP = ("#eef4fb", "#cfe0f3", "#a3c4e6", "#6f9fd0", "#2f6db0", "#123f78")

# A letter of Vazirmatn is about so wide, as a share of the size of the text.
LETTER = 0.55
_PERSIAN = re.compile("[\u0620-\u065f\u066e-\u06ef]")
_RTL, _END = "\u202b", "\u202c"

Anchor = Literal["left", "middle", "right"]
_ANCHORS = {"left": "start", "middle": "middle", "right": "end"}


def reads_right_to_left() -> bool:
    return bool(get_language_bidi())


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: Anchor = "middle",
    size: float = 12,
    fill: str = INK,
    bold: bool = False,
) -> SafeString:
    """`anchor` says which of its edges stands at x, whatever the direction of the words."""
    shown = f"{_RTL}{words}{_END}" if _PERSIAN.search(words) else words
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-size="{}" fill="{}" font-weight="{}">{}</text>',
        _place(x),
        _place(y),
        _ANCHORS[anchor],
        size,
        fill,
        700 if bold else 400,
        shown,
    )


def box(
    x: float, y: float, width: float, height: float, fill: str, *, edge: str = "", dashed: bool = False
) -> SafeString:
    rim = format_html(' stroke="{}"', edge) if edge else ""
    dashes = SafeString(' stroke-dasharray="4 3"') if dashed else ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}"{}{}/>',
        *map(_place, (x, y, max(width, 0), max(height, 0))),
        fill,
        rim,
        dashes,
    )


def stroke(points: Iterable[tuple[float, float]], colour: str, width: float, *, dashed: bool = False) -> SafeString:
    """A line through the points."""
    return format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>',
        _places(points),
        colour,
        width,
        SafeString(' stroke-dasharray="6 4"') if dashed else "",
    )


def area(points: Iterable[tuple[float, float]], fill: str) -> SafeString:
    return format_html('<polygon points="{}" fill="{}"/>', _places(points), fill)


def dot(x: float, y: float, radius: float, fill: str) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="{}" fill="{}"/>', _place(x), _place(y), radius, fill)


def link(url: str, parts: Iterable[SafeString]) -> SafeString:
    """The parts as one link where there is somewhere to go."""
    drawn = joined(parts)
    return format_html('<a href="{}">{}</a>', url, drawn) if url else drawn


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def picture(key: str, title: str, summary: str, size: tuple[float, float], parts: Iterable[SafeString]) -> SafeString:
    """The whole drawing. One that holds links is a group of them for those who do not see it, else one picture."""
    drawn = joined(parts)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="j-chart-svg" viewBox="0 0 {} {}" direction="ltr"'
        ' font-family="Vazirmatn, sans-serif" role="{}"'
        ' aria-labelledby="{}-chart-title" aria-describedby="{}-chart-summary">'
        '<title id="{}-chart-title">{}</title><desc id="{}-chart-summary">{}</desc>{}</svg>',
        *map(_place, size),
        "group" if "<a " in drawn else "img",
        *(key, key, key),
        title,
        key,
        summary,
        drawn,
    )


def lines_of(words: str, width: float, size: float = 12, most: int = 2) -> list[str]:
    """The words broken into lines of that width; what has no place in the last one ends in "…"."""
    letters = max(int(width / (size * LETTER)), 4)
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    lines, rest = lines[:most], lines[most:]
    if rest or len(lines[-1]) > letters:
        lines[-1] = lines[-1][: letters - 1].rstrip() + "…"
    return lines


def step_of(value: Decimal, edges: Iterable[Decimal]) -> int:
    """Which of the six steps of the ramp a value has, by its five edges."""
    return sum(value >= edge for edge in edges)


def readable_on(fill: str) -> str:
    """Ink or white, whichever is read better on that ground."""
    return max((INK, PAPER), key=lambda colour: contrast(colour, fill))


def contrast(one: str, other: str) -> float:
    """The ratio of the luminances by WCAG 2: 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _places(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_place(x)},{_place(y)}" for x, y in points)


def _place(value: float) -> str:
    return f"{value:.1f}"
