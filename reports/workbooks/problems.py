"""What is wrong in a row of a workbook: where, what stood there, and what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# So many are shown; all of them stand in the returned workbook.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused cell, or a refused row where `column` is empty.

    `sheet` is the name of the sheet and `row` the number of the row as Excel shows them, `column` its letter and
    `heading` what stands above it; `value` what was found; `message` says, in the reader's language, what is wrong and
    what to do.
    """

    sheet: str
    row: int
    column: str
    value: str
    message: str
    heading: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Problem:
        return cls(**stored)
