"""Writing what is reported: an agency's return for a period, from its opening to its settlement.

    opened → entered → sent by the officer → signed by the head → judged line by line by the planning organization
    (accepted, adjusted, disputed or returned) → where the head objects to an adjusted figure, answered or ruled on

Each operation is keyword-only, atomic, says who acts (`by=`), checks the permission, and records one event in the
history; every value that was entered, verified or returned stands in the ledger too. It refuses with `Refused`, `Moved`
or PermissionDenied.

`version` is the one the person saw: everything the agency does to a return makes a new one, so that nobody signs or
settles what they did not read. The reviewer's acts make none: two reviewers may work on different lines at once.
"""

from targets.operations.progress.accepting import accept_lines
from targets.operations.progress.closing import close_due_periods
from targets.operations.progress.disputes import keep_figure, object_to_figure, settle_dispute, take_back
from targets.operations.progress.entering import Entry, report_nothing, save_lines, value_of
from targets.operations.progress.opening import (
    follow_version,
    make_periods,
    open_due_periods,
    open_period,
    take_on_return,
)
from targets.operations.progress.restating import take_back_line
from targets.operations.progress.sending import send_back, send_report, sign_report
from targets.operations.progress.verifying import (
    adjust_line,
    dispute_line,
    return_line,
    settle_line,
    settle_lines,
)
from targets.operations.progress.writing import add_contributor, claim_report

__all__ = [
    "Entry",
    "accept_lines",
    "add_contributor",
    "adjust_line",
    "claim_report",
    "close_due_periods",
    "dispute_line",
    "follow_version",
    "keep_figure",
    "make_periods",
    "object_to_figure",
    "open_due_periods",
    "open_period",
    "report_nothing",
    "return_line",
    "save_lines",
    "send_back",
    "send_report",
    "settle_dispute",
    "settle_line",
    "settle_lines",
    "sign_report",
    "take_back",
    "take_back_line",
    "take_on_return",
    "value_of",
]
