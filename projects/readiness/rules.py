"""The rules of this app: what must be said of a program, its projects, their actions, money and obstacles."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.persian.numbers import format_number
from projects.anchors import about_of, url_of
from projects.enums import FundingSource, ProgramStatus
from projects.models import Action, Challenge, Program, Project
from projects.readiness.registry import Problem, active_projects, check, fetch_funding


def edit_program_url(program: Program, field: str) -> str:
    return reverse("program-edit", args=[program.uuid]) + f"#id_{field}"


def edit_project_url(project: Project, field: str = "title") -> str:
    return reverse("project-edit", args=[project.program.uuid, project.uuid]) + f"#id_{field}"


def _of_project(rule: str, project: Project, message: str, field: str) -> Problem:
    return Problem(rule, message % {"project": project}, edit_project_url(project, field), project.uuid, str(project))


def _of_row(rule: str, row: Action | Challenge, message: str, url: str) -> Problem:
    anchor: uuid.UUID = row.uuid
    return Problem(rule, message, url, anchor, str(row))


@check(before=ProgramStatus.AWAITING_HEAD, label=gettext_lazy("Axis of the program"))
def program_has_an_axis(program: Program) -> Iterator[Problem]:
    if program.axis_id is None:
        yield Problem("program_has_an_axis", _("Choose the axis of the program."), edit_program_url(program, "axis"))


@check(before=ProgramStatus.AWAITING_HEAD, label=gettext_lazy("Policy clause"))
def program_serves_a_clause(program: Program) -> Iterator[Problem]:
    if not program.policy_clauses.all():
        yield Problem(
            "program_serves_a_clause",
            _("Choose at least one policy clause."),
            edit_program_url(program, "policy_clauses"),
        )


@check(before=ProgramStatus.AWAITING_HEAD, label=gettext_lazy("At least one project"))
def program_has_a_project(program: Program) -> Iterator[Problem]:
    if not active_projects(program):
        yield Problem(
            "program_has_a_project",
            _("Add at least one project."),
            reverse("project-add", args=[program.uuid]) + "#id_title",
        )


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="program_has_a_project",
    label=gettext_lazy("Scope level of the project"),
)
def project_is_graded(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.scope_level:
            yield _of_project(
                "project_is_graded", project, _("Project “%(project)s”: propose its scope level."), "scope_level"
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project", label=gettext_lazy("Justification"))
def project_is_justified(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.justification.strip():
            yield _of_project(
                "project_is_justified",
                project,
                _("Project “%(project)s”: justify it against provincial and national capacity."),
                "justification",
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project", label=gettext_lazy("Source of the money"))
def money_has_a_source(program: Program) -> Iterator[Problem]:
    projects = active_projects(program)
    fetch_funding(projects)
    for project in projects:
        sources = [line.source for line in project.funding_lines.all()]
        if project.needs_money and (not sources or FundingSource.UNNAMED in sources):
            yield _of_project(
                "money_has_a_source",
                project,
                _("Project “%(project)s” needs money: name at least one source of funding."),
                "funding-0-source",
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project", label=gettext_lazy("At least one action"))
def project_has_actions(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.actions.all():
            yield _of_project(
                "project_has_actions",
                project,
                _("Project “%(project)s”: add at least one action."),
                "actions-0-title",
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="project_has_actions", label=gettext_lazy("Weights of the actions"))
def action_weights_make_100(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        actions = list(project.actions.all())
        total = sum((action.weight or Decimal(0) for action in actions), Decimal(0))
        if actions and total != 100:
            message = _("Project “%(project)s”: the weights of its actions make %(total)s instead of 100.")
            yield Problem(
                "action_weights_make_100",
                message % {"project": project, "total": format_number(total)},
                edit_project_url(project, "actions-0-weight"),
                project.uuid,
                str(project),
            )


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="project_has_actions",
    label=gettext_lazy("Days and responsible person of each action"),
)
def action_is_dated_and_owned(program: Program) -> Iterator[Problem]:
    year = program.plan_year
    for project in active_projects(program):
        for place, action in enumerate(project.actions.all()):
            if action.starts_on is None or action.ends_on is None:
                field = "starts_on" if action.starts_on is None else "ends_on"
                message = _("Action “%(action)s”: give its first and last day.")
            elif action.starts_on < year.first_day or action.ends_on > year.last_day:
                field = "starts_on" if action.starts_on < year.first_day else "ends_on"
                message = _("Action “%(action)s”: its days must lie inside the plan year.")
            elif not action.responsible.strip():
                field, message = "responsible", _("Action “%(action)s”: name a responsible person.")
            else:
                continue
            yield _of_row(
                "action_is_dated_and_owned",
                action,
                message % {"action": action},
                edit_project_url(project, f"actions-{place}-{field}"),
            )


@check(before=ProgramStatus.AWAITING_HEAD, presumes="program_has_a_project", label=gettext_lazy("Obstacles"))
def obstacles_are_stated(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        if not project.has_no_obstacles and not project.challenges.all():
            yield _of_project(
                "obstacles_are_stated",
                project,
                _("Project “%(project)s”: state its obstacles, or that there is none."),
                "has_no_obstacles",
            )


@check(
    before=ProgramStatus.AWAITING_HEAD,
    presumes="obstacles_are_stated",
    label=gettext_lazy("Owner and due day of each obstacle"),
)
def obstacle_is_owned_and_due(program: Program) -> Iterator[Problem]:
    for project in active_projects(program):
        for place, challenge in enumerate(project.challenges.all()):
            if not challenge.owner.strip():
                field, message = "owner", _("Obstacle “%(obstacle)s”: name who has to solve it.")
            elif challenge.due_on is None:
                field, message = "due_on", _("Obstacle “%(obstacle)s”: say until when it has to be solved.")
            else:
                continue
            yield _of_row(
                "obstacle_is_owned_and_due",
                challenge,
                message % {"obstacle": challenge},
                edit_project_url(project, f"challenges-{place}-{field}"),
            )


@check(before=ProgramStatus.AWAITING_HEAD, label=gettext_lazy("Answers to the reviewers' remarks"))
def remarks_are_answered(program: Program) -> Iterator[Problem]:
    for remark in program.remarks.all():
        if not remark.holds_back:
            continue
        message = _("Answer the reviewer's remark “%(remark)s”.")
        if about := about_of(program, remark):
            message = _("Answer the reviewer's remark on “%(about)s”: “%(remark)s”.")
        yield Problem(
            "remarks_are_answered",
            message % {"remark": str(remark).rstrip("."), "about": about},
            url_of(program, remark) or program.get_absolute_url() + f"#remark-{remark.uuid}",
            remark.uuid,
            str(remark),
        )
