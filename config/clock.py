"""What day it is, for the rules. History uses the database's own clock instead."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """Today in Tehran, or the day that JAHESH_TODAY sets for demonstrations and tests."""
    if settings.TODAY:
        return datetime.date.fromisoformat(settings.TODAY)
    return timezone.localdate()
