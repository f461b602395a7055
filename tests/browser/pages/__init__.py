"""Every page of the product: which address, for whom, in which state. A route that is missing here fails a test."""

from tests.browser.pages.listed import PAGES
from tests.browser.pages.page import NOT_PAGES, Page, routes_that_answer_get

__all__ = ["NOT_PAGES", "PAGES", "Page", "routes_that_answer_get"]
