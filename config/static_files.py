"""How production names the files that browsers keep."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Every file by a name that its content gives it: kept for ever, and never an old one beside a new one.

    Our scripts name each other so too.
    """

    support_js_module_import_aggregation = True
    # A script's name depends on the names of those that it asks for, one after the other.
    max_post_process_passes = 10

    def url_converter(self, name: str, *given: Any, **more: Any) -> Callable[[re.Match[str]], str]:
        # A library's scripts need not be modules, and what they name need not be there.
        if name.endswith(".js") and not name.startswith("js/"):
            return lambda match: match["matched"]
        return super().url_converter(name, *given, **more)
