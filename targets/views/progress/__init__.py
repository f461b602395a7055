"""Agencies' returns: the list, a return on one page, and one view for each act on it."""

from targets.views.progress.acts import (
    LineRestate,
    LineReturn,
    LineSettle,
    ReturnNothing,
    ReturnSendBack,
    ReturnSettle,
    ReturnSign,
)
from targets.views.progress.evidence import EvidenceAdd, EvidenceFile
from targets.views.progress.grid import ReturnGridPage, ReturnGridPreview, ReturnGridSend
from targets.views.progress.line import (
    LineAdjust,
    LineDispute,
    LineKeep,
    LineObject,
    LinePage,
    LineRule,
    LineTakeBack,
)
from targets.views.progress.lists import ReturnList
from targets.views.progress.page import ReturnPage
from targets.views.progress.reopening import ReopeningList, ReopeningNew, ReopeningRevoke
from targets.views.progress.saving import ReturnSave, ReturnSend
from targets.views.progress.taking_on import ReturnOnBehalf
from targets.views.progress.visits import VisitNew, VisitPage, VisitPhotoFile
from targets.views.progress.waiting import WaitingList

__all__ = [
    "EvidenceAdd",
    "EvidenceFile",
    "LineAdjust",
    "LineDispute",
    "LineKeep",
    "LineObject",
    "LinePage",
    "LineRestate",
    "LineReturn",
    "LineRule",
    "LineSettle",
    "LineTakeBack",
    "ReopeningList",
    "ReopeningNew",
    "ReopeningRevoke",
    "ReturnGridPage",
    "ReturnGridPreview",
    "ReturnGridSend",
    "ReturnList",
    "ReturnNothing",
    "ReturnOnBehalf",
    "ReturnPage",
    "ReturnSave",
    "ReturnSend",
    "ReturnSendBack",
    "ReturnSettle",
    "ReturnSign",
    "VisitNew",
    "VisitPage",
    "VisitPhotoFile",
    "WaitingList",
]
