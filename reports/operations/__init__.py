"""Everything that writes what is seen: reports, lists kept under a name, what people are told and how it leaves.

Each operation is keyword-only, atomic and recorded, and refuses with `Refused` or PermissionDenied. `by` is None for
what the calendar or a worker does.
"""

from reports.operations.asking import Extent, moment_of, request_check, request_due_reports, request_report
from reports.operations.compiling import compile_year_end
from reports.operations.intakes import (
    apply_intake,
    decide_conflicts,
    discard_intake,
    give_back_stopped_workbooks,
    hand_in_workbook,
    import_workbook,
    neglected_workbooks,
    read_waiting_workbook,
)
from reports.operations.jobs import cancel_job, claim_job, compile_job, give_back_stopped_jobs, neglected_jobs
from reports.operations.notices import make_round, mark_read
from reports.operations.outbox import claim_message, deliver_message, give_back_stopped_messages, retry_message
from reports.operations.saved_views import MOST_VIEWS, change_view, remove_view, save_view

__all__ = [
    "MOST_VIEWS",
    "Extent",
    "apply_intake",
    "cancel_job",
    "change_view",
    "claim_job",
    "claim_message",
    "compile_job",
    "compile_year_end",
    "decide_conflicts",
    "deliver_message",
    "discard_intake",
    "give_back_stopped_jobs",
    "give_back_stopped_messages",
    "give_back_stopped_workbooks",
    "hand_in_workbook",
    "import_workbook",
    "make_round",
    "mark_read",
    "moment_of",
    "neglected_jobs",
    "neglected_workbooks",
    "read_waiting_workbook",
    "remove_view",
    "request_check",
    "request_due_reports",
    "request_report",
    "retry_message",
    "save_view",
]
