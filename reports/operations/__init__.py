"""Everything that writes what is seen: reports, lists kept under a name, what people are told and how it leaves.

Each operation is keyword-only, atomic and recorded, and refuses with `Refused` or PermissionDenied. `by` is None for
what the calendar or a worker does.
"""

from reports.operations.asking import Extent, moment_of, request_check, request_due_reports, request_report
from reports.operations.checking import check_report
from reports.operations.compiling import compile_year_end, help_with
from reports.operations.exports import drop_old_exports, request_export
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
from reports.operations.publishing import (
    publish,
    review_report,
    send_back,
    sign_publication,
    take_back,
    write_narrative,
)
from reports.operations.resolutions import follow_up, notify_resolutions
from reports.operations.saved_views import MOST_VIEWS, change_view, remove_view, save_view
from reports.operations.sessions import (
    add_resolution,
    begin_session,
    close_minutes,
    plan_session,
    remove_resolution,
    reopen_minutes,
    save_agenda,
    save_attendees,
    save_minutes,
    save_resolution,
    save_session,
    send_papers,
    sign_minutes,
)
from reports.operations.tables import MOST_AT_ONCE, answer_intake, apply_batch, hand_in_workbooks
from reports.operations.taking_over import take_over

__all__ = [
    "MOST_AT_ONCE",
    "MOST_VIEWS",
    "Extent",
    "add_resolution",
    "answer_intake",
    "apply_batch",
    "apply_intake",
    "begin_session",
    "cancel_job",
    "change_view",
    "check_report",
    "claim_job",
    "claim_message",
    "close_minutes",
    "compile_job",
    "compile_year_end",
    "decide_conflicts",
    "deliver_message",
    "discard_intake",
    "drop_old_exports",
    "follow_up",
    "give_back_stopped_jobs",
    "give_back_stopped_messages",
    "give_back_stopped_workbooks",
    "hand_in_workbook",
    "hand_in_workbooks",
    "help_with",
    "import_workbook",
    "make_round",
    "mark_read",
    "moment_of",
    "neglected_jobs",
    "neglected_workbooks",
    "notify_resolutions",
    "plan_session",
    "publish",
    "read_waiting_workbook",
    "remove_resolution",
    "remove_view",
    "reopen_minutes",
    "request_check",
    "request_due_reports",
    "request_export",
    "request_report",
    "retry_message",
    "review_report",
    "save_agenda",
    "save_attendees",
    "save_minutes",
    "save_resolution",
    "save_session",
    "save_view",
    "send_back",
    "send_papers",
    "sign_minutes",
    "sign_publication",
    "take_back",
    "take_over",
    "write_narrative",
]
