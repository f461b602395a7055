"""What is planned: the year, the reference lists, programs with their projects and actions, and their review."""

from projects.models.call import ExpectedAgency
from projects.models.challenge import Challenge, ChallengeFile, ChallengeQuerySet, ChallengeStep
from projects.models.draft import Draft
from projects.models.exemption import Exemption
from projects.models.grading import Criterion, Review, Score
from projects.models.letters import SignedLetter
from projects.models.program import Action, FundingLine, Program, ProgramQuerySet, Project, Stay
from projects.models.reference import Axis, ChainLink, KeyCore, PolicyClause, PriorityIndustry, Topic
from projects.models.review import Remark, Revision
from projects.models.year import Holiday, Period, PlanYear

__all__ = [
    "Action",
    "Axis",
    "ChainLink",
    "Challenge",
    "ChallengeFile",
    "ChallengeQuerySet",
    "ChallengeStep",
    "Criterion",
    "Draft",
    "Exemption",
    "ExpectedAgency",
    "FundingLine",
    "Holiday",
    "KeyCore",
    "Period",
    "PlanYear",
    "PolicyClause",
    "PriorityIndustry",
    "Program",
    "ProgramQuerySet",
    "Project",
    "Remark",
    "Review",
    "Revision",
    "Score",
    "SignedLetter",
    "Stay",
    "Topic",
]
