"""What apps above show on the page of a program or a challenge: they register a panel; this app need not know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from agencies.models import User
from projects.models import Challenge, Program


class Panel(NamedTuple):
    """A template with what it is given; `place` is "project" (once under each project), "program" (once), or "turn".

    One that has "turns" says in place of the status whose turn it is; what one has "told" (agencies.lists.Told)
    stands under the heading.
    """

    place: str
    template: str
    context: dict[str, Any]


Maker = Callable[[Program, User], Panel]
_MAKERS: list[Maker] = []


def panel(make: Maker) -> Maker:
    """Register a function that gives a panel for a program and its reader."""
    _MAKERS.append(make)
    return make


def panels_for(program: Program, reader: User) -> list[Panel]:
    return [make(program, reader) for make in _MAKERS]


ChallengeMaker = Callable[[Challenge, User], Panel]
_CHALLENGE_MAKERS: list[ChallengeMaker] = []


def challenge_panel(make: ChallengeMaker) -> ChallengeMaker:
    """Register a function that gives a panel for a challenge and its reader; its place is "challenge"."""
    _CHALLENGE_MAKERS.append(make)
    return make


def challenge_panels_for(challenge: Challenge, reader: User) -> list[Panel]:
    return [make(challenge, reader) for make in _CHALLENGE_MAKERS]
