"""Settings, addresses and everything that knows no business: language, calendar, start-up."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
