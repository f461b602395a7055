"""What a program's page shows of its targets."""

from __future__ import annotations

from agencies.models import User
from projects.models import Program
from projects.panels import Panel, panel
from projects.signed import reads_what_was_signed, signed_contents
from targets.readiness import targets_of
from targets.signed import target_as_signed


@panel
def targets_of_projects(program: Program, reader: User) -> Panel:
    targets = [target for targets in targets_of(program).values() for target in targets]
    if reads_what_was_signed(reader, program):
        content = signed_contents([program.uuid])[program.uuid]
        targets = [signed for target in targets if (signed := target_as_signed(target, content))]
    return Panel("project", "targets/project_panel.html", {"targets": targets})
