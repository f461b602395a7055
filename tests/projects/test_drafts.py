"""What is typed and not yet saved: kept for its writer alone, and never an act."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Event, User
from projects.models import Draft
from projects.operations.drafts import LARGEST_DRAFT
from tests.cast import Cast
from tests.factories import make_program

pytestmark = pytest.mark.django_db

KEEPER = "/drafts/"


def keep(person: User, address: str, *, version: str = "3", **fields: list[str]) -> int:
    client = Client()
    client.force_login(person)
    typed = {"address": address, "version": version, "fields": json.dumps(fields)}
    return client.post(KEEPER, typed).status_code


def kept(person: User, address: str) -> dict[str, list[str]] | None:
    client = Client()
    client.force_login(person)
    draft = client.get(KEEPER, {"address": address}).json()["draft"]
    return draft and draft["fields"]


def test_a_draft_is_kept_for_its_writer_alone(cast: Cast) -> None:
    path = reverse("program-edit", args=[make_program(cast).uuid])
    others = [cast.jahad_head, cast.planner, cast.auditor]
    events = Event.objects.count()
    assert keep(cast.jahad_editor, path, title=["یک"]) == 200
    assert keep(cast.jahad_editor, path, title=["دو"], topics=["1", "2"]) == 200
    assert kept(cast.jahad_editor, path) == {"title": ["دو"], "topics": ["1", "2"]}
    assert [kept(person, path) for person in others] == [None] * 3
    assert Draft.objects.get().base_version == 3
    assert Event.objects.count() == events


def test_a_draft_is_discarded(cast: Cast) -> None:
    keep(cast.jahad_editor, "/programs/new/", title=["یک"])
    keep(cast.samt_editor, "/programs/new/", title=["دو"])
    client = Client()
    client.force_login(cast.jahad_editor)
    assert client.post(KEEPER, {"address": "/programs/new/", "discard": "1"}).status_code == 200
    assert kept(cast.jahad_editor, "/programs/new/") is None
    assert kept(cast.samt_editor, "/programs/new/") == {"title": ["دو"]}


@pytest.mark.parametrize(
    "sent",
    [
        {"address": "/nowhere/", "fields": "{}"},
        {"address": "", "fields": "{}"},
        {"address": "/programs/new/", "fields": "["},
        {"address": "/programs/new/", "fields": '{"title": "text"}'},
        {"address": "/programs/new/", "fields": '{"title": ["\\u0000"]}'},
        {"address": "/programs/new/", "fields": json.dumps({"title": ["x" * LARGEST_DRAFT]})},
    ],
)
def test_what_is_no_draft_is_refused(cast: Cast, sent: dict[str, str]) -> None:
    client = Client()
    client.force_login(cast.jahad_editor)
    assert client.post(KEEPER, sent).status_code == 422
    assert not Draft.objects.exists()
