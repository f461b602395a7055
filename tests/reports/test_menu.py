"""The menu marks one entry: the nearest that the page stands under."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "marked"),
    [("inbox", "inbox"), ("master-table", "master-table"), ("macro-target-list", "macro-target-list")],
)
def test_one_entry_is_marked(client, cast, page, marked):
    client.force_login(cast.planner)
    menu = client.get(reverse(page)).context["menu"]
    assert [entry["url"] for entry in menu if entry["active"]] == [reverse(marked)]


def test_a_page_below_an_entry_marks_it(client, cast):
    client.force_login(cast.jahad_editor)
    menu = client.get(reverse("program-new")).context["menu"]
    assert [entry["url"] for entry in menu if entry["active"]] == [reverse("program-list")]


def test_a_page_stands_under_what_it_is_about_wherever_its_address_begins(client, cast):
    client.force_login(cast.planner)
    menu = client.get(reverse("export-request")).context["menu"]
    assert [entry["url"] for entry in menu if entry["active"]] == [reverse("master-table")]


def test_a_page_of_no_entry_marks_none(client, cast):
    client.force_login(cast.planner)
    menu = client.get(reverse("search")).context["menu"]
    assert [entry for entry in menu if entry["active"]] == []
