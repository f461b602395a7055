"""How much a person may hand in within a month, so that nobody fills the disk, by mistake or on purpose.

Apps name the tables that remember what was handed in; what counts is what is stored of it, by the solar month.
"""

from __future__ import annotations

import datetime
from decimal import ROUND_DOWN, Decimal

from django.conf import settings
from django.db.models import Model, Sum, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.refusals import Refused
from config.persian.calendar import format_date, month_bounds, tehran_day_bounds, to_solar
from config.persian.numbers import format_number

_MEGABYTE = 1024**2
# Tables whose rows stand for a stored file of `bytes`, with the names of who handed it in and when.
_counted: list[tuple[type[Model], str, str]] = []


def counts_towards_quota(model: type[Model], *, by: str, at: str) -> None:
    """Register a table of stored files."""
    _counted.append((model, by, at))


def check_quota(by: User, size: int) -> None:
    """Raise Refused where `size` more bytes of the person exceed the month's; call it in the transaction that stores.

    Two files of one person wait for each other here: neither goes by a sum without the other.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    year, month, _day = to_solar(timezone.now())
    first_day, last_day = month_bounds(year, month)
    used = _used_since(by, tehran_day_bounds(first_day)[0])
    if used + size > settings.EVIDENCE_BYTES_A_MONTH:
        raise Refused(
            _(
                "You have handed in %(used)s of the %(limit)s megabytes of this month: there is no room for this file "
                "of %(size)s megabytes. Attach a smaller one, or wait until %(day)s."
            )
            % {
                "used": _megabytes(used),
                "limit": _megabytes(settings.EVIDENCE_BYTES_A_MONTH),
                "size": _megabytes(size),
                "day": format_date(last_day + datetime.timedelta(days=1)),
            }
        )


def _used_since(by: User, moment: datetime.datetime) -> int:
    """What the person has handed in since; one query for all tables."""
    of_tables = [
        model._default_manager.filter(**{who: by.pk, f"{when}__gte": moment})
        .order_by()
        .annotate(table=Value(place))
        .values("table")
        .annotate(sum=Sum("bytes"))
        .values_list("sum", flat=True)
        for place, (model, who, when) in enumerate(_counted)
    ]
    first, *others = of_tables
    return sum(used or 0 for used in first.union(*others, all=True))


def _megabytes(size: int) -> str:
    return format_number((Decimal(size) / _MEGABYTE).quantize(Decimal("0.1"), ROUND_DOWN))
