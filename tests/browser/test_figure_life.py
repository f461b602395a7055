"""A figure's page tells its life: the agency's remarks, the reviewer's questions, the clock of both sides."""

from __future__ import annotations

from collections.abc import Callable

from targets.enums import LineStatus
from targets.models import ReportLine
from tests.sites import Site, Visit


def test_the_life_of_a_disputed_figure_is_read_in_one_place(site: Site, visit: Callable[..., Visit]) -> None:
    with site.inside():
        line = ReportLine.objects.filter(status=LineStatus.OBJECTED, target__isnull=False).latest("pk")
        address = f"/targets/{line.target.uuid}/"
    window = visit(address, user="planner", language="en")
    objected = window.page.locator("[data-entry=objected]")
    latest = window.page.locator("section[aria-labelledby=lives] details", has=objected)
    if latest.get_attribute("open") is None:
        latest.locator("summary").click()
    told = latest.locator("[data-entry]").evaluate_all("steps => steps.map(step => step.dataset.entry)")
    assert told == ["reported", "adjusted", "objected"]
    words = latest.inner_text()
    for said in (
        "۱۵ نفر در فهرست بیمه خرداد نیستند.",
        "فهرست اصلاحی بیمه در تیر صادر شد.",
        "the planning organization · lies here now",
        "Signed by the head of the agency",
    ):
        assert said in words
    assert window.errors == []
