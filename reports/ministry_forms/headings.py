"""The headings of a form: where they stand, and what is filled in under each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from reports.ministry_forms.filling import NoForm
from reports.ministry_forms.sources import suggested
from reports.models import MinistryForm
from reports.workbooks import Sheet, Workbook
from reports.workbooks.flat.fields import key_of

# Above the headings stand a letterhead, a title, a date.
ROWS_LOOKED_AT = 40
FEWEST = 2


@dataclass(frozen=True)
class Headings:
    """Where the headings of a form stand, and their texts by column (A is 1)."""

    sheet: str
    first: int
    last: int
    texts: dict[int, str]

    @property
    def digest(self) -> str:
        """Equal for forms that ask for the same, whatever stands above and in which letters it is written."""
        said = [[column, key_of(text)] for column, text in sorted(self.texts.items())]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def find_headings(workbook: Workbook) -> Headings:
    """The row that says most of what can be filled in; where none does, the first one with several texts.

    Raises NoForm when no sheet has one.
    """
    best: tuple[int, Headings] | None = None
    for sheet in workbook.visible():
        for row in sheet.rows[:ROWS_LOOKED_AT]:
            found = headings_at(sheet, row.number)
            if len(found.texts) < FEWEST:
                continue
            understood = len({key for text in found.texts.values() if (key := suggested(text))})
            if best is None or understood > best[0]:
                best = understood, found
    if best is None:
        raise NoForm
    return best[1]


def headings_at(sheet: Sheet, number: int) -> Headings:
    """The headings in the row that somebody points at; over two rows where cells are merged downwards from it."""
    last = max(
        [number, *(bottom for top, _left, bottom, _right in sheet.merged if top == number and bottom <= number + 2)]
    )
    rows = {row.number: row for row in sheet.rows if number <= row.number <= last}
    texts: dict[int, str] = {}
    above = rows.get(number)
    for column in sorted({column for row in rows.values() for column in row.cells}):
        words = [row.text(column) for _number, row in sorted(rows.items()) if row.text(column)]
        over = _over(sheet, number, column)
        if above is not None and over is not None and over != column and last > number:
            words.insert(0, above.text(over))
        if words:
            texts[column] = " ".join(dict.fromkeys(" ".join(words).split("\n"))).strip()
    return Headings(sheet.name, number, last, texts)


def _over(sheet: Sheet, number: int, column: int) -> int | None:
    """The first column of the merged heading above it."""
    for top, left, _bottom, right in sheet.merged:
        if top == number and left <= column <= right:
            return left
    return None


def columns_for(headings: Headings, earlier: MinistryForm | None) -> dict[str, str]:
    """What is filled in under each: as was chosen last for the same headings, else as far as they are understood."""
    if earlier is not None:
        return dict(earlier.columns)
    found: dict[str, str] = {}
    for column, text in headings.texts.items():
        key = suggested(text)
        # What two columns ask for is left to people.
        if key and key not in found.values():
            found[str(column)] = key
    return found
