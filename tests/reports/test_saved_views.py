"""Saved views: kept, opened, shared, renamed, removed; a question never shows more than its reader may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from agencies.history import visible_to
from agencies.models import User
from projects.enums import ProgramStatus
from projects.refusals import Refused
from reports.models import SavedView
from reports.operations import MOST_VIEWS, change_view, remove_view, save_view
from tests.cast import Cast
from tests.factories import make_program, make_year

pytestmark = pytest.mark.django_db


def keep(client: Client, user: User, **fields: Any) -> Any:
    client.force_login(user)
    sent = {"page": "program-list", "name": "برنامه‌های تأییدشده", "query": "status=approved&page=3"} | fields
    return client.post(reverse("view-save"), sent)


def names(user: User, page: str = "program-list") -> list[str]:
    return [view.name for view in SavedView.objects.visible_to(user).filter(page=page)]


def test_view_is_kept_without_its_page_and_opened(client: Client, cast: Cast) -> None:
    response = keep(client, cast.planner)
    assert response["Location"] == "/programs/?status=approved"
    html = client.get("/programs/", {"status": "approved"}).content.decode()
    assert 'href="/programs/?status=approved" aria-current="true"' in html


@pytest.mark.parametrize("page", ["program-list", "master-table", "progress", "history", "report-list"])
def test_every_list_offers_to_be_kept(client: Client, cast: Cast, page: str) -> None:
    make_year()
    client.force_login(cast.planner)
    keep(client, cast.planner, page=page, query="")
    html = client.get(reverse(page)).content.decode()
    assert f'name="page" value="{page}"' in html
    assert "برنامه‌های تأییدشده" in html


def test_shared_view_is_met_by_the_house_and_by_nobody_else(client: Client, cast: Cast) -> None:
    keep(client, cast.jahad_editor, name="مال جهاد", is_shared="on")
    keep(client, cast.planner, name="مال استان", is_shared="on")
    keep(client, cast.planner, name="مال خودم")
    assert names(cast.jahad_head) == ["مال جهاد"]
    assert names(cast.samt_head) == []
    assert names(cast.deputy) == ["مال استان"]
    assert sorted(names(cast.planner)) == ["مال استان", "مال خودم"]


def test_shared_view_shows_each_what_they_may_see(client: Client, cast: Cast) -> None:
    make_program(cast, title="کارخانه زرافشان")
    keep(client, cast.jahad_editor, query="status=draft", is_shared="on")
    address = SavedView.objects.get().get_absolute_url()
    shown = {}
    for user in (cast.jahad_head, cast.samt_editor, cast.planner):
        client.force_login(user)
        shown[user.username] = "زرافشان" in client.get(address).content.decode()
    assert shown == {"jahad.head": True, "samt.editor": False, "planner": False}


@pytest.mark.parametrize("route", ["view-change", "view-remove"])
def test_views_of_others_are_not_there_even_if_shared(client: Client, cast: Cast, route: str) -> None:
    keep(client, cast.jahad_editor, is_shared="on")
    client.force_login(cast.jahad_head)
    assert client.post(reverse(route, args=[SavedView.objects.get().uuid]), {"name": "x"}).status_code == 404


def test_own_view_is_renamed_shared_and_removed(client: Client, cast: Cast) -> None:
    keep(client, cast.planner)
    view = SavedView.objects.get()
    client.post(reverse("view-change", args=[view.uuid]), {"name": "نام تازه", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("نام تازه", True)
    assert client.post(reverse("view-remove", args=[view.uuid]))["Location"] == "/programs/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("page", ["call-board 1399", "reference-rows agencies"])
def test_list_whose_address_names_something_is_kept_with_it(client: Client, cast: Cast, page: str) -> None:
    make_year(1399)
    user = cast.administrator if page.startswith("reference") else cast.planner
    keep(client, user, page=page, query="q=x")
    view = SavedView.objects.get()
    shown = client.get(view.get_absolute_url())
    assert shown.status_code == 200
    assert shown.context["saved_views"].page == page
    assert view.get_absolute_url() in shown.content.decode()


def test_name_is_there_once_for_a_person_and_a_list(client: Client, cast: Cast) -> None:
    keep(client, cast.planner)
    response = keep(client, cast.planner, query="status=draft")
    [_first, message] = get_messages(response.wsgi_request)
    assert "نام دیگری" in str(message)
    assert SavedView.objects.count() == 1
    keep(client, cast.planner, page="history")
    keep(client, cast.deputy)
    other = save_view(by=cast.planner, page="program-list", name="دیگر", query="")
    with pytest.raises(Refused):
        change_view(by=cast.planner, view=other, name="برنامه‌های تأییدشده", is_shared=False)
    assert SavedView.objects.count() == 4


def test_operations_leave_views_of_others_alone(cast: Cast) -> None:
    view = save_view(by=cast.planner, page="program-list", name="مال من", query="")
    with pytest.raises(SavedView.DoesNotExist):
        change_view(by=cast.deputy, view=view, name="مال او", is_shared=True)
    with pytest.raises(SavedView.DoesNotExist):
        remove_view(by=cast.deputy, view=view)


def test_there_is_room_for_so_many(cast: Cast) -> None:
    for number in range(MOST_VIEWS):
        save_view(by=cast.planner, page="program-list", name=str(number), query="")
    with pytest.raises(Refused):
        save_view(by=cast.planner, page="program-list", name="یکی دیگر", query="")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"page": "sign-out"}, 404),
        ({"page": "inbox"}, 404),
        ({"page": "program-detail"}, 404),
        ({"page": "https://example.org"}, 404),
        ({"page": ""}, 404),
        ({"name": ""}, 302),
        ({"name": "x" * 81}, 302),
        ({"name": "\0"}, 302),
        ({"query": "q=" + "x" * 2000}, 302),
    ],
)
def test_what_cannot_be_kept_is_refused(client: Client, cast: Cast, fields: dict[str, str], status: int) -> None:
    assert keep(client, cast.planner, **fields).status_code == status
    assert not SavedView.objects.exists()


def test_list_that_one_may_not_open_is_not_kept(client: Client, cast: Cast) -> None:
    assert keep(client, cast.jahad_editor, page="outbox").status_code == 403


def test_history_keeps_private_views_private(client: Client, cast: Cast) -> None:
    keep(client, cast.jahad_editor, name="فقط خودم")
    keep(client, cast.jahad_editor, name="با همکاران", is_shared="on")
    labels = {
        user.username: set(visible_to(user).filter(object_kind="reports.saved_view").values_list("label", flat=True))
        for user in (cast.jahad_head, cast.samt_head, cast.planner)
    }
    assert labels == {"jahad.head": {"با همکاران"}, "samt.head": set(), "planner": set()}


def test_query_that_narrows_nothing_any_more_is_no_error(client: Client, cast: Cast) -> None:
    make_program(cast, status=ProgramStatus.UNDER_REVIEW)
    keep(client, cast.planner, query="agency=GONE&sort=nonsense")
    assert client.get(SavedView.objects.get().get_absolute_url()).status_code == 422
