"""What a page fetches: from the site alone, not too much, and the looks of every class that it names."""

from __future__ import annotations

import gzip
import re
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from config.launch import assets
from tests.sites import Visit

KB = 1024
FIRST, AFTERWARDS = 160 * KB, 30 * KB

CLASS = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")
# Of the page itself and of what it fetched: the address and the bytes that travelled.
FETCHED = """() => ["navigation", "resource"].map(kind =>
  performance.getEntriesByType(kind).map(({name, encodedBodySize}) => [name, encodedBodySize]))"""
# What a few pages have, and the script that they must ask for.
SERVED_BY = {
    "form[data-grid]": "grid.js",
    "[data-sitting]": "sitting.js",
    "[data-screen]": "screen.js",
    "table[data-columns]": "columns.js",
    "form [data-examples]": "examples.js",
    "[data-year-to-date], [data-drop-line]": "progress.js",
}
CLASSES = """() => [...new Set([...document.querySelectorAll("[class]")].flatMap(each => [...each.classList]))]"""


def faults_of_weight(visit: Visit) -> list[str]:
    [[(_page, page)], fetched] = visit.page.evaluate(FETCHED)
    away = [name for name, _size in fetched if not name.startswith((visit.site.url, "data:", "blob:"))]
    answers = sum(size for name, size in fetched if not is_kept(name))
    kept = {urlsplit(name).path for name, _size in fetched if is_kept(name)}
    first = page + answers + sum(travelling(path) for path in kept)
    return [
        *[f"something was fetched from elsewhere: {name}" for name in away],
        *([f"the page weighs {first // KB} KB the first time"] if first > FIRST else []),
        *([f"the page weighs {(page + answers) // KB} KB each time"] if page + answers > AFTERWARDS else []),
        *[
            f"{script} is not there"
            for has, script in SERVED_BY.items()
            if visit.page.query_selector(has) and not any(path.endswith(f"/{script}") for path in kept)
        ],
        *[f"the looks of the class {name} were cut away" for name in cut_away() & set(visit.page.evaluate(CLASSES))],
    ]


def is_kept(address: str) -> bool:
    """Whether a browser keeps the file under its name."""
    return urlsplit(address).path.startswith(settings.STATIC_URL)


@cache
def travelling(path: str) -> int:
    """The bytes of a file as production sends it."""
    found = finders.find(path.removeprefix(settings.STATIC_URL))
    assert found, path
    with open(found, "rb") as file:
        content = file.read()
    return min(len(content), len(gzip.compress(content)))


def classes_of(sheet: str) -> set[str]:
    """The classes of which a style sheet speaks."""
    return set(CLASS.findall(sheet))


@cache
def cut_away() -> frozenset[str]:
    """The classes of which Tabler has the looks and our cut of it has not."""
    name = "tabler.min.css"
    return frozenset(classes_of(assets.original(name)) - classes_of((assets.BUILT / name).read_text()))
