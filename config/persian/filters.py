"""Template filters, built into every template: `{{ amount|num:2 }}`, `{{ share|pct }}`, `{{ due_on|solar }}`.

What is not there is shown as "—". Numbers and dates are isolated left to right, so that signs and marks stay in place
inside Persian text. In attributes and plain text use format_number, format_percent and format_date instead.
"""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.persian.calendar import DateStyle, format_date
from config.persian.digits import in_persian, to_latin, to_persian
from config.persian.numbers import as_estimate, format_amount, format_number, format_percent

register = template.Library()

NOTHING = "—"


@register.filter
def num(value: Decimal | int | None, places: int | None = None) -> str:
    """A number in the digits and marks of the language: its own decimals or those of its unit, never empty ones."""
    return NOTHING if value is None or value == "" else _isolated(format_amount(value, places))


@register.filter
def estimate(value: Decimal | None, places: int | None = None) -> str:
    """What is only likely (config.persian.numbers.as_estimate), as `num` gives it."""
    return num(None if value is None else as_estimate(value), places)


@register.filter
def pct(value: Decimal | int | None, places: int | None = None) -> str:
    """A number that counts per hundred, with its percent sign."""
    return NOTHING if value is None or value == "" else _isolated(format_percent(value, places))


@register.filter
def signed(value: Decimal | int | None, places: int | None = None) -> str:
    """A change: a number as `num` gives it, with its sign, plus as well."""
    if value is None or value == "":
        return NOTHING
    return _isolated(format_number(value, None if value == int(value) else places, sign=True))


@register.filter
def gap(value: Decimal | None, places: int | None = None) -> str:
    """What is missing of something needed: the amount, and a word in place of the sign that would need explaining."""
    if not value:
        return num(value, places)
    word = pgettext("gap", "short") if value > 0 else pgettext("gap", "beyond")
    looks = "j-open" if value > 0 else "j-beyond"
    return format_html('<b class="{}">{} <small>{}</small></b>', looks, num(abs(value), places), word)


@register.filter
def bar(percent: Decimal) -> str:
    """The class that draws a bar as long as that percent of its width, in steps of five (`.j-w5` to `.j-w100`)."""
    return f"j-w{int(min(max(percent, Decimal(0)), Decimal(100))) // 5 * 5}"


@register.filter
def solar(value: date | None) -> str:
    """A date in figures: ۱۳۹۹/۰۶/۳۱ or 2020-09-21. Of a datetime, its day in Tehran."""
    return _time(value, "numeric", "ltr") if value else NOTHING


@register.filter
def solar_long(value: date | None) -> str:
    """A date in words: ۳۱ شهریور ۱۳۹۹ or 21 September 2020 (31 Shahrivar 1399)."""
    return _time(value, "long", "auto") if value else NOTHING


@register.filter
def file_size(size: int) -> str:
    """The size of a file in the largest unit that it fills, each 1,024 of the one before; `size` in bytes."""
    if size < 1024:
        return _("%(size)s bytes") % {"size": format_number(size)}
    if size < 1024**2:
        return _("%(size)s KB") % {"size": format_number(Decimal(size) / 1024, 0)}
    return _("%(size)s MB") % {"size": format_number(Decimal(size) / 1024**2, 1)}


@register.filter
@stringfilter
def digits(text: str) -> str:
    """Any text with the digits of the language. Not for markup: the result is escaped again."""
    return to_persian(text) if in_persian() else to_latin(text)


def _isolated(number: str) -> SafeString:
    return SafeString(f"<bdi class=j-num>{number}</bdi>")  # made of digits and marks only


def _time(value: date, style: DateStyle, direction: str) -> SafeString:
    shown = format_date(value, style)
    # To the minute: nobody reads more, and a long page has hundreds of them.
    moment = value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    return SafeString(f'<time datetime="{moment}" dir="{direction}">{shown}</time>')  # made by ourselves
