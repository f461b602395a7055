"""The hint that wakes a worker sooner than the sweeper would.

The database is the list of work. A hint may be lost, doubled or late; a broker that is away or silent costs whoever
asked at most a second and is no error.
"""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger("jahesh.reports")

# Within these seconds somebody takes it, or the sweeper sends another.
HINT_LIVES = 30
# Celery's own defaults would hold the page for six seconds when the broker is gone (measured).
IMPATIENT = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0}


def send_hint(job_id: int) -> None:
    """Tell the workers that there is a report to compile; says nothing when the queue does not answer."""
    _send("reports.tasks.compile_report", job_id)


def send_workbook_hint(intake_id: int) -> None:
    """Tell the workers that there is a workbook to read."""
    _send("reports.tasks.read_workbook", intake_id)


def send_message_hint() -> None:
    """Tell the workers that messages wait in the outbox."""
    _send("reports.tasks.deliver_messages")


def _send(task: str, *arguments: int) -> None:
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **IMPATIENT}
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            current_app.send_task(task, list(arguments), connection=connection, retry=False, expires=HINT_LIVES)
    except (OperationalError, OSError) as error:
        logger.warning("the queue does not answer; %s %s waits for the sweeper: %s", task, arguments, error)
