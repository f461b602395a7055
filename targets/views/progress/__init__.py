"""Agencies' returns: the list, a return on one page, and one view for each act on it."""

from targets.views.progress.acts import LineReturn, LineSettle, ReturnSendBack, ReturnSettle, ReturnSign
from targets.views.progress.evidence import EvidenceAdd, EvidenceFile
from targets.views.progress.grid import ReturnGridPage, ReturnGridPreview, ReturnGridSend
from targets.views.progress.lists import ReturnList
from targets.views.progress.page import ReturnPage
from targets.views.progress.saving import ReturnSave, ReturnSend
from targets.views.progress.taking_on import ReturnOnBehalf

__all__ = [
    "EvidenceAdd",
    "EvidenceFile",
    "LineReturn",
    "LineSettle",
    "ReturnGridPage",
    "ReturnGridPreview",
    "ReturnGridSend",
    "ReturnList",
    "ReturnOnBehalf",
    "ReturnPage",
    "ReturnSave",
    "ReturnSend",
    "ReturnSendBack",
    "ReturnSettle",
    "ReturnSign",
]
