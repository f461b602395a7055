"""Pages without a mouse: Tab reaches whatever can be used and leads out again; keys turn the meeting room's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import PAGES, Page
from tests.sites import Site, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page as Window

# Of each kind of page one; --full walks through all of them.
WALKED = {"dashboard-province", "master-table", "project-edit", "year-grid", "return-draft", "agency-sheet"}
SHEET = "[data-sheet] > tbody > tr > *"

# What can be used, one entry each: of a group of choices the keyboard reaches one, arrows the others.
USABLE = """() => {
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
  const shown = [...document.querySelectorAll(kinds)].filter(each =>
    !each.disabled && each.tabIndex >= 0 && each.checkVisibility({visibilityProperty: true}))
  const entry = each => each.type === "radio" ? `choice ${each.name}` : each
  window.usable = new Set(shown.map(entry))
  document.addEventListener("focusin", event => window.usable.delete(entry(event.target)))
  return window.usable.size
}"""
LEFT = """() => [...window.usable].map(each => each.outerHTML?.slice(0, 120) ?? each)"""
STEP = """() => {
  const tops = [...document.querySelectorAll(".j-screen-step")].map(step => Math.abs(step.getBoundingClientRect().top))
  return tops.indexOf(Math.min(...tops))
}"""


def walked_by_tab(window: Window) -> list[str]:
    """What Tab did not reach, going through the page once."""
    steps = window.evaluate(USABLE) + window.locator(SHEET).count() + 20
    for _step in range(steps):
        window.keyboard.press("Tab")
    return window.evaluate(LEFT)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name, marks=[] if page.name in WALKED else pytest.mark.full)
        for page in PAGES
        if not page.act
    ],
)
def test_tab_reaches_whatever_can_be_used(page: Page, site: Site, visit: Callable[..., Visit]) -> None:
    with site.inside():
        address = page.address()
    assert walked_by_tab(visit(address, user=page.user).page) == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_keys_turn_the_screen_of_the_meeting_room(visit: Callable[..., Visit], language: str) -> None:
    window = visit("/dashboard/?view=screen", user="deputy", language=language).page
    last = window.locator(".j-screen-step").count() - 1
    ahead, back = ("ArrowLeft", "ArrowRight") if language == "fa" else ("ArrowRight", "ArrowLeft")
    keys = {
        "ArrowDown": 1,
        "PageDown": 2,
        "Space": 3,
        ahead: 4,
        "ArrowUp": 3,
        back: 2,
        "PageUp": 1,
        "End": last,
        "Home": 0,
        "Enter": 1,
    }
    for key, step in keys.items():
        window.keyboard.press(key)
        assert (key, window.evaluate(STEP)) == (key, step)
    window.keyboard.press("Home")
    with window.expect_navigation():
        window.keyboard.press("Escape")
    assert "view=screen" not in window.url
    assert window.locator(".j-brief").count() == 1
