"""How much: what is measured, what the province needs, what was promised, reported, verified and frozen."""

from targets.models.freeze import MasterTable, MasterTableRow
from targets.models.macro import MacroObservation, MacroTarget
from targets.models.measures import Indicator, Unit
from targets.models.progress import ActionProgress, Evidence, Measurement, Narrative, ProgressReport, ReportLine
from targets.models.promises import Offer, Target

__all__ = [
    "ActionProgress",
    "Evidence",
    "Indicator",
    "MacroObservation",
    "MacroTarget",
    "MasterTable",
    "MasterTableRow",
    "Measurement",
    "Narrative",
    "Offer",
    "ProgressReport",
    "ReportLine",
    "Target",
    "Unit",
]
