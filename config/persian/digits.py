"""Persian (U+06F0…), Arabic-Indic (U+0660…) and Latin digits, by explicit tables.

`int()`, `Decimal()` and `\\d` accept the digits of every script; here only these three are digits.
"""

from django.utils.translation import get_language

LATIN = "0123456789"
PERSIAN = "\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9"
ARABIC_INDIC = "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669"

_TO_LATIN = str.maketrans(PERSIAN + ARABIC_INDIC, LATIN * 2)
_TO_PERSIAN = str.maketrans(LATIN + ARABIC_INDIC, PERSIAN * 2)


def to_latin(text: str) -> str:
    """Persian and Arabic-Indic digits as 0-9; everything else stays as it is."""
    return text.translate(_TO_LATIN)


def to_persian(text: str) -> str:
    """Latin and Arabic-Indic digits as Persian ones; everything else stays as it is."""
    return text.translate(_TO_PERSIAN)


def in_persian() -> bool:
    """Whether the active language is Persian, and so its digits, marks and calendar."""
    return (get_language() or "").startswith("fa")


def localise_digits(text: str) -> str:
    """The text with Persian digits where the active language is Persian, else unchanged."""
    return to_persian(text) if in_persian() else text
