"""Splitting a cell that holds several actions: «۱- … ۲- … ۳- …», lines, bullets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from config.persian.digits import to_latin
from config.persian.letters import normalise, search_key
from config.persian.numbers import read_decimal

# «۱-», «۱.», «۱)», «(۱)», «۱ـ», «۱/», «1–», «یک:» is not met; after a word or at the beginning, before a word.
_NUMBER = re.compile(r"(?:(?<=^)|(?<=[\s.،؛:;!؟)»]))\(?([0-9]{1,2})\s?(?:[-–—_ـ)/:]|\.(?![0-9]))\s*(?=[^\s0-9])")
_BULLET = re.compile(r"^\s*(?:[-–—•●○▪■◦*·✓►➢]|[اa-zآ-ی]\))\s*")
_WEIGHT = re.compile(r"\s*[(\[]\s*(?:وزن\s*:?\s*)?([0-9]{1,3}(?:[.٫][0-9]{1,2})?)\s*(?:%|٪|درصد)\s*[)\]]\s*$")
_FIRST = re.compile(r"\(?1\s?[-–—_).]\s*(?=[^\s0-9])")
# «۱ـ»: a tatweel after a number is meant for a dash.
_DRAWN_OUT = re.compile("(?<=[0-9۰-۹٠-٩])\\s?ـ+")
_EDGES = " \t\n.،؛,;:-–—_"
LONGEST = 250


class ActionText(NamedTuple):
    """An action as a cell says it: what is done, with its weight in percent where that stands beside it."""

    title: str
    weight: Decimal | None = None


@lru_cache(maxsize=4096)
def split_actions(text: str) -> tuple[ActionText, ...]:
    """The actions of a cell, in their order, each once.

    Numbers split only where they count from one: «طرح ۲۰- هکتاری» stays whole.
    """
    plain = normalise(_DRAWN_OUT.sub("-", text))
    parts = _numbered(plain)
    if len(parts) < 2:
        lines = [line for line in plain.split("\n") if line.strip()]
        bulleted = [line for line in lines if _BULLET.match(line)]
        # Lines are actions; where only some begin with a bullet, the others go on with the one above.
        parts = _with_their_rests(lines) if bulleted and len(bulleted) < len(lines) else lines
        parts = [piece for part in parts for piece in re.split(r"[؛;]", part)]
    found: dict[str, ActionText] = {}
    for part in parts:
        action = _action(part)
        if action is not None:
            found.setdefault(search_key(action.title), action)
    return tuple(found.values())


def _numbered(plain: str) -> list[str]:
    """The parts after the numbers 1, 2, 3 …; what stands before the first is a heading and belongs to none."""
    marks: list[re.Match[str]] = []
    for match in _NUMBER.finditer(to_latin(plain)):
        if int(match[1]) == len(marks) + 1:
            marks.append(match)
    if len(marks) < 2:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(plain)]
    return [plain[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def _with_their_rests(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if found and not _BULLET.match(line):
            found[-1] += f" {line.strip()}"
        else:
            found.append(line)
    return found


def _action(part: str) -> ActionText | None:
    text = _BULLET.sub("", " ".join(part.split()))
    # A number before the only one.
    if match := _FIRST.match(to_latin(text)):
        text = text[match.end() :]
    weight = None
    if (match := _WEIGHT.search(to_latin(text))) and text[: match.start()].strip(_EDGES):
        read = read_decimal(match[1])
        if 0 < read <= 100:
            weight, text = read, text[: match.start()]
    text = text.strip(_EDGES)
    return ActionText(text, weight) if len(search_key(text)) > 1 else None
