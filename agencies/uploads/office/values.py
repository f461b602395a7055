"""What stands in a cell: a text, a number as Excel shows it, a share, a day."""

from __future__ import annotations

import datetime
import re
from decimal import Context, Decimal

from agencies.uploads.office.flaws import Flaw, Flawed

# What stands in a cell: text, a number, a share shown in percent, a day (ISO), a truth value, an error of a formula.
TEXT_CELL, NUMBER, PERCENT, DAY, TRUTH, ERROR = "text", "number", "percent", "date", "boolean", "error"

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_FORMATS = frozenset({9, 10})
# Excel shows no more digits of a number than these; the others are noise of the arithmetic.
_AS_SHOWN = Context(prec=15)
# Of a number so far from one as no amount is, what stands there is shown as it stands.
_FARTHEST = 30
_LAST_DAY = 2_958_465


class Values:
    """Reads what a cell holds; `strings` and `styles` are the lists of the workbook that cells point into."""

    def __init__(self) -> None:
        self.is_1904 = False
        self.styles: list[str] = []
        self.strings: list[str] = []

    def read(self, kind: str, style: str, value: str | None, inline: str) -> tuple[str, str]:
        """Kind and text; `value` is None where the cell has none. Raises Flawed for what no cell may hold."""
        if kind == "inlineStr":
            return TEXT_CELL, unescaped(inline)
        if kind == "s":
            return TEXT_CELL, "" if value is None else self.shared(value.strip())
        value = value or ""
        if kind == "str":
            return TEXT_CELL, unescaped(value)
        value = value.strip()
        if not value:
            return NUMBER, ""
        if kind == "b":
            return TRUTH, "TRUE" if value in ("1", "true") else "FALSE"
        if kind == "e":
            return ERROR, value
        if kind == "d":
            return _written_day(value)
        if kind != "n":
            raise Flawed(Flaw.DAMAGED)
        return self.number(value, self.format_of(style))

    def shared(self, value: str) -> str:
        place = whole(value)
        if not 0 <= place < len(self.strings):
            raise Flawed(Flaw.DAMAGED)
        return self.strings[place]

    def format_of(self, style: str) -> str:
        place = whole(style or "0")
        return self.styles[place] if 0 <= place < len(self.styles) else NUMBER

    def number(self, value: str, shown_as: str) -> tuple[str, str]:
        if not _NUMBER.fullmatch(value):
            return ERROR, value
        number = _AS_SHOWN.plus(Decimal(value))
        if number and abs(number.adjusted()) > _FARTHEST:
            return NUMBER, value
        if shown_as == DAY:
            day = self._day(number)
            return (DAY, day) if day else (ERROR, value)
        if shown_as == PERCENT:
            return PERCENT, f"{plain(number * 100)}%"
        return NUMBER, plain(number)

    def _day(self, number: Decimal) -> str:
        """The day of a date as Excel counts them; "" for a time without a day and for the day that never was."""
        serial = int(number)
        if self.is_1904:
            serial += 1462
        if not 1 <= serial <= _LAST_DAY or serial == 60:
            return ""
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=serial + (serial < 60))).isoformat()


def kind_of_format(number: int, codes: dict[int, str]) -> str:
    """Whether numbers in the format are days, percents or neither."""
    if number in _DATE_FORMATS:
        return DAY
    if number in _PERCENT_FORMATS:
        return PERCENT
    code = _SAID.sub("", codes.get(number, "")[:500]).partition(";")[0].lower()
    if "%" in code:
        return PERCENT
    return DAY if any(letter in code for letter in "ymd") and "general" not in code else NUMBER


def whole(text: str) -> int:
    """The number without sign or mark; -1 for whatever is none."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else -1


def plain(number: Decimal) -> str:
    """Written out, without zeros at its end and without a minus before zero."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def unescaped(text: str) -> str:
    """What Excel writes as `_x000A_` because XML cannot hold it; what is no letter becomes the sign for that."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _letter(int(found[1], 16)), text)


def _letter(number: int) -> str:
    return "\ufffd" if number == 0 or 0xD800 <= number < 0xE000 else chr(number)


def _written_day(value: str) -> tuple[str, str]:
    try:
        return DAY, datetime.date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ERROR, value
