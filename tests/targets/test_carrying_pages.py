"""Pages on which a year's work goes on in another: what is offered, refusals that name the remedy, links both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agencies.models import Event
from projects.enums import ProgramStatus
from projects.models import PlanYear, Program, Project
from targets.operations.carrying import carry_over, copy_program
from targets.operations.promises import freeze_year
from tests.cast import Cast
from tests.factories import make_program, make_year, walk

pytestmark = pytest.mark.django_db

PRESSES = 50


@pytest.fixture(autouse=True)
def in_english_in_ordibehesht(settings: Any, client: Client) -> Iterator[None]:
    settings.TODAY = "2020-04-25"
    client.cookies["jahesh_language"] = "en"
    with translation.override("en"):
        yield


def make_two_years(cast: Cast, *, projects: int = 2) -> tuple[PlanYear, Program]:
    """1399 frozen with one program of JAHAD's, 1400 open: the open year, the program."""
    old, new = make_year(1399), make_year(1400)
    program = make_program(cast, plan_year=old, status=ProgramStatus.APPROVED, projects=projects)
    freeze_year(by=cast.deputy, plan_year=old)
    return new, program


def page(client: Client, cast: Cast, who: str = "jahad.editor", year: int = 1400) -> Any:
    client.force_login(cast[who])
    return client.get(reverse("carry-over", args=[year]))


def post(client: Client, cast: Cast, who: str = "jahad.editor", year: int = 1400, **typed: Any) -> Any:
    client.force_login(cast[who])
    return client.post(reverse("carry-over", args=[year]), typed)


def keys(program: Program) -> list[str]:
    return [str(project.uuid) for project in program.projects.all()]


def carry_first_over(cast: Cast, program: Program, plan_year: PlanYear) -> Project:
    chosen = [program.projects.all()[0].uuid]
    return carry_over(by=cast.jahad_editor, agency=program.agency, plan_year=plan_year, projects=chosen)[0]


# --- carrying over --------------------------------------------------------------------------------


def test_the_page_shows_what_is_left_of_each_project(client: Client, cast: Cast) -> None:
    _new, program = make_two_years(cast)
    text = page(client, cast).content.decode()
    for project in program.projects.all():
        assert project.title in text
    assert "2 of 2" in text
    assert "nothing verified" in text


def test_all_that_is_ticked_goes_on_in_one_act(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    answer = post(client, cast, projects=keys(program), into="new", title="نیمه‌تمام‌ها")
    draft = Program.objects.get(plan_year=new)
    assert (answer.status_code, answer["Location"]) == (302, draft.get_absolute_url())
    assert (draft.title, draft.projects.count()) == ("نیمه‌تمام‌ها", 2)


def test_fifty_presses_carry_over_once(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    for _number in range(PRESSES):
        answer = post(client, cast, projects=keys(program), csrfmiddlewaretoken="t" * 64)
        assert answer.status_code == 302
    draft = Program.objects.get(plan_year=new)
    assert draft.projects.count() == 2
    # A page that was opened before is told so.
    answer = post(client, cast, projects=keys(program), csrfmiddlewaretoken="u" * 64)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert f"({draft.projects.all()[0].code}) already" in text
    assert 'name="projects"' not in text
    assert Project.objects.filter(program=draft).count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose at least one project."),
        ({"into": "new"}, "Name the new program."),
        ({"title": "تازه"}, "choose the new program here"),
        ({"into": "nothing"}, "choose another, or a new one"),
    ],
)
def test_what_was_not_chosen_is_asked_for_and_what_was_ticked_stays(
    client: Client, cast: Cast, typed: dict[str, str], said: str
) -> None:
    new, program = make_two_years(cast)
    chosen: dict[str, Any] = {"projects": keys(program)[:1]} if typed else {}
    answer = post(client, cast, **chosen | typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert len(re.findall(r'name="projects"[^>]* checked', text)) == len(chosen)
    assert not Program.objects.filter(plan_year=new).exists()


def test_what_is_not_ones_own_is_refused(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    answer = post(client, cast, "samt.editor", projects=keys(program))
    assert answer.status_code == 422
    assert program.projects.all()[0].title not in answer.content.decode()
    foreign = make_program(cast, plan_year=new, agency="SAMT")
    assert post(client, cast, projects=keys(program), into=str(foreign.uuid)).status_code == 422
    assert post(client, cast, year=1399, projects=keys(program)).status_code == 403
    assert not Project.objects.filter(carried_over_from__isnull=False).exists()


def test_the_page_asks_as_much_for_many_projects_as_for_one(client: Client, cast: Cast, many: int) -> None:
    new, _program = make_two_years(cast, projects=1)
    make_program(cast, plan_year=new, status=ProgramStatus.APPROVED, projects=many)
    freeze_year(by=cast.deputy, plan_year=new)
    PlanYear.objects.filter(pk=new.pk).update(state="open")
    make_year(1401)
    asked = []
    for year in (1400, 1401):
        # The first request of a session also writes the session.
        page(client, cast, year=year)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("carry-over", args=[year])).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 25


# --- copying --------------------------------------------------------------------------------------


def test_a_program_is_copied_once_however_often_it_is_asked_for(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    client.force_login(cast.jahad_editor)
    path = reverse("program-copy", args=[program.uuid])
    assert f'value="{program.title}"' in client.get(path).content.decode()
    for _number in range(PRESSES):
        answer = client.post(path, {"plan_year": 1400, "title": "رونوشت", "csrfmiddlewaretoken": "t" * 64})
    copy = Program.objects.get(plan_year=new)
    assert answer["Location"] == copy.get_absolute_url()
    assert (copy.title, copy.copied_from, copy.projects.count()) == ("رونوشت", program, 2)


def test_a_copy_into_a_closed_year_names_the_remedy(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    client.force_login(cast.jahad_editor)
    path = reverse("program-copy", args=[program.uuid])
    answer = client.post(path, {"plan_year": 1399, "title": "رونوشت"})
    assert (answer.status_code, "choose one that is" in answer.content.decode()) == (422, True)
    PlanYear.objects.filter(pk=new.pk).update(state="frozen")
    answer = client.get(path, follow=True)
    assert "opens the next." in answer.content.decode()
    assert Program.objects.count() == 1


# --- from one to the other ------------------------------------------------------------------------


def test_origin_and_what_goes_on_lead_to_each_other(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    [project] = carry_over(
        by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[program.projects.all()[0].uuid]
    )
    copy = copy_program(by=cast.jahad_editor, program=program, plan_year=new, title="رونوشت")
    client.force_login(cast.jahad_editor)
    origin = client.get(program.get_absolute_url()).content.decode()
    for other in (project.program, copy):
        assert other.get_absolute_url() in origin
        assert program.get_absolute_url() in client.get(other.get_absolute_url()).content.decode()
    assert f"#project-{project.uuid}" in origin


def test_nobody_learns_of_a_draft_from_the_program_it_grew_out_of(client: Client, cast: Cast) -> None:
    new, program = make_two_years(cast)
    [project] = carry_over(
        by=cast.jahad_editor, agency=program.agency, plan_year=new, projects=[program.projects.all()[0].uuid]
    )
    copy = copy_program(by=cast.jahad_editor, program=program, plan_year=new, title="رونوشت محرمانه")
    client.force_login(cast.planner)
    text = client.get(program.get_absolute_url()).content.decode()
    for said in (project.code, str(project.program.uuid), copy.title, str(copy.uuid)):
        assert said not in text
    walk(cast, copy, ProgramStatus.UNDER_REVIEW)
    assert copy.title in client.get(program.get_absolute_url()).content.decode()


def test_the_history_says_what_was_copied(cast: Cast) -> None:
    new, program = make_two_years(cast)
    copy = copy_program(by=cast.jahad_editor, program=program, plan_year=new)
    created = Event.objects.get(object_kind="projects.program", object_id=copy.uuid, act="created")
    assert created.changes["copied_from"] == [None, program.code]
