"""A sign of life while one long step keeps a worker busy."""

from __future__ import annotations

import datetime
import logging
import threading
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.db.models.functions import Now

logger = logging.getLogger("jahesh.reports")


def silent_after() -> datetime.timedelta:
    """Whoever shows no sign of life for so long is taken for dead."""
    return datetime.timedelta(seconds=settings.REPORT_SILENT_AFTER)


class Heart(threading.Thread):
    """Renews `heartbeat_at` of the rows that are this worker's, on a connection of its own."""

    def __init__(self, mine: QuerySet) -> None:
        super().__init__(name="heart of a worker", daemon=True)
        self.mine = mine
        self.stopped = threading.Event()

    def __enter__(self) -> Heart:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        self.join()

    def run(self) -> None:
        try:
            while not self.stopped.wait(settings.REPORT_SILENT_AFTER / 3):
                try:
                    self.mine.update(heartbeat_at=Now())
                except DatabaseError:
                    logger.warning("a heartbeat was not written", exc_info=True)
                    connection.close()
        finally:
            connection.close()
