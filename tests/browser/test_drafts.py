"""Nothing typed is lost: not when the server dies, not without a connection, not with the session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from projects.models import Draft
from tests.browser.pages.places import program_to_edit, project_to_edit
from tests.browser.soundness import faults_of
from tests.sites import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAVED = re.compile("پیش‌نویس در ساعت [۰-۹]{1,2}:[۰-۹]{2} ذخیره شد")
NOT_SAVED = re.compile("ذخیره نشد: ارتباط")
OFFERED = "section.j-draft"


@pytest.fixture
def addresses(site: Site) -> Iterator[dict[str, str]]:
    """The forms; whatever drafts the test leaves are gone afterwards."""
    with site.inside():
        yield {
            "program": reverse("program-edit", args=[program_to_edit().uuid]),
            "project": project_to_edit(),
            "new": reverse("program-new"),
            "year": reverse("year-grid", args=[1400]),
        }
        Draft.objects.all().delete()


def says(window: Page, words: re.Pattern[str]) -> None:
    from playwright.sync_api import expect

    expect(window.locator("[data-unsaved]")).to_have_text(words, timeout=20_000)


def test_after_the_server_died_the_draft_is_back(
    visit: Callable[..., Visit], site: Site, addresses: dict[str, str]
) -> None:
    visitor = visit(addresses["project"], user="jahad.editor")
    window = visitor.page
    rows = window.locator("[data-formset=actions] [data-formset-row]")
    before = rows.count()
    window.fill("[name=title]", "نام تازه پروژه")
    says(window, SAVED)
    site.processes["web"].stop()
    window.locator("[data-formset=actions] [data-formset-add]").click()
    window.locator(f"[name=actions-{before}-title]").fill("اقدام تازه")
    says(window, NOT_SAVED)
    site.processes["web"].start()
    site.wait_until_ready()
    says(window, SAVED)
    window.reload()
    window.wait_for_selector(OFFERED)
    assert window.input_value("[name=title]") == "نام تازه پروژه"
    assert window.input_value(f"[name=actions-{before}-title]") == "اقدام تازه"
    # The browser's own note that the server did not answer.
    visitor.errors.clear()
    assert faults_of(visitor, "fa") == []
    with window.expect_navigation():
        window.locator(f"{OFFERED} button").last.click()
    assert window.input_value("[name=title]") != "نام تازه پروژه"
    assert window.locator(OFFERED).count() == 0
    assert rows.count() == before


def test_a_grid_that_was_left_comes_back(visit: Callable[..., Visit], site: Site, addresses: dict[str, str]) -> None:
    """Its cells are no fields; a row that is new, and what is being written in a cell, are kept all the same."""
    window = visit(addresses["year"], user="jahad.editor").page
    window.locator("table[data-sheet=programs] tbody tr:last-child > :first-child").click()
    write(window, "برنامه نیمه‌کاره")
    window.keyboard.press("Tab")
    stored = window.locator("table[data-sheet=actions] tbody tr:first-child > :first-child")
    stored.click()
    write(window, "اقدام دیگر")
    says(window, SAVED)
    window.reload()
    window.wait_for_selector(OFFERED)
    names = window.locator("table[data-sheet=programs] tbody tr > :first-child").all_inner_texts()
    assert names[-2:] == ["برنامه نیمه‌کاره", ""]
    assert stored.inner_text() == "اقدام دیگر"
    with window.expect_navigation():
        window.locator(f"{OFFERED} button").last.click()
    assert window.locator(OFFERED).count() == 0
    assert stored.inner_text() != "اقدام دیگر"


def write(window: Page, words: str) -> None:
    """Into the cell with the focus; Playwright's own keyboard has no Persian letters."""
    window.keyboard.press("F2")
    window.keyboard.press("Control+a")
    window.keyboard.insert_text(words)


def test_a_closed_laptop_without_connection_loses_nothing(
    visit: Callable[..., Visit], addresses: dict[str, str]
) -> None:
    window = visit(addresses["program"], user="jahad.editor").page
    was = window.input_value("[name=title]")
    window.route("**/drafts/**", lambda route: route.abort())
    window.fill("[name=title]", "نوشته بی‌ارتباط")
    says(window, NOT_SAVED)
    window.unroute("**/drafts/**")
    window.goto("about:blank")
    window.go_back()
    window.reload()
    window.wait_for_selector(OFFERED)
    assert window.input_value("[name=title]") == "نوشته بی‌ارتباط"
    # A draft on an older version leads into the page of the conflict.
    window.locator("form[data-draft] [name=version]").evaluate("field => { field.value = 0 }")
    with window.expect_navigation() as answer:
        window.locator("main form[data-guard] button.btn-primary").click()
    assert answer.value.status == 409
    choice = window.locator("[name='choice:title']")
    assert choice.first.is_checked()
    choice.last.check()
    with window.expect_navigation():
        window.locator("main form button.btn-primary").click()
    window.goto(window.url.rstrip("/") + "/edit/")
    window.wait_for_load_state("networkidle")
    assert window.input_value("[name=title]") == was
    assert window.locator(OFFERED).count() == 0


def test_a_session_that_ended_loses_nothing(visit: Callable[..., Visit], addresses: dict[str, str]) -> None:
    window = visit(addresses["new"], user="").page
    sign_in(window)
    window.fill("[name=title]", "برنامه نیمه‌کاره")
    window.context.clear_cookies(name="sessionid")
    with window.expect_navigation():
        window.locator("main form[data-guard] button.btn-primary").click()
    assert "/sign-in/" in window.url
    sign_in(window)
    assert window.url.endswith(addresses["new"])
    window.wait_for_selector(OFFERED)
    assert window.input_value("[name=title]") == "برنامه نیمه‌کاره"


def sign_in(window: Page) -> None:
    window.fill("[name=username]", "samt.editor")
    window.fill("[name=password]", "demo")
    with window.expect_navigation():
        window.press("[name=password]", "Enter")
