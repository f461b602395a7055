"""Coverage of what is asked: which clause, key core, topic, axis or industry has projects, and which has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from projects.models import Axis, KeyCore, PlanYear, PolicyClause, PriorityIndustry, Topic
from projects.models.reference import ReferenceRow
from reports.sheets.aligned import Aligned, aligned_projects


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for, and who answers it."""

    row: ReferenceRow
    projects: int
    programs: int
    agencies: int

    @property
    def is_open(self) -> bool:
        return not self.projects


@dataclass(frozen=True)
class Section:
    """One list. `filter` is the name under which the master table shows one of them alone, "" where it can't."""

    key: str
    title: Promise
    filter: str
    asked: Sequence[Asked]
    # What of the list is not a province's to do, and has no project either.
    beyond: Sequence[Asked] = ()

    @property
    def open(self) -> Sequence[Asked]:
        return [each for each in self.asked if each.is_open]

    @property
    def answered(self) -> Sequence[Asked]:
        """Those with projects, the most first."""
        return sorted((each for each in self.asked if not each.is_open), key=lambda each: -each.projects)

    @property
    def is_whole(self) -> bool:
        return bool(self.asked) and not self.open


@dataclass(frozen=True)
class Coverage:
    sections: Sequence[Section]
    projects: int
    # Projects that serve no clause, no axis …: by the key of the section.
    without: dict[str, int]

    @property
    def open(self) -> int:
        """How many things that are asked for have no project at all."""
        return sum(len(section.open) for section in self.sections)


_LISTS: tuple[tuple[str, Promise, type[ReferenceRow], str, Callable[[Aligned], Iterable[str]]], ...] = (
    ("axis", _("Axes of the call"), Axis, "axis", lambda each: [each.axis]),
    ("clause", _("Policy clauses"), PolicyClause, "clause", lambda each: each.policy_clauses),
    ("topic", _("Topics"), Topic, "", lambda each: each.topics),
    ("core", _("Key cores"), KeyCore, "", lambda each: each.key_cores),
    ("industry", _("Priority industries"), PriorityIndustry, "industry", lambda each: [each.industry]),
)


def coverage_of(plan_year: PlanYear, *, user: User) -> Coverage:
    """Of the projects that the reader knows of; a query for each list, and two for the projects."""
    projects = aligned_projects(plan_year, user)
    sections, without = [], {}
    for key, title, model, name, codes_of in _LISTS:
        serving: dict[str, list[Aligned]] = {}
        for project in projects:
            for code in filter(None, codes_of(project)):
                serving.setdefault(code, []).append(project)
        without[key] = sum(not any(codes_of(project)) for project in projects)
        asked = [
            _asked(row, serving.get(row.code, []))
            for row in model._default_manager.all()
            if row.code in serving or row.valid_until is None or row.valid_until >= plan_year.first_day
        ]
        beyond = [
            each
            for each in asked
            if each.is_open and isinstance(each.row, PolicyClause) and not each.row.provincially_actionable
        ]
        sections.append(Section(key, title, name, [each for each in asked if each not in beyond], beyond))
    return Coverage(sections, len(projects), without)


def _asked(row: ReferenceRow, serving: Sequence[Aligned]) -> Asked:
    return Asked(
        row,
        projects=len(serving),
        programs=len({project.program for project in serving}),
        agencies=len({project.agency for project in serving}),
    )
