"""A cell as the text that somebody would have typed, for the form fields that read what is typed.

What Excel has made of a text on its own is asked back instead of being taken: a day where a number is asked («12/5»),
a day of the last century («99/6/31»), a value that nobody typed.
"""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from config.persian.calendar import format_date
from config.persian.digits import localise_digits
from config.persian.errors import Unreadable, quoted
from config.persian.numbers import format_number
from reports.workbooks.reading import Cell, CellKind

# Excel reads a year of two digits from 30 on as one of the last century; nothing here is that old.
_FIRST_DAY = datetime.date(2000, 1, 1)
_ALLOWED = frozenset("\n\r\t\u200c\u200d\u200e\u200f")


def text_of(cell: Cell | None, kind: str = "text") -> str:
    """The text of the cell for a column of that kind: "text", "choice", "number" or "date".

    Raises Unreadable, with a message for people, for what cannot stand in such a column.
    """
    if cell is None:
        return ""
    if cell.is_formula and not cell.text:
        raise Unreadable(_("A formula stands here without a value. Write the value itself."))
    if cell.kind == CellKind.ERROR:
        raise Unreadable(
            _("“%(text)s” is an error of a formula. Write the value itself.") % {"text": quoted(cell.text)}
        )
    if cell.kind == CellKind.DATE:
        return _day(cell, kind)
    if cell.kind == CellKind.BOOLEAN and kind in ("number", "date"):
        raise Unreadable(_("A truth value stands here. Write the value itself."))
    if kind == "date" and cell.kind in (CellKind.NUMBER, CellKind.PERCENT):
        raise Unreadable(
            _("“%(text)s” is a number. Write a date with year, month and day, like %(example)s.")
            % {"text": quoted(cell.text), "example": format_date(datetime.date(2020, 9, 21))}
        )
    if cell.kind == CellKind.TEXT and _has_what_is_no_letter(cell.text):
        raise Unreadable(_("Characters stand here that no keyboard types. Write the text anew."))
    return cell.text.strip()


def _day(cell: Cell, kind: str) -> str:
    day = datetime.date.fromisoformat(cell.text)
    if kind == "number":
        raise Unreadable(
            _(
                "Excel has made the date %(day)s of what was typed here."
                " Write the number with a point, like %(example)s."
            )
            % {"day": localise_digits(cell.text), "example": format_number(Decimal("12.5"))}
        )
    if kind == "date" and day < _FIRST_DAY:
        raise Unreadable(
            _("Excel has made %(day)s of what was typed here. Write the solar year with four digits, like %(example)s.")
            % {"day": localise_digits(cell.text), "example": format_date(datetime.date(2020, 9, 21))}
        )
    return cell.text


def _has_what_is_no_letter(text: str) -> bool:
    # Of most texts the first question says it; the joiners of Persian count as not printable.
    return "\ufffd" in text or (not text.isprintable() and any(map(_is_no_letter, set(text))))


def _is_no_letter(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") and letter not in _ALLOWED
