"""The shape of a demonstration: people, and programs with all under them and their way through the workflow.

Months count from 1 (Farvardin). Reported figures stand for the first months of the year, in order: amounts of the month
for a flow, the level at its end for a stock, percent done for an action. "2800/100" is a ratio by its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from agencies.enums import Role
from projects.enums import Family, FundingSource, ObstacleCategory, ObstacleLevel, OwnerSide, ScopeLevel, Tier

BILLION = 10**9


@dataclass(frozen=True)
class Person:
    username: str
    full_name: str
    full_name_en: str
    role: Role
    agency: str = ""


# Percent of the year's way reached at the end of each month.
EVEN = (8, 16, 25, 33, 41, 50, 58, 66, 75, 83, 91, 100)
# Works that wait for the field to be free and dry.
FIELD_WORK = (2, 8, 18, 30, 42, 55, 70, 82, 90, 95, 98, 100)
AUTUMN_HARVEST = (0, 0, 2, 6, 14, 34, 70, 92, 98, 100, 100, 100)
APPLE_HARVEST = (0, 0, 0, 0, 5, 20, 60, 90, 98, 100, 100, 100)
LATE_START = (0, 3, 8, 16, 26, 38, 50, 62, 74, 84, 93, 100)


@dataclass(frozen=True)
class TargetPlan:
    indicator: str
    baseline: str
    value: str
    source: str
    way: tuple[int, ...] = EVEN
    county: str = ""
    reported: tuple[str | None, ...] = ()
    # Only where the indicator is to be kept in a range.
    bounds: tuple[str, str] | None = None
    # What it counts and another one may count too: names of content.OBJECTS.
    objects: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionPlan:
    title: str
    responsible: str
    months: tuple[int, int]
    weight: int
    reported: tuple[int, ...] = ()


@dataclass(frozen=True)
class ObstaclePlan:
    title: str
    category: ObstacleCategory
    level: ObstacleLevel
    owner: str
    ask: str
    # Month until whose end it has to be solved.
    due: int
    # Places of the actions that it blocks; none for the whole project.
    blocks: tuple[int, ...] = ()
    owner_side: OwnerSide = OwnerSide.OUTSIDE


@dataclass(frozen=True)
class ProjectPlan:
    title: str
    sector: str
    justification: str
    actions: tuple[ActionPlan, ...] = ()
    targets: tuple[TargetPlan, ...] = ()
    scope_level: ScopeLevel = ScopeLevel.PROVINCIAL
    tier: Tier = Tier.B
    counties: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    industry: str = ""
    chain_link: str = ""
    # Rials by source; empty where no money is needed.
    funding: dict[FundingSource, int] = field(default_factory=dict)
    # What of it was allocated, where that is said.
    allocated: dict[FundingSource, int] = field(default_factory=dict)
    jobs: int | None = None
    # Empty where no obstacle stands in the way.
    obstacles: tuple[ObstaclePlan, ...] = ()


@dataclass(frozen=True)
class ScorePlan:
    """A reviewer's points in the order of the criteria, and the grounds."""

    by: str
    points: tuple[int, ...]
    note: str


@dataclass(frozen=True)
class GradePlan:
    """The scores of the projects of a program; with a `tier` the deputy has decided."""

    program: str
    scores: tuple[ScorePlan, ...]
    tier: Tier | None = None
    reason: str = ""


@dataclass(frozen=True)
class ExemptionPlan:
    """An exception that the agency asks for while it writes; without a `reason` it still waits for an answer."""

    rule: str
    plea: str
    reason: str = ""


@dataclass(frozen=True)
class SaidPlan:
    """What is said at the table about a program's first target: an offer or ruling with its value, or without one."""

    by: str
    act: str
    value: str = ""
    reason: str = ""
    condition: str = ""


@dataclass(frozen=True)
class ProgramPlan:
    agency: str
    title: str
    axis: str
    clauses: tuple[int, ...]
    topics: tuple[str, ...]
    purpose: str
    # Moves of the workflow, in order; "sign_by_letter" is the head's signature on paper, "bargain" what is `said`.
    way: tuple[str, ...]
    projects: tuple[ProjectPlan, ...] = ()
    family: Family = Family.PRODUCTION_LEAP
    # What the reviewer asks when the program is returned, and what the agency answers when it comes back.
    remark: str = ""
    # What the remark is about: a kind of thing, of which it is the first one, and its field.
    remark_on: tuple[str, str] = ("program", "")
    answer: str = ""
    # The first target's year-end value after the answer.
    raised_to: Decimal | None = None
    # Why it is returned, rejected or withdrawn.
    reason: str = ""
    # Whether a planner enters it for the agency.
    on_behalf: bool = False
    exemption: ExemptionPlan | None = None
    said: tuple[SaidPlan, ...] = ()


SIGNED = ("submit", "sign")
APPROVED = (*SIGNED, "accept", "approve")
APPROVED_AFTER_RETURN = (*SIGNED, "return", *SIGNED, "accept", "approve")
