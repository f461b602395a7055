"""What the workers run: take a report job and compile it; look every ten seconds for jobs that nobody works on."""

from __future__ import annotations

from celery import shared_task

from reports import operations, queue


@shared_task(name="reports.tasks.compile_report")
def compile_report(job_id: int) -> None:
    """Compile the report unless it is gone, finished or in other hands."""
    if job := operations.claim_job(job_id=job_id):
        operations.compile_job(job=job)


@shared_task(name="reports.tasks.pick_up_report_jobs")
def pick_up_report_jobs() -> None:
    """Give back what a dead worker left, and tell the workers of everything that waits."""
    operations.give_back_stopped_jobs()
    for job_id in operations.neglected_jobs():
        queue.send_hint(job_id)
