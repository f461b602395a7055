"""Events and rows that tests of the history need, written as an operation writes them."""

from __future__ import annotations

from django.db import DatabaseError, transaction

from agencies.enums import Act
from agencies.history import record
from agencies.models import Event, Sector


def record_loading(label: str = "sectors") -> Event:
    """One event in the current transaction."""
    return record(by=None, act=Act.LOADED, kind="agencies.sector", object_id=None, label=label)


def load_sector(code: str) -> Sector:
    """A sector with its event, committed unless inside a transaction."""
    with transaction.atomic():
        sector = Sector.objects.create(code=code, name_fa="صنعت", name_en="Industry")
        record_loading(code)
    return sector


def sqlstate(error: DatabaseError) -> str:
    """Which refusal of the database it was."""
    return error.__cause__.pgcode
