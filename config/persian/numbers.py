"""Numbers as people type and read them: the one reader, and the one way they are shown.

Marks follow CLDR: in Persian ٫ ٬ ٪ and a minus that an invisible left-to-right mark keeps in front of its number.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from config.persian.digits import LATIN, PERSIAN, in_persian, to_latin
from config.persian.errors import Unreadable, quoted
from config.persian.letters import remove_invisible

DECIMAL_MARK = "\u066b"
GROUP_MARK = "\u066c"
PERCENT_SIGN = "\u066a"
MINUS = "\u2212"
LRM = "\u200e"

INTEGER_DIGITS = 20  # of a column numeric(24,4), which holds every amount
_LONGEST = 60  # characters; what is longer is no number that anybody typed

_NUMBER = re.compile(
    rf"""
    (?P<bracket>\()?
    (?P<sign>[-+{MINUS}])?\ ?
    (?P<whole>[0-9]* | [1-9][0-9]{{0,2}} (?P<group>[,{GROUP_MARK}\ ]) [0-9]{{3}} (?:(?P=group)[0-9]{{3}})*)
    (?:[.{DECIMAL_MARK}](?P<fraction>[0-9]+))?
    \ ?(?P<percent>[%{PERCENT_SIGN}])?
    (?(bracket)\))
    """,
    re.VERBOSE,
)
# Digits and marks only, a thousands mark among them: a number, but wrongly grouped.
_GROUPED = re.compile(rf"[-+{MINUS}(]?(?=.*[,{GROUP_MARK} ])[0-9.,{DECIMAL_MARK}{GROUP_MARK} ]*[0-9]\)?")
_SLASHED = re.compile(rf"([-+{MINUS}]?)([0-9]+)/([0-9]+)")
_EXPONENT = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]+")

# A page has hundreds of figures, many of them again and again; what is equal reads the same, whatever its exponent.
_KEPT = 2**14

_ROUNDING = Context(prec=100, rounding=ROUND_HALF_UP)
_SIGNS = {"": "", "+": LRM + "+", "-": LRM + MINUS, MINUS: LRM + MINUS}
_TO_PERSIAN = str.maketrans(LATIN + ".,", PERSIAN + DECIMAL_MARK + GROUP_MARK)


def read_decimal(text: str, *, places: int = 4, integer_digits: int = INTEGER_DIGITS, percent: bool = False) -> Decimal:
    """The number that stands in `text`, in Persian, Arabic-Indic or Latin digits.

    Decimal mark ٫ or `.`; thousands ٬ or `,` or a space, in groups of three; a sign in front or an accounting bracket.
    With `percent=True` a trailing ٪ or % is allowed and changes nothing: «۱۲٪» is 12.

    Raises Unreadable for everything else; nothing is rounded: more than `places` decimals or more than
    `integer_digits` digits before the mark are refused.
    """
    plain = re.sub(r"[^\S\r\n]", " ", remove_invisible(to_latin(text))).strip()
    match = _NUMBER.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None or not (match["whole"] or match["fraction"]) or (match["bracket"] and match["sign"]):
        raise _refusal(text, plain)
    if match["percent"] and not percent:
        raise Unreadable(_("“%(text)s”: write the number without a percent sign.") % {"text": quoted(text)})
    whole = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0") or "0"
    fraction = (match["fraction"] or "").rstrip("0")
    if len(fraction) > places:
        raise _too_many_decimals(text, places)
    if len(whole) > integer_digits:
        raise Unreadable(
            _("“%(text)s” is too large: at most %(limit)s digits before the decimal mark.")
            % {"text": quoted(text), "limit": format_number(integer_digits)}
        )
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    negative = match["bracket"] or match["sign"] in ("-", MINUS)
    return value.copy_negate() if negative and value else value


def _too_many_decimals(text: str, places: int) -> Unreadable:
    if places == 0:
        return Unreadable(_("“%(text)s”: only whole numbers are taken here.") % {"text": quoted(text)})
    return Unreadable(
        _("“%(text)s” has too many decimals: at most %(places)s are taken here, and nothing is rounded.")
        % {"text": quoted(text), "places": format_number(places)}
    )


def _refusal(text: str, plain: str) -> Unreadable:
    """Why `text` is no number, with the remedy that fits it best."""
    values = {"text": quoted(text), "example": format_number(Decimal("1250.5"))}
    if any(char.isdigit() and char not in LATIN for char in plain):
        return Unreadable(_("“%(text)s”: write the number in Persian or Latin digits, like %(example)s.") % values)
    if slashed := _SLASHED.fullmatch(plain):
        sign, whole, fraction = slashed.groups()
        guess = _localise(whole + "." + fraction, sign, persian=in_persian())
        return Unreadable(
            _("“%(text)s”: a slash is not a decimal mark. Did you mean %(guess)s?") % {**values, "guess": guess}
        )
    if _EXPONENT.fullmatch(plain):
        return Unreadable(_("“%(text)s”: write the number out in full, without an exponent.") % values)
    if _GROUPED.fullmatch(plain):
        return Unreadable(_("“%(text)s”: thousands stand in groups of three, like %(example)s.") % values)
    return Unreadable(_("“%(text)s” is not a number. Write it like %(example)s.") % values)


def format_number(value: Decimal | int, places: int | None = None, *, sign: bool = False) -> str:
    """The number in the digits and marks of the active language: ۱٬۲۳۴٫۵ or 1,234.5.

    With `places` it has exactly that many decimals, half rounded up; without, its own, less trailing zeros.
    With `sign=True` what is above zero shows a plus.
    """
    return _formatted(value, places, sign, in_persian())


@lru_cache(maxsize=_KEPT)
def _formatted(value: Decimal | int, places: int | None, sign: bool, persian: bool) -> str:
    number = value if isinstance(value, Decimal) else Decimal(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), context=_ROUNDING)
    text = f"{number.copy_abs():,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _localise(text, "-" if number < 0 else "+" if sign and number > 0 else "", persian=persian)


def format_amount(value: Decimal | int, places: int | None = None) -> str:
    """An amount in a unit with so many decimals: with all of them, or with none where it is whole."""
    return _amount(value, places, in_persian())


def amounts() -> Callable[[Decimal | int, int | None], str]:
    """`format_amount` in the language that is active now, for whoever writes hundreds of them at once."""
    persian = in_persian()
    return lambda value, places: _amount(value, places, persian)


@lru_cache(maxsize=_KEPT)
def _amount(value: Decimal | int, places: int | None, persian: bool) -> str:
    number = value if isinstance(value, Decimal) else Decimal(value)
    return _formatted(number, None if number == number.to_integral_value() else places, False, persian)


# From which amount on an estimate is a whole number.
ROUNDED_FROM = 100


def as_estimate(value: Decimal) -> Decimal:
    """What is only likely: from a hundred on a whole number, as decimals would say more than is known."""
    return value.to_integral_value() if abs(value) >= ROUNDED_FROM else value


def format_percent(value: Decimal | int, places: int | None = None, *, sign: bool = False) -> str:
    """A number that already counts per hundred (78.4, not 0.784), with its percent sign: ۷۸٫۴٪ or 78.4%."""
    persian = in_persian()
    return _formatted(value, places, sign, persian) + (PERCENT_SIGN if persian else "%")


def _localise(digits: str, sign: str, *, persian: bool) -> str:
    return _SIGNS[sign] + digits.translate(_TO_PERSIAN) if persian else sign + digits
