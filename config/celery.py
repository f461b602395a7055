"""The Celery application; its schedule stands in the settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from config.garbage import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("jahesh")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def settle_down(**_said: Any) -> None:
    collect_seldom()
