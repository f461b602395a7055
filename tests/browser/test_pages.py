"""Every page, in both languages and on three screens: whole, in one language, within its width, and accessible."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from projects.models import Draft
from tests.browser.pages import NOT_PAGES, PAGES, Page, routes_that_answer_get
from tests.browser.soundness import faults_of_text, faults_of_width
from tests.browser.weight import faults_of_weight
from tests.conftest import visitors_with
from tests.sites import Site, Visit, Visitors

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType

# Nobody looks at these windows: they are drawn only when they are asked to be, and a window keeps its process when
# it leaves for an empty page. By default each page would begin in a new one, knowing no script and no style sheet.
UNSEEN = ["--disable-threaded-compositing", "--disable-site-isolation-trials", "--renderer-process-limit=1"]
# A window that is not drawn may take seconds to say that it has loaded; scripts and style sheets it has by then.
READ = "domcontentloaded"
WHOLE = "Promise.all([document.fonts.ready, ...[...document.images].map(image => image.decode().catch(() => null))])"

GOES_ON_ASKING = "[data-sitting], [data-screen], [hx-trigger*=every]"

# A refused form keeps its text two seconds later, when a page of the same form may be open in another window; here it
# is only told so (at 22 Shahrivar 1399). To answer in the server's place would make the browser fetch every file anew.
KEEP_NO_DRAFT = """{
  const ask = window.fetch
  const isKept = (address, options) => options?.method === "POST" && String(address).includes("DRAFT")
  window.fetch = (address, options) =>
    isKept(address, options) ? Promise.resolve(Response.json({at: 1600000000000})) : ask(address, options)
}"""


def test_every_route_is_among_the_pages() -> None:
    assert routes_that_answer_get() - set(NOT_PAGES) == {page.route for page in PAGES}


@pytest.fixture(scope="module")
def addresses(site: Site) -> dict[str, str]:
    with site.inside():
        return {page.name: page.address() for page in PAGES}


@pytest.fixture(scope="module")
def windows(site: Site, chromium: BrowserType, visitors: Visitors, addresses: dict[str, str]) -> Iterator[Windows]:
    with visitors_with(chromium, *UNSEEN) as unseen:
        yield Windows(site, visitors, unseen, addresses)
    visitors.close_windows()


class Windows:
    """One window serves all pages, in whosever hands; where something is done first, each person has their own."""

    def __init__(self, site: Site, seen: Visitors, unseen: Visitors, addresses: dict[str, str]) -> None:
        self.site = site
        self.seen = seen
        self.unseen = unseen
        self.addresses = addresses
        self.own: dict[tuple[str, str], Visit] = {}

    @cached_property
    def shared(self) -> Visit:
        return self.opened(self.unseen, "", "fa")

    def opened(self, visitors: Visitors, user: str, language: str) -> Visit:
        visit = visitors.open(self.site, user=user, language=language, width=1366)
        visit.page.add_init_script(KEEP_NO_DRAFT.replace("DRAFT", reverse("draft")))
        return visit

    def show(self, page: Page, language: str) -> Visit:
        """The page, open in a wide window; raises AssertionError where the answer has another status."""
        visit = self.of(page, language)
        visit.page.set_viewport_size({"width": 1366, "height": 900})
        visit.errors.clear()
        assert self.load(visit, page) == page.status
        # The browser itself notes that the page is a refusal.
        note = f"Failed to load resource: the server responded with a status of {page.status} "
        visit.errors[:] = [error for error in visit.errors if not error.startswith(note)]
        return visit

    def of(self, page: Page, language: str) -> Visit:
        if not page.act:
            self.unseen.hand_over(self.shared, user=page.user, language=language)
            return self.shared
        key = (page.user, language)
        if key not in self.own:
            self.own[key] = self.opened(self.seen, *key)
        return self.own[key]

    def leave(self, visit: Visit, page: Page) -> None:
        """Nothing is kept for the window's next page; one that goes on asking, as a sitting does, is left at once.

        A form that was typed in stays: on leaving it would still send its draft.
        """
        if not page.act and visit.page.evaluate(f"localStorage.clear(), !!document.querySelector('{GOES_ON_ASKING}')"):
            visit.page.goto("about:blank")

    def load(self, visit: Visit, page: Page) -> int:
        if page.act:
            self.forget_drafts(visit)
        answer = visit.page.goto(self.site.url + self.addresses[page.name], wait_until=READ)
        if page.act:
            with visit.page.expect_navigation() as navigation:
                page.act(visit.page)
            answer = navigation.value
        visit.page.evaluate(f"{WHOLE}.then(() => null)")
        return answer.status if answer else 0

    def forget_drafts(self, visit: Visit) -> None:
        """What was typed on one page of a form does not stand in its next one."""
        with self.site.inside():
            Draft.objects.all().delete()
        if visit.page.url.startswith(self.site.url):
            visit.page.evaluate("localStorage.clear()")


# axe takes longer than all the rest: in the usual run it reads each page once, and each next page in another form.
FORMS = [("fa", 1366), ("en", 390), ("fa", 390), ("en", 1366)]
WIDTHS = (1366, 820, 390)


def in_both_languages() -> Iterator[Any]:
    """Every page in each; where something is done first, the usual run does it in one of them, by turns."""
    for turn, page in enumerate(PAGES):
        for language in ("fa", "en"):
            is_left_out = page.act and language != FORMS[turn % len(FORMS)][0]
            yield pytest.param(
                page, language, id=f"{page.name}-{language}", marks=[pytest.mark.full] * bool(is_left_out)
            )


@pytest.mark.parametrize(("page", "language"), [*in_both_languages()])
def test_page_is_sound(page: Page, language: str, windows: Windows, in_full: bool) -> None:
    visit = windows.show(page, language)
    faults = faults_of_text(visit, language)
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        by_axe = in_full or (language, width) == FORMS[PAGES.index(page) % len(FORMS)]
        faults += [f"{width} px wide: {fault}" for fault in faults_of_width(visit, by_axe=by_axe)]
    faults += faults_of_weight(visit)
    windows.leave(visit, page)
    assert faults == []
