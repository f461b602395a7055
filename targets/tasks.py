"""Work of the targets outside a request."""

from __future__ import annotations

from celery import shared_task

from targets.operations import progress


@shared_task
def open_due_periods() -> None:
    """Open the returns of every period whose first day has come; the beat asks every hour."""
    progress.open_due_periods()


@shared_task
def close_due_periods() -> None:
    """Note which periods have closed; the beat asks every hour."""
    progress.close_due_periods()
