"""Evaluable or not sent: what is found wanting before a program may make a move.

The pattern of Django's own system checks: a rule is a function that yields problems and is registered for the status
it guards, with its name, a label and a severity. Apps above register theirs, so that this app need not know of
targets. The same list is the checklist beside the forms and the refusal in `projects.operations.move_program`.
"""

from projects.readiness.registry import (
    Problem,
    Readiness,
    Rule,
    active_projects,
    check,
    fetch_funding,
    fetched_together,
    projects_of,
    readiness,
    readiness_of,
    rule_label,
    rules_before,
)
from projects.readiness.rules import edit_program_url, edit_project_url

__all__ = [
    "Problem",
    "Readiness",
    "Rule",
    "active_projects",
    "check",
    "edit_program_url",
    "edit_project_url",
    "fetch_funding",
    "fetched_together",
    "projects_of",
    "readiness",
    "readiness_of",
    "rule_label",
    "rules_before",
]
