"""A process that helps with the parts of a report, as another worker does."""

from __future__ import annotations

import time
from typing import Any

import django


def help_until_done(job_id: int, ready: Any) -> None:
    """Take parts of the report until it is finished; `ready` is set once there is nothing left to load."""
    django.setup()
    from reports.enums import UNFINISHED
    from reports.models import ReportJob
    from reports.operations import help_with

    ready.set()
    while ReportJob.objects.filter(pk=job_id, state__in=UNFINISHED).exists():
        help_with(job_id=job_id)
        # Nothing is left to take; the one that assembles may still give a part back.
        time.sleep(0.02)
