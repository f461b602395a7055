"""How much: what is measured, what the province needs, what was promised, reported, verified and frozen."""

from targets.models.amendments import Amendment, AmendmentLine
from targets.models.challenges import ChallengeCost
from targets.models.corrections import Correction
from targets.models.double_counts import DoubleCount, DoubleCountShare
from targets.models.freeze import MasterTable, MasterTableRow
from targets.models.macro import AgencyShare, MacroTarget, MacroTargetProposal
from targets.models.measures import Indicator, Unit
from targets.models.objects import SharedObject
from targets.models.periods import PeriodClosing, PeriodException
from targets.models.progress import (
    ActionProgress,
    Evidence,
    Measurement,
    Narrative,
    ProgressReport,
    ReportLine,
    ReturnSignature,
    ReturnStay,
)
from targets.models.promises import Offer, OfferAnswer, Target
from targets.models.statistics import MacroObservation, PastValue, Statistic
from targets.models.visits import FieldVisit, VisitPhoto
from targets.models.working import WorkingValue

__all__ = [
    "ActionProgress",
    "AgencyShare",
    "Amendment",
    "AmendmentLine",
    "ChallengeCost",
    "Correction",
    "DoubleCount",
    "DoubleCountShare",
    "Evidence",
    "FieldVisit",
    "Indicator",
    "MacroObservation",
    "MacroTarget",
    "MacroTargetProposal",
    "MasterTable",
    "MasterTableRow",
    "Measurement",
    "Narrative",
    "Offer",
    "OfferAnswer",
    "PastValue",
    "PeriodClosing",
    "PeriodException",
    "ProgressReport",
    "ReportLine",
    "ReturnSignature",
    "ReturnStay",
    "SharedObject",
    "Statistic",
    "Target",
    "Unit",
    "VisitPhoto",
    "WorkingValue",
]
