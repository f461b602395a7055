"""What one year takes from another: unfinished projects that go on, programs that are copied.

Both only call the operations with which the agency writes by hand: what they make is a draft like every other.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from agencies.enums import Permission
from agencies.models import Agency, User
from agencies.permissions import check_permission
from config.clock import today
from config.persian.calendar import shift_years
from config.persian.digits import localise_digits
from projects.enums import EDITABLE, HOLDING_UP, YearState
from projects.models import Action, PlanYear, Program, Project
from projects.operations import CHALLENGE_FIELDS, PROGRAM_FIELDS, PROJECT_FIELDS, create_program, save_project
from projects.refusals import Moved, Refused
from targets.models import MacroTarget, Target
from targets.operations.promises import TARGET_FIELDS, save_target
from targets.unfinished import Level, last_verified_levels, unfinished_projects, year_before

# A project that goes on promises anew: how much, by when and with which money is asked again.
_PROMISED = {"value", "numerator", "denominator", "trajectory"}
_MANY = {"policy_clauses", "key_cores", "topics", "counties", "partners", "shared_objects"}


@transaction.atomic
def carry_over(
    *,
    by: User,
    agency: Agency,
    plan_year: PlanYear,
    projects: Collection[uuid.UUID],
    into: Program | None = None,
    title: str = "",
) -> list[Project]:
    """Let unfinished projects of the year before go on in this one, as drafts of the agency.

    `projects`: their UUIDs. They come into the program `into` of the new year, into a new one called `title` that is
    aligned like the first of theirs, or, with neither, each into the draft that carries its own program on. Their
    unfinished actions are re-dated, with weights that make 100; the baseline of their targets is the last verified
    level. Year-end values, money and the due days of obstacles are left to the agency. Raises PermissionDenied,
    Refused, or Moved when one goes on already.
    """
    check_permission(by, Permission.PROGRAM_EDIT, agency)
    source = year_before(plan_year)
    if source is None:
        raise Refused(_("There is no plan year before this one."))
    _refuse_unless_open(plan_year)
    if into is not None and (into.agency_id, into.plan_year_id) != (agency.pk, plan_year.pk):
        raise Refused(
            _("Projects are carried over into a program of the same agency in the year %(year)s: choose one, or a new.")
            % {"year": plan_year}
        )
    if not projects:
        raise Refused(_("Choose at least one project."))
    found = {
        each.project.uuid: each for each in unfinished_projects(source, user=by, today=today(), agencies=[agency.pk])
    }
    if not set(projects) <= set(found):
        raise Refused(_("Only unfinished projects of the agency's own programs of the year before are carried over."))
    rows = [row for key, row in found.items() if key in set(projects)]
    chosen = [row.project for row in rows]
    prefetch_related_objects(chosen, "actions", "counties", "partners", "challenges__actions")
    targets = list(
        Target.objects.filter(project__in=chosen)
        .select_related("indicator__unit", "county", "macro_target__indicator")
        .order_by("position", "pk")
    )
    levels = last_verified_levels(source, targets, today=today())
    if into is None and title.strip():
        like = _values(chosen[0].program, PROGRAM_FIELDS)
        into = create_program(by=by, agency=agency, plan_year=plan_year, **like | {"title": title.strip()})
    carried = []
    for row in rows:
        old = row.project
        if Project.objects.filter(carried_over_from=old).exists():
            raise _carried_already(old)
        program = into or _draft_that_carries_on(old.program, plan_year, by)
        actions = {action.pk: action for action in old.actions.all()}
        try:
            project = save_project(
                by=by,
                program=program,
                version=program.version,
                carried_over_from=old,
                # Whether anything stands in the way is asked anew.
                **_values(old, PROJECT_FIELDS - {"has_no_obstacles"}),
                actions=[_action(actions[key], plan_year, source) | {"weight": share} for key, share in row.undone],
                challenges=obstacles_left(old, [actions[key] for key, _share in row.undone]),
            )
        except IntegrityError as error:
            raise _carried_already(old) from error
        for target in targets:
            if target.project_id == old.pk:
                _carry_target(target, levels.get(target.pk), project, program, by)
        carried.append(project)
    return carried


def _carried_already(project: Project) -> Moved:
    successor = Project.objects.filter(carried_over_from=project).select_related("program").first()
    return Moved(
        _(
            "“%(project)s” goes on in “%(program)s” (%(code)s) already; nothing is carried over twice. Open it there,"
            " or remove it there first."
        )
        % {
            "project": project,
            "program": successor.program if successor else "—",
            "code": localise_digits(successor.code) if successor else "—",
        }
    )


def _draft_that_carries_on(old: Program, plan_year: PlanYear, by: User) -> Program:
    """The agency's program of the year that carries the old one on and can still be written in; else a new draft."""
    existing = (
        Program.objects.filter(carried_over_from=old, plan_year=plan_year, agency=old.agency_id, status__in=EDITABLE)
        .select_related("plan_year", "agency")
        .order_by("-pk")
        .first()
    )
    return existing or create_program(
        by=by, agency=old.agency, plan_year=plan_year, carried_over_from=old, **_values(old, PROGRAM_FIELDS)
    )


def _carry_target(target: Target, level: Level | None, project: Project, program: Program, by: User) -> None:
    fields = _values(target, TARGET_FIELDS - _PROMISED)
    fields |= {
        "macro_target": _macro_target_of(target, program.plan_year),
        "baseline": level.amount.value if level else None,
        "baseline_on": level.period.last_day if level else None,
        "baseline_source": _("Verified return of %(period)s") % {"period": level.period} if level else "",
    }
    save_target(by=by, program=program, version=program.version, project=project, **fields)


def _refuse_unless_open(plan_year: PlanYear) -> None:
    """A late program of a frozen year is written anew, not taken over from elsewhere."""
    if plan_year.state != YearState.OPEN:
        raise Refused(
            _("The year %(year)s is frozen: what is new comes in through an amendment. Choose an open year.")
            % {"year": plan_year}
        )


@transaction.atomic
def copy_program(*, by: User, program: Program, plan_year: PlanYear, title: str = "") -> Program:
    """Copy a program of one's own agency into an open year, as a new draft: everything but offers, remarks, statuses.

    Whoever copies must be allowed to know of the program and to write for its agency. Dates move with the year; what
    was allocated and spent, and last year's macro targets, stay where they are. Raises PermissionDenied or Refused.
    """
    if not Program.objects.visible_to(by).filter(pk=program.pk).exists():
        raise PermissionDenied(_("You may not read the program that is to be copied."))
    check_permission(by, Permission.PROGRAM_EDIT, program.agency_id)
    _refuse_unless_open(plan_year)
    fields = _values(program, PROGRAM_FIELDS)
    if title.strip():
        fields["title"] = title.strip()
    copy = create_program(by=by, agency=program.agency, plan_year=plan_year, copied_from=program, **fields)
    targets: dict[int, list[Target]] = {}
    for target in (
        Target.objects.filter(project__program=program)
        .select_related("indicator__unit", "county", "macro_target__indicator")
        .prefetch_related("shared_objects")
        .order_by("position", "pk")
    ):
        targets.setdefault(target.project_id, []).append(target)
    points = plan_year.periods.regular().count()
    parts = ("actions", "counties", "partners", "funding_lines", "challenges__actions")
    for old in program.projects.prefetch_related(*parts):
        project = save_project(
            by=by,
            program=copy,
            version=copy.version,
            **_values(old, PROJECT_FIELDS),
            actions=[
                _action(action, plan_year, program.plan_year) | {"weight": action.weight}
                for action in old.actions.all()
            ],
            funding=[{"source": line.source, "approved": line.approved} for line in old.funding_lines.all()],
            challenges=obstacles_left(old, list(old.actions.all()), years=plan_year.year - program.plan_year.year),
        )
        for target in targets.get(old.pk, []):
            figures = _values(target, TARGET_FIELDS)
            figures["macro_target"] = _macro_target_of(target, plan_year)
            if len(target.trajectory) != points:
                figures["trajectory"] = []
            save_target(by=by, program=copy, version=copy.version, project=project, **figures)
    return copy


def _values(instance: Program | Project | Target, names: Collection[str]) -> dict[str, Any]:
    return {
        name: list(getattr(instance, name).all()) if name in _MANY else getattr(instance, name)
        for name in sorted(names)
    }


def _action(action: Action, plan_year: PlanYear, source: PlanYear) -> dict[str, Any]:
    years = plan_year.year - source.year
    return {
        "title": action.title,
        "responsible": action.responsible,
        "starts_on": shift_years(action.starts_on, years) if action.starts_on else None,
        "ends_on": shift_years(action.ends_on, years) if action.ends_on else None,
    }


def obstacles_left(project: Project, actions: Sequence[Action], *, years: int | None = None) -> list[dict[str, Any]]:
    """The obstacles of a project with the places of the actions they block, of these; due so many years later, or open.

    An obstacle that blocked only what is done by now is gone with it, and so is what was solved or found insoluble. A
    copy states what the program stated; what is carried over, also what came up in the year.
    """
    places = {action.pk: place for place, action in enumerate(actions, 1)}
    rows = []
    for challenge in project.challenges.all():
        if challenge.state not in HOLDING_UP or (years is not None and not challenge.is_stated):
            continue
        blocked = [action.pk for action in challenge.actions.all()]
        left = [places[key] for key in blocked if key in places]
        if blocked and not left:
            continue
        row = {name: getattr(challenge, name) for name in CHALLENGE_FIELDS} | {"actions": left, "due_on": None}
        if years is not None and challenge.due_on is not None:
            row["due_on"] = shift_years(challenge.due_on, years)
        rows.append(row)
    return rows


def _macro_target_of(target: Target, plan_year: PlanYear) -> MacroTarget | None:
    """What the target feeds in its new year: the macro target in force for the same thing, where there is one."""
    old = target.macro_target
    if old is None or old.plan_year_id == plan_year.pk:
        return old
    return (
        MacroTarget.objects.in_force()
        .filter(
            plan_year=plan_year,
            indicator=old.indicator_id,
            sector=old.sector_id,
            priority_industry=old.priority_industry_id,
        )
        .first()
    )
