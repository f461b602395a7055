"""Housekeeping by the clock."""

from __future__ import annotations

from celery import shared_task

from agencies import once


@shared_task(ignore_result=True)
def forget_sent_forms() -> int:
    return once.forget_sent_forms()
