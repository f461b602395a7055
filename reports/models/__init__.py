"""How it is seen: the list of reports to compile, what people are told, and lists as they want to find them again.

Of reports and of messages the database is the list of work; the queue is only a hint.
"""

from reports.models.intakes import Intake, IntakeQuerySet
from reports.models.jobs import ReportJob, ReportJobQuerySet, ReportPart
from reports.models.ministry_forms import MinistryForm, MinistryFormQuerySet
from reports.models.notices import Message, MessageFile, Notice, Round
from reports.models.publication import Publication, SectionText
from reports.models.resolutions import FollowUp, FollowUpFile, Resolution, ResolutionQuerySet
from reports.models.saved_views import SavedView, SavedViewQuerySet
from reports.models.sessions import AgendaItem, AgendaItemQuerySet, Attendee, HqSession, HqSessionQuerySet
from reports.models.tables import TableHabit, WorkbookBatch, WorkbookBatchQuerySet

__all__ = [
    "AgendaItem",
    "AgendaItemQuerySet",
    "Attendee",
    "FollowUp",
    "FollowUpFile",
    "HqSession",
    "HqSessionQuerySet",
    "Intake",
    "IntakeQuerySet",
    "Message",
    "MessageFile",
    "MinistryForm",
    "MinistryFormQuerySet",
    "Notice",
    "Publication",
    "ReportJob",
    "ReportJobQuerySet",
    "ReportPart",
    "Resolution",
    "ResolutionQuerySet",
    "Round",
    "SavedView",
    "SavedViewQuerySet",
    "SectionText",
    "TableHabit",
    "WorkbookBatch",
    "WorkbookBatchQuerySet",
]
