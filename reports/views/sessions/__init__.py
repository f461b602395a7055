"""Sessions of the headquarters: their lists, one with its agenda, minutes and papers, and what is done afterwards."""

from reports.views.sessions.lists import ResolutionList, SessionList
from reports.views.sessions.moves import SessionMove, SessionNotify
from reports.views.sessions.page import SessionPage, SessionPaper
from reports.views.sessions.resolutions import (
    FollowUpDownload,
    FollowUpTake,
    ResolutionEdit,
    ResolutionNew,
    ResolutionPage,
    ResolutionRemove,
)
from reports.views.sessions.taking_over import SessionTakeOver
from reports.views.sessions.writing import AgendaEdit, AttendanceEdit, MinutesEdit, SessionEdit, SessionNew

__all__ = [
    "AgendaEdit",
    "AttendanceEdit",
    "FollowUpDownload",
    "FollowUpTake",
    "MinutesEdit",
    "ResolutionEdit",
    "ResolutionList",
    "ResolutionNew",
    "ResolutionPage",
    "ResolutionRemove",
    "SessionEdit",
    "SessionList",
    "SessionMove",
    "SessionNew",
    "SessionNotify",
    "SessionPage",
    "SessionPaper",
    "SessionTakeOver",
]
