"""Where a program and its projects come from, and where they went: carried over into another year, or copied.

Each side shows the other to those who may know of it: nobody learns of a draft from the program it grew out of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from agencies.models import User
from projects.models import Program, Project
from projects.signed import with_titles_for


@dataclass
class Lineage:
    """A program's origin and what came of it; of its projects, by their keys."""

    carried_from: Program | None = None
    copied_from: Program | None = None
    carried_to: list[Program] = field(default_factory=list)
    copied_to: list[Program] = field(default_factory=list)
    origins: dict[int, Project] = field(default_factory=dict)
    successors: dict[int, Project] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        return bool(self.carried_from or self.copied_from or self.carried_to or self.copied_to)


def lineage_of(program: Program, projects: Sequence[Project], reader: User | AnonymousUser) -> Lineage:
    """As the reader may know it; two queries. Programs come with their `title_shown` and their year."""
    visible = Program.objects.visible_to(reader)
    found = Lineage()
    kin = visible.filter(
        Q(pk__in=[program.carried_over_from_id, program.copied_from_id])
        | Q(carried_over_from=program)
        | Q(copied_from=program)
    )
    for each in with_titles_for(kin, reader).select_related("plan_year").order_by("plan_year__year", "code"):
        if each.pk == program.carried_over_from_id:
            found.carried_from = each
        if each.pk == program.copied_from_id:
            found.copied_from = each
        if each.carried_over_from_id == program.pk:
            found.carried_to.append(each)
        if each.copied_from_id == program.pk:
            found.copied_to.append(each)
    here = {project.pk: project for project in projects}
    others = {
        project.pk: project
        for project in Project.objects.filter(
            Q(pk__in=[project.carried_over_from_id for project in projects]) | Q(carried_over_from__in=here),
            program__in=visible,
        ).select_related("program__plan_year")
    }
    found.origins = {
        key: others[project.carried_over_from_id]
        for key, project in here.items()
        if project.carried_over_from_id in others
    }
    found.successors = {
        other.carried_over_from_id: other for other in others.values() if other.carried_over_from_id in here
    }
    return found
