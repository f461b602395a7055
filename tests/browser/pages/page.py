"""A page, or one of its states; and the routes that answer GET."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from playwright.sync_api import Page as Window


@dataclass(frozen=True)
class Page:
    """A page, or one of its states.

    `address` is asked while the site's database is at hand. `act` does something on the page that leads to the state
    meant (and changes nothing that is stored); `status` is the answer's, the act's where there is one.
    """

    name: str
    route: str
    user: str
    address: Callable[[], str]
    act: Callable[[Window], None] | None = None
    status: int = 200


def routes_that_answer_get() -> set[str]:
    """The names of all routes of the resolver that answer GET."""
    return {pattern.name or str(pattern.pattern) for pattern in _patterns(get_resolver()) if _answers_get(pattern)}


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _patterns(part)
        else:
            yield part


def _answers_get(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", None)
    return view is None or ("get" in view.http_method_names and hasattr(view, "get"))


NOT_PAGES = {
    "draft": "JSON for a form that is being written",
    "healthz": "plain text for machines",
    "readyz": "JSON for machines",
    "set_language": "leads back to the page it was asked from",
    "master-table-export": "a workbook",
    "master-table-csv": "comma-separated text",
    "report-file": "a workbook, a document or a data set",
    "export-file": "a workbook or text",
    "ministry-form-filled": "a workbook",
    "evidence-file": "a file",
    "visit-photo": "a file",
    "letter-scan": "a file",
    "amendment-file": "a file",
    "challenge-file": "a file",
    "resolution-file": "a file",
    "session-paper": "a document",
    "version-workbook": "a workbook",
    "year-workbook-file": "a workbook",
    "intake-returned": "a workbook",
    "choices": "options as JSON for a field",
    "sitting-agency-minutes": "a document",
    "sitting-sector-minutes": "a document",
    "sitting-agency-moves": "the part of a sitting that moves",
    "sitting-sector-moves": "the part of a sitting that moves",
}
