"""Parts of a page that say nothing but what stands in something that is kept (`agencies.unchanged`)."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Made(dict[str, SafeString]):
    """What the templates of a `folder` make of one context, by their names; each made when a page first shows it.

    For templates that know neither the request nor anything else of the reader than what the context was read for, in
    the language it was read in.
    """

    def __init__(self, folder: str, **context: Any) -> None:
        super().__init__()
        self._folder, self._context = folder, context

    def __missing__(self, name: str) -> SafeString:
        self[name] = made = render_to_string(f"{self._folder}/{name}.html", self._context)
        return made
