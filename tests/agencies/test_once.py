"""A button pressed fifty times makes one row and one event."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Event, SentForm, User
from agencies.once import forget_sent_forms
from projects.enums import ProgramStatus
from projects.models import Draft, Program, Project, Remark
from projects.operations import keep_draft
from tests.cast import Cast
from tests.databases import Database
from tests.factories import make_program, make_year

TOKEN = "t" * 64
PRESSES = 50


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def press(client: Client, name: str, *args: object, token: str = TOKEN, **typed: Any) -> HttpResponse:
    return client.post(reverse(name, args=args), {"csrfmiddlewaretoken": token} | typed)


def new_program(plan_year: Any) -> dict[str, Any]:
    agency = Agency.objects.get(code="JAHAD")
    return {"agency": agency.pk, "plan_year": plan_year.pk, "title": "سردخانه", "family": "both"}


def test_fifty_presses_at_once_make_one_program(committed_db: Database, cast: Cast) -> None:
    typed = new_program(make_year())
    session = browser(cast.jahad_editor).cookies
    start = threading.Barrier(PRESSES)

    def run(_number: int) -> tuple[int, str]:
        client = Client()
        client.cookies = session
        try:
            start.wait()
            answer = press(client, "program-new", **typed)
            return answer.status_code, answer.headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as threads:
        answers = set(threads.map(run, range(PRESSES)))
    program = Program.objects.get()
    assert answers == {(302, program.get_absolute_url())}
    assert Event.objects.filter(object_kind="projects.program").count() == 1


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_a_new_page_makes_a_new_row(self, cast: Cast) -> None:
        typed = new_program(make_year())
        client = browser(cast.jahad_editor)
        for token in ("a" * 64, "a" * 64, "b" * 64):
            press(client, "program-new", token=token, **typed)
        assert Program.objects.count() == 2

    def test_what_is_typed_differently_is_another_sending(self, cast: Cast) -> None:
        typed = new_program(make_year())
        client = browser(cast.jahad_editor)
        for title in ("یک", "دو"):
            press(client, "program-new", **typed | {"title": title})
        assert sorted(Program.objects.values_list("title", flat=True)) == ["دو", "یک"]

    def test_another_person_is_another_sending(self, cast: Cast) -> None:
        program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
        for person in (cast.planner, cast.planner, cast.planner2):
            press(browser(person), "remark-add", program.uuid, text="مستند بیاورید")
        assert Remark.objects.count() == 2

    def test_a_project_is_added_once(self, cast: Cast) -> None:
        program = make_program(cast)
        client = browser(cast.jahad_editor)
        typed = {"version": program.version, "title": "دوم", "weight": "1"}
        typed |= {
            f"{prefix}-{name}_FORMS": "0"
            for prefix in ("actions", "funding", "challenges")
            for name in ("TOTAL", "INITIAL")
        }
        answers = [press(client, "project-add", program.uuid, **typed) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [302] * 3
        assert Project.objects.filter(title="دوم").count() == 1

    def test_a_refused_form_may_be_sent_again(self, cast: Cast) -> None:
        year = make_year()
        client = browser(cast.jahad_editor)
        typed = new_program(year)
        type(year).objects.filter(pk=year.pk).update(state="closed")
        assert press(client, "program-new", **typed).status_code == 422
        type(year).objects.filter(pk=year.pk).update(state="open")
        assert press(client, "program-new", **typed).status_code == 302
        assert Program.objects.count() == 1

    def test_a_conflict_claims_nothing(self, cast: Cast) -> None:
        program = make_program(cast)
        client = browser(cast.jahad_editor)
        typed = {"title": "تازه", "family": "both"}
        assert press(client, "program-edit", program.uuid, version=0, **typed).status_code == 409
        assert not SentForm.objects.exists()

    def test_a_refusal_told_on_the_next_page_claims_nothing(self, cast: Cast) -> None:
        program = make_program(cast, targets=0)
        answer = press(browser(cast.jahad_editor), "program-move", program.uuid, "submit", version=program.version)
        assert (answer.status_code, SentForm.objects.count()) == (302, 0)

    def test_what_was_sent_needs_no_draft_any_more(self, cast: Cast) -> None:
        program = make_program(cast)
        path = reverse("program-edit", args=[program.uuid])
        for person in (cast.jahad_editor, cast.planner):
            keep_draft(by=person, address=path, fields={"title": ["تازه"]})
        typed = {"version": program.version, "title": "تازه", "family": "both"}
        answer = press(browser(cast.jahad_editor), "program-edit", program.uuid, **typed)
        assert answer.cookies["jahesh_sent"].value == path
        assert [draft.person for draft in Draft.objects.all()] == [cast.planner]

    def test_claims_are_forgotten_after_a_week(self, cast: Cast) -> None:
        for days in (1, 8):
            SentForm.objects.create(person=cast.planner, key=str(days))
            SentForm.objects.filter(key=str(days)).update(sent_at=timezone.now() - datetime.timedelta(days=days))
        assert forget_sent_forms() == 1
        assert SentForm.objects.get().key == "1"

    def test_after_signing_in_anew_a_form_leads_back_to_its_page(self, cast: Cast) -> None:
        program = make_program(cast, status=ProgramStatus.UNDER_REVIEW)
        page = program.get_absolute_url()
        path = reverse("remark-add", args=[program.uuid])
        answer = Client().post(path, {"text": "؟"}, headers={"referer": f"http://testserver{page}"})
        assert answer.headers["Location"] == f"{reverse('sign-in')}?next={page}"
        foreign = Client().post(path, {"text": "؟"}, headers={"referer": "http://elsewhere.example/x/"})
        assert foreign.headers["Location"] == f"{reverse('sign-in')}?next=/"
