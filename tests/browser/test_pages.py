"""Every page, in both languages and on both screens: whole, in one language, within its width, and accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from config.launch.places import ROOT
from tests.browser.pages import NOT_PAGES, PAGES, Page, routes_that_answer_get
from tests.sites import Site, Visit, Visitors

AXE = (ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
DIRECTIONS = {"fa": "rtl", "en": "ltr"}

# What a page says, one entry for each text or label: what it says, whose words they are, where they stand.
#
# Ours are all words but these: what people wrote stands in <bdi> or dir="auto", or in quotation marks within a sentence
# of ours; codes, names of files and the like are translate="no"; a word in another language says so with lang. What
# somebody is still writing (textarea, input) is no text of the page. Where people's words are repeated in the title or
# in a label, they are taken out of it.
WORDS = """() => {
  const outside = "script, style, template, noscript, textarea, code, [translate=no], body [lang]"
  const people = "bdi:not(.j-num), [dir=auto]:not(time)"
  const written = [...document.querySelectorAll(`${people}, input[type=text], textarea`)]
  const theirs = written.map(each => (each.value ?? each.textContent).trim()).filter(text => text.length > 1)
  theirs.sort((one, other) => other.length - one.length)
  const entries = []
  const say = (text, by, where) => text.trim() && entries.push({text: text.trim(), by, where})
  const said = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (said.nextNode()) {
    const {data, parentElement: element} = said.currentNode
    if (!element.closest(outside)) say(data, element.closest(people) ? "people" : "us", element.tagName)
  }
  const ours = text => theirs.reduce((left, words) => left.replaceAll(words, ""), text)
  say(ours(document.title), "us", "title")
  for (const name of ["aria-label", "aria-description", "title", "alt", "placeholder"])
    for (const element of document.body.querySelectorAll(`[${name}]`))
      if (!element.closest(outside)) say(ours(element.getAttribute(name)), "us", name)
  return entries
}"""
LATIN_LETTERS = re.compile(r"[A-Za-zÀ-ɏ]")
LATIN_DIGITS = re.compile(r"[0-9]")
QUOTED = re.compile(r"“[^”]*”|«[^»]*»")
PERSIAN = re.compile(r"[؀-ۿﭐ-﷿ﹰ-﻿]")

VIOLATIONS = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"]})
  const told = (rule, node) => `${rule.id}: ${node.target} ${node.html.slice(0, 160)}`
  return violations.flatMap(rule => rule.nodes.map(node => told(rule, node)))
}"""


def test_every_route_is_among_the_pages() -> None:
    assert routes_that_answer_get() - set(NOT_PAGES) == {page.route for page in PAGES}


@pytest.fixture(scope="module")
def addresses(site: Site) -> dict[str, str]:
    with site.inside():
        return {page.name: page.address() for page in PAGES}


@pytest.fixture(scope="module")
def windows(site: Site, visitors: Visitors, addresses: dict[str, str]) -> Iterator[Windows]:
    yield Windows(site, visitors, addresses)
    visitors.close_windows()


class Windows:
    """One window for each person and language serves all their pages; a page once open is only made narrower."""

    def __init__(self, site: Site, visitors: Visitors, addresses: dict[str, str]) -> None:
        self.site = site
        self.visitors = visitors
        self.addresses = addresses
        self.open_now: dict[tuple[str, str], Visit] = {}
        self.shown: tuple[Page, str] | None = None

    def show(self, page: Page, language: str, width: int) -> Visit:
        """The page, open in a window of that width; raises AssertionError where the answer has another status."""
        visit = self.of(page.user, language)
        visit.page.set_viewport_size({"width": width, "height": 900})
        if self.shown != (page, language):
            visit.errors.clear()
            assert self.load(visit, page) == page.status
            visit.page.evaluate(AXE)
            self.shown = page, language
        return visit

    def of(self, user: str, language: str) -> Visit:
        if (user, language) not in self.open_now:
            self.open_now[user, language] = self.visitors.open(self.site, user=user, language=language, width=1366)
        return self.open_now[user, language]

    def load(self, visit: Visit, page: Page) -> int:
        answer = visit.page.goto(self.site.url + self.addresses[page.name])
        if page.act:
            with visit.page.expect_navigation() as navigation:
                page.act(visit.page)
            answer = navigation.value
        return answer.status if answer else 0


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_is_sound(page: Page, language: str, width: int, windows: Windows) -> None:
    visit = windows.show(page, language, width)
    html = visit.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, DIRECTIONS[language])
    assert sideways_scroll(visit) == 0
    assert foreign_words(visit, language) == []
    assert visit.page.evaluate(VIOLATIONS) == []
    assert complaints(visit, page.status) == []


def sideways_scroll(visit: Visit) -> int:
    """By how many pixels the page is wider than its window."""
    return visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def foreign_words(visit: Visit, language: str) -> list[str]:
    """What stands on the page in the other language, or in the other language's digits."""
    entries = [Words(**entry) for entry in visit.page.evaluate(WORDS)]
    if language == "en":
        return [str(words) for words in entries if PERSIAN.search(words.ours)]
    return [str(words) for words in entries if LATIN_DIGITS.search(words.text) or LATIN_LETTERS.search(words.ours)]


def complaints(visit: Visit, status: int) -> list[str]:
    """What the console said, without the browser's own note that the page itself is a refusal."""
    refusal = f"Failed to load resource: the server responded with a status of {status} "
    return [error for error in visit.errors if status == 200 or not error.startswith(refusal)]


@dataclass(frozen=True)
class Words:
    text: str
    by: str
    where: str

    @property
    def ours(self) -> str:
        return QUOTED.sub("", self.text) if self.by == "us" else ""

    def __str__(self) -> str:
        return f"{self.text!r} ({self.where.lower()})"
