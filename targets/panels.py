"""What a program's page shows of its targets."""

from __future__ import annotations

from agencies.models import User
from projects.models import Program
from projects.panels import Panel, panel
from targets.readiness import targets_of


@panel
def targets_of_projects(program: Program, reader: User) -> Panel:
    return Panel(
        "project",
        "targets/project_panel.html",
        {"targets": [target for targets in targets_of(program).values() for target in targets]},
    )
