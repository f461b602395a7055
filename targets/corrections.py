"""Corrections of wording (اصلاح نگارشی): which texts of a frozen program there are, and what was corrected in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from projects.enums import FROZEN_WITH_THE_YEAR, YearState
from projects.models import Action, Program, Project
from targets.enums import Worded
from targets.models import Correction, MasterTableRow

# What is wording. Everything else of a frozen program is a figure, a date, or says where it belongs.
TEXTS: Mapping[Worded, tuple[str, ...]] = {
    Worded.PROGRAM: ("title", "purpose"),
    Worded.PROJECT: ("title", "description"),
    Worded.ACTION: ("title",),
}


class Place(NamedTuple):
    """Where a text stands: in which thing, and in which of its columns."""

    thing: UUID
    field: str


@dataclass(frozen=True)
class Text:
    """One text of a program that can be corrected."""

    kind: Worded
    thing: Program | Project | Action
    field: str

    @property
    def place(self) -> Place:
        return Place(self.thing.uuid, self.field)

    @property
    def said(self) -> str:
        said: str = getattr(self.thing, self.field)
        return said


def texts_of(program: Program) -> Iterator[Text]:
    """The program's own texts, and under it those of each project with its actions."""
    yield from _texts(Worded.PROGRAM, program)
    for project in program.projects.prefetch_related("actions").order_by("position", "pk"):
        yield from _texts(Worded.PROJECT, project)
        for action in sorted(project.actions.all(), key=lambda action: (action.position, action.pk)):
            yield from _texts(Worded.ACTION, action)


def _texts(kind: Worded, thing: Program | Project | Action) -> Iterator[Text]:
    return (Text(kind, thing, field) for field in TEXTS[kind])


def can_be_corrected(program: Program) -> bool:
    """Whether the program stands in the master table of a year that is not closed."""
    return (
        program.plan_year.state == YearState.FROZEN
        and program.status in FROZEN_WITH_THE_YEAR
        and MasterTableRow.objects.filter(target__project__program=program).exists()
    )


@dataclass(frozen=True)
class Corrected:
    """A correction with the name of what it corrects, as people read it."""

    correction: Correction
    label: str
    code: str


FIELD_NAMES = {"title": _("title"), "purpose": _("purpose"), "description": _("description")}


def corrections_of(program: Program) -> list[Corrected]:
    """What was corrected in the program, the latest first."""
    found = list(Correction.objects.filter(program=program).select_related("made_by").order_by("-pk"))
    if not found:
        return []
    codes = dict(program.projects.values_list("uuid", "code")) | {program.uuid: program.code}
    codes |= dict(Action.objects.filter(project__program=program).values_list("uuid", "project__code"))
    return [
        Corrected(each, f"{Worded(each.kind).label} · {FIELD_NAMES[each.field]}", codes.get(each.object_id, ""))
        for each in found
    ]
