"""A column that Excel copied is pasted into the table of official figures, and saved."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Page

from targets.models import PastValue
from tests.sites import Site, Visit

ADDRESS = "/indicators/tax_revenue/past-values/1397/"


def paste(page: Page, field: str, block: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("block => navigator.clipboard.writeText(block)", block)
    page.focus(f"[name={field}]")
    page.keyboard.press("Control+v")


def test_a_column_goes_down_the_rows(visit: Callable[..., Visit], site: Site) -> None:
    page = visit(ADDRESS).page
    paste(page, "month-1-value", "\n".join(str(month) for month in range(1, 14)))
    told = page.locator("[data-columns-told]")
    told.wait_for()
    assert page.input_value("[name=month-1-value]") == ""

    paste(page, "month-1-value", "۱۲۳\tآمارنامه\r\n\r\n125\tگمرک\r\n")
    assert not told.is_visible()
    assert page.input_value("[name=month-3-source]") == "گمرک"
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    with site.inside():
        entered = PastValue.objects.current().filter(indicator__code="tax_revenue", year=1397).order_by("month")
        assert [(row.month, row.value, row.source) for row in entered] == [
            (1, Decimal(123), "آمارنامه"),
            (3, Decimal(125), "گمرک"),
        ]
