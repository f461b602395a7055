"""Everything that writes what is planned.

Each operation is keyword-only, atomic, says who acts (`by=`), checks the permission and whose turn it is, records one
event in the history and refuses with `Refused`, `Moved` or PermissionDenied. A program is written as a whole: whoever
writes names the `version` they read. Drafts alone are no act: they are neither versions nor events.
"""

from projects.operations.adding import NewProject, add_projects, numbered
from projects.operations.calls import CALL_FIELDS, expect_agency, extend_call, issue_call
from projects.operations.decisions import Outcome, Ticked, approve_programs, decide_project
from projects.operations.drafts import discard_draft, keep_draft
from projects.operations.exemptions import (
    ask_exemption,
    decide_exemption,
    make_exemption,
    take_back_exemption,
    withdraw_exemption,
)
from projects.operations.grading import decide_grade, score_project, set_criteria
from projects.operations.moves import move_program, program_moved
from projects.operations.programs import PROGRAM_FIELDS, claim_version, create_program, save_program
from projects.operations.projects import (
    CHALLENGE_FIELDS,
    PROJECT_FIELDS,
    project_removing,
    remove_project,
    save_project,
)
from projects.operations.remarks import answer_remark, make_remark, resolve_remark
from projects.operations.years import DESKS, change_days_at_desks, open_year

__all__ = [
    "CALL_FIELDS",
    "CHALLENGE_FIELDS",
    "DESKS",
    "PROGRAM_FIELDS",
    "PROJECT_FIELDS",
    "NewProject",
    "Outcome",
    "Ticked",
    "add_projects",
    "answer_remark",
    "approve_programs",
    "ask_exemption",
    "change_days_at_desks",
    "claim_version",
    "create_program",
    "decide_exemption",
    "decide_grade",
    "decide_project",
    "discard_draft",
    "expect_agency",
    "extend_call",
    "issue_call",
    "keep_draft",
    "make_exemption",
    "make_remark",
    "move_program",
    "numbered",
    "open_year",
    "program_moved",
    "project_removing",
    "remove_project",
    "resolve_remark",
    "save_program",
    "save_project",
    "score_project",
    "set_criteria",
    "take_back_exemption",
    "withdraw_exemption",
]
