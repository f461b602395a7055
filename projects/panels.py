"""What apps above show on a program's page: they register a panel, so that this app need not know of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from agencies.models import User
from projects.models import Program


class Panel(NamedTuple):
    """A template with what it is given; `place` is "project" (once under each project), "program" (once), or "turn".

    One that has "turns" says in place of the status whose turn it is.
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
