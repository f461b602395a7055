"""The combobox in a real browser: by the keyboard alone, in both directions, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agencies.models import Agency
from config.persian.letters import search_key
from tests.browser.pages.places import project_to_edit
from tests.browser.soundness import faults_of
from tests.sites import Site, Visit

# The script's key and the server's are one.
SPELLINGS = [
    "سرمايه\u200cگذاري در كارخانۀ فولاد",
    "مؤسسة خدمات\u00a0ماشيني، ردیف ۱۲ و ٣٤",
    "آئین أخذ إجازه\nجزء دوم ه\u0654",
    "مُدیرِ شـــرکت\u200e (ISIC-24 Rev.4)\u200f",
]


@pytest.fixture
def samt(site: Site) -> Agency:
    with site.inside():
        return Agency.objects.get(code="SAMT")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_agency_is_chosen_by_keyboard_and_stands_in_the_address(
    visit: Callable[..., Visit], samt: Agency, language: str
) -> None:
    window = visit("/programs/", language=language)
    page, field = window.page, window.page.locator("[name=agency]")
    page.locator(".j-toolbar summary").click()
    field.focus()
    field.press_sequentially("صنعت معدن تجارت" if language == "fa" else samt.name_en[:24])
    options = page.locator("[role=option]")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert faults_of(window, language) == []
    field.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.press("Enter")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == (samt.name_fa if language == "fa" else samt.name_en)
    with page.expect_navigation():
        field.press("Enter")
    assert "agency=SAMT" in page.url
    assert field.input_value() == (samt.name_fa if language == "fa" else samt.name_en)
    assert page.locator("tbody tr").count() > 0


def test_escape_closes_and_what_was_typed_stays(visit: Callable[..., Visit]) -> None:
    page = visit("/programs/").page
    page.locator(".j-toolbar summary").click()
    field = page.locator("[name=agency]")
    field.press_sequentially("صنعت")
    page.locator("[role=option]").first.wait_for()
    field.press("Escape")
    assert page.locator("[role=option]:visible").count() == 0
    assert field.input_value() == "صنعت"


def test_name_typed_without_script_is_understood(visit: Callable[..., Visit], samt: Agency) -> None:
    window = visit("/programs/")
    page = window.page
    page.route("**/js/*.js", lambda route: route.abort())
    page.reload()
    page.locator(".j-toolbar summary").click()
    page.fill("[name=agency]", samt.name_fa.replace("ی", "ي"))
    with page.expect_navigation():
        page.press("[name=agency]", "Enter")
    assert page.locator("tbody tr").count() > 0
    assert page.locator(".j-error").count() == 0


def test_long_list_of_boxes_shows_what_fits(visit: Callable[..., Visit], site: Site) -> None:
    with site.inside():
        address = project_to_edit()
        expected = {text: search_key(text) for text in SPELLINGS}
    page = visit(address, user="jahad.editor").page
    counties = page.locator("fieldset", has=page.locator("[name=counties]"))
    checked = counties.locator("input:checked").count()
    counties.locator(".j-many").press_sequentially("آذرشهر".replace("آ", "ا"))
    assert counties.locator("label:visible", has_text="آذرشهر").count() == 1
    assert counties.locator("label:visible").count() <= checked + 1
    read = "async texts => { const {searchKey} = await import('/static/js/many.js'); return texts.map(searchKey) }"
    assert page.evaluate(read, list(expected)) == list(expected.values())
