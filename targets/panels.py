"""What a program's page shows of its targets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from agencies.enums import Permission
from agencies.lists import Told
from agencies.models import User
from agencies.permissions import has_permission
from config.clock import today
from config.persian.numbers import format_number
from projects.challenges import can_register_for, challenges_visible_to, with_clock
from projects.enums import FROZEN_WITH_THE_YEAR, HOLDING_UP, PROMISED, ProgramStatus, Turn, YearState
from projects.models import Program
from projects.panels import Panel, panel
from projects.readiness import projects_of
from projects.signed import reads_what_was_signed, signed_contents
from targets.bargaining import Bargain, bargains_of, parts_of
from targets.corrections import can_be_corrected, corrections_of
from targets.double_count_cases import Case, cases_in
from targets.double_counts import Decided, amount_of, decisions_on, kept_by_others
from targets.enums import CaseState
from targets.forecast import Shown, expected_achievement, shown_of
from targets.models import Indicator, MasterTable, Target
from targets.performance import grouped, performance_of
from targets.planned import Planned, plan_of, table_in_force
from targets.readiness import active_targets, targets_of
from targets.rollups import counted_part
from targets.signed import target_as_signed
from targets.tables.challenges import STATE_TONE as CHALLENGE_TONE


@panel
def targets_of_projects(program: Program, reader: User) -> Panel:
    targets = [target for targets in targets_of(program).values() for target in targets]
    if reads_what_was_signed(reader, program):
        content = signed_contents([program.uuid])[program.uuid]
        targets = [signed for target in targets if (signed := target_as_signed(target, content))]
    return Panel("project", "targets/project_panel.html", {"targets": targets, "today": today()})


# What was said at the table stays to be read; before it there is nothing to show.
_BARGAINED = frozenset({ProgramStatus.NEGOTIATION, ProgramStatus.AGREED, ProgramStatus.APPROVED, ProgramStatus.CLOSED})


@panel
def bargaining_of_program(program: Program, reader: User) -> Panel:
    """How far the bargaining is: n of m agreed, what is open, whose turn it is and since how many days."""
    bargains = _bargains(program) if program.status in _BARGAINED else []
    rows = [(bargain, bargain.deciding in parts_of(reader, bargain), bargain.days(today())) for bargain in bargains]
    return Panel(
        "program",
        "targets/bargaining_panel.html",
        {
            "rows": sorted(rows, key=lambda row: row[0].agreed is not None),
            "agreed": sum(bargain.agreed is not None for bargain in bargains),
        },
    )


@panel
def turns_of_bargaining(program: Program, reader: User) -> Panel:
    """Whose turn it is at the table: with whom how many of the open targets lie."""
    bargains = _bargains(program) if program.status == ProgramStatus.NEGOTIATION else []
    waiting = [
        (bargain.turn, bargain.deciding in parts_of(reader, bargain)) for bargain in bargains if not bargain.agreed
    ]
    turns = [
        (turn.label, sum(each == turn for each, _mine in waiting), (turn, True) in waiting)
        for turn in (Turn.HEAD, Turn.PLANNER, Turn.DEPUTY)
    ]
    return Panel("turn", "targets/bargaining_turn.html", {"turns": [turn for turn in turns if turn[1]]})


def _bargains(program: Program) -> list[Bargain]:
    """Both panels read them; they are fetched once. Of what is agreed, how it came to that stands on its own page."""
    found: list[Bargain] | None = program.__dict__.get("_bargains_at_hand")
    if found is None:
        targets = active_targets(program)
        open_ones = {each.target.pk: each for each in bargains_of(each for each in targets if not each.accepted_offer)}
        found = [open_ones.get(target.pk) or Bargain(target, ()) for target in targets]
        for bargain in found:
            bargain.target.project.program = program
        program.__dict__["_bargains_at_hand"] = found
    return found


@panel
def forecasts_of_projects(program: Program, reader: User) -> Panel:
    """What the targets are likely to come to by the end of the year, and which actions decide it."""
    year, day = program.plan_year, today()
    table, alike = _plan_of_its_indicators(program)
    if table is None or program.status not in PROMISED:
        return Panel("project", "targets/forecast_panel.html", {"projects": []})
    targets = {target.pk: target for targets in targets_of(program).values() for target in targets}
    plan = [row for row in alike if row.target_id in targets]
    performances = [each for each in performance_of(plan, year, today=day, for_sums=False) if each.year_to_date.due]
    actions = [action for project in projects_of(program) for action in project.actions.all()]
    projects: dict[int, list[Shown]] = {}
    for shown in shown_of(performances, year, today=day, actions=actions):
        projects.setdefault(shown.planned.project_id, []).append(shown)
    forecasts = {shown.planned.target_id: shown.forecast for rows in projects.values() for shown in rows}
    together = grouped(performances, lambda each: each.planned.project_id)
    return Panel(
        "project",
        "targets/forecast_panel.html",
        {
            "projects": [
                (
                    project,
                    expected_achievement(together[project], forecasts, year),
                    [(shown, targets[shown.planned.target_id]) for shown in rows],
                    next((shown.deciding for shown in rows if shown.deciding), ()),
                )
                for project, rows in projects.items()
            ]
        },
    )


def _plan_of_its_indicators(program: Program) -> tuple[MasterTable | None, list[Planned]]:
    """What the year plans of the program's indicators, its own targets among them, and the table where that stands.

    The forecasts and the double counts read it; it is fetched once.
    """
    found: tuple[MasterTable | None, list[Planned]] | None = program.__dict__.get("_plan_at_hand")
    if found is None:
        indicators = {target.indicator_id for targets in targets_of(program).values() for target in targets}
        alike = Target.objects.filter(project__program__plan_year=program.plan_year, indicator__in=indicators)
        is_frozen = program.plan_year.state != YearState.OPEN
        table = table_in_force(program.plan_year) if indicators and is_frozen else None
        found = table, plan_of(program.plan_year, table=table, targets=alike) if indicators else []
        program.__dict__["_plan_at_hand"] = found
    return found


@panel
def challenges_of_program(program: Program, reader: User) -> Panel:
    """What is followed of the program's challenges, what is not solved yet first."""
    rows: list[Any] = list(
        with_clock(challenges_visible_to(reader), today()).filter(project__program=program).order_by("until", "pk")
    )
    for row in rows:
        row.tone = CHALLENGE_TONE[row.state]
    return Panel(
        "program",
        "targets/challenges_panel.html",
        {
            "rows": sorted(rows, key=lambda row: row.state not in HOLDING_UP),
            "can_register": can_register_for(reader, program),
        },
    )


@panel
def corrections_of_program(program: Program, reader: User) -> Panel:
    """What was corrected in its wording after the freeze, for everybody who reads it."""
    is_frozen = program.status in FROZEN_WITH_THE_YEAR and program.plan_year.state != YearState.OPEN
    can_correct = is_frozen and has_permission(reader, Permission.WORDING_CORRECT) and can_be_corrected(program)
    context = {"corrections": corrections_of(program) if is_frozen else [], "can_correct": can_correct}
    return Panel("program", "targets/corrections_panel.html", context)


# --- double counts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Other:
    """Another project of a case; its title is for those only who may know of its program."""

    program: UUID
    title: str
    is_known: bool


@dataclass(frozen=True)
class Note:
    """What a reader of the program has to know of one target of the project."""

    project_id: int
    indicator: Indicator
    state: CaseState
    others: list[Other]
    # What of the target goes into sums, where a part of it is counted elsewhere.
    counted: Decimal | None
    # Of the case's page, for those who may open it.
    address: str

    @property
    def tone(self) -> str:
        return "warn" if self.state == CaseState.SUSPECTED else "info"


@panel
def double_counts_of_projects(program: Program, reader: User) -> Panel:
    """Suspected and confirmed double counts of the program's targets; what was cleared is the province's affair."""
    notes = _notes(program, reader)
    suspected = [note for note in notes if note.state == CaseState.SUSPECTED]
    told = []
    if suspected:
        words = ngettext("%(n)s suspected double count", "%(n)s suspected double counts", len(suspected))
        told.append(Told(words % {"n": format_number(len(suspected))}, "warn", suspected[0].address))
    return Panel("project", "targets/double_counts_panel.html", {"notes": notes, "told": told})


def _notes(program: Program, reader: User) -> list[Note]:
    _table, alike = _plan_of_its_indicators(program)
    decisions = decisions_on([row.target_id for row in alike]) if alike else []
    cases = [case for case in cases_in(alike, decisions, with_objects=False) if case.is_told]
    told = [(case, row) for case in cases for row in case.rows if row.program_uuid == program.uuid]
    if not told:
        return []
    others = {row.program_uuid for case, _own in told for row in case.rows}
    known = set(Program.objects.visible_to(reader).filter(uuid__in=others).values_list("uuid", flat=True))
    by_code = {
        target.indicator.code: target.indicator for targets in targets_of(program).values() for target in targets
    }
    may_open = has_permission(reader, Permission.DOUBLE_COUNT_VIEW)
    return [
        Note(
            row.project_id,
            by_code[row.indicator],
            case.state,
            _others(case, row, known),
            _counted(row, decisions),
            case.address if may_open else "",
        )
        for case, row in told
    ]


def _others(case: Case, own: Planned, known: set[UUID]) -> list[Other]:
    return [
        Other(row.program_uuid, row.project_title if row.program_uuid in known else "", row.program_uuid in known)
        for row in case.rows
        if row is not own
    ]


def _counted(row: Planned, decisions: list[Decided]) -> Decimal | None:
    amount = amount_of(row)
    part = counted_part(amount, kept_by_others(row.target_id, decisions))
    return None if amount is None or part == 1 else amount * part
