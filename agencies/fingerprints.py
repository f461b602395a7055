"""What somebody read, in a few letters: whoever saves names it, and is told when the row is another one by now.

For rows that few people write and that need no version of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from agencies.history import as_text


def fingerprint(row: Any, names: Iterable[str]) -> str:
    """The same for the same values of these columns."""
    texts = [as_text(getattr(row, name)) for name in names]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]
