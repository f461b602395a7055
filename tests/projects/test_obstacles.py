"""Obstacles are stated with the project, as rows of its form, and are part of what the head signs."""

from __future__ import annotations

import datetime
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agencies.models import Event
from projects import operations
from projects.comparison import changes_between
from projects.enums import ProgramStatus
from projects.models import Challenge, Program, Project
from projects.refusals import Moved, Refused
from projects.revisions import content_hash, content_of
from tests.cast import Cast
from tests.factories import make_program
from tests.posting import posted_by

pytestmark = pytest.mark.django_db

DUE = datetime.date(2020, 9, 1)
STATED = {
    "title": "نبود مجوز چاه",
    "category": "permit",
    "level": "province",
    "owner": "شرکت آب منطقه‌ای",
    "owner_side": "outside",
    "ask": "صدور پروانه",
    "due_on": DUE,
    "actions": [2],
}


def state(cast: Cast, project: Project, *challenges: dict[str, Any], **fields: Any) -> Project:
    program = Program.objects.get(pk=project.program_id)
    return operations.save_project(
        by=cast.jahad_editor,
        program=program,
        version=program.version,
        project=project,
        challenges=challenges,
        **{"has_no_obstacles": False, **fields},
    )


def again(program: Program) -> Program:
    return Program.objects.select_related("plan_year", "agency", "axis").get(pk=program.pk)


def test_what_is_stated_is_written_and_recorded(cast: Cast) -> None:
    project = make_program(cast).projects.get()
    state(cast, project, STATED)
    challenge = Challenge.objects.get()
    assert {name: getattr(challenge, name) for name in STATED if name != "actions"} == {
        name: value for name, value in STATED.items() if name != "actions"
    }
    assert [action.position for action in challenge.actions.all()] == [2]
    changes = Event.objects.filter(object_id=project.uuid).latest("pk").changes
    assert "شرکت آب منطقه‌ای" in changes["obstacle 1"][1]
    assert changes["has_no_obstacles"] == ["true", "false"]


def test_a_row_is_changed_in_its_place_and_what_is_left_out_goes(cast: Cast) -> None:
    project = make_program(cast).projects.get()
    state(cast, project, STATED, STATED | {"title": "دیگر"})
    first, second = project.challenges.all()
    state(cast, project, STATED | {"uuid": second.uuid, "title": "دیگر", "actions": []})
    kept = project.challenges.get()
    assert (kept.pk, kept.position, list(kept.actions.all())) == (second.pk, 1, [])
    with pytest.raises(Moved), transaction.atomic():
        state(cast, project, STATED | {"uuid": first.uuid})


def test_none_and_some_contradict_each_other(cast: Cast) -> None:
    project = make_program(cast).projects.get()
    with pytest.raises(Refused, match="not both"), transaction.atomic():
        state(cast, project, STATED, has_no_obstacles=True)
    with pytest.raises(Refused, match="not there"), transaction.atomic():
        state(cast, project, STATED | {"actions": [3]})


def test_a_project_goes_with_its_obstacles(cast: Cast) -> None:
    program = make_program(cast, projects=2)
    project = program.projects.all()[0]
    state(cast, project, STATED)
    program = again(program)
    operations.remove_project(by=cast.jahad_editor, program=program, version=program.version, project=project)
    assert not Challenge.objects.exists()


# --- what is signed ---------------------------------------------------------------------------------


def test_they_are_part_of_the_signed_text(cast: Cast) -> None:
    program = make_program(cast)
    before = content_of(again(program))
    state(cast, program.projects.get(), STATED)
    after = content_of(again(program))
    assert content_hash(before) != content_hash(after)
    assert after["projects"][0]["challenges"][0]["blocks"] == ["اقدام ۲"]
    [new] = [change for change in changes_between(before, after) if change.thing.kind == "projects.challenge"]
    assert (new.is_new, new.thing.title) == (True, "نبود مجوز چاه")


def test_a_text_that_says_nothing_of_them_keeps_its_hash(cast: Cast) -> None:
    """What was signed before they were asked for is not another text by that."""
    program = make_program(cast)
    program.projects.update(has_no_obstacles=False)
    [project] = content_of(again(program))["projects"]
    assert {"challenges", "has_no_obstacles"} & set(project) == set()


def test_the_province_reads_those_that_were_signed_while_the_agency_corrects(client: Client, cast: Cast) -> None:
    program = make_program(cast)
    state(cast, program.projects.get(), STATED)
    program = again(program)
    for move, who in (("submit", "jahad.editor"), ("sign", "jahad.head"), ("return", "planner")):
        operations.move_program(by=cast[who], program=program, move=move, version=program.version, reason="اصلاح")
    assert program.status == ProgramStatus.RETURNED
    challenge = Challenge.objects.get()
    state(cast, program.projects.get(), STATED | {"uuid": challenge.uuid, "title": "مانع تازه", "actions": [1]})
    client.force_login(cast.planner)
    page = client.get(program.get_absolute_url()).content.decode()
    assert "نبود مجوز چاه" in page
    assert "شرکت آب منطقه‌ای" in page
    assert "مانع تازه" not in page


# --- the form ---------------------------------------------------------------------------------------


class Desk:
    """The officer at the project's page, without script."""

    def __init__(self, cast: Cast, client: Client, project: Project) -> None:
        client.force_login(cast.jahad_editor)
        client.cookies["jahesh_language"] = "en"
        self.client = client
        self.project = project
        self.path = reverse("project-edit", args=[project.program.uuid, project.uuid])

    def shown(self) -> dict[str, str]:
        return posted_by(self.client.get(self.path).content.decode())

    def posts(self, **typed: str) -> HttpResponse:
        """What the page shows, with what is typed over it; a field named without value is not sent."""
        return self.sends(self.shown() | typed)

    def sends(self, fields: dict[str, str]) -> HttpResponse:
        return self.client.post(self.path, {k: v for k, v in fields.items() if v != ""})

    @property
    def row(self) -> dict[str, str]:
        return {
            "has_no_obstacles": "",
            "challenges-0-title": "نبود مجوز چاه",
            "challenges-0-category": "permit",
            "challenges-0-level": "province",
            "challenges-0-owner": "آب منطقه‌ای",
            "challenges-0-owner_side": "outside",
            "challenges-0-due_on": "1399/06/11",
        }


@pytest.fixture(scope="module")
def kept(module_db: None) -> Project:
    return make_program(Cast(), actions=3).projects.get()


@pytest.fixture
def desk(kept: Project, cast: Cast, client: Client) -> Desk:
    return Desk(cast, client, deepcopy(kept))


@pytest.mark.parametrize(("typed", "places"), [("۱، ۳", [1, 3]), ("3,1", [1, 3]), ("2", [2]), ("", []), ("۲ ۲", [2])])
def test_actions_are_named_by_their_numbers(desk: Desk, typed: str, places: list[int]) -> None:
    assert desk.posts(**desk.row, **{"challenges-0-actions": typed}).status_code == 302
    challenge = Challenge.objects.get()
    assert [action.position for action in challenge.actions.all()] == places
    assert challenge.due_on == DUE
    # And they are shown again as they were typed.
    assert desk.shown()["challenges-0-actions"] == ["، ".join(map(str, places))]


def test_a_number_of_no_action_is_refused_beside_its_field(desk: Desk) -> None:
    fields = desk.shown() | desk.row
    for typed in ("4", "۰", "یک", "1-3", "9" * 40, "²"):
        refused = desk.sends(fields | {"challenges-0-actions": typed})
        assert refused.status_code == 422, typed
        assert "actions" in refused.context["challenges"].errors[0], typed
        assert not Challenge.objects.exists(), typed
        assert typed in refused.content.decode()


def test_numbers_are_those_on_the_page_though_an_action_is_struck_out(desk: Desk) -> None:
    answer = desk.posts(**desk.row, **{"actions-0-DELETE": "on", "challenges-0-actions": "3"})
    assert answer.status_code == 302
    assert [action.title for action in Challenge.objects.get().actions.all()] == ["اقدام ۳"]
    gone = desk.posts(**{"actions-0-DELETE": "on", "challenges-0-actions": "1"})
    assert gone.status_code == 422


def test_the_tick_and_a_row_are_refused_together_with_all_that_was_typed(desk: Desk) -> None:
    refused = desk.posts(**desk.row | {"has_no_obstacles": "on"})
    assert refused.status_code == 422
    assert "not both" in refused.content.decode()
    assert "نبود مجوز چاه" in refused.content.decode()


def test_rows_of_two_are_merged(desk: Desk, cast: Cast) -> None:
    fields = desk.shown()
    state(cast, desk.project, STATED)
    answer = desk.sends(fields | desk.row | {"challenges-0-title": "مانع من"})
    assert answer.status_code == 409
    labels = [row.label for row in answer.context["differences"]]
    assert {"Obstacle 1", "Obstacle 2"} <= set(labels)
    saved = desk.client.post(desk.path, posted_by(answer.content.decode()))
    assert saved.status_code == 302
    assert {each.title for each in Challenge.objects.all()} == {"نبود مجوز چاه", "مانع من"}
