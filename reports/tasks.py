"""What the workers run: reports to compile, the day's round of reminders, messages to send.

Each looks at the database for what there is to do, and is looked after by a sweeper: what a dead worker held is taken
up by the next.
"""

from __future__ import annotations

import time

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from reports import operations, queue
from reports.enums import Channel
from reports.operations.outbox import Outcome

# So many seconds one run sends; what is left is the next one's.
SENDS_FOR = 25.0


@shared_task(name="reports.tasks.compile_report")
def compile_report(job_id: int) -> None:
    """Compile the report unless it is gone, finished or in other hands."""
    if job := operations.claim_job(job_id=job_id):
        operations.compile_job(job=job)


@shared_task(name="reports.tasks.compile_parts")
def compile_parts(job_id: int) -> None:
    """Help with the parts of a report that another worker holds."""
    operations.help_with(job_id=job_id)


@shared_task(name="reports.tasks.ask_for_due_reports")
def ask_for_due_reports() -> None:
    """Ask for the month's report and the year's, once each, when everything they tell of was due."""
    operations.request_due_reports()


@shared_task(name="reports.tasks.pick_up_report_jobs")
def pick_up_report_jobs() -> None:
    """Give back what a dead worker left, and tell the workers of everything that waits."""
    operations.give_back_stopped_jobs()
    operations.drop_old_exports()
    for job_id in operations.neglected_jobs():
        queue.send_hint(job_id)


@shared_task(name="reports.tasks.read_workbook")
def read_workbook(intake_id: int) -> None:
    """Read a workbook that was handed in, unless it is gone, read or in other hands."""
    operations.read_waiting_workbook(intake_id=intake_id)


@shared_task(name="reports.tasks.pick_up_workbooks")
def pick_up_workbooks() -> None:
    """The same for workbooks."""
    operations.give_back_stopped_workbooks()
    for intake_id in operations.neglected_workbooks():
        queue.send_workbook_hint(intake_id)


@shared_task(name="reports.tasks.remind")
def remind() -> None:
    """The day's round of reminders, once the hour has come; later on the day where nobody was there at that hour."""
    if timezone.localtime().hour >= settings.REMIND_AT_HOUR:
        operations.make_round()


@shared_task(name="reports.tasks.deliver_messages")
def deliver_messages() -> None:
    """Send what waits in the outbox. A way that does not answer is left alone until the next run."""
    operations.give_back_stopped_messages()
    silent: frozenset[Channel] = frozenset()
    until = time.monotonic() + SENDS_FOR
    while time.monotonic() < until and (message := operations.claim_message(unreachable=silent)):
        if operations.deliver_message(message=message) == Outcome.PUT_OFF:
            silent |= {Channel(message.channel)}
