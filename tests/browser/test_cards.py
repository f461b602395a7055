"""A table on a phone: each row a card with its heading, its values under the names of their columns, nothing empty."""

from __future__ import annotations

from collections.abc import Callable

from tests.sites import Visit

PHONE = {"width": 390, "height": 844}
# Two programs of one agency; of the first neither a figure nor a note is there.
TABLE = (
    """<div class="j-scroller"><table class="j-table">
  <thead><tr><th>Risk</th><th>Agency</th><th>Line</th><th>Reported</th><th>Note</th></tr></thead>
  <tbody><tr><th>83.8</th><td rowspan="2">Agency of both</td><td><a href="/">Apples</a></td><td>—</td><td> </td></tr>
  <tr><th>70</th><td><a href="/">Greenhouses</a></td><td>41.5</td><td>"""
    + "a long note " * 4
    + """</td></tr></tbody>
</table></div>"""
)

# The cells of a row that can be seen: how far down each stands, the name before it, its words.
SHOWN = """row => [...row.cells].filter(cell => cell.checkVisibility()).map(
  cell => [cell.getBoundingClientRect().top, cell.dataset.label ?? "", cell.textContent.trim()])"""


def test_rows_are_cards_that_name_what_they_show(visit: Callable[..., Visit]) -> None:
    page = visit("/programs/", language="en").page
    page.set_viewport_size(PHONE)
    page.evaluate("html => document.querySelector('main .j-container').insertAdjacentHTML('afterbegin', html)", TABLE)
    # What is new on a page is looked at when the screen is turned, as everything is.
    page.set_viewport_size({"width": 1366, "height": 844})
    page.set_viewport_size(PHONE)
    table = page.locator("main .j-table").first
    page.wait_for_function("document.querySelector('main .j-table').classList.contains('j-cards')")

    cards = [row.evaluate(SHOWN) for row in table.locator("tbody tr").all()]
    first, second = ([(label, words) for _top, label, words in sorted(card)] for card in cards)
    assert first == [("", "Apples"), ("Risk", "83.8"), ("Agency", "Agency of both"), ("Reported", "—")]
    assert second == [
        ("", "Greenhouses"),
        ("Risk", "70"),
        ("Reported", "41.5"),
        ("Note", ("a long note " * 4).strip()),
    ]
