"""The hint that wakes a worker sooner than the sweeper would.

The database is the list of work. A hint may be lost, doubled or late; a broker that is away or silent costs whoever
asked at most a second and is no error.
"""

from __future__ import annotations

import logging

from celery import current_app, group
from django.conf import settings
from kombu.exceptions import OperationalError

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
    """Tell the workers, as a group, that a report has parts which they may take: one is told for every two parts."""
    _send("reports.tasks.compile_parts", job_id, times=min((parts + 1) // 2, HELPERS))


def send_workbook_hint(intake_id: int) -> None:
    """Tell the workers that there is a workbook to read."""
    _send("reports.tasks.read_workbook", intake_id)


def send_message_hint() -> None:
    """Tell the workers that messages wait in the outbox."""
    _send("reports.tasks.deliver_messages")


def _send(task: str, *arguments: int, times: int = 1) -> None:
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **IMPATIENT}
    hints = group(current_app.signature(task, args=arguments, immutable=True) for _time in range(times))
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            producer = current_app.amqp.Producer(connection)
            hints.apply_async(producer=producer, add_to_parent=False, retry=False, expires=HINT_LIVES)
    except (OperationalError, OSError) as error:
        logger.warning("the queue does not answer; %s %s waits for the sweeper: %s", task, arguments, error)
