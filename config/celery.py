"""The Celery application; its schedule stands in the settings."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("jahesh")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def collect_seldom(**_said: Any) -> None:
    """As in the web application (`config.wsgi`)."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
