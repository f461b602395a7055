"""What a row of a table still lacks: a list to complete, never a reason to refuse it.

What keeps a program from being sent is for the rules of `projects.readiness` to say once it is stored; this names the
same things by their columns, so that whoever looks at the preview can still fill them in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from projects.models import Program, Project
from projects.weights import WHOLE
from reports.workbooks.flat.columns import BY_KEY
from reports.workbooks.flat.rows import ReadRow
from targets.models import Target

# What has no column of its own.
ACTION_WEIGHTS = "action_weights"


def label_of(key: str) -> str:
    """What is lacking, by its name on screen."""
    return _("Weights of the actions") if key == ACTION_WEIGHTS else str(BY_KEY[key].label)


def wanting(
    row: ReadRow,
    rows: Sequence[ReadRow],
    project: Project | None,
    target: Target | None,
    program: Program | None,
    is_first: bool,
) -> list[str]:
    """The keys of what is said neither in the table nor in what is stored.

    What belongs to the project or to its program is named at the first of its `rows` alone.
    """
    found = _of_target(row, target)
    if is_first:
        found += _of_project(rows, project)
        found += _of_program(rows, program)
    return found


def _of_target(row: ReadRow, target: Target | None) -> list[str]:
    indicator = row.get("indicator")
    if indicator is None:
        return ["indicator"]
    kept = {
        "baseline": target is not None and target.baseline is not None,
        "baseline_on": target is not None and target.baseline_on is not None,
        "baseline_source": target is not None and bool(target.baseline_source),
        "target": "proposed" in row.values or (target is not None and target.value is not None),
        "verification": bool(indicator.means_of_verification)
        or (target is not None and bool(target.means_of_verification)),
    }
    return [key for key, is_kept in kept.items() if not is_kept and key not in row.values]


def _of_project(rows: Sequence[ReadRow], project: Project | None) -> list[str]:
    said = {key for row in rows for key in row.values}
    found = []
    actions = {action.title: action for row in rows for action in row.get("actions") or ()}
    stored = list(project.actions.all()) if project is not None else []
    if not actions and not stored:
        found.append("actions")
    else:
        for key in ("responsible", "starts_on", "ends_on"):
            if key not in said and not all(getattr(action, key) for action in stored) | (not stored and not actions):
                found.append(key)
        weights = [action.weight for action in actions.values()] or [action.weight for action in stored]
        if sum((weight or Decimal(0) for weight in weights), Decimal(0)) != WHOLE:
            found.append(ACTION_WEIGHTS)
    amounts = [source or row.get("funding_source") for row in rows for source, _rials in row.get("funding") or ()]
    if not all(amounts):
        found.append("source")
    kept = {
        "level": project is not None and bool(project.scope_level),
        "justification": project is not None and bool(project.justification),
        "obstacles": "no_obstacle" in said
        or (project is not None and (project.has_no_obstacles or bool(project.challenges.all()))),
    }
    return found + [key for key, is_kept in kept.items() if not is_kept and key not in said]


def _of_program(rows: Sequence[ReadRow], program: Program | None) -> list[str]:
    said = {key for row in rows for key in row.values}
    kept = {
        "program": program is not None,
        "axis": program is not None and program.axis_id is not None,
        "policy_clauses": program is not None and bool(program.policy_clauses.all()),
    }
    return [key for key, is_kept in kept.items() if not is_kept and key not in said]
