"""Templates without the indentation in which they are written: a fifth of a long page would be spaces."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

_INDENTED = re.compile(r"\n\s+")


class Loader(filesystem.Loader):
    """Django's own for folders; of an HTML template every line begins with its first sign, and none is empty."""

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        return _INDENTED.sub("\n", text) if str(origin.name).endswith(".html") else text
