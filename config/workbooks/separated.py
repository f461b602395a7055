"""A table as comma-separated text that a spreadsheet opens: UTF-8 with its mark, and no text that would be reckoned."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils import timezone

from config.workbooks.streamed import Value

CSV_TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, in the widths of East Asia too; it looks past what is not
# seen in front of them.
FORMULA = frozenset("=+-@|%＝＋－＠−")
_UNSEEN = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\ufeff"


def begins_like_a_formula(text: str) -> bool:
    return text[:1] in ("\t", "\r", "\n") or text.lstrip(_UNSEEN)[:1] in FORMULA if text else False


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The lines one by one: text in quotation marks, numbers bare, days as 2020-09-21."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC)
    line.write(MARK)
    for row in itertools.chain([headings], rows):
        writer.writerow([_cell(value) for value in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _cell(value: Value) -> str | int | Decimal | None:
    if isinstance(value, str):
        return f"'{value}" if begins_like_a_formula(value) else value
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return Decimal(f"{value:f}") if isinstance(value, Decimal) else value
