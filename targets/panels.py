"""What a program's page shows of its targets."""

from __future__ import annotations

from agencies.models import User
from config.clock import today
from projects.enums import ProgramStatus
from projects.models import Program
from projects.panels import Panel, panel
from projects.signed import reads_what_was_signed, signed_contents
from targets.bargaining import bargains_of, parts_of
from targets.readiness import active_targets, targets_of
from targets.signed import target_as_signed


@panel
def targets_of_projects(program: Program, reader: User) -> Panel:
    targets = [target for targets in targets_of(program).values() for target in targets]
    if reads_what_was_signed(reader, program):
        content = signed_contents([program.uuid])[program.uuid]
        targets = [signed for target in targets if (signed := target_as_signed(target, content))]
    return Panel("project", "targets/project_panel.html", {"targets": targets})


# What was said at the table stays to be read; before it there is nothing to show.
_BARGAINED = frozenset({ProgramStatus.NEGOTIATION, ProgramStatus.AGREED, ProgramStatus.APPROVED, ProgramStatus.CLOSED})


@panel
def bargaining_of_program(program: Program, reader: User) -> Panel:
    """How far the bargaining is: n of m agreed, what is open, whose turn it is and since how many days."""
    is_shown = program.status in _BARGAINED
    bargains = bargains_of(active_targets(program)) if is_shown else []
    for bargain in bargains:
        bargain.target.project.program = program
    rows = [(bargain, bargain.deciding in parts_of(reader, bargain), bargain.days(today())) for bargain in bargains]
    return Panel(
        "program",
        "targets/bargaining_panel.html",
        {
            "rows": sorted(rows, key=lambda row: row[0].agreed is not None),
            "agreed": sum(bargain.agreed is not None for bargain in bargains),
        },
    )
