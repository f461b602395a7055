"""Programs, projects, actions, challenges and agencies as they are found by their words.

A program that is being corrected is found outside the house by what its head signed last (`projects.signed`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.finding import Found, Kind, Words, kind
from agencies.kept import agencies_called
from agencies.models import Agency, User
from config.sorting import folded
from projects.challenges import challenges_visible_to
from projects.models import Action, Challenge, Program, Project, Revision
from projects.signed import kept_from, with_titles_for


def _readable(rows: QuerySet[Any], person: User, program: str) -> QuerySet[Any]:
    """Parts of programs that the person may know, as they are written."""
    visible = Program.objects.visible_to(person).exclude(kept_from(person))
    return rows.filter(**{f"{program}__in": visible})


def _known_programs(person: User) -> QuerySet[Program]:
    visible = Program.objects.visible_to(person).exclude(kept_from(person))
    return with_titles_for(visible, person).select_related("agency")


def fits_program(person: User, fits: Callable[[str], Q]) -> Q:
    """Programs whose key fits, as the person may read them; `fits` makes the condition for the column of the key."""
    later = Revision.objects.filter(program=OuterRef("program"), signed_at__isnull=False, number__gt=OuterRef("number"))
    signed = (
        Revision.objects.filter(~Exists(later), program=OuterRef("pk"), signed_at__isnull=False)
        # To fold all that was ever signed takes half a second: only what stands for a text being written is folded.
        .alias(key=Case(When(kept_from(person, "program__"), then=folded(Cast("content", TextField())))))
        .filter(fits("key"))
    )
    return (~kept_from(person) & fits("search_key")) | (kept_from(person) & Q(Exists(signed)))


def _programs(person: User, words: Words) -> QuerySet[Program]:
    visible = with_titles_for(Program.objects.visible_to(person), person)
    return visible.filter(fits_program(person, words.within)).select_related("agency").order_by("sort_key")


def _program_found(program: Program) -> Found:
    return Found(program.title_shown, program.get_absolute_url(), program.code, str(program.agency))  # type: ignore[attr-defined]


def _known_projects(person: User) -> QuerySet[Project]:
    return _readable(Project.objects.select_related("program__agency"), person, "program")


def _projects(person: User, words: Words) -> QuerySet[Project]:
    return _known_projects(person).filter(words.within("search_key")).order_by("sort_key")


def _project_found(project: Project) -> Found:
    return Found(project.title, project.program.get_absolute_url(), project.code, str(project.program.agency))


def _actions(person: User, words: Words) -> QuerySet[Action]:
    actions = _readable(Action.objects.select_related("project__program"), person, "project__program")
    return actions.filter(words.within("search_key")).order_by("title", "pk")


def _action_found(action: Action) -> Found:
    project = action.project
    return Found(action.title, project.program.get_absolute_url(), project.code, project.title)


def _challenges(person: User, words: Words) -> QuerySet[Challenge]:
    challenges = challenges_visible_to(person).alias(key=folded(F("title"))).filter(words.within("key"))
    return challenges.select_related("project").order_by("title", "pk")


def _challenge_found(challenge: Challenge) -> Found:
    project = challenge.project
    return Found(challenge.title, challenge.get_absolute_url(), project.code, project.title)


def _agency_found(agency: Agency) -> Found:
    return Found(str(agency), f"{reverse('program-list')}?agency={agency.code}", agency.code)


kind(Kind("programs", _("Programs"), Permission.PROGRAM_VIEW, _programs, _program_found, _known_programs, near="title"))
kind(Kind("projects", _("Projects"), Permission.PROGRAM_VIEW, _projects, _project_found, _known_projects, near="title"))
kind(Kind("actions", _("Actions"), Permission.PROGRAM_VIEW, _actions, _action_found))
kind(Kind("challenges", _("Challenges"), Permission.CHALLENGE_VIEW, _challenges, _challenge_found))
kind(
    Kind(
        "agencies",
        _("Agencies"),
        Permission.PROGRAM_VIEW,
        agencies_called,
        _agency_found,
        lambda _person: Agency.objects.all(),
        near="name_fa",
    )
)
