"""The hint that wakes a worker sooner than the sweeper would.

The database is the list of work. A hint may be lost, doubled or late; a broker that is away or silent costs whoever
asked at most a second and is no error.
"""

from __future__ import annotations

import logging

logger = logging.getLogger("jahesh.reports")

# Within these seconds somebody takes it, or the sweeper sends another.
HINT_LIVES = 30
# So many workers are asked to help with the parts of one report.
HELPERS = 4
# Celery's own defaults would hold the page for six seconds when the broker is gone (measured).
IMPATIENT = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0}


def send_hint(job_id: int) -> None:
    """Tell the workers that there is a report to compile; says nothing when the queue does not answer."""
    _send("reports.tasks.compile_report", job_id)


def send_part_hints(job_id: int, parts: int) -> None:
    """Tell the workers, as a group, that a report has parts which they may take: one is told for two parts."""
    _send("reports.tasks.compile_parts", job_id, times=min(parts // 2, HELPERS))
