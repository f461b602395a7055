"""The chain of a priority industry: its links, which of them are there, and at which of them projects work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import User
from config.persian.letters import search_key
from projects.models import ChainLink, PlanYear, PriorityIndustry
from reports.sheets.aligned import Aligned, aligned_projects


@dataclass(frozen=True)
class Step:
    """A link with the projects that work at it."""

    link: ChainLink
    projects: Sequence[Aligned]

    @property
    def is_gap(self) -> bool:
        """Missing, and nobody sees to it."""
        return not self.link.is_present and not self.projects

    @property
    def tone(self) -> str:
        if self.link.is_present:
            return "ok"
        return "bad" if self.is_gap else "warn"


@dataclass(frozen=True)
class Chain:
    """`elsewhere` are projects of the industry that name no link of the chain, or none that it has."""

    industry: PriorityIndustry
    steps: Sequence[Step]
    elsewhere: Sequence[Aligned]

    @property
    def projects(self) -> int:
        return sum(len(step.projects) for step in self.steps) + len(self.elsewhere)

    @property
    def missing(self) -> int:
        return sum(not step.link.is_present for step in self.steps)

    @property
    def gaps(self) -> int:
        return sum(step.is_gap for step in self.steps)


def chains_of(plan_year: PlanYear, *, user: User, only: PriorityIndustry | None = None) -> list[Chain]:
    """The chains of the industries in force, or of one, with the projects that the reader knows of; four queries.

    First those with gaps, then those with most projects, else in the order of the list.
    """
    industries = [only] if only else PriorityIndustry.objects.in_force(plan_year.first_day)
    links: dict[int, list[ChainLink]] = {}
    for link in ChainLink.objects.in_force(plan_year.first_day):
        links.setdefault(link.industry_id, []).append(link)
    working: dict[str, list[Aligned]] = {}
    for project in aligned_projects(plan_year, user):
        working.setdefault(project.industry, []).append(project)
    chains = [_chain(each, links.get(each.pk, []), working.get(each.code, [])) for each in industries]
    return sorted(chains, key=lambda chain: (-chain.gaps, -chain.projects))


def _chain(industry: PriorityIndustry, links: Sequence[ChainLink], projects: Sequence[Aligned]) -> Chain:
    by_name = {search_key(name): link for link in links for name in (link.name_en, link.name_fa)}
    at: dict[int, list[Aligned]] = {}
    elsewhere: list[Aligned] = []
    for project in projects:
        link = by_name.get(search_key(project.chain_link)) if project.chain_link else None
        (at.setdefault(link.pk, []) if link else elsewhere).append(project)
    return Chain(industry, [Step(link, at.get(link.pk, [])) for link in links], elsewhere)
